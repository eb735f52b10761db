"""What the board says about this kiosk's own bundles, for the desk that made them. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.store.connect import scalar
from kiosk.store.home import KioskHome
from kiosk.store.migrations import BOARD
from kiosk.store.reading import ReadOnlyFile


@dataclass(frozen=True, slots=True)
class LocalMark:
    """The newest own bundle on the board."""

    seq: int
    manifest_sha256: str


class LocalBoard:
    """One connection a thread. Calls may raise ``EnvironmentFault`` as those of ``BoardReader``."""

    def __init__(self, home: KioskHome, kiosk_id: str) -> None:
        self._kiosk_id = kiosk_id
        self._file = ReadOnlyFile(home.board_db, BOARD)

    def close(self) -> None:
        """Ends the connection."""
        self._file.close()

    def last(self) -> LocalMark | None:
        """The newest own bundle that was applied."""
        with self._file.snapshot() as connection:
            if connection is None:
                return None
            row = connection.execute(
                """select seq, manifest_sha256 from local_chains where kiosk = ?
                   order by seq desc limit 1""",
                (self._kiosk_id,),
            ).fetchone()
            return None if row is None else LocalMark(*row)

    def hash_of(self, seq: int) -> str | None:
        """sha256 of the manifest applied under that number."""
        with self._file.snapshot() as connection:
            if connection is None:
                return None
            return scalar(
                connection,
                "select manifest_sha256 from local_chains where kiosk = ? and seq = ?",
                (self._kiosk_id, seq),
            )

    def refusal(self, name: str, since: str) -> str | None:
        """Why the worker did not take that bundle, in its last word since then (RFC 3339, UTC)."""
        with self._file.snapshot() as connection:
            if connection is None:
                return None
            row = connection.execute(
                """select state, sentence from bundle_log where bundle = ? and at >= ?
                   order by id desc limit 1""",
                (name, since),
            ).fetchone()
            return row[1] if row is not None and row[0] == "refused" else None
