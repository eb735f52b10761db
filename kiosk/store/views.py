"""What board.db tells its readers: frozen records, no SQL, no connection.

The screen, the sheets, the web pages and the ledger all read these, so that every outlet shows
the same applied version.  Money is integer 分, days are Asia/Shanghai dates, instants aware UTC.
``Board`` is the contract of ``kiosk.store.board.BoardReader``; tests and view-models may be given
any object with these methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.items import (
        EventItem,
        Form,
        PolicyAnswers,
        PolicyDocument,
        PrivacyClass,
        TargetType,
    )
    from kiosk.domain.payout import Payout
    from kiosk.domain.region import Village


@dataclass(frozen=True, slots=True)
class Freshness:
    """How current the board is. ``bundles`` counts applied ones; ``newest_created`` is the age base."""

    bundles: int
    last_seq: int
    newest_created: datetime | None
    last_applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A version above 1: what it replaces and why, in the county's words."""

    corrected_on: date
    replaces: int
    reason: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A publication that was taken down stays as a visible note."""

    withdrawn_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """The head of a publication: enough for lists, the ledger and 最近公开.

    ``period`` is a disclosure's period, the year of a batch, ``long`` for policies.
    ``published_on`` is the disclosure's own date, a batch's ``publish_from``.  ``first_on``, of a version
    above 1 and only in :meth:`Board.publications`: the day from which an earlier one told of the same.
    """

    type: TargetType
    id: str
    version: int
    title: str
    catalogue_ids: tuple[str, ...]
    period: str
    published_on: date
    publish_from: date
    publish_to: date | None
    first_shown: datetime | None
    privacy: PrivacyClass
    form: Form
    nothing: bool = False
    event_on: date | None = None
    correction: Correction | None = None
    withdrawal: Withdrawal | None = None
    first_on: date | None = None


@dataclass(frozen=True, slots=True)
class TableView:
    """A disclosure's table: heads as shown and rows of cells as shown."""

    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cents: int | None


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """An attachment on this machine's disk (inside ``archive/``)."""

    title: str
    path: Path
    media_type: str


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """One whole disclosure, current version (or withdrawn: then only head and withdrawal)."""

    head: Published
    body: str | None
    table: TableView | None
    attachments: tuple[AttachmentView, ...]
    bundle: str


@dataclass(frozen=True, slots=True)
class PolicyView:
    """One whole policy explainer."""

    head: Published
    programme_ids: tuple[str, ...]
    document: PolicyDocument
    valid_from: date
    valid_to: date | None
    updated_on: date
    answers: PolicyAnswers
    body: str | None
    attachments: tuple[AttachmentView, ...]
    bundle: str


@dataclass(frozen=True, slots=True)
class BatchView:
    """Head and totals of a payout batch.

    ``rows``/``cents`` are the control totals; ``households`` counts distinct recipients (by id,
    else by group, name and ordinal); ``persons`` sums the persons column or ``None`` when no row
    has one; ``qty`` is the sum of quantities as text with ``qty_unit``, when all rows share one
    unit.  A P3 batch has one row; with fewer than 3 persons ``suppressed`` is true and ``cents``
    is 0 and ``persons`` is ``None`` (architecture §7, Small counts).  ``households`` of P3 is 0: nobody is
    named.  A withdrawn batch has its head and noughts.
    """

    head: Published
    batch_id: str
    programme_id: str
    programme_name: str
    year: int
    batch: str
    paid_from: date
    paid_to: date
    fields: tuple[str, ...]
    rows: int
    cents: int
    households: int
    persons: int | None
    qty: str | None
    qty_unit: str
    suppressed: bool
    bundle: str


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """One 村民小组 of a batch, in the order in which groups appear in the list."""

    group: str
    rows: int
    households: int
    cents: int
    qty: str | None


@dataclass(frozen=True, slots=True)
class ProgrammeYear:
    """A programme within a year: its current batches together, for the year's overview.

    Withdrawn batches are among ``batches`` and count nowhere.  ``persons`` is the largest of the
    batches, not their sum: the same people are paid month after month.
    """

    programme_id: str
    programme_name: str
    privacy: PrivacyClass
    batches: tuple[BatchView, ...]
    households: int
    persons: int | None
    cents: int
    suppressed: bool


