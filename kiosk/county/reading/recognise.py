"""What each column is for: by its label, by what stands in it, by arithmetic; doubt is told, not resolved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from kiosk.county.reading.header import Header, HeaderColumn
from kiosk.county.reading.preflight import column_letter
from kiosk.county.reading.synonyms import PRIVATE_KINDS, SynonymTable
from kiosk.county.reading.values import Cell, CellError, is_number, one_line, read_decimal
from kiosk.county.rows import ColumnGuess
from kiosk.domain.programmes import Programme, ProgrammeTable

SURE = 0.85
"""From this confidence on nobody is asked."""
_CLOSE = 0.04
ASKED = frozenset(
    {
        "name",
        "idno",
        "cents",
        "due",
        "qty",
        "rate",
        "village",
        "town",
        "group",
        "months",
        "persons",
        "programme",
    }
)
"""Kinds about which a doubt matters; a doubtful 备注 is simply not used."""
_SUMS = frozenset({"小计", "合计", "计", "总计"})
_ID = re.compile(r"\d{15}(?:\d{2}[\dXx])?\Z", re.ASCII)
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff\ue000-\uf8ff·•．?？*□]{2,6}(?:[(（].{1,4}[)）])?\Z")
_T = TypeVar("_T")
_NUMERIC = frozenset({"cents", "due", "qty", "qty_part", "rate", "months", "persons"})


def guess_columns(
    header: Header, sample: Sequence[list[Cell]], table: SynonymTable, programmes: ProgrammeTable
) -> tuple[ColumnGuess, ...]:
    """A guess for every column of the header, in order. ``sample`` are rows below it.

    A guess that is not ``sure`` must be confirmed by a person when its kind matters.
    """
    guesses = [_by_label(c, header.columns, table) for c in header.columns]
    guesses = [_by_values(g, _column(sample, g.at)) for g in guesses]
    guesses = _wide(guesses, header.columns, sample, programmes)
    guesses = _by_arithmetic(guesses, sample)
    return tuple(_one_of_a_kind(guesses))


def questions(guesses: Sequence[ColumnGuess]) -> tuple[ColumnGuess, ...]:
    """The columns a person must decide about."""
    return tuple(g for g in guesses if not g.sure and g.use in ASKED)


def _column(sample: Sequence[list[Cell]], at: int) -> list[Cell]:
    return [row[at] for row in sample if at < len(row) and row[at] not in ("", None)]


def _guess(column: HeaderColumn, use: str, confidence: float, why: str) -> ColumnGuess:
    return ColumnGuess(
        column.at, column_letter(column.at), column.label, use, round(confidence, 2), confidence >= SURE, why
    )


def _by_label(column: HeaderColumn, everyone: Sequence[HeaderColumn], table: SynonymTable) -> ColumnGuess:
    if not column.parts:
        return _guess(column, "", 1.0, "没有列名")
    keys = [re.sub(r"^(?:19|20)\d\d年?度?", "", p.key) for p in column.parts]
    leaf = keys[-1]
    if len(keys) > 1:
        parent = table.exact(keys[-2]) or table.near(keys[-2])
        if parent and leaf in _SUMS:
            return _guess(column, parent[0], parent[1], "合并列名下的小计")
        known = table.exact(leaf)
        if known:
            return _guess(column, known[0], known[1], "列名")
        if parent:
            family = [c for c in everyone if len(c.parts) > 1 and c.parts[-2].key == column.parts[-2].key]
            if len(family) == 1:
                return _guess(column, parent[0], parent[1], "合并列名")
            if any(c.parts[-1].key in _SUMS for c in family):
                return _guess(column, "", 1.0, "小计的组成部分")
            return _guess(column, parent[0], 0.6, "合并列名下的一列")
    known = table.exact(leaf)
    if known:
        return _guess(column, known[0], known[1], "列名")
    near = table.near(leaf)
    if near:
        kind, weight = near
        # Dropping a column that may hold something private is always safe.
        return _guess(column, kind, 1.0 if kind in PRIVATE_KINDS else weight, "列名相近")
    return _guess(column, "", 0.5, "不认识的列名")


def _by_values(guess: ColumnGuess, cells: Sequence[Cell]) -> ColumnGuess:
    texts = [one_line(c) for c in cells]
    if not texts:
        if guess.use in ("cents", "name"):
            return replace(guess, confidence=0.5, sure=False, why="这一列是空的")
        return guess
    ids = _share(texts, lambda t: _ID.match(t) is not None)
    if not guess.sure and len(texts) >= 3 and ids > 0.6 and guess.use not in PRIVATE_KINDS:
        return replace(guess, use="idno", confidence=0.9, sure=True, why="格子里是证件号的样子")
    if guess.use == "name" and _share(texts, lambda t: _NAME.match("".join(t.split())) is not None) < 0.5:
        letters = _share(texts, lambda t: not is_number(t) and len(t) >= 2)
        if letters < 0.5 or ids > 0.3:
            return replace(guess, confidence=0.4, sure=False, why="格子里不像姓名")
    if guess.use in _NUMERIC and _share(cells, is_number) < 0.5:
        return replace(guess, confidence=0.4, sure=False, why="格子里多半不是数字")
    return guess


def _share(values: Sequence[_T], test: Callable[[_T], bool]) -> float:
    return sum(test(v) for v in values) / len(values) if values else 0.0


def _wide(
    guesses: Sequence[ColumnGuess],
    columns: Sequence[HeaderColumn],
    sample: Sequence[list[Cell]],
    programmes: ProgrammeTable,
) -> list[ColumnGuess]:
    """Columns named after programmes, when two or more are: amounts, or quantity, rate, amount below it."""
    found: dict[int, tuple[Programme, bool]] = {}
    for column in columns:
        for depth, part in enumerate(column.parts):
            hits = programmes.find(part.text) or programmes.find(part.key)
            hits = hits or programmes.find(re.sub(r"(?:金额|资金|补助|补贴)$", "", part.key))
            if len(hits) == 1:
                found[column.at] = (hits[0], depth == len(column.parts) - 1)
                break
    if len({p.id for p, _ in found.values()}) < 2:
        if len(found) == 1 and not any(g.use in ("cents", "due") for g in guesses):
            (at,) = found
            out = list(guesses)
            out[at] = replace(out[at], use="cents", confidence=0.9, sure=True, why="以项目名作列名")
            return out
        return list(guesses)
    out: list[ColumnGuess] = []
    for guess in guesses:
        hit = found.get(guess.at)
        if hit is None:
            # In a wide table 合计 is the sum across and is used to check, not to pay.
            across = guess.use == "cents" and columns[guess.at].parts[-1].key in (
                *_SUMS,
                "合计金额",
                "金额合计",
            )
            out.append(
                replace(guess, use="across", confidence=1.0, sure=True, why="各项之和") if across else guess
            )
        elif hit[1] or guess.use in ("cents", "due"):
            numeric = _share(_column(sample, guess.at), is_number) >= 0.5 or not _column(sample, guess.at)
            out.append(
                replace(
                    guess,
                    use="cents",
                    programme_id=hit[0].id,
                    confidence=1.0 if numeric else 0.5,
                    sure=numeric,
                    why="以项目名作列名",
                )
            )
        else:
            out.append(replace(guess, programme_id=hit[0].id))
    return out


def _by_arithmetic(guesses: Sequence[ColumnGuess], sample: Sequence[list[Cell]]) -> list[ColumnGuess]:
    """Quantity × rate = amount in every sampled row makes a doubtful trio of columns certain."""
    by_use: dict[str, list[ColumnGuess]] = {}
    for g in guesses:
        if g.use in ("qty", "rate", "cents") and not g.programme_id:
            by_use.setdefault(g.use, []).append(g)
    if {k: len(v) for k, v in by_use.items()} != {"qty": 1, "rate": 1, "cents": 1}:
        return list(guesses)
    trio = [by_use[k][0] for k in ("qty", "rate", "cents")]
    hits = tried = 0
    for row in sample:
        try:
            numbers = [read_decimal(row[g.at]) if g.at < len(row) else None for g in trio]
        except CellError:
            continue
        qty, rate, amount = numbers
        if qty and rate and amount:
            tried += 1
            hits += abs(qty * rate - amount) <= Decimal("0.015")
    if tried < 3 or hits < tried:
        return list(guesses)
    sure = {g.at for g in trio}
    return [
        replace(
            g,
            confidence=max(g.confidence, 0.95),
            sure=True,
            why=g.why if g.sure else "数量×标准=金额，逐行相符",
        )
        if g.at in sure
        else g
        for g in guesses
    ]


def _one_of_a_kind(guesses: Sequence[ColumnGuess]) -> list[ColumnGuess]:
    """Two columns for one use: the clearly better one wins, 实发 wins over others, else both are asked."""
    out = list(guesses)
    kinds = {(g.use, g.programme_id) for g in out if g.use and g.use not in PRIVATE_KINDS}
    for use, programme in sorted(kinds):
        if use in ("sign", "qty_part", "note", "dept", "parcel", "row", "paid_how", "across"):
            continue
        rivals = sorted(
            (g for g in out if (g.use, g.programme_id) == (use, programme)), key=lambda g: -g.confidence
        )
        if len(rivals) < 2:
            continue
        paid = [g for g in rivals if any(w in g.label for w in ("实发", "实补", "实领", "实际发放"))]
        if use == "cents" and len(paid) == 1 and paid[0].sure:
            winner: ColumnGuess | None = paid[0]
        else:
            clear = rivals[0].sure and rivals[0].confidence - rivals[1].confidence > _CLOSE
            winner = rivals[0] if clear else None
        for g in rivals:
            if winner is None:
                out[g.at] = replace(g, sure=False, confidence=min(g.confidence, 0.6), why="有两列都像")
            elif g is not winner:
                out[g.at] = replace(g, use="", sure=True, why=f"已用“{winner.label}”列")
    return out
