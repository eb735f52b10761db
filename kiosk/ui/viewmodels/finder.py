"""找我家: reach the own page without typing (ui.md page 8).

Only people of a published P1 list (the store decides); no free text, no history.  Surname grid →
given names; by village group; by the first letters of the name in pinyin; by hand on a page of its own
(``hand.py``), where that can be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from PySide6.QtCore import Property, QObject, Slot
from PySide6.QtQml import QmlElement

from kiosk.store.views import Board, NameHit
from kiosk.ui.models.rows import RowsModel
from kiosk.ui.viewmodels.base import Build, PageModel
from kiosk.ui.viewmodels.facts import Facts

QML_IMPORT_NAME = "Kiosk.Core"
QML_IMPORT_MAJOR_VERSION = 1

SURNAME, PINYIN, WRITE, GROUP = "surname", "pinyin", "write", "group"
GRID = 12
"""So many surnames have a key of their own; the rest share one."""
MOST = 2_000
FEW_HITS = 24
"""From so few hits on the letter page shows names at once."""
MANY = 30
"""More people of one surname than this are offered by village group too, before their names."""
RARE = 150
"""The surnames beyond the grid lead to their names at once if these are no more."""


@dataclass(frozen=True, slots=True)
class FindKey:
    """A key of the grid. ``kind``: surname, rest, help, name, letter, group; ``value`` is its answer."""

    kind: str
    value: str
    label: str
    sub: str
    enabled: bool


@dataclass(frozen=True, slots=True)
class Mode:
    value: str
    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class FindState:
    title: str
    meta: str
    warning: str
    mode: str
    modes: tuple[Mode, ...]
    keys: tuple[FindKey, ...]
    chosen: str
    chosen_label: str
    shows_names: bool
    nothing: str
    foot: str
    duty: str


@QmlElement
class FinderVM(PageModel):
    """Params, all optional: ``mode`` (surname, pinyin, group), ``surname``, ``rest`` (true:
    the surnames beyond the grid), ``letters``, ``group``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = RowsModel(FindKey, self)
        self._hand = self._lent.hand
        if self._hand is not None:
            self._hand.changed.connect(self.reload)

    @Property(QObject, constant=True)
    def keys(self) -> RowsModel:
        return self._keys

    def build_for(self, params: dict[str, Any]) -> Build:
        return finder_build(
            mode=str(params.get("mode") or SURNAME),
            surname=str(params.get("surname") or ""),
            rest=bool(params.get("rest")),
            letters=str(params.get("letters") or ""),
            group=str(params.get("group") or ""),
            by_hand=self._hand is not None and self._hand.available,
        )

    def take(self, state: FindState) -> None:
        super().take(state)
        self._keys.replace(state.keys)

    @Slot()
    def stop(self) -> None:
        super().stop()
        self._keys.replace(())

    @Slot(str)
    def choose_mode(self, mode: str) -> None:
        self._params.update(surname="", rest=False, letters="", group="")
        self.set_param("mode", mode)

    @Slot(str, str)
    def press(self, kind: str, value: str) -> None:
        """A grid key that narrows the search (names are opened by the page itself)."""
        if kind == "surname":
            self.set_param("surname", value)
        elif kind == "rest":
            self.set_param("rest", True)
        elif kind == "group":
            self.set_param("group", value)
        elif kind == "letter":
            self.set_param("letters", str(self.param("letters") or "") + value)

    @Slot(result="QVariantMap")  # type: ignore[arg-type]
    def chosen(self) -> dict[str, Any]:
        """What was chosen so far, by parameter name."""
        return {
            "mode": self.param("mode") or SURNAME,
            "surname": self.param("surname") or "",
            "rest": bool(self.param("rest")),
            "letters": self.param("letters") or "",
            "group": self.param("group") or "",
        }

    @Slot(result=bool)
    def step_back(self) -> bool:
        """One step wider; false when already at the widest (then the page itself is left)."""
        letters = str(self.param("letters") or "")
        if letters:
            self.set_param("letters", letters[:-1])
            return True
        for name in ("group", "surname", "rest"):
            if self.param(name):
                self.set_param(name, "")
                return True
        return False


