"""Villagers' questions (意见、答复): ready sentences, numbers, due dates, states, how long things are kept.

Pure rules.  An asker says what it is by a ready sentence and, if they like, a few words written by
hand; there is no typed text, so nothing personal can be typed by mistake.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Literal, get_args

from kiosk.domain.errors import UsageFault
from kiosk.domain.workdays import HolidayTable

QuestionKind = Literal["ask", "error", "complaint"]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)
Contact = Literal["here", "phone", "none"]
"""How the asker wants to learn of the reply: 到这里查, 打电话, 不用."""
CONTACTS: tuple[Contact, ...] = get_args(Contact)
AboutType = Literal["payouts", "disclosure", "policy", "event", "recipient", "programme", "item"]
"""What a question is about; ``item`` is a catalogue item, for something that is not public yet."""
ABOUT_TYPES: tuple[AboutType, ...] = get_args(AboutType)
QuestionState = Literal["received", "working", "answered", "withdrawn"]

KIND_WORDS = MappingProxyType({"ask": "问一问", "error": "有错误", "complaint": "投诉建议"})
CONTACT_WORDS = MappingProxyType({"here": "到这里查", "phone": "打电话", "none": "不用"})
STATE_WORDS = MappingProxyType(
    {"received": "收到", "working": "办理中", "answered": "已答复", "withdrawn": "已撤回"}
)

REPLY_WORKDAYS = 5
"""赣府厅字〔2022〕45号 第(十三)项: 咨询答复不超过5个工作日."""
SIMPLE_WORKDAYS = 3
"""The same: 简单问题3日内. Counted in working days too, because nobody answers on a rest day."""
WITHDRAW_WITHIN = timedelta(minutes=5)
ERASE_AFTER_DAYS = 30
"""Days after the reply until the sealed letter (with it the phone) and the handwriting are erased."""
FORGET_AFTER_DAYS = 400
"""Days after the asking until the same happens to a question that nobody ever answered."""
NUMBER_DIGITS = 6
MOST_REPLY = 500
"""Characters of an answer."""
MOST_A_DAY = 50
"""Questions a kiosk takes on one day; a child at play shall not fill the disk."""


@dataclass(frozen=True, slots=True)
class ReadySentence:
    """One sentence to choose. ``simple``: answered by looking it up, due in 3 working days;
    ``may_be_public``: question and answer may ever be shown to others; ``needs_drawing``: it says
    nothing without handwriting, which is never shown to others."""

    code: str
    kind: QuestionKind
    text: str
    simple: bool = False
    may_be_public: bool = True
    needs_drawing: bool = False


READY: tuple[ReadySentence, ...] = (
    ReadySentence("when_paid", "ask", "这笔钱什么时候发", simple=True),
    ReadySentence("can_i", "ask", "我家能不能领"),
    ReadySentence("which_papers", "ask", "要带什么材料", simple=True),
    ReadySentence("how_counted", "ask", "这个数是怎么算的"),
    ReadySentence("whom_to_see", "ask", "这件事找谁办", simple=True),
    ReadySentence("ask_other", "ask", "其他，我来写", needs_drawing=True),
    ReadySentence("area_wrong", "error", "我家面积不对"),
    ReadySentence("amount_wrong", "error", "金额不对"),
    ReadySentence("not_received", "error", "钱没收到"),
    ReadySentence("name_wrong", "error", "名字写错了", simple=True),
    # Naming somebody as not entitled is an accusation until it has been looked into (ui.md, page 12).
    ReadySentence("should_not_have", "error", "不该有他", may_be_public=False),
    ReadySentence("error_other", "error", "其他，我来写", needs_drawing=True),
    ReadySentence("not_public", "complaint", "该公开的没公开"),
    ReadySentence("too_late", "complaint", "公开得太晚"),
    ReadySentence("not_clear", "complaint", "看不懂，写得不清楚"),
    ReadySentence("badly_served", "complaint", "办事的人态度不好", may_be_public=False),
    ReadySentence("complaint_other", "complaint", "其他，我来写", needs_drawing=True),
)
_BY_CODE = MappingProxyType({sentence.code: sentence for sentence in READY})


def ready_sentences(kind: QuestionKind) -> tuple[ReadySentence, ...]:
    """The sentences of a kind in the order in which they are offered."""
    return tuple(sentence for sentence in READY if sentence.kind == kind)


def ready_sentence(code: str) -> ReadySentence:
    """The sentence with this code; ``KeyError`` when there is none."""
    return _BY_CODE[code]


@dataclass(frozen=True, slots=True)
class About:
    """The thing that a question is about: its kind and its id on the board."""

    type: AboutType
    id: str


def public_about(about: About | None) -> About | None:
    """What may be said beside a public answer: never a person's own page, which would say who asked."""
    return None if about is None or about.type == "recipient" else about


