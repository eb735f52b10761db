"""``kiosk county map``: what the columns of a file would be taken for."""

from __future__ import annotations

from pathlib import Path

from kiosk.county.checking.run import look
from kiosk.county.checking.setting import make_setting
from kiosk.county.mapping import remembered
from kiosk.county.packing import check_file
from kiosk.county.reading.synonyms import KINDS
from kiosk.county.rows import SheetReport
from kiosk.county.session import Session


def look_at(
    session: Session, file: Path, programme_id: str, village_code: str | None
) -> tuple[SheetReport, ...]:
    """The sheets of ``file`` as ``pack`` would read them. UsageFault, SenderFault as there."""
    check_file(file)
    workspace = session.workspace
    setting = make_setting(
        year=session.today.year,
        programme_id=programme_id,
        programmes=workspace.reference.programmes,
        columns=workspace.reference.columns,
        villages=workspace.units,
        alias_file=workspace.alias_file,
        village_code=village_code,
        mappings=remembered(workspace.path, programme_id, KINDS),
    )
    return look(file, setting)
