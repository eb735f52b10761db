"""``kiosk print --wall|--posted|--taken-down|--undo``: the wall for a clerk without the desk pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from kiosk.cli.output import emit_json, say
from kiosk.domain.clock import SystemClock
from kiosk.domain.clock import today as today_of
from kiosk.domain.errors import EnvironmentFault, UsageFault

if TYPE_CHECKING:
    from kiosk.store.home import KioskHome


@dataclass(frozen=True, slots=True)
class WallDeed:
    """One of ``posted`` (number of a print), ``taken_down``, ``undo`` (of a posting), or none: just look."""

    posted: int | None
    taken_down: int | None
    undo: int | None
    on: date | None
    reason: str | None
    who: str


def run(home: KioskHome, deed: WallDeed, as_json: bool) -> None:
    """Write it up and say how the wall then is. UsageFault, also for a removal that needs a reason."""
    from kiosk.desk.postings import EarlyRemoval, Postings
    from kiosk.ledger.home import wall_rules_of_home
    from kiosk.ledger.postings import wall_state, wall_states
    from kiosk.store.desk import DeskStore
    from kiosk.store.prints import PrintRegister

    if sum(number is not None for number in (deed.posted, deed.taken_down, deed.undo)) > 1:
        raise UsageFault("one_deed", "--posted、--taken-down、--undo 一次只能写一个。")
    clock = SystemClock()
    config, rules = home.load_config(), wall_rules_of_home(home, clock)
    judge = partial(wall_state, rules=rules)
    on, now = deed.on or today_of(clock), clock.now()
    with DeskStore(home, now) as desk:
        wall = Postings(desk, config, judge, trusted=rules.trusted)
        if deed.posted is not None:
            done = wall.posted(deed.posted, on, by=deed.who, now=now)
        elif deed.taken_down is not None:
            words = deed.reason or ""
            down = wall.taken_down(
                deed.taken_down, on, by=deed.who, now=now, confirmed=bool(words), reason=words
            )
            if isinstance(down, EarlyRemoval):
                raise UsageFault("too_early", f"{down.sentence}（加上 --early-reason）")
            done = down
        elif deed.undo is not None:
            done = wall.undo(deed.undo, by=deed.who, now=now)
        else:
            done = None
        # The screen carries it to the county too; here it need not run.
        try:
            wall.carry(now)
        except EnvironmentFault as fault:
            if not as_json:
                say(f"⚠ 还没能告诉县里，会再试。{fault.message}")
        hanging = wall_states(PrintRegister(desk).postings(only_up=True), rules)
    if as_json:
        emit_json({"done": done, "wall": hanging})
        return
    if deed.undo is not None and done is None:
        say(f"第{deed.undo}号张贴取消了，就当没有登记过。")
    elif done is not None:
        say(f"第{done.id}号张贴，《{done.sheet.title}》：{judge(done).sentence}")
    else:
        say(*(f"第{s.posting.id}号张贴，《{s.posting.sheet.title}》：{s.sentence}" for s in hanging))
        if not hanging:
            say("墙上没有登记张贴的表。打好以后用 kiosk print --posted 登记。")
