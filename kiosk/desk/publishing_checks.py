"""What is wrong with a draft, for the clerk: where, what, what to do. Pure; the county's gate comes after.

``err`` is what the gate would refuse, or what villagers must not be shown; ``warn`` what is probably a
slip; ``note`` what only a person can judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from kiosk.bundle.body import check_body, rendered_lines
from kiosk.bundle.itemcodec import PERIOD
from kiosk.bundle.privacy import NAME_HEADS, NEVER_HEADS, Rules
from kiosk.bundle.strictjson import UNSEEN
from kiosk.desk.publishing_records import DraftProblem, Part, Severity
from kiosk.desk.publishing_sums import sum_problems
from kiosk.domain.catalogue import CatalogueItem
from kiosk.domain.deadline import last_hold_day
from kiosk.domain.errors import Place, SenderFault
from kiosk.domain.items import PrivacyClass
from kiosk.domain.privacy import is_small, strictest
from kiosk.domain.scan import scan_text
from kiosk.domain.texts import full_day
from kiosk.store.drafts import Content, Picture

MOST_TITLE = 60
MOST_BODY = 20_000
MOST_COLUMNS = 12
MOST_ROWS = 2_000
MOST_CELL = 300
MOST_PICTURES = 30
MOST_REASON = 200
_UNSEEN = re.compile(rf"[\x00-\x09\x0b-\x1f{UNSEEN}]")
_WHY_HEADS = re.compile(r"原因|备注|身份|类别|病|残|情形")
_NUMBER = re.compile(r"[0-9]{1,9}")
_MONEY = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?")


def privacy_of(content: Content, rules: Rules) -> PrivacyClass:
    """The class that will count: the strictest of the catalogue items."""
    classes: list[PrivacyClass] = [item.privacy for item in items_of(content, rules)]
    return strictest(*classes)


def items_of(content: Content, rules: Rules) -> tuple[CatalogueItem, ...]:
    """The catalogue items it is published under; ids that are in no catalogue are left out."""
    catalogue = rules.reference.catalogue(rules.village.kind).by_id
    return tuple(catalogue[i] for i in content.catalogue_ids if i in catalogue)


def check_draft(
    content: Content, pictures: Sequence[Picture], rules: Rules, today: date
) -> tuple[DraftProblem, ...]:
    """Everything that can be said about it; those that block first, else in the order of the form."""
    look = _Look(content, rules)
    found = [
        *look.head(),
        *look.days(today),
        *look.body(),
        *look.table(),
        *look.pictures(pictures),
        *look.whole(pictures),
    ]
    order: dict[Severity, int] = {"err": 0, "warn": 1, "note": 2}
    return tuple(sorted(found, key=lambda p: order[p.severity]))


def check_reason(reason: str, rules: Rules) -> DraftProblem | None:
    """Why something is corrected or withdrawn: villagers read it."""
    if len(reason.strip()) < 2:
        return DraftProblem(
            "err", "reason_empty", "原因", "还没有写原因。", "请写几个字，村民看得到。", "reason"
        )
    if len(reason) > MOST_REASON or _UNSEEN.search(reason):
        return DraftProblem(
            "err", "reason_long", "原因", f"原因太长，最多 {MOST_REASON} 个字。", "请写短一些。", "reason"
        )
    if found := scan_text(reason, rules.settings.own_numbers()):
        return DraftProblem(
            "err", "personal_value", "原因", f"原因里有{found[0].words()}。", "请去掉，村民看得到。", "reason"
        )
    return None


class _Look:
    def __init__(self, content: Content, rules: Rules) -> None:
        self.content = content
        self.rules = rules
        self.items = items_of(content, rules)
        self.privacy = privacy_of(content, rules)
        self._own = rules.settings.own_numbers()

    def head(self) -> Iterator[DraftProblem]:
        title = self.content.title
        if not title.strip():
            yield _err("title_empty", "标题", "还没有标题。", "请写上标题。", "title")
        elif len(title) > MOST_TITLE:
            yield _err("title_long", "标题", f"标题超过 {MOST_TITLE} 个字。", "请写短一些。", "title")
        yield from self._line(title, "标题", "title")
        if not self.items or len(self.items) < len(self.content.catalogue_ids):
            yield _err("unknown_item", "公开事项", "目录里没有这一项了。", "请返回，另选一项。", "whole")
        if PERIOD.fullmatch(self.content.period) is None:
            yield _err("no_period", "所属时间", "还没有选所属时间。", "请选一个。", "period")

    def days(self, today: date) -> Iterator[DraftProblem]:
        start = max(self.content.publish_from or today, today)
        until = self.content.publish_to
        if until is None:
            return
        holidays = self.rules.reference.holidays
        lasts = [last_hold_day(item.hold, start, holidays) for item in self.items]
        known = [last for last in lasts if last is not None]
        if until < start or (known and until < max(known)):
            least = full_day(max(known)) if known else full_day(start)
            yield _err(
                "hold_short", "公布到", "公布的天数不够。", f"请改成 {least} 或以后，或者不写。", "days"
            )
        elif None in lasts:
            yield _warn(
                "hold_open", "公布到", "这一项要一直公布，或等到事情办完。", "请把“公布到”空着。", "days"
            )

    def body(self) -> Iterator[DraftProblem]:
        body = self.content.body
        if not body:
            return
        if len(body) > MOST_BODY:
            yield _err("body_long", "正文", "正文太长。", "请写短一些，或改成表格、图片。", "body")
        if _UNSEEN.search(body):
            yield _err("unseen", "正文", "正文里有看不见的符号。", "请删掉重新写那几个字。", "body")
        try:
            check_body(body, Place("正文"))
        except SenderFault as fault:
            row = fault.place.row or 1
            why = fault.message.partition("。")[0]
            yield _err(
                fault.code, f"正文第 {row} 段" if row == 1 else f"正文第 {row} 行", f"{why}。",
                "只能用标题、列表、表格和加粗，请改掉。", "body", row - 1,
            )  # fmt: skip
        hit: set[int] = set()
        for number, text in [*enumerate(body.split("\n"), 1), *rendered_lines(body)]:
            if number not in hit and (found := scan_text(text, self._own)):
                hit.add(number)
                yield _personal(f"正文第 {number} 行", found[0].words(), "body", number - 1)

    def table(self) -> Iterator[DraftProblem]:
        content = self.content
        if not content.fields:
            return
        yield from self._heads()
        if not content.rows:
            yield _err("table_empty", "表格", "表格里一行也没有。", "请填上，或去掉表格。", "table")
        if len(content.rows) > MOST_ROWS:
            yield _err("table_long", "表格", f"表格超过 {MOST_ROWS} 行。", "请分成几件公开。", "table")
            return
        for row, cells in enumerate(content.rows):
            if len(cells) != len(content.fields):
                yield _err(
                    "table_width", f"第 {row + 1} 行", f"有 {len(cells)} 格，应有 {len(content.fields)} 格。",
                    "请补齐或去掉多的。", "table", row,
                )  # fmt: skip
                continue
            if not any(cells):
                yield _err("row_empty", f"第 {row + 1} 行", "这一行是空的。", "请填上或去掉。", "table", row)
            yield from self._cells(row, cells)
        yield from self._small_counts()
        yield from sum_problems(content.fields, content.rows)

    def _heads(self) -> Iterator[DraftProblem]:
        fields = self.content.fields
        if len(fields) > MOST_COLUMNS:
            yield _err("table_wide", "表格", f"超过 {MOST_COLUMNS} 列，挤不下。", "请去掉几列。", "table")
        named = any(NAME_HEADS.search(head) for head in fields)
        by_payment = any(item.privacy == "PX" for item in self.items)
        for column, head in enumerate(fields):
            place = f"第 {column + 1} 列“{head}”" if head and not scan_text(head) else f"第 {column + 1} 列"
            if not head.strip():
                yield _err("head_empty", place, "没有列名。", "请写上列名。", "table", None, column)
            elif head in fields[:column]:
                yield _err("head_twice", place, "列名重复了。", "请换一个列名。", "table", None, column)
            elif len(head) > 30:
                yield _err("head_long", place, "列名太长。", "请写短一些。", "table", None, column)
            yield from self._line(head, place, "table", None, column)
            if NEVER_HEADS.search(head):
                yield _err(
                    "privacy_columns", place, "这一列不能公开。", "请去掉这一列。", "table", None, column
                )
            elif self.privacy == "P3" and NAME_HEADS.search(head):
                yield _err(
                    "privacy_names", place, "这一项不能列姓名。", "请只写人数和合计。", "table", None, column
                )
            elif by_payment and NAME_HEADS.search(head):
                yield _err(
                    "county_list",
                    place,
                    "逐户名单由县里发来。",
                    "这里请只写说明和合计。",
                    "table",
                    None,
                    column,
                )
            elif named and self.privacy == "P2" and _WHY_HEADS.search(head):
                yield _err(
                    "privacy_why", place, "这类名单不写原因和身份。", "请去掉这一列。", "table", None, column
                )

    def _cells(self, row: int, cells: Sequence[str]) -> Iterator[DraftProblem]:
        for column, (head, cell) in enumerate(zip(self.content.fields, cells, strict=True)):
            if not cell:
                continue
            place = f"第 {row + 1} 行第 {column + 1} 列"
            if len(cell) > MOST_CELL:
                yield _err(
                    "cell_long", place, f"这一格超过 {MOST_CELL} 个字。", "请写短一些。", "table", row, column
                )
            if head.endswith(("(元)", "（元）")) and _MONEY.fullmatch(cell) is None:
                yield _err(
                    "not_money", place, "这一格不是金额。", "请写成 12600.00 这样，没有就空着。", "table",
                    row, column,
                )  # fmt: skip
            yield from self._line(cell, place, "table", row, column)

    def _small_counts(self) -> Iterator[DraftProblem]:
        """So few people that an amount would tell about them (P3 only)."""
        fields = self.content.fields
        if self.privacy != "P3":
            return
        counts = [i for i, head in enumerate(fields) if re.search(r"人数|户数", head)]
        money = [i for i, head in enumerate(fields) if head.endswith(("(元)", "（元）"))]
        for row, cells in enumerate(self.content.rows):
            if len(cells) != len(fields):
                continue
            few = any(
                _NUMBER.fullmatch(cells[i])
                and int(cells[i]) > 0
                and is_small(int(cells[i]), self.rules.settings.small_count)
                for i in counts
            )
            if few and any(cells[i] not in ("", "0", "0.00") for i in money):
                yield _err(
                    "small_count", f"第 {row + 1} 行", "人太少，写出金额就知道是谁了。",
                    "请和别的合在一起写，或写“少于3人”，不写金额。", "table", row,
                )  # fmt: skip

    def pictures(self, pictures: Sequence[Picture]) -> Iterator[DraftProblem]:
        if len(pictures) > MOST_PICTURES:
            yield _err("many_pictures", "图片", f"超过 {MOST_PICTURES} 张。", "请去掉几张。", "pictures")
        for number, picture in enumerate(pictures):
            place = f"第 {number + 1} 张图片"
            if not picture.title.strip():
                yield _err(
                    "picture_untitled",
                    place,
                    "没有说明。",
                    "请写上是什么，看不见的人靠它听。",
                    "pictures",
                    number,
                )
            elif len(picture.title) > 60:
                yield _err("title_long", place, "说明太长。", "请写短一些。", "pictures", number)
            yield from self._line(picture.title, place, "pictures", number)
        if pictures:
            names = "也不能有人名。" if self.privacy in ("P2", "P3") else ""
            yield DraftProblem(
                "note", "look_at_pictures", "图片", "图片上的字，本机看不懂。",
                f"请再看一遍：不能有证件号、卡号、电话。{names}", "pictures",
            )  # fmt: skip

    def whole(self, pictures: Sequence[Picture]) -> Iterator[DraftProblem]:
        content = self.content
        there = bool(content.body.strip() or content.fields or pictures)
        if content.nothing:
            if content.fields or pictures:
                yield _err(
                    "nothing_rule",
                    "整件",
                    "写了“本期没有发生”，又有表格或图片。",
                    "请去掉其中一样。",
                    "whole",
                )
        elif not there:
            yield _err("empty", "整件", "还没有内容。", "请写正文，或加表格、图片。", "whole")
        if self.privacy == "P4":
            yield _err(
                "privacy_p4", "整件", "这一项按规定不单独公开。", "请返回，并到上一项的合计里写。", "whole"
            )
        elif self.privacy == "P3":
            yield DraftProblem(
                "note", "totals_only", "整件", "这一项只写人数和合计。", "请再看一遍：不能有人名。", "whole"
            )
        elif self.privacy == "P2":
            yield DraftProblem(
                "note",
                "village_only",
                "整件",
                "这一项只给本村人看，不上网。",
                "名单里只写姓名、人数、金额。",
                "whole",
            )
        if there and not content.nothing:
            missing = [e for item in self.items for e in missing_elements(item, content, pictures)]
            if missing:
                yield DraftProblem(
                    "note", "elements", "公开内容", f"还缺：{'、'.join(dict.fromkeys(missing))}。",
                    "有就补上；没有就不用管。", "whole",
                )  # fmt: skip

    def _line(
        self, text: str, place: str, part: Part, row: int | None = None, column: int | None = None
    ) -> Iterator[DraftProblem]:
        if _UNSEEN.search(text) or "\n" in text:
            yield _err("unseen", place, "有看不见的符号。", "请删掉重新写。", part, row, column)
        if found := scan_text(text, self._own):
            yield _personal(place, found[0].words(), part, row, column)


def missing_elements(item: CatalogueItem, content: Content, pictures: Sequence[Picture]) -> tuple[str, ...]:
    """Which of the item's elements the publication seems not to name; a guess, good for a note only."""
    words = "".join(
        [content.title, content.body, *content.fields, *(p.title for p in pictures)]
        + [cell for row in content.rows[:200] for cell in row]
    )
    return tuple(element for element in item.elements if not _is_named(element, words))


def _is_named(element: str, words: str) -> bool:
    plain = re.sub(r"[(（][^)）]*[)）]", "", element)
    for part in re.split(r"[、，,和与及或的/]", plain):
        name = part.strip()
        if len(name) < 2:
            continue
        if name in words or (len(name) > 2 and (name[-2:] in words or name[:2] in words)):
            return True
    return False


def _err(
    code: str, place: str, what: str, todo: str, part: Part, row: int | None = None, column: int | None = None
) -> DraftProblem:
    return DraftProblem("err", code, place, what, todo, part, row, column)


def _warn(code: str, place: str, what: str, todo: str, part: Part) -> DraftProblem:
    return DraftProblem("warn", code, place, what, todo, part)


def _personal(
    place: str, words: str, part: Part, row: int | None = None, column: int | None = None
) -> DraftProblem:
    return _err("personal_value", place, f"里面有像{words}的数字。", "请去掉，不能公开。", part, row, column)
