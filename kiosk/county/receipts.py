"""``receipts``: what came back from the villages, read from ``DROP/<code>/out``.

Only counts and the kiosks' own sentences are shown; questions stay sealed and are merely counted.
Units stand in the order of their codes: no ranking, no score (赣府厅字〔2022〕45号第(十五)项).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from kiosk.county.kiosks import read_heartbeat
from kiosk.county.session import Session
from kiosk.domain.clock import parse_rfc3339
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.region import Village
from kiosk.domain.scan import scan_text

_ROLLED = re.compile(r".+-\d{4}\.json")
_STATES = ("applied", "duplicate", "held", "incomplete", "refused")


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
    sign of life, None when there never was one; ``forged``: it applied what this workspace never signed.
    """

    village_code: str
    town: str
    village: str
    sent: int
    applied: int = 0
    held: list[str] = field(default_factory=list[str])
    refused: list[str] = field(default_factory=list[str])
    sentences: list[str] = field(default_factory=list[str])
    alarms: list[str] = field(default_factory=list[str])
    last_seen: datetime | None = None
    age_days: int | None = None
    posted: int = 0
    open_questions: int = 0
    unknown_kiosk: bool = False
    forged: bool = False

    @property
    def answered(self) -> bool:
        """Whether anything ever came back."""
        return self.last_seen is not None

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
    root = drop or session.workspace.config.drop
    if root is None:
        raise UsageFault("no_drop", "不知道从哪里看。请用 --drop 写明，或在 county.toml 里写上 drop。")
    if not root.is_dir():
        raise EnvironmentFault("drop_gone", f"“{root}”不在。请检查U盘、网络盘有没有接上。")
    known = {(k.village_code, k.kiosk_id): k.public_key for k in session.registry.kiosks()}
    hashes = {(b.village_code, b.seq): b.sha256 for b in session.registry.bundles()}
    return [_unit(session, root, unit, known, hashes) for unit in units]


def _unit(
    session: Session, root: Path, unit: Village, known: dict[tuple[str, str], str],
    hashes: dict[tuple[str, int], str],
) -> UnitStatus:  # fmt: skip
    code = unit.village_code
    status = UnitStatus(code, unit.town_name, unit.short_name, session.registry.head(code)[0])
    out = root / code / "out"
    newest: dict[str, BackReceipt] = {}
    seen: list[datetime] = []
    for receipt in receipts_in(out / "receipts"):
        seen.append(receipt.at)
        if receipt.state in ("applied", "duplicate"):
            status.applied = max(status.applied, receipt.seq)
            signed = hashes.get((code, receipt.seq))
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
    beat = read_heartbeat(root, code)
    if beat is not None:
        at = _instant(beat.get("at"))
        if at is not None:
            seen.append(at)
        if isinstance(beat.get("last_seq"), int):
            status.applied = max(status.applied, cast(int, beat["last_seq"]))
        status.alarms = [str(a) for a in _list(beat.get("alarms"))]
        key = known.get((code, str(beat.get("kiosk"))))
        status.unknown_kiosk = key is None or key != beat.get("public_key")
    if seen:
        status.last_seen = max(seen)
        status.age_days = max(0, (session.clock.now() - status.last_seen).days)
    status.posted = _count(out / "postings")
    replied = {s.id for s in session.registry.items(code, "reply")}
    status.open_questions = sum(stem not in replied for stem in _stems(out / "questions"))
    return status


def receipts_in(folder: Path) -> Iterator[BackReceipt]:
    """All receipts of a unit, also those rolled into one file a year; what cannot be read is left out."""
    for path in _json_files(folder):
        value = _read(path)
        if value is None:
            continue
        if value.get("format") == "kiosk-receipts/1" and _ROLLED.fullmatch(path.name):
            rolled: Any = value.get("receipts")
            entries = list(cast(dict[str, Any], rolled).values()) if isinstance(rolled, dict) else []
        else:
            entries: list[Any] = [value]
        for entry in entries:
            if isinstance(entry, dict) and (found := _receipt(cast(dict[str, Any], entry))):
                yield found


def _receipt(value: dict[str, Any]) -> BackReceipt | None:
    at, seq, state = _instant(value.get("at")), value.get("seq"), value.get("state")
    if value.get("format") != "kiosk-receipt/1" or at is None or not isinstance(seq, int):
        return None
    if state not in _STATES:
        return None
    sentence = str(value.get("sentence", ""))[:500]
    sha256 = value.get("manifest_sha256")
    return BackReceipt(
        str(value.get("bundle", ""))[:40],
        seq,
        str(value.get("kiosk", ""))[:40],
        state,
        str(value.get("code", ""))[:60],
        # A sentence from outside is shown on paper and in the overview: it may not carry a number either.
        "(里面有号码，没有写出)" if scan_text(sentence) else sentence,
        at,
        sha256 if isinstance(sha256, str) else None,
    )


def _json_files(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.suffix == ".json" and not p.name.startswith("."))
    except OSError:
        return []


def _stems(folder: Path) -> list[str]:
    return [p.stem for p in _json_files(folder)]


def _count(folder: Path) -> int:
    return len(_json_files(folder))


def _read(path: Path) -> dict[str, Any] | None:
    try:
        if path.stat().st_size > 64 << 20:
            return None
        value: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def _list(value: object) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else []


def _instant(value: object) -> datetime | None:
    try:
        return parse_rfc3339(str(value))
    except ValueError:
        return None
