"""The county's workspace folder: where everything lies, made once, used by one command at a time.

``county.toml`` (county, issuer, drop root), ``units.csv`` (the county's units), ``registry.db``,
``keys/``, ``outbox/<village_code>/<bundle>/`` (finished bundles, kept), ``mappings/``,
``aliases.csv`` and ``reference/`` (tables and settings that replace the packaged ones).
"""

from __future__ import annotations

import csv
import difflib
import errno
import io
import sys
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import tomli_w

from kiosk.bundle.disk import write_whole
from kiosk.domain.errors import EnvironmentFault, SenderFault, UsageFault
from kiosk.domain.reference import Reference, load_packaged, load_units
from kiosk.domain.region import Village
from kiosk.domain.settings import UnitSettings, parse_settings

UNIT_COLUMNS = ("village_code", "village_name", "town_code", "town_name", "kind")
REFERENCE_FILES = {
    "settings": "settings.json",
    "programmes": "programmes.csv",
    "columns": "columns.csv",
    "holidays": "holidays.csv",
    "village": "village.csv",
    "community": "community.csv",
}
"""What ``reference/`` may hold; ``village`` and ``community`` are the catalogues of both kinds of units."""


@dataclass(frozen=True, slots=True)
class CountyConfig:
    """``county.toml``. ``issuer`` stands in every bundle; ``drop`` is the drop root (None: only USB)."""

    county_code: str
    county_name: str
    issuer: str
    drop: Path | None


class Workspace:
    """A workspace that is there. Its parts are read when they are asked for, and once."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()

    @property
    def config_file(self) -> Path:
        return self.path / "county.toml"

    @property
    def registry_db(self) -> Path:
        return self.path / "registry.db"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def outbox(self) -> Path:
        return self.path / "outbox"

    @property
    def reference_dir(self) -> Path:
        return self.path / "reference"

    @property
    def alias_file(self) -> Path:
        return self.path / "aliases.csv"

    @cached_property
    def config(self) -> CountyConfig:
        """SenderFault ``county_config`` when ``county.toml`` is wrong."""
        try:
            found = tomllib.loads(self.config_file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise _bad_config("写法不对，读不懂", str(error)) from error
        texts = {k: found.get(k) for k in ("county_code", "county_name", "issuer")}
        drop = found.get("drop", "")
        if not all(isinstance(v, str) and v for v in texts.values()) or not isinstance(drop, str):
            raise _bad_config("少了 county_code、county_name 或 issuer")
        place = (self.path / drop) if drop else None
        return CountyConfig(str(texts["county_code"]), str(texts["county_name"]), str(texts["issuer"]), place)

    @cached_property
    def units(self) -> tuple[Village, ...]:
        """The county's units in code order; SenderFault for a wrong ``units.csv``."""
        found = load_units_file(self.path / "units.csv", self.config.county_name)
        return tuple(sorted(found, key=lambda v: v.village_code))

    def unit(self, named: str) -> Village:
        """The unit of a 12-digit code or a name (罗田村, 石鼻镇罗田村); UsageFault ``unknown_village``,
        ``which_village`` when several are called so."""
        for unit in self.units:
            if unit.village_code == named:
                return unit
        called = [u for u in self.units if named in _names_of(u)]
        if len(called) == 1:
            return called[0]
        if called:
            which = "、".join(f"{u.town_name}{u.short_name}({u.village_code})" for u in called)
            raise UsageFault("which_village", f"叫“{named}”的有几个：{which}。请在前面写上乡镇，或写代码。")
        near = difflib.get_close_matches(named, [u.short_name for u in self.units], 3, 0.5)
        hint = f"相近的有：{'、'.join(dict.fromkeys(near))}。" if near else ""
        raise UsageFault(
            "unknown_village",
            f"本县名单里没有{'代码 ' + named if named.isdigit() else f'“{named}”'}。{hint}"
            "请写村名或12位区划代码，名单在 units.csv。",
        )

    def chosen(self, named: tuple[str, ...]) -> tuple[Village, ...]:
        """The named units (all of a town for its name or 9-digit code), every unit when none is named."""
        if not named:
            return self.units
        found: dict[str, Village] = {}
        for one in named:
            town = [u for u in self.units if one in (u.town_code, u.town_name)]
            found.update((u.village_code, u) for u in town or [self.unit(one)])
        return tuple(found.values())

    @cached_property
    def reference(self) -> Reference:
        """The packaged tables with those of ``reference/`` laid over them."""
        tables = load_packaged()
        for kind in ("village", "community"):
            if (text := self.reference_text(kind)) is not None:
                tables = tables.replaced("catalogue", text, kind, file=REFERENCE_FILES[kind])
        texts = {
            k: t for k in ("programmes", "columns", "holidays") if (t := self.reference_text(k)) is not None
        }
        return tables.with_county(texts, "village") if texts else tables

    def reference_text(self, name: str) -> str | None:
        """A text of ``reference/``, None when the county has none of its own."""
        path = self.reference_dir / REFERENCE_FILES[name]
        try:
            return path.read_text("utf-8-sig")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise SenderFault("reference_text", f"{path.name} 不是 UTF-8 文字。请另存为 UTF-8。") from error
        except OSError as error:
            raise disk_fault(error, path) from error

    def settings(self, village_code: str) -> UnitSettings:
        """What the county has set for a unit."""
        text = self.reference_text("settings")
        return parse_settings(text, village_code) if text is not None else UnitSettings()

    @contextmanager
    def locked(self) -> Generator[None]:
        """Nobody else changes the workspace meanwhile; UsageFault ``workspace_busy``."""
        path = self.path / ".lock"
        try:
            handle = path.open("a+b")
        except OSError as error:
            raise disk_fault(error, path) from error
        with handle:
            if not _try_lock(handle.fileno()):
                raise UsageFault("workspace_busy", "这个工作区正有另一个命令在用。请等它做完再来。")
            # Closing the file (also by a kill) lets go of the lock.
            yield


