"""What the disk may refuse while packing and pushing: said per village, the others go on."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest

from kiosk.county import pushing
from kiosk.county.session import open_session
from kiosk.domain.clock import SystemClock
from tests.flows.countyside import DONGMEN, LAND, LUOTIAN, XUBU, YEAR, Office, line, make_office, write
from tests.flows.program import ROOT


@pytest.fixture()
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def packed(office: Office) -> list[str]:
    path = write(office.files / "a.csv", [line(1, LUOTIAN), line(2, XUBU)])
    return office.pack(str(path), "--programme", LAND, "--year", str(YEAR))["bundles"]


VILLAGES = ("--village", LUOTIAN, "--village", XUBU)


def test_a_missing_drop_root_is_said_and_nothing_is_made_underneath(office: Office) -> None:
    packed(office)
    office.drop.rmdir()
    done = office.run("push", *VILLAGES)
    assert done.returncode == 3 and "不在" in done.stderr and not office.drop.exists()
    office.drop.mkdir()
    assert len(office.ask("push", *VILLAGES)["pushed"]) == 2


def test_one_village_that_cannot_be_written_does_not_stop_the_others(office: Office) -> None:
    packed(office)
    (office.drop / LUOTIAN).write_text("a file where the folder should be", "utf-8")
    told = office.ask("push", *VILLAGES, code=3)
    assert told["pushed"] == [f"{XUBU}-000001"]
    assert [f["village_code"] for f in told["faults"]] == [LUOTIAN]
    (office.drop / LUOTIAN).unlink()
    assert office.ask("push", *VILLAGES)["pushed"] == [f"{LUOTIAN}-000001"]


def without_power(office: Office, *words: str) -> dict[str, Any]:
    """``kiosk county …`` as somebody to whom the modes of files apply, also where root runs the tests."""
    line = [sys.executable, "-m", "kiosk", "county", *words, "--workspace", str(office.ws), "--json"]
    if os.geteuid() == 0:
        line = ["setpriv", "--bounding-set=-dac_override", *line]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_read_only_root_and_a_read_only_village_are_said(office: Office) -> None:
    packed(office)
    office.drop.chmod(0o555)
    told = without_power(office, "push", *VILLAGES)
    assert told["pushed"] == [] and {f["village_code"] for f in told["faults"]} == {LUOTIAN, XUBU}
    assert all(f["code"] == "no_access" and "不让读写" in f["message"] for f in told["faults"])
    office.drop.chmod(0o755)
    (office.drop / LUOTIAN).mkdir(mode=0o555)
    told = without_power(office, "push", *VILLAGES)
    assert told["pushed"] == [f"{XUBU}-000001"] and [f["village_code"] for f in told["faults"]] == [LUOTIAN]
    (office.drop / LUOTIAN).chmod(0o755)
    assert office.ask("push", *VILLAGES)["pushed"] == [f"{LUOTIAN}-000001"]


def test_one_outbox_that_cannot_be_written_does_not_stop_the_others(office: Office) -> None:
    (office.ws / "outbox" / LUOTIAN).write_text("not a folder", "utf-8")
    path = write(office.files / "a.csv", [line(1, LUOTIAN), line(2, XUBU)])
    words = (str(path), "--programme", LAND, "--year", str(YEAR))
    told = office.pack(*words, code=3)
    assert [f["village_code"] for f in told["faults"]] == [LUOTIAN] and len(told["bundles"]) == 1
    (office.ws / "outbox" / LUOTIAN).unlink()
    told = office.pack(*words)
    assert len(told["bundles"]) == 2 and len(told["unchanged"]) == 1


def test_a_full_disk_leaves_nothing_half_and_the_next_push_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed(office)

    def full(read: IO[bytes], write_: IO[bytes], size: int = 0) -> None:
        write_.write(read.read(10))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "manifest.json")

    with open_session(office.ws, SystemClock(), lambda _: None) as session:
        units = session.workspace.chosen((LUOTIAN, XUBU))
        with monkeypatch.context() as patch:
            patch.setattr(pushing.shutil, "copyfileobj", full)
            result = pushing.push(session, units, drop=office.drop)
            assert not result.pushed and {f.fault.code for f in result.faults} == {"disk_full"}
            assert not list(office.drop.rglob("manifest.json")) and not list(office.drop.rglob(".*"))
            usb = office.files / "usb"
            usb.mkdir()
            result = pushing.push(session, units, usb=usb)
            assert not result.pushed and not list(usb.iterdir())
        assert len(pushing.push(session, units, drop=office.drop).pushed) == 2


def test_what_lies_in_the_drop_folder_is_never_replaced(office: Office) -> None:
    packed(office)
    office.ask("push", *VILLAGES)
    there = office.drop / LUOTIAN / "in" / f"{LUOTIAN}-000001" / "manifest.json"
    there.write_bytes(there.read_bytes() + b"\n")
    told = office.ask("push", *VILLAGES, code=1)
    assert told["forked"] == [f"{LUOTIAN}-000001"] and there.read_bytes().endswith(b"\n\n")


def test_a_file_lost_on_the_way_is_put_back(office: Office) -> None:
    packed(office)
    office.ask("push", *VILLAGES)
    (table,) = (office.drop / XUBU / "in" / f"{XUBU}-000001" / "data").iterdir()
    whole = table.read_bytes()
    table.unlink()
    assert office.ask("push", *VILLAGES)["pushed"] == [f"{XUBU}-000001"]
    assert table.read_bytes() == whole


def test_an_outbox_that_was_changed_is_not_pushed(office: Office) -> None:
    bundle = Path(packed(office)[0])
    (bundle / "manifest.json").write_bytes(b"{}")
    told = office.ask("push", *VILLAGES, code=3)
    assert [f["code"] for f in told["faults"]] == ["outbox_damaged"] and len(told["pushed"]) == 1


def test_a_bundle_that_was_built_but_not_recorded_is_taken_as_it_is(office: Office, tmp_path: Path) -> None:
    spare = tmp_path / "spare"
    shutil.copytree(office.ws, spare)
    bundle = Path(packed(office)[0])
    # As after a power cut between the rename and the record: the registry is the one of before.
    for path in office.ws.glob("registry.db*"):
        path.unlink()
    shutil.copy(spare / "registry.db", office.ws / "registry.db")
    before = (bundle / "manifest.json").read_bytes()
    path = write(office.files / "b.csv", [line(1, LUOTIAN), line(2, XUBU)])
    told = office.pack(str(path), "--programme", "BT-NY-02", "--year", str(YEAR))
    assert {b[-6:] for b in told["bundles"]} == {"000002"} and (
        bundle / "manifest.json"
    ).read_bytes() == before


def test_two_commands_at_once_are_kept_apart(office: Office) -> None:
    with open_session(office.ws, SystemClock(), lambda _: None):
        done = office.run("receipts")
    assert done.returncode == 2 and "另一个命令" in done.stderr


def test_unusable_files_are_refused_one_by_one_and_the_rest_go_on(office: Office) -> None:
    good = write(office.files / "a.csv", [line(1, LUOTIAN), line(2, XUBU)])
    page = office.files / "假的.xls"
    page.write_text("<html><table><tr><td>姓名</td></tr></table></html>", "utf-8")
    broken = office.files / "坏的.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(200))
    told: dict[str, Any] = office.pack(
        str(page), str(broken), str(good), "--programme", LAND, "--year", str(YEAR), code=1
    )
    assert told["villages"] == 2 and {p["file"] for p in told["problems"]} == {page.name, broken.name}
    assert DONGMEN not in "".join(told["bundles"])
