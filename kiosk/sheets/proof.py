"""打印前核对: the five things a clerk wants to know of a sheet before it hangs, each looked up by itself.

The gates of ``check`` stop a sheet at the first fault; this says of each kind whether it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.domain.errors import SenderFault
from kiosk.domain.money import MoneyTextError, format_yuan, parse_yuan
from kiosk.domain.scan import FindingKind, scan_text
from kiosk.domain.settings import UnitSettings
from kiosk.sheets.check import check_glyphs, place_of, texts_of
from kiosk.sheets.fonts import Fonts
from kiosk.sheets.model import FlowBody, ModelLine, SheetModel, TableBlock, TableBody

ProofKind = Literal["id_number", "card", "phone", "totals", "glyphs"]
PROOF_WORDS: Final[dict[ProofKind, str]] = {
    "id_number": "没有证件号",
    "card": "没有账号",
    "phone": "没有电话",
    "totals": "合计对得上",
    "glyphs": "没有缺字",
}
_WHOLE: Final = frozenset({"合计", "总计"})
_YUAN: Final = ("(元)", "（元）")


@dataclass(frozen=True, slots=True)
class Proof:
    """One of the five. ``holds`` is ``None`` where nothing can be said (a sheet without a sum, an account
    whose sum is made otherwise); ``why`` is the sentence about the first fault."""

    kind: ProofKind
    holds: bool | None
    why: str = ""

    @property
    def words(self) -> str:
        """没有证件号; 没有合计要对 where there is nothing to add up, 合计请人核对 where only a person can."""
        if self.holds is not None:
            return PROOF_WORDS[self.kind]
        return self.why or "没有合计要对"


def prove(model: SheetModel, settings: UnitSettings, fonts: Fonts) -> tuple[Proof, ...]:
    """All five, in the order of the page; linear in the texts of the sheet."""
    found = _personal(model, settings)
    kinds: tuple[FindingKind, ...] = ("id_number", "card", "phone")
    return (
        *(Proof(kind, kind not in found, found.get(kind, "")) for kind in kinds),
        _totals(model),
        _glyphs(model, fonts),
    )


def _personal(model: SheetModel, settings: UnitSettings) -> dict[FindingKind, str]:
    exempt = settings.own_numbers()
    found: dict[FindingKind, str] = {}
    for text, line in texts_of(model):
        for finding in scan_text(text, exempt):
            where = place_of(model, line)
            found.setdefault(
                finding.kind, f"{where}里有{finding.words()}（{finding.shape()}）。请县里去掉后重发。"
            )
    return found


def _glyphs(model: SheetModel, fonts: Fonts) -> Proof:
    try:
        check_glyphs(model, fonts)
    except SenderFault as fault:
        return Proof("glyphs", False, fault.message)
    return Proof("glyphs", True)


def _totals(model: SheetModel) -> Proof:
    """Every 小计 against the rows of its group, the 合计 against all rows, added up from what is printed."""
    body = model.body
    if isinstance(body, FlowBody):
        return _accounts(body)
    if not isinstance(body, TableBody):
        return Proof("totals", None)
    at = next((i for i, c in enumerate(body.columns) if c.source == "cents"), None)
    if at is None:
        return Proof("totals", None)
    looked = False
    for line in body.lines:
        if line.kind not in ("subtotal", "total"):
            continue
        said = _cents(line, at)
        if said is None:
            continue
        rows = [r for r in body.lines if r.kind == "row" and (line.kind == "total" or r.group == line.group)]
        summed = sum(_cents(row, at) or 0 for row in rows)
        if summed != said:
            why = f"“{line.text}”写的是{format_yuan(said)}，一行行加起来是{format_yuan(summed)}。请县里核对。"
            return Proof("totals", False, why)
        looked = True
    return Proof("totals", True if looked else None)


def _accounts(body: FlowBody) -> Proof:
    """合计 of the tables of a disclosure. A table with 上期结转 or 本年累计 adds up by its own rules."""
    looked = False
    for block in body.blocks:
        if not isinstance(block, TableBlock):
            continue
        sums = [line for line in block.lines if line.kind == "subtotal"]
        if not sums:
            continue
        last = sums[-1]
        if len(sums) > 1 or not set(last.values) & _WHOLE:
            return Proof("totals", None, "合计请人核对")
        rows = [line for line in block.lines if line.kind == "row"]
        for at, column in enumerate(block.columns):
            said = _cents(last, at) if column.label.endswith(_YUAN) else None
            if said is None:
                continue
            if said != sum(_cents(row, at) or 0 for row in rows):
                return Proof("totals", None, "合计请人核对")
            looked = True
    return Proof("totals", True if looked else None)


def _cents(line: ModelLine, at: int) -> int | None:
    """The amount in a cell; ``None`` for words (不列) and blanks."""
    try:
        return parse_yuan(line.values[at])
    except (IndexError, MoneyTextError):
        return None


def all_hold(proofs: Sequence[Proof]) -> bool:
    """Whether nothing is against printing."""
    return all(proof.holds is not False for proof in proofs)
