"""``kiosk check`` on real bundles, as folder and as zip."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import main
from tests.unit.bundle.making import KEY, STRANGER, VILLAGE, chain, forge, full, replace_file


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle as folder and zip, and the public key that belongs to it."""

    folder: Path
    archive: Path
    pub: Path


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    (tmp_path / "zip").mkdir()
    pub = tmp_path / "county.pub"
    pub.write_text(KEY.public.text(), encoding="ascii")
    return Sent(full().write(tmp_path, KEY).path, full().write_zip(tmp_path / "zip", KEY).path, pub)


@pytest.mark.parametrize("form", ["folder", "archive"])
def test_a_good_bundle_passes(sent: Sent, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(getattr(sent, form)), "--key", str(sent.pub)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"✓ 合格：{VILLAGE}-000001\n")
    assert "签名是真的" in told and "  · 发放批次 B-1 第1版：2026年耕地地力保护补贴，3行，1,747.20元" in told


def test_a_program_reads_the_report(sent: Sent, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(sent.folder), "--key", str(sent.pub), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ok"], told["code"], told["name"]) == (True, "ok", f"{VILLAGE}-000001")


def test_the_keys_of_the_kiosk_are_used_by_themselves(
    sent: Sent, clean_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trusted = clean_home / "kiosk" / "trusted"
    trusted.mkdir(parents=True)
    (trusted / "county.pub").write_bytes(sent.pub.read_bytes())
    assert main(["check", str(sent.folder)]) == 0
    assert "签名是真的" in capsys.readouterr().out


def test_without_any_key_it_says_that_the_signature_was_not_judged(
    sent: Sent, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(sent.folder)]) == 0
    assert "签名没有核对" in capsys.readouterr().out


def test_a_changed_bundle_fails_and_nothing_is_touched(
    sent: Sent, capsys: pytest.CaptureFixture[str]
) -> None:
    manifest = sent.folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace("第一季度收支".encode(), "第二季度收支".encode()))
    before = manifest.read_bytes()
    assert main(["check", str(sent.folder), "--key", str(sent.pub), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False and told["code"] == "bad_signature"
    assert manifest.read_bytes() == before


def test_a_strange_key_fails(sent: Sent, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.pub"
    other.write_text(STRANGER.public.text(), encoding="ascii")
    assert main(["check", str(sent.folder), "--key", str(other)]) == 1
    assert "✗ 不合格" in capsys.readouterr().out


def test_a_path_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none")]) == 2
    assert "没有找到" in capsys.readouterr().err


def test_a_number_in_a_column_head_is_not_repeated(
    tmp_path: Path, clean_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = "990123199001011237"
    bundle = chain(tmp_path, 1)[0].path
    path = next(str(p.relative_to(bundle)) for p in (bundle / "data").iterdir() if p.name.startswith("d"))
    text = (bundle / path).read_text("utf-8")
    head = f"{number}(元)"
    replace_file(bundle, path, text.replace("金额(元)", head).replace("12600.00", "很多").encode())

    def rename(manifest: dict[str, Any]) -> None:
        manifest["items"][1]["table"]["fields"][-1] = head

    forge(bundle, rename)
    assert main(["check", str(bundle)]) == 1
    told = capsys.readouterr()
    assert "不是金额" in told.out and number not in told.out + told.err
