"""mapping.toml: written with doubts marked, confirmed by a person, remembered by header shape."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import tomli_w

from kiosk.county.checking.run import look
from kiosk.county.mapping import mapping_document, read_mapping, remember, remembered, write_mapping
from kiosk.county.reading.recognise import ASKED
from kiosk.county.reading.synonyms import KINDS, label_of, load_synonyms
from kiosk.domain.errors import SenderFault
from kiosk.domain.paths import catalog_dir
from tests.unit.county import makers as m

DOUBTFUL = ["姓名", "身份证号", "补贴金额", "发放金额"]


def doubtful(folder: Path, name: str = "罗田村.xlsx") -> Path:
    rows = [[n, m.person_id(i), 10 + i, 20 + i] for i, n in enumerate(m.NAMES[:4])]
    return m.write_xlsx(folder / name, ("一", [DOUBTFUL, *rows]))


def write(path: Path, source: Path) -> Path:
    write_mapping(path, mapping_document(look(source, m.setting()), programme_id=m.LAND, asked=ASKED))
    return path


def decide(path: Path, letter: str, use: str, *, confirmed: bool = True) -> None:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    (table,) = document["table"]
    for column in table["column"]:
        if column["use"] == "?":
            column["use"] = use if column["letter"] == letter else ""
    table["confirmed"] = confirmed
    path.write_text(tomli_w.dumps(document), encoding="utf-8")


def test_doubts_are_marked_and_a_decision_counts(tmp_path: Path) -> None:
    source = doubtful(tmp_path)
    path = write(tmp_path / "map.toml", source)
    (mapping,) = read_mapping(path, KINDS)
    assert (mapping.open_columns, mapping.confirmed) == (2, False)
    assert [p.code for p in m.read(source, mappings=[mapping]).problems] == ["columns_unsure"]

    decide(path, "D", "cents", confirmed=False)
    assert [p.code for p in m.read(source, mappings=read_mapping(path, KINDS)).problems] == []
    decide(path, "D", "cents")
    outcome = m.read(source, mappings=read_mapping(path, KINDS))
    assert outcome.codes() == []
    assert outcome.column("cents") == [2000, 2100, 2200, 2300]


def test_a_confirmed_mapping_is_remembered_by_shape(tmp_path: Path) -> None:
    path = write(tmp_path / "map.toml", doubtful(tmp_path))
    decide(path, "C", "cents")
    assert remembered(tmp_path, m.LAND, KINDS) == ()
    remember(tmp_path, m.LAND, path)
    known = remembered(tmp_path, m.LAND, KINDS)
    other = doubtful(tmp_path, "徐埠村.xlsx")
    assert m.read(other, mappings=known).column("cents") == [1000, 1100, 1200, 1300]
    assert remembered(tmp_path, "BT-NY-03", KINDS) == ()
    # A second shape is added, the same shape replaced.
    decide(path, "D", "cents")
    usual = m.write_csv(tmp_path / "b.csv", [m.HEADER, *m.land_rows(4)])
    remember(tmp_path, m.LAND, write(tmp_path / "second.toml", usual))
    assert len(remembered(tmp_path, m.LAND, KINDS)) == 2


def test_a_table_without_doubts_needs_no_person(tmp_path: Path) -> None:
    path = write(tmp_path / "map.toml", m.write_csv(tmp_path / "b.csv", [m.HEADER, *m.land_rows(4)]))
    (mapping,) = read_mapping(path, KINDS)
    assert mapping.confirmed and not mapping.open_columns
    assert {use for _, use, _ in mapping.uses} == {
        "row",
        "group",
        "name",
        "idno",
        "qty",
        "rate",
        "cents",
        "note",
    }


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        'format = "other/1"\ntable = []',
        'format = "kiosk-mapping/1"\n[[table]]\nheader_hash = "x"\nheader_row = 1\ncolumn = []',
        'format = "kiosk-mapping/1"\n[[table]]\nheader_hash = "0123456789abcdef"\nheader_row = 1\n'
        '[[table.column]]\nat = 0\nuse = "salary"',
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SenderFault) as caught:
        read_mapping(path, KINDS)
    assert caught.value.code == "mapping_wrong"
    assert "map.toml" in caught.value.message


@pytest.mark.parametrize(
    ("labels", "kind", "winner"),
    [
        (["补贴面积", "确权面积"], "qty", "补贴面积"),
        (["应发金额", "实发金额"], "cents", "实发金额"),
        (["补贴金额", "实发金额"], "cents", "实发金额"),
        (["应补金额", "实补金额"], "cents", "实补金额"),
        (["2026年补贴金额"], "cents", "2026年补贴金额"),
        (["户主\n姓 名", "开户名"], "name", "户主 姓 名"),
        (["姓名：", "经办人"], "name", "姓名："),
    ],
)
def test_which_column_wins(tmp_path: Path, labels: list[str], kind: str, winner: str) -> None:
    values = {"qty": [1.5, 2, 3], "cents": [10, 20, 30], "name": ["熊甲一", "张乙", "李丙三"]}
    others = [("姓名", "name"), ("金额", "cents")]
    columns = [(label, kind) for label in labels] + [o for o in others if o[1] != kind]
    rows = [[label for label, _ in columns]]
    rows += [[values[k][i] for _, k in columns] for i in range(3)]  # type: ignore[misc]
    (sheet,) = look(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", rows)), m.setting())
    assert [c.label for c in sheet.columns if c.use == kind and c.sure] == [winner]


def test_an_unknown_label_over_ids_is_an_id_column(tmp_path: Path) -> None:
    rows = [["姓名", "号", "金额"], *[[n, m.person_id(i), 10] for i, n in enumerate(m.NAMES[:5])]]
    (sheet,) = look(m.write_csv(tmp_path / "a.csv", rows), m.setting())
    assert [(c.use, c.sure) for c in sheet.columns] == [("name", True), ("idno", True), ("cents", True)]


def test_every_synonym_of_the_domain_notes_is_known() -> None:
    table = load_synonyms((catalog_dir() / "synonyms.csv").read_text(encoding="utf-8"))
    notes = {
        "name": "姓名、户主、户主姓名、农户姓名、领款人、收款人、补贴对象、享受人、权利人、购机者、受益人、"
        "申请人、领取人、持卡人",
        "idno": "身份证号、身份证号码、身份证、公民身份号码、证件号、证件号码、户主身份证号",
        "account": "一卡通账号、一卡通号、社保卡号、社会保障卡账号、银行账号、卡号、存折账号、开户账号",
        "group": "组别、组、村民小组、小组、村小组、自然村、屋场、楼栋",
        "village": "村、行政村、村(居)、村委会、村名",
        "qty": "面积、补贴面积、计补面积、面积(亩)、亩数、台数、头数",
        "persons": "人数、保障人数、救助人口",
        "rate": "标准、补贴标准、补助标准、标准(元/亩)、单价、月标准",
        "cents": "金额、补贴金额、补贴金额(元)、实发金额、发放金额、补助金额、救助金额、本次发放、合计",
        "due": "应发金额",
        "paid_on": "发放时间、发放日期、到账日期、打卡时间、月份、期数、批次",
        "programme": "补贴项目、项目名称、资金名称、补助类型、摘要",
        "phone": "电话、联系电话、手机号",
    }
    for kind, labels in notes.items():
        for label in labels.split("、"):
            found = table.exact(label_of(label).key)
            assert found is not None and found[0] == kind, label
