"""Pictures of every page, offscreen: for the README, for looking, and where there is no display."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMetaObject, QObject, QSize

from kiosk import BUILD_DATE
from kiosk.domain.clock import Clock, SystemClock, shanghai_date
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.glyphs import Coverage
from kiosk.domain.paths import resources_dir
from kiosk.domain.reference import load_packaged
from kiosk.store.board import BoardReader
from kiosk.store.clock import last_seen
from kiosk.store.desk import DeskStore
from kiosk.store.evidence import EvidenceReader
from kiosk.store.home import KioskHome
from kiosk.store.views import Board, Published
from kiosk.ui import engine
from kiosk.ui.desk.model import know_session
from kiosk.ui.desk.tools import DeskRoom
from kiosk.ui.deskshots import DeskLook, desk_to_look_at
from kiosk.ui.hand import Hand
from kiosk.ui.handwriting.model import find_model
from kiosk.ui.nav import DESK, DOOR, PAGES
from kiosk.ui.runner import Runner
from kiosk.ui.services import Services, provide
from kiosk.ui.stop import Stop
from kiosk.ui.viewmodels.disclosure import PICTURES, VIDEOS
from kiosk.ui.viewmodels.duties import chips_of
from kiosk.ui.viewmodels.facts import facts_of
from kiosk.ui.viewmodels.selfcheck import has_selfcheck

SIZES = ((1080, 1920), (1920, 1080))
"""Portrait and landscape of a 21.5 inch screen, px."""


ATTRACT = "attract"


def stops(board: Board, clock: Clock) -> tuple[Stop, ...]:
    """Every page that can be shown with what is on the board, in the order of a visit.

    Parameters are picked from the board itself: the newest list, one of its people, a disclosure
    with a table, one with pictures, one that was corrected, one that was withdrawn.
    """
    found = [Stop("home", "home"), Stop("catalogue", "catalogue")]
    heads = board.publications()
    shelf = [h for h in heads if h.type == "disclosure"]
    found.append(Stop("catalogue-list", "catalogue-list", {"level1": _fullest_group(board, heads)}))
    for name, fits in _KINDS:
        match = next((h for h in shelf if fits(h)), None)
        if match is not None:
            found.append(Stop(name, "item", {"id": match.id}))
    pictured = _with(board, shelf, PICTURES)
    if pictured is not None:
        found.append(Stop("item-attachments", "item", {"id": pictured.id}))
        found.append(Stop("attachment", "attachment", {"id": pictured.id, "index": 0}))
    filmed = _with(board, shelf, VIDEOS)
    if filmed is not None:
        found.append(Stop("item-film", "item", {"id": filmed.id}))
    found.append(Stop("item-overdue", "item", {"catalogue": _overdue(board, clock)}))
    owed = _owed(board, heads, clock)
    if owed is not None:
        found.append(Stop("item-owed", "item", {"id": owed.id}))
    years = board.years()
    if years:
        found.append(Stop("payouts", "payouts", {"year": years[0]}))
        if len(years) > 1:
            found.append(Stop("payouts-earlier", "payouts", {"year": years[1]}))
        found += _people(board, heads)
    found.append(Stop("find", "find"))
    found += [Stop("find-names", "find", {"surname": s}) for s, _ in board.surnames()[:1]]
    found += [Stop("find-write", "find-write", {"written": s}) for s, _ in board.surnames()[-1:]]
    found.append(Stop("policies", "policies"))
    policies = board.policies()
    if policies:
        # The one with most forms; among equals the first.
        richest = max(policies, key=lambda p: len({a.media_type for a in p.attachments}))
        found.append(Stop("policy", "policy", {"id": richest.head.id}))
        if has_selfcheck(richest, facts_of(board, clock)):
            found.append(Stop("selfcheck", "selfcheck", {"policy": richest.head.id}))
            told = {"policy": richest.head.id, "answers": ("yes", "no", "no", "unsure")}
            found.append(Stop("selfcheck-told", "selfcheck", told))
        if any(a.media_type in VIDEOS for a in richest.attachments):
            found.append(Stop("video", "video", {"policy": richest.head.id}))
    found += [Stop("notices", "notices"), *_ASKING, Stop("help", "help")]
    return tuple(s for s in found if (engine.QML_DIR / "pages" / PAGES[s.page]).is_file())


def _with(board: Board, shelf: Sequence[Published], kinds: Sequence[str]) -> Published | None:
    """The newest disclosure with an attachment of these media types."""

    def has(head: Published) -> bool:
        view = board.disclosure(head.id)
        return view is not None and any(a.media_type in kinds for a in view.attachments)

    return next((head for head in shelf if has(head)), None)


_KINDS: tuple[tuple[str, Callable[[Published], bool]], ...] = (
    ("item-table", lambda h: h.form == "table" and h.withdrawal is None),
    ("item-text", lambda h: h.form == "text" and h.withdrawal is None and not h.nothing),
    ("item-list", lambda h: h.form == "list" and h.withdrawal is None),
    ("item-nothing", lambda h: h.nothing),
    ("item-corrected", lambda h: h.correction is not None),
    ("item-withdrawn", lambda h: h.withdrawal is not None),
)


_ABOUT = {"about": "2026年稻谷生产者补贴", "type": "programme", "id": "BT-NY-03"}
_ASKING = (
    Stop("ask", "ask"),
    Stop("ask-sentence", "ask", {**_ABOUT, "kind": "error", "sentence": "area_wrong"}),
    Stop("ask-write", "ask", {**_ABOUT, "kind": "error", "sentence": "area_wrong", "step": "write"}),
    Stop(
        "ask-check",
        "ask",
        {**_ABOUT, "kind": "error", "sentence": "area_wrong", "contact": "here", "step": "check"},
    ),
    Stop("ask-lookup", "ask", {"step": "lookup", "number": "4829"}),
    Stop("whom", "whom"),
)


def _people(board: Board, heads: Sequence[Published]) -> list[Stop]:
    """The longest open list of the newest year, its group chooser, and the busiest person on it."""
    found: list[Stop] = []
    year = board.year(board.years()[0])
    batches = [b for p in year.programmes if p.privacy in ("P0", "P1") for b in p.batches]
    if not batches:
        return found
    batch = max(batches, key=lambda b: b.rows)
    found.append(Stop("payout-list", "payout-list", {"batch": batch.batch_id}))
    found.append(Stop("groups", "groups", {"batch": batch.batch_id}))
    corrected = next((h for h in heads if h.type == "payouts" and h.correction is not None), None)
    if corrected is not None:
        found.append(Stop("payout-list-corrected", "payout-list", {"batch": corrected.id}))
    rows = board.payouts(batch.batch_id, limit=40)
    people = [view for row in rows if row.opens and (view := board.recipient(row.opens))]
    if people:
        busiest = max(people, key=lambda view: len(view.lines))
        found.append(Stop("recipient", "recipient", {"id": busiest.recipient_id}))
    return found


def _fullest_group(board: Board, heads: Sequence[Published]) -> str:
    """The first-level group with most published items; the lists of the catalogue look best there."""
    groups: dict[str, int] = {}
    level1 = _level1(board)
    for head in heads:
        for item in head.catalogue_ids:
            group = level1.get(item, "")
            groups[group] = groups.get(group, 0) + 1
    groups.pop("", None)
    return max(groups, key=lambda g: groups[g]) if groups else next(iter(level1.values()))


def _overdue(board: Board, clock: Clock) -> str:
    """An overdue item without any publication, else one that is merely not public: its page says so."""
    chips = chips_of(board, facts_of(board, clock))
    seen = {item for head in board.publications() for item in head.catalogue_ids}
    unseen = [item for item in _level1(board) if item not in seen]
    return next((item for item in unseen if chips[item].overdue), unseen[0] if unseen else "")


def _owed(board: Board, heads: Sequence[Published], clock: Clock) -> Published | None:
    """A disclosure that is the newest under its item while the next one is late."""
    chips = chips_of(board, facts_of(board, clock))
    late = [item for item in _level1(board) if chips[item].overdue]
    newest = [next((h for h in heads if item in h.catalogue_ids), None) for item in late]
    fits = (h for h in newest if h is not None and h.type == "disclosure" and h.withdrawal is None)
    return next(fits, None)


def _level1(board: Board) -> dict[str, str]:
    catalogue = load_packaged().catalogue(board.village().kind)
    return {item.id: item.level1 for item in catalogue.items}


def take(
    home: KioskHome | Path,
    out_dir: Path,
    *,
    sizes: Sequence[tuple[int, int]] = SIZES,
    text: int = 1,
    theme: str = "light",
    low_reach: bool = False,
    only: Sequence[str] = (),
    clock: Clock | None = None,
) -> list[Path]:
    """Write ``NN-name.png`` of every page (with ``-WxH`` when there are several sizes); the paths.

    ``text`` 1–3, ``theme`` light or dark, ``only`` a selection of names.  Raises ``UsageFault`` for
    a name that does not exist and ``EnvironmentFault`` when the folder cannot be written.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if text not in (1, 2, 3) or theme not in ("light", "dark"):
        raise UsageFault("shots_look", "字号是 1、2、3，底色是 light 或 dark。")
    home = home if isinstance(home, KioskHome) else KioskHome(home)
    # A given clock is believed: it is for pictures of that day.
    build_date = BUILD_DATE if clock is None else shanghai_date(clock.now())
    clock = clock or SystemClock()
    engine.make_application()
    with ExitStack() as over:
        runner = Runner(lambda: BoardReader(home, clock), lambda: DeskStore(look.home, clock.now()))
        over.callback(runner.stop)
        evidence = EvidenceReader(home)
        over.callback(evidence.close)
        lent = Services(
            runner, clock, Coverage.load(resources_dir() / "fonts"), build_date, partial(last_seen, home),
            desk_facts=evidence.desk,
        )  # fmt: skip
        over.callback(provide, provide(lent))
        look = over.enter_context(desk_to_look_at(home, clock))
        board = BoardReader(home, clock)
        pages = (*stops(board, clock), *look.stops)
        board.close()
        _check(only, pages, out_dir)
        hand = Hand(find_model())
        over.callback(hand.stop)
        lent = replace(lent, hand=hand, desk_room=DeskRoom(look.home, clock))
        written: list[Path] = []
        for width, height in sizes:
            screen = engine.Screen(lent, QSize(width, height), px_per_mm=home.load_config().px_per_mm)
            try:
                screen.view.show()
                suffix = f"-{width}x{height}" if len(sizes) > 1 else ""
                shown = _Look(text, theme, low_reach)
                written += _pictures(screen, look, pages, only, shown, out_dir, suffix)
            finally:
                screen.close()
    return written


