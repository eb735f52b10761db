"""From a draft to the items of a bundle, and the tidying of what was typed."""

from __future__ import annotations

import sqlite3
import unicodedata
from dataclasses import replace
from datetime import date

from kiosk.bundle.privacy import Rules
from kiosk.desk.own_bundles import Attached
from kiosk.desk.publishing_checks import MOST_TITLE, privacy_of
from kiosk.domain.items import DisclosureItem, EventItem, WithdrawItem, WithdrawTarget
from kiosk.domain.money import MoneyTextError, parse_yuan
from kiosk.domain.scan import scan_text
from kiosk.store import drafts as table
from kiosk.store.drafts import Content, Draft


def tidy(content: Content) -> Content:
    """Composed characters, one blank for many, plain amounts in money columns; nothing else is changed."""
    money = [head.strip().endswith(("(元)", "（元）")) for head in content.fields]
    return replace(
        content,
        title=_line(content.title),
        body=unicodedata.normalize("NFC", content.body.replace("\r\n", "\n").replace("\r", "\n")).strip(),
        fields=tuple(map(_line, content.fields)),
        rows=tuple(
            tuple(
                _amount(cell) if at < len(money) and money[at] else _line(cell) for at, cell in enumerate(row)
            )
            for row in content.rows
        ),
    )


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _amount(cell: str) -> str:
    """``12,600元`` → ``12600.00``; what is no amount stays, and is told."""
    text = _line(cell)
    try:
        cents = parse_yuan(text)
    except MoneyTextError:
        return text
    if cents is None:
        return ""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def disclosure_of(draft: Draft, rules: Rules, today: date) -> DisclosureItem:
    """The item that is published ``today``; table and attachments are filled in when the bundle is made."""
    content = draft.content
    return DisclosureItem(
        disclosure_id=draft.disclosure_id,
        catalogue_ids=content.catalogue_ids,
        title=content.title,
        period=content.period,
        form=content.form,
        privacy=privacy_of(content, rules),
        published_on=today,
        publish_from=max(content.publish_from or today, today),
        publish_to=content.publish_to,
        version=draft.version,
        event_on=content.event_on,
        nothing=content.nothing,
        body=content.body or None,
        replaces=draft.version - 1 or None,
        reason=draft.reason or None,
    )


def attached(connection: sqlite3.Connection, draft: Draft) -> tuple[Attached, ...]:
    """The pictures as files of the bundle."""
    return tuple(
        Attached(p.file_name, p.title, table.picture_content(connection, p.id) or b"") for p in draft.pictures
    )


def withdrawal_of(disclosure_id: str, version: int, reason: str, today: date) -> WithdrawItem:
    """Takes all versions up to ``version`` down."""
    return WithdrawItem((WithdrawTarget("disclosure", disclosure_id, version),), reason, today)


def event_problem(event: EventItem, rules: Rules) -> str:
    """What is wrong with an event, for the clerk; empty when nothing is."""
    catalogue = rules.reference.catalogue(rules.village.kind).by_id
    if not event.title or len(event.title) > MOST_TITLE:
        return f"请写上是什么事，不超过 {MOST_TITLE} 个字。"
    if found := scan_text(event.title, rules.settings.own_numbers()):
        return f"里面有像{found[0].words()}的数字。请去掉，村民看得到。"
    if not event.catalogue_ids or any(i not in catalogue for i in event.catalogue_ids):
        return "请选这件事要公开哪几项。"
    if event.trigger == "payout":
        return "补贴发放由县里发来，这里不用记。"
    return ""
