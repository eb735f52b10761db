"""minisign signatures: pre-hashed Ed25519 over BLAKE2b-512, with a signed trusted comment.

The trusted comment of a bundle's manifest is ``village:<code>\\tseq:<n>`` (a tab between), nothing
else; :func:`trusted_comment` writes it and :func:`kiosk.bundle.verify.verify_bundle` compares it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from kiosk.bundle.keys import KeyRing, PublicKey, SecretKey, unknown_key
from kiosk.domain.errors import SenderFault

MAX_SIGNATURE_BYTES = 16_384
_PREHASHED, _LEGACY = b"ED", b"Ed"
_UNTRUSTED, _TRUSTED = "untrusted comment: ", "trusted comment: "


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was found good: the signer and the comment the signer vouches for."""

    key_id: str
    trusted_comment: str


def trusted_comment(village_code: str, seq: int) -> str:
    """What a manifest's signature says besides: whose bundle it is and which."""
    return f"village:{village_code}\tseq:{seq}"


def sign(data: bytes, key: SecretKey, trusted_comment: str) -> str:
    """The text of a ``.minisig`` file for ``data``. ``trusted_comment`` is one line."""
    if "\n" in trusted_comment or "\r" in trusted_comment:
        raise ValueError("a trusted comment is one line")
    raw = key.sign_raw(hashlib.blake2b(data, digest_size=64).digest())
    whole = key.sign_raw(raw + trusted_comment.encode())
    return (
        f"{_UNTRUSTED}signature from minisign secret key\n"
        f"{_b64(_PREHASHED + key.number + raw)}\n"
        f"{_TRUSTED}{trusted_comment}\n"
        f"{_b64(whole)}\n"
    )


def verify(data: bytes, sig_text: str, keys: KeyRing | PublicKey) -> Signature:
    """Check a ``.minisig`` text against ``data``.

    SenderFault ``bad_signature`` (malformed, legacy ``Ed``, wrong data, wrong comment) or
    ``unknown_key``.  Whether the signer may sign this bundle is the ring's question, not asked here.
    """
    lines = sig_text.split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    lines = [line.removesuffix("\r") for line in lines]
    if len(lines) != 4 or not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        raise _bad("四行不全")
    head, whole = _unb64(lines[1]), _unb64(lines[3])
    if len(head) != 74 or len(whole) != 64 or head[:2] not in (_PREHASHED, _LEGACY):
        raise _bad("写法不对")
    if head[:2] == _LEGACY:
        raise _bad("是旧式签名")
    number, raw = head[2:10], head[10:]
    key = keys.find(number) if isinstance(keys, KeyRing) else keys if keys.number == number else None
    if key is None:
        raise unknown_key(number[::-1].hex().upper())
    comment = lines[2].removeprefix(_TRUSTED)
    try:
        checker = VerifyKey(key.raw)
        checker.verify(hashlib.blake2b(data, digest_size=64).digest(), raw)
        checker.verify(raw + comment.encode(), whole)
    except BadSignatureError as error:
        raise _bad("对不上内容") from error
    return Signature(key.key_id, comment)


def _bad(why: str) -> SenderFault:
    return SenderFault("bad_signature", f"签名{why}，内容可能被改过或没拷完整。请县里重发。", detail=why)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unb64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    # One signature has one spelling: spare bits of the last letter must not be free to change.
    return raw if _b64(raw) == text else b""
