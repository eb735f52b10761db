"""Villages, communities and their 12-digit statistical region codes (统计用区划代码)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["village", "community"]

_CODE = re.compile(r"[1-9][0-9]{11}\Z", re.ASCII)


def is_village_code(text: str) -> bool:
    """Twelve ASCII digits, not starting with 0."""
    return _CODE.match(text) is not None


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community. Town code = first 9 digits, county code = first 6."""

    village_code: str
    village_name: str
    town_name: str
    kind: UnitKind
    county_name: str = "安义县"
    province_name: str = "江西省"

    def __post_init__(self) -> None:
        if not is_village_code(self.village_code):
            raise ValueError(f"not a 12-digit village code: {self.village_code!r}")

    @property
    def town_code(self) -> str:
        return self.village_code[:9]

    @property
    def county_code(self) -> str:
        return self.village_code[:6]

    @property
    def short_name(self) -> str:
        """罗田村 from 罗田村委会, 东门社区 from 东门社区居委会: what people call the place."""
        name = self.village_name
        if name.endswith(("村委会", "村民委员会")):
            stem = name.removesuffix("委会").removesuffix("民委员会")
            return stem[:-1] if stem.endswith("村村") else stem
        return name.removesuffix("居委会").removesuffix("居民委员会")

    @property
    def committee(self) -> str:
        """村委会 or 居委会, as the law calls the issuer in short."""
        return "村委会" if self.kind == "village" else "居委会"

    @property
    def people(self) -> str:
        """村民 or 居民."""
        return "村民" if self.kind == "village" else "居民"

    @property
    def supervisors(self) -> str:
        """村务监督机构 or 居务监督机构."""
        return "村务监督机构" if self.kind == "village" else "居务监督机构"

    @property
    def affairs(self) -> str:
        """村务公开 or 居务公开."""
        return "村务公开" if self.kind == "village" else "居务公开"
