"""Finished bundles in ``outbox/<village_code>/``: numbered, chained, signed, and never made twice.

A bundle appears under its name only when it is whole (kiosk.bundle.writer); then it is recorded in
the registry.  What a kill left between the two steps is recorded by the next run as it lies there,
so a sequence number never gets a second content.  Only recorded bundles are pushed.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.disk import sync_folder
from kiosk.bundle.keys import KeyRing, PublicKey, SecretKey
from kiosk.bundle.privacy import Rules, check_privacy
from kiosk.bundle.source import FolderSource
from kiosk.bundle.verify import Incomplete, check_files, read_signed_manifest
from kiosk.bundle.writer import BundleDraft, WrittenBundle
from kiosk.county.ledger import sent_items, withdrawn
from kiosk.county.references import add_pending
from kiosk.county.workspace import Workspace, disk_fault
from kiosk.domain.clock import SHANGHAI, Clock
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.items import BundleKind, Manifest
from kiosk.domain.region import Village
from kiosk.store.registry import Registry, SentBundle

Fill = Callable[[BundleDraft], None]


class Outbox:
    """The outbox of a locked workspace. Making one takes in what an interrupted run left.

    Threads may emit for different units at once (the disk is waited for outside ``lock``, which
    guards the registry).
    """

    def __init__(self, workspace: Workspace, registry: Registry, clock: Clock) -> None:
        self._workspace, self._registry, self._clock = workspace, registry, clock
        self.lock = threading.Lock()
        self.recovered = self._recover()

    def folder(self, bundle: SentBundle) -> Path:
        """Where a finished bundle lies."""
        return self._workspace.outbox / bundle.village_code / bundle.name

    def emit(
        self,
        unit: Village,
        key: SecretKey,
        fill: Fill,
        *,
        kind: BundleKind = "update",
        with_references: bool = True,
        gate: bool = True,
    ) -> SentBundle:
        """The next bundle of a unit with what ``fill`` puts in; recorded when this returns.

        Tables and settings that the county changed since travel in it too (not with
        ``with_references=False``).  With ``gate`` the bundle is read back and has to pass what the kiosk
        will ask of it (architecture §6); lists of thousands that were made column by column need not.
        SenderFault for a broken rule, EnvironmentFault for the disk:
        the number is then still free.
        """
        code = unit.village_code
        with self.lock:
            last, sha256 = self._registry.head(code)
            draft = BundleDraft(
                code,
                last + 1,
                None if kind == "snapshot" else sha256,
                kind,
                self._workspace.config.issuer,
                self._clock.now().astimezone(SHANGHAI).isoformat(timespec="seconds"),
            )
            if with_references:
                add_pending(self._workspace, self._registry, unit, draft)
            fill(draft)
        parent = self._workspace.outbox / code
        stage = parent / ".stage.tmp"
        try:
            stage.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_fault(error, parent) from error
        written = draft.write(stage, key)
        try:
            if gate:
                self._pass_gate(unit, written)
            written.path.rename(parent / written.path.name)
            stage.rmdir()
            sync_folder(parent)
        except OSError as error:
            shutil.rmtree(stage, ignore_errors=True)
            raise disk_fault(error, parent) from error
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
        with self.lock:
            return self._record(written.manifest, written.manifest_sha256, key.key_id)

    def _pass_gate(self, unit: Village, written: WrittenBundle) -> None:
        files = BundleFiles(FolderSource(written.path), written.manifest)
        files.check_all()
        with self.lock:
            settings = self._workspace.settings(unit.village_code)
            rules = Rules(unit, self._workspace.reference, settings)
        check_privacy(written.manifest, files, rules)

    def _record(self, manifest: Manifest, sha256: str, key_id: str) -> SentBundle:
        bundle = SentBundle(
            manifest.village_code, manifest.seq, sha256, manifest.kind, manifest.created, key_id
        )
        self._registry.record(bundle, sent_items(manifest), withdrawn(manifest))
        return bundle

    def _recover(self) -> tuple[SentBundle, ...]:
        """Bundles that are whole in the outbox but not recorded; half ones are cleared away."""
        found: list[SentBundle] = []
        try:
            folders = sorted(p for p in self._workspace.outbox.iterdir() if p.is_dir())
            for folder in folders:
                for rest in folder.glob(".*.tmp"):
                    shutil.rmtree(rest, ignore_errors=True)
                seq = self._registry.head(folder.name)[0] + 1
                path = folder / f"{folder.name}-{seq:06d}"
                if path.is_dir():
                    found.append(self._adopt(path))
        except OSError as error:
            raise disk_fault(error, self._workspace.outbox) from error
        return tuple(found)

    def _adopt(self, path: Path) -> SentBundle:
        source = FolderSource(path)
        try:
            manifest, sha256, key_id, _, _ = read_signed_manifest(
                source, village_code=path.parent.name, keys=self._ring()
            )
            check_files(source, manifest.files)
        except (SenderFault, Incomplete) as error:
            raise EnvironmentFault(
                "outbox_damaged",
                f"工作区里的“{path}”不完整，又没有登记过。请把它移到别处，再来一次。",
                detail=repr(error),
            ) from error
        return self._record(manifest, sha256, key_id)

    def _ring(self) -> KeyRing:
        keys = self._workspace.keys
        county = [PublicKey.load(p) for p in sorted(keys.glob("*.pub")) if p.stem in ("county", "next")]
        return KeyRing.of(*county, root=PublicKey.load(keys / "root.pub"))


def digest_of(data: bytes) -> str:
    """sha256 in lower hex, as the manifest writes it."""
    return hashlib.sha256(data).hexdigest()
