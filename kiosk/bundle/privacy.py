"""The privacy gate of a bundle (architecture.md §6 (2) and (4), §7): refuse, never mend.

Used by ``kiosk check`` and by intake before anything is applied.  Sentences name file, row and
column, never the value found there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kiosk.bundle.body import body_place, rendered_lines
from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.tables import COLUMN_WORDS
from kiosk.domain.columns import Column
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import (
    DisclosureItem,
    EventItem,
    Item,
    KeysItem,
    Manifest,
    PayoutsItem,
    PolicyItem,
    PrivacyClass,
    ReferenceItem,
    ReplyItem,
    WithdrawItem,
)
from kiosk.domain.payout import PayoutColumns
from kiosk.domain.privacy import (
    FOLDED_NAME,
    allowed_fields,
    check_downgrade,
    class_of,
    is_small,
    note_allowed,
)
from kiosk.domain.programmes import Programme
from kiosk.domain.reference import Reference, check_reference, load_packaged
from kiosk.domain.region import UnitKind, Village
from kiosk.domain.scan import enough_digits, scan_text
from kiosk.domain.settings import UnitSettings, parse_settings

_TEXT_COLUMNS = (
    "group", "name", "qty_unit", "rate_unit", "paid_how", "note", "x1", "x2", "x3", "x4",
)  # fmt: skip
# Where a column that slipped would put a phone or an ID number of 15 digits.
_NUMBER_COLUMNS = ("qty", "rate", "months", "persons")
NEVER_HEADS = re.compile(
    r"身份证|证件号|公民身份|社保卡号|社会保障卡|银行账号|银行卡号|一卡通账?号|存折账号|出生日期|出生年月"
    r"|残疾类别|残疾等级|病种|致困原因|家庭住址|住址门牌"
)
NAME_HEADS = re.compile(r"姓名|户主|领款人|受益人|享受人|持卡人")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the county's tables and settings say for one unit."""

    village: Village
    reference: Reference
    settings: UnitSettings

    def programme_classes(self) -> dict[str, PrivacyClass]:
        """Class of each programme by id."""
        return {p.id: p.privacy for p in self.reference.programmes.programmes}


@lru_cache(maxsize=1)
def packaged_reference() -> Reference:
    """The program's own tables, read once a process (45 ms: a worker does it before the first bundle)."""
    return load_packaged()


@lru_cache(maxsize=2)
def _county_reference(tables: tuple[tuple[str, str], ...], kind: UnitKind) -> Reference:
    # The same for every bundle until the county sends another table.
    return packaged_reference().with_county(dict(tables), kind)


def rules_after(known: Mapping[str, str], manifest: Manifest, files: BundleFiles, village: Village) -> Rules:
    """The rules as they will be once this bundle is applied: a bundle may bring the programme it pays.

    ``known`` are the reference texts on the board by kind; a snapshot replaces all of them.
    SenderFault when a reference file of the bundle is not valid.
    """
    texts = {} if manifest.kind == "snapshot" else dict(known)
    for item in manifest.items:
        if isinstance(item, ReferenceItem):
            texts[item.kind] = files.text(item.path)
            check_reference(item.kind, texts[item.kind], village, file=item.path)
    return rules_of(texts, village)


def rules_of(texts: Mapping[str, str], village: Village) -> Rules:
    """The rules under the county's reference texts, by kind; what is not there is packaged or default."""
    tables = tuple(sorted((kind, text) for kind, text in texts.items() if kind != "settings"))
    reference = _county_reference(tables, village.kind) if tables else packaged_reference()
    settings = UnitSettings()
    if "settings" in texts:
        settings = parse_settings(texts["settings"], village.village_code)
    return Rules(village, reference, settings)


def effective_items(manifest: Manifest, rules: Rules) -> tuple[Item, ...]:
    """The items with the class that counts (architecture §7, Which privacy class): what the board keeps,
    so that every outlet protects alike."""
    items: list[Item] = []
    for item in manifest.items:
        if isinstance(item, PayoutsItem):
            programme = rules.reference.programmes.by_id.get(item.programme_id)
            items.append(replace(item, privacy=_class(item.privacy, programme, item.catalogue_ids, rules)))
        elif isinstance(item, DisclosureItem):
            items.append(replace(item, privacy=_class(item.privacy, None, item.catalogue_ids, rules)))
        else:
            items.append(item)
    return tuple(items)


