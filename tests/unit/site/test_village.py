"""All pages of one village on a real board: right addresses, right words, nothing that must stay inside."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kiosk.domain.clock import FixedClock, shanghai_noon
from kiosk.domain.money import format_amount
from kiosk.domain.sheetid import content_digest
from kiosk.sheets.command import disclosure_model, payout_model, summary_model, unit_of
from kiosk.sheets.model import SheetModel, TableBody
from kiosk.site.build import build_site
from kiosk.site.register import Register
from kiosk.store.board import BoardReader
from kiosk.store.content import YEAR, content_id, year_page_content
from kiosk.store.home import KioskHome
from tests.unit.site import boards
from tests.unit.site.boards import CLOCK, CODE
from tests.unit.store import builders as b


@pytest.fixture
def home(tmp_path: Path) -> KioskHome:
    return boards.made_home(tmp_path)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "web"


def build(home: KioskHome, out: Path, clock: FixedClock = CLOCK) -> int:
    """Files written."""
    return build_site([home], out, clock).written


def page(out: Path, path: str) -> str:
    return (out / CODE / path / "index.html").read_text("utf-8")


def path_of(model: SheetModel) -> str:
    return f"{model.stamp.sheet_id}/{model.stamp.digest}"


def batch_path(home: KioskHome, batch: str) -> str:
    """Where the paper's own code leads."""
    with closing(BoardReader(home, CLOCK)) as board:
        return path_of(payout_model(board, CLOCK, batch=batch)[0])


def item_path(home: KioskHome, kind: str, item: str) -> str:
    with closing(BoardReader(home, CLOCK)) as board:
        return path_of(disclosure_model(board, CLOCK, kind, item=item)[0])


def summary_path(home: KioskHome, year: int = 2026) -> str:
    with closing(BoardReader(home, CLOCK)) as board:
        return path_of(summary_model(board, CLOCK, year=year)[0])


def year_path(year: int = 2026) -> str:
    content = year_page_content(CODE, year)
    return f"{content_id(YEAR, content)}/{content_digest(content)}"


def texts(out: Path) -> Iterable[tuple[Path, str]]:
    for path in sorted(out.rglob("*")):
        if path.suffix in (".html", ".csv", ".txt", ".json"):
            yield path, path.read_text("utf-8")


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"#:]*?)"', html)


# --- addresses and content ------------------------------------------------------------------------


def test_every_sheet_leads_to_its_page(home: KioskHome, out: Path) -> None:
    build(home, out)
    with closing(BoardReader(home, CLOCK)) as board:
        heads = board.publications()
        unit, reference = unit_of(board)
        from kiosk.sheets import chart, disclosures

        paths = [path_of(chart.build(unit, boards.TODAY)), summary_path(home)]
        for head in heads:
            if head.type == "payouts":
                paths.append(batch_path(home, head.id))
            elif head.type == "policy":
                view = board.policy(head.id)
                assert view is not None
                paths.append(path_of(disclosures.build_policy(view, unit, reference, boards.TODAY)))
            else:
                shown = board.disclosure(head.id)
                assert shown is not None
                paths.append(path_of(disclosures.build_disclosure(shown, unit, boards.TODAY)))
    assert len(paths) == len(heads) + 2
    for path in paths:
        assert 'class="status current"' in page(out, path)
        sheet, digest = path.split("/")
        assert f"<b>{sheet}</b>" in page(out, path) and f"<b>{digest}</b>" in page(out, path)
        assert re.fullmatch("[0-9A-Z/]+", path)


