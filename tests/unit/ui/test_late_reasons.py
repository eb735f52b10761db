"""What the clerk wrote about something late reaches the villagers' pages at once, and read-only."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.desk.reasons import Reasons
from kiosk.domain.clock import FixedClock
from kiosk.domain.duty import DutyKey
from kiosk.domain.errors import EnvironmentFault
from kiosk.store.board import BoardReader
from kiosk.store.clock import last_seen
from kiosk.store.desk import DeskStore
from kiosk.store.evidence import NO_FACTS, EvidenceReader
from kiosk.store.home import KioskHome
from kiosk.store.people import Person
from kiosk.ui.services import provide, services
from kiosk.ui.viewmodels.catalogue import items_build
from kiosk.ui.viewmodels.disclosure import item_build
from kiosk.ui.viewmodels.duties import chips_of
from kiosk.ui.viewmodels.facts import Facts, clock_was_confirmed, facts_of

CLERK = Person(1, "文书甲", "clerk", True)
SAID = "等会计报表，最晚 6月20日补上"


def test_a_reason_stands_beside_what_is_overdue(
    board: BoardReader, facts: Facts, runner: Any, clock: FixedClock, tmp_path: Path
) -> None:
    home = KioskHome(tmp_path)
    key = DutyKey(facts.village.village_code, "GK-CW-04", 0, "2026-Q1")

    def meta() -> str:
        state = items_build("集体财务")(board, facts)
        assert state is not None
        return next(r.meta for r in state.rows if r.catalogue_id == "GK-CW-04")

    with closing(EvidenceReader(home)) as evidence:
        provide(replace(services(), desk_facts=evidence.desk))
        assert "等会计报表" not in meta()  # no desk.db yet
        with DeskStore(home, clock.now()) as desk:
            desk.see_clock(clock.now())
            before = evidence.desk()
            rules = Reasons(desk)
            rules.write(
                key, "accounts", late_on=date(2026, 6, 20), by=CLERK, now=clock.now(), today=facts.today
            )
            assert meta().endswith(f"　{SAID}")
            told = evidence.desk()
            desk.see_clock(clock.now())  # a write that tells nothing new makes nothing new
            assert evidence.desk() is told and told != before
            page = item_build("", "GK-CW-04")(board, facts)
            assert page is not None
            assert f"这一项还没有公开。原因：{SAID}。" in [b.text for b in page.blocks]
            rules.take_back(key, by=CLERK, now=clock.now())
            assert "等会计报表" not in meta()


def test_a_broken_desk_takes_no_page_away(
    board: BoardReader, facts: Facts, runner: Any, tmp_path: Path
) -> None:
    home = KioskHome(tmp_path)
    home.desk_db.write_bytes(b"not a database at all" * 300)
    with closing(EvidenceReader(home)) as evidence:
        seen = partial(last_seen, home)
        with pytest.raises(EnvironmentFault):
            seen()
        provide(replace(services(), desk_facts=evidence.desk, last_seen=seen))
        clock_was_confirmed()  # so that the facts are read anew
        anew = facts_of(board, services().clock)
        assert evidence.desk() is NO_FACTS and anew is not facts and anew.trusted
        assert items_build("集体财务")(board, anew) is not None


def test_the_page_of_an_earlier_period_says_what_is_still_owed(board: BoardReader, facts: Facts) -> None:
    chips = chips_of(board, facts)
    pages = [
        item_build(head.id, "")(board, facts)
        for head in board.publications()
        if head.type == "disclosure" and head.withdrawal is None and chips[head.catalogue_ids[0]].overdue
    ]
    blocks = [b for page in pages if page is not None for b in page.blocks]
    owed = [b for b in blocks if b.kind == "owed" or b.mark == "还欠"]
    assert owed and len(owed) == len(pages)
    assert all("前应公开，还没有公开。" in block.text for block in owed)


def test_what_is_late_comes_first_on_the_page_its_row_leads_to(board: BoardReader, facts: Facts) -> None:
    chips = chips_of(board, facts)
    heads = [h for h in board.publications() if h.type == "disclosure" and h.catalogue_ids]
    late = next(h for h in heads if chips[h.catalogue_ids[0]].overdue and h.withdrawal is None)
    item_id = late.catalogue_ids[0]
    page = item_build("", item_id)(board, facts)
    assert page is not None and page.disclosure_id
    first = page.blocks[0]
    assert (first.kind, first.mark) == ("owed", chips[item_id].label)
    assert first.text.endswith("下面是上一期的。")
    assert first.cells == (facts.complaint_line,)
    assert not [b for b in page.blocks if b.mark == "还欠"]