def due_date(asked_on: date, simple: bool, holidays: HolidayTable) -> date:
    """The last day for the reply: the 5th (simple ones: 3rd) working day after the asking."""
    return holidays.add_workdays(asked_on, SIMPLE_WORKDAYS if simple else REPLY_WORKDAYS)


def overdue_days(due: date | None, today: date, *, trusted: bool) -> int:
    """Days past the due date; 0 when it is not past, not known, or the clock cannot be believed."""
    return max(0, (today - due).days) if due is not None and trusted else 0


def state_of(*, withdrawn: bool, answered: bool, taken_up: bool) -> QuestionState:
    """收到 until it is on its way to the county or the clerk has taken it up, then 办理中, 已答复.

    Withdrawn stays withdrawn, whatever comes later.
    """
    if withdrawn:
        return "withdrawn"
    if answered:
        return "answered"
    return "working" if taken_up else "received"


def may_withdraw(asked_at: datetime, now: datetime) -> bool:
    """Whether the asker may still take it back: 5 minutes, also when the clock was set back meanwhile.

    A clock that was set back by more ends the time, or the question would wait for years.
    """
    return abs(now - asked_at) <= WITHDRAW_WITHIN


def is_to_erase(asked_on: date, replied_on: date | None, today: date) -> bool:
    """Whether what is personal in a question has been kept long enough.

    From the 30th day after the reply (个人信息保护法 art. 19 and 47: no longer than needed); without
    a reply after 400 days.
    """
    if replied_on is not None:
        return today >= replied_on + timedelta(days=ERASE_AFTER_DAYS)
    return today >= asked_on + timedelta(days=FORGET_AFTER_DAYS)


def new_number(draw_below: Callable[[int], int], is_taken: Callable[[str], bool]) -> str:
    """A free receipt number: 6 digits, the first never 0, in no order that could be guessed.

    ``draw_below(n)`` is an unpredictable number from 0 to n − 1 (``secrets.randbelow``).  With
    ``MOST_A_DAY`` questions every day half of the numbers would be taken after 24 years.
    """
    low = 10 ** (NUMBER_DIGITS - 1)
    while is_taken(number := str(low + draw_below(9 * low))):
        pass
    return number


def tidy_number(text: str) -> str | None:
    """A receipt number as a person gave it (blanks, full-width digits); ``None`` when it cannot be one."""
    digits = "".join(unicodedata.normalize("NFKC", text).split())
    is_one = len(digits) == NUMBER_DIGITS and digits.isascii() and digits.isdigit() and digits[0] != "0"
    return digits if is_one else None


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(0\d{2,3})?[2-9]\d{6,7}", re.ASCII)


def tidy_phone(text: str) -> str:
    """A phone from the number pad as plain digits. ``UsageFault`` ``bad_phone``, without the number."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)):
        raise UsageFault("bad_phone", "电话少了或多了几位。手机要11位，座机前面加区号。")
    return digits
