"""Reasons for what is late: kept, replaced, taken back, and never with a number of somebody."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.desk.audit import history
from kiosk.desk.reasons import Reasons
from kiosk.domain.duty import DutyKey
from kiosk.domain.errors import UsageFault
from kiosk.domain.reasons import MOST_WORDS, READY
from kiosk.store import reasons as table
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.people import Person

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
KEY = DutyKey("360123100200", "GK-CW-01", 0, "2026-Q3")
CLERK = Person(1, "文书甲", "clerk", True)


@pytest.fixture
def desk(tmp_path: Path) -> Generator[DeskStore]:
    with DeskStore(KioskHome(tmp_path), NOW) as opened:
        yield opened


def standing(desk: DeskStore) -> dict[DutyKey, str]:
    with desk.reading() as connection:
        return {k: r.sentence(TODAY) for k, r in table.standing(table.written(connection)).items()}


def test_the_newest_counts_and_the_earlier_stays_as_history(desk: DeskStore) -> None:
    rules = Reasons(desk)
    rules.write(KEY, "accounts", by=CLERK, now=NOW, today=TODAY)
    rules.write(KEY, "accounts", " 镇里 在结账 ", late_on=date(2026, 12, 5), by=CLERK, now=NOW, today=TODAY)
    assert standing(desk) == {KEY: "等会计报表（镇里 在结账），最晚 12月5日补上"}
    with desk.reading() as connection:
        assert [r.text for r in table.written(connection)] == ["", "镇里 在结账"]
    newest = history(desk)[0]
    assert (newest.what, newest.who, newest.subject) == ("reason_written", "文书甲", "GK-CW-01/0/2026-Q3")


def test_taken_back(desk: DeskStore) -> None:
    rules = Reasons(desk)
    rules.write(KEY, "other", "水淹了账本", by=CLERK, now=NOW, today=TODAY)
    assert standing(desk) == {KEY: "水淹了账本"}
    rules.take_back(KEY, by=CLERK, now=NOW)
    assert standing(desk) == {}
    assert [e.note for e in history(desk)] == ["取消了原因", "水淹了账本"]


@pytest.mark.parametrize(
    ("code", "text", "late_on", "fault"),
    [
        ("other", "  ", None, "reason_empty"),
        ("county", "长" * (MOST_WORDS + 1), None, "reason_long"),
        ("county", "找990123199001011" + "234", None, "reason_private"),
        ("county", "电话1380" + "0000000", None, "reason_private"),
        ("county", "", date(2026, 11, 22), "late_in_past"),
    ],
)
def test_what_may_not_be_written(
    desk: DeskStore, code: str, text: str, late_on: date | None, fault: str
) -> None:
    with pytest.raises(UsageFault) as caught:
        Reasons(desk).write(KEY, code, text, late_on=late_on, by=CLERK, now=NOW, today=TODAY)
    assert caught.value.code == fault
    assert standing(desk) == {} and history(desk) == ()


def test_a_public_phone_may_be_named_and_the_ready_words_are_short(desk: DeskStore) -> None:
    own = frozenset({"13800000000"})
    Reasons(desk, own).write(KEY, "town", "问1380" + "0000000", by=CLERK, now=NOW, today=TODAY)
    assert KEY in standing(desk)
    assert all(len(words) <= 12 for words in READY.values())
    with pytest.raises(ValueError, match="ready"):
        Reasons(desk).write(KEY, "", by=CLERK, now=NOW, today=TODAY)
