"""``county/来件/``: what the departments sent to the demo county, as messy as real files are.

People are those of the demo's registers; their ID and card numbers are invented.  A notice and an .xls
are ready made in ``resources/demo/incoming/``: nothing here writes .xls (packaging/make_demo_incoming.py).
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from pathlib import Path

from kiosk.demo.names import given_name, surname
from kiosk.demo.papers import Cell, Paper, write_xlsx
from kiosk.demo.people import Household, Person, Roster
from kiosk.demo.runs import workday
from kiosk.demo.seeds import chance, share
from kiosk.demo.units import SHOWN
from kiosk.domain.paths import resources_dir
from kiosk.domain.region import Village
from kiosk.domain.scan import id_check_character

FOLDER = "来件"
GRAIN, GRAIN_AGAIN = "种粮补贴-石鼻镇.xls", "种粮补贴-石鼻镇-更正.xlsx"
TREES = "退耕还林-罗田村.xlsx"
PUPILS = "学生资助-全县.csv"
FOREST, FOREST_AGAIN = "天然林补助-三个村.xlsx", "天然林补助-三个村-改好.xlsx"
NOTICE, NOTE = "农机入库通知", "先看这里.txt"
GRAIN_RATE = Decimal("11.80")
_BORN_FOR = 2026
"""Ages of a roster are turned into birthdays as of this year: a person's number never changes."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A unit and its people, as far as a department's list needs them."""

    unit: Village
    roster: Roster


def write_incoming(folder: Path, people: Mapping[str, Incoming], today: date) -> None:
    """All files of ``county/来件/`` into ``folder``; ``people`` by village code.

    The same day gives the same bytes.
    """
    paid = _paid_day(today)
    folder.mkdir()
    ready = resources_dir() / "demo" / "incoming"
    shutil.copyfile(ready / GRAIN, folder / GRAIN)
    shutil.copytree(ready / NOTICE, folder / NOTICE)
    write_xlsx(folder / GRAIN_AGAIN, [_mended(paper) for paper in grain_papers(people)])
    write_xlsx(folder / TREES, [_trees(people[SHOWN], today.year)])
    (folder / PUPILS).write_bytes(_pupils(people.values(), paid))
    right = _forest(people, paid)
    write_xlsx(folder / FOREST_AGAIN, [right])
    write_xlsx(folder / FOREST, [_spoilt(right)])
    (folder / NOTE).write_text(_note(today.year), "utf-8-sig")


def id_number(person: Person) -> str:
    """The invented ID number of a person, of a region that does not exist."""
    return _id(_BORN_FOR - person.age, person.recipient_id)


def _id(year: int, seed: str) -> str:
    rng = chance("id number", seed)
    born = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    first17 = f"990123{born:%Y%m%d}{rng.randrange(1000):03d}"
    return first17 + id_check_character(first17)


def _card(person: Person) -> str:
    return f"990{chance('card', person.recipient_id).randrange(10**16):016d}"


def _paid_day(today: date) -> date:
    """A working day of this year shortly before ``today``; ``today`` itself in its first days."""
    day = workday(today - timedelta(days=6))
    return day if day.year == today.year and day <= today else today


def _yuan(quantity: Decimal, rate: Decimal) -> Decimal:
    return (quantity * rate).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _spaced(name: str) -> str:
    """Names of two characters are set as wide as those of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


# --- 种粮补贴: a workbook with a sheet a village --------------------------------------------------


def grain_papers(people: Mapping[str, Incoming]) -> list[Paper]:
    """A list of 石鼻镇, a sheet a village: title, unit line, groups merged, total, signatures."""
    mine = [i for i in people.values() if i.unit.town_name == "石鼻镇" and i.unit.kind == "village"]
    return [_grain(i) for i in sorted(mine, key=lambda i: i.unit.village_code != SHOWN)]


