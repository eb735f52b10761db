"""A folder on a stick that appears whole or not at all, with check sums that any computer can test.

Everything is written into ``<name>.part`` first.  What an interrupted run left there is thrown away by
the next one, and a folder of the same name gives way only at the very end.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from kiosk.domain.errors import EnvironmentFault, UsageFault

SUMS: Final = "SHA256SUMS"
_CHUNK: Final = 1024 * 1024


@dataclass(slots=True)
class NewFolder:
    """``parent/name`` in the making. Use as ``with new_folder(parent, name) as folder``.

    ``put`` and ``copy`` take names of files in it, or in a folder of it (``data/x.csv``).
    """

    parent: Path
    name: str
    _sums: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def path(self) -> Path:
        """Where it lies when it is whole."""
        return self.parent / self.name

    @property
    def _part(self) -> Path:
        return self.parent / f"{self.name}.part"

    @property
    def _old(self) -> Path:
        return self.parent / f"{self.name}.old"

    def put(self, name: str, content: bytes) -> str:
        """Writes a file and waits until it is on the disk; returns its name."""
        with self._new(name) as (descriptor, digest):
            for at in range(0, len(content), _CHUNK):
                _write(descriptor, content[at : at + _CHUNK])
            digest.update(content)
        return name

    def copy(self, name: str, source: Path) -> str:
        """The same from a file. ``OSError`` of ``source`` is passed on as ``SourceGone``."""
        try:
            reading = source.open("rb")
        except OSError as error:
            raise SourceGone(source.name) from error
        with reading, self._new(name) as (descriptor, digest):
            while True:
                try:
                    chunk = reading.read(_CHUNK)
                except OSError as error:
                    raise SourceGone(source.name) from error
                if not chunk:
                    break
                _write(descriptor, chunk)
                digest.update(chunk)
        return name

    @contextmanager
    def _new(self, name: str) -> Generator[tuple[int, hashlib._Hash]]:
        target = self._part / PurePosixPath(name)
        # One level only: with parents a stick that was pulled out would come back as a folder of this disk.
        if target.parent != self._part:
            target.parent.mkdir(exist_ok=True)
        descriptor = os.open(
            target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o644
        )
        digest = hashlib.sha256()
        try:
            yield descriptor, digest
            os.fsync(descriptor)
        except BaseException:
            os.close(descriptor)
            with suppress(OSError):
                target.unlink()
            raise
        os.close(descriptor)
        self._sums[name] = digest.hexdigest()

    def restart(self) -> None:
        """An empty ``.part``; puts a finished folder back whose exchange was cut off."""
        if self._old.is_dir() and not self.path.exists():
            self._old.rename(self.path)
        foreign = _foreign(self.path)
        if foreign:
            raise UsageFault(
                "keeping_in_the_way",
                f"{self.path} 里有不是导出来的东西（{foreign}）。请先把它移到别处，再导出。",
            )
        for rest in (self._part, self._old):
            if rest.is_dir():
                shutil.rmtree(rest)
        self._part.mkdir()
        self._sums.clear()

    def finish(self) -> None:
        """Check sums, then the name."""
        lines = [f"{digest}  {name}\n" for name, digest in sorted(self._sums.items())]
        self.put(SUMS, "".join(lines).encode())
        for folder in (*filter(Path.is_dir, self._part.iterdir()), self._part):
            _sync(folder)
        if self.path.exists():
            self.path.rename(self._old)
        self._part.rename(self.path)
        _sync(self.parent)
        with suppress(OSError):  # the next run takes it away
            shutil.rmtree(self._old)

    def drop(self) -> None:
        """Takes the half folder away, as far as that goes."""
        shutil.rmtree(self._part, ignore_errors=True)


class SourceGone(Exception):
    """A file of the kiosk that should go on the stick cannot be read; its name is the text."""


@contextmanager
def new_folder(parent: Path, name: str) -> Generator[NewFolder]:
    """A folder to fill; without ``finish`` nothing of it stays.

    UsageFault ``keeping_in_the_way``; EnvironmentFault ``folder_missing``, ``folder_full``,
    ``folder_read_only`` or ``folder_not_written``.
    """
    if not parent.is_dir():
        raise EnvironmentFault("folder_missing", f"没有找到 {parent}。请插好U盘，或换一个文件夹。")
    folder = NewFolder(parent, name)
    try:
        try:
            folder.restart()
            yield folder
        finally:
            folder.drop()
    except OSError as error:
        raise _fault(parent, error) from error


def _fault(parent: Path, error: OSError) -> EnvironmentFault:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        code, words = "folder_full", "放不下了。请清出一些空间，或换一个大些的U盘，再导出一次。"
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        code, words = "folder_read_only", "只能看，不能存。请看看U盘有没有锁上，或换一个，再导出一次。"
    else:
        code, words = "folder_not_written", "存不进去。请看看U盘是不是松了，插好再导出一次。"
    return EnvironmentFault(code, f"{parent} {words}亭子里的内容没有动。", detail=str(error))


def _foreign(folder: Path) -> str:
    """The first thing in an earlier folder that its check sums do not name; empty when there is none."""
    if not folder.exists():
        return ""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return folder.name
    known = {line[66:] for line in lines} | {SUMS}
    files = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    return next((path.name for path in files if path.relative_to(folder).as_posix() not in known), "")


def _write(descriptor: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _sync(folder: Path) -> None:
    """A stick is often pulled right after the words 存好了."""
    with suppress(OSError):  # some file systems of sticks do not take it; the files themselves are synced
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
