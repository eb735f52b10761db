"""Receipts and the heartbeat: what the kiosk tells the county (architecture.md §4, §7).

A receipt is written once, as ``out/receipts/<bundle>-<kiosk>-<n>.json``.  It first goes into the
kiosk's own outbox, so that a share that is away or full loses none; ``flush`` carries it over.
``heartbeat.json`` is replaced (``heart.py``).  Receipts over 400 days old are rolled into one file a year,
and so are the postings that the screen process wrote.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, cast

from kiosk.bundle.disk import sync_folder, write_whole
from kiosk.domain.clock import parse_rfc3339, shanghai_date, to_rfc3339
from kiosk.domain.errors import KioskError, Place
from kiosk.domain.scan import scan_text
from kiosk.intake.files import disk_fault, read_json, to_json
from kiosk.store.audit import Head

State = Literal["applied", "duplicate", "held", "incomplete", "refused"]
ROLL_UP_AFTER = timedelta(days=400)
FORMAT = "kiosk-receipt/1"
_POSTING = re.compile(r"(?P<kiosk>.+)-[0-9]+-[0-9]+\.json")
_NAME = re.compile(r"(?P<bundle>[0-9]{12}-[0-9]{6,9})-(?P<kiosk>.+)-(?P<n>[0-9]+)\.json")


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done with a bundle and why.

    ``sentence`` is plain Chinese for the clerk and the county; ``place`` where in the bundle it
    applies; ``missing`` the seqs (held) or files (incomplete) that are waited for.  No personal value.
    """

    bundle: str
    seq: int
    state: State
    code: str
    sentence: str
    at: datetime
    manifest_sha256: str | None = None
    place: Place = NOWHERE
    missing: tuple[str, ...] = ()

    def document(self, kiosk_id: str, village_code: str) -> dict[str, object]:
        """The JSON object of the file."""
        return {
            "format": FORMAT,
            "bundle": self.bundle,
            "village_code": village_code,
            "seq": self.seq,
            "kiosk": kiosk_id,
            "state": self.state,
            "code": self.code,
            "sentence": self.sentence,
            "file": self.place.file,
            "row": self.place.row,
            "column": self.place.column,
            "missing": list(self.missing),
            "manifest_sha256": self.manifest_sha256,
            "at": to_rfc3339(self.at),
        }


def refused(bundle: str, seq: int, error: KioskError, at: datetime, sha256: str | None) -> Receipt:
    """The receipt of a refusal. The error's ``detail`` stays in the log."""
    place = Place(_discreet_or_none(error.place.file), error.place.row, _discreet_or_none(error.place.column))
    where = place.words()
    sentence = f"{where}：{error.message}" if where else error.message
    return Receipt(bundle, seq, "refused", error.code, sentence, at, sha256, place)


def discreet(name: str) -> str:
    """A file name or column head as the sender wrote it, unless a personal number stands in it."""
    return "(名字里有不能写出的号码)" if scan_text(name) else name