def _grain(of: Incoming) -> Paper:
    heads = ["序号", "村民小组", "户主姓名", "身份证号码", "一卡通账号", "实际种粮面积\n(亩)",
             "补贴标准\n(元/亩)", "补贴金额\n(元)", "户主签章"]  # fmt: skip
    growers = [h for h in of.roster.households if h.rice]
    lines: list[list[Cell]] = []
    for number, h in enumerate(growers, start=1):
        cells = (number, h.head.group, _spaced(h.head.name), id_number(h.head), _card(h.head))
        lines.append([*cells, h.rice, GRAIN_RATE, _yuan(h.rice, GRAIN_RATE), ""])
    paper = Paper(of.unit.short_name, len(heads))
    paper.title(f"安义县{of.unit.town_name}{of.unit.short_name}实际种粮农民一次性补贴发放清册")
    paper.line(f"填报单位(盖章)：{of.unit.village_name}", "", "", "", "", "", "单位：亩、元")
    paper.head(heads)
    paper.rows(lines, merged=1)
    area, money = sum(h.rice for h in growers), sum(_money(line[7]) for line in lines)
    paper.line("合计", "", f"共{len(growers)}户", "", "", area, "", money)
    paper.line("制表：", "", "审核：", "", "分管领导：", "", "（盖章）")
    return paper


def _money(cell: Cell) -> Decimal:
    assert isinstance(cell, Decimal)
    return cell


def _mended(paper: Paper) -> Paper:
    """The list again after the areas of two households were measured anew."""
    again = paper.copy()
    done = 0
    for row in again.grid:
        if isinstance(row[0], int) and row[0] in (7, 19) and isinstance(row[5], Decimal):
            row[5] += Decimal("0.60") if row[0] == 7 else Decimal("-0.35")
            row[7] = _yuan(row[5], GRAIN_RATE)
            done += 1
    lines = [r for r in again.grid if isinstance(r[0], int)]
    total = next(r for r in again.grid if r[0] == "合计")
    total[5], total[7] = sum(_money(r[5]) for r in lines), sum(_money(r[7]) for r in lines)
    assert done == 2, "both lines are in every list"
    return again


# --- 退耕还林: a printed form with a header of two rows and sums of groups -------------------------


def _trees(of: Incoming, year: int) -> Paper:
    paper = Paper("公示表", 11)
    paper.title(f"{of.unit.town_name}{of.unit.short_name}{year}年退耕还林补助面积和资金公示表")
    paper.line(f"填报单位(盖章)：{of.unit.village_name}", "", "", "", "", "", "", "单位：亩、元")
    paper.head(
        ["序号", "村民小组", "户主姓名", "身份证号", "退耕面积", "", "", "补助标准", "现金", "户主签章",
         "备注"],
        ["", "", "", "", "生态林", "经济林", "小计", "(元/亩)", "(元)", "", ""],
    )
    homes = [h for h in of.roster.households if h.wood and share("trees", h.head.recipient_id) < 0.45]
    number = 0
    whole = [Decimal(0), Decimal(0)]
    for group, members in groupby(homes, key=lambda h: h.head.group):
        lines: list[list[Cell]] = []
        for h in members:
            number += 1
            lines.append([number, group, *_tree_line(h)])
        paper.rows(lines, merged=1)
        area, money = sum(_money(x[6]) for x in lines), sum(_money(x[8]) for x in lines)
        paper.line("小计", "", "", "", "", "", area, "", money)
        whole = [whole[0] + area, whole[1] + money]
    paper.line("合计", "", f"共 {number} 户", "", "", "", whole[0], "", whole[1])
    paper.line("以下空白")
    paper.line(f"公示时间：{year}年5月6日至5月20日    监督电话：{of.unit.town_name}财政所")
    paper.line("制表：", "", "审核：", "", "村监委会主任：", "", "村委会主任：")
    return paper


def _tree_line(h: Household) -> list[Cell]:
    half = (h.wood * Decimal("0.4")).quantize(Decimal("0.01"))
    part, rest = (half, h.wood - half) if h.migrants else (h.wood, Decimal(0))
    rate = Decimal(20)
    areas = (part, rest or "", h.wood)
    return [_spaced(h.head.name), id_number(h.head), *areas, rate, _yuan(h.wood, rate), "", ""]


# --- 学生资助: what the education office's own program exports ------------------------------------


