"""``receipts``: what came back from the villages, read from ``DROP/<code>/out``.

Shown are counts, states and the kiosks' own sentences; of questions only how many there are.
Units stand in the order of their codes: no ranking, no score (赣府厅字〔2022〕45号第(十五)项).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.county.kiosks import read_heartbeat
from kiosk.county.local import local_bundles
from kiosk.county.outfiles import (
    drop_root,
    entries,
    instant,
    json_files,
    safe,
    texts,
    unreadable,
    whole,
)
from kiosk.county.questions import read_questions, seal_keys
from kiosk.county.session import Session
from kiosk.county.walls import read_wall
from kiosk.domain.errors import UsageFault
from kiosk.domain.region import Village

_STATES = ("applied", "duplicate", "held", "incomplete", "refused")
LOW_DISK = 500 * 1024 * 1024
"""Bytes; below this the next bundles may not fit."""


@dataclass(frozen=True, slots=True)
class BackReceipt:
    """One receipt: what a kiosk did with a bundle."""

    bundle: str
    seq: int
    kiosk: str
    state: str
    code: str
    sentence: str
    at: datetime
    sha256: str | None = None


@dataclass(slots=True)
class UnitStatus:
    """How a unit stands. ``sent`` and ``applied`` are sequence numbers (0: none); ``age_days`` of the last
    sign of life, None when there never was one; ``forged``: it applied what this workspace never signed;
    ``registered``: a kiosk of it was accepted; ``local`` own bundles taken in; ``posted`` sheets that
    hang, ``early`` ones that came down too soon.

    ``sentences``: refusals in the kiosk's words; ``left_out``: files here that could not be used;
    ``notes``: what is amiss with the machine.  ``touches`` of the last 14 days, None when not told.
    """

    village_code: str
    town: str
    village: str
    sent: int
    applied: int = 0
    held: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])
    sentences: list[str] = field(default_factory=list[str])
    left_out: list[str] = field(default_factory=list[str])
    alarms: list[str] = field(default_factory=list[str])
    last_seen: datetime | None = None
    age_days: int | None = None
    local: int = 0
    posted: int = 0
    early: int = 0
    open_questions: int = 0
    overdue_questions: int = 0
    questions: int = 0
    program: str = ""
    touches: int | None = None
    notes: list[str] = field(default_factory=list[str])
    unknown_kiosk: bool = False
    forged: bool = False
    registered: bool = False

    @property
    def has_kiosk(self) -> bool:
        """Whether there is one, as far as the county can know."""
        return self.registered or self.answered

    @property
    def answered(self) -> bool:
        """Whether anything ever came back."""
        return self.last_seen is not None

    @property
    def name(self) -> str:
        return self.town + self.village

    def is_silent(self, days: int) -> bool:
        """Something was sent, and nothing came back for so many days (or ever)."""
        return bool(self.sent) and (self.age_days is None or self.age_days >= days)

    def age_words(self) -> str:
        """How long ago the last sign of life was."""
        return "" if self.age_days is None else "今天" if self.age_days == 0 else f"{self.age_days}天前"

    def question_words(self) -> str:
        """How many questions wait for an answer, and how many too long."""
        late = f"，过期{self.overdue_questions}" if self.overdue_questions else ""
        return f"{self.open_questions}{late}"

    def state(self) -> str:
        """The state in short where the numbers stand beside it."""
        words = self.words()
        return "都收下了" if self.applied and words == f"收到第{self.applied}个" else words

    def words(self) -> str:
        """The state in short, for the table."""
        parts = [
            "没有回音" if not self.answered else f"收到第{self.applied}个" if self.applied else "还没有收下",
            *([f"存着等前面的{len(self.held)}个"] if self.held else []),
            *([f"拒收{len(self.refused)}个"] if self.refused else []),
            *(["有报警"] if self.alarms or self.forged else []),
        ]
        if self.answered and self.applied < self.sent:
            parts.append(f"还差{self.sent - self.applied}个")
        return "，".join(parts)


def read_back(session: Session, units: Sequence[Village], drop: Path | None = None) -> list[UnitStatus]:
    """The state of each of ``units``. UsageFault ``no_drop``, EnvironmentFault ``drop_gone``."""
    root = drop_root(drop, session.workspace.config.drop)
    known = {(k.village_code, k.kiosk_id): k.public_key for k in session.registry.kiosks()}
    hashes = {(b.village_code, b.seq): b.sha256 for b in session.registry.bundles()}
    try:
        seals = seal_keys(session.workspace)
    except UsageFault:
        seals = ()
    return [_unit(session, root, unit, known, hashes, seals) for unit in units]


def _unit(
    session: Session, root: Path, unit: Village, known: dict[tuple[str, str], str],
    hashes: dict[tuple[str, int], str], seals: Sequence[bytes],
) -> UnitStatus:  # fmt: skip
    code = unit.village_code
    status = UnitStatus(code, unit.town_name, unit.short_name, session.registry.head(code)[0])
    out = root / code / "out"
    status.registered = any(village == code for village, _ in known)
    seen = _read_receipts(status, out / "receipts", hashes)
    beat = read_heartbeat(root, code)
    if beat is not None:
        at = instant(beat.get("at"))
        if at is not None:
            seen.append(at)
        status.applied = max(status.applied, whole(beat.get("last_seq")) or 0)
        status.alarms = texts(beat.get("alarms"))
        key = known.get((code, str(beat.get("kiosk"))))
        status.unknown_kiosk = key is None or key != beat.get("public_key")
        _note_machine(status, beat)
    elif (out / "heartbeat.json").exists():
        status.left_out.append(unreadable(out / "heartbeat.json"))
    if seen:
        status.last_seen = max(seen)
        status.age_days = max(0, (session.clock.now() - status.last_seen).days)
    wall = read_wall(out, unit)
    status.posted, status.early = len(wall.up), sum(p.early for p in wall.postings)
    asked = read_questions(session, unit, out, seals)
    status.questions, status.open_questions = len(asked.questions), len(asked.open)
    status.overdue_questions = sum(q.overdue > 0 for q in asked.open)
    status.left_out += wall.sentences + asked.sentences
    status.local = len(local_bundles(session.workspace, code))
    return status


def _read_receipts(
    status: UnitStatus, folder: Path, hashes: dict[tuple[str, int], str]
) -> list[datetime]:
    """Fill in what was done with the bundles; when each receipt was written."""
    newest: dict[str, BackReceipt] = {}
    seen: list[datetime] = []
    for receipt in receipts_in(folder, status.left_out):
        seen.append(receipt.at)
        if receipt.state in ("applied", "duplicate"):
            status.applied = max(status.applied, receipt.seq)
            signed = hashes.get((status.village_code, receipt.seq))
            status.forged |= receipt.state == "applied" and signed != receipt.sha256
        before = newest.get(receipt.bundle)
        if before is None or before.at <= receipt.at:
            newest[receipt.bundle] = receipt
    for receipt in sorted(newest.values(), key=lambda r: r.seq):
        if receipt.state == "refused":
            status.refused.append(receipt.bundle)
            status.sentences.append(f"{receipt.bundle}：{receipt.sentence}")
        elif receipt.state == "held" and receipt.seq > status.applied:
            status.held.append(receipt.bundle)
    return seen


def _note_machine(status: UnitStatus, beat: dict[str, Any]) -> None:
    """What the heartbeat says of the machine; a kiosk of an older program says less."""
    status.program = safe(beat.get("program", ""), 20)
    free = whole(beat.get("disk_free_bytes"))
    if free is not None and free < LOW_DISK:
        status.notes.append(f"磁盘只空{free // 1024**2} MB")
    if beat.get("clock_trusted") is False:
        status.notes.append("亭子的时间不对")
    if beat.get("desk_readable") is False:
        status.notes.append("亭子的 desk.db 读不出来")
    if beat.get("desk_restored_on"):
        status.notes.append(f"{safe(beat['desk_restored_on'], 10)} desk.db 换成了备份，那以前几天记的要补")
    if whole(beat.get("fonts_missing")):
        status.notes.append(f"字库缺{beat['fonts_missing']}个字")
    if beat.get("printer") not in (None, "done", "printing", "unknown"):
        status.notes.append("打印机要人看一下")
    touches = beat.get("touches")
    if isinstance(touches, dict):
        status.touches = sum(whole(n) or 0 for n in touches.values())  # type: ignore[reportUnknownArgumentType]


def receipts_in(folder: Path, left_out: list[str] | None = None) -> Iterator[BackReceipt]:
    """All receipts of a unit, also those rolled into one file a year; what is left out is said."""
    for path in json_files(folder):
        found = entries(path, "receipts")
        if found is None:
            if left_out is not None:
                left_out.append(unreadable(path))
            continue
        for entry in found:
            receipt = _receipt(entry)
            if receipt is not None:
                yield receipt


def _receipt(value: dict[str, Any]) -> BackReceipt | None:
    at, seq, state = instant(value.get("at")), whole(value.get("seq")), value.get("state")
    if value.get("format") != "kiosk-receipt/1" or at is None or seq is None:
        return None
    if state not in _STATES:
        return None
    sha256 = value.get("manifest_sha256")
    return BackReceipt(
        safe(value.get("bundle", ""), 40),
        seq,
        safe(value.get("kiosk", ""), 40),
        state,
        safe(value.get("code", ""), 60),
        # A sentence from outside is shown on paper and in the overview: it may not carry a number either.
        safe(value.get("sentence", ""), 500),
        at,
        sha256 if isinstance(sha256, str) else None,
    )
