"""Crockford base32 without I, L, O, U: codes that survive being read aloud, typed and printed."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})


def encode(data: bytes, length: int) -> str:
    """The first ``5 × length`` bits of ``data``. ``ValueError`` when it has fewer."""
    spare = len(data) * 8 - 5 * length
    if spare < 0 or length < 1:
        raise ValueError("not enough bits")
    number = int.from_bytes(data, "big") >> spare
    return "".join(ALPHABET[number >> 5 * i & 31] for i in range(length - 1, -1, -1))


def is_code(text: str, length: int) -> bool:
    """Whether ``text`` is a code as this module writes it: upper case, exact length."""
    return len(text) == length and all(c in ALPHABET for c in text)


def tidy(text: str) -> str:
    """What a person typed, as it was meant: upper case, I and L as 1, O as 0, without blanks and hyphens."""
    return text.upper().translate(_LOOKALIKES)
