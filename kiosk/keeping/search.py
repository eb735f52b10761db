"""Finding a publication again, whether its time is over or not (村民委员会组织法 art. 36: 查阅)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kiosk.domain.catalogue import Catalogue
from kiosk.domain.programmes import Programme
from kiosk.domain.reference import Reference
from kiosk.domain.texts import period_text
from kiosk.store.views import Board, Published

Kind = Literal["", "payouts", "notice", "policy", "disclosure"]
"""All, 补贴发放, 通知, 政策解读, other 公开件."""
State = Literal["current", "over", "withdrawn"]
_STATE_WORDS: Final[dict[State, str]] = {"current": "公开中", "over": "期满留存", "withdrawn": "已撤回"}


@dataclass(frozen=True, slots=True)
class Found:
    """A publication that fits. ``items``: names of its catalogue items; ``period`` in words, or empty."""

    head: Published
    kind: Kind
    year: int
    items: tuple[str, ...]
    period: str
    state: State

    @property
    def state_words(self) -> str:
        """公开中, 期满留存 or 已撤回."""
        return _STATE_WORDS[self.state]


def kind_of(head: Published) -> Kind:
    """Under which kind a publication is looked for."""
    if head.type in ("payouts", "policy"):
        return "payouts" if head.type == "payouts" else "policy"
    return "notice" if head.form == "notice" else "disclosure"


def year_of(head: Published) -> int:
    """The year it belongs to: that of its period; without one (an event, what stays) of its publication."""
    return int(head.period[:4]) if head.period[:4].isdecimal() else head.published_on.year


def state_of(head: Published, today: date) -> State:
    """Whether its time of publication runs, is over, or it was taken back."""
    if head.withdrawal is not None:
        return "withdrawn"
    return "over" if head.publish_to is not None and head.publish_to < today else "current"


def years(board: Board) -> tuple[int, ...]:
    """Years with something published, newest first."""
    return tuple(sorted({year_of(head) for head in board.publications()}, reverse=True))


def search(
    board: Board, reference: Reference, today: date, text: str = "", year: int | None = None, kind: Kind = ""
) -> tuple[Found, ...]:
    """Publications with every word of ``text`` in title, number, item, period or year; newest first.

    ``reference``: the tables that hold for the unit.  Reads only.  Full-width and half-width, upper and
    lower case are the same; words are parted by blanks; 低保 finds 最低生活保障金 by the names that the
    table of programmes knows.  The contents of lists are not searched: who looks for a person uses
    the finder.
    """
    catalogue, programmes = reference.catalogue(board.village().kind), reference.programmes.by_id.values()
    words = _plain(text).split()
    found: list[Found] = []
    for head in board.publications():
        one = _found(head, catalogue, today)
        if (year is None or one.year == year) and kind in ("", one.kind):
            hay = _hay(one, programmes)
            if all(word in hay for word in words):
                found.append(one)
    return tuple(found)


def _found(head: Published, catalogue: Catalogue, today: date) -> Found:
    known = catalogue.by_id
    items = tuple(known[i].level2 for i in head.catalogue_ids if i in known)
    when = period_text(head.period)
    return Found(head, kind_of(head), year_of(head), items, when, state_of(head, today))


def _hay(found: Found, programmes: Iterable[Programme]) -> str:
    head = found.head
    called = [name for p in programmes if p.name in head.title for name in p.aliases]
    parts = (head.title, head.id, *head.catalogue_ids, *found.items, *called, found.period, f"{found.year}年")
    return _plain("\n".join(parts))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
