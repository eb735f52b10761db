"""Simple folders as what they are to become: a disclosure, a policy, a reply or an event.

A folder holds one Markdown file (``index.md`` if there are several) and attachments beside it;
``table.csv`` (UTF-8, Chinese column heads, money columns ending in ``(元)``) becomes the table of a
disclosure.  The Markdown begins with its facts, one ``名称: 内容`` a line between two lines ``---``;
names are those of WORDS, Chinese or English; several values are divided by ``|`` or 、.  An
attachment's words may be given as ``附件: 文件名 | 文字``; otherwise its name without ending is taken.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast, get_args

from kiosk.bundle.itemcodec import ID, PERIOD, Trigger
from kiosk.bundle.paths import ATTACHMENT_TYPES, extension
from kiosk.county.workspace import disk_fault
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import (
    FORMS,
    PRIVACY_CLASSES,
    DisclosureItem,
    EventItem,
    Form,
    PolicyAnswers,
    PolicyDocument,
    PolicyItem,
    PrivacyClass,
    ReplyItem,
)
from kiosk.domain.privacy import strictest
from kiosk.domain.reference import Reference
from kiosk.domain.scan import scan_text

WORDS = {
    "类型": "type", "编号": "id", "目录": "items", "标题": "title", "期间": "period", "形式": "form",
    "隐私": "privacy", "公布日期": "publish_from", "公布到": "publish_to", "形成日期": "event_on",
    "本期没有": "nothing", "附件": "attachment", "补贴项目": "programmes", "文件名称": "document_name",
    "文号": "document_number", "文件日期": "document_date", "效力": "document_state", "起": "valid_from",
    "止": "valid_to", "更新日期": "updated_on", "谁能领": "who", "领多少": "how_much", "什么时候": "when",
    "怎么办": "how", "找谁": "whom", "问题": "question", "答复日期": "answered_on", "公开": "public",
    "触发": "trigger", "日期": "on", "取消": "cancelled",
}  # fmt: skip
"""Chinese name of a fact → its English one."""
_TYPES = {"公开件": "disclosure", "政策": "policy", "答复": "reply", "事项": "event"}
_FORM_WORDS = {
    "文字": "text", "表格": "table", "名单": "list", "通知": "notice", "图片": "image", "统计": "stat",
}  # fmt: skip
_TABLE = "table.csv"
_YES, _NO = ("是", "yes", "true"), ("", "否", "no", "false")
FolderItem = DisclosureItem | PolicyItem | ReplyItem | EventItem


@dataclass(frozen=True, slots=True)
class FolderPiece:
    """What a folder says, as first version. ``rows`` under ``heads`` are its table."""

    item: FolderItem
    files: tuple[tuple[Path, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def read_folder(folder: Path, reference: Reference, today: date, exempt: frozenset[str]) -> FolderPiece:
    """The piece of a folder; SenderFault with file and fact, also for a personal value anywhere in it.

    ``exempt``: digits of public phones.  EnvironmentFault for the disk.
    """
    try:
        return _read(folder, reference, today, exempt)
    except OSError as error:
        raise disk_fault(error, folder) from error


def _read(folder: Path, reference: Reference, today: date, exempt: frozenset[str]) -> FolderPiece:
    beside = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
    texts = [p for p in beside if p.suffix.lower() == ".md"]
    main = next((p for p in texts if p.name == "index.md"), texts[0] if len(texts) == 1 else None)
    if main is None:
        raise SenderFault("folder_text", f"“{folder.name}”里要有一份 .md 文字；有几份时，主要的叫 index.md。")
    facts = _facts(main)
    table = next((p for p in beside if p.name == _TABLE), None)
    rest = [p for p in beside if p not in (main, table)]
    for path in rest:
        if extension(path.name) not in ATTACHMENT_TYPES:
            raise SenderFault(
                "bad_media", f"“{folder.name}”里有不收的附件。附件只收 {'、'.join(ATTACHMENT_TYPES)}。"
            )
    files = tuple((p, facts.titles.get(p.name) or p.stem) for p in rest)
    heads, rows = _read_table(table) if table is not None else ((), ())
    kind = facts.get("type") or "disclosure"
    made: FolderItem
    match _TYPES.get(kind, kind):
        case "disclosure":
            made = _disclosure(facts, folder, reference, today, bool(rows), files)
        case "policy":
            made = _policy(facts, folder, today)
        case "reply":
            answered = facts.day("answered_on") or today
            made = ReplyItem(facts.id("question"), facts.needed_body(), answered, facts.flag("public"))
        case "event":
            made = _event(facts, folder, today)
        case _:
            raise facts.fault("类型", "只能是公开件、政策、答复、事项。")
    facts.done()
    _scan(main.name, facts.text, exempt)
    for name, title in facts.titles.items():
        _scan(name, title, exempt)
    for path, title in files:
        _scan(path.name, f"{path.name}\n{title}", exempt)
        if path.suffix.lower() == ".md":
            _scan(path.name, path.read_text("utf-8", errors="replace"), exempt)
    for number, row in enumerate((heads, *rows), start=1):
        if any(scan_text(cell, exempt) for cell in row):
            raise _personal(Place(_TABLE, number))
    return FolderPiece(made, files, heads, rows)


def _scan(file: str, text: str, exempt: frozenset[str]) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if scan_text(line, exempt):
            # The name of the file may itself be the number.
            raise _personal(Place(None if scan_text(file, exempt) else file, number))


def _personal(place: Place) -> SenderFault:
    return SenderFault(
        "personal_value", "有像证件号、卡号或手机号的内容，不能公开。请去掉再来。", place=place
    )


# --- facts ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Facts:
    file: str
    values: dict[str, str]
    titles: dict[str, str]
    body: str
    text: str
    used: set[str] = field(default_factory=set[str])

    def fault(self, name: str, message: str) -> SenderFault:
        chinese = next((c for c, e in WORDS.items() if e == name), name)
        return SenderFault("folder_fact", message, place=Place(self.file, column=chinese))

    def get(self, name: str) -> str:
        self.used.add(name)
        return self.values.get(name, "")

    def needed(self, name: str) -> str:
        value = self.get(name)
        if not value:
            raise self.fault(name, "没有写。请补上。")
        return value

    def needed_body(self) -> str:
        if not self.body:
            raise SenderFault("folder_text", "没有正文。请补上。", place=Place(self.file))
        return self.body

    def parts(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p for p in re.split(r"[|｜、,，;；\s]+", self.get(name)) if p))

    def day(self, name: str) -> date | None:
        value = self.get(name)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.fault(name, "日期要写成 2026-06-15 这样。") from error

    def flag(self, name: str) -> bool:
        value = self.get(name).lower()
        if value not in (*_YES, *_NO):
            raise self.fault(name, "只能写 是 或 否。")
        return value in _YES

    def id(self, name: str) -> str:
        value = self.needed(name)
        if ID.fullmatch(value) is None:
            raise self.fault(name, "编号只能用英文字母、数字和 . _ : -。")
        return value

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        value = self.get(name) or default
        if value not in allowed:
            raise self.fault(name, f"只能是 {'、'.join(allowed)}。")
        return value

    def done(self) -> None:
        for name in self.values:
            if name not in self.used:
                raise self.fault(name, "这一类用不上这一项。请去掉，或看看是不是写错了。")


def _facts(path: Path) -> _Facts:
    try:
        text = path.read_text("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise SenderFault(
            "folder_text", "不是 UTF-8 文字。请另存为 UTF-8。", place=Place(path.name)
        ) from error
    head, mark, body = text.removeprefix("---\n").partition("\n---")
    if not text.startswith("---\n") or not mark or body[:1] not in ("", "\n"):
        raise SenderFault(
            "folder_text", "开头要有两行 --- ，中间一行一项，比如“标题: …”。", place=Place(path.name, 1)
        )
    values: dict[str, str] = {}
    titles: dict[str, str] = {}
    for number, line in enumerate(head.split("\n"), start=2):
        if not line.strip():
            continue
        match = re.match(r"\s*([^:：]+?)\s*[:：](.*)\Z", line)
        name = WORDS.get(match[1], match[1]) if match else ""
        if match is None or name not in WORDS.values():
            raise SenderFault(
                "folder_fact", "这一行看不懂，要写成“名称: 内容”。", place=Place(path.name, number)
            )
        value = match[2].strip()
        if name == "attachment":
            file, _, title = value.partition("|")
            titles[file.strip()] = title.strip()
        elif name in values:
            raise SenderFault("folder_fact", "同一项写了两次。", place=Place(path.name, number, match[1]))
        else:
            values[name] = value
    return _Facts(path.name, values, titles, body.strip(), text)


def _own_id(facts: _Facts, folder: Path, prefix: str) -> str:
    """The id that was given, else one that stays the same for a folder of this name."""
    if facts.get("id"):
        return facts.id("id")
    return f"{prefix}-{hashlib.sha256(folder.name.encode()).hexdigest()[:10]}"


def _items(facts: _Facts, reference: Reference) -> tuple[str, ...]:
    items = facts.parts("items")
    known = reference.village.by_id.keys() | reference.community.by_id.keys()
    if not items:
        raise facts.fault("items", "没有写。请补上目录编号，比如 GK-CW-01。")
    if any(i not in known for i in items):
        raise facts.fault("items", "里有目录里没有的编号。请核对。")
    return items


def _disclosure(
    facts: _Facts, folder: Path, reference: Reference, today: date, has_table: bool,
    files: tuple[tuple[Path, str], ...],
) -> DisclosureItem:  # fmt: skip
    items = _items(facts, reference)
    period = facts.get("period") or "long"
    if PERIOD.fullmatch(period) is None:
        raise facts.fault("period", "要写成 long、2026、2026-H1、2026-Q3、2026-11 或 E:编号。")
    pictures = [p for p, _ in files if extension(p.name) in ("png", "jpg", "webp")]
    usual = "table" if has_table else "image" if pictures and not facts.body else "text"
    classes: list[PrivacyClass] = [
        c.by_id[i].privacy for c in (reference.village, reference.community) for i in items if i in c.by_id
    ]
    privacy = cast(PrivacyClass, facts.one_of("privacy", PRIVACY_CLASSES, strictest(*classes)))
    publish_from = facts.day("publish_from") or today
    nothing = facts.flag("nothing")
    form = facts.one_of("form", (*_FORM_WORDS, *FORMS), usual)
    return DisclosureItem(
        disclosure_id=_own_id(facts, folder, "D"),
        catalogue_ids=items,
        title=facts.needed("title"),
        period=period,
        form=cast(Form, _FORM_WORDS.get(form, form)),
        privacy=privacy,
        published_on=publish_from,
        publish_from=publish_from,
        publish_to=facts.day("publish_to"),
        event_on=facts.day("event_on"),
        nothing=nothing,
        body=facts.body or None,
    )


def _policy(facts: _Facts, folder: Path, today: date) -> PolicyItem:
    answers = PolicyAnswers(*(facts.needed(k) for k in ("who", "how_much", "when", "how", "whom")))
    document = PolicyDocument(
        facts.needed("document_name"), facts.get("document_number"), facts.day("document_date"),
        facts.get("document_state") or "有效",
    )  # fmt: skip
    return PolicyItem(
        policy_id=_own_id(facts, folder, "P"),
        programme_ids=facts.parts("programmes"),
        title=facts.needed("title"),
        document=document,
        valid_from=facts.day("valid_from") or document.date or today,
        valid_to=facts.day("valid_to"),
        updated_on=facts.day("updated_on") or today,
        answers=answers,
        publish_from=facts.day("publish_from") or today,
        body=facts.body or None,
    )


def _event(facts: _Facts, folder: Path, today: date) -> EventItem:
    trigger: Any = facts.one_of("trigger", get_args(Trigger), "event")
    items = facts.parts("items")
    if not items:
        raise facts.fault("items", "没有写。请补上目录编号。")
    return EventItem(
        _own_id(facts, folder, "E"), items, trigger, facts.day("on") or today, facts.needed("title"),
        facts.flag("cancelled"),
    )  # fmt: skip


def _read_table(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    try:
        rows = [
            tuple(c.strip() for c in r) for r in csv.reader(io.StringIO(path.read_text("utf-8-sig"))) if r
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise SenderFault("folder_table", "读不懂。请另存为 UTF-8 的 CSV。", place=Place(_TABLE)) from error
    if len(rows) < 2:
        raise SenderFault("folder_table", "没有内容。请补上，或删掉这个文件。", place=Place(_TABLE))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(rows[0]):
            raise SenderFault("folder_table", "这一行的格数和表头不一样。", place=Place(_TABLE, number))
    return rows[0], tuple(rows[1:])
