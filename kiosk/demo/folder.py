"""The demo's folder: whether it is ours to make, what in it is from another day, and its marker."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.paths import catalog_dir, resources_dir

MARKER = "demo.json"
PARTS = ("county", "drop", "kiosks")


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """``path`` holds PARTS and a marker that names the day and the edition they were made for."""

    path: Path

    @property
    def county(self) -> Path:
        return self.path / "county"

    @property
    def drop(self) -> Path:
        return self.path / "drop"

    @property
    def kiosks(self) -> Path:
        return self.path / "kiosks"

    def is_ready(self, today: date) -> bool:
        """Whether a complete demo of this day and this program lies there."""
        return self._marker() == _marker(today, complete=True)

    def start(self, today: date) -> None:
        """Make the folder empty and mark it as the demo's.

        UsageFault ``demo_folder_taken``: something else lies there; EnvironmentFault
        ``demo_folder_unwritable``.
        """
        strange = self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir()))
        if strange and self._marker() is None:
            raise UsageFault(
                "demo_folder_taken",
                f"“{self.path}”里已经有别的东西，演示不往里写。请换一个空文件夹。",
            )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._mark(today, complete=False)
            for name in PARTS:
                if (self.path / name).exists():
                    shutil.rmtree(self.path / name)
                (self.path / name).mkdir()
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def finish(self, today: date) -> None:
        """Everything is there: the next call for the same day may use it as it is."""
        try:
            self._mark(today, complete=True)
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def _unwritable(self, fault: OSError) -> EnvironmentFault:
        return EnvironmentFault(
            "demo_folder_unwritable",
            f"演示写不进“{self.path}”。请检查磁盘满没满、文件夹能不能写。",
            detail=repr(fault),
        )

    def _marker(self) -> dict[str, Any] | None:
        try:
            found: object = json.loads((self.path / MARKER).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return cast("dict[str, Any]", found) if isinstance(found, dict) and "demo" in found else None

    def _mark(self, today: date, *, complete: bool) -> None:
        text = json.dumps(_marker(today, complete=complete), ensure_ascii=False, indent=1)
        (self.path / MARKER).write_text(text + "\n", "utf-8")


def _marker(today: date, *, complete: bool) -> dict[str, Any]:
    day = today.isoformat()
    return {"demo": "村务公开亭演示县", "today": day, "edition": _edition(), "complete": complete}


@lru_cache(maxsize=1)
def _edition() -> str:
    """Changes with what makes the demo and with its texts: an older demo is then made again."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parent.parent
    parts = ("demo", "domain", "bundle", "county", "intake", "store")
    sources = [*(p for part in parts for p in (package / part).rglob("*.py")), *catalog_dir().glob("*.csv")]
    sources += [p for p in (resources_dir() / "demo").rglob("*") if p.is_file()]
    for path in sorted(sources):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
