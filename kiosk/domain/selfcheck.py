"""“Could this be for my family?”: a few plain questions a programme, and what the answers mean.

The questions come from ``catalog/selfcheck.csv``.  They decide nothing: the verdict is 可能能领,
可能不能领 or 要问一问, and whoever shows it says that the village's check counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, cast

from kiosk.domain.paths import catalog_dir
from kiosk.domain.tables import read_rows

Answer = Literal["yes", "no", "unsure"]
Verdict = Literal["likely", "unlikely", "ask"]
ANSWERS: Final = ("yes", "no", "unsure")
FILE: Final = "selfcheck.csv"
_COLUMNS: Final = ("programme", "question", "wanted", "otherwise")


@dataclass(frozen=True, slots=True)
class SelfQuestion:
    """``wanted`` is the answer that speaks for it; the other one speaks against it or is to be asked."""

    text: str
    wanted: Literal["yes", "no"]
    decides: bool


SelfChecks = Mapping[str, tuple[SelfQuestion, ...]]
"""Questions by programme id, in their order."""


def parse_selfchecks(text: str, *, file: str = FILE) -> SelfChecks:
    """The table; raises SenderFault as every reference table does."""
    found: dict[str, tuple[SelfQuestion, ...]] = {}
    for row in read_rows(text, file=file, columns=_COLUMNS):
        wanted = cast(Literal["yes", "no"], row.one_of("wanted", ("yes", "no")))
        question = SelfQuestion(
            row.needed("question"), wanted, row.one_of("otherwise", ("no", "ask")) == "no"
        )
        programme = row.needed("programme")
        found[programme] = (*found.get(programme, ()), question)
    return found


@lru_cache(maxsize=1)
def load_selfchecks() -> SelfChecks:
    """The packaged table, read once."""
    return parse_selfchecks((catalog_dir() / FILE).read_text(encoding="utf-8"))


def questions_for(programmes: Sequence[str], checks: SelfChecks) -> tuple[SelfQuestion, ...]:
    """Questions of the first of these programmes that has any; empty: no self-check."""
    return next((checks[p] for p in programmes if p in checks), ())


def verdict(questions: Sequence[SelfQuestion], answers: Sequence[Answer]) -> Verdict | None:
    """What the answers so far mean; ``None`` while another question must be asked.

    The first answer that speaks against it ends the asking.
    """
    given = list(zip(questions, answers, strict=False))
    against = [q for q, answer in given if answer not in (q.wanted, "unsure")]
    if any(q.decides for q in against):
        return "unlikely"
    if len(given) < len(questions):
        return None
    return "ask" if against or any(answer == "unsure" for _, answer in given) else "likely"
