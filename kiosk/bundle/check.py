"""``kiosk check PATH``: everything that can be said about a bundle without a kiosk's state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.keys import KeyRing
from kiosk.bundle.manifest import parse_manifest
from kiosk.bundle.paths import MANIFEST, MAX_MANIFEST_BYTES, local_bundle_name
from kiosk.bundle.privacy import check_privacy, rules_after
from kiosk.bundle.source import BrokenZip, BundleSource, open_source
from kiosk.bundle.verify import Incomplete, check_files, verify_bundle
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import (
    DisclosureItem,
    EventItem,
    Item,
    KeysItem,
    Manifest,
    PayoutsItem,
    PolicyItem,
    ReferenceItem,
    ReplyItem,
    WithdrawItem,
)
from kiosk.domain.money import format_yuan
from kiosk.domain.reference import load_units
from kiosk.domain.region import Village
from kiosk.domain.scan import scan_text


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was found. ``code`` is ``ok`` or that of the fault; ``sentences`` are for a person;
    ``items`` has one line an item; ``strays`` counts files that belong to no bundle."""

    name: str
    ok: bool
    code: str
    sentences: tuple[str, ...]
    items: tuple[str, ...] = ()
    key_id: str | None = None
    strays: int = 0


def check_path(path: Path, keys: KeyRing | None) -> CheckReport:
    """Verify the bundle folder or zip at ``path``, read all of it and run the privacy gate.

    Without ``keys`` the signature is not judged, and the report says so.  EnvironmentFault when the
    path cannot be read.
    """
    name = path.stem if path.suffix.lower() == ".zip" else path.name
    try:
        with open_source(path) as source:
            return _check(source, keys)
    except Incomplete as error:
        if error.wrong and not error.missing:
            refusal = error.as_refusal()
            return CheckReport(name, False, refusal.code, (_said(refusal),))
        missing = [path for path in error.missing[:20] if not scan_text(path)]
        return CheckReport(name, False, error.code, (f"不完整：{error.message}", *missing))
    except SenderFault as error:
        return CheckReport(name, False, error.code, (_said(error),))
    except BrokenZip:
        return CheckReport(name, False, "incomplete", ("压缩包不完整，打不开。请重新拷贝。",))


def _said(error: SenderFault) -> str:
    """The sentence, without the place when a personal number stands in its file name or column head."""
    return error.message if scan_text(error.place.words()) else error.sentence()


def _check(source: BundleSource, keys: KeyRing | None) -> CheckReport:
    key_id = None
    sentences: list[str] = []
    if keys is not None:
        local = local_bundle_name(source.name)
        verified = verify_bundle(source, village_code=None, keys=keys, local_of=local[1] if local else None)
        manifest, key_id = verified.manifest, verified.key_id
        sentences.append(f"签名是真的，钥匙 {key_id}。")
    else:
        manifest = _unsigned(source)
        check_files(source, manifest.files)
        sentences.append("没有给公钥，签名没有核对。")
    files = BundleFiles(source, manifest)
    files.check_all()
    check_privacy(manifest, files, rules_after({}, manifest, files, _unit(manifest.village_code)))
    kind = {"snapshot": "整包", "update": "更新包", "local": "本村自己公开的包"}[manifest.kind]
    sentences.append(
        f"第 {manifest.seq} 个{kind}，{manifest.issuer} 发给 {manifest.village_code}，"
        f"{len(manifest.items)} 件内容，{len(manifest.files)} 个文件，都对得上。"
    )
    if source.strays:
        sentences.append(f"另有 {source.strays} 个不相干的文件，没有理会。")
    lines = tuple(item_line(item) for item in manifest.items)
    return CheckReport(manifest.name, True, "ok", tuple(sentences), lines, key_id, source.strays)


def _unsigned(source: BundleSource) -> Manifest:
    try:
        with source.open(MANIFEST) as stream:
            manifest = parse_manifest(stream.read(MAX_MANIFEST_BYTES + 1))
    except FileNotFoundError:
        raise Incomplete(f"还没有收到“{MANIFEST}”。", missing=(MANIFEST,)) from None
    if source.name != manifest.name:
        raise SenderFault("wrong_name", f"文件夹名和包里写的不一样，应为“{manifest.name}”。请县里重发。")
    return manifest


def _unit(village_code: str) -> Village:
    for unit in load_units():
        if unit.village_code == village_code:
            return unit
    return Village(village_code, village_code, "", "village")


def item_line(item: Item) -> str:
    """One line about an item, e.g. ``发放批次 B-1 第1版：2026年耕地地力保护补贴，86行，57,411.20元``."""
    match item:
        case PayoutsItem():
            return (
                f"发放批次 {item.batch_id} 第{item.version}版：{item.year}年{item.programme_name}，"
                f"{item.table.rows}行，{format_yuan(item.table.cents or 0)}"
            )
        case DisclosureItem():
            nothing = "，本期没有发生" if item.nothing else ""
            return f"公开件 {item.disclosure_id} 第{item.version}版：{item.title}{nothing}"
        case PolicyItem():
            return f"政策解读 {item.policy_id} 第{item.version}版：{item.title}"
        case EventItem():
            return f"事项 {item.event_id}：{item.title}{'，已取消' if item.cancelled else ''}"
        case ReplyItem():
            return f"答复 {item.question_id}"
        case WithdrawItem():
            return f"撤回 {len(item.targets)} 件：{item.reason}"
        case ReferenceItem():
            return f"参照表 {item.kind} 第{item.version}版"
        case KeysItem():
            return f"换钥匙：新增 {len(item.add)} 把，作废 {len(item.revoke)} 把"
