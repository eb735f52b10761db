"""The character sets of GB 18030-2022, the coverage table, and the check of the font files."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain import glyphs
from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.glyphs import Coverage, self_check

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
FORBIDDEN = ("系统", "异常", "字段", "校验", "数据", "请求", "模块", "详情")


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return Coverage.load(FONTS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A font folder of links: as good as the real one, and a file can be taken out or replaced."""
    for path in FONTS.iterdir():
        (tmp_path / path.name).symlink_to(path)
    return tmp_path


def test_the_sets_have_the_size_the_standard_states() -> None:
    level3 = set(glyphs.codepoints(glyphs.GB18030_2022_LEVEL3))
    amendment = set(glyphs.codepoints(glyphs.GB18030_2022_AMENDMENT1))
    assert (len(level3), glyphs.count(glyphs.GB18030_2022_LEVEL3)) == (87_887, 87_887)
    assert (len(amendment), glyphs.count(glyphs.GB18030_2022_AMENDMENT1)) == (9_793, 9_793)
    assert not level3 & amendment


def test_every_ideograph_of_level_3_has_a_font(coverage: Coverage) -> None:
    by_font: dict[str | None, int] = {}
    for code in glyphs.codepoints(glyphs.GB18030_2022_LEVEL3):
        font = coverage.font_for(chr(code))
        by_font[font] = by_font.get(font, 0) + 1
    assert by_font == {"NotoSansSC": 27_785, "HanaMinA": 2_895, "HanaMinB": 57_207}


def test_what_amendment_1_lacks_is_counted_not_hidden(coverage: Coverage) -> None:
    drawn = [c for c in glyphs.codepoints(glyphs.GB18030_2022_AMENDMENT1) if coverage.has(chr(c))]
    assert drawn == [0x30EDD, 0x30EDE, 0x3106C]


@pytest.mark.parametrize(
    "name", ["䶮", "䜣䜩䴖䃅", "㛃", "\U0002cc56", "\U00020164", "禤堃喆翀彧祎赟", "熊·示例"]
)
def test_reported_rare_names_are_drawn(coverage: Coverage, name: str) -> None:
    assert coverage.missing(name) == ()
    assert all(font is not None for font, _ in coverage.runs(name))


def test_missing_names_each_character_once(coverage: Coverage) -> None:
    assert coverage.missing("村\U00030000\n民\U00031350\U00030000\ue863") == (
        "\U00030000",
        "\U00031350",
        "\ue863",
    )
    assert glyphs.describe_missing("\U00030000") == "U+30000"
    assert glyphs.describe_missing("䶮") == "U+4DAE"


def test_runs_follow_the_order_of_the_fonts(coverage: Coverage) -> None:
    assert coverage.runs("黄\U00020000\U0002b741\U00020005A\n村\U00030000") == [
        ("NotoSansSC", "黄"),
        ("HanaMinA", "\U00020000\U0002b741"),
        ("HanaMinB", "\U00020005"),
        ("NotoSansSC", "A\n村"),
        (None, "\U00030000"),
    ]
    assert coverage.runs("") == []
    assert coverage.runs("\n村") == [("NotoSansSC", "\n村")]


def test_a_title_takes_the_title_face_and_then_the_others(coverage: Coverage) -> None:
    assert coverage.runs("罗田村\U00020005", first=glyphs.TITLE_FONT) == [
        ("NotoSerifSC", "罗田村"),
        ("HanaMinB", "\U00020005"),
    ]


@given(st.text())
def test_runs_lose_nothing_and_agree_with_missing(text: str) -> None:
    coverage = Coverage.load(FONTS)
    pieces = coverage.runs(text)
    assert "".join(piece for _, piece in pieces) == text
    assert all(a[0] != b[0] for a, b in pairwise(pieces))
    undrawn = {ch for font, piece in pieces if font is None for ch in piece if ch not in "\n\r\t"}
    assert undrawn == set(coverage.missing(text))
    assert bool(undrawn) == any(font is None for font, _ in pieces)


@given(st.sets(st.integers(0, 0x10FFFF)))
def test_packed_ranges_come_back(codes: set[int]) -> None:
    ranges = glyphs.unpack_ranges(glyphs.pack_ranges(codes))
    assert set(glyphs.codepoints(ranges)) == codes
    assert all(a[1] + 1 < b[0] for a, b in pairwise(ranges))


@pytest.mark.parametrize("text", ["5-3", "10 5", "1-4 4-6", "xyz"])
def test_ranges_out_of_order_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        glyphs.unpack_ranges(text)


@pytest.mark.parametrize("quick", [True, False])
def test_the_shipped_fonts_are_sound(quick: bool) -> None:
    report = self_check(FONTS, quick=quick)
    assert report.ok
    assert (report.level3_total, report.level3_missing, report.amendment1_missing) == (87_887, 0, 9_790)
    assert len(report.files) == 6
    assert {state.same for state in report.files} == {None if quick else True}
    assert "87,887" in report.sentence and "9,790" in report.sentence


