"""明白条: one person's programmes in sentences, small paper, no number that belongs to the person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import zxingcpp

from kiosk.domain.clock import FixedClock
from kiosk.domain.errors import UsageFault
from kiosk.sheets.command import checked_render, make_sheet, unit_of
from kiosk.sheets.model import SlipBody
from kiosk.sheets.slip import build
from kiosk.store.home import KioskHome
from kiosk.store.views import Correction, RecipientLine, RecipientView
from tests.unit.sheets.fake_board import LUOTIAN, POSTED, FakeBoard, people
from tests.unit.sheets.reading import flat, picture
from tests.unit.store import builders as b

UNIT, _ = unit_of(FakeBoard([]).as_board())


def line(at: int, **changes: object) -> RecipientLine:
    payout = replace(people(40)[at], name="熊谷雨", paid_how="社保卡")
    made = RecipientLine("B1", "BT-NY-01", "耕地地力保护补贴", 2026, payout, None, None)
    return replace(made, **changes)  # type: ignore[arg-type]


def person(*lines: RecipientLine, name: str = "熊谷雨") -> RecipientView:
    return RecipientView("7K3M9QAB", name, "上屋组", lines, ((2026, sum(li.payout.cents for li in lines)),))


def body_of(recipient: RecipientView, year: int | None = None) -> SlipBody:
    body = build(recipient, year, UNIT, POSTED).body
    assert isinstance(body, SlipBody)
    return body


def test_sentences() -> None:
    other = line(1, programme_id="BT-NY-03", programme_name="稻谷生产者补贴")
    body = body_of(person(line(0), other))
    assert [entry.name for entry in body.entries] == ["稻谷生产者补贴", "耕地地力保护补贴"]
    assert body.entries[1].amount == "134.40元"
    assert body.entries[1].sentences == ("1.20亩 × 112元 = 134.40元，5月20日发到社保卡。",)


def test_a_correction_says_what_it_was() -> None:
    corrected = line(0, correction=Correction(date(2026, 7, 1), 1, "错了"), old_cents=100_00)
    assert (
        "2026年7月1日更正过：原来100.00元，现在134.40元。" in body_of(person(corrected)).entries[0].sentences
    )


def test_monthly_payments_are_one_sentence() -> None:
    months = [
        line(0, payout=replace(people(1)[0], qty=None, rate=None, cents=50_00, paid_on=date(2026, m, 5)))
        for m in (1, 2, 3, 4)
    ]
    (entry,) = body_of(person(*months)).entries
    assert entry.amount == "200.00元" and entry.sentences == ("50.00元 × 4个月 = 200.00元，1—4月，每月发。",)


@pytest.mark.parametrize("paper", ["a5", "80mm", "a4"])
@pytest.mark.parametrize("count", [1, 5, 24])
def test_on_paper(paper: str, count: int) -> None:
    lines = [line(at, programme_id=f"BT-{at}", programme_name=f"第{at}项补贴") for at in range(count)]
    name = "阿卜杜热西提·买买提吐尔逊·阿不都热合曼江（之一）"
    model = build(person(*lines, name=name), None, UNIT, POSTED)
    done = checked_render(model, UNIT.settings, paper=paper)
    assert not done.metrics.too_wide and not done.metrics.outside
    assert done.metrics.least_size >= 11 and done.metrics.least_scale >= 0.85 - 1e-9
    assert done.pages == (1 if paper == "80mm" or count < 6 else done.pages)
    everything = flat(done.pdf)
    assert name in everything and all(f"第{at}项补贴" in everything for at in range(count))
    codes = [
        code.text
        for page in range(done.pages)
        for dpi in (150, 300)
        for code in zxingcpp.read_barcodes(picture(done.pdf, page, dpi))
    ]
    assert codes == [model.stamp.qr] * 2
    assert done.pdf == checked_render(model, UNIT.settings, paper=paper).pdf


def test_nothing_tells_people_apart_but_the_name() -> None:
    first = build(person(line(0)), None, UNIT, POSTED)
    second = build(person(line(7), name="涂水生"), None, UNIT, POSTED)
    assert first.stamp == second.stamp and not first.subjects
    text = flat(checked_render(first, UNIT.settings, paper="a5").pdf)
    assert "7K3M9QAB" not in text and "00000000" not in text and "序号" not in text


def test_wrong_people_and_years() -> None:
    with pytest.raises(UsageFault, match="没有找到这个人"):
        build(None, None, UNIT, POSTED)
    with pytest.raises(UsageFault, match="1999年没有"):
        build(person(line(0)), 1999, UNIT, POSTED)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KioskHome]:
    made = b.make_home(tmp_path)
    b.fill_board(made, households=8)
    yield made


def test_p2_is_not_on_the_slip_of_a_real_board(home: KioskHome, tmp_path: Path, clock: FixedClock) -> None:
    rid = b.payouts(8)[0].recipient_id
    made = make_sheet(home, "slip", tmp_path / "a.pdf", recipient=rid, clock=clock)
    text = flat((tmp_path / "a.pdf").read_bytes())
    assert made.pages == 1 and made.subjects == () and "耕地地力保护补贴" in text
    assert "最低生活保障" not in text and str(rid) not in text


@pytest.mark.parametrize(
    ("choice", "words"),
    [({}, "--recipient"), ({"recipient": "ZZZZZZZZ"}, "没有找到"), ({"recipient": "x", "paper": "a3"}, "a5")],
)
def test_wrong_choices_are_told(
    home: KioskHome, tmp_path: Path, clock: FixedClock, choice: dict[str, Any], words: str
) -> None:
    with pytest.raises(UsageFault, match=words):
        make_sheet(home, "slip", tmp_path / "a.pdf", clock=clock, **choice)


def test_it_is_of_the_village(clock: FixedClock) -> None:
    assert build(person(line(0)), None, UNIT, POSTED).title == f"{LUOTIAN.short_name}2026年补贴明白条"
