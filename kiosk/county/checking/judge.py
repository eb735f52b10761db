"""The checks of one line: every rule in full, one cell at a time.

The quick way of columns.py accepts only lines on which nothing here would find fault; all others
come here, so each rule is written once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from kiosk.county.checking.places import Places
from kiosk.county.checking.plan import AmountColumn, Plan
from kiosk.county.checking.units import ONE, TO_MU, Units
from kiosk.county.checking.words import private_sentence, village_sentence
from kiosk.county.reading import values
from kiosk.county.reading.preflight import SheetFacts, column_letter
from kiosk.county.reading.values import Cell, CellError, one_line
from kiosk.county.rows import SourceRow
from kiosk.domain.money import MoneyTextError
from kiosk.domain.programmes import ProgrammeTable
from kiosk.domain.scan import id_check_character, scan_text

FIELDS = (
    "village_code", "group", "name", "idno", "cents", "due", "qty", "rate", "months", "persons",
    "paid_on", "paid_how", "note", "x1", "x2", "x3", "x4", "programme",
)  # fmt: skip
"""A line that passed: texts in this order, ``cents`` an int."""

Line = tuple[str | int, ...]

_IN_BRACKETS = re.compile(r"(?:\s*[(（〔\[【][^()（）〔〕\[\]【】]*[)）〕\]】])+\Z")
_RATE = Decimal("0.0001")
"""How exactly a rate is published that was told for another unit; the check reckons with all of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A code, the column kind it concerns, and the sentence when it is not the usual one."""

    code: str
    kind: str
    message: str = ""


@dataclass(slots=True)
class Verdict:
    """What came of a line. ``line`` is None when it is rejected; ``cents`` is its readable amount."""

    row: SourceRow
    line: Line | None
    cents: int | None
    qty: Decimal | None
    village_code: str
    faults: list[Fault]
    skipped: bool = False


class Judge:
    """Judges lines of one sheet under one plan."""

    def __init__(
        self,
        plan: Plan,
        places: Places,
        programmes: ProgrammeTable,
        facts: SheetFacts,
        *,
        year: int,
        only_programme: str | None,
        exempt: frozenset[str],
        allow_negative: bool,
        errors: frozenset[str],
    ) -> None:
        self._plan, self._places, self._programmes, self._facts = plan, places, programmes, facts
        self._year, self._only, self._exempt = year, only_programme, exempt
        self._allow_negative, self._errors = allow_negative, errors
        self._units: dict[tuple[int, str | None], Units] = {}

    def units(self, amount: AmountColumn, programme: str | None) -> Units:
        """Units of the lines of a programme (the sheet's own where the line names none)."""
        key = (amount.cents, programme or self._plan.programme_id)
        found = self._units.get(key)
        if found is None:
            found = self._units[key] = amount.words.units(self._programmes.by_id.get(key[1] or ""))
        return found

    def judge(
        self, file: str, sheet: str, number: int, cells: Sequence[Cell], amount: AmountColumn
    ) -> Verdict:
        """The verdict on a line of a person. ``skipped``: it belongs to another programme, or a wide
        table has nothing for this programme in it."""
        plan = self._plan
        faults: list[Fault] = []
        cents = self._cents(cells, amount, number, faults)
        if plan.is_wide and not cents and all(f.code == "amount_missing" for f in faults):
            return Verdict(SourceRow(file, sheet, number), None, None, None, "", [], True)
        programme = amount.programme_id or self._programme(cells, faults)
        if self._only is not None and programme is not None and programme != self._only:
            # The sheet's own totals count it all the same.
            return Verdict(SourceRow(file, sheet, number), None, cents, None, "", [], True)
        code, town_text, village_text = self._village(cells, faults)
        group, known = self._places.group(code, self._text(cells, "group"))
        if not known:
            faults.append(Fault("group_unknown", "group"))
        name = self._name(cells, faults)
        idno, id_out, was_number = self._id(cells, faults)
        qty = self._number(cells, amount.qty, number, "qty", faults)
        rate = self._number(cells, amount.rate, number, "rate", faults)
        months = self._whole(cells, "months", faults)
        persons = self._whole(cells, "persons", faults)
        units = self.units(amount, programme)
        qty = self._in_mu(cells, amount, qty, units, faults)
        rate = rate * units.rate_factor if rate is not None and units.rate_factor != 1 else rate
        due = self._due(cells, amount, faults)
        self._product(qty, rate, months, cents, due, faults)
        if rate is not None and units.rate_factor != 1:
            rate = rate.quantize(_RATE).normalize()
        paid_on = self._paid_on(cells, faults)
        words = {k: self._scanned(cells, k, faults) for k in ("paid_how", "note", "x1", "x2", "x3", "x4")}
        if scan_text(group, self._exempt):
            group = ""
            faults.append(Fault("note_personal", "group"))
        source = SourceRow(
            file, sheet, number, village_text, town_text, group, name, idno, was_number,
            "account" in plan.at and bool(self._text(cells, "account")), programme or "",
            qty, units.qty, rate, units.rate, months, persons, cents, due, paid_on,
            words["paid_how"], words["note"], {k: words[k] for k in ("x1", "x2", "x3", "x4")},
            tuple((f.kind, f.code) for f in faults),
        )  # fmt: skip
        line: Line | None = None
        if not any(f.code in self._errors for f in faults):
            line = (
                code, group, name, id_out, cents or 0, "" if due is None else str(due),
                _plain(qty), _plain(rate), "" if months is None else str(months),
                "" if persons is None else str(persons),
                paid_on.isoformat() if paid_on else "", *words.values(), programme or "",
            )  # fmt: skip
        return Verdict(source, line, cents, qty, code, faults)

    # --- one cell each ---------------------------------------------------------------------------

    def _cell(self, cells: Sequence[Cell], at: int | None) -> Cell:
        return cells[at] if at is not None and at < len(cells) else None

    def _text(self, cells: Sequence[Cell], kind: str) -> str:
        return one_line(self._cell(cells, self._plan.at.get(kind)))

    def _no_result(self, number: int, at: int | None) -> bool:
        return at is not None and (number, column_letter(at)) in self._facts.no_result

    def _cents(
        self, cells: Sequence[Cell], amount: AmountColumn, number: int, faults: list[Fault]
    ) -> int | None:
        try:
            cents = values.read_cents(self._cell(cells, amount.cents), self._plan.amount_scale)
        except MoneyTextError:
            faults.append(Fault("amount_wrong", "cents"))
            return None
        if cents is None:
            code = "amount_no_result" if self._no_result(number, amount.cents) else "amount_missing"
            faults.append(Fault(code, "cents"))
        elif cents < 0 and not self._allow_negative:
            faults.append(Fault("amount_negative", "cents"))
        elif cents == 0 and not self._plan.is_wide:
            faults.append(Fault("amount_zero", "cents"))
        return cents

    def _due(self, cells: Sequence[Cell], amount: AmountColumn, faults: list[Fault]) -> int | None:
        at = self._plan.at.get("due")
        if at is None or at == amount.cents:
            return None
        try:
            return values.read_cents(self._cell(cells, at), self._plan.amount_scale)
        except MoneyTextError:
            faults.append(Fault("number_wrong", "due"))
            return None

    def _in_mu(
        self, cells: Sequence[Cell], amount: AmountColumn, qty: Decimal | None, units: Units,
        faults: list[Fault],
    ) -> Decimal | None:  # fmt: skip
        """The quantity in its published unit; a cell may say another one than its column."""
        if qty is None:
            return None
        factor = units.qty_factor
        said = values.area_unit(self._cell(cells, amount.qty))
        if said and units.qty == "亩" and (own := TO_MU.get(said, ONE)) != factor:
            factor = own
            faults.append(Fault("unit_of_cell", "qty"))
        return (qty * factor).normalize() if factor != 1 else qty

    def _programme(self, cells: Sequence[Cell], faults: list[Fault]) -> str | None:
        if "programme" not in self._plan.at:
            return self._plan.programme_id
        found = self.programme_of(self._text(cells, "programme"))
        if found is None:
            faults.append(Fault("programme_missing", "programme"))
        return found

    def programme_of(self, text: str) -> str | None:
        """The programme a cell names; of several with one alias the one asked for; None when unclear."""
        hits = self._programmes.find(text) if text else ()
        if not hits and text:
            hits = self._programmes.named_in(text)
        ids = [p.id for p in hits]
        if self._only in ids:
            return self._only
        return ids[0] if len(ids) == 1 else None

    def _village(self, cells: Sequence[Cell], faults: list[Fault]) -> tuple[str, str, str]:
        if self._plan.village_code is not None:
            return self._plan.village_code, "", ""
        village, town = self._text(cells, "village"), self._text(cells, "town")
        found = self._places.village(village, town)
        if found.code is None:
            faults.append(Fault(found.fault, "village", village_sentence(found.fault, found.candidates)))
        return found.code or "", town, village

    def _name(self, cells: Sequence[Cell], faults: list[Fault]) -> str:
        written = values.read_name(self._cell(cells, self._plan.at.get("name")))
        # 张三(残疾人): what stands in brackets may be private, and is no name.
        name = _IN_BRACKETS.sub("", written).strip()
        if name != written:
            faults.append(Fault("name_remark", "name"))
        if not name:
            if self._plan.needs_name:
                faults.append(Fault("name_missing", "name"))
            return name
        fault = values.name_fault(name)
        if fault == "name_private":
            proposals = tuple(values.proposal_for(c) for c in values.private_characters(name))
            faults.append(Fault(fault, "name", private_sentence(proposals)))
        elif fault is not None:
            faults.append(Fault(fault, "name"))
        return name

    def _id(self, cells: Sequence[Cell], faults: list[Fault]) -> tuple[str | None, str, bool]:
        if "idno" not in self._plan.at:
            return None, "", False
        text, was_number = values.read_id(self._cell(cells, self._plan.at["idno"]))
        if text is None:
            faults.append(Fault("id_missing", "idno"))
            return None, "", False
        if was_number:
            faults.append(Fault("id_as_number", "idno"))
        elif re.fullmatch(r"\d{15}", text, re.ASCII):
            longer = values.lengthen_id(text)
            if not _has_date(longer):
                faults.append(Fault("id_check", "idno"))
                return text, "", False
            faults.append(Fault("id_15", "idno"))
            return text, longer, False
        elif not re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
            faults.append(Fault("id_length", "idno"))
        elif id_check_character(text[:17]) != text[17] or not _has_date(text):
            # Excel keeps 15 digits; the rest became noughts before the column was made text.
            faults.append(Fault("id_as_number" if text.endswith("000") else "id_check", "idno"))
        else:
            return text, text, False
        return text, "", was_number

    def _number(
        self, cells: Sequence[Cell], at: int | None, number: int, kind: str, faults: list[Fault]
    ) -> Decimal | None:
        if at is None:
            return None
        try:
            found = values.read_decimal(self._cell(cells, at))
        except CellError:
            faults.append(Fault("number_wrong", kind))
            return None
        if found is None and self._no_result(number, at):
            faults.append(Fault("number_no_result", kind))
        if found is not None and found < 0 and not (kind == "qty" and self._allow_negative):
            faults.append(Fault("number_negative", kind))
        return found

    def _whole(self, cells: Sequence[Cell], kind: str, faults: list[Fault]) -> int | None:
        if kind not in self._plan.at:
            return None
        try:
            return values.read_whole(self._cell(cells, self._plan.at[kind]))
        except CellError:
            faults.append(Fault("number_wrong", kind))
            return None

    def _product(
        self, qty: Decimal | None, rate: Decimal | None, months: int | None, cents: int | None,
        due: int | None, faults: list[Fault],
    ) -> None:  # fmt: skip
        """数量 × 标准 (× 月数) within 0.01 元 (domain README §6.6.5); 应发 is it where both are told."""
        if self._plan.approved or qty is None or rate is None or cents is None:
            return
        exact = qty * rate * (months or 1) * 100
        said = cents if due is None else due
        if abs(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)) - said) > 1:
            faults.append(Fault("amount_product", "cents" if due is None else "due"))

    def _paid_on(self, cells: Sequence[Cell], faults: list[Fault]) -> date | None:
        if "paid_on" not in self._plan.at:
            return None
        try:
            day = values.read_date(self._cell(cells, self._plan.at["paid_on"]))
        except CellError:
            faults.append(Fault("date_wrong", "paid_on"))
            return None
        if day is not None and day.year != self._year:
            faults.append(Fault("date_year", "paid_on"))
        return day

    def _scanned(self, cells: Sequence[Cell], kind: str, faults: list[Fault]) -> str:
        if kind not in self._plan.at:
            return ""
        text = self._text(cells, kind)
        if scan_text(text, self._exempt):
            faults.append(Fault("note_personal", kind))
            return ""
        return text


def _has_date(text: str) -> bool:
    try:
        return 1880 <= date(int(text[6:10]), int(text[10:12]), int(text[12:14])).year <= 2100
    except ValueError:
        return False


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")