def open_workspace(path: Path) -> Workspace:
    """The workspace at ``path``; UsageFault ``no_workspace`` when there is none."""
    found = Workspace(path)
    if not found.config_file.is_file():
        where = f"现在的文件夹“{Path.cwd()}”" if path == Path() else f"“{path}”"
        raise UsageFault(
            "no_workspace",
            f"{where}不是县里的工作区。请先 cd 到工作区，或用 --workspace 写明；还没有建的，"
            "运行 kiosk county init。",
        )
    return found


def check_new(path: Path, county_code: str, units: Path | None) -> list[Village]:
    """Whether a workspace can be made at ``path``; the county's units.

    UsageFault: ``county_code``, ``unknown_county`` (no unit of it is in the packaged list and none
    were given), ``workspace_exists``, ``folder_taken``; EnvironmentFault for the disk.
    """
    if not (len(county_code) == 6 and county_code.isascii() and county_code.isdigit()):
        raise UsageFault("county_code", "县的代码要写6位区划代码，比如 360123。")
    if (path / "county.toml").exists():
        raise UsageFault("workspace_exists", f"“{path}”已经是一个工作区，不用再建。")
    # What an interrupted init leaves is ours too.
    ours = {".lock", "keys", "outbox", "reference", "units.csv", ".units.csv.new", ".county.toml.new"}
    try:
        names = [p.name for p in path.iterdir()] if path.exists() else []
    except OSError as error:
        raise disk_fault(error, path) from error
    if any(name not in ours and not name.startswith("registry.db") for name in names):
        raise UsageFault("folder_taken", f"“{path}”里已经有别的东西。请换一个空文件夹。")
    listed = load_units() if units is None else load_units_file(units, "")
    mine = [u for u in listed if u.county_code == county_code]
    if not mine:
        raise UsageFault(
            "unknown_county",
            f"名单里没有 {county_code} 这个县的村和社区。请用 --units 给一份名单"
            f"（列名 {','.join(UNIT_COLUMNS)}）。",
        )
    return mine


def make_workspace(
    path: Path, county_code: str, *, issuer: str | None, drop: Path | None, units: Path | None
) -> Workspace:
    """The folder's last step: ``units.csv`` and ``county.toml``. Keys and registry are there already.

    Raises as :func:`check_new`.
    """
    mine = check_new(path, county_code, units)
    found = Workspace(path)
    name = mine[0].county_name if units is None else county_code
    config = {
        "county_code": county_code,
        "county_name": name,
        "issuer": issuer or f"{name}村务公开工作专班",
        "drop": str(drop.absolute()) if drop is not None else "",
    }
    try:
        for folder in (found.outbox, found.reference_dir):
            folder.mkdir(parents=True, exist_ok=True)
        write_whole(path / "units.csv", _units_text(mine).encode())
        # Last: a workspace with a county.toml is whole.
        write_whole(found.config_file, tomli_w.dumps(config).encode())
    except OSError as error:
        raise disk_fault(error, path) from error
    return found


def load_units_file(path: Path, county_name: str) -> list[Village]:
    """The units of a CSV with UNIT_COLUMNS; SenderFault ``units_wrong`` with the row."""
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise SenderFault("units_wrong", f"{path.name} 读不懂。请另存为 UTF-8 的 CSV。") from error
    except OSError as error:
        raise disk_fault(error, path) from error
    found: list[Village] = []
    for number, row in enumerate(rows, start=2):
        try:
            kind = {"village": "village", "community": "community"}[row["kind"]]
            unit = Village(
                row["village_code"], row["village_name"], row["town_name"], kind,  # type: ignore[arg-type]
                *([county_name] if county_name else []),
            )  # fmt: skip
        except (KeyError, ValueError) as error:
            raise SenderFault(
                "units_wrong", f"{path.name} 第{number}行不对。要有 {'、'.join(UNIT_COLUMNS)} 这几列。"
            ) from error
        found.append(unit)
    if len({u.village_code for u in found}) != len(found):
        raise SenderFault("units_wrong", f"{path.name} 里同一个代码写了两次。请删掉一行。")
    return found


def _names_of(unit: Village) -> tuple[str, ...]:
    names = (unit.village_name, unit.short_name)
    return (*names, *(unit.town_name + name for name in names))


def _units_text(units: list[Village]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(UNIT_COLUMNS)
    writer.writerows((u.village_code, u.village_name, u.town_code, u.town_name, u.kind) for u in units)
    return out.getvalue()


def _bad_config(why: str, detail: str = "") -> SenderFault:
    return SenderFault("county_config", f"county.toml {why}。请照原来的样子改正。", detail=detail)


def disk_fault(error: OSError, path: Path) -> EnvironmentFault:
    """A sentence for what the disk said about ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EnvironmentFault(
            "disk_full", f"磁盘满了，写不进“{path}”。请清出空间再来一次，做好的不会丢。", detail=repr(error)
        )
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return EnvironmentFault(
            "no_access", f"“{path}”不让读写。请检查权限，或请管理员放开。", detail=repr(error)
        )
    return EnvironmentFault(
        "unusable", f"读写“{path}”时出错。请检查它在不在、磁盘好不好。", detail=repr(error)
    )


if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> bool:
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