@dataclass(frozen=True, slots=True)
class YearOverview:
    """All programmes of a year, by amount falling. ``households`` = distinct P1 recipients.

    ``cents`` is exactly the sum of ``programmes``' cents; withdrawn batches are not in it.
    ``complete`` is false for the year the board is still being filled for (the year of the
    newest bundle, or later); ``until`` is then the date of the newest payment.
    """

    year: int
    programmes: tuple[ProgrammeYear, ...]
    households: int
    cents: int
    complete: bool
    until: date | None


@dataclass(frozen=True, slots=True)
class PayoutRow:
    """A list row as published, with the id of the person's page if it may be opened."""

    payout: Payout
    display_name: str
    opens: str | None


@dataclass(frozen=True, slots=True)
class ListChange:
    """One visible change of a corrected batch: old → new amounts, ``None`` = line was not there."""

    display_name: str
    group: str
    old_cents: int | None
    new_cents: int | None
    recipient_id: str | None


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One payout of a recipient with the batch it belongs to."""

    batch_id: str
    programme_id: str
    programme_name: str
    year: int
    payout: Payout
    correction: Correction | None
    old_cents: int | None


@dataclass(frozen=True, slots=True)
class RecipientView:
    """What is published under a recipient's name (写在他名下的): P1, and P2 only with family_view.

    ``lines`` newest first; ``years`` falling; ``cents_by_year`` holds the same years.
    """

    recipient_id: str
    display_name: str
    group: str
    lines: tuple[RecipientLine, ...]
    cents_by_year: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NameHit:
    """A person the finder offers."""

    recipient_id: str
    name: str
    display_name: str
    group: str
    surname: str


@dataclass(frozen=True, slots=True)
class BundleLog:
    """What the kiosk did with a bundle, newest first in ``Board.bundle_log``."""

    bundle: str
    seq: int
    state: str
    code: str
    sentence: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReplyView:
    """The county's answer to the question ``question_id``; ``public``: everyone may read it."""

    question_id: str
    text: str
    answered_on: date
    public: bool


class Replies(Protocol):
    """What the questions of the kiosk need of the board. Apart from ``Board``: no page of it needs them."""

    def reply(self, question_id: str) -> ReplyView | None: ...

    def public_replies(self) -> tuple[ReplyView, ...]:
        """Newest first."""
        ...

    def seal_key(self) -> str | None:
        """The county's X25519 public key (base64) of the newest ``keys`` item that had one."""
        ...


class Board(Protocol):
    """Typed reads of one village's board. Each call sees one consistent snapshot."""

    def village(self) -> Village: ...

    def freshness(self) -> Freshness: ...

    def data_version(self) -> int:
        """Changes whenever something was applied (PRAGMA data_version of this connection)."""
        ...

    def reference_text(self, kind: str) -> str | None:
        """Text of the county's newest ``reference`` of that kind, ``None`` to use the packaged one."""
        ...

    def publications(self) -> tuple[Published, ...]:
        """Current version of every disclosure, batch and policy incl. withdrawn, newest first."""
        ...

    def events(self) -> tuple[EventItem, ...]: ...

    def disclosure(self, disclosure_id: str) -> DisclosureView | None: ...

    def policies(self) -> tuple[PolicyView, ...]: ...

    def policy(self, policy_id: str) -> PolicyView | None: ...

    def years(self) -> tuple[int, ...]:
        """Years with at least one batch, newest first."""
        ...

    def year(self, year: int) -> YearOverview: ...

    def batch(self, batch_id: str) -> BatchView | None: ...

    def groups(self, batch_id: str) -> tuple[GroupTotal, ...]: ...

    def payouts(
        self, batch_id: str, group: str | None = None, offset: int = 0, limit: int | None = None
    ) -> tuple[PayoutRow, ...]:
        """Rows in published order; all of them when ``limit`` is ``None``."""
        ...

    def changes(self, batch_id: str) -> tuple[ListChange, ...]:
        """What the current version changed against the one it replaces; empty for version 1."""
        ...

    def recipient(self, recipient_id: str) -> RecipientView | None: ...

    def surnames(self) -> tuple[tuple[str, int], ...]:
        """(surname, people), most frequent first; only people the finder may offer."""
        ...

    def find_names(
        self, *, surname: str = "", initials: str = "", prefix: str = "", limit: int = 200
    ) -> tuple[NameHit, ...]:
        """People by surname, pinyin initials (``hgy``) or the beginning of the written name."""
        ...

    def bundle_log(self, limit: int = 50) -> tuple[BundleLog, ...]: ...
