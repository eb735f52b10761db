"""From a sheet to its plan: header, columns, remembered decisions; or the reason why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from kiosk.county.checking.lines import may_be_data
from kiosk.county.checking.places import Places
from kiosk.county.checking.plan import Plan, apply_mapping, make_plan
from kiosk.county.checking.setting import CheckSetting
from kiosk.county.mapping import TableMapping
from kiosk.county.reading.block import Block, head_of, without_head
from kiosk.county.reading.header import HEAD_ROWS, Header, find_header
from kiosk.county.reading.recognise import guess_columns, questions
from kiosk.county.reading.synonyms import SynonymTable, load_synonyms
from kiosk.county.reading.values import Cell, one_line
from kiosk.county.reading.workbook import Sheet
from kiosk.county.rows import ColumnGuess, SheetReport
from kiosk.domain.columns import ColumnTable
from kiosk.domain.errors import SenderFault
from kiosk.domain.programmes import ProgrammeTable


@dataclass(slots=True)
class Context:
    """What is the same for every sheet of a run."""

    setting: CheckSetting
    places: Places
    programmes: ProgrammeTable
    synonyms: SynonymTable

    @classmethod
    def of(cls, setting: CheckSetting) -> Context:
        synonyms = load_synonyms(setting.synonyms)
        programme = setting.programme
        if programme is not None:
            table = ColumnTable({c.label: c for c in setting.columns})
            synonyms = synonyms.with_programme(table.of_programme(programme))
        places = Places(setting.villages, setting.aliases, setting.groups)
        return cls(setting, places, ProgrammeTable.of(setting.programmes), synonyms)


@dataclass(slots=True)
class Prepared:
    """A sheet with its header. ``first_row`` is the number of the first row in ``blocks``."""

    report: SheetReport
    guesses: tuple[ColumnGuess, ...]
    header: Header
    mapping: TableMapping | None
    first_row: int
    blocks: Iterator[Block]


def prepare(file: str, sheet: Sheet, context: Context) -> Prepared | None:
    """The header and the columns of a sheet, with a person's decisions; None for an empty sheet.

    Raises SenderFault ``header_missing``.
    """
    head, blocks = head_of(sheet.blocks, HEAD_ROWS)
    if sum(1 for row in head for c in row if one_line(c)) < 2:
        return None
    header, mapping = _find(head, sheet, context)
    if header is None:
        raise SenderFault(
            "header_missing",
            "没有找到列名那一行（要有姓名、金额这样的列名）。若这张表不是名单，可以不管；"
            "若是，请把列名写在数据上面一行再来。",
        )
    body = header.first_row + header.rows - 1
    sample = [row for row in head[body:] if may_be_data(row, header)] or head[body:]
    guesses = guess_columns(header, sample, context.synonyms, context.programmes)
    guesses = apply_mapping(guesses, mapping)
    report = SheetReport(file, sheet.name, header.first_row, header.rows, header.shape_hash, guesses)
    return Prepared(report, guesses, header, mapping, body + 1, without_head(blocks, body))


def _find(
    head: list[list[Cell]], sheet: Sheet, context: Context
) -> tuple[Header | None, TableMapping | None]:
    known = {m.header_hash: m for m in context.setting.mappings}
    header = find_header(head, sheet.merged, context.synonyms)
    if header is not None and header.shape_hash in known:
        return header, known[header.shape_hash]
    for mapping in known.values():
        other = find_header(head, sheet.merged, context.synonyms, at_row=mapping.header_row)
        if other is not None and other.shape_hash == mapping.header_hash:
            return other, mapping
    return header, None


def plan_for(file: str, sheet: Sheet, prepared: Prepared, context: Context) -> Plan:
    """The plan of a prepared sheet.

    Raises SenderFault ``columns_unsure`` naming the columns to decide about, and what ``make_plan`` raises.
    """
    asked = questions(prepared.guesses)
    mapping = prepared.mapping
    if asked and not (mapping is not None and mapping.confirmed and not mapping.open_columns):
        names = "、".join(f"{g.letter}列“{g.label}”（{g.why}）" for g in asked[:4])
        raise SenderFault(
            "columns_unsure",
            f"有{len(asked)}列拿不准是什么：{names}。请运行 kiosk county map，看过并确认后再来。",
        )
    hints = [*prepared.header.titles, sheet.name, PurePath(file).stem]
    return make_plan(
        prepared.header, prepared.guesses, context.setting, context.places, context.programmes, hints, mapping
    )
