import csv
import io

import pytest

from kiosk.domain.catalogue import COLUMNS, load_catalogue
from kiosk.domain.errors import SenderFault

ROW = {
    "id": "GK-HN-03",
    "seq": "5",
    "level1": "惠民惠农补贴",
    "level2": "结果",
    "elements": "项目；金额；",
    "legal_basis": "x",
    "deadline": "yearly<=12-31",
    "hold": "15d",
    "deadline_text": "每年",
    "discloser": "村委会",
    "supplier": "县",
    "channels": "公开栏|乡镇政府网站",
    "audience": "全体村民",
    "method": "主动公开",
    "level": "村级",
    "form": "table",
    "privacy": "PX",
    "applies_to": "both",
    "tier": "law",
    "status": "verify",
    "note": "",
}


def table(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_an_item_says_what_it_is() -> None:
    (item,) = load_catalogue(table(ROW), "village").items
    assert item.elements == ("项目", "金额")
    assert item.channels == ("公开栏", "乡镇政府网站")
    assert item.may_be_on_web
    assert item.verify
    assert item.is_yearbook
    assert not item.is_by_payout
    assert not item.is_recurring


def test_order_is_seq_and_groups_keep_it() -> None:
    rows = [
        ROW | {"id": f"GK-AA-{i:02d}", "seq": str(seq), "level1": group}
        for i, (seq, group) in enumerate([(3, "乙"), (1, "甲"), (4, "甲"), (2, "乙")])
    ]
    catalogue = load_catalogue(table(*rows), "village")
    assert [i.seq for i in catalogue.items] == [1, 2, 3, 4]
    assert [(g.name, [i.seq for i in g.items]) for g in catalogue.groups] == [("甲", [1, 4]), ("乙", [2, 3])]
    assert catalogue.group("乙") is catalogue.groups[1]
    assert catalogue.group("丙") is None


def test_batch_item_is_started_by_payouts() -> None:
    (item,) = load_catalogue(table(ROW | {"deadline": "payout+prompt;quarterly"}), "village").items
    assert item.is_by_payout
    assert item.is_recurring
    assert not item.is_yearbook


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "HN-03"),
        ("seq", "x"),
        ("level1", ""),
        ("level2", ""),
        ("deadline", "weekly"),
        ("hold", "soon"),
        ("deadline_text", ""),
        ("discloser", ""),
        ("form", "video"),
        ("privacy", "P9"),
        ("applies_to", "community"),
        ("applies_to", "all"),
        ("tier", "must"),
        ("status", "maybe"),
    ],
)
def test_a_wrong_cell_is_named(column: str, value: str) -> None:
    with pytest.raises(SenderFault) as caught:
        load_catalogue(
            table(ROW, ROW | {"id": "GK-HN-04", "seq": "6", column: value}), "village", file="c.csv"
        )
    assert (caught.value.code, caught.value.place.row) == ("reference_value", 3)
    assert caught.value.place.column == column
    assert caught.value.place.file == "c.csv"


@pytest.mark.parametrize("change", [{"id": "GK-HN-04"}, {"seq": "6"}])
def test_numbers_are_not_used_twice(change: dict[str, str]) -> None:
    with pytest.raises(SenderFault) as caught:
        load_catalogue(table(ROW, ROW | change), "village")
    assert caught.value.code == "reference_duplicate"


def test_an_empty_catalogue_is_refused() -> None:
    with pytest.raises(SenderFault) as caught:
        load_catalogue(table(), "village")
    assert caught.value.code == "reference_empty"
