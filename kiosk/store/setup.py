"""Making a ``KIOSK_HOME`` for a village (architecture §7, Setting up a kiosk)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.region import Village
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskConfig, KioskHome, Orientation, Paper, is_kiosk_id

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class SetupResult:
    """A ready home. ``setup_code`` opens the first desk PIN; ``None`` when one is open or was used."""

    home: KioskHome
    config: KioskConfig
    setup_code: str | None


def setup_home(
    path: Path,
    *,
    village: Village,
    drop: Path,
    county_pub_text: str,
    at: datetime,
    make_key: Callable[[Path], str],
    root_pub_text: str | None = None,
    seal_text: str | None = None,
    kiosk_id: str | None = None,
    px_per_mm: float = 4.03,
    orientation: Orientation = "portrait",
    printer: str = "",
    paper: Paper = "a3",
    high_mounted: bool = False,
) -> SetupResult:
    """Make the folder, ``kiosk.toml``, ``trusted/``, the kiosk's own key and the one-time desk code.

    ``seal_text``: the county's public key for sealing questions (base64), when it is at hand.
    ``make_key`` writes a new secret key to the path it gets and returns the public half's text.
    Safe to run again for the same village: settings and public keys are written anew, the kiosk's
    id and key stay, no second code is given.  ``UsageFault`` ``other_village`` when the folder
    belongs to another village, ``bad_kiosk_id``, ``bad_drop``; ``EnvironmentFault`` for the disk.
    """
    if kiosk_id is not None and not is_kiosk_id(kiosk_id):
        raise UsageFault("bad_kiosk_id", "亭子的编号只能用字母、数字和短横，最多32个。")
    try:
        str(drop).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageFault("bad_drop", "收内容的文件夹名里有认不出的字。请给它改个名再来。") from error
    home = KioskHome(path)
    known = home.load_config() if home.config_file.exists() else None
    if known is not None and known.village_code != village.village_code:
        raise UsageFault(
            "other_village",
            f"{path} 已经是“{known.village.village_name}”的了。请另选一个空文件夹。",
        )
    home.make_folders()
    config = KioskConfig(
        village=village,
        kiosk_id=kiosk_id or (known.kiosk_id if known else _new_kiosk_id()),
        drop=drop,
        px_per_mm=px_per_mm,
        orientation=orientation,
        printer=printer,
        paper=paper,
        high_mounted=high_mounted,
    )
    try:
        _write(home.trusted / "county.pub", county_pub_text)
        if root_pub_text is not None:
            _write(home.trusted / "root.pub", root_pub_text)
        if seal_text is not None:
            _write(home.seal_key, seal_text)
        if not home.kiosk_pub.exists():
            home.kiosk_key.unlink(missing_ok=True)
            public = make_key(home.kiosk_key)
            home.kiosk_key.chmod(0o600)
            _write(home.kiosk_pub, public)
    except OSError as error:
        raise EnvironmentFault(
            "home_folder", f"{path} 里写不进去。请检查磁盘空间和权限。", detail=str(error)
        ) from error
    first_time = known is None or not home.desk_db.exists()
    code: str | None = None
    with DeskStore(home, at) as desk:
        # A desk.db that was damaged without a copy begins empty: then a second setup opens it again.
        if first_time or desk.is_locked_out():
            code = desk.new_setup_code()
    # Last, so that an interrupted setup is simply run again from the start.
    config.save(home.config_file)
    return SetupResult(home, config, code)


def _new_kiosk_id() -> str:
    return "K" + "".join(secrets.choice(_ALPHABET) for _ in range(6))


def _write(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
