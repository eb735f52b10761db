"""Every version of a year's publications with its sheet, its table and its attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kiosk.domain.privacy import has_list
from kiosk.domain.reference import Reference
from kiosk.domain.texts import full_day, period_text
from kiosk.keeping.search import state_of, year_of
from kiosk.keeping.tables import batch_csv, disclosure_csv
from kiosk.sheets import disclosures, payouts
from kiosk.sheets.model import CORRECTED, Notice, SheetModel, Unit, notice_of
from kiosk.store.history import BoardHistory, Version
from kiosk.store.views import AttachmentView, GroupTotal, ListChange, PayoutRow, Published

OLD: Final = "旧　版"
NEVER: Final = "privacy_p4"
"""Code of the fault of what may not be published by itself at all: it is left out without a word."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One version, ready to be written. ``table``: a CSV or nothing."""

    version: Version
    model: SheetModel
    table: bytes | None
    attachments: tuple[AttachmentView, ...]


@dataclass(frozen=True, slots=True)
class _Lists:
    """The list of one version, as ``kiosk.sheets.payouts`` reads it."""

    history: BoardHistory
    version: Version

    def payouts(self, batch_id: str) -> tuple[PayoutRow, ...]:
        return self.history.payouts(self.version)

    def groups(self, batch_id: str) -> tuple[GroupTotal, ...]:
        return self.history.groups(self.version)

    def changes(self, batch_id: str) -> tuple[ListChange, ...]:
        return self.history.changes(self.version)


@dataclass(frozen=True, slots=True)
class Versions:
    """What is to be kept of one unit. ``hung``: first day on the wall by (id, version), where known."""

    history: BoardHistory
    unit: Unit
    reference: Reference
    today: date
    hung: Mapping[tuple[str, int], date]

    def of_year(self, year: int) -> tuple[Version, ...]:
        """Oldest first, the versions of one publication together."""
        found = [v for v in self.history.versions() if year_of(v.head) == year]
        newest = {(v.head.type, v.head.id): v.head for v in reversed(found) if v.is_shown}

        def order(version: Version) -> tuple[date, str, str, int]:
            head = version.head
            first = newest.get((head.type, head.id), head)
            return first.published_on, head.type, head.id, head.version

        return tuple(sorted(found, key=order))

    def make(self, version: Version) -> Kept:
        """SenderFault for what may not be printed, ``privacy_p4`` for what must not be there at all."""
        head = version.head
        posted = self.hung.get((head.id, head.version), head.publish_from)
        if head.type == "payouts":
            kept = self._batch(version, posted)
        elif head.type == "policy":
            policy = self.history.policy(version)
            model = disclosures.build_policy(policy, self.unit, self.reference, posted)
            kept = Kept(version, model, None, policy.attachments)
        else:
            view = self.history.disclosure(version)
            model = disclosures.build_disclosure(view, self.unit, posted)
            table = disclosure_csv(view.table) if view.table is not None else None
            kept = Kept(version, model, table, view.attachments)
        if version.is_shown or head.withdrawal is not None:
            return kept
        return replace(kept, model=replace(kept.model, notice=self._superseded(version)))

    def _batch(self, version: Version, posted: date) -> Kept:
        batch = self.history.batch(version)
        lists = _Lists(self.history, version)
        model = payouts.build(lists, batch, self.unit, self.reference, posted)
        if version.head.withdrawal is not None:
            return Kept(version, model, None, ())
        cls = payouts.class_of_batch(batch, self.unit, self.reference)
        columns = payouts.columns_of(batch, self.reference)
        rows = self.history.payouts(version) if has_list(cls) else ()
        table = batch_csv(batch, rows, columns, cls, self.unit.settings.small_count)
        return Kept(version, model, table, ())

    def _superseded(self, version: Version) -> Notice:
        """The band of a version that was corrected since; what it corrected itself is said too."""
        own = notice_of(version.head)
        before = own.pieces if own is not None and own.label == CORRECTED else ()
        return Notice(OLD, (*before, f"第{version.head.version}版，后来更正了，不再作数，只作留存。"))

    def state_words(self, version: Version) -> str:
        """What the index says of a version."""
        head = version.head
        if head.withdrawal is not None:
            return f"{full_day(head.withdrawal.withdrawn_on)}撤回：{head.withdrawal.reason}"
        if not version.is_shown:
            return "旧版，后来更正了"
        words = {"over": "期满", "current": "公开中"}[state_of(head, self.today)]
        if head.correction is None:
            return words
        return f"{words}；{full_day(head.correction.corrected_on)}更正：{head.correction.reason}"


def period_words(head: Published) -> str:
    """The period in words; of an event the day of publication says it."""
    when = period_text(head.period)
    return "" if when == "长期" else when
