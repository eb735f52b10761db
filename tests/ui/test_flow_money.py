"""A villager's way by touch: home → 查补贴 → a programme → a person; the amounts are the board's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain.clock import FixedClock
from kiosk.domain.money import format_amount, format_yuan
from kiosk.store.board import BoardReader
from kiosk.store.home import KioskHome
from kiosk.ui import engine
from tests.ui import walk

Tap = Callable[[engine.Screen, str], None]


@pytest.fixture
def press(tap: Tap) -> Tap:
    """A touch by name once the page has come to rest, as a person looks before pressing."""

    def do(screen: engine.Screen, name: str) -> None:
        screen.rest()
        tap(screen, name)
        screen.rest()

    return do


@pytest.fixture
def board(rich_home: KioskHome, ui_clock: FixedClock) -> Any:
    reader = BoardReader(rich_home, ui_clock)
    yield reader
    reader.close()


def words(screen: engine.Screen) -> list[str]:
    return [t.text for t in walk.walk(screen.view).texts]


def key_starting(screen: engine.Screen, start: str) -> str:
    return next(t.name for t in walk.walk(screen.view).touchables if t.name.startswith(start))


@pytest.mark.parametrize("shape", ["portrait", "landscape"])
@pytest.mark.parametrize("step", [0, 1, 2], ids=["text1", "text2", "text3"])
def test_from_home_to_a_named_person(
    shape: str, step: int, screen_for: Callable[[str], engine.Screen], press: Tap, board: BoardReader
) -> None:
    screen = screen_for(shape)
    screen.nav.leave()
    screen.set_look(step=step)
    screen.rest()
    press(screen, key_starting(screen, "查补贴"))
    assert screen.nav.page == "payouts"
    year = board.year(2026)
    assert format_amount(year.cents) in words(screen)
    while not any(t.name.startswith("耕地地力保护补贴") for t in walk.walk(screen.view).touchables):
        press(screen, "下一页")
    press(screen, key_starting(screen, "耕地地力保护补贴"))
    assert screen.nav.page == "payout-list"
    total = format_yuan(next(p for p in year.programmes if p.programme_id == "BT-NY-01").cents)
    assert any(total in text for text in words(screen))
    person = board.payouts("地力-2026-1")[1]
    while not any(person.display_name in t.name for t in walk.walk(screen.view).touchables):
        press(screen, "下一页")
    name = next(t.name for t in walk.walk(screen.view).touchables if person.display_name in t.name)
    assert format_yuan(person.payout.cents) in name
    press(screen, name)
    assert screen.nav.page == "recipient"
    screen_words = words(screen)
    assert f"{person.display_name} 家" in screen_words
    view = board.recipient(str(person.opens))
    assert view is not None
    got = sum(line.payout.cents for line in view.lines if line.year == 2026)
    assert format_amount(got) in screen_words
    press(screen, "看完了")
    assert screen.nav.page == "home"
    assert not any(person.display_name in text for text in words(screen))


def test_a_surname_leads_to_the_person_in_four_touches(
    screen_for: Callable[[str], engine.Screen], press: Tap, board: BoardReader
) -> None:
    screen = screen_for("portrait")
    screen.nav.leave()
    screen.rest()
    press(screen, key_starting(screen, "查补贴"))
    press(screen, "找我家领了多少")
    press(screen, key_starting(screen, "熊，"))
    hit = board.find_names(surname="熊")[0]
    press(screen, f"{hit.display_name}，{hit.group}")
    assert screen.nav.page == "recipient"
    # 返回 finds the surname again, 返回 once more leaves the finder.
    press(screen, "返回")
    assert any(t.name == f"{hit.display_name}，{hit.group}" for t in walk.walk(screen.view).touchables)
    press(screen, "重新选")
    assert any(t.name.startswith("熊，") for t in walk.walk(screen.view).touchables)


def test_a_group_is_chosen_and_kept(
    screen_for: Callable[[str], engine.Screen], press: Tap, board: BoardReader
) -> None:
    screen = screen_for("portrait")
    screen.nav.leave()
    screen.nav.open("payout-list", {"batch": "地力-2026-1"})
    screen.rest()
    press(screen, key_starting(screen, "全村"))
    press(screen, key_starting(screen, "樟树组"))
    assert screen.nav.page == "payout-list"
    group = next(g for g in board.groups("地力-2026-1") if g.group == "樟树组")
    shown = words(screen)
    assert "樟树组合计" in shown and format_yuan(group.cents) in shown
    people = [t.name for t in walk.walk(screen.view).touchables if t.name.startswith("樟树组，")]
    assert people


def test_names_of_a_p2_list_open_nothing(
    screen_for: Callable[[str], engine.Screen], board: BoardReader
) -> None:
    screen = screen_for("portrait")
    screen.nav.leave()
    screen.nav.open("payout-list", {"batch": "低保-2026"})
    screen.rest()
    page = walk.walk(screen.view)
    names = [row.display_name for row in board.payouts("低保-2026")]
    assert all(any(name == t.text for t in page.texts) for name in names)
    assert not [t for t in page.touchables if any(name in t.name for name in names)]


def test_every_tile_of_home_leads_to_a_page(screen_for: Callable[[str], engine.Screen], press: Tap) -> None:
    screen = screen_for("portrait")
    for tile, page in (
        ("看公开", "catalogue"),
        ("查补贴", "payouts"),
        ("懂政策", "policies"),
        ("看通知", "notices"),
        ("提意见", "ask"),
    ):
        screen.nav.leave()
        screen.rest()
        press(screen, key_starting(screen, tile))
        assert screen.nav.page == page
        assert len(words(screen)) > 6


def test_from_the_catalogue_to_a_withdrawn_and_an_overdue_matter(
    screen_for: Callable[[str], engine.Screen], press: Tap
) -> None:
    screen = screen_for("portrait")
    screen.nav.leave()
    screen.rest()
    press(screen, key_starting(screen, "看公开"))
    press(screen, key_starting(screen, "集体财务"))
    press(screen, key_starting(screen, "债权债务"))
    shown = words(screen)
    assert "这一项还没有公开。" in shown
    assert any(text.startswith("逾期 ") for text in shown)
    assert any("石鼻镇人民政府" in text for text in shown)
    screen.nav.open("item", {"id": "wrong"})
    screen.rest()
    shown = words(screen)
    assert "已撤回" in shown and "6月12日撤回。捐赠单位名称登记有误。" in shown
