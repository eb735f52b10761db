"""A published table as it stands on the screen: money and dates in words, an account cut to what fits.

What the bundle carries stays whole on paper; here an account of income and expense shows date,
subject, income and expense (ui.md page 5), its balances stand in the key figures above.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kiosk.domain.money import MoneyTextError, format_amount, parse_yuan
from kiosk.domain.texts import format_day
from kiosk.store.views import TableView
from kiosk.ui.models.cells import (
    PAD,
    ColumnSpec,
    column_specs,
    is_carried_row,
    is_entry,
    is_total_row,
    width_of,
)

_MONEY_HEAD = re.compile(r"[(（]元[^)）]*[)）]\Z")
_MONEY_IN_TEXT = re.compile(r"(?<![\d.,])\d{4,12}(?:\.\d{1,2})?(?=元)", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_SUBJECT = ("摘要", "事由", "用途", "项目")
_RUNNING = ("累计", "小计")


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``kind``: heading, para, item, head, row, total; a page may have its own besides.

    ``mark`` is the bullet or number of an item (the label of a fact); ``cells`` those of a table row,
    whose columns ``columns`` describes; ``joined`` continues the paragraph above without a gap.
    """

    kind: str
    text: str = ""
    mark: str = ""
    level: int = 0
    joined: bool = False
    cells: tuple[str, ...] = ()
    columns: tuple[ColumnSpec, ...] = ()


def money_words(text: str) -> str:
    """Amounts of a sentence with thousands separators: ``104600.00元`` → ``104,600.00元``."""
    return _MONEY_IN_TEXT.sub(_separated, text)


def _separated(found: re.Match[str]) -> str:
    whole, dot, cents = found.group().partition(".")
    return f"{int(whole):,}{dot}{cents}"


def account_columns(fields: Sequence[str]) -> tuple[int, ...]:
    """Where date, subject, income and expense stand; empty when the table is no account."""
    day = _place(fields, ("日期",))
    subject = _place(fields, _SUBJECT)
    came, went = _place(fields, ("收入",)), _place(fields, ("支出",))
    if day is None or subject is None or came is None or went is None:
        return ()
    return day, subject, came, went


def table_blocks(table: TableView, safe: Callable[[str], str], today: date) -> tuple[Block, ...]:
    """Head, rows and sums; the sum of the entries says how many they are (``本季合计　7 笔``).

    An account leaves out what is carried over and the columns beside the four, and names them.
    """
    fields, rows = table.fields, table.rows
    chosen = account_columns(fields)
    if not chosen:
        return tuple(shown_table(fields, rows, safe, today, _count_word(fields) if table.cents else ""))
    kept: list[tuple[str, ...]] = []
    for row in rows:
        if is_carried_row(row):
            continue
        cells = [row[i] for i in chosen]
        # The label of a sum may stand in any column; it belongs where its row begins.
        if is_total_row(row):
            label = next(c for c in row if c)
            cells = [label, *("" if c == label else c for c in cells[1:])]
        kept.append(tuple(cells))
    left_out = [head for i, head in enumerate(fields) if i not in chosen]
    blocks = list(shown_table([fields[i] for i in chosen], kept, safe, today, "笔"))
    if left_out:
        heads = "、".join(_MONEY_HEAD.sub("", head) for head in left_out)
        blocks.append(Block("para", f"{heads}见纸质表。"))
    return tuple(blocks)


def shown_table(
    fields: Sequence[str],
    rows: Sequence[Sequence[str]],
    safe: Callable[[str], str],
    today: date,
    count_word: str,
) -> Iterator[Block]:
    """Any table's blocks; ``count_word`` empty: no count beside the sum."""
    money = [bool(_MONEY_HEAD.search(head)) for head in fields]
    shown = [
        tuple(
            _amount(cell) if is_money else _words(cell, safe, today)
            for cell, is_money in zip(row, money, strict=True)
        )
        for row in rows
    ]
    totals = [is_total_row(row) for row in shown]
    counted = next((i for i in reversed(range(len(shown))) if totals[i] and not _runs_on(shown[i])), None)
    specs = column_specs(fields, shown)
    if counted is not None and count_word:
        entries = sum(1 for row in shown if is_entry(row))
        shown[counted] = _with_count(shown[counted], f"{entries} {count_word}")
        specs = _with_room(specs, shown[counted])
    yield Block("head", cells=tuple(fields), columns=specs)
    for row, total in zip(shown, totals, strict=True):
        yield Block("total" if total else "row", cells=row, columns=specs)


def _place(fields: Sequence[str], words: Sequence[str]) -> int | None:
    return next((i for i, head in enumerate(fields) if any(w in head for w in words)), None)


def _count_word(fields: Sequence[str]) -> str:
    """What the rows of a table with money are: people, households or things."""
    if "姓名" in fields:
        return "人"
    return "户" if any("户主" in head for head in fields) else "项"


def _runs_on(row: Sequence[str]) -> bool:
    """A sum over more (本年累计) or less (小计) than the rows of the table."""
    return any(word in cell for cell in row[:3] for word in _RUNNING)


def _amount(cell: str) -> str:
    """``12,600.00`` for the plain decimal a bundle carries; words stay as they are."""
    try:
        cents = parse_yuan(cell)
    except MoneyTextError:
        return cell
    return cell if cents is None else format_amount(cents)


def _words(cell: str, safe: Callable[[str], str], today: date) -> str:
    if _ISO_DAY.match(cell):
        try:
            return format_day(date.fromisoformat(cell), today)
        except ValueError:
            return cell
    return safe(money_words(cell))


def _with_room(specs: tuple[ColumnSpec, ...], row: tuple[str, ...]) -> tuple[ColumnSpec, ...]:
    """A counted label that cannot run on (a figure stands beside it) makes its column wide enough."""
    first = next((i for i, cell in enumerate(row) if cell), 0)
    if first + 1 >= len(row) or not row[first + 1]:
        return specs
    needed = replace(specs[first], weight=max(specs[first].weight, width_of(row[first]) + PAD))
    return (*specs[:first], needed, *specs[first + 1 :])


def _with_count(row: tuple[str, ...], words: str) -> tuple[str, ...]:
    """The count stands behind the row's label."""
    first = next((i for i, cell in enumerate(row) if cell), 0)
    return (*row[:first], f"{row[first]}　{words}", *row[first + 1 :])
