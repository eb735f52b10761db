"""What a file really is, by its content: the name's ending means nothing (domain README §6.6.10)."""

from __future__ import annotations

import struct
from typing import BinaryIO, Literal

from kiosk.domain.errors import SenderFault

FileKind = Literal["xlsx", "xls", "text"]

_MEND = "请用 WPS 或 Excel 打开，另存为 .xlsx 再来。"
_NOT_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "这是 PDF，不是表格。请向发来的单位要原来的表格文件。"),
    (b"\x89PNG", "这是图片，不是表格。请向发来的单位要原来的表格文件。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。请向发来的单位要原来的表格文件。"),
    (b"Rar!", "这是压缩包。请先解开，再选里面的表格。"),
    (b"7z\xbc\xaf", "这是压缩包。请先解开，再选里面的表格。"),
    (b"\x1f\x8b", "这是压缩包。请先解开，再选里面的表格。"),
)


def _refuse(code: str, message: str) -> SenderFault:
    return SenderFault(code, message)


def file_kind(stream: BinaryIO, size: int) -> FileKind:
    """``xlsx`` (any zip), ``xls`` (BIFF: also .et) or ``text``; the stream is left at its start.

    Raises SenderFault: ``file_empty``, ``file_password``, ``file_html`` (a web page or XML called
    .xls), ``file_not_table`` (picture, PDF, archive, Word).
    """
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if not head.strip(b"\0 \r\n\t"):
        raise _refuse("file_empty", "这个文件是空的。请向发来的单位重新要一份。")
    for magic, sentence in _NOT_TABLES:
        if head.startswith(magic):
            raise _refuse("file_not_table", sentence)
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _look_into_ole(stream, size)
        return "xls"
    if head[:2] == b"\x09\x08":
        return "xls"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")) or b"<table" in text:
        raise _refuse("file_html", f"这个文件其实是网页，只是名字像表格。{_MEND}")
    if text.startswith((b"<?xml", b"<workbook", b"mime-version:")):
        raise _refuse("file_html", f"这个文件其实是网页格式的文本，只是名字像表格。{_MEND}")
    return "text"


_BIFF_START = b"\x09\x08\x10\x00\x00\x06\x05\x00"
"""The first record of a BIFF8 workbook."""
_PASSWORD, _FIRST_RECORDS = 0x2F, 8


def _has_password(block: bytes) -> bool:
    """Whether the first records of an .xls say that the rest is encrypted (their heads never are)."""
    at = block.find(_BIFF_START)
    for _ in range(_FIRST_RECORDS if at >= 0 else 0):
        if at + 4 > len(block):
            break
        kind, length = struct.unpack_from("<HH", block, at)
        if kind == _PASSWORD:
            return True
        at += 4 + length
    return False


def _look_into_ole(stream: BinaryIO, size: int) -> None:
    """An OLE file may be a password-protected workbook or a Word document: names in its directory tell, and
    in an .xls the first records."""
    locked = ("file_password", "这个文件设了密码。请用 WPS 或 Excel 打开，去掉密码保存后再来。")
    names = {
        "EncryptedPackage".encode("utf-16-le"): locked,
        "WordDocument".encode("utf-16-le"): ("file_not_table", f"这是 Word 文档，不是表格。{_MEND}"),
    }
    carry = b""
    for _ in range(0, min(size, 64 << 20), 1 << 20):
        block = stream.read(1 << 20)
        if not block:
            break
        for name, (code, sentence) in names.items():
            if name in carry + block:
                stream.seek(0)
                raise _refuse(code, sentence)
        if _has_password(carry + block):
            stream.seek(0)
            raise _refuse(*locked)
        carry = block[-512:]
    stream.seek(0)
