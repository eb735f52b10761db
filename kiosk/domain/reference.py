"""All reference tables together: the packaged ``catalog/`` folder, with what the county replaced.

A county ``reference`` item replaces one whole table and passes the same validation as the
packaged one.  A kiosk serves one unit, so a ``catalogue`` replaces that of the unit's kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.domain.catalogue import Catalogue, load_catalogue
from kiosk.domain.columns import ColumnTable, load_columns
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.items import ReferenceKind
from kiosk.domain.names import SurnameTable, load_surnames
from kiosk.domain.paths import catalog_dir
from kiosk.domain.programmes import ProgrammeTable, load_programmes
from kiosk.domain.region import UnitKind, Village, is_village_code
from kiosk.domain.settings import parse_settings
from kiosk.domain.tables import read_rows
from kiosk.domain.workdays import HolidayTable, load_holidays


@dataclass(frozen=True, slots=True)
class Reference:
    """Every table a rule may ask; immutable, shared freely between threads."""

    village: Catalogue
    community: Catalogue
    programmes: ProgrammeTable
    holidays: HolidayTable
    surnames: SurnameTable
    columns: ColumnTable

    def catalogue(self, kind: UnitKind) -> Catalogue:
        """The catalogue of villages or of communities."""
        return self.village if kind == "village" else self.community

    def replaced(self, kind: ReferenceKind, text: str, unit_kind: UnitKind, *, file: str) -> Reference:
        """This reference with one table taken from ``text``; ``settings`` change nothing here.

        Raises SenderFault as the table's loader does, and ``reference_columns`` when a programme
        publishes a column that the tables together do not explain.
        """
        if kind == "catalogue":
            catalogue = load_catalogue(text, unit_kind, file=file)
            return (
                replace(self, village=catalogue)
                if unit_kind == "village"
                else replace(self, community=catalogue)
            )
        if kind == "holidays":
            return replace(self, holidays=load_holidays(text, file=file))
        if kind == "programmes":
            return _checked(replace(self, programmes=load_programmes(text, file=file)))
        if kind == "columns":
            return _checked(replace(self, columns=load_columns(text, file=file)))
        return self

    def with_county(self, texts: Mapping[str, str], unit_kind: UnitKind) -> Reference:
        """With every table the county sent: ``texts`` by kind (as ``Board.reference_text`` gives them).

        Programmes and columns are judged together, in whatever order they came.
        """
        result = self
        for kind in ("catalogue", "holidays"):
            if kind in texts:
                result = result.replaced(kind, texts[kind], unit_kind, file=kind)
        if "programmes" in texts:
            result = replace(result, programmes=load_programmes(texts["programmes"], file="programmes"))
        if "columns" in texts:
            result = replace(result, columns=load_columns(texts["columns"], file="columns"))
        return _checked(result)


def _checked(reference: Reference) -> Reference:
    for programme in reference.programmes.programmes:
        reference.columns.of_programme(programme)
    return reference


def check_reference(kind: ReferenceKind, text: str, village: Village, *, file: str) -> None:
    """Validates what a bundle wants to replace, alone; SenderFault when it may not be taken in.

    Programmes and columns may arrive in one bundle in any order, so their fit is not judged here.
    """
    if kind == "catalogue":
        load_catalogue(text, village.kind, file=file)
    elif kind == "programmes":
        load_programmes(text, file=file)
    elif kind == "holidays":
        load_holidays(text, file=file)
    elif kind == "columns":
        load_columns(text, file=file)
    else:
        parse_settings(text, village.village_code, file=file)


def load_packaged(folder: Path | None = None) -> Reference:
    """The reference of ``catalog/``. EnvironmentFault when a file is missing or damaged: reinstall."""
    base = folder or catalog_dir()

    def text(name: str) -> str:
        try:
            return (base / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(name, str(error)) from error

    try:
        return _checked(
            Reference(
                village=load_catalogue(text("village.csv"), "village", file="village.csv"),
                community=load_catalogue(text("community.csv"), "community", file="community.csv"),
                programmes=load_programmes(text("subsidies.csv"), file="subsidies.csv"),
                holidays=load_holidays(text("holidays.csv"), file="holidays.csv"),
                surnames=load_surnames(text("surnames.csv"), file="surnames.csv"),
                columns=load_columns(text("columns.csv"), file="columns.csv"),
            )
        )
    except SenderFault as error:
        raise _damaged(error.place.file or "columns.csv", error.sentence()) from error


def _damaged(name: str, detail: str) -> EnvironmentFault:
    return EnvironmentFault(
        "catalog_damaged", f"程序自带的“{name}”缺失或损坏。请重新安装本程序。", detail=detail
    )


def load_units(folder: Path | None = None) -> tuple[Village, ...]:
    """The county's villages and communities (``catalog/villages.csv``) in code order of the file."""
    path = (folder or catalog_dir()) / "villages.csv"
    try:
        text = path.read_text(encoding="utf-8")
        units: dict[str, Village] = {}
        columns = ("village_code", "village_name", "town_code", "town_name", "kind")
        for row in read_rows(text, file=path.name, columns=columns):
            code = row["village_code"]
            if not is_village_code(code) or code in units or row["town_code"] != code[:9]:
                raise row.fault("village_code", "单位代码不对，或写了两次。")
            kind: UnitKind = (
                "village" if row.one_of("kind", ("village", "community")) == "village" else "community"
            )
            units[code] = Village(code, row.needed("village_name"), row.needed("town_name"), kind)
        return tuple(units.values())
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path.name, str(error)) from error
    except SenderFault as error:
        raise _damaged(path.name, error.sentence()) from error