@dataclass(frozen=True, slots=True)
class _Look:
    """How the pages are shown; the desk's only at its one size."""

    text: int
    theme: str
    low_reach: bool

    def put_on(self, screen: engine.Screen, *, at_desk: bool) -> None:
        step = 0 if at_desk else self.text - 1
        screen.set_look(step=step, dark=self.theme == "dark", low_reach=self.low_reach and not at_desk)


def _check(only: Sequence[str], pages: Sequence[Stop], out_dir: Path) -> None:
    """``UsageFault`` for a page that does not exist; makes the folder."""
    unknown = sorted(set(only) - {s.name for s in pages} - {ATTRACT})
    if unknown:
        names = "、".join([ATTRACT, *(s.name for s in pages)])
        raise UsageFault("shots_page", f"没有这一页：{'、'.join(unknown)}。可以选：{names}。")
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(
            "shots_folder", f"文件夹 {out_dir} 建不起来。请换一个地方。", detail=str(error)
        ) from error


def _pictures(
    screen: engine.Screen, desk: DeskLook, pages: Sequence[Stop], only: Sequence[str], look: _Look,
    out_dir: Path, suffix: str,
) -> list[Path]:  # fmt: skip
    """The chosen pages of one glass; who is inside for the desk's goes out again."""
    written: list[Path] = []
    look.put_on(screen, at_desk=False)
    if not only or ATTRACT in only:
        written += _attract(screen, out_dir, suffix)
    for number, stop in enumerate(pages, start=1):
        if only and stop.name not in only:
            continue
        at_desk = stop.page.startswith(DESK)
        if at_desk and stop.page != DOOR and not screen.desk.inside:
            know_session(screen.desk)
            screen.desk.let_in(desk.person)
        look.put_on(screen, at_desk=at_desk)
        screen.go(stop.page, stop.params)
        path = out_dir / f"{number:02d}-{stop.name}{suffix}.png"
        _save(screen, path)
        written.append(path)
    screen.desk.lock()
    screen.rest()
    return written


def _save(screen: engine.Screen, path: Path) -> None:
    if not screen.view.grabWindow().save(str(path)):
        raise EnvironmentFault("shots_write", f"写不进 {path}。请检查磁盘空间和权限。")


def _attract(screen: engine.Screen, out_dir: Path, suffix: str) -> list[Path]:
    """``00-attract-<slide>.png`` of every slide. The loop only comes over home in its normal look."""
    look = {name: screen.theme.property(name) for name in ("step", "dark", "lowWanted")}
    screen.set_look()
    screen.go("home")
    screen.idle.rest()
    screen.theme.setProperty("dark", look["dark"])
    screen.rest()
    loop = screen.view.rootObject().findChild(QObject, ATTRACT)
    assert loop is not None
    written: list[Path] = []
    for _ in range(loop.property("count")):
        path = out_dir / f"00-{ATTRACT}-{loop.property('key')}{suffix}.png"
        _save(screen, path)
        written.append(path)
        QMetaObject.invokeMethod(loop, "turn")  # type: ignore[call-overload,arg-type]
        screen.rest()
    screen.idle.wake()
    for name, value in look.items():
        screen.theme.setProperty(name, value)
    return written
