"""What the benches share: timing, statistics, how a result is printed."""

from __future__ import annotations

import gc
import json
import math
import os
import platform
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of one run, garbage collected before and not within."""
    gc.collect()
    gc.disable()
    try:
        begun = time.perf_counter()
        work()
        return (time.perf_counter() - begun) * 1000
    finally:
        gc.enable()


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` (0–1) of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def machine() -> dict[str, Any]:
    """Where it was measured; the load says whether other work was under way."""
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load_1min": round(os.getloadavg()[0], 2),
    }


def within(value: float, goal: float) -> dict[str, Any]:
    """A measured ratio or value beside its goal (the largest that is good)."""
    return {"measured": value, "goal": goal, "met": value <= goal}


def show(name: str, goals: dict[str, dict[str, Any]], details: dict[str, Any]) -> None:
    """The one JSON value that a bench prints."""
    told = {"bench": name, "goals": goals, "details": details, "machine": machine()}
    print(json.dumps(told, ensure_ascii=False, indent=1))
