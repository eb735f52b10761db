"""The smaller commands of the county's desk: passphrases, kits, kiosks, column maps, the page of receipts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cli.main import main
from tests.flows.countyside import (
    LAND,
    LUOTIAN,
    XUBU,
    YEAR,
    Office,
    line,
    make_office,
    personal_values,
    set_up,
    write,
)
from tests.flows.program import python


@pytest.fixture()
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def test_a_locked_workspace_needs_its_passphrase(tmp_path: Path) -> None:
    ws, files = tmp_path / "ws", tmp_path / "files"
    files.mkdir()
    secret = {"KIOSK_COUNTY_PASSPHRASE": "开门大吉"}
    done = python(
        "kiosk", "county", "init", "--county", "360123", "--workspace", str(ws), "--passphrase", env=secret
    )
    assert done.returncode == 0, done.stderr
    path = write(files / "a.csv", [line(1, LUOTIAN)])
    words = (
        "kiosk",
        "county",
        "pack",
        str(path),
        "--programme",
        LAND,
        "--year",
        str(YEAR),
        "--workspace",
        str(ws),
    )
    without = python(*words)
    assert without.returncode == 2 and "密码" in without.stderr and not list((ws / "outbox").iterdir())
    assert python(*words, env=secret).returncode == 0


def test_a_kit_sets_a_kiosk_up_and_its_key_is_accepted(office: Office, tmp_path: Path) -> None:
    (kit,) = office.ask("kit", "--village", LUOTIAN, "--out", str(tmp_path / "kits"))["kits"]
    text = (Path(kit) / "安装说明.txt").read_text("utf-8")
    assert f"--village {LUOTIAN}" in text and (Path(kit) / "county.pub").exists()
    office.ask("push", "--village", LUOTIAN)
    kiosk = set_up(office, LUOTIAN, tmp_path / "home")
    early = office.run("kiosk", "add", "--village", LUOTIAN)
    assert early.returncode == 2 and "还没有送回公钥" in early.stderr
    kiosk.take_in()
    known = office.ask("kiosk", "add", "--village", LUOTIAN)
    assert known["village_code"] == LUOTIAN and known["public_key"] in (
        kiosk.home / "keys" / "kiosk.pub"
    ).read_text("ascii")
    page = tmp_path / "总表.html"
    told = office.ask("receipts", "--html", str(page), "--village", LUOTIAN, "--village", XUBU)
    assert not told["units"][0]["unknown_kiosk"] and told["silent"] == []
    assert (
        "罗田村" in page.read_text("utf-8")
        and personal_values(office.ws, office.drop, tmp_path / "home") == []
    )


def test_a_map_is_written_confirmed_and_remembered(office: Office, tmp_path: Path) -> None:
    header = ["序号", "乡镇", "村", "组别", "户主姓名", "身份证号", "甲数", "乙数", "补贴金额(元)"]
    rows: list[list[object]] = [
        [n, "石鼻镇", "罗田村", "上屋组", f"熊{c}", line(n, LUOTIAN)[5], "3", "7", "100.00"]
        for n, c in enumerate("甲乙丙", start=1)
    ]
    path = write(office.files / "a.csv", rows, header)
    out = tmp_path / "map.toml"
    told = office.ask("map", str(path), "--programme", LAND, "--out", str(out))
    assert out.exists() and {c["use"] for t in told["tables"] for c in t["column"]} >= {
        "name",
        "idno",
        "cents",
    }
    packed = office.pack(str(path), "--programme", LAND, "--year", str(YEAR), "--mapping", str(out))
    assert packed["rows_accepted"] == 3
    assert (office.ws / "mappings" / f"{LAND}.toml").exists()


def test_columns_are_settled_without_an_editor(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        code = main(["county", *words, "--workspace", str(office.ws)])
        said = capsys.readouterr()
        return code, said.out, said.err

    header = ["序号", "乡镇", "村", "组别", "户主姓名", "身份证号", "到卡数"]
    rows: list[list[object]] = [
        [n, "石鼻镇", "罗田村", "上屋组", f"熊{c}", line(n, LUOTIAN)[5], "100.00"]
        for n, c in enumerate("甲乙丙", start=1)
    ]
    path = str(write(office.files / "a.csv", rows, header))
    words = ("map", path, "--programme", "耕地地力保护补贴")
    code, _, said = run(*words, "--use", "到卡数=钱")
    assert code == 2 and "实发数=金额" in said
    code, _, said = run(*words, "--use", "别的=金额")
    assert code == 2 and "没有“别的”这一列" in said
    code, said, _ = run(*words, "--use", "到卡数=金额")
    assert code == 0 and "以后不再问" in said
    code, said, _ = run("pack", path, "--programme", "粮补", "--year", str(YEAR))
    assert code == 0 and "合格3行，共300.00元" in said
    code, said, _ = run("list", "--village", "罗田村")
    assert code == 0 and f"payouts:{LAND}-{YEAR}" in said and "第1版" in said
    assert LAND in run("programmes", "粮补")[1]


def test_wrong_calls_are_said_in_chinese(office: Office, tmp_path: Path) -> None:
    path = write(office.files / "a.csv", [line(1, LUOTIAN)])
    for words, said in (
        (("pack", str(path), "--programme", "BT-XX-99", "--year", str(YEAR)), "没有这个编号"),
        (("pack", str(path), "--programme", LAND, "--year", str(YEAR + 1)), "年度不对"),
        (("pack", str(tmp_path / "没有.csv"), "--programme", LAND, "--year", str(YEAR)), "没有找到"),
        (("push", "--village", "111111111111"), "没有代码"),
        (("withdraw", "payouts:X", "--reason", "x"), "--village"),
        (("withdraw", "payouts:X", "--reason", "x", "--all"), "没有发过"),
        (("withdraw", "payouts:X", "--reason", "打13912345678", "--all"), "原因"),
        (("snapshot",), "--village"),
        (("add", str(tmp_path), "--village", LUOTIAN), ".md"),
    ):
        done = office.run(*words)
        assert done.returncode in (1, 2) and said in done.stderr, (words, done.stderr)
        assert "Traceback" not in done.stderr and "13912345678" not in done.stderr
    again = office.run("init", "--county", "360123")
    assert again.returncode == 2 and "已经是" in again.stderr
