"""Bundles from memory and from folder to folder: whole under their name, or not there at all."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kiosk.bundle.disk import sync_folder
from kiosk.bundle.paths import MANIFEST, SIGNATURE
from kiosk.bundle.source import BundleSource
from kiosk.domain.items import Manifest


@dataclass(frozen=True, slots=True)
class MemorySource:
    """A bundle whose files are at hand (a ``BundleSource``)."""

    name: str
    files: Mapping[str, bytes]

    def size(self, path: str) -> int | None:
        found = self.files.get(path)
        return None if found is None else len(found)

    def open(self, path: str) -> IO[bytes]:
        if path not in self.files:
            raise FileNotFoundError(path)
        return io.BytesIO(self.files[path])

    @property
    def strays(self) -> int:
        return 0

    def close(self) -> None:
        return None


def parts_of(manifest: Manifest) -> tuple[str, ...]:
    """Every file of a bundle, manifest and signature last."""
    return (*(entry.path for entry in manifest.files), MANIFEST, SIGNATURE)


def lay(source: BundleSource, parts: Iterable[str], parent: Path) -> Path:
    """Copy the files of ``source`` into ``parent/<name>``, flushed before they have that name.

    What has the name already is left alone.  OSError; nothing half-done is left then.
    """
    target = parent / source.name
    if target.exists():
        return target
    hidden = parent / f".{source.name}.{os.getpid()}.tmp"
    for left in parent.glob(f".{source.name}.*.tmp"):  # by a power cut
        shutil.rmtree(left, ignore_errors=True)
    try:
        hidden.mkdir()
        for path in parts:
            (hidden / path).parent.mkdir(exist_ok=True)
            with source.open(path) as stream, (hidden / path).open("xb") as out:
                shutil.copyfileobj(stream, out, 1 << 20)
                out.flush()
                os.fsync(out.fileno())
        for folder in (*(entry for entry in hidden.iterdir() if entry.is_dir()), hidden):
            sync_folder(folder)
        hidden.rename(target)
    except BaseException:
        shutil.rmtree(hidden, ignore_errors=True)
        raise
    sync_folder(parent)
    return target