def finder_build(
    *, mode: str, surname: str, rest: bool, letters: str, group: str, by_hand: bool = False
) -> Callable[[Board, Facts], FindState | None]:
    """A reader of the finder; ``None`` while nobody may be found."""

    def build(board: Board, facts: Facts) -> FindState | None:
        surnames = board.surnames()
        if not surnames:
            return None
        people = sum(count for _, count in surnames)
        keys: tuple[FindKey, ...]
        chosen = ""
        title, question = "找我家", ""
        if mode == PINYIN:
            keys, question = _letters(board, letters, facts)
            chosen = letters
        elif mode == GROUP and not group:
            keys, question = _groups(board), "您家在哪个小组？"
        elif mode == GROUP:
            hits = [h for h in board.find_names(limit=MOST) if h.group == group]
            keys, question, chosen = name_keys(hits, facts), f"{group}，请找户主的名字", group
        elif surname:
            hits = board.find_names(surname=surname, limit=MOST)
            keys, question = _of_surname(surname, hits, group, facts)
            chosen = surname
        elif rest and sum(n for _, n in surnames[GRID:]) <= RARE:
            hits = [h for s, _ in surnames[GRID:] for h in board.find_names(surname=s, limit=MOST)]
            keys, question, chosen = name_keys(hits, facts), "请找户主的名字", "其他姓"
        else:
            keys, question = _surnames(surnames, rest, facts), "您家户主姓什么？"
            chosen = "其他姓" if rest else ""
        shows_names = bool(keys) and keys[-1].kind == "name"
        return FindState(
            title=title,
            meta=f"{question}　{facts.whole} {people:,} 户",
            warning=facts.stale_warning,
            mode=mode,
            modes=(
                Mode(SURNAME, "按姓找", "users"),
                Mode(PINYIN, "按拼音", "abc"),
                *((Mode(WRITE, "手写", "writing"),) if by_hand else ()),
                Mode(GROUP, "按小组", "map-pin"),
            ),
            keys=keys,
            chosen=chosen,
            chosen_label=chosen,
            shows_names=shows_names,
            nothing="" if keys else "没找到。名单上可能是家里别人的名字。换一个试试，或找值班员。",
            foot="看完请按“看完了”，屏幕不留名字。",
            duty=facts.duty_line,
        )

    return build


def _surnames(surnames: Sequence[tuple[str, int]], rest: bool, facts: Facts) -> tuple[FindKey, ...]:
    """Twelve keys by number of households; one more names the others, and leads to their keys."""
    others = surnames[GRID:]
    shown = others if rest else surnames[:GRID]
    keys = [FindKey("surname", s, facts.safe(s), f"{n:,} 户", True) for s, n in shown]
    if others and not rest:
        named = "、".join(facts.safe(s) for s, _ in others[:2]) + (" 等" if len(others) > 2 else "")
        keys.append(FindKey("rest", "rest", named, f"{sum(n for _, n in others):,} 户", True))
    if not rest:
        keys.append(FindKey("help", "whom", "不会找？", "找值班员", True))
    return tuple(keys)


def _of_surname(
    surname: str, hits: Sequence[NameHit], group: str, facts: Facts
) -> tuple[tuple[FindKey, ...], str]:
    """The names; of a surname that half the village has, before them the groups, to see fewer names."""
    if group:
        of_group = [h for h in hits if h.group == group]
        return name_keys(of_group, facts), f"{group}姓{surname}的，请找户主的名字"
    groups = _group_keys(hits)
    if len(hits) > MANY and len(groups) > 1:
        return groups + name_keys(hits, facts), f"姓{surname}的多，先按您家的小组"
    return name_keys(hits, facts), f"姓{surname}的，请找户主的名字"


def name_keys(hits: Sequence[NameHit], facts: Facts) -> tuple[FindKey, ...]:
    """Keys that open the pages of these people."""
    unique = {h.recipient_id: h for h in hits}.values()
    return tuple(_name_key(h, facts) for h in unique)


def _name_key(hit: NameHit, facts: Facts) -> FindKey:
    """``之一`` of two with the same name stands with the group, so that the name keeps one line."""
    name, _, ordinal = hit.display_name.partition("（之")
    place = f"之{ordinal.rstrip('）')} {hit.group}" if ordinal else hit.group
    return FindKey("name", hit.recipient_id, facts.safe(name), place, True)


def _groups(board: Board) -> tuple[FindKey, ...]:
    return _group_keys(board.find_names(limit=MOST))


def _group_keys(hits: Sequence[NameHit]) -> tuple[FindKey, ...]:
    counts = Counter(h.group for h in hits if h.group)
    return tuple(FindKey("group", g, g, f"{n:,} 户", True) for g, n in counts.items())


def _letters(board: Board, letters: str, facts: Facts) -> tuple[tuple[FindKey, ...], str]:
    """Letters that lead on, or names once few are left or no letter can narrow further."""
    if letters:
        hits = board.find_names(initials=letters.lower(), limit=MOST)
        unique = {h.recipient_id for h in hits}
        further = _possible(board, letters)
        if len(unique) <= FEW_HITS or not further:
            return name_keys(hits, facts), f"名字拼音开头 {letters}"
    else:
        further = _possible(board, "")
    keys = tuple(FindKey("letter", c, c, "", c in further) for c in ascii_uppercase)
    return keys, "名字每个字拼音的第一个字母" if not letters else f"已按 {letters}，接着按下一个字母"


def _possible(board: Board, letters: str) -> frozenset[str]:
    return frozenset(c for c in ascii_uppercase if board.find_names(initials=(letters + c).lower(), limit=1))
