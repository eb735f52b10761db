import csv
import io

import pytest

from kiosk.domain.columns import load_columns
from kiosk.domain.errors import SenderFault
from kiosk.domain.programmes import COLUMNS, load_programmes

ROW = dict.fromkeys(COLUMNS, "") | {
    "id": "BT-NY-01",
    "name": "耕地地力保护补贴",
    "aliases": "地力补贴|粮补",
    "category": "农业",
    "catalogue_ids": "GK-HN-06",
    "publish_columns": "序号|金额(元)",
    "privacy": "P1",
    "applies_to": "village",
    "status": "ok",
}
OTHER = ROW | {"id": "BT-JZ-10", "name": "某项", "aliases": "粮补", "applies_to": "both", "privacy": "P3"}


def table(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_names_and_aliases_lead_to_the_programme() -> None:
    found = load_programmes(table(ROW, OTHER))
    first = found.by_id["BT-NY-01"]
    for name in (
        "耕地地力保护补贴",
        " 耕地 地力保护补贴",
        "２０２６年度耕地地力保护补贴",
        "地力补贴",
        "《地力补贴》",
    ):
        assert found.find(name) == (first,)
    assert [p.id for p in found.find("粮补")] == ["BT-NY-01", "BT-JZ-10"]
    assert [p.id for p in found.find("粮补", "community")] == ["BT-JZ-10"]
    assert found.find("没有这个") == ()


def test_titles_name_the_longest_match() -> None:
    found = load_programmes(table(ROW, OTHER | {"aliases": "耕地地力保护补贴差额"}))
    assert [p.id for p in found.named_in("某村2026年耕地地力保护补贴面积公示表")] == ["BT-NY-01"]
    assert [p.id for p in found.named_in("某村2026年耕地地力保护补贴差额表")] == ["BT-JZ-10"]
    assert found.named_in("花名册") == ()


def test_folding() -> None:
    hidden = OTHER | {"privacy": "P4", "publish_columns": "", "fold_into": "BT-NY-01"}
    found = load_programmes(table(ROW, hidden))
    assert found.fold_target(found.by_id["BT-JZ-10"]) is found.by_id["BT-NY-01"]
    assert found.fold_target(found.by_id["BT-NY-01"]) is None


@pytest.mark.parametrize("target", ["BT-XX-99", "BT-JZ-10"])
def test_folding_needs_a_public_target(target: str) -> None:
    hidden = OTHER | {"privacy": "P4", "publish_columns": "", "fold_into": target}
    with pytest.raises(SenderFault) as caught:
        load_programmes(table(ROW, hidden))
    assert (caught.value.code, caught.value.place.row) == ("reference_fold", 3)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "NY-01"),
        ("name", ""),
        ("category", ""),
        ("privacy", "PX"),
        ("publish_columns", ""),
        ("applies_to", "all"),
        ("status", "?"),
    ],
)
def test_a_wrong_cell_is_named(column: str, value: str) -> None:
    with pytest.raises(SenderFault) as caught:
        load_programmes(table(ROW, OTHER | {column: value}))
    assert (caught.value.place.row, caught.value.place.column) == (3, column)


def test_columns_of_a_programme() -> None:
    columns = load_columns(
        "label,column,kind\n序号,row,number\n金额(元),cents,money\n户主,name,text\n别名,name,text\n不公布,none,text\n"
    )
    (programme,) = load_programmes(table(ROW)).programmes
    assert [(c.column, c.kind) for c in columns.of_programme(programme)] == [
        ("row", "number"),
        ("cents", "money"),
    ]
    for labels, code in (("序号|没有的列", "reference_columns"), ("户主|别名", "reference_columns")):
        (wrong,) = load_programmes(table(ROW | {"publish_columns": labels})).programmes
        with pytest.raises(SenderFault) as caught:
            columns.of_programme(wrong)
        assert caught.value.code == code
    (silent,) = load_programmes(table(ROW | {"publish_columns": "不公布"})).programmes
    assert columns.of_programme(silent) == ()


@pytest.mark.parametrize(
    "line", ["序号,rows,number", "序号,row,percent", ",row,number", "序号,row,number\n序号,row,number"]
)
def test_bad_column_tables(line: str) -> None:
    with pytest.raises(SenderFault):
        load_columns(f"label,column,kind\n{line}\n")
