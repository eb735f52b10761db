"""A desk on real files: desk.db, a board with the county's seal key, a drop folder; everybody is invented."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from nacl.public import PrivateKey

from kiosk.bundle.letters import Letter, open_letter
from kiosk.desk import access
from kiosk.desk.access import Access, Entered
from kiosk.desk.question_records import Asked, NewQuestion, Tended
from kiosk.desk.questions import Questions
from kiosk.domain.clock import FixedClock
from kiosk.domain.items import KeysItem, ReplyItem
from kiosk.domain.questions import About
from kiosk.domain.reference import load_packaged
from kiosk.store.board import BoardReader
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskHome
from kiosk.store.people import Person
from tests.unit.store import builders as b

SEAL = PrivateKey(bytes(range(1, 33)))
SEAL_TEXT = base64.b64encode(SEAL.public_key.encode()).decode("ascii")
PHONE = "13800990123"
LIST = About("payouts", "DL-2026-1")
PIN = "480913"


def png(width: int = 60, height: int = 40) -> bytes:
    """A real white PNG, as the page makes of strokes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    rows = (b"\0" + b"\xff" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@dataclass(slots=True)
class DeskKiosk:
    """``rules`` works on the open desk; ``restart`` closes it and opens everything anew."""

    home: KioskHome
    clock: FixedClock
    desk: DeskStore = field(init=False)
    rules: Questions = field(init=False)
    seq: int = 0

    def __post_init__(self) -> None:
        self._open()

    def _open(self) -> None:
        self.desk = DeskStore(self.home, self.clock.now())
        self.rules = Questions(
            self.desk, BoardReader(self.home, self.clock), self.home, self.home.load_config(),
            load_packaged().holidays,
        )  # fmt: skip

    def restart(self) -> None:
        self.desk.close()
        self._open()

    @property
    def access(self) -> Access:
        return Access(self.desk)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def folder(self) -> Path:
        return self.home.load_config().drop_out / "questions"

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []

    def later(self, **delta: float) -> None:
        self.clock.advance(timedelta(**delta))

    def ask(self, new: NewQuestion | None = None, *, trusted: bool = True) -> Asked:
        return self.rules.ask(new or NewQuestion("amount_wrong", LIST), self.now, trusted=trusted)

    def tend(self, *, trusted: bool = True) -> Tended:
        return self.rules.tend(self.now, trusted=trusted)

    def sent(self) -> Asked:
        """A question that has left for the county."""
        asked = self.ask()
        self.later(minutes=6)
        self.tend()
        return asked

    def letter(self, asked: Asked) -> Letter:
        content = (self.folder / f"K1-{asked.question_id}.json").read_bytes()
        return open_letter(content, SEAL.encode())

    def county(self, *items: ReplyItem | KeysItem) -> None:
        """A bundle with these items is applied."""
        self.seq += 1
        b.apply(self.home, b.MadeBundle(self.seq).add(*items), at=self.now)

    def county_replies(self, asked: Asked, text: str = "已补发，请查收。", *, public: bool = False) -> None:
        self.county(ReplyItem(asked.question_id, text, date_of(self.now), public))

    def clerk(self) -> Person:
        """The first person, made on the first call."""
        known = self.access.people()
        if known:
            return known[0]
        untouched = not self._rows()
        if untouched and (kept := _CAME_IN.get(self._moment)) is not None:
            with self.desk.writing() as connection:
                for name, rows in kept.items():
                    places = ", ".join("?" * len(rows[0]))
                    connection.executemany(f"insert into {name} values ({places})", rows)
            return self.access.people()[0]
        entered = self.access.set_up(self.desk.new_setup_code(), "王测试", "clerk", PIN, self.now)
        assert isinstance(entered, Entered)
        if untouched:
            _CAME_IN[self._moment] = self._rows()
        return entered.person

    @property
    def _moment(self) -> tuple[datetime, int]:
        """Now, and what a PIN costs now."""
        return self.now, access._SCRYPT["n"]

    def _rows(self) -> dict[str, list[tuple[object, ...]]]:
        """What stands in the desk, by table; nothing before anybody did anything."""
        with self.desk.reading() as connection:
            names = [n for (n,) in connection.execute("select name from sqlite_master where type = 'table'")]
            found = {n: connection.execute(f"select * from {n}").fetchall() for n in names if n[0] != "_"}
        return {name: [tuple(row) for row in rows] for name, rows in found.items() if rows}

    def on_disk(self) -> bytes:
        """Every byte of the home and of the drop folder."""
        places = (self.home.path, self.home.load_config().drop)
        return b"".join(p.read_bytes() for place in places for p in sorted(place.rglob("*")) if p.is_file())


_CAME_IN: dict[tuple[datetime, int], dict[str, list[tuple[object, ...]]]] = {}
"""Rows of a desk to which the clerk came in, by the hour: setting a PIN takes longer than all else."""


def date_of(now: datetime) -> date:
    return (now.astimezone(UTC) + timedelta(hours=8)).date()


def make_desk(path: Path, clock: FixedClock, *, sealed: bool = True) -> DeskKiosk:
    home = b.make_home(path)
    home.load_config().drop_out.parent.mkdir(parents=True)
    kiosk = DeskKiosk(home, clock)
    if sealed:
        kiosk.county(KeysItem((), (), SEAL_TEXT))
    return kiosk


def read_json(path: Path) -> dict[str, object]:
    return json.loads(path.read_text("utf-8"))
