"""The kiosk's own bundles on their way: signed and kept in desk.db, laid down for the worker, settled.

A bundle exists from the transaction of the deed on; laying it into ``KIOSK_HOME/local`` is repeated until
the board has it.  A power cut in between changes nothing: the same bytes are laid again.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.keys import SecretKey
from kiosk.bundle.moving import MemorySource, lay
from kiosk.bundle.paths import MANIFEST, local_bundle_name, os_detail
from kiosk.bundle.privacy import Rules, check_privacy
from kiosk.bundle.writer import BundleDraft
from kiosk.domain.clock import to_rfc3339
from kiosk.domain.errors import EnvironmentFault, KioskError, UsageFault
from kiosk.domain.items import DisclosureItem, EventItem, WithdrawItem
from kiosk.store import local_out as table
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskConfig, KioskHome
from kiosk.store.local import LocalBoard
from kiosk.store.local_out import DeedKind, OwnBundle


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a disclosure. ``name`` as under ``files/``."""

    name: str
    title: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """The one item of a new own bundle and what belongs to it."""

    item: DisclosureItem | EventItem | WithdrawItem
    fields: Sequence[str] = ()
    rows: Sequence[Sequence[str]] | None = None
    attached: Sequence[Attached] = ()


class OwnBundles:
    """The chain of one kiosk. For the screen's writer thread."""

    def __init__(self, desk: DeskStore, home: KioskHome, config: KioskConfig) -> None:
        self._desk = desk
        self._home = home
        self._config = config
        self._board = LocalBoard(home, config.kiosk_id)

    def close(self) -> None:
        """Ends the look at the board."""
        self._board.close()

    def make(
        self,
        connection: sqlite3.Connection,
        made: Made,
        deed: DeedKind,
        subject: str,
        before: dict[str, Any],
        rules: Rules,
        now: datetime,
    ) -> OwnBundle:
        """Build, check and sign the next bundle, within the transaction of its deed.

        ``UsageFault`` ``not_publishable`` when the county's gate would refuse it; ``EnvironmentFault`` for
        the key.
        """
        seq, prev = self._next(connection)
        key = SecretKey.load(self._home.kiosk_key)
        draft = BundleDraft(
            self._config.village_code, seq, prev, "local", self._config.kiosk_id, to_rfc3339(now)
        )
        try:
            _fill(draft, made)
            signed = draft.signed(key)
            files = BundleFiles(MemorySource(signed.manifest.name, signed.files), signed.manifest)
            files.check_all()
            check_privacy(signed.manifest, files, rules)
        except KioskError as error:
            if isinstance(error, EnvironmentFault):
                raise
            words = error.sentence().partition("请县里")[0]
            raise UsageFault(
                "not_publishable", f"还不能公开：{words}请改好再来。", detail=error.code
            ) from error
        bundle = OwnBundle(
            seq,
            signed.manifest.name,
            signed.manifest_sha256,
            to_rfc3339(now),
            "waiting",
            deed,
            subject,
            before,
        )
        table.add(connection, bundle, signed.files.items())
        return bundle

    def lay_waiting(self) -> int:
        """Put what is not on the board into ``KIOSK_HOME/local``; how many are waiting there.

        ``EnvironmentFault`` for the disk: done again with the next call.
        """
        with self._desk.reading() as connection:
            waiting = table.waiting(connection)
        for bundle in waiting:
            if (self._home.local / bundle.name).exists() or self._board.hash_of(bundle.seq) is not None:
                continue
            with self._desk.reading() as connection:
                files = table.files(connection, bundle.seq)
            try:
                self._home.local.mkdir(exist_ok=True)
                lay(MemorySource(bundle.name, files), files, self._home.local)
            except OSError as error:
                raise EnvironmentFault(
                    "local_unwritable",
                    f"写不进“{self._home.local}”。请检查磁盘满没满，本机会自己再试。",
                    detail=os_detail(error),
                ) from error
        return len(waiting)

    def arrived(self) -> tuple[OwnBundle, ...]:
        """Waiting ones that the board has now."""
        with self._desk.reading() as connection:
            waiting = table.waiting(connection)
        return tuple(b for b in waiting if self._board.hash_of(b.seq) == b.manifest_sha256)

    def refused(self) -> tuple[tuple[OwnBundle, str], ...]:
        """From the first that the worker did not take on, newest first, with its words; the others, which
        build on it, with none. Empty while all is well."""
        with self._desk.reading() as connection:
            waiting = table.waiting(connection)
        for place, bundle in enumerate(waiting):
            words = self._board.refusal(bundle.name, bundle.created)
            other = self._board.hash_of(bundle.seq)
            if words is None and other not in (None, bundle.manifest_sha256):
                words = "编号已经被别的一件占了。"
            if words is not None and other != bundle.manifest_sha256:
                rest = [(later, "") for later in waiting[place + 1 :]]
                return tuple(reversed([(bundle, words), *rest]))
        return ()

    def take_back(self, connection: sqlite3.Connection, bundle: OwnBundle) -> None:
        """Forget a refused bundle, its folder first: its number is used again."""
        shutil.rmtree(self._home.local / bundle.name, ignore_errors=True)
        table.remove(connection, bundle.seq)

    def _next(self, connection: sqlite3.Connection) -> tuple[int, str | None]:
        """Number and predecessor of the next bundle: after all that desk, board or folder know.

        The desk alone may know too little when an older copy of desk.db was put in place.
        """
        known: list[tuple[int, str]] = []
        newest = table.newest(connection)
        if newest is not None:
            known.append((newest.seq, newest.manifest_sha256))
        last = self._board.last()
        if last is not None:
            known.append((last.seq, last.manifest_sha256))
        for path in self._laid():
            parts = local_bundle_name(path.name)
            if parts is not None and parts[1] == self._config.kiosk_id:
                known.append((parts[2], _sha256(path / MANIFEST)))
        seq, digest = max(known, key=lambda k: k[0], default=(0, ""))
        return seq + 1, digest or None

    def _laid(self) -> list[Path]:
        try:
            return [p for p in self._home.local.iterdir() if (p / MANIFEST).is_file()]
        except OSError:
            return []


def _fill(draft: BundleDraft, made: Made) -> None:
    item = made.item
    if not isinstance(item, DisclosureItem):
        draft.add_item(item)
        return
    files = tuple(draft.add_file(a.data, a.title, a.name) for a in made.attached)
    draft.add_disclosure(replace(item, attachments=files), made.rows, made.fields)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
