"""Ten years of a village's ledger judged anew, against building as many plain records; JSON.

    python -m tests.bench.bench_ledger [--years 10] [--runs 7]

All 120 items of the packaged catalogue with their real deadlines; most periods were published and
posted, events every month for the items that need one.  Measured: duties with their states, and the
clerk's rows out of them.  The floor is one record of the size of a ``DutyState`` a duty, filled from
what is there already.  Goal: 200 ms for the states.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from kiosk.domain.deadline import CyclePart, Lags, TriggerPart, YearlyPart, cycle_due, periods
from kiosk.domain.duty import DutyRules, DutyState, Posting, Shown
from kiosk.domain.items import EventItem
from kiosk.domain.reference import load_packaged
from kiosk.domain.settings import UnitSettings
from kiosk.ledger.duties import duty_states
from kiosk.ledger.working import working
from kiosk.store.evidence import DeskFacts
from kiosk.store.prints import PostingRecord, SheetRef
from kiosk.store.views import Published
from tests.bench.measure import show, timed, within

REFERENCE = load_packaged()
TODAY = date(2026, 11, 23)
CODE = "360123100200"


@dataclass(frozen=True, slots=True)
class Plain:
    """As wide as a ``DutyState``."""

    a: object
    b: object
    c: object
    d: object
    e: object
    f: object
    g: object
    h: object
    i: object
    j: object
    k: object
    l: object  # noqa: E741


def facts(years: int) -> tuple[date, list[Shown], list[EventItem]]:
    """What a diligent village publishes: nine of ten periods, every event."""
    since = date(TODAY.year - years, TODAY.month, TODAY.day)
    shown: list[Shown] = []
    events: list[EventItem] = []
    for item in REFERENCE.village.items:
        for part in item.deadline.parts:
            if isinstance(part, CyclePart | YearlyPart):
                for number, period in enumerate(periods(part, since, TODAY)):
                    on = cycle_due(part, period, Lags(), REFERENCE.holidays) - timedelta(days=number % 7)
                    if number % 10 and on <= TODAY:
                        shown.append(one(f"D-{item.id}-{period}", item.id, period, on))
            elif isinstance(part, TriggerPart):
                for month in range(0, years * 12, 3):
                    on = since + timedelta(days=30 * month + item.seq % 28)
                    event = EventItem(f"sj-{item.id}-{month}", (item.id,), part.trigger, on, "一件事")
                    events.append(event)
                    if month % 10:
                        late = on + timedelta(days=month % 6)
                        shown.append(one(f"D-{event.event_id}", item.id, f"E:{event.event_id}", late))
    shown = list({publication.id: publication for publication in shown}.values())
    return since, shown, list({event.event_id: event for event in events}.values())


def one(name: str, item_id: str, period: str, on: date) -> Shown:
    return Shown("disclosure", name, 1, (item_id,), period, on, on, shown_on=on)


def head(shown: Shown) -> Published:
    return Published(
        "disclosure", shown.id, 1, "一件公开", shown.catalogue_ids, shown.period, shown.published_on,
        shown.publish_from, None, None, "P0", "text",
    )  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--years", type=int, default=10)
    arguments.add_argument("--runs", type=int, default=7)
    chosen = arguments.parse_args()
    since, shown, events = facts(chosen.years)
    rules = DutyRules(CODE, since, Lags(), False, REFERENCE.holidays)
    records = [
        PostingRecord(
            n, None, SheetRef(f"S{n}", "D", "notice", "公示", ((s.id, 1),), s.catalogue_ids),
            s.published_on, "文书甲", s.published_on + timedelta(days=20), "文书甲", False, "",
        )
        for n, s in enumerate(shown)
    ]  # fmt: skip
    wall = [Posting((p.sheet.subjects[0][0],), p.posted_on, p.taken_down_on) for p in records]
    kept: list[tuple[DutyState, ...]] = []

    def judged() -> None:
        kept[:] = [duty_states(REFERENCE.village, rules, shown, events, wall, TODAY, trusted=True)]

    judged()
    states = kept[0]

    def plain() -> None:
        tuple(
            [
                Plain(
                    s.duty, s.state, s.days_left, s.publication, s.met_on, s.late_days, s.hold_last,
                    s.posted_on, s.wall_last, s.taken_down_on, s.needs_county, s.unknown_years,
                )
                for s in states
            ]
        )  # fmt: skip

    heads = [head(s) for s in shown]
    settings = UnitSettings(ledger_from=since)
    desk = DeskFacts(postings=tuple(records))

    def rows() -> None:
        working(
            REFERENCE.village, settings, REFERENCE.holidays, heads, shown, events, desk, (), TODAY,
            trusted=True, states=states,
        )  # fmt: skip

    took = [timed(judged) for _ in range(chosen.runs)]
    least = [timed(plain) for _ in range(chosen.runs)]
    lines = [timed(rows) for _ in range(chosen.runs)]
    show(
        "ledger",
        {"states_ms": within(round(median(took), 1), 200.0)},
        {
            "years": chosen.years,
            "items": len(REFERENCE.village.items),
            "duties": len(states),
            "publications": len(shown),
            "events": len(events),
            "states_median_ms": round(median(took), 1),
            "states_best_ms": round(min(took), 1),
            "floor_median_ms": round(median(least), 2),
            "ratio_to_floor": round(median(took) / median(least), 1),
            "rows_median_ms": round(median(lines), 1),
        },
    )


if __name__ == "__main__":
    main()
