"""From payments as they are to files as departments send them: every shape, kind of file, odd spellings."""

from __future__ import annotations

import codecs
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.unit.county import makers as m

TEXTS = {
    "gb18030.csv": ("gb18030", ",", b""),
    "utf8.csv": ("utf-8", ",", b""),
    "utf8-bom.csv": ("utf-8", ",", codecs.BOM_UTF8),
    "utf16.csv": ("utf-16-le", "\t", codecs.BOM_UTF16_LE),
    "utf16-no-bom.tsv": ("utf-16-be", "\t", b""),
    "bars.txt": ("gb18030", "|", b""),
}
BOOKS = ("book.xlsx", "book.xls", "wps.et", "xlsx-inside.xls", "biff-inside.xlsx")
KINDS = (*TEXTS, *BOOKS)
SHAPES = ("columns", "sheets", "headings", "titles", "wide")
UNITS = {
    "360123102216": ("石鼻镇", "罗田村"),
    "360123105202": ("东阳镇", "徐埠村"),
    "360123101203": ("万埠镇", "下庄村"),
}
"""Villages that are in the real county; every name with its town is unique."""
RATE = 112


@dataclass(frozen=True, slots=True)
class Payment:
    """One line as it really is."""

    code: str
    group: str
    name: str
    idno: str
    area: Decimal
    cents: int


@st.composite
def payments(draw: st.DrawFn, most: int = 25) -> list[Payment]:
    """Payments in the order of villages and groups."""
    first, step = draw(st.integers(1, 900_000)), draw(st.sampled_from([1, 3]))
    names = [*m.NAMES, "䶮宝", "𬱖之", "李㛃"]
    found: list[Payment] = []
    for i in range(draw(st.integers(1, most))):
        area = Decimal(draw(st.integers(1, 33_333)) * step) / 100
        place = draw(st.sampled_from(sorted(UNITS))), draw(st.sampled_from(["上屋组", "3组", "下屋组"]))
        cents = int(m.amount(area) * 100)
        found.append(Payment(*place, draw(st.sampled_from(names)), m.person_id(first + i), area, cents))
    return sorted(found, key=lambda p: (p.code, p.group))


@dataclass(frozen=True, slots=True)
class Manner:
    """How a department writes: ``numbers`` as such, areas in 公顷, 应发 beside 实发, header rows."""

    chance: random.Random
    numbers: bool
    hectares: bool
    due: bool
    header_rows: int

    def money(self, cents: int) -> Any:
        if self.numbers and self.chance.random() < 0.7:
            return cents / 100
        plain, grouped = f"{cents // 100}.{cents % 100:02d}", f"{cents // 100:,}.{cents % 100:02d}"
        wide = plain.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
        return self.chance.choice([plain, f"{plain}元", f"￥{grouped}", grouped, wide, f" {plain} "])

    def size(self, area: Decimal) -> Any:
        shown = area / 15 if self.hectares else area
        if self.hectares:
            # A department writes four decimals, and so what it means is what is written.
            shown = shown.quantize(Decimal("0.0001"))
        text = format(shown, "f")
        return float(shown) if self.numbers else text

    def name(self, name: str) -> str:
        if len(name) == 2:
            blank = self.chance.choice(["", " ", "\u3000", "\u00a0"])
            return f"{name[0]}{blank}{name[1]}{self.chance.choice(['', '(户主)', '（已故）'])}"
        return name.replace("·", self.chance.choice("·•．‧"))

    def idno(self, idno: str) -> str:
        return self.chance.choice([idno, idno.lower(), f" {idno}", f"'{idno}"])

    def village(self, code: str) -> str:
        return UNITS[code][1] + self.chance.choice(["", "委会", "民委员会".replace("民", "村民")])


def _columns(how: Manner, shape: str) -> list[tuple[str, str]]:
    """(label, unit) of the columns."""
    area = ("计补面积", "公顷" if how.hectares else "亩")
    rate = ("补贴标准", "元/公顷" if how.hectares else "元/亩")
    paid = [("应发金额", "元"), ("实发金额", "元")] if how.due else [("补贴金额", "元")]
    places = [("乡镇", ""), ("行政村", "")] if shape in ("columns", "wide") else []
    person = [("序号", ""), *places, ("村民小组", ""), ("户主姓名", ""), ("身份证号码", "")]
    if shape == "wide":
        return [*person, ("耕地地力保护补贴", "元"), ("稻谷补贴", "元"), ("合计", "元")]
    return [*person, area, rate, *paid, ("备注", "")]


def _header(how: Manner, columns: Sequence[tuple[str, str]]) -> list[list[Any]]:
    if how.header_rows == 1:
        return [[f"{label}({unit})" if unit else label for label, unit in columns]]
    return [[label for label, _ in columns], [f"({unit})" if unit else "" for _, unit in columns]]


