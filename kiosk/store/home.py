"""``KIOSK_HOME``: the one place that knows where a kiosk keeps its files, and ``kiosk.toml``."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from kiosk.domain.errors import EnvironmentFault
from kiosk.domain.region import Village

Orientation = Literal["portrait", "landscape"]
Paper = Literal["a3", "a4", "2xa4"]

_ID_LENGTH = 32


def is_kiosk_id(text: str) -> bool:
    """Letters, digits and hyphens, at most 32: it becomes part of the names of receipts."""
    return text.isascii() and text.replace("-", "").isalnum() and len(text) <= _ID_LENGTH


@dataclass(frozen=True, slots=True)
class KioskHome:
    """The folder of one kiosk. Nothing here touches the disk but :meth:`make_folders` and the config."""

    path: Path

    @classmethod
    def default(cls, environ: Mapping[str, str] = os.environ) -> KioskHome:
        """``$KIOSK_HOME``, else the user's data folder."""
        given = environ.get("KIOSK_HOME")
        if given:
            return cls(Path(given))
        import platformdirs

        return cls(platformdirs.user_data_path("cunwu-kiosk", appauthor=False))

    @property
    def config_file(self) -> Path:
        return self.path / "kiosk.toml"

    @property
    def board_db(self) -> Path:
        return self.path / "board.db"

    @property
    def desk_db(self) -> Path:
        return self.path / "desk.db"

    @property
    def archive(self) -> Path:
        """One folder a bundle that was accepted; board.db can be made from it."""
        return self.path / "archive"

    @property
    def quarantine(self) -> Path:
        """Damaged databases, with the date they were set aside."""
        return self.path / "quarantine"

    @property
    def local(self) -> Path:
        """The village's own bundles on their way from the screen process to the worker."""
        return self.path / "local"

    @property
    def trusted(self) -> Path:
        """Public keys of the county: ``county.pub``, ``root.pub``."""
        return self.path / "trusted"

    @property
    def seal_key(self) -> Path:
        """The county's X25519 public key (base64) as given at setup; a later ``keys`` item goes before it."""
        return self.trusted / "county.seal"

    @property
    def keys(self) -> Path:
        """The kiosk's own keys; readable by the kiosk's user only."""
        return self.path / "keys"

    @property
    def kiosk_key(self) -> Path:
        """The kiosk's own signing key (secret)."""
        return self.keys / "kiosk.key"

    @property
    def kiosk_pub(self) -> Path:
        """The public half of :attr:`kiosk_key`."""
        return self.keys / "kiosk.pub"

    @property
    def copies(self) -> Path:
        """Daily copies of desk.db."""
        return self.path / "copies"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def worker_lock(self) -> Path:
        """Held by the one intake worker of this kiosk."""
        return self.path / "worker.lock"

    def make_folders(self) -> None:
        """All folders, those of secrets for the owner only. ``EnvironmentFault`` ``home_folder``."""
        open_ones = (self.archive, self.quarantine, self.local, self.trusted, self.copies, self.logs)
        for folder in (*open_ones, self.keys):
            try:
                folder.mkdir(0o700 if folder == self.keys else 0o777, parents=True, exist_ok=True)
            except OSError as error:
                raise EnvironmentFault(
                    "home_folder",
                    f"文件夹 {folder} 建不起来或不让写。请检查权限和磁盘，看看是不是有同名的文件占着。",
                    detail=str(error),
                ) from error

    def load_config(self) -> KioskConfig:
        """Read ``kiosk.toml``; see :meth:`KioskConfig.load`."""
        return KioskConfig.load(self.config_file)


