"""The villages' kiosks as the county knows them: accepted public keys, and what a new one is set up with."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any, cast

from kiosk.bundle.disk import write_whole
from kiosk.bundle.keys import PublicKey
from kiosk.county.session import Session
from kiosk.county.workspace import disk_fault
from kiosk.domain.clock import to_rfc3339
from kiosk.domain.errors import EnvironmentFault, SenderFault, UsageFault
from kiosk.domain.region import Village
from kiosk.store.registry import KnownKiosk


def read_heartbeat(drop: Path, village_code: str) -> dict[str, Any] | None:
    """The last sign of life of a unit's kiosk; None when there is none or it cannot be read."""
    try:
        value: object = json.loads((drop / village_code / "out" / "heartbeat.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def add_from_drop(session: Session, unit: Village) -> KnownKiosk:
    """Accept the key that the unit's kiosk sent back; UsageFault ``no_drop``, ``no_heartbeat``."""
    drop = session.workspace.config.drop
    if drop is None:
        raise UsageFault("no_drop", "county.toml 里没有写 drop。请用 --pub 给出亭子的公钥文件。")
    beat = read_heartbeat(drop, unit.village_code)
    if beat is None or not isinstance(beat.get("public_key"), str):
        raise UsageFault(
            "no_heartbeat", f"{unit.short_name}的亭子还没有送回公钥。请等它连上，或用 --pub 给出公钥文件。"
        )
    return _accept(session, unit, str(beat.get("kiosk", "")), PublicKey.parse(str(beat["public_key"])))


def add_from_file(session: Session, unit: Village, path: Path) -> KnownKiosk:
    """Accept the key in a ``.pub`` file; SenderFault ``bad_key``, EnvironmentFault."""
    return _accept(session, unit, path.stem, PublicKey.load(path))


def _accept(session: Session, unit: Village, kiosk_id: str, key: PublicKey) -> KnownKiosk:
    if not kiosk_id or len(kiosk_id) > 40:
        raise SenderFault("bad_kiosk", "亭子的编号不对。请在亭子上重新运行 kiosk setup。")
    known = KnownKiosk(unit.village_code, kiosk_id, key.line(), to_rfc3339(session.clock.now()))
    session.registry.add_kiosk(known)
    return known


def write_kit(session: Session, unit: Village, out: Path) -> Path:
    """``out/<code>/`` with the public keys and the one command that sets the kiosk up."""
    keys, folder = session.workspace.keys, out / unit.village_code
    command = shlex.join([
        "kiosk", "setup", "--village", unit.village_code, "--drop", "同步文件夹",
        "--key", "county.pub", "--root", "root.pub",
        "--name", unit.village_name, "--town", unit.town_name, "--kind", unit.kind,
        "--county", unit.county_name, "--province", unit.province_name,
    ])  # fmt: skip
    text = (
        f"{unit.town_name}{unit.short_name} 公开亭安装说明\n\n"
        f"1. 在亭子的电脑上打开这个文件夹。\n"
        f"2. 运行（把“同步文件夹”换成和县里同步的总文件夹）：\n\n   {command}\n\n"
        "3. 记下屏幕上的开通码，并把它写出的亭子公钥交给县里登记。\n"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # seal.pub beside county.pub is found by the setup itself.
        for name in ("county.pub", "root.pub", "seal.pub"):
            write_whole(folder / name, (keys / name).read_bytes())
        write_whole(folder / "安装说明.txt", text.encode())
    except OSError as error:
        fault: EnvironmentFault = disk_fault(error, folder)
        raise fault from error
    return folder
