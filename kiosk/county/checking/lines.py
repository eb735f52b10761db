"""Telling lines of persons from totals, footers and repeats, in the order of the sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kiosk.county.checking.plan import Plan
from kiosk.county.reading.header import Header, is_numbering
from kiosk.county.reading.synonyms import is_unit, label_of
from kiosk.county.reading.values import Cell, is_number, one_line

LineKind = Literal["person", "total", "skip"]

_TOTAL = re.compile(
    r"(?:.{0,14}?)(小计|合计|总计|共计|累计|总额|总金额)(?:[:：(（].*|(?:人数|户数|金额|\d+[户人行]).{0,12})?\Z"
)
_CARRIED = re.compile(r"(?:承前页|承上页|接上页|上页结转|过次页|转下页|接下页|结转下页)[:：]?\Z")
"""Sums that are written again at the top or the foot of a printed page."""
_FOOT = re.compile(
    r"(?:以下空白|以下无正文|制表|填表|审核|公示时间|公示期|监督电话|举报电话|填报|负责人|经办|签字|签章|盖章|注[:：]"
    r"|备注[:：]|说明[:：]|村监委|村委会主任|村主任|单位负责人|联系电话|本表|第\d+页|共\d+页|单位[:：]|日期[:：]|附[:：])"
)
_TEXT_KINDS = ("row", "town", "village", "group", "name", "programme", "idno")


def total_label(row: Sequence[Cell], plan: Plan) -> str | None:
    """小计, 合计 … when the line is a sum, else None."""
    columns = {plan.at[k] for k in _TEXT_KINDS if k in plan.at} | {0, 1, 2}
    columns -= {c for a in plan.amounts for c in (a.cents, a.qty, a.rate) if c is not None}
    name_at = plan.at.get("name")
    for c in sorted(columns):
        if c < len(row) and isinstance(row[c], str):
            text = re.sub(r"\s", "", str(row[c]))
            if match := _TOTAL.match(text):
                # 王合计 may be a person where no ID tells; 全村合计 and 合计3户 are nobody.
                if c == name_at and "idno" not in plan.at and re.fullmatch(rf".{match[1]}", text):
                    continue
                return match[1]
            if text.rstrip(":：") == "计":
                return "合计"
    return None


def _is_carried(row: Sequence[Cell]) -> bool:
    return any(isinstance(c, str) and _CARRIED.match(re.sub(r"\s", "", c)) for c in row[:4])


def is_header(row: Sequence[Cell], plan: Plan) -> bool:
    """Whether a row repeats the header (from the next printed page, or of the next table)."""
    filled = [i for i, c in enumerate(row) if c is not None and one_line(c)]
    hits = sum((i, label_of(one_line(row[i])).key) in plan.header_keys for i in filled)
    return bool(hits) and hits * 2 >= len(filled)


def may_be_data(row: Sequence[Cell], header: Header) -> bool:
    """Whether a row below a header looks like a line of the list, before anybody knows its columns."""
    filled = {i: one_line(c) for i, c in enumerate(row) if c is not None and one_line(c)}
    if len(filled) < min(3, sum(bool(c.parts) for c in header.columns)) or all(map(is_unit, filled.values())):
        return False
    labels = {(c.at, p.key) for c in header.columns for p in c.parts}
    if sum((i, label_of(t).key) in labels for i, t in filled.items()) * 2 >= len(filled):
        return False
    first = [re.sub(r"\s", "", t) for i, t in filled.items() if i < 4]
    return not (first and _FOOT.match(first[0])) and not any(_TOTAL.match(t) for t in first)


def classify(row: Sequence[Cell], plan: Plan) -> LineKind:
    """What a line is. A line with a name, an ID or an amount is a person unless it says it is a total."""
    filled = [i for i, c in enumerate(row) if c is not None and one_line(c)]
    if not filled:
        return "skip"
    id_at = plan.at.get("idno")
    # Digits, for a signature line has words in the column of the IDs.
    id_length = _digits(row[id_at]) if id_at is not None and id_at < len(row) else 0
    # A line with an ID is a person whatever else it says.
    if id_length < 15 and total_label(row, plan) is not None:
        return "total"
    if id_length < 15 and _is_carried(row):
        return "skip"
    has_amount = any(a.cents < len(row) and is_number(row[a.cents]) for a in plan.amounts)
    if has_amount and len(filled) > 2:
        return "skip" if is_numbering(row) else "person"
    texts = [one_line(row[i]) for i in filled]
    if is_header(row, plan):
        return "skip"
    if set(texts) <= plan.titles or all(is_unit(t) for t in texts):
        return "skip"
    if has_amount or id_length >= 6:
        return "person"
    packed = [re.sub(r"\s", "", t) for t in texts]
    if _FOOT.match(packed[0]) or len(filled) == 1:
        return "skip"
    name_at = plan.at.get("name")
    name = one_line(row[name_at]) if name_at is not None and name_at < len(row) else ""
    if name and len(name) <= 8 and not _FOOT.match(name):
        return "person"
    # No name, no ID, no amount: a numbered empty line, or a signature line in several cells.
    numbers = [i for i in filled if is_number(row[i]) and i != plan.at.get("row")]
    return "person" if numbers and not any(_FOOT.match(t) for t in packed) else "skip"


def _digits(cell: Cell) -> int:
    return sum(map(str.isdigit, one_line(cell)))
