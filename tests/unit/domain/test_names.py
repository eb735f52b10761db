import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, pinyin

from kiosk.domain import names
from kiosk.domain.errors import SenderFault
from kiosk.domain.paths import catalog_dir

TABLE = names.load_surnames((catalog_dir() / "surnames.csv").read_text(encoding="utf-8"))


def read(character: str) -> tuple[str, ...]:
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(found[0]) if found else ()


hanzi = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("𬱖𠅤䶮㛃")
blanks = st.text(" \u3000\u00a0\t", max_size=3)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("张 三", "张三"),
        ("张　三", "张三"),
        ("张\u00a0\u00a0三", "张三"),
        (" 熊  示例 ", "熊 示例"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ． 艾力", "买买提·艾力"),
        ("买买提‧艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("张\u200b三", "张三"),
        ("𠅤 三", "𠅤三"),
        ("张三(户主)", "张三(户主)"),
        ("", ""),
    ],
)
def test_one_spelling(raw: str, name: str) -> None:
    assert names.normalise_name(raw) == name


@given(st.text(max_size=20))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = names.normalise_name(text)
    assert names.normalise_name(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(hanzi, hanzi, blanks, blanks, blanks)
def test_alignment_blanks_do_not_make_another_person(a: str, b: str, x: str, y: str, z: str) -> None:
    assert names.normalise_name(x + a + y + b + z) == names.normalise_name(a + b)


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("欧阳娜", "欧阳"),
        ("欧阳", "欧"),
        ("尉迟恭", "尉迟"),
        ("万俟卨", "万俟"),
        ("单雄信", "单"),
        ("张三", "张"),
        ("𠅤明", "𠅤"),
        ("长孙·某某", "长"),
        ("买买提·艾力", "买"),
        ("张", "张"),
        ("", ""),
    ],
)
def test_surname(name: str, surname: str) -> None:
    head, rest = names.split_surname(name, TABLE)
    assert head == surname
    assert head + rest == name


@pytest.mark.parametrize(
    ("name", "right", "also"),
    [
        ("单雄信", "shanxiongxin", "danxiongxin"),
        ("曾国", "zengguo", "cengguo"),
        ("解珍", "xiezhen", "jiezhen"),
        ("仇英", "qiuying", "chouying"),
        ("查良", "zhaliang", "chaliang"),
        ("朴大", "piaoda", "puda"),
        ("区宝", "oubao", "qubao"),
        ("覃明", "qinming", "tanming"),
        ("盖明", "geming", "gaiming"),
        ("缪明", "miaoming", "mouming"),
        ("黑明", "heming", "heiming"),
        ("尉迟恭", "yuchigong", "weichigong"),
        ("万俟明", "moqiming", "wansiming"),
        ("长孙明", "zhangsunming", "changsunming"),
        ("澹台明", "tantaiming", "dantaiming"),
    ],
)
def test_both_readings_find_a_misread_surname(name: str, right: str, also: str) -> None:
    ways = names.name_pinyin(name, TABLE, read)
    assert ways[0].full == right
    assert also in {way.full for way in ways}


@given(st.text(hanzi, min_size=1, max_size=5))
def test_initials_have_one_letter_a_character(name: str) -> None:
    ways = names.name_pinyin(name, TABLE, read)
    assert len(set(ways)) == len(ways) >= 1
    for way in ways:
        assert len(way.initials) == len(name)
        assert way.full.startswith(way.initials[0])


def test_unreadable_and_silent_characters() -> None:
    (way,) = names.name_pinyin("买提·艾b", TABLE, lambda c: {"买": ("mai",), "艾": ("ai",)}.get(c, ()))
    assert way == names.Pinyin("mai#aib", "m#ab")


def test_tones_and_umlaut() -> None:
    assert names.without_tones("lǘ qiū") == "lv qiu"
    assert names.without_tones("ZHǍNG") == "zhang"


@pytest.mark.parametrize(
    ("ordinal", "shown"),
    [
        (None, "张三"),
        (1, "张三（之一）"),
        (10, "张三（之十）"),
        (12, "张三（之十二）"),
        (20, "张三（之二十）"),
        (101, "张三（之101）"),
    ],
)
def test_display_name(ordinal: int | None, shown: str) -> None:
    assert names.display_name("张三", ordinal) == shown


def test_ordinal_counts_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        names.display_name("张三", 0)


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("张三", "张＊"),
        ("欧阳小娜", "欧阳＊＊"),
        ("𠅤𬱖明", "𠅤＊＊"),
        ("买买提·艾力", "买＊＊·＊＊"),
        ("张", "张"),
    ],
)
def test_mask(name: str, mask: str) -> None:
    assert names.mask_name(name, TABLE) == mask


@given(st.text(hanzi, min_size=1, max_size=6))
def test_mask_keeps_length_and_hides_the_given_name(name: str) -> None:
    mask = names.mask_name(name, TABLE)
    assert len(mask) == len(name)
    assert set(mask[2:]) <= {"＊"}


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("单,shàn,dan\n单,shàn,dan", "reference_duplicate", "surname"),
        ("尉迟,yùchí,", "reference_value", "reading"),
        ("单,shàn,dan dan", "reference_value", "others"),
        ("一二三,yi er san,", "reference_value", "surname"),
        (",shàn,", "reference_value", "surname"),
    ],
)
def test_bad_surname_tables_are_refused(line: str, code: str, column: str) -> None:
    with pytest.raises(SenderFault) as caught:
        names.load_surnames(f"surname,reading,others\n{line}\n")
    assert caught.value.code == code
    assert caught.value.place.column == column
