"""How the facts of a duty, a publication or a sheet become a row of the working ledger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.clock import shanghai_date
from kiosk.domain.deadline import EVENT_PREFIX, LONG, last_hold_day
from kiosk.domain.duty import VERIFY_WORDS, DutyState, Shown, hold_until
from kiosk.domain.reasons import Reason
from kiosk.domain.settings import UnitSettings
from kiosk.domain.texts import period_text
from kiosk.domain.workdays import unknown_note
from kiosk.ledger.chips import UNTRUSTED
from kiosk.ledger.postings import WallRules, WallState
from kiosk.ledger.rows import (
    ASK_TO_POST_DAYS,
    LOCAL_PREFIX,
    Action,
    Evidence,
    Met,
    Row,
    RowState,
    hangs,
    publishes_here,
    rule_words,
)
from kiosk.store.evidence import AppliedVersion, DeskFacts
from kiosk.store.prints import PrintRecord
from kiosk.store.views import Published

_Said = tuple[RowState, str, int | None, str, tuple[Action | None, Action | None]]
"""State, label, days, note, actions."""


class RowMaker:
    """Writes rows out of facts that were arranged once."""

    def __init__(
        self,
        settings: UnitSettings,
        rules: WallRules,
        heads: Iterable[Published],
        desk: DeskFacts,
        versions: Iterable[AppliedVersion],
        walls: Iterable[WallState],
    ) -> None:
        self._settings, self._rules, self._desk = settings, rules, desk
        self._heads = {head.id: head for head in heads}
        self._applied = {(v.id, v.version): v.applied_at for v in versions}
        self._titles = {f"{EVENT_PREFIX}{e.event_id}": e.title for e in rules.events}
        self._printed: dict[tuple[str, int], PrintRecord] = {}
        for record in reversed(desk.printed):
            for subject in record.order.sheet.subjects:
                self._printed[subject] = record
        self._walls: dict[str, list[WallState]] = {}
        for wall in walls:
            for name, _ in wall.posting.sheet.subjects:
                self._walls.setdefault(name, []).append(wall)
        self._all_walls = tuple(walls)

    # --- the three sorts of rows -----------------------------------------------------------------

    def duty_row(self, state: DutyState) -> Row:
        """A duty, met or not."""
        duty, shelf = state.duty, state.publication
        item = self._rules.catalogue.by_id[duty.key.catalogue_id]
        part = item.deadline.parts[duty.key.part]
        reason = self._desk.reasons.get(duty.key)
        earlier = duty.due.year < self._rules.today.year
        notes = [unknown_note(state.unknown_years)]
        if shelf is None:
            row = self._unmet(state, item, reason)
        else:
            row = self._public(shelf, item, state.hold_last, state.wall_last, gone=state.state == "archived")
        name, label, days, note, actions = row
        met = None if shelf is None else self._met(shelf, state.met_on)
        met_late = met is not None and met.on.year == self._rules.today.year and state.late_days > 0
        return Row(
            key=duty.key,
            item_id=item.id,
            title=item.level2,
            level1=item.level1,
            rule=rule_words(part, self._settings.finance_busy),
            period=self._period(duty.key.period),
            due=duty.due,
            state=name,
            label=label,
            days=days,
            note=self._note(item, note, *notes),
            met=met,
            late_days=state.late_days,
            evidence=self._evidence(shelf, state.wall_last) if shelf else Evidence(),
            reason=reason,
            carried=self._rules.trusted and earlier and (shelf is None or met_late),
            verify=item.verify,
            next_action=actions[0],
            other_action=actions[1],
            posting_ids=self._up(shelf.id) if shelf else (),
        )

    def publication_rows(self, told: set[str]) -> list[Row]:
        """Publications that stand beside the duties: a second one of a period, or one nobody asked for."""
        found: list[Row] = []
        since, today = self._settings.ledger_from, self._rules.today
        for shown in self._rules.publications:
            if shown.type == "policy" or shown.id in told or shown.withdrawn_on is not None:
                continue
            is_old = since is None or shown.published_on < since
            if shown.publish_from > today or (is_old and not self._up(shown.id)):
                continue
            item = next((i for n in shown.catalogue_ids if (i := self._rules.catalogue.by_id.get(n))), None)
            if item is None:
                continue
            event = self._rules.happened.get(shown.period)
            until = hold_until(item.hold, shown, event, self._rules.shelves[item.id])
            hold_last = last_hold_day(item.hold, shown.hold_start, self._rules.holidays, until)
            wall = next(iter(self._walls.get(shown.id, ())), None)
            posted = max(wall.posting.posted_on, shown.publish_from) if wall else None
            wall_last = last_hold_day(item.hold, posted, self._rules.holidays, until) if posted else None
            down = wall is not None and wall.posting.taken_down_on is not None
            over = self._rules.trusted and hold_last is not None and today > hold_last
            name, label, days, note, actions = self._public(
                shown, item, hold_last, wall_last, gone=over and down
            )
            # A year has many payouts: only their names tell them apart.
            words = "" if shown.type == "payouts" else self._period(shown.period)
            found.append(
                Row(
                    key=None,
                    item_id=item.id,
                    title=item.level2,
                    level1=item.level1,
                    rule="",
                    period=words or self._heads[shown.id].title,
                    due=None,
                    state=name,
                    label=label,
                    days=days,
                    note=self._note(item, note),
                    met=self._met(shown, None),
                    late_days=0,
                    evidence=self._evidence(shown, wall_last),
                    reason=None,
                    carried=False,
                    verify=item.verify,
                    next_action=actions[0],
                    other_action=actions[1],
                    posting_ids=self._up(shown.id),
                )
            )
        return found

    def posting_rows(self, told: set[int]) -> list[Row]:
        """Sheets on the wall that no other row tells of: withdrawn ones, policies, summaries."""
        found: list[Row] = []
        for wall in self._all_walls:
            posting = wall.posting
            if posting.taken_down_on is not None or posting.id in told:
                continue
            name: RowState
            if wall.outdated:
                name, label = "exchange", "要换下"
            elif wall.may_come_down:
                name, label = "free", "可以撤"
            elif wall.stays:
                name, label = "stays", "长期在架"
            else:
                name, label = "hanging", _left(wall.days_left)
            item_id = next(iter(posting.sheet.catalogue_ids), "")
            item = self._rules.catalogue.by_id.get(item_id)
            printed = next((self._printed[s] for s in posting.sheet.subjects if s in self._printed), None)
            down: Action | None = "taken_down" if name in ("exchange", "free") else None
            found.append(
                Row(
                    key=None,
                    item_id=item_id,
                    title=posting.sheet.title,
                    level1=item.level1 if item else "",
                    rule="",
                    period="",
                    due=None,
                    state=name,
                    label=label,
                    days=wall.days_left,
                    note=self._note(item, wall.sentence if wall.outdated else ""),
                    met=None,
                    late_days=0,
                    evidence=Evidence(
                        printed_on=_ended(printed),
                        posted_on=posting.posted_on,
                        may_come_down_from=wall.may_come_down_from,
                    ),
                    reason=None,
                    carried=False,
                    verify=bool(item and item.verify),
                    next_action=down,
                    other_action=None,
                    posting_ids=(posting.id,),
                )
            )
        return found

    # --- states ----------------------------------------------------------------------------------

    def _unmet(self, state: DutyState, item: CatalogueItem, reason: Reason | None) -> _Said:
        publish: Action | None = "publish" if publishes_here(item) else None
        if state.state == "overdue":
            days = state.days_left or 0
            actions = (publish, "write_reason") if publish and reason else ("write_reason", publish)
            return "overdue", f"逾期 {-days} 天", days, "", actions
        if state.state == "near":
            days = state.days_left or 0
            return "near", f"还剩 {days} 天" if days else "今天到期", days, "", (publish, None)
        label = "没到期" if self._rules.trusted else "没公开"
        open_now = state.duty.opens_on <= self._rules.today
        return "later", label, state.days_left, "", (publish if open_now else None, None)

    def _public(
        self,
        shown: Shown,
        item: CatalogueItem,
        hold_last: date | None,
        wall_last: date | None,
        *,
        gone: bool,
    ) -> _Said:
        """What is public, seen from the wall: it is the channel the law requires."""
        today, trusted = self._rules.today, self._rules.trusted
        if shown.nothing:
            return "nothing", "没有发生", None, "", (None, None)
        walls = self._walls.get(shown.id, [])
        up = [wall for wall in walls if wall.posting.taken_down_on is None]
        outdated = [wall for wall in up if wall.outdated]
        if outdated and len(outdated) == len(up):
            again: Action = "posted" if self._is_printed(shown) else "print"
            return "exchange", "要换下", None, outdated[0].sentence, (again, "taken_down")
        ended = "已撤" if shown.published_on.year == today.year else "往年"
        early = "提前撤的。" if any(wall.posting.early for wall in walls) else ""
        if gone and walls:
            return "past", ended, None, early, (None, None)
        if not walls and hangs(item):
            over = shown.publish_to is not None and shown.publish_to < today
            if over or (trusted and (today - shown.hold_start).days > ASK_TO_POST_DAYS):
                return "past", "没上墙", None, "没有上过墙。", (None, None)
            first, second = ("posted", "print") if self._is_printed(shown) else ("print", "posted")
            return "to_post", "要张贴", None, "", (first, second)
        if not up:
            # Off the wall (or never meant for it): the screen's days go on.
            left = (hold_last - today).days + 1 if hold_last is not None and trusted else None
            if item.hold.stays:
                return "stays", "长期在架", None, "", (None, None)
            if left is not None and left <= 0:
                return "past", ended if walls else "期满", None, "", (None, None)
            return "hanging", _left(left), left, early, (None, None)
        if item.hold.stays:
            return "stays", "长期在架", None, "", (None, None)
        left = (wall_last - today).days + 1 if wall_last is not None and trusted else None
        if left is None or left > 0:
            return "hanging", _left(left), left, "", (None, None)
        if any(wall.may_come_down for wall in up):
            return "free", "可以撤", 0, "", ("taken_down", None)
        return "full", "挂满了", 0, "同一张上还有没挂满的。", (None, None)

    # --- pieces ----------------------------------------------------------------------------------

    def _period(self, period: str) -> str:
        if period.startswith(EVENT_PREFIX):
            return self._titles.get(period, "")
        return "" if period == LONG else period_text(period)

    def _note(self, item: CatalogueItem | None, *notes: str) -> str:
        said = [UNTRUSTED] if not self._rules.trusted else []
        if item is not None and item.verify:
            said.append(VERIFY_WORDS)
        return "　".join([*said, *(note for note in notes if note)])

    def _met(self, shown: Shown, on: date | None) -> Met:
        title = self._heads[shown.id].title if shown.id in self._heads else ""
        day = on or shown.public_since
        local = shown.id.startswith(LOCAL_PREFIX)
        return Met(shown.type, shown.id, shown.version, title, local, day, shown.nothing)

    def _evidence(self, shown: Shown, wall_last: date | None) -> Evidence:
        head = self._heads.get(shown.id)
        walls = self._walls.get(shown.id, [])
        newest = max(walls, key=lambda w: (w.posting.posted_on, w.posting.id), default=None)
        free = newest.may_come_down_from if newest else None
        if free is None and wall_last is not None:
            free = wall_last + timedelta(days=1)
        return Evidence(
            applied_at=self._applied.get((shown.id, shown.version)),
            first_shown=head.first_shown if head else None,
            printed_on=_ended(self._printed.get((shown.id, shown.version))),
            posted_on=newest.posting.posted_on if newest else None,
            may_come_down_from=free,
            taken_down_on=newest.posting.taken_down_on if newest else None,
        )

    def _is_printed(self, shown: Shown) -> bool:
        return (shown.id, shown.version) in self._printed

    def _up(self, publication_id: str) -> tuple[int, ...]:
        return tuple(
            w.posting.id for w in self._walls.get(publication_id, ()) if w.posting.taken_down_on is None
        )


def _left(days: int | None) -> str:
    return "在架" if days is None else f"剩 {days} 天"


def _ended(record: PrintRecord | None) -> date | None:
    if record is None:
        return None
    return shanghai_date(record.ended_at or record.started_at)
