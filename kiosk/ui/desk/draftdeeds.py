"""What is done to a draft, each a piece of work for the writer thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kiosk.desk.access import Refused
from kiosk.domain.catalogue import CatalogueItem
from kiosk.store.drafts import Content, Draft
from kiosk.ui.desk.tools import DeskTools

if TYPE_CHECKING:
    from kiosk.ui.desk.tablefile import TableFile

FINANCE_LINES = ("上期结余", "本期收入", "本期支出", "期末结余")


def write(draft_id: int, change: Callable[[Content], Content], tools: DeskTools) -> Draft:
    """Change what it says."""
    draft = tools.publishing.draft(draft_id)
    return tools.publishing.save(draft_id, change(draft.content), tools.inside, tools.clock.now())


def with_title(title: str, content: Content) -> Content:
    return replace(content, title=title)


def with_until(until: date | None, content: Content) -> Content:
    return replace(content, publish_to=until)


def with_body(body: str, content: Content) -> Content:
    return replace(content, body=body, nothing=False)


def with_table(read: TableFile, content: Content) -> Content:
    return replace(content, fields=read.fields, rows=read.rows, nothing=False)


def without_table(content: Content) -> Content:
    return replace(content, fields=(), rows=())


def with_cell(row: int, column: int, text: str, content: Content) -> Content:
    """One cell anew; a cell that is not there any more is left alone."""
    if not (row < len(content.rows) and column < len(content.rows[row])):
        return content
    cells = list(content.rows[row])
    cells[column] = text
    rows = (*content.rows[:row], tuple(cells), *content.rows[row + 1 :])
    return replace(content, rows=rows)


def with_figures(lines: tuple[str, ...], content: Content) -> Content:
    """A small table of amounts to fill in."""
    return replace(
        content, fields=("项目", "金额(元)"), rows=tuple((line, "") for line in lines), nothing=False
    )


def figure_lines(item: CatalogueItem) -> tuple[str, ...]:
    """What is filled in where there is no file: the sums of an account, else the amounts of its elements."""
    # Rules of a draft are loaded when somebody writes one.
    from kiosk.desk.publishing_start import FINANCE_HEADS, table_heads

    heads = table_heads(item)
    if heads == FINANCE_HEADS:
        return FINANCE_LINES
    return tuple(head.removesuffix("(元)") for head in heads if head.endswith("(元)"))


def set_period(draft_id: int, period: str, tools: DeskTools) -> Draft:
    """Another period, with the title that goes with it when the title was the suggested one."""
    from kiosk.desk.publishing_start import title_for

    now = tools.clock.now()
    draft = tools.publishing.draft(draft_id)
    content = draft.content
    events = [*(event.item for event in tools.publishing.events()), *tools.board.events()]
    title, event_on = content.title, None
    item = tools.facts.catalogue.by_id.get(content.catalogue_ids[0])
    if item is not None:
        if title == title_for(item, content.period, events):
            title = title_for(item, period, events)
        choices = tools.publishing.suggest(item.id, now).periods
        event_on = next((choice.event_on for choice in choices if choice.period == period), None)
    content = replace(content, period=period, title=title, event_on=event_on)
    return tools.publishing.save(draft_id, content, tools.inside, now)


def nothing_happened(draft_id: int, tools: DeskTools) -> Draft:
    """本期没有发生: what was put in goes away."""
    now = tools.clock.now()
    for picture in tools.publishing.draft(draft_id).pictures:
        tools.publishing.drop_picture(draft_id, picture.id, tools.inside, now)
    content = tools.publishing.draft(draft_id).content
    content = replace(content, nothing=True, fields=(), rows=(), body="")
    return tools.publishing.save(draft_id, content, tools.inside, now)


def add_picture(draft_id: int, data: bytes, title: str, tools: DeskTools) -> Draft:
    now = tools.clock.now()
    draft = tools.publishing.add_picture(draft_id, data, title, tools.inside, now)
    if draft.content.nothing:
        draft = tools.publishing.save(draft_id, replace(draft.content, nothing=False), tools.inside, now)
    return draft


def name_picture(draft_id: int, picture_id: int, title: str, tools: DeskTools) -> Draft:
    return tools.publishing.name_picture(draft_id, picture_id, title, tools.inside, tools.clock.now())


def drop_picture(draft_id: int, picture_id: int, tools: DeskTools) -> Draft:
    return tools.publishing.drop_picture(draft_id, picture_id, tools.inside, tools.clock.now())


def drop(draft_id: int, tools: DeskTools) -> None:
    tools.publishing.drop(draft_id, tools.inside, tools.clock.now())


def send(draft_id: int, tools: DeskTools) -> Draft:
    return tools.publishing.send(draft_id, tools.inside, tools.clock.now())


def take_back(draft_id: int, tools: DeskTools) -> Draft:
    return tools.publishing.take_back(draft_id, tools.inside, tools.clock.now())


def check(draft_id: int, person_id: int, pin: str, tools: DeskTools) -> Draft | Refused:
    return tools.publishing.check(draft_id, person_id, pin, tools.clock.now())


def send_back(draft_id: int, person_id: int, pin: str, note: str, tools: DeskTools) -> Draft | Refused:
    return tools.publishing.send_back(draft_id, person_id, pin, note, tools.clock.now())


def publish(draft_id: int, tools: DeskTools) -> Draft:
    return tools.publishing.publish(
        draft_id, tools.inside, tools.clock.now(), trusted=tools.facts.trusted
    )


def correct(disclosure_id: str, reason: str, tools: DeskTools) -> int:
    """The id of the new version to write in."""
    return tools.publishing.correct(disclosure_id, reason, tools.inside, tools.clock.now()).id


def withdraw(disclosure_id: str, reason: str, tools: DeskTools) -> None:
    tools.publishing.withdraw(disclosure_id, reason, tools.inside, tools.clock.now())