def test_a_batch_adds_up_as_on_paper(home: KioskHome, out: Path) -> None:
    build(home, out)
    path = batch_path(home, "地力-2026-1")
    lines = b.payouts(60)
    total = format_amount(sum(p.cents for p in lines))
    html = page(out, path)
    assert f"<strong>{total}</strong>" in html
    rows = list(csv.reader(io.StringIO((out / CODE / path / "totals.csv").read_text("utf-8-sig"))))
    groups = [r for r in rows if r[0] in b.GROUPS]
    assert {r[0]: int(r[1]) for r in groups} == {
        g: sum(p.group == g for p in lines) for g in {p.group for p in lines}
    }
    assert sum(round(float(r[2]) * 100) for r in groups) == sum(p.cents for p in lines)
    assert (out / CODE / path / "totals.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert total in (out / CODE / path / "totals.txt").read_text("utf-8-sig")


def test_a_batch_says_who_gets_it_whom_to_ask_and_how_to_object(home: KioskHome, out: Path) -> None:
    build(home, out)
    html = page(out, batch_path(home, "地力-2026-1"))
    for text in ("谁能领", "种地的农户。", "找谁", "0791-0000 3190", "0791-0000 1768", "第三十六条"):
        assert text in html
    assert 'href="tel:0791-00003190"' in html
    assert f'href="../../{item_path(home, "notice", "zc-1")}/"' in html


def test_the_year_lists_its_programmes_and_leads_to_the_batches(home: KioskHome, out: Path) -> None:
    build(home, out)
    html = page(out, year_path())
    assert f'href="../../{batch_path(home, "地力-2026-1")}/"' in html
    with closing(BoardReader(home, CLOCK)) as board:
        year = board.year(2026)
    # The two forest keepers' sum is not told, so it is not in the web's sum either.
    assert f"<strong>{format_amount(year.cents - 100000)}</strong>" in html
    assert "少于3人" in html and "不列" in html
    assert "合计里也没有算进去" in html
    # Slips lead here, each with a number of its own: there is nothing to compare.
    assert "核对码" not in html
    assert "1,000.00" not in html


def test_the_year_counts_in_the_words_of_its_paper(home: KioskHome, out: Path) -> None:
    """户, 人 or 家: whoever holds the summary against the page finds the same counts."""
    build(home, out)
    cells = r'<a href="[^"]*">([^<]+)</a>(?:<svg.*?</svg>)?</td><td[^>]*>([^<]*)'
    told = dict(re.findall(cells, page(out, year_path())))
    with closing(BoardReader(home, CLOCK)) as board:
        body = summary_model(board, CLOCK, year=2026)[0].body
    assert isinstance(body, TableBody)
    printed = {line.values[1]: line.values[2] for line in body.lines if line.kind == "row"}
    both = {name: count for name, count in told.items() if not count.startswith("少于")}
    assert {count[-1] for count in both.values()} == {"人", "户"}
    assert both.items() <= printed.items()


def test_the_index_leads_to_everything_and_every_link_leads_somewhere(home: KioskHome, out: Path) -> None:
    build(home, out)
    index = page(out, "")
    assert f'href="{year_path()}/"' in index and "内容更新到2026年6月14日" in index
    for item, kind in (("gk-1", "notice"), ("cw-q2", "finance"), ("zc-1", "notice")):
        assert f'href="{item_path(home, kind, item)}/"' in index
    for path in out.rglob("*.html"):
        html = path.read_text("utf-8")
        for link in links(html):
            base = out if path.name == "404.html" else path.parent
            target = base / link.removeprefix("/")
            assert target.is_file() or (target / "index.html").is_file(), (path, link)


def test_a_finance_table_and_a_picture_are_shown_whole(home: KioskHome, out: Path) -> None:
    build(home, out)
    finance = page(out, item_path(home, "finance", "cw-q2"))
    assert "98,814.30" in finance and 'class="wide"' in finance
    # Income, expense and balance do not add up to one sum.
    assert "金额合计" not in finance
    assert "<strong>41,400.00</strong>" in page(out, item_path(home, "finance", "gc-2"))
    path = item_path(home, "notice", "gc-1")
    works = page(out, path)
    assert '<img src="1.png" alt="修好的水渠"' in works and "360米" in works
    assert (out / CODE / path / "1.png").read_bytes().startswith(b"\x89PNG")


def test_nothing_happened_is_said(home: KioskHome, out: Path) -> None:
    build(home, out)
    assert "2026年第一季度没有发生这一事项。" in page(out, item_path(home, "notice", "none-1"))


# --- privacy --------------------------------------------------------------------------------------


def names() -> set[str]:
    people = {b.person(n)[0] for n in range(60)}
    return people | {p.name for p in boards.machine_list()} | {"熊冬", "胡春"}


def test_no_name_is_anywhere_by_default(home: KioskHome, out: Path) -> None:
    boards.correct(home)
    build(home, out)
    for path, text in texts(out):
        assert not [name for name in names() if name in text], path
        assert not [n for n in (*range(61), *range(700, 706)) if b.recipient_id(n) in text], path


def test_personal_disclosures_keep_title_body_and_table_inside(home: KioskHome, out: Path) -> None:
    build(home, out)
    for path, text in texts(out):
        assert "熊九九" not in text and "120平方米" not in text, path
    html = page(out, item_path(home, "notice", "td-1"))
    assert "只在村里的公开栏和公开亭公布，网上不列" in html


def test_masked_names_only_of_lists_with_a_website_among_their_channels(tmp_path: Path, out: Path) -> None:
    home = boards.made_home(tmp_path, web_names="masked")
    build(home, out)
    html = page(out, batch_path(home, "农机-2026"))
    for name in ("熊＊＊", "欧阳＊＊", "买＊＊·＊＊"):
        assert name in html
    assert "＊" not in page(out, batch_path(home, "地力-2026-1"))
    for path, text in texts(out):
        assert not [name for name in names() if name in text], path


def test_masked_names_go_when_the_county_says_so(tmp_path: Path, out: Path) -> None:
    home = boards.made_home(tmp_path, web_names="masked")
    build(home, out)
    path = batch_path(home, "农机-2026")
    assert "熊＊＊" in (out / CODE / path / "totals.csv").read_text("utf-8")
    three = b.MadeBundle(3)
    boards.add_settings(three, 2, web_names="none")
    b.apply(home, three)
    build(home, out)
    for found, text in texts(out / CODE / path):
        assert "＊" not in text, found


def test_small_counts_have_no_amount_and_no_download(home: KioskHome, out: Path) -> None:
    build(home, out)
    path = batch_path(home, "护林-2026")
    html = page(out, path)
    assert "少于3人" in html or "少于3户" in html
    assert "1,000.00" not in html and "大写" not in html
    assert sorted(p.name for p in (out / CODE / path).iterdir()) == ["index.html"]


def test_p2_and_p3_have_totals_and_no_groups(home: KioskHome, out: Path) -> None:
    build(home, out)
    for batch in ("低保-2026", "残疾-2026"):
        html = page(out, batch_path(home, batch))
        assert "金额合计" in html and not [g for g in b.GROUPS if g in html]


@pytest.mark.parametrize(("reason", "told"), [("面积填错", True), (f"{b.person(0)[0]}面积填错", False)])
def test_a_reason_that_names_somebody_is_not_told(
    home: KioskHome, out: Path, reason: str, told: bool
) -> None:
    before = batch_path(home, "地力-2026-1")
    boards.correct(home, reason=reason)
    build(home, out)
    for path in (before, batch_path(home, "地力-2026-1")):
        assert (reason in page(out, path)) == told
        assert ("原因请看公开栏" in page(out, path)) != told


# --- corrected, withdrawn, outdated ---------------------------------------------------------------


def test_the_old_paper_leads_to_the_new_one(home: KioskHome, out: Path) -> None:
    build(home, out)
    old = batch_path(home, "地力-2026-1")
    boards.correct(home)
    build(home, out)
    new = batch_path(home, "地力-2026-1")
    assert new != old
    html = page(out, old)
    assert 'class="status corrected"' in html and f'href="../../{new}/"' in html and "面积填错" in html
    assert format_amount(sum(p.cents for p in b.payouts(60))) in html
    assert format_amount(sum(p.cents for p in b.payouts(61))) in html
    assert 'class="status current"' in page(out, new)
    assert sorted(p.name for p in (out / CODE / old).iterdir()) == ["index.html"]


def test_old_versions_have_pages_in_a_fresh_folder_too(home: KioskHome, out: Path, tmp_path: Path) -> None:
    old = batch_path(home, "地力-2026-1")
    boards.correct(home)
    build(home, out)
    assert 'class="status corrected"' in page(out, old)


def test_a_withdrawn_paper_says_so_and_tells_nothing_more(home: KioskHome, out: Path) -> None:
    build(home, out)
    before = batch_path(home, "农机-2026")
    boards.withdraw(home)
    build(home, out)
    after = batch_path(home, "农机-2026")
    assert after != before
    for path in (before, after):
        html = page(out, path)
        # This board has no archive, so nobody can tell whether the reason names one of the list.
        assert 'class="status withdrawn"' in html and "2026年6月1日撤回。原因请看公开栏。" in html
        assert "15,000.00" not in html
        assert sorted(p.name for p in (out / CODE / path).iterdir()) == ["index.html"]


def test_a_reason_of_what_must_not_be_listed_stays_in_the_village(home: KioskHome, out: Path) -> None:
    three = b.MadeBundle(3)
    reason = "一名儿童重复计算"
    total = [b.Payout(row=1, cents=88000, persons=11, paid_on=date(2026, 3, 20))]
    three.add_payouts(
        b.payouts_item("残疾-2026", total, programme_id="BT-FL-01", programme_name="残疾人两项补贴",
                       privacy="P3", batch="一季度", version=2, reason=reason),
        total,
    )  # fmt: skip
    three.add(
        b.disclosure_item("td-1", title="宅基地", privacy="P1", catalogue_ids=boards.HOUSING, version=2,
                          replaces=1, reason=reason)
    )  # fmt: skip
    b.apply(home, three)
    build(home, out)
    assert not [path for path, text in texts(out) if reason in text]
    assert "原因请看公开栏。" in page(out, batch_path(home, "残疾-2026"))


def test_an_earlier_summary_leads_to_the_year(home: KioskHome, out: Path) -> None:
    build(home, out)
    old = summary_path(home)
    boards.correct(home)
    build(home, out)
    html = page(out, old)
    assert 'class="status outdated"' in html and f'href="../../{year_path()}/"' in html
    assert 'class="status current"' in page(out, summary_path(home))


def test_a_page_whose_register_is_lost_stays_and_says_that_it_is_old(home: KioskHome, out: Path) -> None:
    build(home, out)
    old = summary_path(home)
    boards.correct(home)
    (out / ".pages" / f"{CODE}.json").unlink()
    build(home, out)
    assert 'class="status outdated"' in page(out, old)


def test_what_is_not_yet_published_has_no_page(home: KioskHome, out: Path) -> None:
    three = b.MadeBundle(3)
    day = date(2026, 7, 1)
    three.add(b.disclosure_item("later", title="七月的事", published_on=day, publish_from=day))
    b.apply(home, three)
    build(home, out)
    assert not [path for path, text in texts(out) if "七月的事" in text]
    build(home, out, FixedClock(shanghai_noon(day)))
    assert [path for path, text in texts(out) if "七月的事" in text]


# --- incremental ----------------------------------------------------------------------------------


def stamps(out: Path) -> dict[str, int]:
    return {p.relative_to(out).as_posix(): p.stat().st_mtime_ns for p in out.rglob("*") if p.is_file()}


def test_a_second_run_touches_nothing(home: KioskHome, out: Path) -> None:
    assert build(home, out) > 20
    before = stamps(out)
    assert build(home, out) == 0
    assert stamps(out) == before


def test_a_correction_rewrites_what_it_changes(home: KioskHome, out: Path) -> None:
    build(home, out)
    before = stamps(out)
    untouched = batch_path(home, "地力-2024-1")
    old, summary = batch_path(home, "地力-2026-1"), summary_path(home)
    boards.correct(home)
    build(home, out)
    after = stamps(out)
    gone = {f"{CODE}/{path}/totals.{end}" for path in (old, summary) for end in ("csv", "txt")}
    assert set(before) - set(after) == gone
    changed = {path for path in after if after[path] != before.get(path)}
    assert f"{CODE}/{untouched}/index.html" not in changed
    assert f"{CODE}/{old}/index.html" in changed and f"{CODE}/index.html" in changed
    assert len(changed) < 20


def test_a_file_that_was_lost_is_written_again(home: KioskHome, out: Path) -> None:
    build(home, out)
    lost = out / CODE / batch_path(home, "地力-2026-1") / "totals.csv"
    content = lost.read_bytes()
    lost.unlink()
    assert build(home, out) > 0
    assert lost.read_bytes() == content


def test_two_runs_from_nothing_are_the_same_bytes(home: KioskHome, out: Path, tmp_path: Path) -> None:
    boards.correct(home)
    build(home, out)
    other = tmp_path / "other"
    build(home, other)
    assert {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()} == {
        p.relative_to(other): p.read_bytes() for p in other.rglob("*") if p.is_file()
    }


def test_the_register_keeps_every_path(home: KioskHome, out: Path) -> None:
    build(home, out)
    boards.correct(home)
    build(home, out)
    kept = set(Register.load(out, CODE).pages)
    there = {"/".join(p.parent.parts[-2:]) for p in (out / CODE).glob("*/*/index.html")}
    assert kept - {""} == there


# --- the whole folder -----------------------------------------------------------------------------


def test_several_villages_share_a_folder(home: KioskHome, out: Path, tmp_path: Path) -> None:
    other = b.make_home(tmp_path / "two", b.OTHER_VILLAGE)
    two = b.MadeBundle(1, village=b.OTHER_VILLAGE)
    two.add(b.disclosure_item(title="居民公约"))
    b.apply(other, two)
    assert build_site([home], out, CLOCK).villages == 1
    made = build_site([other], out, CLOCK)
    assert (made.villages, made.pages) == (1, 3)
    index = (out / "index.html").read_text("utf-8")
    assert f'href="{CODE}/"' in index and f'href="{b.OTHER_VILLAGE.village_code}/"' in index
    html = (out / b.OTHER_VILLAGE.village_code / "index.html").read_text("utf-8")
    assert "《城市居民委员会组织法》第三十五条" in html and "居务公开" in html


def test_a_kiosk_without_a_board_has_an_index(out: Path, tmp_path: Path) -> None:
    home = b.make_home(tmp_path)
    build(home, out)
    assert "公开基本目录" in page(out, "")


def test_every_page_asks_not_to_be_found_and_runs_nothing(home: KioskHome, out: Path) -> None:
    build(home, out)
    for path in out.rglob("*.html"):
        html = path.read_text("utf-8")
        assert '<meta name="robots" content="noindex' in html
        assert "<script" not in html and " style=" not in html and "javascript:" not in html
        assert "default-src 'none'" in html


def test_the_command_tells_what_it_did(
    home: KioskHome, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kiosk.cli.main import main

    words = ["site", "--home", str(home.path), "--out", str(out)]
    assert main(words) == 0
    assert "1 个村（社区）" in capsys.readouterr().out
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["villages"] == 1
    blocked = out.parent / "file"
    blocked.write_text("")
    assert main(["site", "--home", str(home.path), "--out", str(blocked / "in")]) == 3
    assert "网页写不到" in capsys.readouterr().err


def test_a_clock_at_1970_takes_no_page_off_the_web(tmp_path: Path) -> None:
    home, out = boards.made_home(tmp_path), tmp_path / "web"
    build_site([home], out, boards.CLOCK)
    before = {p: p.read_bytes() for p in out.rglob("index.html")}
    assert build_site([home], out, FixedClock(datetime(1970, 1, 2, tzinfo=UTC))).written == 0
    assert {p: p.read_bytes() for p in out.rglob("index.html")} == before
