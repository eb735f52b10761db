"""click in Chinese: no English word of click's own reaches the person."""

from __future__ import annotations

import re
from datetime import date

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cli.chinese import Command, Day, Group, Number, OneOf, Option, Size, usage_sentence, width, wrap


def tree() -> click.Group:
    """A small command tree with every kind of parameter that the real commands use."""
    group = Group("kiosk", help="试验。")
    group.add_command(
        Command(
            "try",
            callback=lambda **values: values,
            help="试一试。\n\n第二段。",
            short_help="试一试。",
            params=[
                click.Argument(["path"], metavar="路径", help="哪个文件。"),
                Option(["--day"], type=Day(), help="哪一天。"),
                Option(["--size"], type=Size(), help="多大。"),
                Option(["--text"], type=Number(1, 3), help="几号字。"),
                Option(["--theme"], type=OneOf("light", "dark"), help="哪种颜色。"),
                Option(["--village"], required=True, metavar="代码", help="哪个村。"),
                Option(["--json"], is_flag=True, help="给程序看。"),
            ],
        )
    )
    return group


def refusal(*words: str) -> str:
    with pytest.raises(click.ClickException) as caught:
        tree().main(list(words), prog_name="kiosk", standalone_mode=False)
    return usage_sentence(caught.value)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["tri"], "没有“tri”这个命令。是不是想写“try”？"),
        (["else"], "没有“else”这个命令。"),
        (["try", "a", "--villag", "1"], "没有“--villag”这个选项。是不是想写“--village”？"),
        (["try", "a", "--village"], "“--village”后面还要写一项内容。"),
        (["try", "a", "--village", "1", "--json=3"], "“--json”后面不用再写别的。"),
        (["try", "a"], "还缺一项：--village。"),
        (["try", "--village", "1"], "还缺一项：路径。"),
        (["try", "a", "b", "c", "--village", "1"], "多写了“b c”，这个命令用不上。"),
        (["try", "a", "--village", "1", "--day", "6/15"], "--day：日期要写成 2026-06-15 这样。"),
        (["try", "a", "--village", "1", "--size", "big"], "--size：大小要写成 1080x1920 这样"),
        (["try", "a", "--village", "1", "--size", "10x10"], "--size：大小要写成"),
        (["try", "a", "--village", "1", "--text", "4"], "--text：要写 1 到 3 之间的整数。"),
        (["try", "a", "--village", "1", "--text", "-1"], "--text：要写 1 到 3 之间的整数。"),
        (["try", "a", "--village", "1", "--theme", "red"], "--theme：只能是这几种：light、dark。"),
    ],
)
def test_a_wrong_call_is_refused_in_chinese(words: list[str], told: str) -> None:
    first, *rest = refusal(*words).splitlines()
    assert first.startswith(told)
    assert all(line.startswith("用法写在这里：kiosk") for line in rest)
    without_what_was_typed = re.sub(r"“[^”]*”|--[a-z]+|light|dark|\dx\d|x", "", first)
    assert not re.search(r"[A-Za-z]{2,}", without_what_was_typed)


def test_values_arrive_converted() -> None:
    got = tree().main(
        [
            *("try", "a", "--village", "1", "--day", "2026-06-15"),
            *("--size", "1080x1920", "--text", "2", "--theme", "dark"),
        ],
        prog_name="kiosk",
        standalone_mode=False,
    )
    assert got == {
        **{"path": "a", "village": "1", "day": date(2026, 6, 15), "size": (1080, 1920), "text": 2},
        **{"theme": "dark", "json": False},
    }


def test_help_is_chinese_and_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    tree().main(["try", "--help"], prog_name="kiosk", standalone_mode=False)
    page = capsys.readouterr().out
    assert page.startswith("用法：kiosk try [选项] 路径\n")
    assert "哪个村。（必填）" in page
    assert "\n参数：\n" in page and "\n选项：\n" in page and "显示这页说明。" in page
    for english in ("Usage", "Options", "Show this", "required", "Positional"):
        assert english not in page
    starts = {
        width(line[: line.index(said)])
        for line in page.splitlines()
        for said in ("哪一天。", "多大。", "哪种颜色。", "给程序看。")
        if said in line
    }
    assert len(starts) == 1


def test_group_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    tree().main(["--help"], prog_name="kiosk", standalone_mode=False)
    page = capsys.readouterr().out
    assert page.startswith("用法：kiosk [选项] 命令 [参数]…\n")
    assert "\n命令：\n  try  试一试。\n" in page


_TEXT = st.text(alphabet="村务公开亭，。：（）“”ab c1-", max_size=120)


@given(_TEXT, st.integers(min_value=8, max_value=80))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, columns: int) -> None:
    lines = list(wrap(text, columns))
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        # Only closing marks may hang over, and only a piece without a place to break may be longer.
        core = line.rstrip("，。：）”")
        assert width(core) <= columns or not re.search(r"[^\x00-\x7f，。：）”].+| ", core[:-1])


def test_a_line_never_begins_with_a_closing_mark() -> None:
    assert all(line[0] not in "，。" for line in wrap("甲乙，丙丁，戊己。庚辛，", 8))