def _pupils(people: Iterable[Incoming], paid: date) -> bytes:
    """GB18030 as that program writes it; of minors nothing but number and sum leaves the county."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(["序号", "乡镇", "村(社区)", "学生姓名", "公民身份号码", "就读学校", "监护人电话",
                  "资助金额", "发放日期"])  # fmt: skip
    number, day = 0, f"{paid.year}.{paid.month}.{paid.day}"
    for of in sorted(people, key=lambda i: i.unit.village_code):
        rng = chance("pupils", of.unit.village_code)
        for place in range(2 if of.unit.village_code.endswith("3001") else rng.randint(5, 14)):
            number += 1
            seed = f"{of.unit.village_code} {place}"
            name = surname(rng, "熊", 0.2) + given_name(rng, 12, place % 2 == 1, "承")
            phone = f"139000{rng.randrange(100_000):05d}"
            out.writerow([
                number, of.unit.town_name, of.unit.village_name, name, _id(2009 + place % 6, seed),
                "示例学校", phone, rng.choice(["1,000.00", "1,250.00", "1500元"]), day,
            ])  # fmt: skip
    return text.getvalue().encode("gb18030")


# --- 天然林补助: three villages in one list, first with mistakes, then mended ----------------------


def _forest(people: Mapping[str, Incoming], paid: date) -> Paper:
    heads = ["序号", "乡镇", "村", "组别", "权利人", "身份证号", "一卡通号", "面积(亩)", "补助标准(元/亩)",
             "补助金额(元)", "发放时间", "备注"]  # fmt: skip
    rate = Decimal("15.75")
    lines: list[list[Cell]] = []
    for of, count in ((people[SHOWN], 24), (people["360123102207"], 16), (people["360123201204"], 12)):
        for h in [h for h in of.roster.households if h.wood >= 3][:count]:
            who = h.payee(paid.year)
            lines.append([
                len(lines) + 1, of.unit.town_name, of.unit.village_name, who.group, who.name, id_number(who),
                _card(who), h.wood, rate, _yuan(h.wood, rate), datetime(paid.year, paid.month, paid.day), "",
            ])  # fmt: skip
    paper = Paper("Sheet1", len(heads))
    paper.title(f"安义县{paid.year}年天然林保护补助资金发放表")
    paper.head(heads)
    paper.rows(lines)
    paper.line("合计", "", "", "", "", "", "", sum(_money(x[7]) for x in lines), "",
               sum(_money(x[9]) for x in lines))  # fmt: skip
    return paper


def _spoilt(paper: Paper) -> Paper:
    """The same list with what goes wrong in one village's part of it, and a phone number in a remark."""
    spoilt = paper.copy()
    rows = {row[0]: row for row in spoilt.grid if isinstance(row[0], int)}
    number = str(rows[3][5])
    rows[3][5] = number[:-1] + ("1" if number[-1] != "1" else "2")
    # As Excel keeps it: 15 digits of a number.
    rows[5][5] = float(str(rows[5][5])[:15] + "000")
    rows[8][9] = ""
    rows[11][9] = _money(rows[11][9]) + Decimal("10.00")
    rows[13][4] = str(rows[13][4])[:1] + "？" + str(rows[13][4])[2:]
    rows[16][2:7] = rows[15][2:7]
    rows[18][2] = "罗甜村"
    rows[20][11] = "已打电话13900000001"
    total = next(row for row in spoilt.grid if row[0] == "合计")
    total[9] = sum(_money(r[9]) for r in rows.values() if r[9] != "")
    return spoilt


def _note(year: int) -> str:
    """Who sent what, for whoever opens the folder first."""
    return "\r\n".join(_lines(year)) + "\r\n"


def _lines(year: int) -> Iterator[str]:
    yield "这里是演示县各部门发来的表。人名、证件号、卡号、电话都是编的。"
    yield ""
    for name, who in (
        (GRAIN, "县农业农村局：实际种粮农民一次性补贴，一个村一张表，没写发放日期"),
        (TREES, "石鼻镇：退耕还林补助，两行表头、各组小计；它的列去年认过，不再问"),
        (PUPILS, "县教育局导出：家庭经济困难学生资助，只公布人数和合计"),
        (FOREST, "县林业局：天然林保护补助，罗田村有几行不对"),
        (FOREST_AGAIN, "县林业局改好重报的"),
        (GRAIN_AGAIN, "县农业农村局复核后的，每村有两户面积改了"),
        (NOTICE, "县农业农村局的一则通知，一件一个文件夹"),
    ):
        yield f"{name}    {who}"
    yield ""
    yield "怎么做，看 README 的“县里怎么用”。先看一份："
    yield f"kiosk county check {FOLDER}/{FOREST} --programme 天然林保护补助 --year {year}"
