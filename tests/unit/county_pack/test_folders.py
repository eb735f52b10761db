"""Simple folders: what they say, and what is said when they say it wrongly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kiosk.bundle.privacy import packaged_reference
from kiosk.county.folders import FolderPiece, read_folder
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import DisclosureItem, EventItem, ReplyItem

TODAY = date(2026, 6, 20)


def read(folder: Path, text: str, **files: str) -> FolderPiece:
    folder.mkdir(exist_ok=True)
    (folder / "index.md").write_text(text, "utf-8")
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_text(content, "utf-8")
    return read_folder(folder, packaged_reference(), TODAY, frozenset({"07911234567"}))


HEAD = "---\n目录: GK-CW-01\n标题: 账目\n"


def test_a_disclosure_with_its_table_and_attachments(tmp_path: Path) -> None:
    piece = read(
        tmp_path / "账", HEAD + "附件: a.md | 说明\n公布日期: 2026-06-01\n---\n正文。\n",
        table_csv="摘要,支出(元)\n水泵,120.00\n", a_md="# 附\n",
    )  # fmt: skip
    item = piece.item
    assert isinstance(item, DisclosureItem)
    assert (item.form, item.period, item.body, item.publish_from) == (
        "table",
        "long",
        "正文。",
        date(2026, 6, 1),
    )
    assert piece.heads == ("摘要", "支出(元)") and piece.rows == (("水泵", "120.00"),)
    assert [(p.name, t) for p, t in piece.files] == [("a.md", "说明")]
    again = read(tmp_path / "账", HEAD + "---\n别的。\n").item
    assert isinstance(again, DisclosureItem) and again.disclosure_id == item.disclosure_id


def test_forms_are_written_in_chinese_too(tmp_path: Path) -> None:
    for word, form in (("通知", "notice"), ("notice", "notice"), ("文字", "text")):
        item = read(tmp_path / "通知", HEAD + f"形式: {word}\n---\n请看。\n").item
        assert isinstance(item, DisclosureItem) and item.form == form
    with pytest.raises(SenderFault) as fault:
        read(tmp_path / "通知", HEAD + "形式: 告示\n---\n请看。\n")
    assert "通知" in fault.value.message


def test_replies_and_events(tmp_path: Path) -> None:
    reply = read(tmp_path / "r", "---\n类型: 答复\n问题: Q-7\n公开: 否\n---\n修好了。\n").item
    assert reply == ReplyItem("Q-7", "修好了。", TODAY, False)
    event = read(
        tmp_path / "e", "---\n类型: 事项\n编号: E-1\n目录: GK-JC-01\n标题: 村民代表会议\n触发: meeting\n---\n"
    ).item
    assert isinstance(event, EventItem) and (event.trigger, event.on) == ("meeting", TODAY)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没有开头\n", "folder_text"),
        ("---\n标题 没有冒号\n---\n", "folder_fact"),
        ("---\n颜色: 红\n---\n", "folder_fact"),
        (HEAD + "标题: 又一次\n---\n", "folder_fact"),
        ("---\n标题: 账目\n---\n正文\n", "folder_fact"),
        ("---\n目录: GK-ZZ-99\n标题: 账目\n---\n正文\n", "folder_fact"),
        (HEAD + "期间: 去年\n---\n正文\n", "folder_fact"),
        (HEAD + "公布日期: 6月1日\n---\n正文\n", "folder_fact"),
        (HEAD + "问题: Q-1\n---\n正文\n", "folder_fact"),
        (HEAD + "---\n找13912345678\n", "personal_value"),
        ("---\n类型: 答复\n问题: Q-7\n---\n", "folder_text"),
    ],
)
def test_what_is_wrong_is_said_by_name(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(SenderFault) as caught:
        read(tmp_path / "x", text)
    assert caught.value.code == code and "13912345678" not in caught.value.sentence()


def test_public_phones_pass_and_hidden_numbers_do_not(tmp_path: Path) -> None:
    assert read(tmp_path / "a", HEAD + "---\n打 0791-1234567。\n").item
    with pytest.raises(SenderFault, match="手机号"):
        read(tmp_path / "b", HEAD + "---\n正文\n", table_csv="姓名,电话\n熊某,13912345678\n")
    with pytest.raises(SenderFault, match="附件只收"):
        read(tmp_path / "c", HEAD + "---\n正文\n", a_docx="x")
    with pytest.raises(SenderFault, match="格数"):
        read(tmp_path / "d", HEAD + "---\n正文\n", table_csv="甲,乙\n一\n")
