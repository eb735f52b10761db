"""What the site's folder holds of one village, and writing there: whole files, only what changed.

``<out>/.pages/<CODE>.json`` remembers every page ever made, so that none is forgotten when the board
no longer knows its version.  A page is never deleted; a file of a page (a download, a picture) is, when the
page no longer offers it.  The register is written last, after its files have reached the disk: after a
power cut the next run does the rest.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kiosk.domain.errors import EnvironmentFault

FOLDER: Final = ".pages"
INDEX: Final = "index.html"
NOT_WRITTEN: Final = "site_not_written"
_FORMAT: Final = 1

Content = bytes | Path
"""Bytes of a file, or the file to copy."""


def folder_fault(out: Path, error: OSError) -> EnvironmentFault:
    """The folder of the site cannot be used."""
    return EnvironmentFault(
        NOT_WRITTEN,
        f"网页写不到 {out}。请检查这个文件夹在不在、能不能写、磁盘有没有空间，再运行一次。",
        detail=str(error),
    )


def write_whole(path: Path, content: Content) -> int:
    """The file under its name is the old one or the new one, never half. Returns the size in bytes."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if isinstance(content, Path):
            shutil.copyfile(content, fresh)
        else:
            fresh.write_bytes(content)
        size = fresh.stat().st_size
        fresh.replace(path)
        return size
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise


def flush() -> None:
    """What was written reaches the disk before a register says that it is there."""
    if hasattr(os, "sync"):
        os.sync()


@dataclass(slots=True)
class Record:
    """A page that was made. ``subject`` is (type, id), ``files`` name → size, ``mark`` its content's hash."""

    kind: str
    subject: tuple[str, str]
    title: str
    mark: str
    files: dict[str, int]


@dataclass(slots=True)
class Register:
    """The pages of one village. Paths are ``SHEET/DIGEST``, ``""`` is the village's own page.

    ``state`` stands for everything the last complete run was made from; ``digests`` remembers the
    path of each version, so that its rows need not be read again.  ``written`` counts files.
    """

    out: Path
    code: str
    state: str = ""
    pages: dict[str, Record] = field(default_factory=dict[str, Record])
    digests: dict[str, str] = field(default_factory=dict[str, str])
    written: int = 0
    _is_found: bool = False

    @property
    def folder(self) -> Path:
        return self.out / self.code

    @property
    def _file(self) -> Path:
        return self.out / FOLDER / f"{self.code}.json"

    @classmethod
    def load(cls, out: Path, code: str) -> Register:
        """The register as the last run left it; an empty one when it is missing or cannot be read."""
        register = cls(out, code)
        try:
            kept: dict[str, Any] = json.loads(register._file.read_bytes())
            if kept["format"] != _FORMAT:
                return register
            for path, (kind, subject, title, mark, files) in kept["pages"].items():
                register.pages[path] = Record(kind, (subject[0], subject[1]), title, mark, files)
            register.digests.update(kept["digests"])
            register.state = kept["state"]
            register._is_found = True
        except FileNotFoundError:
            pass
        except OSError as error:
            raise folder_fault(out, error) from error
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return cls(out, code)
        return register

    def is_intact(self) -> bool:
        """Whether every file that was written is still there with its size."""
        return all(self._has(path, record) for path, record in self.pages.items())

    def _has(self, path: str, record: Record) -> bool:
        folder = self.folder / path
        try:
            return all((folder / name).stat().st_size == size for name, size in record.files.items())
        except OSError:
            return False

    def is_same(self, path: str, mark: str) -> bool:
        """Whether the page lies there with this content."""
        record = self.pages.get(path)
        return record is not None and record.mark == mark and self._has(path, record)

    def put(
        self, path: str, kind: str, subject: tuple[str, str], title: str, mark: str,
        files: Mapping[str, Content],
    ) -> None:  # fmt: skip
        """Writes the files of a page. EnvironmentFault ``site_not_written``."""
        folder = self.folder / path
        before = self.pages.get(path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            sizes = {name: write_whole(folder / name, content) for name, content in files.items()}
            for name in before.files if before is not None else ():
                if name not in sizes:
                    (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise folder_fault(self.out, error) from error
        self.pages[path] = Record(kind, subject, title, mark, sizes)
        self.written += len(sizes)

    def strays(self) -> list[str]:
        """Pages on the disk that a lost register no longer knows."""
        if self._is_found:
            return []
        try:
            return [
                f"{digest.parent.name}/{digest.name}"
                for digest in sorted(self.folder.glob("??????/????????"))
                if (digest / INDEX).is_file()
            ]
        except OSError as error:
            raise folder_fault(self.out, error) from error

    def save(self, state: str) -> None:
        """Writes the register when its pages are safe. EnvironmentFault ``site_not_written``."""
        document = {
            "format": _FORMAT,
            "state": state,
            "digests": self.digests,
            "pages": {path: [r.kind, r.subject, r.title, r.mark, r.files] for path, r in self.pages.items()},
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            flush()
            write_whole(self._file, text.encode())
        except OSError as error:
            raise folder_fault(self.out, error) from error
        self.state = state
