"""What total lines say about areas, households and persons, beside the amounts."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.county import makers as m
from tests.unit.county.inside import in_process


def sheet_with(total: dict[int, Any], rows: list[list[Any]] | None = None) -> list[list[Any]]:
    """The usual sheet of four lines with cells of its 合计 line replaced."""
    sheet = m.land_sheet(rows or m.land_rows(4))
    for column, cell in total.items():
        sheet[-3][column] = cell
    return sheet


AREA = m.total_of(m.land_rows(4), 4)


@pytest.mark.parametrize(
    ("total", "code", "words"),
    [
        ({4: AREA}, None, ""),
        ({4: round(AREA, 1)}, None, ""),
        ({4: f"{AREA}亩"}, None, ""),
        ({4: ""}, None, ""),
        ({4: AREA + 1.5}, "qty_total", "“合计”的补贴面积(亩)写的是7.8，上面4行加起来是6.3，多了1.5"),
        ({2: "共 ４ 户"}, None, ""),
        ({2: "共4户9人"}, None, ""),
        ({2: "共5户"}, "count_total", "写的是5户，上面数出来是4户，多了1户"),
        ({2: "", 7: "户数：3户"}, "count_total", "少了1户"),
        ({2: "", 7: "人均12元，12人次"}, None, ""),
    ],
)
def test_areas_and_households(tmp_path: Path, total: dict[int, Any], code: str | None, words: str) -> None:
    outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet_with(total))))
    assert outcome.codes("error") == []
    assert outcome.codes("warning") == ([(8, code)] if code else [])
    assert words in "".join(p.message for p in outcome.problems)
    assert len(outcome.column("cents")) == 4


def test_each_part_by_itself_and_rejected_lines_too(tmp_path: Path) -> None:
    first, second = m.land_rows(2), m.land_rows(3, group="下屋组", start=3)
    second[1][3] = second[1][3][:17] + ("1" if second[1][3][17] != "1" else "2")
    part = ["小计", "", "共2户", "", m.total_of(first, 4), "", m.total_of(first), ""]
    short = ["小计", "", "共2户", "", m.total_of(second[:2], 4), "", m.total_of(second), ""]
    whole = ["合计", "", "共5户", "", m.total_of([*first, *second], 4), "", m.total_of([*first, *second]), ""]
    sheet = [[m.TITLE], list(m.HEADER), *first, part, *second, short, whole]
    for quick in (True, False):
        outcome = m.read(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet)), quick=quick)
        assert sorted(outcome.codes()) == [(7, "id_check"), (9, "count_total"), (9, "qty_total")]


def test_areas_in_公顷_are_compared_in_亩(tmp_path: Path) -> None:
    header = [h.replace("补贴面积(亩)", "补贴面积(公顷)") for h in m.HEADER]
    rows = [[*r[:4], r[4] / 10, 1120 * 1.5, round(r[4] / 10 * 1680, 2), ""] for r in m.land_rows(3)]
    for row in rows:
        row[5] = 1680
    total = ["合计", "", "", "", round(m.total_of(rows, 4) + 0.5, 3), "", m.total_of(rows), ""]
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [[m.TITLE], header, *rows, total]))
    messages = [p.message for p in m.read(path).problems if p.code == "qty_total"]
    assert len(messages) == 1
    assert "多了7.5" in messages[0]


def test_several_plots_of_one_household_are_one(tmp_path: Path) -> None:
    rows = [[*r[:3], r[3], f"地块{k}", *r[4:]] for r in m.land_rows(2) for k in (1, 2)]
    header = [*m.HEADER[:4], "地块名称", *m.HEADER[4:]]
    for said, wrong in (("共2户", []), ("共4户", [(7, "count_total")])):
        total = ["合计", "", said, "", "", m.total_of(rows, 5), "", m.total_of(rows, 7), ""]
        path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", [[m.TITLE], header, *rows, total]))
        assert [c for c in m.read(path).codes() if c[1] == "count_total"] == wrong


@pytest.mark.parametrize(("persons", "fits"), [(7, True), (8, False)])
def test_a_column_of_persons(tmp_path: Path, persons: int, fits: bool) -> None:
    header = ["序号", "姓名", "身份证号", "人数", "补贴金额(元)"]
    rows = [[i, m.NAMES[i], m.person_id(i), n, 300] for i, n in ((1, 3), (2, 4))]
    title = "罗田村2026年冬春救助发放表"
    path = m.write_xlsx(
        tmp_path / "a.xlsx", ("罗田村", [[title], header, *rows, ["合计", "共2户", "", persons, 600]])
    )
    outcome = m.read(path, programme_id=None)
    assert outcome.column("persons") == [3, 4]
    assert [c for c in outcome.codes() if c[1].endswith("_total")] == ([] if fits else [(5, "count_total")])


@pytest.mark.parametrize("wrong", ["", "合计", "上屋组小计", "下屋组小计"])
@pytest.mark.parametrize("whole", [True, False])
def test_sums_that_stand_above_their_lines(tmp_path: Path, whole: bool, wrong: str) -> None:
    first, second = m.land_rows(2), m.land_rows(3, group="下屋组", start=3)

    def total(word: str, rows: list[list[Any]]) -> list[Any]:
        return [word, "", "", "", "", "", round(m.total_of(rows) + (word == wrong), 2), ""]

    sheet = [[m.TITLE], list(m.HEADER), *([total("合计", [*first, *second])] if whole else []),
             total("上屋组小计", first), *first, total("下屋组小计", second), *second]  # fmt: skip
    row = {"": [], "合计": [3] * whole, "上屋组小计": [3 + whole], "下屋组小计": [6 + whole]}[wrong]
    path = m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet))
    for quick in (True, False):
        found = in_process(path, quick=quick)
        assert found.codes() == [(r, "sum_total") for r in row]
        assert all("，下面" in message for _, _, _, message, _ in found.problems)
        assert len(found.column("cents")) == 5


def test_each_of_several_tables_may_begin_with_its_sum(tmp_path: Path) -> None:
    other = m.TITLE.replace("石鼻镇罗田村", "东阳镇徐埠村")
    tables: list[list[list[Any]]] = []
    for title, start in ((m.TITLE, 1), (other, 20)):
        rows = m.land_rows(3, start=start)
        tables.append([[title], list(m.HEADER), ["合计", "", "", "", "", "", m.total_of(rows), ""], *rows])
    path = tmp_path / "a.xlsx"
    assert in_process(m.write_xlsx(path, ("清册", [*tables[0], *tables[1]]))).codes() == []
    tables[1][2][6] += 1
    assert in_process(m.write_xlsx(path, ("清册", [*tables[0], *tables[1]]))).codes() == [(9, "sum_total")]


def test_a_whole_sum_above_and_parts_below(tmp_path: Path) -> None:
    first, second = m.land_rows(2), m.land_rows(3, group="下屋组", start=3)
    sums = [[w, "", "", "", "", "", m.total_of(r), ""]
            for w, r in (("合计", [*first, *second]), ("小计", first), ("小计", second))]  # fmt: skip
    sheet = [[m.TITLE], list(m.HEADER), sums[0], *first, sums[1], *second, sums[2]]
    assert in_process(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet))).codes() == []
    sums[2][6] += 1
    assert in_process(m.write_xlsx(tmp_path / "a.xlsx", ("罗田村", sheet))).codes() == [(10, "sum_total")]
