"""Packing and pushing killed at any moment: no number twice, no half bundle, the next run goes on."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.bundle.check import check_path
from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.domain.reference import load_units
from tests.flows.countyside import HEADER, LAND, YEAR, Office, line, make_office, personal_values, write
from tests.flows.program import ROOT

UNITS = [u for u in load_units() if u.kind == "village"][:40]


@pytest.fixture()
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def county_list(office: Office) -> Path:
    """Six lines for each of forty villages."""
    rows: list[list[object]] = []
    for k, unit in enumerate(UNITS):
        for n in range(6):
            row = line(k * 10 + n, "360123102216")
            row[HEADER.index("乡镇")], row[HEADER.index("村")] = unit.town_name, unit.village_name
            rows.append(row)
    return write(office.files / "a.csv", rows)


def killed_when(office: Office, words: list[str], folder: Path, count: int) -> bool:
    """Runs the command and kills all of it as soon as ``folder`` holds ``count`` bundles; whether in time."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "county", *words, "--workspace", str(office.ws)], cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        # os.walk passes over what vanishes under it.
        if sum("manifest.json" in names for _, _, names in os.walk(folder)) >= count:
            os.kill(process.pid, signal.SIGKILL)
            break
    return process.wait() == -signal.SIGKILL


def finished(folder: Path) -> dict[str, str]:
    """Bundles under their own name: name → sha256 of the manifest."""
    return {
        p.parent.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("manifest.json")
        if not p.parent.name.startswith(".")
    }


@pytest.mark.parametrize("count", [0, 1, 7, 20, 33])
def test_a_killed_pack_goes_on_with_the_same_numbers(office: Office, count: int) -> None:
    source, outbox = county_list(office), office.ws / "outbox"
    words = ["pack", str(source), "--programme", LAND, "--year", str(YEAR)]
    assert killed_when(office, words, outbox, count)
    # Whatever lies half done there: no value that could not be published.
    assert personal_values(office.ws) == []
    before = finished(outbox)
    told = office.pack(*words[1:])
    after = finished(outbox)
    assert len(told["bundles"]) == len(after) == len(UNITS) and before.items() <= after.items()
    assert {name[-6:] for name in after} == {"000001"}
    assert not list(outbox.rglob(".*.tmp")) and not (office.ws / ".spool").exists()
    ring = KeyRing.of(PublicKey.load(office.ws / "keys" / "county.pub"))
    assert all(check_path(outbox / name[:12] / name, ring).ok for name in after)
    other = write(office.files / "b.csv", [line(1, "360123102216")])
    told = office.pack(str(other), "--programme", "BT-NY-02", "--year", str(YEAR))
    (bundle,) = told["bundles"]
    last = bundle.rpartition("-")[2]
    assert last == ("000002" if "360123102216" in {u.village_code for u in UNITS} else "000001")


@pytest.mark.parametrize("count", [1, 13, 30])
def test_a_killed_push_goes_on_and_leaves_no_half_bundle(office: Office, count: int) -> None:
    source = county_list(office)
    office.pack(str(source), "--programme", LAND, "--year", str(YEAR))
    words = ["push", *(w for u in UNITS for w in ("--village", u.village_code))]
    assert killed_when(office, words, office.drop, count)
    ring = KeyRing.of(PublicKey.load(office.ws / "keys" / "county.pub"))
    for name in finished(office.drop):
        assert check_path(office.drop / name[:12] / "in" / name, ring).ok
    told = office.ask(*words)
    assert len(told["pushed"]) + told["already"] == len(UNITS)
    assert finished(office.drop) == finished(office.ws / "outbox")
    assert not list(office.drop.rglob(".*.tmp"))
