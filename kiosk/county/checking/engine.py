"""One sheet from its rows to accepted lines, problems and totals, chunk by chunk.

Runs in the child process.  What it finds goes out through ``emit`` as plain JSON values
(kiosk/county/reading/wire.py says which).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

from kiosk.county.checking import lines
from kiosk.county.checking.columns import Columns, Quick
from kiosk.county.checking.judge import FIELDS, Judge, Line
from kiosk.county.checking.merged import MergedCells
from kiosk.county.checking.places import Places
from kiosk.county.checking.plan import AmountColumn, Plan
from kiosk.county.checking.problems import ProblemBook
from kiosk.county.checking.setting import CheckSetting
from kiosk.county.checking.sums import Sums, amount_sentence
from kiosk.county.checking.totals import Compared
from kiosk.county.checking.units import HOW, Units
from kiosk.county.checking.words import ERRORS
from kiosk.county.reading import values
from kiosk.county.reading.block import Block
from kiosk.county.reading.values import Cell, number_text, one_line
from kiosk.county.reading.workbook import Sheet
from kiosk.domain.money import MoneyTextError
from kiosk.domain.programmes import ProgrammeTable

Emit = Callable[[dict[str, Any]], None]
_ABOVE, _BELOW = "上面", "下面"


@dataclass(slots=True, eq=False)
class _Held:
    """A total line that waits for the lines below it; ``before`` is what it says of those above."""

    number: int
    row: list[Cell]
    label: str
    before: list[tuple[int, int, Compared]]


class SheetRun:
    """Reads the data rows of one sheet under a plan; ``first`` is the number of the first of them."""

    def __init__(
        self, file: str, sheet: Sheet, plan: Plan, setting: CheckSetting, places: Places,
        programmes: ProgrammeTable, emit: Emit, first: int, *, quick: bool = True,
    ) -> None:  # fmt: skip
        self._file, self._sheet, self._plan, self._places, self._emit = file, sheet, plan, places, emit
        self._setting, self._programmes, self._may_be_quick = setting, programmes, quick
        self._use(plan)
        self._first = first
        # What is merged in the header says nothing about the lines.
        self._merged = MergedCells([m for m in sheet.merged if m[0] >= first], plan, places)
        self._home = plan.village_code
        self._by_title = setting.village_code is None and "village" not in plan.at
        self._problems = ProblemBook(file, sheet.name, emit)
        self._read = self._other = 0
        self._rates: Counter[str] = Counter()
        self._seen_villages: set[str] = set()
        self._number: int | None = None
        self._pending: str | None = None
        self.several = plan.several or self._merged.several
        self._sums = Sums(plan, self._judge.units, several=self.several)
        self._converted: set[str] = set()
        self._held: list[_Held] = []
        self._heads = False

    def _use(self, plan: Plan) -> None:
        """Reads on under ``plan``."""
        setting = self._setting
        self._plan = plan
        self._judge = Judge(
            plan, self._places, self._programmes, self._sheet.facts, year=setting.year,
            only_programme=setting.programme_id and plan.programme_id, exempt=setting.exempt,
            allow_negative=setting.allow_negative, errors=ERRORS,
        )  # fmt: skip
        self._quick: Quick | None = None
        if self._may_be_quick and Quick.fits(plan, self._judge.units(plan.amounts[0], None)):
            self._quick = Quick(
                plan, self._places, self._judge.programme_of, year=setting.year, exempt=setting.exempt
            )

    def run(self, blocks: Iterable[Block]) -> None:
        """All data rows; emits chunks, then what is to be said about the sheet."""
        number = self._first
        for block in [Block.joined(blocks)] if self._merged else blocks:
            self._block(number, block)
            number += len(block)
            del block
        self._close()

    # --- a block of rows -------------------------------------------------------------------------

    def _block(self, first: int, rows: Block) -> None:
        numbers: Sequence[int] = range(first, first + len(rows))
        if self._merged:
            numbers, filled = self._merged.fill(numbers, rows.rows())
            rows = Block.of_rows(filled)
        else:
            self._merged.carry_down(rows)
        start = 0
        for i, code in self._new_titles(numbers, rows.rows()) if self._by_title else ():
            self._stretch(numbers[start:i], rows.part(start, i))
            self._settle(end=True)
            self._use(replace(self._plan, village_code=code))
            self._sums.use(self._plan)
            self._number = None
            start = i
        self._stretch(numbers[start:], rows.part(start, len(rows)))
        self._problems.flush()

    def _new_titles(
        self, numbers: Sequence[int], rows: Sequence[list[Cell]]
    ) -> Iterator[tuple[int, str | None]]:
        """Where another village's lines begin on the same sheet: a line with its name alone, or its title
        and then a header again; None where nobody can tell whose lines follow."""
        current = self._plan.village_code
        for i, row in enumerate(rows):
            texts = [one_line(c) for c in row if c not in ("", None)]
            heading = self._places.heading(texts[0]) if len(texts) == 1 else None
            if heading is not None:
                code, sure = heading
                if code != current:
                    before, current = current, code if sure or self._home in (None, code) else None
                    if current is None:
                        self._problems.add(numbers[i], "", "village_heading", "",
                                           blocks=sorted({code, before or code}))  # fmt: skip
                    yield i, current
            elif 1 <= len(texts) <= 3:
                self._pending = next(filter(None, map(self._places.named_in, texts)), self._pending)
            elif self._pending not in (None, current) and lines.is_header(row, self._plan):
                current = self._pending
                assert current is not None
                yield i, current

    def _stretch(self, numbers: Sequence[int], rows: Block) -> None:
        """Rows of one plan."""
        if not len(rows):
            return
        if self._plan.is_wide or self._quick is None:
            columns = None
            bad = range(len(rows))
        else:
            columns = self._quick.read(rows)
            bad = sorted(columns.bad)
            if len(bad) * 3 > len(rows) and len(rows) > 64:
                columns, bad = None, range(len(rows))
        if columns is None:
            self._slow(numbers, rows.rows())
        else:
            self._mixed(numbers, rows, columns, bad)

    def _mixed(
        self, numbers: Sequence[int], rows: Block, columns: Columns, bad: Sequence[int]
    ) -> None:
        """Quick lines as they are, the others through the judge, everything in the order of the sheet."""
        keep = bytearray(b"\1") * len(rows)
        fields, cents = columns.fields, columns.cents
        at = self._plan.at.get("row")
        # Once for all stretches: of a block of rows it is made anew every time.
        row_cells = None if at is None else rows.column(at)
        before = good = 0
        for i in bad:
            self._count(columns, row_cells, numbers, before, i)
            good += i - before
            before = i + 1
            keep[i] = 0
            line = self._one(numbers[i], rows.row(i))
            if line is not None:
                keep[i] = 1
                good += 1
                self._patch(fields, cents, i, line)
        self._count(columns, row_cells, numbers, before, len(rows))
        good += len(rows) - before
        if good == len(rows):
            self._send(numbers, fields, cents)
        elif good:
            out = {k: list(compress(v, keep)) for k, v in fields.items()}
            self._send(list(compress(numbers, keep)), out, list(compress(cents, keep)))

    def _patch(self, fields: dict[str, list[str]], cents: list[int], i: int, line: Line) -> None:
        """A judged line takes its place in the columns; an empty shared column becomes its own first."""
        for name, value in zip(FIELDS, line, strict=True):
            if name == "cents":
                cents[i] = int(value)
            elif fields[name][i] != value:
                if sum(v is fields[name] for v in fields.values()) > 1:
                    fields[name] = list(fields[name])
                fields[name][i] = str(value)

    def _count(
        self, columns: Columns, row_cells: Sequence[Cell] | None, numbers: Sequence[int], start: int, end: int
    ) -> None:
        """What a stretch of quick lines adds to the running numbers."""
        if start >= end:
            return
        self._read += end - start
        fields = columns.fields
        self._sums.add_many(columns.cents, columns.qty, fields, start, end)
        self._seen_villages.update(fields["village_code"][start:end])
        if self._plan.usual is not None:
            self._rates.update(fields["rate"][start:end])
        if row_cells is not None:
            self._sequence(self._plan.at["row"], numbers[start:end], row_cells[start:end])

    # --- a line at a time ------------------------------------------------------------------------

    def _slow(self, numbers: Sequence[int], rows: list[list[Cell]]) -> None:
        found: list[tuple[int, Line]] = []
        for number, row in zip(numbers, rows, strict=True):
            for line in self._lines(number, row):
                found.append((number, line))
        if found:
            fields = {
                name: [str(line[k]) for _, line in found]
                for k, name in enumerate(FIELDS) if name != "cents"
            }  # fmt: skip
            at = FIELDS.index("cents")
            self._send([n for n, _ in found], fields, [int(line[at]) for _, line in found])

    def _one(self, number: int, row: list[Cell]) -> Line | None:
        return next(iter(self._lines(number, row)), None)

    def _lines(self, number: int, row: list[Cell]) -> list[Line]:
        """The accepted lines of a row: none, one, or in a wide table one a programme."""
        kind = lines.classify(row, self._plan)
        if kind == "skip":
            return []
        if kind == "total":
            self._total(number, row)
            return []
        out: list[Line] = []
        village = ""
        judge, name = self._judge.judge, self._sheet.name
        verdicts = [judge(self._file, name, number, row, amount) for amount in self._plan.amounts]
        self._sums.add(verdicts)
        for amount, verdict in zip(self._plan.amounts, verdicts, strict=True):
            if verdict.skipped:
                self._other += not self._plan.is_wide
                continue
            self._read += 1
            for fault in verdict.faults:
                at = self._column_of(fault.kind, amount)
                self._problems.add(number, at, fault.code, verdict.village_code, fault.message)
            if verdict.village_code:
                village = verdict.village_code
                self._seen_villages.add(village)
            if verdict.line is not None:
                out.append(verdict.line)
                if self._plan.usual is not None and verdict.row.rate is not None:
                    self._rates[format(verdict.row.rate, "f")] += 1
        at = self._plan.at.get("row")
        if at is not None and not self._plan.is_wide:
            self._sequence(at, [number], [row[at] if at < len(row) else ""])
        return out if self._across(number, row, village) else []

    def _column_of(self, kind: str, amount: AmountColumn) -> str:
        at = {"cents": amount.cents, "qty": amount.qty, "rate": amount.rate}.get(kind)
        at = self._plan.at.get(kind) if at is None else at
        return "" if at is None else self._plan.labels[at]

    def _across(self, number: int, row: list[Cell], village: str) -> bool:
        """Whether the programmes of a wide line add up to its 合计 column."""
        at = self._plan.at.get("across")
        if at is None or not self._plan.across_of:
            return True
        try:
            said = values.read_cents(row[at]) if at < len(row) else None
            parts = [values.read_cents(row[c]) or 0 for c in self._plan.across_of if c < len(row)]
        except MoneyTextError:
            return True
        if said is None or abs(sum(parts) - said) <= len(parts):
            return True
        self._problems.add(number, self._plan.labels[at], "across_total", village)
        return False

    def _total(self, number: int, row: list[Cell]) -> None:
        """A total line: of the lines above it, or where a list begins with one, of those below it."""
        label = lines.total_label(row, self._plan) or "合计"
        self._settle()
        if not self._sums.begun:
            self._held.append(_Held(number, row, label, []))
            return
        found = list(self._sums.amounts(label, row))
        if self._heads and label == "小计" and not (found and all(c.agrees for _, _, c in found)):
            list(self._sums.others(label, row, _ABOVE))
            self._held.append(_Held(number, row, label, found))
            return
        self._compared(number, row, label, found, _ABOVE)

    def _settle(self, *, end: bool = False) -> None:
        """Compares what was held with the lines that came since; a 合计 above everything at the end."""
        self._heads = self._heads or bool(self._held)
        for part in (True, False) if end else (True,):
            for held in [h for h in self._held if (h.label == "小计") is part]:
                found = list(self._sums.amounts(held.label, held.row))
                where = _BELOW if found or not held.before else _ABOVE
                self._compared(held.number, held.row, held.label, found or held.before, where)
                self._held.remove(held)

    def _compared(
        self, number: int, row: list[Cell], label: str, found: Sequence[tuple[int, int, Compared]], where: str
    ) -> None:
        for at, said, compared in found:
            span = compared.span
            self._emit({"t": "total", "row": number, "label": label, "said": said,
                        "counted": span.value, "lines": span.lines, "agrees": compared.agrees})  # fmt: skip
            if not compared.agrees:
                self._problems.add(
                    number, self._plan.labels[at], "sum_total", "",
                    amount_sentence(label, said, compared, where),
                    blocks=sorted(self._seen_villages),
                )  # fmt: skip
        for wrong in self._sums.others(label, row, where):
            self._problems.add(number, self._plan.labels.get(wrong.column, ""), wrong.code, "", wrong.message)
        if label != "小计":
            self._seen_villages.clear()

    def _sequence(self, at: int, numbers: Sequence[int], cells: Sequence[Cell]) -> None:
        """序号 that jumps or repeats: a warning, for a line may be missing."""
        if self._number is not None and len(cells) > 1:
            due = range(self._number + 1, self._number + 1 + len(cells))
            if list(cells) == list(map(str, due)) or list(cells) == list(due):
                self._number = due[-1]
                return
        for number, cell in zip(numbers, cells, strict=True):
            try:
                now = int(cell) if isinstance(cell, str | int) or (
                    isinstance(cell, float) and cell.is_integer()) else None  # fmt: skip
            except ValueError:
                now = None
            last, self._number = self._number, now
            if now is None or last is None or now in (last + 1, 1):
                continue
            code = "row_gap" if now > last else "row_repeated" if now == last else ""
            if code:
                self._problems.add(number, self._plan.labels[at], code, "")

    # --- out -------------------------------------------------------------------------------------

    def _send(self, numbers: Sequence[int], fields: dict[str, list[str]], cents: list[int]) -> None:
        programmes = fields["programme"]
        kinds = list(dict.fromkeys(programmes)) if programmes else []
        for programme in kinds:
            if len(kinds) == 1:
                part, own_numbers, own_cents = fields, numbers, cents
            else:
                mask = [p == programme for p in programmes]
                part = {k: list(compress(v, mask)) for k, v in fields.items()}
                own_numbers, own_cents = list(compress(numbers, mask)), list(compress(cents, mask))
            whole = isinstance(own_numbers, range)
            # Columns that the table does not have are one and the same list.
            packed = {id(column): _packed(column) for column in part.values()}
            units = self._units(programme)
            self._converted |= {units.converted_from} - {""}
            self._emit({
                "t": "chunk", "programme": programme, "n": len(own_cents), "cents": own_cents,
                "rows": [own_numbers[0]] if whole else list(own_numbers),
                "fields": {k: packed[id(v)] for k, v in part.items() if k != "programme"},
                "qty_unit": units.qty, "rate_unit": units.rate,
                "several": self.several, "approved": self._plan.approved,
            })  # fmt: skip

    def _units(self, programme: str) -> Units:
        amounts = self._plan.amounts
        own = next((a for a in amounts if a.programme_id == programme), amounts[0])
        return self._judge.units(own, programme)

    def _close(self) -> None:
        plan = self._plan
        self._settle(end=True)
        if self._converted:
            names = "、".join(sorted(self._converted))
            self._problems.add(
                None, "", "unit_converted", "", f"这张表的面积单位是{names}，已换算成亩{HOW}。请核对。"
            )
        if self._other:
            self._problems.add(
                None, "", "other_programme", "", f"另有{self._other}行是别的补贴项目，没有收进这一批。"
            )
        if plan.usual is not None:
            usual = number_text(float(plan.usual))
            for rate, count in self._rates.most_common(20):
                if rate and float(rate) != float(plan.usual):
                    self._problems.add(
                        None, one_line(plan.labels.get(plan.amounts[0].rate or 0, "")), "rate_unusual", "",
                        f"有{count}行的标准是{rate}，和常见的{usual}不同。请核对是不是今年的标准。",
                    )  # fmt: skip
        self._problems.close()
        self._emit({"t": "sheet_end", "read": self._read})


def _packed(column: list[str]) -> list[str] | str | dict[str, str]:
    """A column for the wire: one value for all, else joined by DEL, which no cell holds, else the list."""
    first = column[0]
    if column[-1] == first and column.count(first) == len(column):
        return {"all": first}
    joined = "\x7f".join(column)
    return joined if joined.count("\x7f") == len(column) - 1 else column
