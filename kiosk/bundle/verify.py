"""Is a bundle complete and from the county? (architecture.md §4, “complete”)

A bundle is complete when its manifest parses, the signature is good and every listed file has its
exact size and sha256.  What is short or missing may still be arriving and is ``Incomplete``; what
can never become right is a ``SenderFault``.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from kiosk.bundle.keys import KeyRing
from kiosk.bundle.manifest import parse_manifest
from kiosk.bundle.paths import MANIFEST, MAX_MANIFEST_BYTES, SIGNATURE, os_detail
from kiosk.bundle.signing import MAX_SIGNATURE_BYTES, verify
from kiosk.bundle.source import CUT_SHORT, BrokenZip, BundleSource
from kiosk.domain.errors import EnvironmentFault, KioskError, Place, SenderFault
from kiosk.domain.items import FileEntry, KeysItem, Manifest

_CHUNK = 1 << 20


class Incomplete(KioskError):
    """Not all there (yet).

    ``missing``: files that are absent or too short; ``wrong``: files of at least their full size
    whose content is not the signed one (a copy may have reserved the space first);
    ``have_bytes`` of ``want_bytes`` are there (0 of 0 while the manifest itself is not there).
    """

    exit_code = 1

    def __init__(
        self,
        message: str,
        *,
        missing: tuple[str, ...] = (),
        wrong: tuple[str, ...] = (),
        have_bytes: int = 0,
        want_bytes: int = 0,
    ) -> None:
        super().__init__("incomplete", message)
        self.missing = missing
        self.wrong = wrong
        self.have_bytes = have_bytes
        self.want_bytes = want_bytes

    def __reduce__(self) -> tuple[object, ...]:
        return (
            _rebuild_incomplete,
            (self.message, self.missing, self.wrong, self.have_bytes, self.want_bytes),
        )

    def as_refusal(self) -> SenderFault:
        """The fault when nothing arrives any more and only wrong contents are left."""
        return hash_mismatch(self.wrong[0], len(self.wrong))


def _rebuild_incomplete(
    message: str, missing: tuple[str, ...], wrong: tuple[str, ...], have: int, want: int
) -> Incomplete:
    return Incomplete(message, missing=missing, wrong=wrong, have_bytes=have, want_bytes=want)


@dataclass(frozen=True, slots=True)
class VerifiedBundle:
    """A complete bundle with a good signature. ``manifest_raw`` are the bytes that were signed."""

    manifest: Manifest
    manifest_sha256: str
    key_id: str
    manifest_raw: bytes
    signature_raw: bytes
    source: BundleSource


def read_signed_manifest(
    source: BundleSource, *, village_code: str | None, keys: KeyRing, local_of: str | None = None
) -> tuple[Manifest, str, str, bytes, bytes]:
    """(manifest, its sha256, key id, manifest bytes, signature bytes); files are not looked at.

    Raises as :func:`verify_bundle`.
    """
    raw = _read_small(source, MANIFEST, MAX_MANIFEST_BYTES)
    sig = _read_small(source, SIGNATURE, MAX_SIGNATURE_BYTES)
    if sig.count(b"\n") < 3 or not sig.strip(b"\0\r\n "):
        raise Incomplete(f"“{SIGNATURE}”还没有到齐。", missing=(SIGNATURE,))
    try:
        signature = verify(raw, sig.decode("utf-8", "replace"), keys)
    except SenderFault as error:
        if error.code == "bad_signature" and _looks_cut(raw):
            raise Incomplete(f"“{MANIFEST}”还没有到齐。", missing=(MANIFEST,)) from error
        if (
            error.code == "bad_signature"
            and len(sig.rstrip(b"\n").split(b"\n")[-1]) < 88
            and sig[-1:] != b"\n"
        ):
            raise Incomplete(f"“{SIGNATURE}”还没有到齐。", missing=(SIGNATURE,)) from error
        raise
    manifest = parse_manifest(raw)
    _check_maker(manifest, local_of)
    changes_keys = any(isinstance(item, KeysItem) for item in manifest.items)
    keys.check(signature.key_id, manifest.seq, changes_keys=changes_keys)
    if not comment_fits(signature.trusted_comment, manifest.village_code, manifest.seq):
        raise SenderFault("comment_mismatch", "签名里写的村或序号和包里的不一样。请县里重新签名。")
    if village_code is not None and manifest.village_code != village_code:
        raise SenderFault(
            "wrong_village", f"这个包是给别的村({manifest.village_code})的，本机不收。请县里核对发送地址。"
        )
    if source.name != manifest.name:
        raise SenderFault("wrong_name", f"文件夹名和包里写的不一样，应为“{manifest.name}”。请县里重发。")
    return manifest, hashlib.sha256(raw).hexdigest(), signature.key_id, raw, sig


def _check_maker(manifest: Manifest, local_of: str | None) -> None:
    """The county's keys vouch for the county's bundles only, a kiosk's key for its own only."""
    if local_of is None and manifest.kind == "local":
        raise SenderFault("local_misplaced", "这是亭子自己公开的包，不能当县里发来的收。请从这里拿走。")
    if local_of is not None and (manifest.kind != "local" or manifest.issuer != local_of):
        raise SenderFault("not_local", "这不是这个亭子自己公开的包，没有收。")


