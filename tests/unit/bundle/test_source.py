"""Folders and zips: nothing outside the bundle is opened, and no trick with names gets through."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.bundle.paths import bundle_name, is_safe_path
from kiosk.bundle.source import BrokenZip, is_bundle_file_name, open_source
from kiosk.bundle.verify import verify_bundle
from kiosk.domain.errors import EnvironmentFault, SenderFault
from tests.unit.bundle.making import KEY, RING, VILLAGE, full


@pytest.mark.parametrize(
    "path",
    [
        "data/a.csv",
        "files/说明 一.md",
        "files/𬱖.png",
        "files/a-b_c(1).pdf",
        "data/a..b.csv",
        "files/COMET.png",
    ],
)
def test_safe(path: str) -> None:
    assert is_safe_path(path)


@pytest.mark.parametrize(
    "path",
    ["", "data", "data/", "/data/a", "data//a", "data/../a", "../data/a", "data/a/b", "other/a", "Data/a",
     "data/.a", "data/~$a", "data/a.", "data/a ", "data/ a", "data/a\\b", "data/a:b", "data/a\nb", "data/a\0",
     "data/con", "data/NUL.txt", "data/com1.csv", "data/e\u0301.csv", "data/a\u202eb", "data/a\u200bb",
     "data/\ud800", "data/" + "长" * 80, "data/a*", "data/a?", "manifest.json"],
)  # fmt: skip
def test_unsafe(path: str) -> None:
    assert not is_safe_path(path)


@given(st.text(max_size=30))
def test_a_safe_path_stays_inside(text: str) -> None:
    if is_safe_path(text):
        assert Path("/b", text).resolve().parent in (Path("/b/data"), Path("/b/files"))


def test_names_of_bundles() -> None:
    assert bundle_name(f"{VILLAGE}-000007") == (VILLAGE, 7)
    assert bundle_name(f"{VILLAGE}-1234567") == (VILLAGE, 1234567)
    for name in (f"{VILLAGE}-7", f"{VILLAGE}-0000007", f"{VILLAGE}-000000", f"{VILLAGE}-000007 ",
                 f"x{VILLAGE}-000007", f"{VILLAGE}-000007.tmp", f".{VILLAGE}-000007",
                 "０60123102216-000007"):  # fmt: skip
        assert bundle_name(name) is None
    assert is_bundle_file_name(f"{VILLAGE}-000007.zip") and is_bundle_file_name(f"{VILLAGE}-000007.ZIP")
    assert not is_bundle_file_name(f"{VILLAGE}-000007 (1).zip")


def refused(path: Path) -> str:
    with pytest.raises(SenderFault) as fault, open_source(path) as source:
        verify_bundle(source, village_code=VILLAGE, keys=RING)
    return fault.value.code


def zip_with(base: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    """A good zip with more entries in it."""
    made = full().write_zip(base, KEY)
    with zipfile.ZipFile(made.path, "a", zipfile.ZIP_STORED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.path


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/abs.csv", "data/../../x", "data\\x.csv", "C:\\x", "a/../manifest.json"]
)
def test_zip_names_that_lead_out(tmp_path: Path, name: str) -> None:
    assert refused(zip_with(tmp_path, (name, b"x"))) == "unsafe_path"


def test_zip_tricks(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("data/link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    for i, (entry, code) in enumerate((
        ((link, b"/etc/passwd"), "special_file"),
        (("data/PAYOUTS-B-1-v1.CSV", b"x"), "bad_zip"),
    )):  # fmt: skip
        folder = tmp_path / str(i)
        folder.mkdir()
        assert refused(zip_with(folder, entry)) == code


def test_double_entry_in_a_zip(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zip_with(tmp_path, ("manifest.json", b"{}"))
    assert refused(path) == "bad_zip"


def test_compressed_and_encrypted_zips(tmp_path: Path) -> None:
    made = full().write_zip(tmp_path, KEY)
    with zipfile.ZipFile(made.path) as old:
        content = {i.filename: old.read(i) for i in old.infolist()}
    with zipfile.ZipFile(made.path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in content.items():
            new.writestr(name, data)
    assert refused(made.path) == "bad_zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as new:
        for name, data in content.items():
            new.writestr(name, data)
    raw = bytearray(buffer.getvalue())
    start = raw.index(b"PK\x01\x02")
    raw[start + 8] |= 1  # the "encrypted" flag of the first entry in the directory
    made.path.write_bytes(raw)
    assert refused(made.path) == "bad_zip"


def test_zip_inside_one_folder_and_with_strays(tmp_path: Path) -> None:
    made = full().write_zip(tmp_path, KEY)
    with zipfile.ZipFile(made.path) as old:
        content = {i.filename: old.read(i) for i in old.infolist()}
    with zipfile.ZipFile(made.path, "w", zipfile.ZIP_STORED) as new:
        for name, data in content.items():
            new.writestr(f"{made.manifest.name}/{name}", data)
        new.writestr("__MACOSX/x", b"")
        new.writestr(f"{made.manifest.name}/.DS_Store", b"")
    with open_source(made.path) as source:
        verified = verify_bundle(source, village_code=VILLAGE, keys=RING)
        assert verified.manifest == made.manifest and source.strays == 2


@pytest.mark.parametrize("keep", [0, 10, 200, -30])
def test_cut_zip_is_broken_not_bad(tmp_path: Path, keep: int) -> None:
    made = full().write_zip(tmp_path, KEY)
    made.path.write_bytes(made.path.read_bytes()[:keep])
    with pytest.raises(BrokenZip), open_source(made.path):
        pass


def test_special_files_and_links_in_a_folder(tmp_path: Path) -> None:
    made = full().write(tmp_path, KEY)
    part = next((made.path / "data").iterdir())
    part.unlink()
    os.mkfifo(part)
    assert refused(made.path) == "special_file"
    part.unlink()
    (made.path / "data").rename(tmp_path / "elsewhere")
    (made.path / "data").symlink_to(tmp_path / "elsewhere")
    assert refused(made.path) == "special_file"


def test_what_is_no_bundle(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(SenderFault) as fault, open_source(tmp_path / "x.txt"):
        pass
    assert fault.value.code == "not_a_bundle"
    with pytest.raises(EnvironmentFault), open_source(tmp_path / "nothing"):
        pass
    made = full().write(tmp_path, KEY)
    (tmp_path / "link").symlink_to(made.path)
    with pytest.raises(SenderFault), open_source(tmp_path / "link"):
        pass
