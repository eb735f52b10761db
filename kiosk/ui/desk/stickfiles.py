"""Files on sticks for a draft: which there are, and reading one of words. For the maker thread."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal

from kiosk.domain.clock import SHANGHAI
from kiosk.domain.errors import UsageFault
from kiosk.domain.scan import scan_text
from kiosk.ui.desk.sticks import plugged

FileKind = Literal["table", "picture", "text"]
ENDINGS: Final[dict[FileKind, tuple[str, ...]]] = {
    "table": (".xlsx", ".xls", ".et", ".csv"),
    "picture": (".jpg", ".jpeg", ".png", ".webp", ".bmp"),
    "text": (".txt", ".md"),
}
KIND_WORDS: Final[dict[FileKind, str]] = {"table": "表格", "picture": "图片", "text": "文字"}
MOST_FILES = 200
MOST_LOOKED_AT = 20_000
MOST_TEXT = 200_000
MOST_PICTURE = 30 << 20
_SENTENCES = re.compile(r"(?<=[。；;！？!?])")
_BLANKS = re.compile(r"[ \t\u3000]+\Z|\A[ \t\u3000]+")


@dataclass(frozen=True, slots=True)
class StickFile:
    """A file that can be put in; ``where`` are its folder and stick in words."""

    path: Path
    name: str
    where: str
    changed_on: date
    size: int


def find_files(kind: FileKind) -> tuple[StickFile, ...]:
    """Files of the kind on every stick, the newest first; on the stick itself or two folders deep.

    ``EnvironmentFault``: ``no_stick``; ``UsageFault``: ``no_files``.
    """
    found = [file for stick in plugged() for file in _files(stick.path, kind)]
    if not found:
        endings = "、".join(ending.removeprefix(".") for ending in ENDINGS[kind])
        raise UsageFault("no_files", f"U 盘里没有找到{KIND_WORDS[kind]}。要 {endings} 这样的文件。")
    found.sort(key=lambda file: (file.changed_on, file.name), reverse=True)
    return tuple(found[:MOST_FILES])


def _files(root: Path, kind: FileKind) -> Iterator[StickFile]:
    looked_at = 0
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        depth = len(here.relative_to(root).parts)
        folders[:] = [] if depth == 2 else sorted(f for f in folders if not f.startswith((".", "$")))
        for name in names:
            looked_at += 1
            if looked_at > MOST_LOOKED_AT:
                return
            path = here / name
            if name.startswith((".", "~")) or path.suffix.lower() not in ENDINGS[kind] or path.is_symlink():
                continue
            try:
                facts = path.stat()
            except OSError:  # pulled out just now
                continue
            day = datetime.fromtimestamp(facts.st_mtime, SHANGHAI).date()
            where = "/".join((root.name, *here.relative_to(root).parts))
            yield StickFile(path, name, where, day, facts.st_size)


def read_text(path: Path) -> str:
    """The words of a .txt or .md in UTF-8 or GB18030, as a body: in a .txt each line is a paragraph.

    ``UsageFault``: ``text_large``, ``text_unknown``, ``text_empty``; ``OSError`` when it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(MOST_TEXT + 1)
    if len(data) > MOST_TEXT:
        raise UsageFault("text_large", "这个文件太大。请只留要公开的文字，再来一次。")
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if path.suffix.lower() == ".txt":
        lines = [_BLANKS.sub("", line) for line in text.split("\n")]
        text = "\n\n".join(line for line in lines if line)
    text = text.strip()
    if not text:
        raise UsageFault("text_empty", "这个文件里没有字。请看看是不是选错了文件。")
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """What may be put in of a text; ``left_out`` sentences held a number that nobody may read."""

    text: str
    left_out: int


def read_words(path: Path, own_numbers: frozenset[str] = frozenset()) -> Words:
    """The same as :func:`read_text` without sentences that hold an ID number, a card or a private phone:
    nothing of them comes into desk.db."""
    lines: list[str] = []
    left_out = 0
    for line in read_text(path).split("\n"):
        if scan_text(line, own_numbers):
            pieces = _SENTENCES.split(line)
            kept = [piece for piece in pieces if not scan_text(piece, own_numbers)]
            line = "".join(kept)
            if scan_text(line, own_numbers):
                kept, line = [], ""
            left_out += len(pieces) - len(kept)
        lines.append(line)
    text = "\n".join(lines).strip()
    if not text:
        raise UsageFault("text_empty", "去掉身份证号、手机号这些以后，这个文件里没有字了。")
    return Words(text, left_out)


def _decoded(data: bytes) -> str:
    if b"\x00" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UsageFault("text_unknown", "这个文件认不出来。请在电脑上另存为 UTF-8 的文本，再来一次。")


def read_picture(path: Path) -> bytes:
    """The bytes of a picture. ``UsageFault`` ``picture_large``; ``OSError``."""
    with path.open("rb") as file:
        data = file.read(MOST_PICTURE + 1)
    if len(data) > MOST_PICTURE:
        raise UsageFault("picture_large", "这张图片太大。请压小后再加。")
    return data


def size_words(size: int) -> str:
    """``35 KB``, ``1.2 MB``."""
    return f"{max(1, size // 1024)} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"
