"""Sheet id and content digest: how paper, screen, county and web know that they show the same thing.

Rules: sheets.md, "QR".  The sheet id names what is shown and in which versions; the digest names
the content itself.  Neither depends on posting dates, paper, preparer or printer.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from kiosk.domain import crockford
from kiosk.domain.items import PrivacyClass
from kiosk.domain.payout import PAYOUT_COLUMNS, Payout
from kiosk.domain.region import is_village_code

SHEET_ID_LENGTH = 6
DIGEST_LENGTH = 8
# QR alphanumeric mode: with these characters alone a symbol stays at version 3 or 4.
_PAYLOAD = re.compile(r"HTTPS://([0-9A-Z.:-]+)/(\d{12})/([0-9A-Z]{6})/([0-9A-Z]{8})\Z", re.ASCII)

Cell = str | int | bool | None | Decimal | date
Content = Cell | Sequence["Content"] | Mapping[str, "Content"]


def canonical_json(value: Content) -> bytes:
    """Sorted keys, no spaces, UTF-8, every text in NFC; dates as ISO text, Decimals as written.

    ``TypeError`` for a float: money is integer 分 and quantities are Decimals.
    """
    return json.dumps(
        _plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")


def _plain(value: object) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        table = cast(Mapping[str, object], value)
        plain = {unicodedata.normalize("NFC", k): _plain(v) for k, v in table.items()}
        if len(plain) != len(table):
            raise ValueError("two keys become one in NFC")
        return plain
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in cast(Sequence[object], value)]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def sheet_id(kind: str, village_code: str, subject_ids: Sequence[str], versions: Sequence[int]) -> str:
    """Six characters: the first 30 bits of SHA-256 over ``[kind, village, subject ids, versions]``."""
    if len(subject_ids) != len(versions):
        raise ValueError("one version for every subject")
    named = canonical_json([kind, village_code, list(subject_ids), list(versions)])
    return crockford.encode(hashlib.sha256(named).digest(), SHEET_ID_LENGTH)


@dataclass(frozen=True, slots=True)
class SheetContent:
    """What the digest covers. ``rows`` in published order, cells in column order, money in 分."""

    title: str
    village_code: str
    subject_ids: tuple[str, ...]
    versions: tuple[int, ...]
    privacy: PrivacyClass
    rows: tuple[tuple[Cell, ...], ...]
    totals: Mapping[str, Cell]

    @property
    def subjects(self) -> tuple[tuple[str, int], ...]:
        """(id, version) of every publication that is shown."""
        return tuple(zip(self.subject_ids, self.versions, strict=True))


def content_digest(content: SheetContent) -> str:
    """Eight characters: the first 40 bits of SHA-256 over the canonical JSON of the content."""
    named = canonical_json(
        {
            "privacy": content.privacy,
            "rows": content.rows,
            "subjects": content.subject_ids,
            "title": content.title,
            "totals": content.totals,
            "versions": content.versions,
            "village": content.village_code,
        }
    )
    return crockford.encode(hashlib.sha256(named).digest(), DIGEST_LENGTH)


def payout_cells(payouts: Iterable[Payout], fields: Sequence[str]) -> tuple[tuple[Cell, ...], ...]:
    """Payout rows for SheetContent: the cells of ``fields`` in the order of PAYOUT_COLUMNS.

    ``recipient_id`` is left out: it is never shown, and a page without names must give the same digest.
    """
    shown = [c for c in PAYOUT_COLUMNS if c in fields and c != "recipient_id"]
    return tuple(tuple(getattr(p, c) for c in shown) for p in payouts)


@dataclass(frozen=True, slots=True)
class SheetAddress:
    """What a QR code says."""

    host: str
    village_code: str
    sheet_id: str
    digest: str

    @property
    def path(self) -> str:
        """``<CODE>/<SHEET>/<DIGEST>``: where the static page lies, in upper case."""
        return f"{self.village_code}/{self.sheet_id}/{self.digest}"


def qr_payload(host: str, village_code: str, sheet_id: str, digest: str) -> str:
    """``HTTPS://<HOST>/<village code>/<sheet id>/<digest>``; ``host`` may have a port, no path.

    ``ValueError`` when a part would leave QR's alphanumeric mode or is not what it should be.
    """
    payload = f"HTTPS://{host.upper()}/{village_code}/{sheet_id}/{digest}"
    parse_payload(payload)
    return payload


def index_payload(host: str, village_code: str) -> str:
    """``HTTPS://<HOST>/<village code>/``: the village's own page, which has no digest."""
    return f"HTTPS://{host.upper()}/{village_code}/"


def parse_payload(text: str) -> SheetAddress:
    """The parts of a payload; ``ValueError`` when it is none of ours."""
    match = _PAYLOAD.match(text)
    if match is None or not is_village_code(match[2]):
        raise ValueError("not a sheet address")
    if not (crockford.is_code(match[3], SHEET_ID_LENGTH) and crockford.is_code(match[4], DIGEST_LENGTH)):
        raise ValueError("not a sheet address")
    return SheetAddress(match[1].lower(), match[2], match[3], match[4])
