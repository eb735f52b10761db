"""``push``: finished bundles into the drop root, or as stored zips onto a USB stick.

A bundle gets its name in the target only when every byte of it is there; a half copy has a hidden
name and is done again.  What lies there already is compared, never replaced.  Failures: the target
root is gone → EnvironmentFault; one unit's folder refuses → said for that unit, the others go on.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from kiosk.bundle.disk import sync_folder
from kiosk.bundle.manifest import parse_manifest
from kiosk.bundle.paths import MANIFEST, SIGNATURE
from kiosk.bundle.writer import BundleDraft
from kiosk.county.outbox import digest_of
from kiosk.county.progress import Progress, silent
from kiosk.county.references import has_pending
from kiosk.county.session import Session, UnitFault
from kiosk.county.workspace import disk_fault
from kiosk.domain.clock import parse_rfc3339
from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.region import Village
from kiosk.store.registry import SentBundle

KEEP_ALIVE = timedelta(days=7)
"""A unit that got nothing for so long gets an empty update, so that its screen knows it is not cut off."""
_COPY = 1 << 20


@dataclass(slots=True)
class PushResult:
    """Names of bundles: ``pushed`` now, ``already`` there; ``forked`` have another content there."""

    pushed: list[str] = field(default_factory=list[str])
    already: list[str] = field(default_factory=list[str])
    forked: list[str] = field(default_factory=list[str])
    kept_alive: int = 0
    faults: list[UnitFault] = field(default_factory=list[UnitFault])


def push(
    session: Session,
    units: Sequence[Village],
    *,
    drop: Path | None = None,
    usb: Path | None = None,
    progress: Progress = silent,
) -> PushResult:
    """Everything finished for ``units`` that is not there yet, oldest first.

    UsageFault ``no_drop``; EnvironmentFault ``drop_gone`` when the root is not there: an unmounted
    share must not be filled underneath.
    """
    root = usb or drop or session.workspace.config.drop
    if root is None:
        raise UsageFault(
            "no_drop", "不知道推到哪里。请用 --drop 或 --usb 写明，或在 county.toml 里写上 drop。"
        )
    if not root.is_dir():
        raise EnvironmentFault(
            "drop_gone", f"“{root}”不在。请检查U盘、网络盘有没有接上；接上后再来一次，会接着推。"
        )
    result = PushResult()
    _keep_alive(session, units, result)
    todo = [(u, b) for u in units for b in session.registry.bundles(u.village_code)]
    stopped: set[str] = set()
    for number, (unit, bundle) in enumerate(todo):
        progress("推送", number, len(todo), "个包")
        if unit.village_code in stopped:
            continue
        source = session.outbox.folder(bundle)
        try:
            if usb is not None:
                outcome = _zip_to(source, root / f"{bundle.name}.zip", bundle)
            else:
                outcome = _copy_to(source, root / unit.village_code, bundle)
        except OSError as error:
            # Later bundles of the unit would only wait for this one.
            stopped.add(unit.village_code)
            result.faults.append(UnitFault(unit, disk_fault(error, Path(error.filename or root))))
        except EnvironmentFault as fault:
            stopped.add(unit.village_code)
            result.faults.append(UnitFault(unit, fault))
        else:
            {"pushed": result.pushed, "already": result.already, "forked": result.forked}[outcome].append(
                bundle.name
            )
    progress("推送", len(todo), len(todo), "个包")
    return result


def _keep_alive(session: Session, units: Sequence[Village], result: PushResult) -> None:
    """Empty updates where the last bundle is old, and bundles for tables that changed since."""
    now = session.clock.now()
    for unit in units:
        sent = session.registry.bundles(unit.village_code)
        is_old = not sent or now - parse_rfc3339(sent[-1].created) >= KEEP_ALIVE
        if is_old or has_pending(session.workspace, session.registry, unit):
            try:
                session.emit(unit, _nothing)
                result.kept_alive += 1
            except EnvironmentFault as fault:
                result.faults.append(UnitFault(unit, fault))


def _nothing(draft: BundleDraft) -> None:
    """An update without items."""


def _copy_to(source: Path, unit_folder: Path, bundle: SentBundle) -> str:
    folder = unit_folder / "in"
    target, hidden = folder / bundle.name, folder / f".{bundle.name}.push.tmp"
    if target.is_dir():
        return _compare(source, target, bundle)
    (unit_folder / "out").mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    if hidden.exists():
        shutil.rmtree(hidden)
    try:
        hidden.mkdir()
        for name in _files(source, bundle):
            place = hidden / name
            place.parent.mkdir(exist_ok=True)
            _copy(source / name, place)
        for part in (*(p for p in hidden.iterdir() if p.is_dir()), hidden):
            sync_folder(part)
        hidden.rename(target)
        sync_folder(folder)
    except OSError:
        shutil.rmtree(hidden, ignore_errors=True)
        raise
    return "pushed"


def _files(source: Path, bundle: SentBundle) -> list[str]:
    """Relative names of everything in a bundle, the manifest last."""
    try:
        raw = (source / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise _damaged(source) from error
    if digest_of(raw) != bundle.sha256:
        raise _damaged(source)
    return [*(f.path for f in parse_manifest(raw).files), SIGNATURE, MANIFEST]


def _damaged(source: Path) -> EnvironmentFault:
    return EnvironmentFault(
        "outbox_damaged", f"工作区里的“{source}”不见了或被改过，没有推。请从备份换回整个工作区的 outbox。"
    )


def _compare(source: Path, target: Path, bundle: SentBundle) -> str:
    """Same manifest: fill in what is missing there. Another manifest: leave it and say so."""
    there = target / MANIFEST
    if there.exists() and digest_of(there.read_bytes()) != bundle.sha256:
        return "forked"
    missing = [
        name for name in _files(source, bundle)
        if not (target / name).exists() or (target / name).stat().st_size != (source / name).stat().st_size
    ]  # fmt: skip
    for name in missing:
        place = target / name
        place.parent.mkdir(exist_ok=True)
        part = place.with_name(f".{place.name}.push.tmp")
        try:
            _copy(source / name, part)
            part.replace(place)
        except OSError:
            part.unlink(missing_ok=True)
            raise
    return "pushed" if missing else "already"


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write, _COPY)
        write.flush()
        os.fsync(write.fileno())


def _zip_to(source: Path, target: Path, bundle: SentBundle) -> str:
    if target.exists():
        try:
            with zipfile.ZipFile(target) as archive:
                same = digest_of(archive.read(MANIFEST)) == bundle.sha256 and archive.testzip() is None
        except (zipfile.BadZipFile, KeyError):
            # A stick pulled out while somebody else copied: ours is made anew.
            same = False
            target.unlink()
        else:
            return "already" if same else "forked"
    hidden = target.with_name(f".{target.name}.push.tmp")
    try:
        with hidden.open("wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                for name in reversed(_files(source, bundle)):
                    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                    info.external_attr = 0o100644 << 16
                    info.file_size = (source / name).stat().st_size
                    with (source / name).open("rb") as read, archive.open(info, "w") as member:
                        shutil.copyfileobj(read, member, _COPY)
            out.flush()
            os.fsync(out.fileno())
        hidden.replace(target)
    except OSError:
        hidden.unlink(missing_ok=True)
        raise
    return "pushed"
