"""In which unit quantities and rates stand, for each programme of a table; areas become 亩.

A unit comes from the column's own header, else from the line above the table (单位：亩、元), else
from the programme.  The line above speaks of areas only: persons and machines in the same table
have no 亩.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kiosk.domain.programmes import Programme

ONE = Decimal(1)
TO_MU = {"公顷": Decimal(15), "平方米": Decimal("0.0015"), "㎡": Decimal("0.0015")}
"""亩 in one unit: 1公顷 = 15亩, 1亩 = 2000/3 平方米; 0.0015 is what the departments reckon with."""
HOW = "（1公顷=15亩，1平方米=0.0015亩）"


@dataclass(frozen=True, slots=True)
class Units:
    """Units as published, the factors into them, and the unit that was converted, if one was."""

    qty: str = ""
    rate: str = ""
    qty_factor: Decimal = ONE
    rate_factor: Decimal = ONE
    converted_from: str = ""

    @property
    def plain(self) -> bool:
        return self.qty_factor == 1 and self.rate_factor == 1


@dataclass(frozen=True, slots=True)
class UnitWords:
    """What a table says: units in the headers of quantity and rate (None without such a column), and the
    line above it."""

    qty: str | None = None
    rate: str | None = None
    above: str = ""

    def units(self, programme: Programme | None) -> Units:
        """The units of a programme's lines; of an unknown one they may be areas."""
        own = programme.unit if programme else ""
        into_mu = programme is None or "亩" in own
        qty, per_own = self.qty or "", ""
        if self.qty is not None and not qty:
            if into_mu:
                qty = next((u for u in ("亩", "公顷", "平方米") if u in self.above), "")
            # 低保 reckons in 人·月: its quantity are persons, its rate is for a month.
            qty, per_own = (qty, "") if qty or "/" in own else (own.partition("·")[0], own)
        rate = self.rate or ""
        per = rate.rpartition("/")[2]
        factor = TO_MU.get(qty, ONE) if into_mu else ONE
        rate_factor = 1 / TO_MU[per] if into_mu and per in TO_MU else ONE
        converted = qty if factor != 1 else (per if rate_factor != 1 else "")
        qty = "亩" if factor != 1 else qty
        if rate_factor != 1:
            rate = "元/亩"
        if self.rate is not None and "/" not in rate and qty:
            rate = f"元/{per_own or qty}"
        return Units(qty, rate, factor, rate_factor, converted)
