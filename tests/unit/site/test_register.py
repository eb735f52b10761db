"""Writing pages: whole files, only what changed, nothing forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.domain.errors import EnvironmentFault
from kiosk.site.register import FOLDER, Register, write_whole

CODE = "360123102216"
PATH = "ABCDEF/01234567"


def put(register: Register, mark: str = "m1") -> None:
    register.put(PATH, "payouts", ("payouts", "b"), "标题", mark, {"index.html": b"one"})


def test_what_was_written_is_remembered(tmp_path: Path) -> None:
    register = Register.load(tmp_path, CODE)
    put(register)
    register.digests["k"] = PATH
    register.save("state-1")
    again = Register.load(tmp_path, CODE)
    assert (again.state, again.digests, again.pages) == ("state-1", {"k": PATH}, register.pages)
    assert again.is_intact() and again.is_same(PATH, "m1") and not again.is_same(PATH, "m2")


def test_a_file_that_was_lost_or_cut_is_noticed(tmp_path: Path) -> None:
    register = Register(tmp_path, CODE)
    put(register)
    (register.folder / PATH / "index.html").write_bytes(b"on")
    assert not register.is_intact() and not register.is_same(PATH, "m1")


def test_a_download_that_is_no_longer_offered_goes(tmp_path: Path) -> None:
    register = Register(tmp_path, CODE)
    register.put(PATH, "payouts", ("payouts", "b"), "标题", "m1", {"totals.csv": b"1", "index.html": b"one"})
    put(register, "m2")
    assert sorted(p.name for p in (register.folder / PATH).iterdir()) == ["index.html"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2}', '{"format":1,"pages":{"a":1}}'])
def test_a_damaged_register_is_as_none(tmp_path: Path, text: str) -> None:
    register = Register(tmp_path, CODE)
    put(register)
    register.save("s")
    (tmp_path / FOLDER / f"{CODE}.json").write_text(text)
    again = Register.load(tmp_path, CODE)
    assert (again.state, again.pages) == ("", {})
    assert again.strays() == [PATH]


def test_a_whole_register_has_no_strays(tmp_path: Path) -> None:
    register = Register(tmp_path, CODE)
    put(register)
    register.save("s")
    assert Register.load(tmp_path, CODE).strays() == []


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "index.html"
    write_whole(target, b"old")
    with pytest.raises(OSError):
        write_whole(target, tmp_path / "missing.png")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / CODE).write_text("a file stands in the way")
    with pytest.raises(EnvironmentFault) as caught:
        put(Register(tmp_path, CODE))
    assert caught.value.code == "site_not_written" and str(tmp_path) in caught.value.sentence()


def test_the_register_holds_no_name_of_a_person(tmp_path: Path) -> None:
    register = Register(tmp_path, CODE)
    put(register)
    register.save("s")
    kept = json.loads((tmp_path / FOLDER / f"{CODE}.json").read_text())
    assert kept["pages"][PATH] == ["payouts", ["payouts", "b"], "标题", "m1", {"index.html": 3}]
    assert [p.name for p in (tmp_path / FOLDER).iterdir()] == [f"{CODE}.json"]
