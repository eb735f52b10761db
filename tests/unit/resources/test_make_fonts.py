"""The maker of the font folder: same bytes from the same input, and no other input taken."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = ROOT / "packaging" / "make_fonts.py"


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_fonts", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_fonts"] = module
    spec.loader.exec_module(module)
    return module


def test_a_reduced_font_is_the_same_every_time(maker: ModuleType, tmp_path: Path) -> None:
    source = ROOT / "resources" / "fonts" / "HanaMinA-sub.ttf"
    first, second = tmp_path / "1.ttf", tmp_path / "2.ttf"
    for target in (first, second):
        maker.write_subset(source, target, {0x20000, 0x2B741, 0x4E00})
    assert first.read_bytes() == second.read_bytes()
    assert maker.covered(first) == {0x20, 0x20000, 0x2B741}
    with TTFont(first) as font:
        assert font["name"].getDebugName(1) == "HanaMinA"
        assert not {"GSUB", "BASE", "vmtx", "fpgm", "prep"} & set(font.keys())


def test_another_upstream_version_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "400Regular" / "NotoSansSC_400Regular.ttf"
    wrong.parent.mkdir()
    wrong.write_bytes(b"another version")
    out = tmp_path / "out"
    call = [sys.executable, str(SCRIPT), "--out", str(out), "--hanazono-copyright", str(wrong)]
    for option in ("--noto-sans", "--noto-serif", "--hanazono"):
        call += [option, str(tmp_path)]
    done = subprocess.run(call, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "不是约定的那一版" in done.stderr
    assert not out.exists()
