"""A village that publishes itself: a desk with a clerk and a supervisor, the real worker, a drop folder."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from kiosk.bundle.keys import SecretKey
from kiosk.desk.access import Access, Entered, Refused
from kiosk.desk.publishing import Publishing
from kiosk.desk.publishing_records import TendedOwn
from kiosk.domain.clock import FixedClock
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.drafts import Content, Draft
from kiosk.store.home import KioskHome
from kiosk.store.people import Person
from tests.unit.intake.making import Kiosk, bundles, make_kiosk

CLERK_PIN, SUPERVISOR_PIN = "480913", "592817"
HEADS = ("日期", "摘要", "收入(元)", "支出(元)")
ROWS = (("2026-07-01", "卖树", "1200.00", ""), ("2026-07-02", "修路灯", "", "300.50"))


@dataclass(slots=True)
class VillageDesk:
    """``rules`` works on the open desk; ``restart`` opens everything anew, as after a power cut."""

    kiosk: Kiosk
    desk: DeskStore = field(init=False)
    board: BoardReader = field(init=False)
    rules: Publishing = field(init=False)
    clerk: Person = field(init=False)
    supervisor: Person = field(init=False)

    def __post_init__(self) -> None:
        self._open()
        known = Access(self.desk).people()
        self.clerk = known[0] if known else self._first()
        self.supervisor = known[1] if known else self.add("李监督", "supervisor", SUPERVISOR_PIN)

    def close(self) -> None:
        self.rules.close()
        self.board.close()
        self.desk.close()

    def _open(self) -> None:
        home = self.kiosk.home
        self.desk = DeskStore(home, self.now)
        self.board = BoardReader(home, self.kiosk.clock)
        self.rules = Publishing(self.desk, self.board, home, home.load_config())

    def restart(self) -> None:
        self.close()
        self._open()

    @property
    def now(self) -> datetime:
        return self.kiosk.clock.now()

    def _first(self) -> Person:
        access = Access(self.desk)
        found = access.set_up(self.desk.new_setup_code(), "王测试", "clerk", CLERK_PIN, self.now)
        assert isinstance(found, Entered)
        return found.person

    def add(self, name: str, role: str, pin: str) -> Person:
        access = Access(self.desk)
        person, code = access.add_person(self.clerk, name, role, self.now)  # type: ignore[arg-type]
        found = access.set_pin_by_code(person.id, code, pin, self.now)
        assert isinstance(found, Entered)
        return found.person

    def write(self, item: str = "GK-CW-01", by: Person | None = None, **changes: object) -> Draft:
        """A draft with a small table."""
        who = by or self.clerk
        draft = self.rules.start(item, who, self.now)
        content: Content = replace(draft.content, **({"fields": HEADS, "rows": ROWS} | changes))
        return self.rules.save(draft.id, content, who, self.now)

    def check(self, draft: Draft, pin: str = SUPERVISOR_PIN) -> Draft | Refused:
        self.rules.send(draft.id, self.clerk, self.now)
        return self.rules.check(draft.id, self.supervisor.id, pin, self.now)

    def publish(self, draft: Draft) -> Draft:
        """Checked and published; the worker has not run yet."""
        assert not isinstance(self.check(draft), Refused)
        return self.rules.publish(draft.id, self.clerk, self.now, trusted=True)

    def work(self) -> TendedOwn:
        """One pass of the worker, then the desk's round."""
        assert self.kiosk.once() == 0
        return self.rules.tend(self.now)

    def shown(self) -> dict[str, int]:
        """id → version of the village's own on the screen."""
        return {i: v for i, v in self.kiosk.shown().items() if i.startswith("L-")}

    def key(self) -> SecretKey:
        return SecretKey.load(self.kiosk.home.kiosk_key)

    def sent(self) -> list[str]:
        folder = self.kiosk.out / "local"
        return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def copy_of(made: VillageDesk, path: Path) -> VillageDesk:
    """The same on other folders: setting PINs takes longer than anything else. ``made`` is closed."""
    old = made.kiosk
    shutil.copytree(old.drop.parent, path, dirs_exist_ok=True)
    kiosk = replace(
        old, home=KioskHome(path / old.home.path.name), drop=path / "drop", county=path / "county",
        clock=FixedClock(old.clock.at),
    )  # fmt: skip
    replace(kiosk.home.load_config(), drop=kiosk.drop).save(kiosk.home.config_file)
    return VillageDesk(kiosk)


def make_village_desk(path: Path) -> VillageDesk:
    """One bundle of the county is on the board already."""
    kiosk = make_kiosk(path)
    (one,) = bundles(kiosk, 1)
    kiosk.push(one)
    assert kiosk.once() == 0
    return VillageDesk(kiosk)
