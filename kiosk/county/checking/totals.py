"""小计 and 合计 lines against what the lines above them add up to (domain README §6.6.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Lines and their sum, say in 分; ``whole`` is False when a cell among them could not be read."""

    lines: int = 0
    value: int = 0
    whole: bool = True

    def plus(self, lines: int, value: int, whole: bool = True) -> Span:
        return Span(self.lines + lines, self.value + value, self.whole and whole)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a total line was compared with: the stretch of lines that fits best."""

    span: Span
    agrees: bool


def tolerance(lines: int) -> int:
    """Half a 分 a line, rounded up, at least one: every line was rounded by itself."""
    return max(1, (lines + 1) // 2)


class RunningTotals:
    """Sums of one column since the last 小计, since the last 合计, and since the start of the sheet.

    Whole numbers of any measure: 分, millionths of a quantity, households, persons.
    """

    def __init__(self) -> None:
        self._part = self._sum = self._all = Span()
        self._begun = False

    def add(self, lines: int, value: int, whole: bool = True) -> None:
        """Lines of persons, whether accepted or not: the sheet's own totals count them too."""
        self._begun = True
        self._part = self._part.plus(lines, value, whole)
        self._sum = self._sum.plus(lines, value, whole)
        self._all = self._all.plus(lines, value, whole)

    @property
    def begun(self) -> bool:
        """Whether anything was added to this table."""
        return self._begun

    def part(self) -> None:
        """A table or part begins that no total line closed before."""
        self._part, self._begun = Span(), False

    def close(self, label: str) -> list[Span]:
        """What a total line of this label may cover, likeliest first; the next stretch starts here.

        小计 covers the lines since the last total; other words are used for a part, for one of several
        tables on a sheet and for everything, so any of the three may fit.
        """
        spans = [self._part] if label == "小计" else [self._sum, self._all, self._part]
        self._part = Span()
        if label != "小计":
            self._sum = Span()
        spans = [s for s in spans if s.lines]
        if not spans and label != "小计" and self._all.lines:
            # A 合计 right behind the last 小计, or a second one (本页合计, 总合计).
            spans = [self._all]
        return spans


def compare(
    spans: Sequence[Span], label: str, said: int, allowed: Callable[[int], int] = tolerance
) -> Compared | None:
    """A total line against the stretches it may cover; None when there is nothing to compare."""
    for span in spans:
        if abs(span.value - said) <= allowed(span.lines):
            return Compared(span, True)
    if not spans or not all(s.whole for s in spans):
        return None
    return Compared(spans[0], label == "累计")
