"""What columns are called: ``catalog/synonyms.csv`` and the programme's own published columns.

Data columns: ``kind,label,weight,note``.  ``weight`` 0–1 is how surely the label means the kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.domain.columns import Column
from kiosk.domain.tables import read_rows

KINDS: Mapping[str, str] = {
    "row": "序号", "town": "乡镇", "village": "村", "group": "小组", "name": "姓名", "idno": "证件号",
    "account": "账号", "phone": "电话", "address": "住址", "birth": "个人情况", "programme": "补贴项目",
    "dept": "主管部门", "qty": "数量", "qty_part": "数量的一部分", "persons": "人数", "rate": "标准",
    "months": "月数", "cents": "金额", "due": "应发金额", "paid_on": "发放日期", "paid_how": "发放方式",
    "note": "备注", "sign": "签字", "across": "各项之和", "parcel": "地块",
    "x1": "项目专用列一", "x2": "项目专用列二", "x3": "项目专用列三", "x4": "项目专用列四",
}  # fmt: skip
"""Every use a column may have, and what it is called towards a clerk."""

PRIVATE_KINDS = frozenset({"idno", "account", "phone", "address", "birth"})
"""Never leaves the county; the ID is used to recognise a person, the others are dropped unread."""

_UNIT = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
_IS_UNIT = re.compile(
    r"(?:人民币|单位[:：]?)?(?:万?元|亩|畝|公顷|平方米|㎡|人|户|台|头|只|个|株|次|月|个月)"
    r"(?:[/／每、·](?:亩|畝|公顷|平方米|㎡|人|户|台|头|只|个|株|次|月|年|季|批|元))*(?:[·.、]?(?:月|年))?\Z"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A header cell taken apart: ``key`` for comparing, ``unit`` from its brackets (``元/亩``) or ``""``."""

    text: str
    key: str
    unit: str


def is_unit(text: str) -> bool:
    """Whether a text is a unit such as ``元/亩`` or ``(亩)``, as stands in a header's unit row."""
    return _IS_UNIT.match(text.strip("()（）[]【】 ")) is not None


def label_of(text: str) -> Label:
    """Takes out blanks, line breaks, colons and bracketed units, and width differences."""
    plain = re.sub(r"[\s:：*＊]", "", unicodedata.normalize("NFKC", text))
    unit = ""
    for match in _UNIT.finditer(plain):
        if is_unit(match[1]):
            unit = match[1].replace("畝", "亩").replace("每", "/").replace("／", "/")
            plain = plain.replace(match[0], "")
    return Label(text, plain.replace("畝", "亩").upper(), unit)


class SynonymTable:
    """Label → (kind, weight). Exact labels only; ``near`` looks for a known label inside another."""

    def __init__(self, entries: Iterable[tuple[str, str, float]]) -> None:
        self._exact: dict[str, tuple[str, float]] = {}
        for kind, label, weight in entries:
            self._exact.setdefault(label_of(label).key, (kind, weight))
            bare = re.sub(r"[()]", "", label_of(label).key)
            self._exact.setdefault(bare, (kind, weight))

    def exact(self, key: str) -> tuple[str, float] | None:
        """Kind and weight of a label that is in the table (brackets that are no unit do not matter)."""
        return self._exact.get(key) or self._exact.get(re.sub(r"[()]", "", key))

    def near(self, key: str) -> tuple[str, float] | None:
        """The kind of the longest known label (two characters or more) at the end or start of ``key``."""
        best: tuple[int, str, float] | None = None
        for known, (kind, weight) in self._exact.items():
            if len(known) < 2 or len(known) >= len(key):
                continue
            if key.endswith(known) or (key.startswith(known) and kind not in ("cents", "qty", "rate")):
                found = (len(known), kind, weight * 0.75)
                best = max(best, found) if best else found
        return (best[1], best[2]) if best else None

    def knows(self, key: str) -> bool:
        """Whether the label, or something it ends with, is in the table."""
        return self.exact(key) is not None

    def with_programme(self, columns: Iterable[Column]) -> SynonymTable:
        """This table with the labels a programme publishes in front (模式 is x1 for 改厕 only)."""
        extra = [
            (kind, c.label, 1.0)
            for c in columns
            if (kind := c.column) not in ("row", "ordinal", "recipient_id", "status")
        ]
        table = SynonymTable(())
        table._exact = dict(self._exact)
        for kind, label, weight in extra:
            key = label_of(label).key
            # A published label never makes a private column public, nor 合计 surer than it is.
            known = table._exact.get(key)
            if known is None or (kind.startswith("x") and known[0] not in PRIVATE_KINDS):
                table._exact[key] = (kind, weight)
        return table


def load_synonyms(text: str, *, file: str = "synonyms.csv") -> SynonymTable:
    """The table of a CSV ``kind,label,weight,note``; SenderFault with row and column when it is wrong."""
    entries: list[tuple[str, str, float]] = []
    seen: set[str] = set()
    for row in read_rows(text, file=file, columns=("kind", "label", "weight"), optional=("note",)):
        kind, label = row.one_of("kind", tuple(KINDS)), row.needed("label")
        if label in seen:
            raise row.fault("label", "这个列名写了两次。请删掉一行再发。", "reference_duplicate")
        seen.add(label)
        if not re.fullmatch(r"(?:0\.\d+|1\.0)", row["weight"]):
            raise row.fault("weight", "要填 0 到 1 之间的小数，例如 1.0、0.6。请改正后再发。")
        entries.append((kind, label, float(row["weight"])))
    return SynonymTable(entries)
