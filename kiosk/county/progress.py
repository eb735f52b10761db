"""How far a long work has come: what, done, whole. Rules only report; the command line draws.

``whole`` is 0 while it is not known.  ``unit`` says what is counted (行, 个村, 个包, 字节).
"""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int, str], None]
"""(what is being done, done, whole, unit)."""


def silent(what: str, done: int, whole: int, unit: str) -> None:
    """For callers that show nothing."""
