"""What the lines of a sheet add up to, and what its total lines say they do.

The sum of amounts must fit, else the villages of the stretch are blocked.  Quantities and the
number of households or persons are told as warnings: a household may stand in several lines, and
a printed area is rounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kiosk.county.checking.judge import Verdict
from kiosk.county.checking.plan import AmountColumn, Plan
from kiosk.county.checking.totals import Compared, RunningTotals, Span, compare
from kiosk.county.checking.units import Units
from kiosk.county.reading import values
from kiosk.county.reading.values import Cell, CellError, number_text, one_line
from kiosk.domain.money import MoneyTextError, format_yuan

_MILLION = 1_000_000
_COUNTED = re.compile(r"(\d{1,7})(户|人)(?![次均主])")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A total that does not fit: the column or -1, the code, and what is said about it."""

    column: int
    code: str
    message: str


class Sums:
    """All running sums of one sheet. ``several``: the lines of one person count as one household."""

    def __init__(
        self, plan: Plan, units: Callable[[AmountColumn, str | None], Units], *, several: bool
    ) -> None:
        self._plan, self._units = plan, units
        self._cents = [RunningTotals() for _ in plan.amounts]
        self._quantities = [RunningTotals() for _ in plan.amounts]
        self._homes, self._persons = RunningTotals(), RunningTotals()
        self._counts_homes = "name" in plan.at and "programme" not in plan.at
        self._seen: set[tuple[str, str]] | None = set() if several else None

    def use(self, plan: Plan) -> None:
        """Another village's lines on the same sheet: the columns are the same, a new part begins."""
        self._plan = plan
        for totals in (*self._cents, *self._quantities, self._homes, self._persons):
            totals.part()

    @property
    def begun(self) -> bool:
        """Whether a line of this table came so far."""
        return self._homes.begun

    # --- lines -----------------------------------------------------------------------------------

    def add(self, verdicts: Sequence[Verdict]) -> None:
        """One line of a person, accepted or not: the sheet's own totals count them too."""
        name = idno = ""
        persons = 0
        for k, v in enumerate(verdicts):
            if v.skipped and self._plan.is_wide:
                continue
            self._cents[k].add(1, v.cents or 0, v.cents is not None)
            unread = v.skipped or any(f.kind == "qty" for f in v.faults)
            self._quantities[k].add(1, round((v.qty or 0) * _MILLION), not unread)
            name, idno = v.row.name or name, v.row.idno or idno
            persons = v.row.persons or persons
        self._homes.add(1, self._new([idno], [name]), self._counts_homes)
        skipped = any(v.skipped for v in verdicts) and not self._plan.is_wide
        self._persons.add(1, persons, not skipped)

    def add_many(
        self, cents: Sequence[int], quantities: Sequence[float] | None, fields: dict[str, list[str]],
        start: int, end: int,
    ) -> None:  # fmt: skip
        """A stretch of lines that were read in columns."""
        lines = end - start
        self._cents[0].add(lines, sum(cents[start:end]))
        if quantities is not None:
            self._quantities[0].add(lines, round(sum(quantities[start:end]) * _MILLION))
        new = lines if self._seen is None else self._new(fields["idno"][start:end], fields["name"][start:end])
        self._homes.add(lines, new, self._counts_homes)
        if "persons" in self._plan.at:
            self._persons.add(lines, sum(int(p) for p in fields["persons"][start:end] if p))

    def _new(self, ids: Sequence[str], names: Sequence[str]) -> int:
        """How many of these households were not there before."""
        if self._seen is None:
            return len(ids)
        people = [(i, "" if i else n) for i, n in zip(ids, names, strict=True)]
        nameless = people.count(("", ""))
        fresh = set(people) - self._seen - {("", "")}
        self._seen |= fresh
        return len(fresh) + nameless

    # --- total lines -----------------------------------------------------------------------------

    def amounts(self, label: str, row: Sequence[Cell]) -> Iterator[tuple[int, int, Compared]]:
        """(column, what the total line says in 分, what it was compared with) where it says something."""
        for totals, amount in zip(self._cents, self._plan.amounts, strict=True):
            spans = totals.close(label)
            try:
                said = values.read_cents(row[amount.cents], self._plan.amount_scale)
            except (MoneyTextError, IndexError):
                continue
            if said is not None and (compared := compare(spans, label, said)) is not None:
                yield amount.cents, said, compared

    def others(self, label: str, row: Sequence[Cell], where: str) -> Iterator[Wrong]:
        """Quantities and counts of a total line that do not fit; its lines stand ``where``: 上面 or 下面."""
        for totals, amount in zip(self._quantities, self._plan.amounts, strict=True):
            spans = totals.close(label)
            if amount.qty is not None and amount.qty != amount.cents:
                factor = self._units(amount, amount.programme_id).qty_factor
                yield from self._quantity(label, row, where, amount.qty, factor, spans)
        homes, persons = self._homes.close(label), self._persons.close(label)
        at = self._plan.at.get("persons")
        column = _whole(row, at)
        if at is not None and column is not None:
            yield from self._count(label, where, at, column, "人", [persons])
        told = [t for cell in row if isinstance(cell, str) for t in _COUNTED.findall(_packed(cell))]
        if at is not None:
            for said, what in told:
                ways = [homes] if what == "户" else [persons, homes]
                yield from self._count(label, where, -1, int(said), what, ways)
        elif told:
            # 共3户7人 and one line a household or one a person: one of the two can be counted.
            wrong = [list(self._count(label, where, -1, int(said), what, [homes])) for said, what in told]
            if all(wrong):
                yield from wrong[0]

    def _quantity(
        self, label: str, row: Sequence[Cell], where: str, at: int, factor: Decimal, spans: Sequence[Span]
    ) -> Iterator[Wrong]:
        try:
            read = values.read_decimal(row[at])
        except (CellError, IndexError):
            return
        if read is None:
            return
        # A total is rounded where it is printed, and so was every line.
        places = max(0, -int(read.normalize().as_tuple().exponent))
        own = Decimal(5).scaleb(-places - 1) * factor
        said = read * factor
        found = compare(spans, label, round(said * _MILLION),
                        lambda lines: round(own * _MILLION) + lines * 5000)  # fmt: skip
        if found is None or found.agrees:
            return
        counted = Decimal(found.span.value) / _MILLION
        yield Wrong(at, "qty_total",
                    f"“{label}”的{one_line(self._plan.labels[at])}写的是{_number(said)}，{where}{found.span.lines}行"
                    f"加起来是{_number(counted)}，{_more(said, counted)}了{_number(abs(said - counted))}。"
                    f"请核对：可能漏了行，或哪一行错了。")  # fmt: skip

    def _count(
        self, label: str, where: str, at: int, said: int, what: str, ways: Sequence[Sequence[Span]]
    ) -> Iterator[Wrong]:
        found = [compare(spans, label, said, lambda _: 0) for spans in ways]
        if any(f is None or f.agrees for f in found):
            return
        first = found[0]
        assert first is not None
        counted = first.span.value
        yield Wrong(at, "count_total",
                    f"“{label}”写的是{said}{what}，{where}数出来是{counted}{what}，"
                    f"{_more(said, counted)}了{abs(said - counted)}{what}。请核对是不是漏了行。")  # fmt: skip


def amount_sentence(label: str, said: int, compared: Compared, where: str) -> str:
    """A sum of amounts that does not fit; its lines stand ``where``: 上面 or 下面."""
    span = compared.span
    return (
        f"“{label}”写的是{format_yuan(said)}，{where}{span.lines}行加起来是{format_yuan(span.value)}，"
        f"{_more(said, span.value)}了{format_yuan(abs(said - span.value))}。"
        f"请核对：可能漏了行，或哪一行错了。"
    )


def _packed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _more(said: Decimal | int, counted: Decimal | int) -> str:
    return "多" if said > counted else "少"


def _number(value: Decimal) -> str:
    return number_text(round(float(value), 6))


def _whole(row: Sequence[Cell], at: int | None) -> int | None:
    try:
        read = values.read_decimal(row[at]) if at is not None and at < len(row) else None
    except CellError:
        return None
    return int(read) if read is not None and read == int(read) else None