def _discreet_or_none(name: str | None) -> str | None:
    return None if name is None else discreet(name)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Receipts on their way: ``local`` is inside the kiosk's home, ``out`` is ``DROP/<code>/out``."""

    local: Path
    out: Path
    kiosk_id: str
    village_code: str

    @property
    def receipts(self) -> Path:
        return self.out / "receipts"

    def add(self, receipt: Receipt) -> Path:
        """Write a receipt into the outbox; EnvironmentFault when the kiosk's own disk refuses."""
        try:
            self.local.mkdir(parents=True, exist_ok=True)
            number = 1 + max((n for _, n in self._numbers(receipt.bundle)), default=0)
            path = self.local / f"{receipt.bundle}-{self.kiosk_id}-{number}.json"
            write_whole(path, to_json(receipt.document(self.kiosk_id, self.village_code)), alone=True)
            (self.local / f".{receipt.bundle}.number").write_text(str(number), "ascii")
        except OSError as error:
            raise disk_fault(error, self.local) from error
        return path

    def flush(self) -> int:
        """Carry everything over to ``out/receipts``; how many. EnvironmentFault when it is not there."""
        done = 0
        try:
            waiting = sorted(p for p in self.local.glob("*.json") if not p.name.startswith("."))
            if waiting:
                self._make_folder()
            for path in waiting:
                target = self.receipts / path.name
                if not target.exists():
                    write_whole(target, path.read_bytes(), alone=True)
                path.unlink()
                done += 1
        except OSError as error:
            raise disk_fault(error, self.receipts) from error
        return done

    def has_applied(self, bundle: str) -> bool:
        """Whether an ``applied`` receipt of this bundle is known here or in the drop folder."""
        for path, _ in self._numbers(bundle):
            value = read_json(path)
            if value is not None and value.get("state") == "applied":
                return True
        return False

    def beat(self, content: dict[str, object]) -> None:
        """Replace ``out/heartbeat.json``; EnvironmentFault."""
        try:
            self._make_folder()
            write_whole(self.out / "heartbeat.json", to_json(content), alone=True)
        except OSError as error:
            raise disk_fault(error, self.out) from error

    def roll_up(self, now: datetime) -> int:
        """Put receipts and postings over 400 days old into ``<kiosk>-<year>.json``, one a year; how many."""
        return self._roll_up(self.receipts, _NAME, "receipts", now) + self._roll_up(
            self.out / "postings", _POSTING, "postings", now
        )

    def _roll_up(self, folder: Path, pattern: re.Pattern[str], what: str, now: datetime) -> int:
        old: dict[int, dict[str, dict[str, object]]] = {}
        done = 0
        try:
            if not folder.is_dir():
                return 0
            for path in folder.iterdir():
                match = pattern.fullmatch(path.name)
                if match is None or match["kiosk"] != self.kiosk_id:
                    continue
                value = read_json(path)
                at = _instant(value)
                if value is not None and at is not None and now - at > ROLL_UP_AFTER:
                    old.setdefault(shanghai_date(at).year, {})[path.name] = value
            for year, found in old.items():
                rolled = folder / f"{self.kiosk_id}-{year}.json"
                before = (read_json(rolled) or {}).get(what)
                kept = cast(dict[str, object], before) if isinstance(before, dict) else {}
                whole: dict[str, object] = {
                    "format": f"kiosk-{what}/1", "year": year, what: kept | found,
                }  # fmt: skip
                write_whole(rolled, to_json(whole), alone=True)
                for name in found:
                    (folder / name).unlink()
                    done += 1
            if done:
                sync_folder(folder)
        except OSError as error:
            raise disk_fault(error, folder) from error
        return done

    def _make_folder(self) -> None:
        # Only below an existing unit folder: an unmounted share must not be filled underneath.
        self.out.mkdir(exist_ok=True)
        self.receipts.mkdir(exist_ok=True)

    def _numbers(self, bundle: str) -> Iterable[tuple[Path, int]]:
        """(file, n) of every receipt of a bundle; the county may have taken the files away meanwhile."""
        counter = self.local / f".{bundle}.number"
        with contextlib.suppress(OSError, ValueError):
            yield counter, int(counter.read_text("ascii"))
        for folder in (self.local, self.receipts):
            try:
                names = [p for p in folder.iterdir() if p.name.startswith(bundle)]
            except OSError:
                continue
            for path in names:
                match = _NAME.fullmatch(path.name)
                if match is not None and (match["bundle"], match["kiosk"]) == (bundle, self.kiosk_id):
                    yield path, int(match["n"])


def told_audit_head(out: Path, kiosk_id: str) -> Head | None:
    """The head of the record of deeds as this kiosk last told it in ``out/heartbeat.json``.

    ``None`` when there is none or the folder cannot be read just now.
    """
    try:
        value = read_json(out / "heartbeat.json") or {}
    except OSError:
        return None
    told = value.get("audit")
    if value.get("kiosk") != kiosk_id or not isinstance(told, dict):
        return None
    head = cast(dict[str, object], told)
    seq, mark = head.get("seq"), head.get("hash")
    return Head(seq, mark) if isinstance(seq, int) and isinstance(mark, str) else None


def _instant(value: dict[str, object] | None) -> datetime | None:
    try:
        return parse_rfc3339(str((value or {}).get("at")))
    except ValueError:
        return None
