"""What a packing says, tried or done: numbers first, then who got what, then what is wrong and where."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.chinese import width, wrap
from kiosk.cli.county_options import bundle_paths, fault_json, tell_faults
from kiosk.cli.output import say
from kiosk.county.cover import cover
from kiosk.domain.region import Village

if TYPE_CHECKING:
    from kiosk.county.packing import PackOutcome
    from kiosk.county.rows import Problem
    from kiosk.county.session import Session

SHOWN = 20
"""Problems that are printed; all of them are in the problem file."""
NAMES = 12
"""Villages that are named one by one."""


def outcome_json(session: Session, outcome: PackOutcome) -> dict[str, object]:
    """The keys of architecture §5."""
    sent = [*outcome.bundles, *outcome.unchanged]
    return {
        "rows_read": outcome.report.rows_read,
        "rows_accepted": outcome.rows_accepted,
        "rows_rejected": outcome.rows_rejected,
        "cents_accepted": outcome.cents_accepted,
        "villages": len({b.village_code for b in sent}),
        "bundles": bundle_paths(session, sent),
        "problems": [p.as_json() for p in outcome.problems],
        "problem_file": outcome.problem_file,
        "unchanged": bundle_paths(session, outcome.unchanged),
        "blocked": [u.village_code for u in outcome.blocked],
        "faults": fault_json(outcome.faults),
    }


def outcome_code(outcome: PackOutcome) -> int:
    """The exit code: what the disk refused before what is wrong in the files."""
    if outcome.faults:
        return 3
    return 1 if any(p.is_error for p in outcome.problems) else 0


def tell_numbers(outcome: PackOutcome) -> None:
    """How many lines there were, and how much money."""
    from kiosk.domain.money import format_yuan

    report = outcome.report
    if report.rows_read:
        say(
            f"读了{report.rows_read}行，合格{outcome.rows_accepted}行，"
            f"共{format_yuan(outcome.cents_accepted)}；不合格{outcome.rows_rejected}行。"
        )
    else:
        say("一行名单也没有读到。")


def tell_packed(session: Session, outcome: PackOutcome, *, numbers: bool = True) -> None:
    """Everything about a packing that was done; without ``numbers`` where they were told before."""
    if numbers:
        tell_numbers(outcome)
    workspace = session.workspace
    if outcome.bundles:
        units = [workspace.unit(b.village_code) for b in outcome.bundles]
        say(f"做好了{len(units)}个村的包：{names_of(units)}。下一步：kiosk county push")
    if outcome.unchanged:
        units = [workspace.unit(b.village_code) for b in outcome.unchanged]
        say(f"早已打过同样的包、没有再做的{len(units)}个村：{names_of(units)}。")
    if outcome.blocked:
        say(f"有错、没有打包的村：{names_of(outcome.blocked)}。改好再来，或加 --partial 先发合格的行。")
    tell_problems(outcome)
    tell_faults(outcome.faults)


def names_of(units: Sequence[Village]) -> str:
    """The villages by name; only the first dozen of many."""
    named = "、".join(u.short_name for u in units[:NAMES])
    return f"{named}等{len(units)}个村" if len(units) > NAMES else named


def tell_problems(outcome: PackOutcome) -> None:
    """What is wrong, file by file in the order of the rows, and where all of it is written."""
    order = sorted(
        outcome.problems, key=lambda p: (p.file, p.sheet, p.row is not None, p.row or 0, not p.is_error)
    )
    left = SHOWN
    for (file, sheet), found in groupby(order, key=lambda p: (p.file, p.sheet)):
        problems = list(found)
        errors = sum(p.is_error for p in problems)
        counts = [f"{n}{what}" for n, what in ((errors, "处错"), (len(problems) - errors, "处提示")) if n]
        where = (cover(file) + (f"“{cover(sheet)}”表" if sheet else "")) or "各份来表合起来"
        say("", f"{where}，{'，'.join(counts)}：")
        for problem in problems[:left]:
            say(*_lines(problem))
        left = max(0, left - len(problems))
    if len(order) > SHOWN:
        say(f"  ……共{len(order)}条。")
    if outcome.problem_file is not None:
        say("", f"全部问题连同原行，可以发回给来表的单位：{shown_path(outcome.problem_file)}")
        if any(p.row is not None for p in order):
            say("（里面有来表的证件号，只发回给来表的单位。）")


def _lines(problem: Problem) -> list[str]:
    """A problem, broken where the terminal ends and set in below its place."""
    row = f"第{problem.row}行" if problem.row is not None else ""
    place = f"{row} {''.join(problem.column.split())}".strip()
    head = f"  {'✗' if problem.is_error else '·'} {place}{'：' if place else ''}"
    message = cover(problem.message)
    room = max(30, shutil.get_terminal_size().columns - width(head))
    if width(head) > 36:
        return [head, *(f"      {line}" for line in wrap(message, room + width(head) - 6))]
    first, *rest = wrap(message, room)
    return [head + first, *(" " * width(head) + line for line in rest)]


def shown_path(path: Path) -> str:
    """A path as short as it can be said from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
