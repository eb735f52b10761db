"""How one sheet is to be read: which column is what, in which unit, for which programme and village."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kiosk.county.checking.places import Places
from kiosk.county.checking.setting import CheckSetting
from kiosk.county.checking.units import UnitWords
from kiosk.county.mapping import TableMapping
from kiosk.county.reading.header import Header
from kiosk.county.rows import ColumnGuess
from kiosk.domain.columns import ColumnTable
from kiosk.domain.errors import SenderFault
from kiosk.domain.programmes import Programme, ProgrammeTable

_AREA = re.compile(r"单位[:：]?\s*([^\s)）]*)")


@dataclass(frozen=True, slots=True)
class AmountColumn:
    """An amount column with its companions; a wide table has one a programme."""

    cents: int
    qty: int | None
    rate: int | None
    programme_id: str | None
    words: UnitWords = field(default_factory=UnitWords)


@dataclass(frozen=True, slots=True)
class Plan:
    """Column numbers by kind and the constants of a sheet. ``labels`` are for messages, by column."""

    at: dict[str, int]
    amounts: Sequence[AmountColumn]
    labels: dict[int, str]
    header_keys: frozenset[tuple[int, str]]
    titles: frozenset[str]
    programme_id: str | None
    village_code: str | None
    amount_scale: int = 1
    usual: Decimal | None = None
    needs_name: bool = True
    approved: bool = False
    several: bool = False
    across_of: tuple[int, ...] = ()
    private: frozenset[int] = field(default_factory=frozenset[int])

    @property
    def is_wide(self) -> bool:
        return len(self.amounts) > 1 or self.amounts[0].programme_id is not None

    def label(self, kind: str) -> str:
        """The header of the column of a kind as it stands in the table; empty when there is none."""
        at = self.at.get(kind)
        return "" if at is None else self.labels[at]


def apply_mapping(guesses: Sequence[ColumnGuess], mapping: TableMapping | None) -> tuple[ColumnGuess, ...]:
    """The guesses with a person's decisions in place of them; what is still ``?`` stays unsure."""
    if mapping is None:
        return tuple(guesses)
    said = {at: (use, programme) for at, use, programme in mapping.uses}
    out: list[ColumnGuess] = []
    for g in guesses:
        if g.at not in said:
            out.append(g)
            continue
        use, programme = said[g.at]
        if use == "?":
            out.append(g)
        else:
            out.append(ColumnGuess(g.at, g.letter, g.label, use, 1.0, True, "按列对照", programme))
    return tuple(out)


def usual_rate(programme: Programme | None) -> Decimal | None:
    """The usual standard as a number, where the programme table gives a plain one (``112元/亩``)."""
    if programme is None:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)元/\w+", programme.usual_standard)
    return Decimal(match[1]) if match else None


def make_plan(
    header: Header,
    guesses: Sequence[ColumnGuess],
    setting: CheckSetting,
    places: Places,
    programmes: ProgrammeTable,
    hints: Sequence[str],
    mapping: TableMapping | None,
) -> Plan:
    """The plan for a sheet whose columns are certain. ``hints`` are titles, sheet and file name.

    Raises SenderFault ``column_missing`` when there is no amount or (where the programme publishes
    names) no name, ``programme_missing`` when nothing tells the programme, ``other_programme`` when
    the sheet says it is another one's, ``village_conflict`` when it names two villages.
    """
    at: dict[str, int] = {}
    for g in guesses:
        if g.use and not g.programme_id:
            at.setdefault(g.use, g.at)
    amounts = tuple(_amounts(guesses, at, setting.programme_id))
    if not amounts:
        raise SenderFault("column_missing", "没有找到金额列。请运行 kiosk county map，指明哪一列是金额。")
    programme_id = _programme(setting, programmes, hints, at, amounts)
    programme = programmes.by_id.get(programme_id or "")
    # A P3 programme may come as one line of persons and sum.
    totals_only = programme is not None and programme.privacy == "P3" and "persons" in at
    needs_name = _needs_name(programme, setting) and not (totals_only and "name" not in at)
    if needs_name and "name" not in at:
        raise SenderFault("column_missing", "没有找到姓名列。请运行 kiosk county map，指明哪一列是姓名。")
    units = {c.at: c.unit for c in header.columns}
    said = [m[1] for t in header.titles if (m := _AREA.search(t))]
    title_unit = said[-1] if said else ""
    amounts = tuple(replace(a, words=_words(a, units, title_unit)) for a in amounts)
    first = amounts[0]
    amount_unit = units.get(first.cents, "") or ("万元" if "万元" in title_unit else "")
    return Plan(
        at=at,
        amounts=amounts,
        labels={c.at: c.label for c in header.columns},
        header_keys=frozenset((c.at, p.key) for c in header.columns for p in c.parts),
        titles=frozenset(header.titles),
        programme_id=programme_id,
        village_code=_village(setting, places, hints, at),
        amount_scale=10000 if amount_unit == "万元" else 1,
        usual=usual_rate(programme),
        needs_name=needs_name,
        approved=mapping is not None and mapping.approved_amounts,
        several="parcel" in at or (mapping is not None and mapping.several_rows),
        across_of=tuple(g.at for g in guesses if g.programme_id and g.use == "cents"),
        private=frozenset(g.at for g in guesses if g.use in ("idno", "account", "phone", "address", "birth")),
    )