def check_privacy(manifest: Manifest, files: BundleFiles, rules: Rules) -> None:
    """SenderFault: ``privacy_downgrade``, ``privacy_p4``, ``unknown_programme``, ``privacy_columns``,
    ``privacy_note``, ``privacy_p3``, ``small_count``, ``personal_value``."""
    scan = _Scanner(rules.settings.own_numbers())
    scan.line("issuer", manifest.issuer)
    for i, item in enumerate(manifest.items):
        for key, text in _texts(item):
            scan.line(f"items[{i}].{key}", text)
        if isinstance(item, DisclosureItem | PolicyItem) and item.body is not None:
            scan.rendered(body_place(item), item.body)
        match item:
            case PayoutsItem():
                _check_payouts(item, files, rules, scan)
            case DisclosureItem():
                _check_disclosure(item, files, rules, scan)
            case ReferenceItem():
                scan.lines(item.path, files.text(item.path))
            case PolicyItem() | EventItem() | ReplyItem() | WithdrawItem() | KeysItem():
                pass
    for path, text in files.markdown():
        scan.lines(path, text)
        scan.rendered(Place(path), text)
    for i, entry in enumerate(manifest.files):
        scan.line(f"files[{i}].path", entry.path)


def _check_payouts(item: PayoutsItem, files: BundleFiles, rules: Rules, scan: _Scanner) -> None:
    programme = rules.reference.programmes.by_id.get(item.programme_id)
    if item.privacy == "P4" or (programme is not None and programme.privacy == "P4"):
        raise _p4(item.table.path)
    columns: tuple[Column, ...] = ()
    if programme is not None:
        check_downgrade(item.privacy, programme)
        columns = rules.reference.columns.of_programme(programme)
    elif item.privacy != "P3" or item.programme_name != FOLDED_NAME:
        raise SenderFault(
            "unknown_programme",
            f"补贴项目 {item.programme_id} 不在补贴项目表里，不知道能公开到哪一步。请县里先发新的项目表。",
        )
    privacy = _class(item.privacy, programme, item.catalogue_ids, rules)
    file = item.table.path
    allowed = allowed_fields(privacy, columns, family_view=rules.settings.family_view)
    for column in item.table.fields:
        if column not in allowed:
            raise SenderFault(
                "privacy_columns",
                f"补贴项目 {item.programme_id} 按 {privacy} 不能公开这一列。请县里去掉后重发。",
                place=Place(file, 1, COLUMN_WORDS[column]),
            )
    rows = files.payout_columns(item)
    if privacy == "P3":
        _check_total_only(file, rows, rules.settings.small_count)
    _check_notes(file, item, rows, privacy)
    for column in _TEXT_COLUMNS:
        if column in item.table.fields:
            scan.column(file, COLUMN_WORDS[column], rows.column(column))
    for column in _NUMBER_COLUMNS:
        if column in item.table.fields:
            cells = ["" if cell is None else str(cell) for cell in rows.column(column)]
            if max(map(len, cells), default=0) > 10:  # a phone has 11 digits
                scan.column(file, COLUMN_WORDS[column], cells)


def _class(
    declared: PrivacyClass, programme: Programme | None, catalogue_ids: Iterable[str], rules: Rules
) -> PrivacyClass:
    catalogue = rules.reference.catalogue(rules.village.kind).by_id
    return class_of(
        declared,
        programme.privacy if programme else None,
        [catalogue[i].privacy for i in catalogue_ids if i in catalogue],
    )


def _check_total_only(file: str, rows: PayoutColumns, small_count: int) -> None:
    if len(rows) != 1:
        raise SenderFault(
            "privacy_p3", "这一类只能有一行合计，不能逐户列出。请县里改成合计后重发。", place=Place(file)
        )
    persons: int | None = rows.column("persons")[0]
    if (persons is None or is_small(persons, small_count)) and rows.column("cents")[0] != 0:
        raise SenderFault(
            "small_count",
            f"不足 {small_count} 人的合计不能写金额。请县里并入别的项目后重发。",
            place=Place(file, 2, COLUMN_WORDS["cents"]),
        )


def _check_notes(file: str, item: PayoutsItem, rows: PayoutColumns, privacy: PrivacyClass) -> None:
    if "note" not in item.table.fields:
        return
    notes = rows.column("note")
    wrong = {note for note in set(notes) if note and not note_allowed(note, privacy)}
    if wrong:
        row = next(n for n, note in enumerate(notes, 2) if note in wrong)
        raise SenderFault(
            "privacy_note",
            "备注只能用 更正、补发、扣回、退回重发。请县里改正后重发。",
            place=Place(file, row, COLUMN_WORDS["note"]),
        )


