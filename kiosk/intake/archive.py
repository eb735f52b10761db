"""The archive: an own copy of every accepted bundle with its acceptance record.

``archive/<bundle>/`` holds the bundle's files as signed and ``accepted.json``.  board.db can be made
from it at any time, and that trusts the record, not today's keys (architecture.md §7): a key that
is revoked later does not take away what was rightly accepted before.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kiosk.bundle.disk import sync_folder
from kiosk.bundle.manifest import parse_manifest
from kiosk.bundle.paths import MANIFEST, MAX_MANIFEST_BYTES, SIGNATURE, bundle_name, local_bundle_name
from kiosk.bundle.source import CUT_SHORT, FolderSource
from kiosk.bundle.verify import Incomplete, VerifiedBundle, check_files
from kiosk.domain.clock import parse_rfc3339, to_rfc3339
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.items import Manifest
from kiosk.intake.files import disk_fault, read_json, to_json

ACCEPTED = "accepted.json"
_FORMAT = "kiosk-accepted/1"
_STAGING = ".staging-"
_AT_ONCE = 8
"""Files that wait for the disk together."""

Step = Callable[[str], None]
"""Called with the name of each step that has been made durable; for the power-cut tests."""


def no_step(_: str) -> None:
    """The default ``Step``."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An archived bundle: its folder and the record of its acceptance.

    ``after`` only of the kiosk's own bundles: the county's newest seq when it was taken in, so that a
    rebuild puts both chains together as they came.
    """

    folder: Path
    manifest_sha256: str
    key_id: str
    accepted_at: datetime
    after: int | None = None

    @property
    def name(self) -> str:
        return self.folder.name

    def open(self) -> tuple[Manifest, FolderSource]:
        """The manifest and its files, each checked against the record and its own hashes.

        SenderFault ``archive_damaged`` when a byte is not as accepted.
        """
        source = FolderSource(self.folder)
        try:
            with source.open(MANIFEST) as stream:
                raw = stream.read(MAX_MANIFEST_BYTES + 1)
            if hashlib.sha256(raw).hexdigest() != self.manifest_sha256:
                raise _damaged(self.name)
            manifest = parse_manifest(raw)
            if manifest.name != self.name:
                raise _damaged(self.name)
            check_files(source, manifest.files)
        except (FileNotFoundError, Incomplete) as error:
            raise _damaged(self.name) from error
        except OSError as error:
            raise disk_fault(error, self.folder) from error
        return manifest, source


@dataclass(frozen=True, slots=True)
class Archive:
    """``KIOSK_HOME/archive``."""

    folder: Path
    quarantine: Path

    def entries(self, above: int = 0) -> list[Accepted]:
        """Every accepted bundle of the county with a seq over ``above``, by seq. Folders without a readable
        record are not among them."""
        found = [
            (parts[1], self.find(name))
            for name in self._names()
            if (parts := bundle_name(name)) is not None and parts[1] > above
        ]
        return [entry for _, entry in sorted(found, key=lambda f: f[0]) if entry is not None]

    def local_entries(self, above: Callable[[str], int]) -> list[Accepted]:
        """Own accepted bundles of the village's kiosks with a seq over ``above(kiosk)``, chain by chain."""
        found: list[tuple[tuple[str, int], Accepted]] = []
        floors: dict[str, int] = {}
        for name in self._names():
            parts = local_bundle_name(name)
            if parts is None:
                continue
            _, kiosk_id, seq = parts
            if kiosk_id not in floors:
                floors[kiosk_id] = above(kiosk_id)
            entry = self.find(name) if seq > floors[kiosk_id] else None
            if entry is not None and entry.after is not None:
                found.append(((kiosk_id, seq), entry))
        return [entry for _, entry in sorted(found, key=lambda f: f[0])]

    def in_order(self) -> list[Accepted]:
        """Both chains as they were taken in."""
        county = [(parts[1], 0, entry) for entry in self.entries() if (parts := bundle_name(entry.name))]
        own = [(entry.after or 0, n, entry) for n, entry in enumerate(self.local_entries(lambda _: 0), 1)]
        return [entry for *_, entry in sorted([*county, *own], key=lambda f: f[:2])]

    def _names(self) -> list[str]:
        try:
            return [p.name for p in self.folder.iterdir() if p.is_dir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise disk_fault(error, self.folder) from error

    def find(self, name: str) -> Accepted | None:
        """The archived bundle of that name, ``None`` without a readable record."""
        try:
            value = read_json(self.folder / name / ACCEPTED)
        except OSError as error:
            raise disk_fault(error, self.folder / name) from error
        if value is None or value.get("format") != _FORMAT:
            return None
        try:
            at = parse_rfc3339(str(value.get("accepted_at")))
        except ValueError:
            return None
        after = value.get("after")
        return Accepted(
            self.folder / name,
            str(value.get("manifest_sha256")),
            str(value.get("key_id")),
            at,
            after if isinstance(after, int) else None,
        )

    def stage(
        self, bundle: VerifiedBundle, at: datetime, step: Step = no_step, *, after: int | None = None
    ) -> Accepted:
        """Copy a verified bundle beside its future place, flushed and compared with its hashes again.

        ``after``: see :class:`Accepted`.  It is not archived before :meth:`settle`.  SenderFault when the
        source changed underneath; EnvironmentFault for the disk (nothing is left behind then).
        """
        manifest = bundle.manifest
        staging = self.folder / f"{_STAGING}{manifest.name}"
        record = Accepted(staging, bundle.manifest_sha256, bundle.key_id, at, after)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir()
            step("staging_made")
            for folder in sorted({f.path.split("/")[0] for f in manifest.files}):
                (staging / folder).mkdir()
            for entry in manifest.files:
                with bundle.source.open(entry.path) as source, (staging / entry.path).open("xb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
            step("files_copied")
            accepted = {
                "format": _FORMAT,
                "bundle": manifest.name,
                "manifest_sha256": bundle.manifest_sha256,
                "key_id": bundle.key_id,
                "accepted_at": to_rfc3339(at),
                **({} if after is None else {"after": after}),
            }
            for path, content in (
                (MANIFEST, bundle.manifest_raw),
                (SIGNATURE, bundle.signature_raw),
                (ACCEPTED, to_json(accepted)),
            ):
                with (staging / path).open("xb") as out:
                    out.write(content)
            _flush([path for path in staging.rglob("*") if path.is_file()])
            for folder in (*(d for d in staging.iterdir() if d.is_dir()), staging):
                sync_folder(folder)
            check_files(FolderSource(staging), manifest.files)
            step("staged")
        except (FileNotFoundError, Incomplete, *CUT_SHORT) as error:
            # The transport replaced something between our check and our copy: look again next pass.
            self.drop_staging(manifest.name)
            raise EnvironmentFault(
                "source_changed", "包在拷贝时被改动了，本机会自己再试。", detail=type(error).__name__
            ) from error
        except OSError as error:
            self.drop_staging(manifest.name)
            raise disk_fault(error, self.folder) from error
        except BaseException:
            self.drop_staging(manifest.name)
            raise
        return record

    def settle(self, staged: Accepted, at: datetime, step: Step = no_step) -> Accepted:
        """Give a staged bundle its name; what had the name before goes to quarantine."""
        name = staged.name.removeprefix(_STAGING)
        target = self.folder / name
        try:
            if target.exists():
                self.set_aside(name, at)
            staged.folder.rename(target)
            sync_folder(self.folder)
        except OSError as error:
            raise disk_fault(error, self.folder) from error
        step("archived")
        return replace(staged, folder=target)

    def set_aside(self, name: str, at: datetime) -> Path:
        """Move an archived bundle that is damaged or was never applied into quarantine."""
        stamp = at.strftime("%Y%m%d-%H%M%S")
        target = self.quarantine / f"{name}-{stamp}"
        number = 1
        try:
            self.quarantine.mkdir(parents=True, exist_ok=True)
            while target.exists():
                number += 1
                target = self.quarantine / f"{name}-{stamp}-{number}"
            (self.folder / name).rename(target)
            sync_folder(self.folder)
        except OSError as error:
            raise disk_fault(error, self.quarantine) from error
        return target

    def drop_staging(self, name: str) -> None:
        """Remove an own unfinished copy; what cannot be removed is removed next time."""
        shutil.rmtree(self.folder / f"{_STAGING}{name}", ignore_errors=True)

    def sweep(self) -> None:
        """Remove unfinished copies that a power cut left."""
        for path in self.folder.glob(f"{_STAGING}*"):
            shutil.rmtree(path, ignore_errors=True)


def _flush(files: list[Path]) -> None:
    """Onto the disk, side by side: it writes its journal once for many files, not once for each."""

    def flush(path: Path) -> None:
        with path.open("r+b") as file:
            os.fsync(file.fileno())

    with ThreadPoolExecutor(min(len(files), _AT_ONCE)) as threads:
        for _ in threads.map(flush, files):
            pass


def _damaged(name: str) -> SenderFault:
    return SenderFault("archive_damaged", f"本机存的“{name}”坏了，已经移开。请县里把这个包再发一次。")
