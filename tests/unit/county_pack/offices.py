"""A county workspace in this process, and lines for it without a file in between."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from kiosk.county.batches import BatchRequest, UnitBatches, UnitRules, prepare
from kiosk.county.keyring import make_keys
from kiosk.county.session import Session, open_session
from kiosk.county.spool import COLUMNS, Lines
from kiosk.county.workspace import Workspace, make_workspace
from kiosk.domain.clock import FixedClock
from kiosk.store.registry import Registry

NOW = datetime(2026, 6, 20, 2, tzinfo=UTC)
TODAY = date(2026, 6, 20)
LUOTIAN = "360123102216"


def make(path: Path, drop: Path | None = None) -> Workspace:
    make_keys(Workspace(path), None)
    Registry(path / "registry.db").close()
    return make_workspace(path, "360123", issuer="示例县专班", drop=drop, units=None)


@contextmanager
def session(path: Path, at: datetime = NOW) -> Generator[Session]:
    with open_session(path, FixedClock(at), lambda _: None) as found:
        yield found


def lines(programme: str, rows: Iterable[dict[str, Any]], **flags: Any) -> Lines:
    """Lines with these cells; ``hash`` stands for the ID number."""
    found = Lines(programme, qty_unit="亩", rate_unit="元/亩", sources=[("a.csv", "")], **flags)
    for number, row in enumerate(rows, start=2):
        found.row.append(number)
        found.source.append(0)
        found.hash.append(row.get("hash", ""))
        found.cents.append(row.get("cents", 100))
        for column in COLUMNS:
            empty = None if column in ("months", "persons", "due_cents") else ""
            found.cells[column].append(row.get(column, empty))
    return found


def request(label: str = "", **more: Any) -> BatchRequest:
    return BatchRequest(2026, label, TODAY, TODAY, **more)


def prepared(at: Session, *parts: Lines, label: str = "", village: str = LUOTIAN) -> UnitBatches:
    rules = UnitRules(at.workspace.unit(village), at.workspace.reference, at.workspace.settings(village))
    return prepare(iter(parts), rules, request(label), at.registry, NOW)
