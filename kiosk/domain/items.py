"""What a county bundle carries: the items of ``manifest.json`` as immutable records.

Shapes and keys: architecture.md §4.  Strict JSON reading and writing lives in
``kiosk.bundle.manifest``; these records are shared by the county, the kiosk's store and the demo.
All dates are Asia/Shanghai calendar days.  ``version`` counts from 1 within an id; a version
above 1 carries ``replaces`` (the version it replaces) and ``reason`` (said to the public).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

PrivacyClass = Literal["P0", "P1", "P2", "P3", "P4", "PX"]
PRIVACY_CLASSES: tuple[str, ...] = get_args(PrivacyClass)
Form = Literal["text", "table", "list", "notice", "image", "stat"]
FORMS: tuple[str, ...] = get_args(Form)
ReferenceKind = Literal["catalogue", "programmes", "holidays", "settings", "columns"]
REFERENCE_KINDS: tuple[str, ...] = get_args(ReferenceKind)
TargetType = Literal["payouts", "disclosure", "policy", "event"]
TARGET_TYPES: tuple[str, ...] = get_args(TargetType)
BundleKind = Literal["update", "snapshot", "local"]
"""``local``: made and signed by a village's own kiosk (``issuer`` is its id), never by the county."""
LOCAL_MARK = "L-"
"""Ids of what a kiosk published itself begin so; nothing of the county's does."""


def local_prefix(kiosk_id: str) -> str:
    """How every id in the local bundles of that kiosk begins."""
    return f"{LOCAL_MARK}{kiosk_id}-"


@dataclass(frozen=True, slots=True)
class TableRef:
    """A CSV in ``data/``: ``rows`` without the header, ``cents`` the sum of 分 (``None``: no money).

    ``fields`` is the header row.  Payout tables use names of ``payout.PAYOUT_COLUMNS``; a
    disclosure's table uses Chinese column heads as they are shown, money columns ending in
    ``(元)`` and holding plain decimals such as ``12600.00``; ``cents`` is then the sum of the
    last money column over its ordinary rows, or ``None``.
    """

    path: str
    rows: int
    cents: int | None
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in ``files/`` and the words under it. ``title`` is also its accessible name."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class PayoutsItem:
    """A payout batch (发放批次). ``year`` is the year the money was paid."""

    batch_id: str
    catalogue_ids: tuple[str, ...]
    programme_id: str
    programme_name: str
    year: int
    batch: str
    paid_from: date
    paid_to: date
    publish_from: date
    privacy: PrivacyClass
    table: TableRef
    version: int = 1
    publish_to: date | None = None
    replaces: int | None = None
    reason: str | None = None
    type: Literal["payouts"] = "payouts"


@dataclass(frozen=True, slots=True)
class DisclosureItem:
    """One published thing (公开件) under catalogue items."""

    disclosure_id: str
    catalogue_ids: tuple[str, ...]
    title: str
    period: str
    form: Form
    privacy: PrivacyClass
    published_on: date
    publish_from: date
    version: int = 1
    event_on: date | None = None
    nothing: bool = False
    body: str | None = None
    table: TableRef | None = None
    attachments: tuple[Attachment, ...] = ()
    publish_to: date | None = None
    replaces: int | None = None
    reason: str | None = None
    type: Literal["disclosure"] = "disclosure"


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """The document a policy rests on. ``state`` in words: 有效, 已停止执行, 以今年文件为准."""

    name: str
    number: str
    date: date | None
    state: str


@dataclass(frozen=True, slots=True)
class PolicyAnswers:
    """The five fixed questions: 谁能领、领多少、什么时候、怎么办、找谁."""

    who: str
    how_much: str
    when: str
    how: str
    whom: str


@dataclass(frozen=True, slots=True)
class PolicyItem:
    """A policy explainer (政策解读)."""

    policy_id: str
    programme_ids: tuple[str, ...]
    title: str
    document: PolicyDocument
    valid_from: date
    updated_on: date
    answers: PolicyAnswers
    publish_from: date
    version: int = 1
    valid_to: date | None = None
    body: str | None = None
    attachments: tuple[Attachment, ...] = ()
    replaces: int | None = None
    reason: str | None = None
    type: Literal["policy"] = "policy"


@dataclass(frozen=True, slots=True)
class EventItem:
    """Something that starts a deadline: a meeting, an election, a payout, a new project."""

    event_id: str
    catalogue_ids: tuple[str, ...]
    trigger: Literal["event", "meeting", "election", "term", "payout"]
    on: date
    title: str
    cancelled: bool = False
    type: Literal["event"] = "event"


@dataclass(frozen=True, slots=True)
class ReplyItem:
    """The county's answer to a villager's question; ``public`` ones may be read by everyone."""

    question_id: str
    text: str
    answered_on: date
    public: bool
    type: Literal["reply"] = "reply"


@dataclass(frozen=True, slots=True)
class WithdrawTarget:
    """``version`` is the highest version taken down; all earlier ones go with it."""

    type: TargetType
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class WithdrawItem:
    """Takes published things off the screen, visibly, with a reason."""

    targets: tuple[WithdrawTarget, ...]
    reason: str
    withdrawn_on: date
    type: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True, slots=True)
class ReferenceItem:
    """A replacement for one of the packaged tables of ``catalog/``."""

    kind: ReferenceKind
    path: str
    version: int
    type: Literal["reference"] = "reference"


@dataclass(frozen=True, slots=True)
class KeyRevocation:
    """Bundles signed by ``key_id`` count only below ``from_seq``."""

    key_id: str
    from_seq: int


@dataclass(frozen=True, slots=True)
class KeysItem:
    """A change of the county's keys, signed by the offline root key, alone in its bundle.

    ``add`` holds minisign public keys (base64 lines); ``seal_key`` is the county's X25519
    public key (base64) for sealing questions, ``None`` to leave it as it is.
    """

    add: tuple[str, ...]
    revoke: tuple[KeyRevocation, ...]
    seal_key: str | None = None
    type: Literal["keys"] = "keys"


Item = (
    PayoutsItem
    | DisclosureItem
    | PolicyItem
    | EventItem
    | ReplyItem
    | WithdrawItem
    | ReferenceItem
    | KeysItem
)


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A listed file of the bundle: relative POSIX path, size in bytes, sha256 in lower hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``manifest.json``. ``created`` is RFC 3339 with zone, kept as written."""

    village_code: str
    seq: int
    prev: str | None
    kind: BundleKind
    issuer: str
    created: str
    items: tuple[Item, ...] = ()
    files: tuple[FileEntry, ...] = field(default=())
    format: str = "kiosk-bundle/1"

    @property
    def name(self) -> str:
        """Folder name: ``<village_code>-<seq, six digits>``, of a local one ``<code>-<kiosk>-<seq>``."""
        issuer = f"{self.issuer}-" if self.kind == "local" else ""
        return f"{self.village_code}-{issuer}{self.seq:06d}"