def _line(how: Manner, shape: str, number: int, p: Payment, above: Payment | None) -> list[Any]:
    """A line; what the line above says already may stay empty, as after merged cells."""
    sparse = how.chance.random() < 0.5
    town = "" if sparse and above and UNITS[above.code][0] == UNITS[p.code][0] else UNITS[p.code][0]
    places = [town, how.village(p.code)] if shape in ("columns", "wide") else []
    person = [number, *places, p.group, how.name(p.name), how.idno(p.idno)]
    if shape == "wide":
        other = how.chance.choice([0, 2050])
        return [*person, how.money(p.cents), how.money(other) if other else "", how.money(p.cents + other)]
    rate = RATE * 15 if how.hectares else RATE
    paid = [how.money(p.cents)] * (2 if how.due else 1)
    return [*person, how.size(p.area), str(rate), *paid, how.chance.choice(["", "补发"])]


def _sum(how: Manner, shape: str, label: str, part: Sequence[Payment], width: int) -> list[Any]:
    line: list[Any] = [label, *[""] * (width - 1)]
    if shape == "wide":
        line[-3] = how.money(sum(p.cents for p in part))
        return line
    line[-2] = how.money(sum(p.cents for p in part))
    if how.chance.random() < 0.5:
        line[-5 if how.due else -4] = how.size(sum((p.area for p in part), Decimal()))
        line[2] = how.chance.choice(["", f"共 {len(part)} 户", f"{len(part)}户"])
    return line


def _body(how: Manner, shape: str, part: Sequence[Payment], header: list[list[Any]]) -> Iterable[list[Any]]:
    """Lines with 小计 after every group, and the header again now and then, as from a printed page."""
    width, above, number = len(header[0]), None, 0
    with_sums = how.chance.random() < 0.7 or shape == "headings"
    for _, same in groupby(part, key=lambda p: (p.code, p.group)):
        group = list(same)
        if above is not None and how.chance.random() < 0.3:
            yield from ([["第2页"], *header])
        for p in group:
            number += 1
            yield _line(how, shape, number, p, above)
            above = p
        if with_sums:
            yield _sum(how, shape, how.chance.choice(["小计", "小  计", "本组小计"]), group, width)


def tables(how: Manner, shape: str, truth: Sequence[Payment]) -> list[tuple[str, list[list[Any]]]]:
    """(name, rows) of the sheets."""
    header = _header(how, _columns(how, shape))
    width = len(header[0])
    programme = "惠农补贴发放表" if shape == "wide" else "耕地地力保护补贴发放清册"
    foot: list[list[Any]] = [["以下空白"], ["制表：", "", "审核：", "", "负责人："], ["公示时间：5月"]]

    def table(title: str, part: Sequence[Payment]) -> list[list[Any]]:
        total = _sum(how, shape, how.chance.choice(["合计", "合　计", "总计"]), part, width)
        return [[title], ["填报单位(盖章)：", "", "", "2026年5月1日"], *header,
                *_body(how, shape, part, header), total, *foot]  # fmt: skip

    if shape in ("columns", "wide"):
        return [("清册", table(f"安义县2026年{programme}", truth))]
    by_village = [(code, list(part)) for code, part in groupby(truth, key=lambda p: p.code)]
    named = [(f"{UNITS[code][0]}{UNITS[code][1]}", part) for code, part in by_village]
    if shape == "headings":
        rows = [[f"安义县2026年{programme}"], *header]
        for name, part in named:
            rows += [[name], *_body(how, shape, part, header)]
        return [("清册", [*rows, _sum(how, shape, "合计", truth, width), *foot])]
    each = [(name, table(f"安义县{name}2026年{programme}", part)) for name, part in named]
    if shape == "titles":
        return [("清册", [row for _, rows in each for row in [*rows, []]])]
    return each


def write(folder: Path, truth: Sequence[Payment], shape: str, kind: str, chance: random.Random) -> list[Path]:
    """The files of a batch. Text tables hold one sheet, so one village a sheet is one a file there."""
    how = Manner(chance, kind in BOOKS, shape != "wide" and chance.random() < 0.3 and _whole(truth),
                 shape != "wide" and chance.random() < 0.3, chance.choice([1, 2]))  # fmt: skip
    sheets = tables(how, shape, truth)
    if kind in TEXTS:
        encoding, separator, bom = TEXTS[kind]
        return [
            m.write_csv(folder / f"{name}{kind}", rows, encoding=encoding, separator=separator, bom=bom)
            for name, rows in sheets
        ]
    path = folder / f"清册{kind}"
    if kind in ("book.xlsx", "xlsx-inside.xls"):
        return [m.write_xlsx(path, *sheets, merges=["A1:H1"])]
    return [m.write_xls(path, *sheets[0], merges=[(0, 0, 0, 7)], more=sheets[1:])]


def _whole(truth: Sequence[Payment]) -> bool:
    """Whether all areas are the same in 公顷 with four decimals: steps of 0.03亩 are."""
    return all((p.area / 15 * 10_000) % 1 == 0 for p in truth)