@dataclass(frozen=True, slots=True)
class KioskConfig:
    """``kiosk.toml``: what belongs to this machine. What the county decides comes in bundles instead.

    ``drop`` is the drop root (the village's ``<village_code>/in`` and ``out`` lie below it).
    ``px_per_mm`` is the screen's (21.5": 4.03); ``printer`` a queue name or empty;
    ``high_mounted`` asks for the low-reach layout at start; ``attract_after`` is after how many seconds an
    untouched first page gives way to the attract loop (0: never).
    """

    village: Village
    kiosk_id: str
    drop: Path
    px_per_mm: float = 4.03
    orientation: Orientation = "portrait"
    printer: str = ""
    paper: Paper = "a3"
    high_mounted: bool = False
    attract_after: int = 120

    @property
    def village_code(self) -> str:
        return self.village.village_code

    @property
    def drop_in(self) -> Path:
        """Where the county's bundles arrive."""
        return self.drop / self.village_code / "in"

    @property
    def drop_out(self) -> Path:
        """Where receipts, questions and postings leave."""
        return self.drop / self.village_code / "out"

    @classmethod
    def load(cls, path: Path) -> KioskConfig:
        """``EnvironmentFault``: ``config_missing``, ``config_unreadable``, ``config_value``; each names the
        file, what is wrong and what to do."""
        try:
            with path.open("rb") as file:
                document = tomllib.load(file)
        except FileNotFoundError as error:
            raise EnvironmentFault(
                "config_missing",
                f"没有找到设置文件 {path}。请先运行 kiosk setup，或用 KIOSK_HOME 指明文件夹。",
            ) from error
        except OSError as error:
            raise EnvironmentFault(
                "config_unreadable", f"设置文件 {path} 读不出来。请检查它的权限。", detail=str(error)
            ) from error
        # ValueError: no TOML, no UTF-8, or a number of thousands of digits; RecursionError: brackets.
        except (ValueError, RecursionError) as error:
            raise EnvironmentFault(
                "config_unreadable",
                f"设置文件 {path} 的写法不对，读不懂。请改回来，或把这个文件移走再运行 kiosk setup。",
                detail=str(error),
            ) from error
        return _Reader(path, document).config()

    def save(self, path: Path) -> None:
        """Write ``kiosk.toml``: whole or not at all. ``EnvironmentFault`` ``config_not_written``."""
        import tomli_w

        village = self.village
        document: dict[str, Any] = {
            "village": {
                "code": village.village_code,
                "name": village.village_name,
                "town": village.town_name,
                "kind": village.kind,
                "county": village.county_name,
                "province": village.province_name,
            },
            "kiosk_id": self.kiosk_id,
            "drop": str(self.drop),
            "px_per_mm": self.px_per_mm,
            "orientation": self.orientation,
            "printer": self.printer,
            "paper": self.paper,
            "high_mounted": self.high_mounted,
            "attract_after": self.attract_after,
        }
        fresh = path.with_name(f".{path.name}.new")
        try:
            with fresh.open("wb") as file:
                tomli_w.dump(document, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            raise EnvironmentFault(
                "config_not_written",
                f"设置文件 {path} 写不进去。请检查磁盘空间和权限。",
                detail=str(error),
            ) from error


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes the values out of a parsed ``kiosk.toml``, one strict look each."""

    path: Path
    document: dict[str, Any]

    def config(self) -> KioskConfig:
        unit = self._table("village")
        kind = self._choice(unit, "kind", ("village", "community"))
        try:
            village = Village(
                village_code=self._text(unit, "code"),
                village_name=self._text(unit, "name"),
                town_name=self._text(unit, "town"),
                kind="village" if kind == "village" else "community",
                county_name=self._text(unit, "county"),
                province_name=self._text(unit, "province"),
            )
        except ValueError:
            raise self._wrong("code", "要写12位数字的区划代码") from None
        kiosk_id = self._text(self.document, "kiosk_id")
        if not is_kiosk_id(kiosk_id):
            raise self._wrong("kiosk_id", "只能用字母、数字和短横，最多32个")
        scale = self.document.get("px_per_mm", 4.03)
        if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0.5 <= scale <= 40:
            raise self._wrong("px_per_mm", "要写0.5到40之间的数，例如4.03")
        high = self.document.get("high_mounted", False)
        if not isinstance(high, bool):
            raise self._wrong("high_mounted", "只能写 true 或 false")
        attract = self.document.get("attract_after", 120)
        if isinstance(attract, bool) or not isinstance(attract, int) or not 0 <= attract <= 86_400:
            raise self._wrong("attract_after", "要写秒数，例如120；写0就不播放")
        orientations, papers = get_args(Orientation), get_args(Paper)
        return KioskConfig(
            village=village,
            kiosk_id=kiosk_id,
            drop=Path(self._text(self.document, "drop")),
            px_per_mm=float(scale),
            orientation=cast(
                Orientation, self._choice(self.document, "orientation", orientations, "portrait")
            ),
            printer=self._text(self.document, "printer", ""),
            paper=cast(Paper, self._choice(self.document, "paper", papers, "a3")),
            high_mounted=high,
            attract_after=attract,
        )

    def _table(self, key: str) -> dict[str, Any]:
        value = self.document.get(key)
        if not isinstance(value, dict):
            raise self._wrong(key, "没有写，或写法不对")
        return cast("dict[str, Any]", value)

    def _text(self, table: Mapping[str, Any], key: str, default: str | None = None) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise self._wrong(key, "没有写，或没有加引号")
        if "\0" in value:  # no path and no program takes it
            raise self._wrong(key, "里有看不见的控制符")
        return value

    def _choice(
        self, table: Mapping[str, Any], key: str, options: tuple[str, ...], default: str | None = None
    ) -> str:
        value = table.get(key, default)
        if value not in options:
            raise self._wrong(key, f"只能写 {'、'.join(options)} 里的一个")
        return value

    def _wrong(self, key: str, words: str) -> EnvironmentFault:
        return EnvironmentFault(
            "config_value",
            f"设置文件 {self.path} 里“{key}”这一项{words}。请改好，或把这个文件移走再运行 kiosk setup。",
        )