def _words(amount: AmountColumn, units: dict[int, str], above: str) -> UnitWords:
    qty = None if amount.qty is None else units.get(amount.qty, "")
    rate = None if amount.rate is None else units.get(amount.rate, "")
    return UnitWords(qty, rate, above)


def _amounts(guesses: Sequence[ColumnGuess], at: dict[str, int], only: str | None) -> Iterator[AmountColumn]:
    wide = [g for g in guesses if g.programme_id and g.use == "cents"]
    for g in wide:
        if only is None or g.programme_id == only:
            mates = {m.use: m.at for m in guesses if m.programme_id == g.programme_id}
            yield AmountColumn(g.at, mates.get("qty"), mates.get("rate"), g.programme_id)
    if not wide and "cents" in at:
        yield AmountColumn(at["cents"], at.get("qty"), at.get("rate"), None)
    elif not wide and "due" in at:
        # Only 应发: what was to be paid is what was paid until somebody says otherwise.
        yield AmountColumn(at["due"], at.get("qty"), at.get("rate"), None)


def _programme(
    setting: CheckSetting,
    programmes: ProgrammeTable,
    hints: Sequence[str],
    at: dict[str, int],
    amounts: Sequence[AmountColumn],
) -> str | None:
    if "programme" in at or amounts[0].programme_id is not None:
        return setting.programme_id
    for hint in hints:
        named = programmes.named_in(hint)
        if not named:
            continue
        if setting.programme_id is not None:
            folded = [p for p in named if p.fold_into == setting.programme_id]
            if len(named) == len(folded) == 1:
                return folded[0].id
            if all(p.id != setting.programme_id for p in named):
                raise SenderFault(
                    "other_programme", f"这张表写的是“{named[0].name}”，不是要打包的项目，没有收。"
                )
            return setting.programme_id
        if len(named) == 1:
            return named[0].id
    if setting.programme_id is None:
        raise SenderFault(
            "programme_missing", "看不出这张表是哪个补贴项目。请用 --programme 写明，或在标题里写上项目名称。"
        )
    return setting.programme_id


def _needs_name(programme: Programme | None, setting: CheckSetting) -> bool:
    if programme is None or programme.privacy != "P1":
        return programme is None or programme.privacy != "P0" or "name" in _published(programme, setting)
    return "name" in _published(programme, setting)


def _published(programme: Programme, setting: CheckSetting) -> set[str]:
    table = ColumnTable({c.label: c for c in setting.columns})
    return {c.column for c in table.of_programme(programme)}


def _village(setting: CheckSetting, places: Places, hints: Sequence[str], at: dict[str, int]) -> str | None:
    if setting.village_code is not None:
        return setting.village_code
    if "village" in at:
        return None
    found = [places.named_in(hint) or places.village(hint).code for hint in hints]
    # The file's name is no more than a hint; titles and the sheet's own name must agree.
    named = list(dict.fromkeys(code for code in found[:-1] if code))
    if len(named) > 1:
        one, other = (places.label(code) for code in named[:2])
        raise SenderFault(
            "village_conflict",
            f"标题和表名里写了两个村：{one}、{other}，分不清这张表是哪个村的，没有收。"
            f"请改成一致；或打包时用 --village 写明。",
        )
    return named[0] if named else found[-1]
