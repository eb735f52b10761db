"""Why something was not made public in time (赣府厅字〔2022〕45号 第(十六)项: a ledger with reason and date).

The clerk chooses a ready reason, may add a few words and promises a day; villagers read it beside
the overdue item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from kiosk.domain.duty import DutyKey
from kiosk.domain.texts import format_day

OTHER: Final = "other"
READY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accounts": "等会计报表",
        "county": "等县里的材料",
        "town": "等乡镇的材料",
        "review": "监督机构还在审核",
        "meeting": "等开会定下来",
        "unfinished": "事情还没办完",
        "absent": "经办的人不在",
        "broken": "机器坏过，正在补",
        OTHER: "其他",
    }
)
"""Code → words, in the order of the choice. ``other`` needs words of the clerk's own."""
MOST_WORDS: Final = 40
"""Characters of the clerk's own words."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What stands for a duty. ``late_on``: the promised day; ``who`` wrote it at ``at``.

    A taken-back one has an empty ``code``.
    """

    key: DutyKey
    code: str
    text: str
    late_on: date | None
    who: str
    at: datetime

    @property
    def words(self) -> str:
        """Ready reason and own words: ``等会计报表（镇里在结账）``; own words alone under ``other``."""
        ready = READY.get(self.code, "")
        if self.code == OTHER:
            return self.text
        return f"{ready}（{self.text}）" if ready and self.text else ready or self.text

    def sentence(self, today: date) -> str:
        """``等会计报表，最晚 12月5日补上``."""
        if self.late_on is None:
            return self.words
        return f"{self.words}，最晚 {format_day(self.late_on, today)}补上"


def sentences(reasons: Mapping[DutyKey, Reason], today: date) -> Mapping[DutyKey, str]:
    """What villagers read, by duty."""
    return {key: reason.sentence(today) for key, reason in reasons.items()}


def subject_of(key: DutyKey) -> str:
    """A duty's name in the record of deeds: ``GK-CW-01/0/2026-Q3``."""
    return f"{key.catalogue_id}/{key.part}/{key.period}"
