"""Where a bundle lies: a folder, or the same thing as a stored ``.zip`` from a USB stick.

Nothing outside the bundle is ever opened: names are checked before use, links and special files
are not followed, a zip may only be stored (no bombs) and is checked as a whole before anything is
read from it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import struct
import zipfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from kiosk.bundle.paths import (
    MANIFEST,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_TOTAL_BYTES,
    SIGNATURE,
    bundle_name,
    is_safe_path,
    os_detail,
    unsafe_path,
)
from kiosk.domain.errors import EnvironmentFault, Place, SenderFault

# What zipfile raises on a directory that is not one.
_ZIP_ERRORS = (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, struct.error, OverflowError)
CUT_SHORT = (zipfile.BadZipFile, EOFError)
"""What reading a member raises when its bytes end early or fail its checksum."""
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class BundleSource(Protocol):
    """Read access to the files of one bundle."""

    @property
    def name(self) -> str:
        """Folder name, or the zip's name without its ending."""
        ...

    def size(self, path: str) -> int | None:
        """Bytes of a file, ``None`` when it is not there; SenderFault for a link or special file."""
        ...

    def open(self, path: str) -> IO[bytes]:
        """The file for reading; FileNotFoundError, SenderFault or EnvironmentFault."""
        ...

    @property
    def strays(self) -> int:
        """Things that are there and are no part of any bundle: ``.DS_Store``, ``~$…``, ``.tmp`` …"""
        ...

    def close(self) -> None: ...


def _is_part(path: str) -> bool:
    return path in (MANIFEST, SIGNATURE) or is_safe_path(path)


@dataclass(slots=True)
class FolderSource:
    """A bundle as a folder."""

    root: Path

    @property
    def name(self) -> str:
        return self.root.name

    def _lstat(self, path: str) -> os.stat_result | None:
        if not _is_part(path):
            raise unsafe_path("包")
        current = self.root
        parts = path.split("/")
        for i, part in enumerate(parts):
            current = current / part
            try:
                found = current.lstat()
            except (FileNotFoundError, NotADirectoryError):
                return None
            except OSError as error:
                raise _unreadable(self.name, error) from error
            wanted = stat.S_ISREG if i == len(parts) - 1 else stat.S_ISDIR
            if not wanted(found.st_mode):
                raise _special(path)
            if i == len(parts) - 1:
                return found
        return None

    def size(self, path: str) -> int | None:
        found = self._lstat(path)
        return None if found is None else found.st_size

    def open(self, path: str) -> IO[bytes]:
        if self._lstat(path) is None:
            raise FileNotFoundError(path)
        try:
            fd = os.open(self.root / path, os.O_RDONLY | _NOFOLLOW)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _unreadable(self.name, error) from error
        # Between lstat and open somebody may have put something else there.
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            os.close(fd)
            raise _special(path)
        return os.fdopen(fd, "rb")

    def _entries(self) -> Iterator[tuple[str, bool]]:
        """(path, whether a regular file) of everything one level deep in the known folders."""
        try:
            for entry in os.scandir(self.root):
                if entry.name in ("data", "files") and entry.is_dir(follow_symlinks=False):
                    for inner in os.scandir(entry.path):
                        yield f"{entry.name}/{inner.name}", inner.is_file(follow_symlinks=False)
                else:
                    yield entry.name, entry.is_file(follow_symlinks=False)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _unreadable(self.name, error) from error

    @property
    def strays(self) -> int:
        return sum(1 for path, regular in self._entries() if not (regular and _is_part(path)))

    def close(self) -> None:
        return None