def verify_bundle(
    source: BundleSource, *, village_code: str | None, keys: KeyRing, local_of: str | None = None
) -> VerifiedBundle:
    """Check everything that the manifest promises.

    ``local_of``: a kiosk's id; then ``keys`` are that kiosk's and only its own local bundles count.

    :raises Incomplete: something is missing, short, or still has other contents.
    :raises SenderFault: ``bad_signature``, ``unknown_key``, ``key_revoked``, ``not_root_key``,
        ``root_key_misused``, ``comment_mismatch``, ``wrong_village``, ``wrong_name``, ``special_file``,
        ``local_misplaced``, ``not_local``, ``unsafe_path`` or a code of ``parse_manifest``.
    :raises EnvironmentFault: the disk or share cannot be read.
    """
    manifest, digest, key_id, raw, sig = read_signed_manifest(
        source, village_code=village_code, keys=keys, local_of=local_of
    )
    check_files(source, manifest.files)
    return VerifiedBundle(manifest, digest, key_id, raw, sig, source)


def check_files(source: BundleSource, files: tuple[FileEntry, ...]) -> None:
    """Exact size and sha256 of every listed file; Incomplete says what is not there yet."""
    missing: list[str] = []
    wrong: list[str] = []
    have = 0
    for entry in files:
        size = source.size(entry.path)
        if size is None or size < entry.bytes:
            missing.append(entry.path)
            have += size or 0
            continue
        have += entry.bytes
        if size > entry.bytes or _sha256(source, entry.path) != entry.sha256:
            wrong.append(entry.path)
    if not missing and not wrong:
        return
    want = sum(f.bytes for f in files)
    words: list[str] = []
    if missing:
        words.append(f"还差 {len(missing)} 个文件没有到齐(已到 {have} 字节，共 {want} 字节)")
    if wrong:
        words.append(f"有 {len(wrong)} 个文件内容不对")
    raise Incomplete(
        "，".join(words) + "。", missing=tuple(missing), wrong=tuple(wrong), have_bytes=have, want_bytes=want
    )


def hash_mismatch(path: str, count: int = 1) -> SenderFault:
    """A file whose content is not what the county signed."""
    more = f"(共 {count} 个文件这样)" if count > 1 else ""
    return SenderFault(
        "hash_mismatch", f"内容和签名的不一样{more}，可能拷坏了或被改过。请县里重发。", place=Place(path)
    )


def comment_fits(comment: str, village_code: str, seq: int) -> bool:
    """Whether a trusted comment repeats this village and seq.

    ``village:`` and ``seq:`` entries are compared when there; a comment of another style must
    contain both numbers (a county may sign by hand with ``minisign -t "360123102216-000007"``).
    """
    named_village = re.search(r"\bvillage[:=]\s*(\d+)", comment, re.ASCII)
    named_seq = re.search(r"\bseq[:=]\s*(\d{1,12})(?!\d)", comment, re.ASCII)
    if named_village and named_seq:
        return named_village[1] == village_code and int(named_seq[1]) == seq
    numbers = re.findall(r"\d+", comment, re.ASCII)
    return village_code in numbers and any(len(n) <= 9 and int(n) == seq for n in numbers)


def _looks_cut(raw: bytes) -> bool:
    """Whether the JSON stops before its end: a copy under way, not a forgery."""
    body = raw.rstrip(b"\0 \r\n\t")
    if len(body) < len(raw.rstrip(b" \r\n\t")):
        return True  # space reserved and not yet written
    if not body:
        return True
    try:
        json.loads(body)
    except json.JSONDecodeError as error:
        return error.pos >= len(error.doc) or error.msg.startswith("Unterminated string")
    except (UnicodeDecodeError, RecursionError, ValueError):
        return False
    return False


def _read_small(source: BundleSource, path: str, limit: int) -> bytes:
    try:
        with source.open(path) as stream:
            data = stream.read(limit + 1)
    except FileNotFoundError:
        raise Incomplete(f"还没有收到“{path}”。", missing=(path,)) from None
    except CUT_SHORT:
        raise BrokenZip(source.name) from None
    except OSError as error:
        raise _read_fault(source.name, error) from error
    if len(data) > limit:
        raise SenderFault("too_large", f"超过 {limit} 字节的上限。请县里重发。", place=Place(path))
    return data


def _sha256(source: BundleSource, path: str) -> str | None:
    """Lower hex digest; ``None`` when the stored bytes cannot be read back whole (zip checksum)."""
    digest = hashlib.sha256()
    try:
        with source.open(path) as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return None
    except CUT_SHORT:
        return None
    except OSError as error:
        raise _read_fault(source.name, error) from error
    return digest.hexdigest()


def _read_fault(name: str, error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        "unreadable", f"读不了“{name}”。请检查磁盘或网络共享，本机会自己再试。", detail=os_detail(error)
    )
