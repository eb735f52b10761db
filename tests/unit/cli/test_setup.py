"""``kiosk setup`` on real folders."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from kiosk.bundle.keys import PublicKey, SecretKey
from kiosk.cli.main import main
from kiosk.store.home import KioskHome

VILLAGE = "360123102216"
ELSEWHERE = "360981100201"


@pytest.fixture
def county_pub(tmp_path: Path) -> Path:
    path = tmp_path / "county.pub"
    path.write_text(SecretKey.generate().public.text(), encoding="ascii")
    return path


@pytest.fixture
def base(tmp_path: Path, county_pub: Path) -> list[str]:
    """The words every setup needs, and a home inside the test's folder."""
    place = ["--home", str(tmp_path / "home")]
    return ["setup", "--drop", str(tmp_path / "drop"), "--key", str(county_pub), *place]


def setup_json(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, str | None]:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_listed_village_needs_only_its_code(
    base: list[str], tmp_path: Path, county_pub: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = setup_json([*base, "--village", VILLAGE, "--orientation", "landscape"], capsys)
    home = KioskHome(tmp_path / "home")
    config = home.load_config()
    assert (config.village_code, config.orientation, config.kiosk_id) == (
        *(VILLAGE, "landscape"),
        told["kiosk_id"],
    )
    assert config.drop == tmp_path / "drop"
    assert PublicKey.load(home.trusted / "county.pub") == PublicKey.load(county_pub)
    secret = SecretKey.load(home.kiosk_key)
    assert PublicKey.load(Path(told["kiosk_pub"] or "")) == secret.public
    assert home.kiosk_key.stat().st_mode & 0o077 == 0
    assert len(told["setup_code"] or "") == 8


def test_the_person_reads_what_to_do_next(base: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*base, "--village", VILLAGE]) == 0
    told = capsys.readouterr().out
    assert "罗田村" in told and "开通码：" in told and "kiosk.pub" in told


def test_a_second_setup_changes_only_what_is_given(
    base: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = setup_json([*base, "--village", VILLAGE, "--px-per-mm", "3.64", "--printer", "A3"], capsys)
    second = setup_json([*base, "--village", VILLAGE, "--paper", "2xa4", "--high-mounted"], capsys)
    config = KioskHome(tmp_path / "home").load_config()
    assert (config.px_per_mm, config.printer, config.paper, config.high_mounted) == (3.64, "A3", "2xa4", True)
    assert (second["kiosk_id"], second["setup_code"]) == (first["kiosk_id"], None)


def test_a_folder_of_another_village_is_not_taken(
    base: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    setup_json([*base, "--village", VILLAGE], capsys)
    assert main([*base, "--village", "360123100001"]) == 2


def test_an_unknown_code_asks_for_the_names(
    base: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*base, "--village", ELSEWHERE]) == 2
    assert "--name" in capsys.readouterr().err
    assert main([*base, "--village", ELSEWHERE, "--name", "试验村委会"]) == 2
    assert "--province" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()
    full = ["--name", "试验村委会", "--town", "试验镇", "--kind", "village", "--county", "试验县"]
    setup_json([*base, "--village", ELSEWHERE, *full, "--province", "江西省"], capsys)
    assert KioskHome(tmp_path / "home").load_config().village.county_name == "试验县"


def test_a_wrong_key_file_leaves_nothing_behind(
    base: list[str], tmp_path: Path, county_pub: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    county_pub.write_text("not a key\n", encoding="ascii")
    assert main([*base, "--village", VILLAGE]) == 1
    assert capsys.readouterr().err.startswith("✗ ")
    assert not (tmp_path / "home").exists()
    county_pub.unlink()
    assert main([*base, "--village", VILLAGE]) == 3


@pytest.mark.parametrize("scale", ["0.4", "41", "wide", "nan"])
def test_a_scale_out_of_bounds_is_refused(base: list[str], scale: str) -> None:
    assert main([*base, "--village", VILLAGE, "--px-per-mm", scale]) == 2


@pytest.mark.parametrize("more", [["--kiosk-id", "../../x"], ["--kiosk-id", "亭"], ["--drop", "/srv/\udcff"]])
def test_what_kiosk_toml_could_not_hold_is_a_wrong_call(
    base: list[str], tmp_path: Path, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*base, "--village", VILLAGE, *more]) == 2
    assert capsys.readouterr().err.startswith("✗ ")
    assert not (tmp_path / "home").exists()


def test_the_seal_key_beside_the_countys_is_taken_along(
    base: list[str], tmp_path: Path, county_pub: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = KioskHome(tmp_path / "home")
    setup_json([*base, "--village", VILLAGE], capsys)
    assert not home.seal_key.exists()
    text = base64.b64encode(bytes(range(32))).decode("ascii") + "\n"
    county_pub.with_name("seal.pub").write_text(text, "ascii")
    setup_json([*base, "--village", VILLAGE], capsys)
    assert home.seal_key.read_text("ascii") == text
    other = tmp_path / "other.pub"
    other.write_text("AAAA", "ascii")
    assert main([*base, "--village", VILLAGE, "--seal", str(other)]) == 1
    assert main([*base, "--village", VILLAGE, "--seal", str(tmp_path / "none")]) == 3
    assert home.seal_key.read_text("ascii") == text
