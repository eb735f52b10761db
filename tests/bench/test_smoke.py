"""Each bench runs and prints one JSON value with its goals; sizes so small that the numbers mean nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.flows.program import python

SMALL = {
    "bench_apply": ("--rows", "40", "--runs", "1"),
    "bench_ledger": ("--years", "1", "--runs", "1"),
    "bench_hand": ("--characters", "10"),
    "bench_pages": ("--runs", "1", "--rows", "2000"),
    "bench_search": ("--people", "300", "--searches", "20"),
    "bench_sheets": ("--rows", "40", "90", "--runs", "1"),
}
WITH_WINDOW = {
    "bench_first_frame": ("--runs", "1"),
    "bench_idle": ("--seconds", "0.5"),
    "bench_scroll": ("--turns", "3", "--rows", "200"),
    "bench_visible": ("--bundles", "1"),
}


def prints_goals(name: str, words: tuple[str, ...]) -> None:
    done = python(f"tests.bench.{name}", *words)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    told = json.loads(done.stdout)
    assert told["bench"] == name.removeprefix("bench_") and told["goals"]
    for goal in told["goals"].values():
        assert goal["met"] is (goal["measured"] <= goal["goal"])


@pytest.mark.parametrize("name", SMALL)
def test_a_bench_prints_its_goals(name: str) -> None:
    prints_goals(name, SMALL[name])


@pytest.mark.serial
@pytest.mark.parametrize("name", WITH_WINDOW)
def test_a_bench_with_a_window_prints_its_goals(name: str) -> None:
    prints_goals(name, WITH_WINDOW[name])


def test_none_of_ours_is_forgotten() -> None:
    here = {path.stem for path in Path(__file__).parent.glob("bench_*.py")}
    assert here >= SMALL.keys() | WITH_WINDOW.keys()
