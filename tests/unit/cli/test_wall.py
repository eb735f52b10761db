"""``kiosk print --posted`` and its brothers: the wall without the desk's pages."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli.main import main
from kiosk.domain.clock import SystemClock, today
from kiosk.store.home import KioskHome
from tests.unit.store import builders as b

PRINT = ("print", "notice", "--item", "D-1")


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    """A kiosk with one sheet saved as PDF, which is print 1."""
    home = b.make_home(tmp_path)
    home.load_config().drop_out.parent.mkdir(parents=True)
    notice = b.disclosure_item("D-1", title="防汛值班安排", form="notice", catalogue_ids=("GK-CW-01",))
    b.apply(home, b.MadeBundle(1).add(notice))
    stick = tmp_path / "U盘"
    stick.mkdir()
    assert main([*PRINT, "--to", str(stick), "--home", str(home.path)]) == 0
    return home


def deed(home: KioskHome, *words: str) -> list[str]:
    return ["print", *words, "--who", "王测试", "--home", str(home.path)]


def test_a_clerk_writes_up_the_wall_by_hand(home: KioskHome, capsys: pytest.CaptureFixture[str]) -> None:
    def said(*words: str, code: int = 0) -> str:
        capsys.readouterr()
        assert main(deed(home, *words)) == code
        out = capsys.readouterr()
        return out.out if code == 0 else out.err

    def told(*words: str) -> dict[str, Any]:
        return json.loads(said(*words, "--json"))

    day = today(SystemClock())
    assert "墙上没有" in said("--wall")
    assert "还没到" in said("--posted", "1", "--on", str(day + timedelta(days=2)), code=2)
    assert "第1号张贴，《防汛值班安排》" in said("--posted", "1")
    assert "第1号张贴取消了" in said("--undo", "1") and told("--wall")["wall"] == []
    done = told("--posted", "1")["done"]
    assert (done["id"], done["posted_by"], done["posted_on"]) == (2, "王测试", day.isoformat())
    (hanging,) = told("--wall")["wall"]
    assert hanging["posting"]["id"] == 2 and hanging["days_left"] >= 16
    early = said("--taken-down", "2", code=2)
    assert "起才可以撤" in early and "--early-reason" in early
    assert "手机号" in said("--taken-down", "2", "--early-reason", "打13912345678", code=2)
    assert "提前撤的" in said("--taken-down", "2", "--early-reason", "墙要刷")
    assert "一次只能" in said("--posted", "1", "--undo", "2", code=2)
    assert "没有这一条" in said("--taken-down", "7", code=2)
