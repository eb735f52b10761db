"""Which village a line belongs to when no column says it: title, sheet, headings between, file name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.county import makers as m
from tests.unit.county.inside import Found, in_process

XUBU, XUBU_TOWN = "360123105201", "360123105001"
HEADER = list(m.HEADER)
OTHER = "安义县东阳镇徐埠村2026年耕地地力保护补贴发放公示表"


def read(folder: Path, *rows: list[Any], name: str = "全镇", **changes: Any) -> Found:
    path = m.write_csv(folder / f"{name}.csv", rows, encoding="utf-8")
    quick, slow = (in_process(path, quick=q, **changes) for q in (True, False))
    assert quick.lines("row", "village_code", "group") == slow.lines("row", "village_code", "group")
    assert sorted(map(str, quick.problems)) == sorted(map(str, slow.problems))
    return quick


def people(start: int, count: int = 2) -> list[list[Any]]:
    return m.land_rows(count, start=start)


def total(rows: list[list[Any]], word: str = "小计") -> list[Any]:
    return [word, "", "", "", "", "", m.total_of(rows), ""]


def test_a_heading_a_village_without_any_title(tmp_path: Path) -> None:
    a, b, c = people(1), people(3), people(5)
    lines = [HEADER, ["石鼻镇罗田村"], *a, total(a), ["徐埠村"], *b, ["徐埠社区："], *c, total(c)]
    found = read(tmp_path, *lines, total([*a, *b, *c], "合计"))
    assert found.codes() == []
    assert found.column("village_code") == [m.LUOTIAN] * 2 + [XUBU] * 2 + [XUBU_TOWN] * 2


def test_lines_before_the_first_heading_are_asked_about(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, *people(1), ["石鼻镇罗田村"], *people(3))
    assert found.codes() == [(2, "village_missing"), (3, "village_missing")]
    assert found.column("village_code") == [m.LUOTIAN] * 2


@pytest.mark.parametrize("written", ["东阳镇徐埠村", "徐埠村村民委员会", "东阳镇 徐埠村"])
def test_a_heading_that_is_surely_another_village_counts_against_the_title(
    tmp_path: Path, written: str
) -> None:
    a, b, c = people(1), people(3), people(5)
    found = read(tmp_path, [m.TITLE], HEADER, *a, [written], *b, ["罗田村"], *c, total([*a, *b, *c], "合计"))
    assert found.codes() == []
    assert found.column("village_code") == [m.LUOTIAN] * 2 + [XUBU] * 2 + [m.LUOTIAN] * 2


def test_a_heading_that_may_be_a_group_is_asked_about(tmp_path: Path) -> None:
    """徐埠村 below the title of 罗田村 may be a natural village of it."""
    found = read(tmp_path, [m.TITLE], HEADER, *people(1), ["徐埠村"], *people(3), ["下庄村"], *people(5))
    assert found.codes() == [(5, "village_heading"), *[(r, "village_missing") for r in (6, 7, 9, 10)]]
    assert found.column("village_code") == [m.LUOTIAN] * 2
    sure = read(tmp_path, [m.TITLE], HEADER, *people(1), ["徐埠村"], *people(3), village_code=m.LUOTIAN)
    assert (sure.codes(), sure.column("village_code")) == ([], [m.LUOTIAN] * 4)


@pytest.mark.parametrize("written", ["上屋组", "徐埠", "第3组", "以下空白", "徐埠村负责人：张三", "经办人"])
def test_other_lines_of_one_cell_change_nothing(tmp_path: Path, written: str) -> None:
    found = read(tmp_path, [m.TITLE], HEADER, *people(1), [written], *people(3))
    assert (found.codes(), set(found.column("village_code"))) == ([], {m.LUOTIAN})


def test_a_copied_title_over_another_villages_sheet_is_not_believed(tmp_path: Path) -> None:
    sheets = [(n, [[m.TITLE], HEADER, *people(s)]) for n, s in (("罗田村", 1), ("徐埠村", 10))]
    path = m.write_xlsx(tmp_path / "a.xlsx", *sheets)
    found = in_process(path)
    assert found.codes() == ["village_conflict"]
    assert found.column("village_code") == [m.LUOTIAN] * 2
    told = m.read(path).problems
    assert "石鼻镇罗田村、东阳镇徐埠村" in told[0].message and told[0].severity == "error"


def test_two_villages_above_one_table_are_not_believed(tmp_path: Path) -> None:
    found = read(tmp_path, [m.TITLE], ["填报单位(盖章)：东阳镇徐埠村村民委员会"], HEADER, *people(1))
    assert (found.codes(), found.chunks) == (["village_conflict"], [])


def test_a_file_called_after_another_village_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, [OTHER], HEADER, *people(1), name="罗田村(最终版)(1)")
    assert found.codes() == [(None, "file_name_other")]
    assert found.column("village_code") == [XUBU] * 2
    same = read(tmp_path, [OTHER], HEADER, *people(1), name="东阳镇徐埠村2026年4月改(1)")
    assert same.codes() == []


def test_the_file_name_alone_tells_it_too(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER, *people(1), name="2026年4月石鼻镇罗田村耕地地力补贴最终版(1)")
    assert (found.codes(), found.column("village_code")) == ([], [m.LUOTIAN] * 2)


@pytest.mark.parametrize(
    ("town", "village", "named"),
    [("石鼻镇", "罗甜村", "石鼻镇罗田村"), ("万埠镇", "罗田村", "石鼻镇罗田村"),
     ("", "罗田村上屋组", "石鼻镇罗田村"),
     ("石鼻镇", "徐埠村", "东阳镇徐埠村、东阳镇徐埠社区"), ("", "下庄", "万埠镇下庄村、长埠镇下庄村")],
)  # fmt: skip
def test_the_nearest_names_also_in_other_towns(tmp_path: Path, town: str, village: str, named: str) -> None:
    found = read(tmp_path, ["乡镇", "村", *m.HEADER], *[[town, village, *r] for r in people(1, 1)])
    (problem,) = found.problems
    assert problem[2] in ("village_unknown", "village_ambiguous") and named in problem[3]
