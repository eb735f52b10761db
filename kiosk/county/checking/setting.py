"""Everything the checks need to know beside the table itself; goes to the child process as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kiosk.county.checking.places import Alias, load_aliases
from kiosk.county.mapping import TableMapping
from kiosk.domain.columns import Column, ColumnTable
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.paths import catalog_dir
from kiosk.domain.programmes import Programme, ProgrammeTable
from kiosk.domain.region import Village


@dataclass(frozen=True, slots=True)
class CheckSetting:
    """What is expected of a batch.

    ``programme_id``: take only lines of this programme (None: every programme the tables name).
    ``village_code``: every line belongs to this unit, whatever the table says.  ``groups``: the known
    groups of a village (a village without an entry may have any).  ``exempt``: digits of public
    phones.  ``last_year``: village code → (lines, 分) of the same programme a year ago, for a hint.
    """

    year: int
    programmes: tuple[Programme, ...]
    columns: tuple[Column, ...]
    villages: tuple[Village, ...]
    synonyms: str
    programme_id: str | None = None
    village_code: str | None = None
    aliases: tuple[Alias, ...] = ()
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exempt: frozenset[str] = frozenset()
    allow_negative: bool = False
    mappings: tuple[TableMapping, ...] = ()
    last_year: tuple[tuple[str, int, int], ...] = ()

    @property
    def programme(self) -> Programme | None:
        """The one programme asked for."""
        return next((p for p in self.programmes if p.id == self.programme_id), None)


def make_setting(
    *,
    year: int,
    programme_id: str | None,
    programmes: ProgrammeTable,
    columns: ColumnTable,
    villages: Iterable[Village],
    alias_file: Path | None = None,
    groups: Iterable[tuple[str, tuple[str, ...]]] = (),
    village_code: str | None = None,
    exempt: frozenset[str] = frozenset(),
    allow_negative: bool = False,
    mappings: Iterable[TableMapping] = (),
    last_year: Iterable[tuple[str, int, int]] = (),
) -> CheckSetting:
    """A setting with the shipped synonyms and aliases, and the aliases of ``alias_file`` if it is there.

    Raises UsageFault ``programme_unknown``, SenderFault for a wrong alias table, EnvironmentFault
    when the shipped tables are gone.
    """
    if programme_id is not None and programme_id not in programmes.by_id:
        raise UsageFault("programme_unknown", "补贴项目表里没有这个编号。请看看是不是写错了。")
    try:
        synonyms = (catalog_dir() / "synonyms.csv").read_text(encoding="utf-8")
        aliases = load_aliases((catalog_dir() / "aliases.csv").read_text(encoding="utf-8"))
        if alias_file is not None and alias_file.exists():
            aliases += load_aliases(alias_file.read_text(encoding="utf-8-sig"), file=alias_file.name)
    except (OSError, UnicodeError) as error:
        raise EnvironmentFault(
            "county_tables", "列名对照表或别名表读不出来。请看看文件还在不在，能不能打开。", detail=str(error)
        ) from error
    return CheckSetting(
        year=year,
        programmes=programmes.programmes,
        columns=tuple(columns.by_label.values()),
        villages=tuple(villages),
        synonyms=synonyms,
        programme_id=programme_id,
        village_code=village_code,
        aliases=aliases,
        groups=tuple(groups),
        exempt=exempt,
        allow_negative=allow_negative,
        mappings=tuple(mappings),
        last_year=tuple(last_year),
    )
