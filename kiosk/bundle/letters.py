"""A question on its way to the county: ``out/questions/<kiosk>-<question_id>.json``, sealed.

The file is one JSON object (UTF-8): ``format`` "kiosk-question/1", ``village_code``, ``kiosk``,
``question_id``, ``asked_at`` (RFC 3339), ``due`` (ISO day or null), ``key`` (first 16 hex digits of
the sha256 of the public key it is sealed to) and ``sealed``: base64 of a SealedBox (X25519,
XSalsa20-Poly1305), which only the county's ``seal.key`` opens.  In it is a JSON object, filled up
with blanks to a multiple of 1024 bytes so that its length does not tell whether a phone is in it:
``village_code``, ``question_id``, ``number`` (of the receipt, for the phone call), ``kind``,
``sentence`` (code), ``words`` (the sentence), ``about`` {``type``, ``id``} or null, ``contact``
(here, phone, none), ``phone`` or null, ``drawing`` (base64 of a PNG) or null.

A SealedBox has no sender: whoever may write into the drop folder could write a letter.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.domain.errors import SenderFault
from kiosk.domain.questions import ABOUT_TYPES, CONTACTS, QUESTION_KINDS, About, Contact, QuestionKind

FORMAT = "kiosk-question/1"
MAX_BYTES = 256 * 1024
"""Of a letter's file."""
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Letter:
    """What the county reads. ``phone`` is not shown when the record is printed."""

    village_code: str
    kiosk: str
    question_id: str
    number: str
    asked_at: datetime
    due: date | None
    kind: QuestionKind
    sentence: str
    words: str
    about: About | None
    contact: Contact
    phone: str | None = None
    drawing: bytes | None = None

    def __repr__(self) -> str:
        return f"Letter({self.question_id})"


_KEY_BYTES = 32
"""Of an X25519 public key (RFC 7748)."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """The county's X25519 public key. ``key_id`` tells which secret half opens a letter."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> SealKey:
        """From base64; SenderFault ``bad_key``."""
        try:
            raw = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if len(raw) != _KEY_BYTES:
            raise SenderFault("bad_key", "县里封提问用的公钥不完整。请向县里再要一份。")
        return cls(raw)

    @property
    def key_id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()[:16]


def seal_letter(letter: Letter, key: SealKey) -> bytes:
    """The bytes of the file. ``ValueError`` when they would be over ``MAX_BYTES``."""
    from nacl.public import PublicKey, SealedBox  # the screen's first picture does not wait for it

    about = letter.about
    inner: dict[str, object] = {
        "village_code": letter.village_code,
        "question_id": letter.question_id,
        "number": letter.number,
        "kind": letter.kind,
        "sentence": letter.sentence,
        "words": letter.words,
        "about": None if about is None else {"type": about.type, "id": about.id},
        "contact": letter.contact,
        "phone": letter.phone,
        "drawing": None if letter.drawing is None else base64.b64encode(letter.drawing).decode("ascii"),
    }
    plain = json.dumps(inner, ensure_ascii=False).encode("utf-8")
    plain += b" " * (-len(plain) % _BLOCK)
    outer: dict[str, object] = {
        "format": FORMAT,
        "village_code": letter.village_code,
        "kiosk": letter.kiosk,
        "question_id": letter.question_id,
        "asked_at": to_rfc3339(letter.asked_at),
        "due": None if letter.due is None else letter.due.isoformat(),
        "key": key.key_id,
        "sealed": base64.b64encode(SealedBox(PublicKey(key.raw)).encrypt(plain)).decode("ascii"),
    }
    content = (json.dumps(outer, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    if len(content) > MAX_BYTES:
        raise ValueError("a letter is over its bound")
    return content


def open_letter(content: bytes, secret: bytes) -> Letter:
    """Read a letter with the county's secret half (32 bytes).

    SenderFault: ``letter_unreadable`` (not a letter, or damaged), ``letter_other_key`` (sealed to
    another key, or changed on the way), ``letter_mixed`` (inside and outside tell of two questions).
    """
    from nacl.exceptions import CryptoError
    from nacl.public import PrivateKey, SealedBox

    outer = _object(content if len(content) <= MAX_BYTES else b"")
    if outer is None or outer.get("format") != FORMAT:
        raise _unreadable()
    try:
        sealed = base64.b64decode(_text(outer, "sealed"), validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable() from None
    try:
        plain = SealedBox(PrivateKey(secret)).decrypt(sealed)
    except (CryptoError, ValueError, TypeError):
        raise SenderFault(
            "letter_other_key", "这份提问不是封给这把钥匙的，或者路上坏了。请换另一把钥匙再试。"
        ) from None
    inner = _object(plain)
    if inner is None:
        raise _unreadable()
    if any(_text(inner, name) != _text(outer, name) for name in ("village_code", "question_id")):
        raise SenderFault("letter_mixed", "这份提问里外写的不是同一件。请不要采用，告诉村里。")
    try:
        return _letter(outer, inner)
    except (ValueError, TypeError, KeyError):
        raise _unreadable() from None


def _letter(outer: dict[str, object], inner: dict[str, object]) -> Letter:
    kind, contact = _text(inner, "kind"), _text(inner, "contact")
    about = inner["about"]
    if kind not in QUESTION_KINDS or contact not in CONTACTS:
        raise ValueError("unknown word")
    drawing, phone, due = inner["drawing"], inner["phone"], outer["due"]
    return Letter(
        village_code=_text(outer, "village_code"),
        kiosk=_text(outer, "kiosk"),
        question_id=_text(outer, "question_id"),
        number=_text(inner, "number"),
        asked_at=parse_rfc3339(_text(outer, "asked_at")),
        due=None if due is None else date.fromisoformat(_text(outer, "due")),
        kind=kind,
        sentence=_text(inner, "sentence"),
        words=_text(inner, "words"),
        about=None if about is None else _about(cast("dict[str, object]", about)),
        contact=contact,
        phone=None if phone is None else _text(inner, "phone"),
        drawing=None if drawing is None else base64.b64decode(_text(inner, "drawing"), validate=True),
    )


def _about(value: dict[str, object]) -> About:
    kind = _text(value, "type")
    if kind not in ABOUT_TYPES:
        raise ValueError("unknown word")
    return About(kind, _text(value, "id"))


def _object(content: bytes) -> dict[str, object] | None:
    try:
        value: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _text(value: dict[str, object], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise _unreadable()
    return found


def _unreadable() -> SenderFault:
    return SenderFault("letter_unreadable", "这份提问读不出来，可能路上坏了。请让村里核对后另发。")