def test_a_missing_file_is_said_with_what_to_do(folder: Path) -> None:
    (folder / "HanaMinB-sub.ttf").unlink()
    report = self_check(folder, quick=True)
    assert not report.ok
    assert report.level3_missing == 57_207
    assert report.sentence.startswith("缺少字库文件 HanaMinB-sub.ttf。请重新安装")
    assert "57,207" in report.sentence
    with pytest.raises(EnvironmentFault) as caught:
        glyphs.require_fonts(folder)
    assert caught.value.code == "fonts_missing"
    assert caught.value.message == report.sentence
    assert "HanaMinB-sub.ttf" in caught.value.detail


def test_one_lost_weight_loses_no_character_but_is_said(folder: Path) -> None:
    (folder / "NotoSansSC-Bold.ttf").unlink()
    report = self_check(folder, quick=True)
    assert (report.ok, report.level3_missing) == (False, 0)
    assert "NotoSansSC-Bold.ttf" in report.sentence


def test_a_cut_file_is_seen_by_its_length(folder: Path) -> None:
    target = folder / "HanaMinA-sub.ttf"
    half = target.read_bytes()[:900_000]
    target.unlink()
    target.write_bytes(half)
    report = self_check(folder, quick=True)
    assert [state.file for state in report.files if not state.ok] == ["HanaMinA-sub.ttf"]
    assert report.level3_missing == 2_895
    assert "HanaMinA-sub.ttf 坏了或被换过" in report.sentence


def test_one_flipped_byte_is_seen_by_the_full_check_only(folder: Path) -> None:
    target = folder / "HanaMinA-sub.ttf"
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 1
    target.unlink()
    target.write_bytes(content)
    assert self_check(folder, quick=True).ok
    report = self_check(folder)
    assert not report.ok
    assert "HanaMinA-sub.ttf 坏了或被换过" in report.sentence
    with pytest.raises(EnvironmentFault):
        glyphs.require_fonts(folder, quick=False)


def test_a_folder_in_place_of_a_font_is_a_damaged_font(folder: Path) -> None:
    (folder / "HanaMinA-sub.ttf").unlink()
    (folder / "HanaMinA-sub.ttf").mkdir()
    assert "HanaMinA-sub.ttf 坏了或被换过" in self_check(folder).sentence


@pytest.mark.parametrize("damage", ["gone", "half", "other format", "no family", "wrong type"])
def test_a_damaged_table_is_an_environment_fault(folder: Path, damage: str) -> None:
    table = folder / glyphs.COVERAGE_FILE
    document = json.loads(table.read_text(encoding="utf-8"))
    table.unlink()
    if damage == "half":
        table.write_text(json.dumps(document)[:500], encoding="utf-8")
    elif damage == "other format":
        table.write_text(json.dumps({**document, "format": "kiosk-fonts/9"}), encoding="utf-8")
    elif damage == "no family":
        files = [entry for entry in document["files"] if entry["font"] != "HanaMinB"]
        table.write_text(json.dumps({**document, "files": files}), encoding="utf-8")
    elif damage == "wrong type":
        table.write_text("[]", encoding="utf-8")
    with pytest.raises(EnvironmentFault) as caught:
        Coverage.load(folder)
    assert caught.value.code == "fonts_table"
    report = self_check(folder)
    assert (report.ok, report.files, report.level3_missing) == (False, (), 87_887)
    assert report.sentence == caught.value.message


def test_an_absent_folder_is_said_too(tmp_path: Path) -> None:
    report = self_check(tmp_path / "none")
    assert not report.ok
    assert "重新安装" in report.sentence


def test_sentences_use_plain_words(folder: Path) -> None:
    sentences = [self_check(folder, quick=True).sentence]
    (folder / "HanaMinB-sub.ttf").unlink()
    shutil.copyfile(FONTS / "README.md", folder / "x")
    (folder / "HanaMinA-sub.ttf").unlink()
    (folder / "x").rename(folder / "HanaMinA-sub.ttf")
    sentences.append(self_check(folder, quick=True).sentence)
    (folder / glyphs.COVERAGE_FILE).unlink()
    sentences.append(self_check(folder).sentence)
    assert len(set(sentences)) == 3
    assert not [word for word in FORBIDDEN for sentence in sentences if word in sentence]


def test_a_character_one_weight_lacks_is_not_covered(folder: Path) -> None:
    table = folder / glyphs.COVERAGE_FILE
    document = json.loads(table.read_text(encoding="utf-8"))
    table.unlink()
    bold = next(entry for entry in document["files"] if entry["file"] == "NotoSansSC-Bold.ttf")
    bold["ranges"] = glyphs.pack_ranges(
        set(glyphs.codepoints(glyphs.unpack_ranges(bold["ranges"]))) - {ord("村")}
    )
    table.write_text(json.dumps(document), encoding="utf-8")
    assert Coverage.load(folder).missing("村民") == ("村",)
    assert self_check(folder, quick=True).level3_missing == 1
    assert "少了 1 个" in self_check(folder, quick=True).sentence
