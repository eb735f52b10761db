"""What every page needs to know besides its own rows: village, today, settings, reference tables.

Read once per state of the board on the reading thread and shared by all pages.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from kiosk.domain.clock import Clock, dependable_today, shanghai_date, today
from kiosk.domain.settings import Contact, DutyPerson, UnitSettings, parse_settings
from kiosk.domain.texts import format_day
from kiosk.ui.services import believes, clock_is_right, oldest_day, services
from kiosk.ui.words import W

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk.domain.catalogue import Catalogue
    from kiosk.domain.items import ReferenceKind
    from kiosk.domain.programmes import Programme
    from kiosk.domain.reference import Reference
    from kiosk.domain.region import Village
    from kiosk.domain.workdays import HolidayTable
    from kiosk.store.views import Board, Freshness

STALE_DAYS = 15
"""Older than this and every page says that it may not be current (ui.md §5)."""


_COMMON = re.compile(r"[ -~一-龥（），。、：；？！“”《》·　—…]*")
"""What every shipped face has (a test asks the table): most texts need no look into it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Shared by the pages of one state of the board. ``trusted`` is whether the clock can be believed;
    if not, ``today`` is the newest day that is known and never 1970.  ``tables`` reads the reference
    tables at the first question: the first page asks none."""

    village: Village
    today: date
    trusted: bool
    freshness: Freshness
    settings: UnitSettings
    tables: Callable[[], Reference]

    @property
    def reference(self) -> Reference:
        return self.tables()

    @property
    def catalogue(self) -> Catalogue:
        return self.reference.catalogue(self.village.kind)

    @property
    def holidays(self) -> HolidayTable:
        return self.reference.holidays

    @property
    def duty(self) -> DutyPerson | None:
        """Who is at the village office today."""
        return self.settings.on_duty(self.today)

    @property
    def whole(self) -> str:
        """全村 or 全社区."""
        return "全村" if self.village.kind == "village" else "全社区"

    @property
    def updated_on(self) -> date | None:
        """Day of the newest applied bundle."""
        newest = self.freshness.newest_created
        return shanghai_date(newest) if newest else None

    @property
    def updated_words(self) -> str:
        """``内容更新到 11月20日``; empty before the first bundle."""
        day = self.updated_on
        return f"内容更新到 {format_day(day, self.today)}" if day else ""

    @property
    def is_stale(self) -> bool:
        day = self.updated_on
        return day is not None and self.trusted and self.today - day > timedelta(days=STALE_DAYS)

    @property
    def stale_warning(self) -> str:
        return W.stale if self.is_stale else ""

    @property
    def until_words(self) -> str:
        """The day up to which an unfinished year counts."""
        day = self.updated_on
        return format_day(day, self.today) if day else ""

    @property
    def complaint_line(self) -> str:
        """村民委员会组织法 art. 36, 城市居民委员会组织法 art. 35: whom to tell."""
        contact = self.settings.town_phone
        if contact is None:
            return f"没公开或不真实，可向{self.village.town_name}政府反映。"
        return f"没公开或不真实，可向{contact.who}反映：{contact.phone}"

    @property
    def duty_line(self) -> str:
        """``不会用？找值班员 熊小满，电话 …``."""
        person = self.duty
        if person is None:
            return f"不会用？请找{self.village.committee}的人。"
        return f"不会用？找值班员 {self.safe(person.name)}，电话 {person.phone}"

    def programme(self, programme_id: str) -> Programme | None:
        return self.reference.programmes.by_id.get(programme_id)

    def category(self, programme_id: str) -> str:
        found = self.programme(programme_id)
        return found.category if found else ""

    def frequency(self, programme_id: str) -> str:
        found = self.programme(programme_id)
        return found.frequency if found else ""

    def department(self, programme_id: str) -> str:
        """``县农业农村局``; several joined by 、."""
        found = self.programme(programme_id)
        return found.dept.replace("|", "、") if found else ""

    def published_labels(self, programme_id: str) -> tuple[tuple[str, str], ...]:
        """(label, payout column) pairs of the programme's ``publish_columns``."""
        found = self.programme(programme_id)
        if found is None:
            return ()
        return tuple((c.label, c.column) for c in self.reference.columns.of_programme(found))

    def contacts(self) -> tuple[Contact, ...]:
        """Public phones of the settings, town first."""
        town = (self.settings.town_phone,) if self.settings.town_phone else ()
        return (*town, *self.settings.supervision_phones, *self.settings.phones)

    def safe(self, text: str) -> str:
        """``text`` with every character that no shipped font has as pinyin and code point."""
        if _COMMON.fullmatch(text):
            return text
        coverage = services().drawable
        if not coverage.files:
            return text
        for ch in coverage.missing(text):
            text = text.replace(ch, f"（{_in_words(ch)}）")
        return text


def _in_words(ch: str) -> str:
    """``qian U+30021``, or the code point alone where nobody knows a reading."""
    # The table of readings is large: it is loaded on the reading thread when such a name first comes.
    from kiosk.domain.glyphs import describe_missing
    from kiosk.store.nameindex import character_readings

    readings = character_readings(ch)
    return " ".join((*readings[:1], describe_missing(ch)))


def _tables(county: Mapping[str, str], village: Village) -> Reference:
    from kiosk.domain.reference import load_packaged

    return load_packaged().with_county(county, village.kind)


_TABLES: tuple[ReferenceKind, ...] = ("catalogue", "programmes", "holidays", "columns")


class _Kept(threading.local):
    """One for each thread: the desk's pages read on the writer thread with a board of their own."""

    board: object = None
    version: int = -1
    day: date | None = None
    confirmed: int = 0
    facts: Facts | None = None


_kept = _Kept()
_confirmed = [0]


def clock_was_confirmed() -> None:
    """The clerk has said that the time is right: every thread asks again whether it can be believed."""
    clock_is_right()
    _confirmed[0] += 1


def facts_of(board: Board, clock: Clock) -> Facts:
    """The facts of the board's present state; read again only when it or the day changed, or the clock was
    confirmed."""
    version, day, confirmed = board.data_version(), today(clock), _confirmed[0]
    kept = (_kept.board, _kept.version, _kept.day, _kept.confirmed)
    if _kept.facts is not None and kept == (board, version, day, confirmed):
        return _kept.facts
    village = board.village()
    texts = {kind: text for kind in _TABLES if (text := board.reference_text(kind)) is not None}
    settings_text = board.reference_text("settings")
    settings = parse_settings(settings_text, village.village_code) if settings_text else UnitSettings()
    freshness = board.freshness()
    now, newest = clock.now(), freshness.newest_created
    trusted = believes(now, newest)
    facts = Facts(
        village=village,
        today=dependable_today(now, trusted=trusted, floor=oldest_day(), newest_created=newest),
        trusted=trusted,
        freshness=freshness,
        settings=settings,
        tables=cache(partial(_tables, texts, village)),
    )
    _kept.board, _kept.version, _kept.day, _kept.facts = board, version, day, facts
    _kept.confirmed = confirmed
    return facts
