"""The county's own tables and settings (``reference/``) on their way to the kiosks.

Whenever a bundle is made for a unit, what changed since the unit last got it travels along.  A unit
gets its own part of the settings only, and the catalogue of its kind.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, cast

from kiosk.bundle.disk import write_whole
from kiosk.bundle.writer import BundleDraft
from kiosk.county.workspace import REFERENCE_FILES, Workspace, disk_fault
from kiosk.domain.errors import SenderFault, UsageFault
from kiosk.domain.items import ReferenceKind
from kiosk.domain.reference import check_reference
from kiosk.domain.region import Village
from kiosk.domain.scan import scan_text
from kiosk.domain.settings import parse_settings
from kiosk.store.registry import Registry

_KINDS: tuple[tuple[ReferenceKind, str], ...] = (
    ("settings", "settings"), ("programmes", "programmes"), ("columns", "columns"), ("holidays", "holidays"),
)  # fmt: skip


def references_of(workspace: Workspace, unit: Village) -> list[tuple[ReferenceKind, bytes]]:
    """What a unit should have, as it travels; SenderFault when a file of ``reference/`` is wrong."""
    found: list[tuple[ReferenceKind, bytes]] = []
    catalogue: tuple[ReferenceKind, str] = ("catalogue", unit.kind)
    for kind, name in (*_KINDS, catalogue):
        text = workspace.reference_text(name)
        if text is None:
            continue
        if kind == "settings":
            text = unit_settings(text, unit)
        check_reference(kind, text, unit, file=REFERENCE_FILES[name])
        found.append((kind, text.encode()))
    return found


def unit_settings(text: str, unit: Village) -> str:
    """The settings with the part of one unit: nobody else's phones and rosters go there."""
    parse_settings(text, unit.village_code)
    whole = cast(dict[str, Any], json.loads(text))
    units = cast(dict[str, Any], whole.get("units", {}))
    mine = {unit.village_code: units[unit.village_code]} if unit.village_code in units else {}
    return json.dumps({**whole, "units": mine}, ensure_ascii=False, indent=1) + "\n"


def add_pending(workspace: Workspace, registry: Registry, unit: Village, draft: BundleDraft) -> None:
    """Put into ``draft`` what the unit has not got yet; everything when it is a snapshot."""
    for kind, content in references_of(workspace, unit):
        sent = registry.newest(unit.village_code, "reference", kind)
        is_new = sent is None or sent.digest != hashlib.sha256(content).hexdigest()
        if is_new or draft.kind == "snapshot":
            version = 1 if sent is None else sent.version + is_new
            draft.add_reference(kind, version, content)


def has_pending(workspace: Workspace, registry: Registry, unit: Village) -> bool:
    """Whether a unit waits for a changed table or setting."""
    return any(
        (sent := registry.newest(unit.village_code, "reference", kind)) is None
        or sent.digest != hashlib.sha256(content).hexdigest()
        for kind, content in references_of(workspace, unit)
    )


def put_reference(workspace: Workspace, name: str, source: Path) -> None:
    """Takes a table or settings file into ``reference/`` after checking it for every unit.

    UsageFault ``reference_name``; SenderFault when it is wrong or holds a personal value;
    EnvironmentFault for the disk.
    """
    if name not in REFERENCE_FILES:
        raise UsageFault("reference_name", f"只能换这几样：{'、'.join(REFERENCE_FILES)}。")
    try:
        text = source.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SenderFault("reference_text", f"{source.name} 不是 UTF-8 文字。请另存为 UTF-8。") from error
    except OSError as error:
        raise disk_fault(error, source) from error
    for unit in workspace.units:
        exempt: frozenset[str] = frozenset()
        if name == "settings":
            exempt = parse_settings(text, unit.village_code, file=source.name).own_numbers()
            _refuse_numbers(unit_settings(text, unit), exempt, source)
        elif name in ("village", "community"):
            if unit.kind == name:
                check_reference("catalogue", text, unit, file=source.name)
        else:
            check_reference(cast(ReferenceKind, name), text, unit, file=source.name)
    if name != "settings":
        _refuse_numbers(text, frozenset(), source)
    try:
        workspace.reference_dir.mkdir(exist_ok=True)
        write_whole(workspace.reference_dir / REFERENCE_FILES[name], text.encode())
    except OSError as error:
        raise disk_fault(error, workspace.reference_dir) from error


def _refuse_numbers(text: str, exempt: frozenset[str], source: Path) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if found := scan_text(line, exempt):
            raise SenderFault(
                "personal_value", f"{source.name} 第{number}行里有像{found[0].words()}的内容。请去掉再来。"
            )
