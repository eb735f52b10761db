"""U 盘: which sticks are plugged in, and what is said when there is none. For the maker thread."""

from __future__ import annotations

from kiosk.domain.errors import EnvironmentFault
from kiosk.printing.folder import MOUNTS, UNDER, Stick
from kiosk.printing.folder import sticks as mounted


def sticks() -> tuple[Stick, ...]:
    """Every stick that can be written to, by name."""
    return mounted(MOUNTS, UNDER)


def plugged() -> tuple[Stick, ...]:
    """One at least. ``EnvironmentFault`` ``no_stick`` without any."""
    found = sticks()
    if not found:
        raise EnvironmentFault("no_stick", "没有看到 U 盘。请插好，等几秒，再按一次。")
    return found


def the_stick() -> Stick:
    """The only one. ``EnvironmentFault`` ``no_stick`` without any, ``two_sticks`` with several."""
    found = plugged()
    if len(found) != 1:
        names = "、".join(stick.name for stick in found)
        raise EnvironmentFault("two_sticks", f"插了几个 U 盘：{names}。请只留一个，再按一次。")
    return found[0]
