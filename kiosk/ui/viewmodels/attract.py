"""The attract loop: what a machine that nobody uses says from three metres away (ui.md page 1).

No name of anybody but the person on duty, no household's amount: only totals of the whole unit and
titles of what everybody may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.domain.money import approx_wan, format_yuan
from kiosk.domain.texts import format_day
from kiosk.ledger.chips import ledger_of_board
from kiosk.store.views import Board, PolicyView
from kiosk.ui.models.rows import plain
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.facts import Facts

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

SLIDE_MS = 12_000
SHIFT_MS = 60_000
SHIFT = 8
"""Pixels (class S) by which everything moves against burn-in."""
LINES = 3
LONGEST_LINE = 22
"""Hanzi of one line that is read in passing; a longer title is not for this place."""
_SHIFTS = ((0, 0), (SHIFT, 0), (SHIFT, SHIFT), (0, SHIFT), (-SHIFT, SHIFT), (-SHIFT, 0), (-SHIFT, -SHIFT))
_OPEN = frozenset({"P0", "P1"})


@dataclass(frozen=True, slots=True)
class Total:
    """``value`` large, what it counts under it."""

    value: str
    caption: str


@dataclass(frozen=True, slots=True)
class Slide:
    """One headline in two lines with totals or up to three lines of text. ``key`` names it for pictures."""

    key: str
    first: str
    second: str
    totals: tuple[Total, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttractState:
    title: str
    affairs: str
    place: str
    keys: str
    slides: tuple[Slide, ...]


@QmlElement
class AttractVM(PageModel):
    """Turns its slides every 12 s and moves by some pixels every minute; both stop with the page."""

    turned = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._index = 0
        self._minute = 0
        self._slides = self._clockwork(SLIDE_MS, self.next_slide)
        self._shifts = self._clockwork(SHIFT_MS, self._shift)

    def _clockwork(self, milliseconds: int, what: Any) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        timer.setInterval(milliseconds)
        timer.timeout.connect(what)
        return timer

    def build_for(self, params: dict[str, Any]) -> Build:
        return attract_build

    def take(self, state: AttractState) -> None:
        super().take(state)
        if not self._slides.isActive():
            self._slides.start()
            self._shifts.start()
        self.turned.emit()

    @Slot()
    def stop(self) -> None:
        self._slides.stop()
        self._shifts.stop()
        super().stop()

    @Slot()
    def next_slide(self) -> None:
        """The next one; after the last the first again."""
        self._index += 1
        self.turned.emit()

    def _shift(self) -> None:
        self._minute += 1
        self.turned.emit()

    @Property(int, notify=turned)
    def index(self) -> int:
        """Which slide is shown."""
        count = len(self.state.slides) if self.state else 1
        return self._index % count

    @Property("QVariantMap", notify=turned)  # type: ignore[arg-type]
    def slide(self) -> dict[str, Any]:
        """The shown one's fields in camelCase; ``{}`` before the first read has come back."""
        slides = self.state.slides if self.state else ()
        return plain(slides[self._index % len(slides)]) if slides else {}

    @Property(int, notify=turned)
    def shift_x(self) -> int:
        return _SHIFTS[self._minute % len(_SHIFTS)][0]

    @Property(int, notify=turned)
    def shift_y(self) -> int:
        return _SHIFTS[self._minute % len(_SHIFTS)][1]


def attract_build(board: Board, facts: Facts) -> AttractState:
    """The slides that the board has something for; 怎么用 and the person on duty need nothing."""
    village = facts.village
    made = (
        _payouts(board, facts),
        _newest(board, facts),
        _policy(board, facts),
        _due(board, facts),
        _safety(facts),
    )
    slides = [slide for slide in made if slide is not None]
    return AttractState(
        title=f"{village.short_name}{village.affairs}",
        affairs=village.affairs,
        place=f"{village.province_name}{village.county_name}{village.town_name}",
        keys="看公开　查补贴　懂政策　提意见",
        slides=(*slides, _on_duty(facts), _how()),
    )


