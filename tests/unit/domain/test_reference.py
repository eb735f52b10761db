import shutil
from pathlib import Path

import pytest

from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.paths import catalog_dir
from kiosk.domain.reference import check_reference, load_packaged, load_units

PACKAGED = load_packaged()
UNITS = load_units()


def packaged_text(name: str) -> str:
    return (catalog_dir() / name).read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(catalog_dir(), tmp_path / "catalog"))


def test_units_are_those_of_the_county() -> None:
    assert len(UNITS) == 134
    assert {u.county_code for u in UNITS} == {"360123"}
    assert {u.kind for u in UNITS} == {"village", "community"}


def test_a_county_table_replaces_only_its_own() -> None:
    holidays = "date,kind,name\n2027-10-01,off,国庆节\n"
    changed = PACKAGED.with_county({"holidays": holidays, "settings": "{}"}, "village")
    assert changed.holidays.known_years == {2027}
    assert changed.village is PACKAGED.village
    assert changed.programmes is PACKAGED.programmes


def test_a_catalogue_goes_to_the_units_kind() -> None:
    lines = packaged_text("village.csv").splitlines()
    one = f"{lines[0]}\n{lines[1]}\n"
    changed = PACKAGED.with_county({"catalogue": one}, "village")
    assert len(changed.catalogue("village").items) == 1
    assert changed.catalogue("community") is PACKAGED.community
    back = changed.replaced("catalogue", packaged_text("community.csv"), "community", file="c.csv")
    assert len(back.catalogue("community").items) == 90


def test_programmes_and_columns_are_judged_together() -> None:
    programmes = packaged_text("subsidies.csv").replace("计补面积(亩)", "核定面积(亩)")
    columns = packaged_text("columns.csv").replace("计补面积(亩)", "核定面积(亩)")
    with pytest.raises(SenderFault) as caught:
        PACKAGED.with_county({"programmes": programmes}, "village")
    assert caught.value.code == "reference_columns"
    changed = PACKAGED.with_county({"programmes": programmes, "columns": columns}, "village")
    assert "核定面积(亩)" in changed.columns.by_label
    for village in UNITS[:1]:
        check_reference("programmes", programmes, village, file="p.csv")
        check_reference("columns", columns, village, file="c.csv")


@pytest.mark.parametrize("kind", ["catalogue", "programmes", "holidays", "columns", "settings"])
def test_every_kind_is_checked_before_it_is_taken_in(kind: str) -> None:
    with pytest.raises(SenderFault):
        check_reference(kind, "a,b\n1,2\n", UNITS[0], file="x.csv")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name", ["village.csv", "subsidies.csv", "holidays.csv", "surnames.csv", "columns.csv"]
)
def test_a_damaged_or_missing_packaged_file_asks_for_reinstalling(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff\xfe")
    with pytest.raises(EnvironmentFault) as caught:
        load_packaged(folder)
    assert (caught.value.code, name in caught.value.message) == ("catalog_damaged", True)
    (folder / name).unlink()
    with pytest.raises(EnvironmentFault):
        load_packaged(folder)


def test_a_wrong_packaged_cell_is_told_in_the_log_detail(folder: Path) -> None:
    text = packaged_text("village.csv").replace("long;event+20wd", "whenever", 1)
    (folder / "village.csv").write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentFault) as caught:
        load_packaged(folder)
    assert "第2行“deadline”列" in caught.value.detail


@pytest.mark.parametrize("change", [("360123100001", "36012310000"), ("community", "town")])
def test_damaged_unit_lists(folder: Path, change: tuple[str, str]) -> None:
    text = packaged_text("villages.csv").replace(*change)
    (folder / "villages.csv").write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentFault):
        load_units(folder)
