"""``manifest.json``: strict reading, canonical writing, and every rule that needs no state.

Source: architecture.md §4.  What depends on the kiosk's state (sequence, item versions, privacy
tables) is decided by intake.
"""

from __future__ import annotations

import json
import re
from typing import cast, get_args

from kiosk.bundle.itemcodec import item_json, parse_item
from kiosk.bundle.origin import check_origin
from kiosk.bundle.paths import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_MANIFEST_BYTES,
    MAX_TOTAL_BYTES,
    is_safe_path,
    unsafe_path,
)
from kiosk.bundle.strictjson import Fields, fault, parse_object
from kiosk.domain.clock import parse_rfc3339
from kiosk.domain.items import (
    BundleKind,
    DisclosureItem,
    EventItem,
    FileEntry,
    Item,
    KeysItem,
    Manifest,
    PayoutsItem,
    PolicyItem,
    ReferenceItem,
    ReplyItem,
    WithdrawItem,
)
from kiosk.domain.region import is_village_code

FORMAT = "kiosk-bundle/1"
MAX_SEQ = 999_999_999
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CODE = re.compile(r"[1-9][0-9]{11}", re.ASCII)
_CREATED = re.compile(
    r"[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-][0-2][0-9]:[0-5][0-9])",
    re.ASCII,
)


def parse_manifest(data: bytes) -> Manifest:
    """The manifest in ``data``; SenderFault with a code and a sentence naming the place."""
    top = Fields(dict(parse_object(data, limit=MAX_MANIFEST_BYTES)), "")
    version = top.text("format")
    if version != FORMAT:
        raise top.fault("format", "不是本机认识的版本，程序可能要更新。", "unknown_format")
    code = top.match("village_code", _CODE, "12位区划代码")
    if not is_village_code(code):
        raise top.fault("village_code", "不是12位区划代码。")
    seq = top.whole("seq", 1, MAX_SEQ)
    prev = _prev(top)
    kind = cast(BundleKind, top.one_of("kind", get_args(BundleKind)))
    issuer = top.text("issuer", 80)
    created = top.match("created", _CREATED, "带时区的时间")
    try:
        parse_rfc3339(created)
    except ValueError as error:
        raise top.fault("created", "不是一个真实的时间。") from error
    items = tuple(parse_item(f) for f in top.objects("items", 5_000))
    files = tuple(_file_entry(f) for f in top.objects("files", MAX_FILES))
    top.done()
    manifest = Manifest(code, seq, prev, kind, issuer, created, items, files)
    check_manifest(manifest)
    return manifest


def manifest_bytes(manifest: Manifest) -> bytes:
    """Canonical UTF-8 bytes; ``parse_manifest`` gives the same manifest back."""
    value = {
        "format": manifest.format,
        "village_code": manifest.village_code,
        "seq": manifest.seq,
        "prev": manifest.prev,
        "kind": manifest.kind,
        "issuer": manifest.issuer,
        "created": manifest.created,
        "items": [item_json(item) for item in manifest.items],
        "files": [{"path": f.path, "bytes": f.bytes, "sha256": f.sha256} for f in manifest.files],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "surrogatepass")


def _prev(top: Fields) -> str | None:
    value = top.take("prev")
    if value is None:
        return None
    if not isinstance(value, str) or _SHA256.fullmatch(value) is None:
        raise top.fault("prev", "要写成64位小写的十六进制数，或 null。")
    return value


def _file_entry(f: Fields) -> FileEntry:
    path = f.text("path")
    if not is_safe_path(path):
        raise unsafe_path(f"“{f.at('path')}”")
    entry = FileEntry(
        path, f.whole("bytes", 0, MAX_FILE_BYTES), f.match("sha256", _SHA256, "64位小写的十六进制数")
    )
    f.done()
    return entry


def check_manifest(manifest: Manifest) -> None:
    """Rules between the parts of one manifest; SenderFault."""
    if (manifest.kind == "snapshot" or manifest.seq == 1) and manifest.prev is not None:
        raise fault("prev", "在第1个包和整包里要写 null。", "prev_rule")
    if manifest.kind != "snapshot" and manifest.seq > 1 and manifest.prev is None:
        raise fault("prev", "要写上一个包的指纹。", "prev_rule")
    check_origin(manifest)
    if any(isinstance(i, KeysItem) for i in manifest.items) and (
        len(manifest.items) != 1 or manifest.kind != "update"
    ):
        raise fault("items", "换钥匙的包里不能有别的内容。", "keys_not_alone")
    _check_files(manifest)
    _check_identities(manifest)


def item_paths(item: Item) -> tuple[str, ...]:
    """Files an item refers to."""
    match item:
        case PayoutsItem():
            return (item.table.path,)
        case DisclosureItem():
            table = (item.table.path,) if item.table is not None else ()
            return table + tuple(a.path for a in item.attachments)
        case PolicyItem():
            return tuple(a.path for a in item.attachments)
        case ReferenceItem():
            return (item.path,)
        case EventItem() | ReplyItem() | WithdrawItem() | KeysItem():
            return ()


def item_identity(item: Item) -> tuple[str, str, int] | None:
    """``(type, id, version)`` of what can be published, corrected and withdrawn; else ``None``."""
    match item:
        case PayoutsItem():
            return ("payouts", item.batch_id, item.version)
        case DisclosureItem():
            return ("disclosure", item.disclosure_id, item.version)
        case PolicyItem():
            return ("policy", item.policy_id, item.version)
        case EventItem() | ReplyItem() | WithdrawItem() | ReferenceItem() | KeysItem():
            return None


def _check_files(manifest: Manifest) -> None:
    listed: set[str] = set()
    folded: set[str] = set()
    for i, entry in enumerate(manifest.files):
        # Windows shares and FAT sticks do not tell upper from lower case.
        if entry.path.casefold() in folded:
            raise fault(f"files[{i}].path", "写了两次。", "double_file")
        folded.add(entry.path.casefold())
        listed.add(entry.path)
    if sum(f.bytes for f in manifest.files) > MAX_TOTAL_BYTES:
        raise fault("files", "加起来太大。", "too_large")
    used: set[str] = set()
    for i, item in enumerate(manifest.items):
        for path in item_paths(item):
            if path not in listed:
                raise fault(f"items[{i}]", "用到的文件没有列在 files 里。", "file_unlisted")
            if path in used and path.startswith("data/"):
                raise fault(f"items[{i}]", "和另一件用了同一张表。", "double_file")
            used.add(path)
    for i, entry in enumerate(manifest.files):
        if entry.path not in used:
            raise fault(f"files[{i}]", "没有哪一件用到它。", "file_unused")


def _check_identities(manifest: Manifest) -> None:
    newest: dict[tuple[str, str], int] = {}
    singles: set[tuple[str, str]] = set()
    for i, item in enumerate(manifest.items):
        identity = item_identity(item)
        if identity is not None:
            key, version = identity[:2], identity[2]
            if version <= newest.get(key, 0):
                raise fault(f"items[{i}]", "和前面一件编号相同，版本没有更高。", "double_item")
            newest[key] = version
            continue
        single = _single(item)
        if single is not None:
            if single in singles:
                raise fault(f"items[{i}]", "和前面一件编号相同。", "double_item")
            singles.add(single)


def _single(item: Item) -> tuple[str, str] | None:
    match item:
        case EventItem():
            return ("event", item.event_id)
        case ReplyItem():
            return ("reply", item.question_id)
        case ReferenceItem():
            return ("reference", item.kind)
        case _:
            return None