def _payouts(board: Board, facts: Facts) -> Slide | None:
    """The newest year's totals; left out when the content is old, because they would be wrong then."""
    years = board.years()
    if not years or facts.is_stale or not facts.trusted:
        return None
    year = board.year(years[0])
    if not year.cents:
        return None
    this_year = years[0] == facts.today.year
    count = sum(1 for p in year.programmes if p.cents > 0 or p.suppressed)
    until = "全年" if year.complete or not year.until else f"1月到{format_day(year.until, facts.today)}"
    totals = [Total(f"{count} 项", "已发补贴")]
    if year.households:
        totals.append(Total(f"{year.households} 户", "领到补贴"))
    totals.append(Total(approx_wan(year.cents) or format_yuan(year.cents), until))
    first = "今年的惠民惠农补贴" if this_year else f"{years[0]}年惠民惠农补贴"
    return Slide("payouts", first, "发了多少，来这里查", totals=tuple(totals))


def _newest(board: Board, facts: Facts) -> Slide | None:
    """The newest titles that are about everybody; lists of people in need are not cried out."""
    heads = [
        h
        for h in board.publications()
        if h.type != "event" and h.withdrawal is None and not h.nothing and h.privacy in _OPEN
    ]
    heads.sort(key=lambda h: h.published_on, reverse=True)
    titles: list[str] = []
    for head in heads:
        title = facts.safe(head.title)
        if len(title) <= LONGEST_LINE and title not in titles:
            titles.append(title)
    if not titles:
        return None
    unit = "村" if facts.village.kind == "village" else "社区"
    return Slide("newest", "新公开的", f"{unit}里的事，都能看", lines=tuple(titles[:LINES]))


def _policy(board: Board, facts: Facts) -> Slide | None:
    """One policy in force, another each month."""
    running = [p for p in board.policies() if _in_force(p, facts) and p.answers.who]
    if not running:
        return None
    running.sort(key=lambda p: p.head.id)
    policy = running[(facts.today.year * 12 + facts.today.month) % len(running)]
    answers = (policy.answers.who, policy.answers.how_much, policy.answers.when)
    told = (facts.safe(a.partition("。")[0]) for a in answers if a)
    lines = tuple(line for line in told if len(line) <= LONGEST_LINE)
    return Slide("policy", "这个月讲一项政策", facts.safe(policy.head.title), lines=lines[:LINES])


def _in_force(policy: PolicyView, facts: Facts) -> bool:
    ended = policy.valid_to is not None and policy.valid_to < facts.today
    return policy.head.withdrawal is None and not ended


def _due(board: Board, facts: Facts) -> Slide | None:
    """What has to be published next, soonest first; nothing while the clock is not believed."""
    if not facts.trusted:
        return None
    ledger = ledger_of_board(
        board, facts.catalogue, facts.settings, facts.holidays, facts.today, trusted=facts.trusted
    )
    names = {item.id: item.level2 for item in facts.catalogue.items}
    coming = sorted(
        (chip.due, names[item_id])
        for item_id, chip in ledger.chips.items()
        if chip.due is not None and chip.due >= facts.today and chip.kind in ("warn", "later")
    )
    wording = (f"{format_day(due, facts.today)}前　{name}" for due, name in coming)
    lines = [line for line in wording if len(line) <= LONGEST_LINE]
    if not lines:
        return None
    return Slide("due", "接下来要公开的", "到时候来看", lines=tuple(lines[:LINES]))


def _safety(facts: Facts) -> Slide | None:
    """What the county wants everybody to be warned of; nothing while it has written nothing."""
    lines = tuple(facts.safe(line) for line in facts.settings.safety_notice)
    return Slide("safety", "县里提醒您", "平平安安", lines=lines) if lines else None


def _on_duty(facts: Facts) -> Slide:
    person = facts.duty
    if person is None:
        return Slide("duty", "有事找人", f"请到{facts.village.committee}")
    return Slide(
        "duty",
        "今天的值班员",
        facts.safe(person.name),
        lines=(f"电话 {person.phone}", "不会用，可以叫人来帮忙"),
    )


def _how() -> Slide:
    return Slide(
        "how",
        "看公开、查补贴",
        "懂政策、提意见",
        lines=("轻轻按一下就行，不用滑", "字小按“大字”，看完按“看完了”"),
    )
