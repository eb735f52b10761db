"""Three families of errors: the sender's fault, the environment's, a wrong call.

Everything else that is raised is our own bug and is reported as such.  Each error carries a
``code`` for programs, a ``message`` in plain Chinese for the person who can act on it, and an
optional ``detail`` for the log.  None of the three may hold a personal value (an ID number, a
card, a phone, the text of the offending cell): messages travel in receipts and on paper.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the sender's material something is wrong.

    ``row`` is the number a person sees: for CSV the record number with the header as 1.
    """

    file: str | None = None
    row: int | None = None
    column: str | None = None

    def words(self) -> str:
        """The place in Chinese, e.g. ``data/bt.csv 第37行“金额”列``; empty when unknown."""
        parts = [self.file or ""]
        spot = f"第{self.row}行" if self.row is not None else ""
        if self.column is not None:
            spot += f"“{self.column}”列"
        parts.append(spot)
        return " ".join(p for p in parts if p)


class KioskError(Exception):
    """Base of the expected errors. ``exit_code`` is what a command ends with."""

    exit_code = 1

    def __init__(self, code: str, message: str, *, detail: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.detail = detail
        self.place = place or Place()

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling that a worker process needs.
        return (_rebuild, (type(self), self.code, self.message, self.detail, self.place))

    def sentence(self) -> str:
        """Message with its place in front, ready for a person."""
        where = self.place.words()
        return f"{where}：{self.message}" if where else self.message


def _rebuild(kind: type[KioskError], code: str, message: str, detail: str, place: Place) -> KioskError:
    return kind(code, message, detail=detail, place=place)


class SenderFault(KioskError):
    """What was sent (a bundle, a spreadsheet, a reference table) is wrong: the sender must mend it.

    Never retried until the material changes; the last good content stays.
    """

    exit_code = 1


class UsageFault(KioskError):
    """The command or the call was given something that does not fit."""

    exit_code = 2


class EnvironmentFault(KioskError):
    """Disk, folder, font, clock, printer or an installed file: may pass, retried with back-off."""

    exit_code = 3