@dataclass(slots=True)
class ZipSource:
    """A bundle as a stored zip, with or without one top folder named like the bundle."""

    path: Path
    _zip: zipfile.ZipFile = field(init=False)
    _members: dict[str, zipfile.ZipInfo] = field(init=False)
    strays: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        try:
            self._zip = zipfile.ZipFile(self.path)
        except _ZIP_ERRORS as error:
            raise BrokenZip(self.path.name) from error
        except OSError as error:
            raise self._fault(error) from error
        try:
            self._members = self._index()
        except BaseException:
            self._zip.close()
            raise

    @property
    def name(self) -> str:
        return self.path.stem

    def _index(self) -> dict[str, zipfile.ZipInfo]:
        infos = [i for i in self._zip.infolist() if not i.is_dir()]
        if len(infos) > MAX_FILES + 100:
            raise _bad_zip("里的文件太多")
        members: dict[str, zipfile.ZipInfo] = {}
        folded: set[str] = set()
        total = 0
        top = f"{self.name}/"
        nested = any(i.filename == top + MANIFEST for i in infos)
        for info in infos:
            if info.compress_type != zipfile.ZIP_STORED or info.file_size != info.compress_size:
                raise _bad_zip("压缩过，只收不压缩(仅存储)的")
            if info.flag_bits & 0x61:  # encrypted, strongly encrypted, patched
                raise _bad_zip("加了密码")
            # The raw name still has what zipfile cuts off or turns round on this platform.
            raw = info.orig_filename
            if "\\" in raw or "\0" in raw or raw.startswith("/") or ".." in raw.split("/") or ":" in raw:
                raise unsafe_path("压缩包")
            mode = info.external_attr >> 16
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                raise _special("压缩包")
            total += info.file_size
            if info.file_size > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
                raise _bad_zip("太大")
            path = raw.removeprefix(top) if nested else raw
            if not _is_part(path):
                self.strays += 1
                continue
            if path.casefold() in folded:
                raise _bad_zip("里同一个文件有两份")
            folded.add(path.casefold())
            members[path] = info
        return members

    def size(self, path: str) -> int | None:
        if not _is_part(path):
            raise unsafe_path("包")
        info = self._members.get(path)
        return None if info is None else info.file_size

    def open(self, path: str) -> IO[bytes]:
        if self.size(path) is None:
            raise FileNotFoundError(path)
        try:
            return self._zip.open(self._members[path])
        except _ZIP_ERRORS as error:
            raise BrokenZip(self.path.name) from error
        except OSError as error:
            raise self._fault(error) from error

    def _fault(self, error: OSError) -> Exception:
        # A damaged directory sends the reader to a place before the file's beginning.
        if error.errno == errno.EINVAL:
            return BrokenZip(self.path.name)
        return _unreadable(self.path.name, error)

    def close(self) -> None:
        self._zip.close()


class BrokenZip(Exception):
    """A zip whose directory or contents cannot be read: cut off, or still being copied."""


@contextlib.contextmanager
def open_source(path: Path) -> Generator[BundleSource]:
    """The bundle at ``path``, closed afterwards.

    SenderFault ``not_a_bundle``, ``bad_zip``, ``unsafe_path``, ``special_file``; EnvironmentFault
    ``unreadable``; BrokenZip for a zip that may still be arriving.
    """
    try:
        mode = path.lstat().st_mode
    except OSError as error:
        raise _unreadable(path.name, error) from error
    source: FolderSource | ZipSource
    if stat.S_ISDIR(mode):
        source = FolderSource(path)
    elif stat.S_ISREG(mode) and path.suffix.lower() == ".zip":
        source = ZipSource(path)
    else:
        raise SenderFault("not_a_bundle", "这不是一个包：要么是文件夹，要么是 .zip 文件。请换一个。")
    try:
        yield source
    finally:
        source.close()


def is_bundle_file_name(name: str) -> bool:
    """Whether a name in ``in/`` is that of a bundle folder or zip (not a conflict copy or stray)."""
    stem = name[:-4] if name.lower().endswith(".zip") else name
    return bundle_name(stem) is not None


def _special(path: str) -> SenderFault:
    return SenderFault("special_file", "是链接或特殊文件，只收普通文件。请县里重发。", place=Place(path))


def _bad_zip(why: str) -> SenderFault:
    return SenderFault("bad_zip", f"压缩包{why}。请县里重新导出。")


def _unreadable(name: str, error: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        "unreadable", f"读不了“{name}”。请检查磁盘或网络共享，本机会自己再试。", detail=os_detail(error)
    )
