"""Paths, kiosk.toml and setting up a kiosk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.errors import EnvironmentFault, UsageFault
from kiosk.domain.region import Village
from kiosk.store.desk import DeskStore
from kiosk.store.home import KioskConfig, KioskHome, Orientation, Paper
from kiosk.store.setup import SetupResult, setup_home
from tests.unit.store import builders as b


def test_the_default_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert KioskHome.default({"KIOSK_HOME": "/srv/kiosk"}).path == Path("/srv/kiosk")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert KioskHome.default({}).path.name == "cunwu-kiosk"
    home = KioskHome(Path("/srv/kiosk"))
    assert home.board_db == Path("/srv/kiosk/board.db") and home.desk_db == Path("/srv/kiosk/desk.db")


@given(
    scale=st.floats(0.5, 40),
    orientation=st.sampled_from(["portrait", "landscape"]),
    paper=st.sampled_from(["a3", "a4", "2xa4"]),
    printer=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    high=st.booleans(),
)
def test_config_round_trip(
    tmp_path_factory: pytest.TempPathFactory,
    scale: float,
    orientation: Orientation,
    paper: Paper,
    printer: str,
    high: bool,
) -> None:
    path = tmp_path_factory.mktemp("config") / "kiosk.toml"
    config = KioskConfig(
        b.VILLAGE,
        "K1",
        Path("/srv/drop"),
        scale,
        orientation,
        printer,
        paper,
        high,
    )
    config.save(path)
    assert KioskConfig.load(path) == config
    assert config.drop_in == Path("/srv/drop/360123101205/in")
    assert [p.name for p in path.parent.iterdir()] == ["kiosk.toml"]


GOOD = """kiosk_id = "K1"
drop = "/srv/drop"
px_per_mm = 4.03
orientation = "portrait"
paper = "a3"
[village]
code = "360123101205"
name = "罗田村委会"
town = "石鼻镇"
kind = "village"
county = "安义县"
province = "江西省"
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('"360123101205"', '"36012310120"', "config_value", "“code”"),
        ('"360123101205"', "360123101205", "config_value", "“code”"),
        ('kind = "village"', 'kind = "town"', "config_value", "village、community"),
        ("4.03", '"4.03"', "config_value", "“px_per_mm”"),
        ("4.03", "400", "config_value", "“px_per_mm”"),
        ("4.03", "nan", "config_value", "“px_per_mm”"),
        ('"portrait"', '"upside"', "config_value", "“orientation”"),
        ('"a3"', '"a2"', "config_value", "“paper”"),
        ('drop = "/srv/drop"', "", "config_value", "“drop”"),
        ('"K1"', '"K1/../x"', "config_value", "“kiosk_id”"),
        ('"K1"', '"亭一"', "config_value", "“kiosk_id”"),
        ("[village]", "[villages]", "config_value", "“village”"),
        ('paper = "a3"', 'paper = "a3"\nhigh_mounted = 1', "config_value", "“high_mounted”"),
        ('"/srv/drop"', '"/srv/\\u0000drop"', "config_value", "“drop”"),
        ("[village]", "[village", "config_unreadable", "写法不对"),
        ("4.03", "9" * 5000, "config_unreadable", "写法不对"),
        ('paper = "a3"', "paper = " + "[" * 3000 + "]" * 3000, "config_unreadable", "写法不对"),
    ],
)
def test_a_wrong_config_names_file_and_remedy(
    tmp_path: Path, old: str, new: str, code: str, words: str
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert KioskConfig.load(path).village == b.VILLAGE
    assert GOOD.count(old) >= 1
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(EnvironmentFault) as caught:
        KioskConfig.load(path)
    assert (caught.value.code, caught.value.exit_code) == (code, 3)
    assert words in caught.value.message and str(path) in caught.value.message
    assert "kiosk setup" in caught.value.message


def test_missing_or_undecodable_config(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    with pytest.raises(EnvironmentFault) as caught:
        KioskConfig.load(path)
    assert caught.value.code == "config_missing"
    path.write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(EnvironmentFault) as caught:
        KioskConfig.load(path)
    assert caught.value.code == "config_unreadable"
    path.unlink()
    path.mkdir()
    with pytest.raises(EnvironmentFault) as caught:
        KioskConfig.load(path)
    assert caught.value.code == "config_unreadable"


def make_key(path: Path) -> str:
    path.write_text("secret")
    return "public\n"


def setup(path: Path, village: Village = b.VILLAGE, **more: object) -> SetupResult:
    return setup_home(
        path, village=village, drop=path.parent / "drop", county_pub_text="county\n", at=b.AT,
        make_key=make_key, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_setup_makes_a_home(tmp_path: Path) -> None:
    result = setup(tmp_path / "home", root_pub_text="root\n", px_per_mm=2.71, orientation="landscape")
    home = result.home
    assert home.load_config() == result.config
    assert (result.config.px_per_mm, result.config.orientation) == (2.71, "landscape")
    assert (home.trusted / "county.pub").read_text() == "county\n"
    assert (home.trusted / "root.pub").read_text() == "root\n"
    assert home.kiosk_pub.read_text() == "public\n"
    assert stat.S_IMODE(home.kiosk_key.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.keys.stat().st_mode) == 0o700
    assert result.setup_code is not None
    with DeskStore(home, b.AT) as desk:
        assert desk.use_setup_code(result.setup_code)


def test_setup_twice_keeps_id_key_and_code(tmp_path: Path) -> None:
    first = setup(tmp_path / "home")
    first.home.kiosk_key.write_text("the first secret")
    second = setup(tmp_path / "home", printer="Office")
    assert second.setup_code is None and second.config.kiosk_id == first.config.kiosk_id
    assert second.config.printer == "Office" == first.home.load_config().printer
    assert first.home.kiosk_key.read_text() == "the first secret"
    with DeskStore(first.home, b.AT) as desk:
        assert desk.use_setup_code(first.setup_code or "")


def test_setup_never_takes_another_village_s_home(tmp_path: Path) -> None:
    first = setup(tmp_path / "home")
    with pytest.raises(UsageFault) as caught:
        setup(tmp_path / "home", b.OTHER_VILLAGE)
    assert caught.value.code == "other_village" and "罗田村委会" in caught.value.message
    assert first.home.load_config().village == b.VILLAGE


def test_an_interrupted_setup_is_run_again(tmp_path: Path) -> None:
    def broken(path: Path) -> str:
        path.write_text("half")
        raise OSError("no entropy")

    with pytest.raises(EnvironmentFault) as caught:
        setup_home(
            tmp_path / "home", village=b.VILLAGE, drop=tmp_path, county_pub_text="c", at=b.AT, make_key=broken
        )
    assert caught.value.code == "home_folder"
    result = setup(tmp_path / "home")
    assert result.setup_code is not None and result.home.kiosk_key.read_text() == "secret"
    assert len({setup(tmp_path / f"h{n}").config.kiosk_id for n in range(4)}) == 4


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EnvironmentFault) as caught:
        setup(tmp_path / "file" / "home")
    assert caught.value.code == "home_folder" and "权限" in caught.value.message
