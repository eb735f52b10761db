"""The demo's texts: right on any day, different in every unit, sums that add up, nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.bundle.check import check_path
from kiosk.bundle.keys import KeyRing
from kiosk.demo.content import ContentPiece, load, sources
from kiosk.demo.entries import ledger_from
from kiosk.demo.fill import Shelf
from kiosk.demo.history import BundlePlan, Entry, moment
from kiosk.demo.pack import demo_key, pack
from kiosk.demo.payouts import demo_rows
from kiosk.demo.settings import settings_json
from kiosk.demo.units import RICH, SHOWN, county_units
from kiosk.demo.words import Scene, tell
from kiosk.domain.items import DisclosureItem, EventItem, PolicyItem
from kiosk.domain.paths import resources_dir
from kiosk.domain.reference import Reference, load_packaged
from kiosk.domain.region import Village
from kiosk.domain.scan import scan_text

UNITS = {u.village_code: u for u in county_units()}
COMMUNITY = "360123100001"
TODAY = date(2026, 11, 24)
DAYS = (TODAY, date(2027, 1, 6), date(2027, 2, 28), date(2026, 10, 4), date(2028, 7, 21))
codes = st.sampled_from([p.village_code for p in RICH])
days = st.dates(date(2025, 6, 1), date(2032, 12, 31))
PHONE = re.compile(r"0\d{3}-\d{4} ?\d{4}")
HANZI = re.compile(r"[\u3400-\u9fff]")
UNWANTED = ("系统", "异常", "字段", "校验", "数据", "请求", "模块", "详情", "提交失败", "TODO", "待补")


@lru_cache(maxsize=4)
def tables() -> Reference:
    return load_packaged()


@lru_cache(maxsize=32)
def pieces(code: str, today: date = TODAY) -> tuple[ContentPiece, ...]:
    return load(UNITS[code], today)


def disclosures(code: str, today: date = TODAY) -> list[tuple[ContentPiece, DisclosureItem]]:
    return [(p, p.item) for p in pieces(code, today) if isinstance(p.item, DisclosureItem)]


def policies(code: str) -> list[PolicyItem]:
    return [p.item for p in pieces(code) if isinstance(p.item, PolicyItem)]


def words_of(piece: ContentPiece) -> Iterator[str]:
    """Every word that is shown of a piece."""
    item = piece.item
    yield item.title
    if isinstance(item, DisclosureItem | PolicyItem):
        yield item.body or ""
        yield item.reason or ""
    if isinstance(item, PolicyItem):
        a, d = item.answers, item.document
        yield from (a.who, a.how_much, a.when, a.how, a.whom, d.name, d.number, d.state)
    yield from piece.heads
    yield from (cell for row in piece.rows for cell in row)
    yield from (title for _, title in piece.files)


@pytest.mark.parametrize("code", [p.village_code for p in RICH])
def test_a_bundle_takes_every_piece_and_passes_the_privacy_gate(code: str, tmp_path: Path) -> None:
    unit = UNITS[code]
    entries = tuple(Entry(p.day, p.item, table=p.rows, heads=p.heads, files=p.files) for p in pieces(code))
    plan = BundlePlan(1, "update", moment(TODAY - timedelta(days=1), code), entries)
    (made,) = pack(code, [plan], tmp_path, demo_key("county"))
    report = check_path(tmp_path / made.manifest.name, KeyRing.of(demo_key("county").public))
    assert report.ok, (unit.short_name, report.sentences)


@pytest.mark.parametrize("today", DAYS)
def test_enough_of_the_catalogue_is_covered_in_every_subject(today: date) -> None:
    for code, least in ((SHOWN, 75), (COMMUNITY, 60)):
        catalogue = tables().catalogue(UNITS[code].kind)
        items = {i for _, d in disclosures(code, today) for i in d.catalogue_ids}
        assert len(items) >= least
        assert {catalogue.by_id[i].level1 for i in items} == {g.name for g in catalogue.groups}


@settings(max_examples=25, deadline=None)
@given(codes, days)
def test_any_day_gives_a_whole_and_settled_set(code: str, today: date) -> None:
    found = load(UNITS[code], today)
    assert found == load(UNITS[code], today)
    keys = [
        (p.kind, p.item.disclosure_id, p.item.version) if isinstance(p.item, DisclosureItem) else p.item
        for p in found
    ]
    assert len(set(keys)) == len(keys)
    for piece in found:
        assert piece.day < today
        item = piece.item
        if isinstance(item, DisclosureItem):
            assert item.published_on == piece.day
            assert item.nothing or item.body or piece.rows or piece.files
            assert not (item.nothing and (piece.rows or piece.files))
            # Neither the screen nor the wall may lose it before the law's fifteen days.
            assert item.publish_to is None or (item.publish_to - item.publish_from).days > 15
        for text in words_of(piece):
            assert "{{" not in text and "}}" not in text and "<" not in text, (item.title, text)


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("code", [SHOWN, COMMUNITY])
def test_what_an_event_started_is_published_in_time(code: str, today: date) -> None:
    entries = [Entry(p.day, p.item) for p in pieces(code, today)]
    shelf = Shelf(UNITS[code], tables(), ledger_from(today), today)
    states = [s for s in shelf.states(entries) if s.duty.event is not None]
    assert len(states) >= 15
    assert [s.duty.key for s in states if not s.is_met or s.late_days] == []


@pytest.mark.parametrize("today", DAYS)
@pytest.mark.parametrize("code", [SHOWN, COMMUNITY])
def test_the_texts_marked_open_leave_one_period_overdue(code: str, today: date) -> None:
    unit = UNITS[code]
    entries = [Entry(p.day, p.item) for p in pieces(code, today)]
    states = Shelf(unit, tables(), ledger_from(today), today).states(entries)
    for source in (s for s in sources(unit.kind) if s.head.get("open")):
        (item,) = source.head["items"]
        late = [s.duty.key.period for s in states if s.duty.key.catalogue_id == item and s.state == "overdue"]
        assert len(late) == 1, (item, late)
        assert any(item in d.catalogue_ids for _, d in disclosures(code, today)), "earlier ones are public"


@pytest.mark.parametrize("today", DAYS)
def test_what_did_not_happen_is_recorded_as_such(today: date) -> None:
    for code, least in ((SHOWN, 3), (COMMUNITY, 2)):
        nothing = [d for _, d in disclosures(code, today) if d.nothing]
        assert len(nothing) >= least
        assert all("没有" in (d.body or "") for d in nothing)


def money(cell: str) -> Decimal:
    return Decimal(cell) if cell else Decimal(0)


@settings(max_examples=12, deadline=None)
@given(codes, days)
def test_the_books_add_up_and_carry_over(code: str, today: date) -> None:
    stem = "CW-01-" if UNITS[code].kind == "village" else "CW-11-"
    books = {d.period: p.rows for p, d in disclosures(code, today) if d.disclosure_id.startswith(stem)}
    assert len(books) == 6
    before: Decimal | None = None
    year_sums: dict[str, list[Decimal]] = {}
    for period in sorted(books):
        first, *lines, season, year = books[period]
        assert (first[0], season[0], year[0]) == ("上期结转", "本季合计", "本年累计")
        balance = money(first[4])
        assert before is None or balance == before
        for line in lines:
            assert bool(line[2]) != bool(line[3]), "either income or expense"
            balance += money(line[2]) - money(line[3])
            assert money(line[4]) == balance > 0
        came, went = (sum((money(line[n]) for line in lines), Decimal(0)) for n in (2, 3))
        assert (money(season[2]), money(season[3]), money(season[4])) == (came, went, balance)
        so_far = year_sums.setdefault(period[:4], [Decimal(0), Decimal(0)] if period.endswith("Q1") else [])
        if so_far:
            so_far[0] += came
            so_far[1] += went
            assert [money(year[2]), money(year[3])] == so_far
        before = balance


def test_the_line_of_the_drawings_is_in_the_shown_village() -> None:
    rows = [row for p, d in disclosures(SHOWN) if d.disclosure_id == "CW-01-2026-Q3" for row in p.rows]
    assert ("7月5日", "上屋组山塘承包款", "12600.00", "") in [row[:4] for row in rows]
    newest = max(d.version for _, d in disclosures(SHOWN) if d.disclosure_id == "CW-01-2026-Q3")
    assert newest == 2


@pytest.mark.parametrize("code", [p.village_code for p in RICH])
def test_every_total_row_is_the_sum_of_its_column(code: str) -> None:
    checked = 0
    for piece, item in disclosures(code):
        if not piece.rows or piece.rows[-1][0] != "合计":
            continue
        for place, cell in enumerate(piece.rows[-1][1:], start=1):
            if cell:
                column = sum((money(row[place]) for row in piece.rows[:-1]), Decimal(0))
                assert money(cell) == column, (item.title, piece.heads[place])
                checked += 1
    assert checked >= 8


@pytest.mark.parametrize("code", [SHOWN, COMMUNITY])
def test_policies_answer_five_questions_in_short_sentences(code: str) -> None:
    found = policies(code)
    assert len(found) >= (8 if code == SHOWN else 6)
    for policy in found:
        a = policy.answers
        for answer in (a.who, a.how_much, a.when, a.how, a.whom):
            sentences = [s for s in answer.split("。") if s]
            assert answer.endswith("。") and 1 <= len(sentences) <= 2, (policy.title, answer)
            assert max(len(HANZI.findall(s)) for s in sentences) <= 20, (policy.title, answer)
        assert policy.body and policy.document.name and policy.document.state
        known = [tables().programmes.by_id[p] for p in policy.programme_ids]
        assert any(p.applies_to in (UNITS[code].kind, "both") for p in known)


def test_document_numbers_stand_in_the_programme_table() -> None:
    for source in {s.stem: s for kind in ("village", "community") for s in sources(kind)}.values():
        if "policy" in source.head:
            assert source.head["source"]
            number = source.head["document"].get("number", "")
            known = [tables().programmes.by_id[p] for p in source.head["programmes"]]
            assert not number or any(number in p.legal_basis for p in known), source.stem


def test_worked_examples_are_right() -> None:
    sums = re.compile(r"([\d.]+)[^\d×−=\s]* ([×−]) ([\d.]+)[^\d×−=\s]* = ([\d.]+)元")
    found = 0
    for code in (SHOWN, COMMUNITY):
        for policy in policies(code):
            for one, sign, other, result in sums.findall(f"{policy.answers.how_much}\n{policy.body}"):
                a, b = Decimal(one), Decimal(other)
                assert (a * b if sign == "×" else a - b) == Decimal(result), policy.title
                found += 1
    assert found >= 10


@pytest.mark.parametrize("code", [SHOWN, COMMUNITY])
def test_there_are_notices_of_daily_life_without_a_name(code: str) -> None:
    notices = [(p, d) for p, d in disclosures(code) if d.form == "notice"]
    assert len(notices) >= 8
    named = {
        s.stem for s in sources(UNITS[code].kind) if "{{name:" in s.body and s.head.get("form") == "notice"
    }
    assert named == set()
    assert any(d.published_on >= TODAY - timedelta(days=14) for _, d in notices)


@pytest.mark.parametrize("code", [p.village_code for p in RICH])
def test_nothing_personal_and_no_office_word_in_any_text(code: str) -> None:
    for today in DAYS[:3]:
        for piece in pieces(code, today):
            for text in words_of(piece):
                assert scan_text(text) == (), piece.item.title
                assert not re.search(r"(?<!\d)\d{11,}(?!\d)", text.replace(code, "")), text
                assert not any(word in text for word in UNWANTED), (piece.item.title, text)
                for phone in PHONE.findall(text):
                    assert phone.startswith("0791-0000 "), text


def test_whoever_reads_names_or_amounts_is_told_that_they_are_made_up() -> None:
    for piece, item in disclosures(SHOWN):
        if any(head.endswith("(元)") for head in piece.heads):
            assert "演示内容" in (item.body or "") and "金额" in (item.body or ""), item.title
        if "姓名" in piece.heads:
            assert "人名" in (item.body or ""), item.title


def test_attachments_are_small_real_and_all_used() -> None:
    used = {path: title for code in (SHOWN, COMMUNITY) for p in pieces(code) for path, title in p.files}
    assert set(used) == set((resources_dir() / "demo" / "files").iterdir())
    assert all(path.stat().st_size < 150_000 for path in used)
    assert sum(1 for path in used if path.suffix == ".png") >= 6
    assert any(path.suffix == ".pdf" for path in used)


def test_villages_do_not_look_copied() -> None:
    """Tables with names or drawn amounts differ; laws, rules and standards may be the same."""
    one, other = (
        {d.disclosure_id: p for p, d in disclosures(code) if p.rows} for code in (SHOWN, "360123102207")
    )
    both = set(one) & set(other)
    same = {i for i in both if one[i].rows == other[i].rows}
    assert len(both) > 60
    assert len(same) < len(both) / 5, same


def test_group_leaders_are_those_who_draw_the_allowance() -> None:
    paid = {(p.group, p.name) for p in demo_rows("BT-CJ-03", TODAY.year, SHOWN)}
    rows = next(p.rows for p, d in disclosures(SHOWN) if d.disclosure_id == "JG-04")
    assert {row[:2] for row in rows} == paid


def test_phones_are_those_of_the_settings() -> None:
    said = next(p.rows for p, d in disclosures(SHOWN) if d.disclosure_id == "FW-04")
    listed = settings_json(UNITS[SHOWN], date(2026, 1, 1)).decode()
    known = [row[1] for row in said if row[0].endswith(("财政所", "人民政府", "农业农村局", "民政局"))]
    assert len(known) == 4 and all(phone in listed for phone in known)


def test_a_unit_without_people_reads_well_too() -> None:
    plain = next(u for u in UNITS.values() if u.kind == "village" and u.village_code not in
                 {p.village_code for p in RICH})  # fmt: skip
    assert len(load(plain, TODAY)) > 150


SCENE = Scene(
    Village("360123102216", "罗田村委会", "石鼻镇", "village"),
    TODAY, "T", date(2026, 10, 9), "2026-Q3", date(2026, 10, 5),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{unit}}{{committee}}", None),
        ("{{unit}}属{{town}}，{{office}}", "罗田村属石鼻镇，罗田村村民委员会"),
        ("{{period}} {{year}} {{year:-1}}", "2026年第三季度 2026 2025"),
        ("{{quarter:-1}} {{quarter:+2}}", "2026年第二季度 2027年第一季度"),
        ("{{half}} {{half:+1}}", "2026年下半年 2027年上半年"),
        ("{{month}} {{month:-7}}", "2026年7月 2025年12月"),
        ("{{day:0}} {{day:+90}} {{weekday:0}}", "10月9日 2027年1月7日 星期五"),
        ("{{on:0}} {{weekon:+1}}", "10月5日 星期二"),
        ("{{at:4}}", "7月5日"),
        ("{{season:一|二|三|四}}", "三"),
        ("{{season:一|二|{{group:2}}塘|四}}", "上屋组塘"),
        ("{{stage:-60|-10:没开始|在做|做完}}", "在做"),
        ("{{n:a:7:7}}{{Pick:b:甲|甲}}", "7甲"),
    ],
)
def test_placeholders(text: str, said: str | None) -> None:
    if said is None:
        with pytest.raises(ValueError, match="committee"):
            tell(text, SCENE)
    else:
        assert tell(text, SCENE) == said


@given(st.integers(0, 400), st.integers(0, 400), st.integers(1, 25))
def test_drawn_numbers_stay_within_their_bounds_and_steps(low: int, width: int, step: int) -> None:
    drawn = int(tell(f"{{{{n:k:{low}:{low + width}:{step}}}}}", SCENE))
    assert low <= drawn <= low + width and (drawn - low) % step == 0


def test_events_say_what_happened_and_under_which_item() -> None:
    for code in (SHOWN, COMMUNITY):
        catalogue = tables().catalogue(UNITS[code].kind)
        events = [p.item for p in pieces(code) if isinstance(p.item, EventItem)]
        assert len(events) >= 20
        assert all(e.title and all(i in catalogue.by_id for i in e.catalogue_ids) for e in events)
