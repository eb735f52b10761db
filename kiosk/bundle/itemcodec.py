"""Items of ``manifest.json``: strict JSON → records, and back.

Keys of each type: architecture.md §4.  ``?`` keys may be absent (or null) and are left out when
written.  Rules that need more than one item are in ``manifest.py``.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import date
from typing import Literal, cast, get_args

from kiosk.bundle.keys import PublicKey
from kiosk.bundle.paths import ATTACHMENT_TYPES, extension, is_safe_path
from kiosk.bundle.strictjson import Fields
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import (
    FORMS,
    PRIVACY_CLASSES,
    REFERENCE_KINDS,
    TARGET_TYPES,
    Attachment,
    DisclosureItem,
    EventItem,
    Form,
    Item,
    KeyRevocation,
    KeysItem,
    PayoutsItem,
    PolicyAnswers,
    PolicyDocument,
    PolicyItem,
    PrivacyClass,
    ReferenceItem,
    ReferenceKind,
    ReplyItem,
    TableRef,
    TargetType,
    WithdrawItem,
    WithdrawTarget,
)
from kiosk.domain.payout import PAYOUT_COLUMNS

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,95}", re.ASCII)
PERIOD = re.compile(
    r"long|[12][0-9]{3}(?:-H[12]|-Q[1-4]|-0[1-9]|-1[0-2])?|E:[A-Za-z0-9][A-Za-z0-9._:-]{0,95}", re.ASCII
)
KEY_ID = re.compile(r"[0-9A-Fa-f]{16}", re.ASCII)
Trigger = Literal["event", "meeting", "election", "term", "payout"]
REQUIRED_COLUMNS = ("row", "cents", "status")
MAX_ROWS = 1_000_000

_AN_ID = "英文字母、数字和 . _ : - 组成的编号"
_A_PERIOD = " long、2026、2026-H1、2026-Q3、2026-11 或 E:编号"


def parse_item(f: Fields) -> Item:
    """One item; SenderFault naming the place."""
    kind = f.one_of("type", tuple(_READERS))
    item = _READERS[kind](f)
    f.done()
    return item


def _versioned(f: Fields) -> tuple[int, int | None, str | None]:
    version = f.whole("version", 1, 100_000)
    replaces = f.optional("replaces", lambda k: f.whole(k, 1, 100_000))
    reason = f.optional("reason", lambda k: f.text(k))
    if version == 1 and (replaces is not None or reason is not None):
        raise f.fault("version", "是第1版，不该写替换哪一版和原因。", "version_rule")
    if version > 1 and (replaces is None or reason is None):
        raise f.fault("version", "大于1是更正件，要写明替换哪一版和原因。", "version_rule")
    if replaces is not None and replaces >= version:
        raise f.fault("replaces", "要比本版的版本号小。", "version_rule")
    return version, replaces, reason


def _published(f: Fields) -> tuple[date, date | None]:
    first = f.day("publish_from")
    last = f.optional("publish_to", f.day)
    if last is not None and last < first:
        raise f.fault("publish_to", "比开始公布的日期还早。", "date_order")
    return first, last


def _table(f: Fields, *, payouts: bool) -> TableRef:
    path = f.text("path")
    if not is_safe_path(path) or not path.startswith("data/") or extension(path) != "csv":
        raise f.fault("path", "要写成 data/文件名.csv。", "unsafe_path")
    rows = f.whole("rows", 0, MAX_ROWS)
    cents = f.whole("cents", -(10**15)) if payouts else f.optional("cents", lambda k: f.whole(k, -(10**15)))
    fields = f.texts("fields", None, least=1, limit=60)
    f.done()
    if payouts:
        order = [PAYOUT_COLUMNS.index(c) if c in PAYOUT_COLUMNS else -1 for c in fields]
        if -1 in order or order != sorted(order):
            raise f.fault("fields", "里有不认识的列名，或次序不对。", "bad_fields")
        if any(c not in fields for c in REQUIRED_COLUMNS):
            raise f.fault("fields", "少了 row、cents 或 status 这一列。", "bad_fields")
    return TableRef(path, rows, cents, fields)


def _attachments(f: Fields) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    for a in f.objects("attachments", 200):
        path = a.text("path")
        if not is_safe_path(path) or not path.startswith("files/") or extension(path) not in ATTACHMENT_TYPES:
            raise a.fault("path", f"要写成 files/文件名，只收 {'、'.join(ATTACHMENT_TYPES)}。", "unsafe_path")
        if any(path == other.path for other in found):
            raise a.fault("path", "写了两次。")
        found.append(Attachment(path, a.text("title", 120)))
        a.done()
    return tuple(found)


def _privacy(f: Fields) -> PrivacyClass:
    return cast(PrivacyClass, f.one_of("privacy", PRIVACY_CLASSES))


def _payouts(f: Fields) -> PayoutsItem:
    version, replaces, reason = _versioned(f)
    publish_from, publish_to = _published(f)
    paid_from, paid_to = f.day("paid_from"), f.day("paid_to")
    year = f.whole("year", 1949, 2200)
    if paid_to < paid_from:
        raise f.fault("paid_to", "比开始发放的日期还早。", "date_order")
    if not paid_from.year <= year <= paid_to.year:
        raise f.fault("year", "和发放日期不在同一年。", "date_order")
    return PayoutsItem(
        batch_id=f.match("batch_id", ID, _AN_ID),
        catalogue_ids=f.texts("catalogue_ids", ID, least=1),
        programme_id=f.match("programme_id", ID, _AN_ID),
        programme_name=f.text("programme_name", 80),
        year=year,
        batch=f.line("batch", 80),
        paid_from=paid_from,
        paid_to=paid_to,
        publish_from=publish_from,
        publish_to=publish_to,
        privacy=_privacy(f),
        table=_table(f.object("table"), payouts=True),
        version=version,
        replaces=replaces,
        reason=reason,
    )


def _disclosure(f: Fields) -> DisclosureItem:
    version, replaces, reason = _versioned(f)
    publish_from, publish_to = _published(f)
    nothing = f.optional("nothing", f.flag) or False
    body = f.optional("body", f.prose)
    table = f.optional("table", lambda k: _table(f.object(k), payouts=False))
    attachments = _attachments(f)
    if nothing and (table is not None or attachments):
        raise f.fault("nothing", "说本期没有发生，就不该再带表格和附件。", "nothing_rule")
    if not nothing and body is None and table is None and not attachments:
        raise f.fault("", "没有正文、表格和附件，什么都没公开。", "nothing_rule")
    return DisclosureItem(
        disclosure_id=f.match("disclosure_id", ID, _AN_ID),
        catalogue_ids=f.texts("catalogue_ids", ID, least=1),
        title=f.text("title", 120),
        period=f.match("period", PERIOD, _A_PERIOD),
        form=cast(Form, f.one_of("form", FORMS)),
        privacy=_privacy(f),
        published_on=f.day("published_on"),
        publish_from=publish_from,
        publish_to=publish_to,
        version=version,
        event_on=f.optional("event_on", f.day),
        nothing=nothing,
        body=body,
        table=table,
        attachments=attachments,
        replaces=replaces,
        reason=reason,
    )


def _policy(f: Fields) -> PolicyItem:
    version, replaces, reason = _versioned(f)
    d = f.object("document")
    document = PolicyDocument(
        d.text("name", 200), d.line("number", 80), d.optional("date", d.day), d.text("state", 40)
    )
    d.done()
    a = f.object("answers")
    answers = PolicyAnswers(*(a.prose(k, 2_000) for k in ("who", "how_much", "when", "how", "whom")))
    a.done()
    valid_from, valid_to = f.day("valid_from"), f.optional("valid_to", f.day)
    if valid_to is not None and valid_to < valid_from:
        raise f.fault("valid_to", "比开始生效的日期还早。", "date_order")
    return PolicyItem(
        policy_id=f.match("policy_id", ID, _AN_ID),
        programme_ids=f.texts("programme_ids", ID),
        title=f.text("title", 120),
        document=document,
        valid_from=valid_from,
        valid_to=valid_to,
        updated_on=f.day("updated_on"),
        answers=answers,
        publish_from=f.day("publish_from"),
        body=f.optional("body", f.prose),
        attachments=_attachments(f),
        version=version,
        replaces=replaces,
        reason=reason,
    )


def _event(f: Fields) -> EventItem:
    return EventItem(
        event_id=f.match("event_id", ID, _AN_ID),
        catalogue_ids=f.texts("catalogue_ids", ID, least=1),
        trigger=cast(Trigger, f.one_of("trigger", get_args(Trigger))),
        on=f.day("on"),
        title=f.text("title", 120),
        cancelled=f.flag("cancelled"),
    )


def _reply(f: Fields) -> ReplyItem:
    return ReplyItem(
        f.match("question_id", ID, _AN_ID), f.prose("text", 5_000), f.day("answered_on"), f.flag("public")
    )


def _withdraw(f: Fields) -> WithdrawItem:
    targets: list[WithdrawTarget] = []
    for t in f.objects("targets", 1_000):
        kind = cast(TargetType, t.one_of("type", TARGET_TYPES))
        targets.append(WithdrawTarget(kind, t.match("id", ID, _AN_ID), t.whole("version", 1, 100_000)))
        t.done()
    if not targets:
        raise f.fault("targets", "空着，要写明撤回哪一件。")
    if len({(t.type, t.id) for t in targets}) != len(targets):
        raise f.fault("targets", "里同一件写了两次。")
    return WithdrawItem(tuple(targets), f.text("reason"), f.day("withdrawn_on"))


def _reference(f: Fields) -> ReferenceItem:
    kind = cast(ReferenceKind, f.one_of("kind", REFERENCE_KINDS))
    path = f.text("path")
    ending = "json" if kind == "settings" else "csv"
    if not is_safe_path(path) or not path.startswith("data/") or extension(path) != ending:
        raise f.fault("path", f"要写成 data/文件名.{ending}。", "unsafe_path")
    return ReferenceItem(kind, path, f.whole("version", 1, 1_000_000))


def _keys(f: Fields) -> KeysItem:
    add = f.texts("add", None, limit=20)
    for i, line in enumerate(add):
        try:
            PublicKey.parse(line)
        except SenderFault as error:
            raise f.fault(f"add[{i}]", "不是一把公钥。", "bad_key") from error
    revoke: list[KeyRevocation] = []
    for r in f.objects("revoke", 100):
        revoke.append(KeyRevocation(r.match("key_id", KEY_ID, "16位编号").upper(), r.whole("from_seq", 1)))
        r.done()
    if len({r.key_id for r in revoke}) != len(revoke):
        raise f.fault("revoke", "里同一把钥匙写了两次。")
    seal = f.optional("seal_key", lambda k: f.text(k, 64))
    if seal is not None and not _is_seal_key(seal):
        raise f.fault("seal_key", "不是一把封信用的公钥。", "bad_key")
    return KeysItem(add, tuple(revoke), seal)


def _is_seal_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


_READERS: dict[str, Callable[[Fields], Item]] = {
    "payouts": _payouts,
    "disclosure": _disclosure,
    "policy": _policy,
    "event": _event,
    "reply": _reply,
    "withdraw": _withdraw,
    "reference": _reference,
    "keys": _keys,
}

# Keys as architecture.md lists them; a "?" may be left out.
_ORDER: dict[str, str] = {
    "payouts": "batch_id catalogue_ids programme_id programme_name year batch paid_from paid_to publish_from "
    "publish_to? privacy table version replaces? reason?",
    "disclosure": "disclosure_id catalogue_ids title period event_on? form privacy nothing? body? table? "
    "attachments published_on publish_from publish_to? version replaces? reason?",
    "policy": "policy_id programme_ids title document valid_from valid_to? updated_on answers body? "
    "attachments publish_from version replaces? reason?",
    "event": "event_id catalogue_ids trigger on title cancelled",
    "reply": "question_id text answered_on public",
    "withdraw": "targets reason withdrawn_on",
    "reference": "kind path version",
    "keys": "add revoke seal_key",
}


def item_json(item: Item) -> dict[str, object]:
    """The item as JSON values, keys in the order of architecture.md §4."""
    out: dict[str, object] = {"type": item.type}
    for word in _ORDER[item.type].split():
        name = word.removesuffix("?")
        value = getattr(item, name)
        if word.endswith("?") and (value is None or value is False):
            continue
        out[name] = _json(value)
    return out


def _json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(v) for v in cast(tuple[object, ...], value)]
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _json(getattr(value, f.name)) for f in dataclass_fields(value)}
    return value