def _check_disclosure(item: DisclosureItem, files: BundleFiles, rules: Rules, scan: _Scanner) -> None:
    if item.privacy == "P4":
        raise _p4()
    privacy = _class(item.privacy, None, item.catalogue_ids, rules)
    if privacy == "P4":
        raise _p4()
    if item.table is None:
        return
    for head in item.table.fields:
        if NEVER_HEADS.search(head) or (privacy == "P3" and NAME_HEADS.search(head)):
            raise SenderFault(
                "privacy_columns",
                "表里有不能公开的列。请县里去掉后重发。",
                place=Place(item.table.path, 1, head if not scan.finds(head) else None),
            )
        scan.line(f"{item.table.path} 列名", head)
    rows = files.table(item) or ()
    for column, head in enumerate(item.table.fields):
        scan.column(item.table.path, head, [row[column] for row in rows])


def _p4(file: str | None = None) -> SenderFault:
    # Without the programme: its very name may tell on people (domain README §4).
    return SenderFault(
        "privacy_p4",
        "有一件属于不能公开的一类(P4)，已挡住。请县里并入上级合计后重发。",
        place=Place(file),
    )


def _texts(item: Item) -> Iterator[tuple[str, str]]:
    """Every free text of an item with its key; ids too, since they turn up in logs and receipts."""
    match item:
        case PayoutsItem():
            yield from _named(item, "batch_id", "programme_id", "programme_name", "batch", "reason")
        case DisclosureItem():
            yield from _named(item, "disclosure_id", "title", "body", "reason", "period")
        case PolicyItem():
            yield from _named(item, "policy_id", "title", "body", "reason")
            yield from _under("document", item.document, ("name", "number", "state"))
            yield from _under("answers", item.answers, ("who", "how_much", "when", "how", "whom"))
            yield "programme_ids", "\n".join(item.programme_ids)
        case EventItem():
            yield from _named(item, "event_id", "title")
            yield "catalogue_ids", "\n".join(item.catalogue_ids)
        case ReplyItem():
            yield from _named(item, "question_id", "text")
        case WithdrawItem():
            yield "reason", item.reason
            yield "targets", "\n".join(target.id for target in item.targets)
        case ReferenceItem() | KeysItem():
            return
    if isinstance(item, DisclosureItem | PolicyItem):
        for i, attachment in enumerate(item.attachments):
            yield f"attachments[{i}].title", attachment.title
    if isinstance(item, PayoutsItem | DisclosureItem):
        yield "catalogue_ids", "\n".join(item.catalogue_ids)


def _named(item: object, *keys: str) -> Iterator[tuple[str, str]]:
    for key in keys:
        value: str | None = getattr(item, key)
        if value:
            yield key, value


def _under(key: str, value: object, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield f"{key}.{name}", getattr(value, name)


@dataclass(frozen=True, slots=True)
class _Scanner:
    """Looks for ID numbers, cards and mobile phones; ``exempt`` are the county's public phones."""

    exempt: frozenset[str]

    def finds(self, text: str) -> bool:
        return bool(scan_text(text, self.exempt))

    def line(self, where: str, text: str) -> None:
        self._refuse(text, lambda: f"“{where}”", Place("manifest.json"))

    def lines(self, file: str, text: str) -> None:
        """A whole text file; the fault names the line."""
        if self.finds(text):
            for number, line in enumerate(text.split("\n"), 1):
                self._refuse(line, str, Place(file, number))
            self._refuse(text, str, Place(file))

    def rendered(self, place: Place, markdown: str) -> None:
        """A Markdown text as it will be read; what the source shows was looked at before."""
        if enough_digits(markdown):
            for line, text in rendered_lines(markdown):
                self._refuse(text, str, Place(place.file, line))

    def column(self, file: str, head: str, cells: Sequence[str]) -> None:
        """One column of a table; rows are numbered with the header as 1."""
        if not any(self.finds(cell) for cell in set(cells)):
            return
        for row, cell in enumerate(cells, 2):
            self._refuse(cell, str, Place(file, row, head))

    def _refuse(self, text: str, where: Callable[[], str], place: Place) -> None:
        if not self.finds(text):
            return
        found = scan_text(text, self.exempt)[0]
        raise SenderFault(
            "personal_value",
            f"{where()}里有像{found.words()}的内容({found.shape()})，已挡住。请县里去掉后重发。",
            place=place,
        )
