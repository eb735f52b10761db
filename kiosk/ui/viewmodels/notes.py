"""What must stay visible beside a publication: corrected, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.domain.texts import format_day
from kiosk.store.views import Published
from kiosk.ui.viewmodels.facts import Facts


@dataclass(frozen=True, slots=True)
class Note:
    """A chip (``state`` of the kit's Chip, ``''`` = nothing to say) and the sentence beside it."""

    state: str = ""
    label: str = ""
    text: str = ""


def note_of(head: Published, facts: Facts, changes: str = "") -> Note:
    """已撤回 with reason and date, or ``11月17日更正过`` with what changed and why."""
    if head.withdrawal is not None:
        day = format_day(head.withdrawal.withdrawn_on, facts.today)
        return Note("err", "已撤回", f"{day}撤回。{_sentence(head.withdrawal.reason)}")
    if head.correction is not None:
        day = format_day(head.correction.corrected_on, facts.today)
        return Note("info", f"{day}更正过", changes + _sentence(head.correction.reason))
    return Note()


def _sentence(text: str) -> str:
    clean = text.strip()
    return clean if not clean or clean[-1] in "。！？" else clean + "。"
