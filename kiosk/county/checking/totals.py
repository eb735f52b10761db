"""小计 and 合计 lines against what the lines above them add up to (domain README §6.6.5)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Lines and their sum in 分; ``whole`` is False when an amount among them could not be read."""

    lines: int = 0
    cents: int = 0
    whole: bool = True

    def plus(self, lines: int, cents: int, whole: bool = True) -> Span:
        return Span(self.lines + lines, self.cents + cents, self.whole and whole)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a total line was compared with: the stretch of lines that fits best."""

    span: Span
    agrees: bool


def tolerance(lines: int) -> int:
    """Half a 分 a line, rounded up, at least one: every line was rounded by itself."""
    return max(1, (lines + 1) // 2)


class RunningTotals:
    """Sums since the last 小计, since the last 合计, and since the start of the sheet."""

    def __init__(self) -> None:
        self._part = self._sum = self._all = Span()

    def add(self, lines: int, cents: int, whole: bool = True) -> None:
        """Lines of persons, whether accepted or not: the sheet's own totals count them too."""
        self._part = self._part.plus(lines, cents, whole)
        self._sum = self._sum.plus(lines, cents, whole)
        self._all = self._all.plus(lines, cents, whole)

    def compare(self, label: str, said: int) -> Compared | None:
        """Compares a total line and starts the next stretch; None when there is nothing to compare.

        小计 covers the lines since the last total; other words are used for a part, for one of several
        tables on a sheet and for everything, so any of the three may fit.
        """
        candidates = [self._part] if label == "小计" else [self._sum, self._all, self._part]
        self._part = Span()
        if label != "小计":
            self._sum = Span()
        candidates = [c for c in candidates if c.lines]
        if not candidates:
            # A 合计 right behind the last 小计, or a second one (本页合计, 总合计).
            candidates = [self._all] if self._all.lines and label != "小计" else []
        if not candidates:
            return None
        for span in candidates:
            if abs(span.cents - said) <= tolerance(span.lines):
                return Compared(span, True)
        if not all(c.whole for c in candidates):
            return None
        return Compared(candidates[0], label == "累计")
