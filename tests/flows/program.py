"""The kiosk's own commands as real processes, and a demo kiosk that is set up with them."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from kiosk.bundle.keys import SecretKey
from kiosk.bundle.writer import BundleDraft
from kiosk.domain.items import DisclosureItem
from tests.flows.glass import Glass

ROOT = Path(__file__).resolve().parents[2]
VILLAGE = "360123102216"


def python(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``python -m`` these words, from the checkout."""
    return subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env={**os.environ, **(env or {})},
        capture_output=True, text=True, timeout=150,
    )  # fmt: skip


def kiosk(*words: str, home: Path | None = None) -> str:
    """What the command said; ``AssertionError`` with its complaint when it did not end well."""
    done = python("kiosk", *words, env={"KIOSK_HOME": str(home or "/nonexistent")})
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@dataclass(frozen=True, slots=True)
class Village:
    """A demo county on disk and a freshly set up kiosk (``home``) of one of its villages."""

    county: Path
    drop: Path
    home: Path

    @property
    def drop_in(self) -> Path:
        return self.drop / VILLAGE / "in"

    def manifests(self) -> list[dict[str, Any]]:
        """What the county sent, in order, as plain JSON."""
        found = sorted(self.drop_in.glob(f"{VILLAGE}-*/manifest.json"))
        return [json.loads(path.read_text("utf-8")) for path in found]

    def draft(self) -> BundleDraft:
        """The bundle that comes next."""
        last = max(self.drop_in.glob(f"{VILLAGE}-*/manifest.json"))
        digest = hashlib.sha256(last.read_bytes()).hexdigest()
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        seq = int(last.parent.name.rpartition("-")[2]) + 1
        return BundleDraft(VILLAGE, seq, digest, "update", "安义县村务公开演示工作区(演示数据)", now)

    def pack(self, draft: BundleDraft) -> Path:
        """The signed bundle beside the drop folder, for ``arrive``."""
        made = self.county / "made"
        made.mkdir(exist_ok=True)
        return draft.write(made, SecretKey.load(self.county / "keys" / "county.key")).path

    def arrive(self, bundle: Path) -> None:
        """It is complete in the drop folder when this returns: one rename."""
        bundle.rename(self.drop_in / bundle.name)


def make_village(folder: Path) -> Village:
    """generate → push → set up → one pass of the worker, each a process of its own."""
    told = json.loads(kiosk("demo", str(folder / "demo"), "--json"))
    county, drop = Path(told["county_dir"]), Path(told["drop"])
    keys = county / "keys"
    home = folder / "home"
    kiosk("setup", "--village", VILLAGE, "--drop", str(drop), "--key", str(keys / "county.pub"),
          "--root", str(keys / "root.pub"), home=home)  # fmt: skip
    done = python("kiosk", "intake", "--once", env={"KIOSK_HOME": str(home)})
    # 1: among the demo's bundles is one that went astray, which the kiosk rightly refuses.
    assert (done.returncode, done.stderr) == (1, ""), done.stderr
    return Village(county, drop, home)


def notice(number: int, title: str, day: datetime) -> DisclosureItem:
    """A notice that stands first under 最近公开 on the home page."""
    today = day.astimezone(UTC).date()
    return DisclosureItem(
        disclosure_id=f"D-NEW-{number}", catalogue_ids=("GK-ZZ-01",), title=title, period="long", form="text",
        privacy="P0", published_on=today, publish_from=today, body=f"# {title}\n\n请大家留意。\n",
    )  # fmt: skip


def walk(home: Path, out: Path, names: Sequence[str] = ()) -> list[dict[str, Any]]:
    """See ``offscreen``: one entry a page, from home over ``names``."""
    out.mkdir(parents=True, exist_ok=True)
    done = python("tests.flows.offscreen", str(home), str(out), *names, env={"QT_QPA_PLATFORM": "offscreen"})
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


def picture(page: dict[str, Any]) -> Image.Image:
    """The page as it should look."""
    return Image.open(page["picture"]).convert("RGB")


@dataclass(frozen=True, slots=True)
class Running:
    """``kiosk run`` with its worker."""

    process: subprocess.Popen[str]

    def worker(self) -> int | None:
        """Process id of the worker, ``None`` while there is none."""
        found = children(self.process.pid)
        return found[0] if found else None

    def end(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@contextmanager
def running(home: Path, glass: Glass) -> Iterator[Running]:
    """``kiosk run`` on that glass; ended by force if it has not ended by itself."""
    env = {**os.environ, **glass.env, "KIOSK_HOME": str(home)}
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "run"], cwd=ROOT, env=env, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield Running(process)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        process.communicate()


def children(pid: int) -> list[int]:
    """Processes whose parent is ``pid``."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:  # gone meanwhile
            continue
        if int(after_name[1]) == pid and after_name[0] != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def is_alive(pid: int) -> bool:
    """Whether that process still runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
