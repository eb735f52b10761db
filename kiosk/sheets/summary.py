"""The sheet ``summary``: all programmes of a year with bars, to be read from a metre away.

Totals only, so nobody is named; what stands behind fewer people than may be told has no amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from kiosk.domain.columns import count_word, total_words
from kiosk.domain.money import approx_wan, format_amount, format_yuan, uppercase_yuan
from kiosk.domain.reference import Reference
from kiosk.domain.sheetid import content_digest
from kiosk.domain.texts import full_day
from kiosk.sheets.model import ModelColumn, ModelLine, SheetModel, Stamp, TableBody, Unit, footer_of
from kiosk.store.content import SUMMARY, content_id, year_content
from kiosk.store.views import ProgrammeYear, YearOverview

KIND: Final = SUMMARY
_DASH: Final = "—"


def standing(overview: YearOverview) -> tuple[ProgrammeYear, ...]:
    """Programmes with at least one batch that was not withdrawn."""
    return tuple(
        programme
        for programme in overview.programmes
        if any(batch.head.withdrawal is None for batch in programme.batches)
    )


def build(
    overview: YearOverview, last: YearOverview | None, unit: Unit, reference: Reference, posted: date
) -> SheetModel:
    """The summary of a year; ``last`` is the year before, if the board has it.

    A year that is still being paid is not compared: part of a year against a whole one misleads.
    """
    programmes = standing(overview)
    compared = last if overview.complete and last is not None and last.programmes else None
    ids = tuple(item.id for item in unit.catalogue.items if item.is_yearbook)
    batches = [b for p in programmes for b in p.batches if b.head.withdrawal is None]
    version = max((batch.head.version for batch in batches), default=1)
    footer, warnings = footer_of(unit, ids, version, posted, "")
    content = year_content(unit.village.village_code, overview, programmes)
    about = approx_wan(overview.cents)
    lead = f"{overview.year}年共{len(programmes)}项，合计{format_yuan(overview.cents)}" + (
        f"（{about}）" if about else ""
    )
    if overview.households:
        lead += f"，名单里有{overview.households}户（人）"
    until = overview.until
    return SheetModel(
        kind=KIND,
        title=f"{unit.village.short_name}{overview.year}年惠民惠农补贴发放汇总",
        info=(
            unit.issuer,
            "" if overview.complete or until is None else f"发到{full_day(until)}为止",
            f"公布日期：{full_day(posted)}",
        ),
        lead=lead + "。",
        notice=None,
        body=_table(overview, programmes, compared, unit, reference),
        footer=footer,
        stamp=Stamp.of(content_id(KIND, content), content_digest(content), unit.village, unit.settings),
        issuer=unit.issuer,
        warnings=warnings,
        subjects=content.subjects,
        catalogue_ids=ids,
    )


def _table(
    overview: YearOverview,
    programmes: Sequence[ProgrammeYear],
    last: YearOverview | None,
    unit: Unit,
    reference: Reference,
) -> TableBody:
    columns = [
        ModelColumn("序号", "row", "center", False),
        ModelColumn("补贴项目", "name", "left", True),
        ModelColumn("户(人)数", "persons", "right", False),
        ModelColumn("数量", "qty", "right", False),
        ModelColumn("金额(元)", "cents", "right", False),
        ModelColumn("占多少", "bar", "right", False),
    ]
    before = {p.programme_id: p for p in standing(last)} if last is not None else {}
    if last is not None:
        columns.append(ModelColumn("比上年(元)", "change", "right", False))
    most = max((programme.cents for programme in programmes), default=0)
    lines: list[ModelLine] = []
    for number, programme in enumerate(programmes, start=1):
        hidden = programme.suppressed
        values = [
            str(number),
            programme.programme_name,
            _people(programme, unit, reference),
            _quantity(programme),
            "不列" if hidden else format_amount(programme.cents),
            _DASH if hidden else _share(programme.cents, overview.cents),
        ]
        if last is not None:
            values.append(_change(programme, before.get(programme.programme_id)))
        bar = programme.cents / most if most > 0 and programme.cents > 0 else 0.0
        lines.append(ModelLine("row", values=tuple(values), bar=bar))
    sums = ["", "", "", "", format_amount(overview.cents), ""]
    if last is not None:
        sums.append(_signed(overview.cents - last.cents))
    lines.append(ModelLine("total", f"合计　{len(programmes)}项", tuple(sums)))
    lines.append(ModelLine("words", f"合计金额（大写）：{uppercase_yuan(overview.cents)}"))
    if not overview.complete:
        lines.append(ModelLine("remark", "这一年还没有发完，所以不和上年比。"))
    if any(programme.suppressed for programme in programmes):
        lines.append(
            ModelLine("remark", f"少于{unit.settings.small_count}人的项目不列金额，也没有算进合计。")
        )
    lines.append(ModelLine("remark", "每一项的名单或合计另外张贴，也可以在公开亭的屏幕上查。"))
    lines.append(ModelLine("end", "（以下空白）"))
    return TableBody(tuple(columns), tuple(lines))


def _people(programme: ProgrammeYear, unit: Unit, reference: Reference) -> str:
    known = reference.programmes.by_id.get(programme.programme_id)
    columns = reference.columns.of_programme(known) if known else ()
    if programme.suppressed or programme.privacy in ("P3", "P4"):
        word = total_words(columns)[1]
        if programme.suppressed:
            return f"少于{unit.settings.small_count}{word}"
        return _DASH if programme.persons is None else f"{programme.persons}{word}"
    return f"{programme.households}{count_word(columns) if columns else '户'}"


def _quantity(programme: ProgrammeYear) -> str:
    """The quantity of the only batch: adding up months would count the same field twelve times."""
    standing_batches = [batch for batch in programme.batches if batch.head.withdrawal is None]
    if len(standing_batches) == 1 and (batch := standing_batches[0]).qty and batch.qty_unit:
        return f"{batch.qty}{batch.qty_unit}"
    return _DASH


def _share(cents: int, total: int) -> str:
    """Per cent of the year with one decimal, rounded half up, without floats."""
    if total <= 0 or cents < 0:
        return _DASH
    tenths = (cents * 2000 + total) // (2 * total)
    return f"{tenths // 10}.{tenths % 10}%"


def _change(now: ProgrammeYear, before: ProgrammeYear | None) -> str:
    if now.suppressed or (before is not None and before.suppressed):
        return _DASH
    return "上年没有" if before is None else _signed(now.cents - before.cents)


def _signed(cents: int) -> str:
    if cents == 0:
        return "一样"
    return ("多 " if cents > 0 else "少 ") + format_amount(abs(cents))
