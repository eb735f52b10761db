"""The working ledger on paper: every row, page x of y, signatures, no seal, no QR, unsure days said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from kiosk.cli.main import main
from kiosk.sheets import ledger
from kiosk.sheets.command import checked_render, unit_of
from kiosk.sheets.ledger import LedgerLine, build
from kiosk.sheets.model import TableBody
from tests.ui import richboard
from tests.unit.sheets.fake_board import DONGMEN, LUOTIAN, FakeBoard
from tests.unit.sheets.reading import flat, texts
from tests.unit.store import builders as b

DAY = date(2026, 11, 23)


def lines(count: int) -> list[LedgerLine]:
    return [
        LedgerLine(
            "集体财务" if n % 3 else "决策与协商", f"事项第{n}号　第三季度", "10-20", "10-18", "没有",
            "要张贴",
            "等会计报表，最晚 12月5日补上" if n % 7 == 0 else "",
        )
        for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("paper", ["a4", "a3", "2xa4"])
def test_every_row_stands_on_it_under_its_subject(paper: str) -> None:
    unit, _ = unit_of(FakeBoard([], unit=LUOTIAN).as_board())
    model = build(unit, lines(90), "共 90 项。", DAY, trusted=True)
    rendered = checked_render(model, unit.settings, paper=paper)
    assert not rendered.metrics.too_wide and not rendered.metrics.outside
    whole = flat(rendered.pdf)
    assert all(f"事项第{n}号" in whole for n in range(90))
    assert "集体财务（60项）" in whole and "等会计报表，最晚12月5日补上" in whole
    assert "截至2026年11月23日" in whole and "共90项。" in whole
    assert "盖章处" not in whole and "扫码" not in whole and "公示期" not in whole
    assert model.stamp.qr is None and model.warnings == ()
    if paper == "a4":
        for number, page in enumerate(texts(rendered.pdf), start=1):
            assert f"第{number}页 共{rendered.pages}页" in page
            assert "填表：" in page and "村委会主任：" in page


def test_a_clock_that_cannot_be_believed_is_said_on_every_page() -> None:
    unit, _ = unit_of(FakeBoard([], unit=DONGMEN).as_board())
    model = build(unit, lines(60), "共 60 项。", DAY, trusted=False)
    assert model.warnings == (ledger.UNTRUSTED,)
    pages = texts(checked_render(model, unit.settings, paper="a4").pdf)
    assert len(pages) > 1 and all("时间未校准" in page for page in pages)
    assert "截至" not in pages[0]


def test_an_empty_ledger_is_a_page_too() -> None:
    unit, _ = unit_of(FakeBoard([], unit=LUOTIAN).as_board())
    model = build(unit, [], "共 0 项。", DAY, trusted=True)
    assert isinstance(model.body, TableBody)
    assert "还没有要公开的事项。" in flat(checked_render(model, unit.settings, paper="a4").pdf)


def test_from_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = b.make_home(tmp_path)
    richboard.fill(home)
    out = tmp_path / "台账.pdf"
    assert main(["sheet", "ledger", "--out", str(out), "--home", str(home.path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["title"] == "罗田村村务公开工作台账" and told["subjects"] == []
    whole = flat(out.read_bytes())
    # The debts of three quarters were never published.
    assert "债权债务" in whole and "逾期" in whole and "工作台账存村委会备查" in whole
    wrong = ["sheet", "ledger", "--paper", "a5", "--out", str(out), "--home", str(home.path)]
    assert main(wrong) == 2
    assert "台账不能用这种纸" in capsys.readouterr().err
