"""Bundles on a stick: which there are, and putting one where the worker finds it.

A bundle appears in ``in/`` whole under its name or not at all, and nothing that lies there is replaced.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.bundle.disk import sync_folder
from kiosk.bundle.paths import MANIFEST, bundle_name
from kiosk.domain.errors import EnvironmentFault
from kiosk.intake.files import disk_fault

_DEPTH = 3
_MOST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """Bundles of this village in the order of their numbers, and how many are for other villages."""

    bundles: tuple[Path, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Brought:
    """How many were put in, and how many lay there already."""

    put: int
    known: int


def find_bundles(sticks: Sequence[Path], village_code: str) -> Found:
    """Zips and folders named like a bundle, at most three folders deep. EnvironmentFault ``stick_gone``."""
    bundles: dict[str, tuple[int, Path]] = {}
    others = 0
    for path in (path for stick in sticks for path in _walk(stick, _DEPTH)):
        named = bundle_name(_stem(path))
        if named is None:
            continue
        if named[0] != village_code:
            others += 1
        elif path.suffix or (path / MANIFEST).is_file():
            bundles.setdefault(_stem(path), (named[1], path))
    found = sorted(bundles.values())
    return Found(tuple(path for _, path in found[:_MOST]), others)


def bring(bundles: Sequence[Path], drop_in: Path) -> Brought:
    """Copy each of them into ``in/``, whole or not at all.

    EnvironmentFault: ``stick_gone`` (what came before it stays), ``drop_missing`` or the disk's.
    """
    if not drop_in.is_dir():
        raise EnvironmentFault("drop_missing", "本机收内容的文件夹不在了。请装机器的人看看设置里的文件夹。")
    put = known = 0
    for source in bundles:
        as_folder, as_zip = drop_in / _stem(source), drop_in / f"{_stem(source)}.zip"
        if as_folder.exists() or as_zip.exists():
            known += 1
            continue
        _copy(source, as_folder if source.is_dir() else as_zip)
        put += 1
    return Brought(put, known)


def _copy(source: Path, target: Path) -> None:
    drop_in = target.parent
    hidden = drop_in / f".{target.name}.{os.getpid()}.tmp"
    try:
        for path in _files(source):
            to = hidden / path.relative_to(source) if source.is_dir() else hidden
            _make_parent(to)
            _copy_file(path, to)
        if hidden.is_dir():
            for folder in (*(entry for entry in hidden.iterdir() if entry.is_dir()), hidden):
                sync_folder(folder)
        hidden.rename(target)
        sync_folder(drop_in)
    except OSError as error:
        raise disk_fault(error, drop_in) from error
    finally:
        if hidden.is_dir():
            shutil.rmtree(hidden, ignore_errors=True)
        else:
            with suppress(OSError):
                hidden.unlink(missing_ok=True)


def _files(source: Path) -> list[Path]:
    """What the bundle consists of; a stick that is gone has nothing."""
    try:
        parts = sorted(source.rglob("*")) if source.is_dir() else [source]
    except OSError as error:
        raise _gone(error) from error
    files = [path for path in parts if path.is_file() and not path.is_symlink()]
    if not files:
        raise _gone(FileNotFoundError(source.name))
    return files


def _make_parent(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)


def _copy_file(source: Path, to: Path) -> None:
    try:
        reading = source.open("rb")
    except OSError as error:
        raise _gone(error) from error
    with reading, to.open("xb") as out:
        while True:
            try:
                chunk = reading.read(1 << 20)
            except OSError as error:
                raise _gone(error) from error
            if not chunk:
                break
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())


def _walk(folder: Path, depth: int) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except PermissionError:
        return
    except OSError as error:
        raise _gone(error) from error
    for entry in entries:
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        is_folder = entry.is_dir()
        if is_folder or entry.suffix.lower() == ".zip":
            yield entry
        if is_folder and depth > 1 and bundle_name(entry.name) is None:
            yield from _walk(entry, depth - 1)


def _stem(path: Path) -> str:
    return path.name[:-4] if path.name.lower().endswith(".zip") else path.name


def _gone(error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        "stick_gone",
        "U 盘读到一半断了，没传完的一份没有放进来。请插好 U 盘，再按一次。",
        detail=str(error),
    )
