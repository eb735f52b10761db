"""How many touches from home: any public item in three, one's own family's money in four (ui.md A10).

Every key of every page is really touched on the demo's village; turning pages with 下一页 is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QPointingDevice

from kiosk.domain.reference import load_packaged
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine
from kiosk.ui.nav import Place
from tests.ui import demoboard, walk
from tests.ui.windows import touch


class Finger:
    """Touches keys of the open page by name, a second after the last touch."""

    def __init__(
        self, screen: engine.Screen, device: QPointingDevice, ticking: Callable[[float], None]
    ) -> None:
        self.screen, self._device, self._ticking = screen, device, ticking

    def press(self, key: walk.Touchable) -> Place:
        """Where that leads; the page there is filled."""
        self._ticking(1.0)
        touch(self.screen, self._device, key.rect.center().toPoint())
        assert self.screen.settle()
        phase = walk.page_of(self.screen.view).property("phase")
        assert phase == "ready", f"{key.name} leads to a page that is {phase}"
        return self.screen.nav.place

    def named(self, name: str) -> Place:
        self.screen.rest()
        return self.press(walk.find(walk.walk(self.screen.view), name))

    def back(self) -> None:
        """To the page that was left, as it was: its keys are where they were."""
        self.screen.nav.back()
        assert self.screen.settle()
        self.screen.view.grabWindow()

    def each(self) -> Iterator[walk.Touchable]:
        """The keys of the page, one part after the other, each as it stands then."""
        while True:
            self.screen.rest()
            here = walk.walk(self.screen.view).touchables
            yield from (t for t in here if not t.in_bar and t.enabled)
            onward = next((t for t in here if t.name == "下一页" and t.enabled), None)
            if onward is None:
                return
            self.press(onward)


@pytest.fixture(scope="module")
def board(demo_village: KioskHome) -> Iterator[BoardReader]:
    reader = BoardReader(demo_village, demoboard.CLOCK)
    yield reader
    reader.close()


@pytest.fixture
def finger(
    screen: engine.Screen, touchscreen: QPointingDevice, ticking: Callable[[float], None]
) -> Finger:
    assert screen.go("home")
    return Finger(screen, touchscreen, ticking)


def test_any_public_item_is_three_touches_from_home(finger: Finger, board: BoardReader) -> None:
    heads = board.publications()
    catalogue = load_packaged().catalogue(board.village().kind)
    assert finger.named("看公开").page == "catalogue"
    subjects = {t.name.partition("，")[0]: t for t in finger.each()}
    assert set(subjects) == {g.name for g in catalogue.groups}
    for group in catalogue.groups:
        finger.press(subjects[group.name])
        rows = 0
        for item, row in zip(group.items, finger.each(), strict=True):
            assert row.name.startswith(item.level2)
            place = finger.press(row)
            rows += 1
            here = [h for h in heads if item.id in h.catalogue_ids]
            if place.page == "shelf" or not here:
                assert place.params["catalogue"] == item.id
            else:
                # Of what comes again every month or year, the newest stands there at once.
                assert here[0].id in place.params.values(), item.id
            finger.back()
        assert rows == len(group.items)
        finger.back()


@pytest.mark.parametrize(
    ("tile", "page"), [("懂政策", "policy"), ("看通知", "item"), ("查补贴", "payout-list")]
)
def test_policies_notices_and_programmes_are_two_touches_from_home(
    tile: str, page: str, finger: Finger, board: BoardReader
) -> None:
    finger.named(tile)
    opened: list[str] = []
    for key in finger.each():
        if not key.has_slop or key.rect.width() < 900 or key.name == "找我家领了多少":
            continue
        place = finger.press(key)
        assert place.page == page
        opened.append(str(place.params.get("id") or place.params.get("programme")))
        finger.back()
    year = board.year(board.years()[0])
    wanted = {
        "policy": {p.head.id for p in board.policies()},
        "item": {h.id for h in board.publications() if h.form == "notice" and h.withdrawal is None},
        "payout-list": {p.programme_id for p in year.programmes if p.privacy in ("P0", "P1", "P2")},
    }[page]
    assert wanted and set(opened) == wanted
    assert len(opened) == len(wanted)


def test_every_family_is_four_touches_from_home(finger: Finger, board: BoardReader) -> None:
    finger.named("查补贴")
    finger.named("找我家领了多少")
    offered: set[str] = set()
    opened: set[str] = set()
    for surname in list(finger.each()):
        if re.match("按|手写|不会找", surname.name):
            continue
        assert finger.named(surname.name).page == "find"
        names = [key for key in finger.each() if not re.search(r"户$|^按|^手写|^重新选", key.name)]
        offered |= {key.name for key in names}
        finger.screen.rest()
        last = [t for t in walk.walk(finger.screen.view).touchables if t.name == names[-1].name][-1]
        place = finger.press(last)
        assert place.page == "recipient", (surname.name, names[-1].name)
        opened.add(str(place.params["id"]))
        finger.back()
        finger.named("重新选")
    told = [h for s, _ in board.surnames() for h in board.find_names(surname=s, limit=2000)]
    assert offered == {_key_name(h.display_name, h.group) for h in told}
    assert len(opened) == 13 and opened <= {h.recipient_id for h in told}


def _key_name(display_name: str, group: str) -> str:
    name, _, ordinal = display_name.partition("（")
    return f"{name}，{ordinal.rstrip('）')} {group}" if ordinal else f"{name}，{group}"
