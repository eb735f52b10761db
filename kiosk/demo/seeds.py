"""Seeded chance: the same words give the same draws on every machine and Python version.

``hash()`` of a text changes from process to process, so seeds come from sha256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def chance(*words: object) -> Random:
    """A generator that depends on ``words`` only."""
    text = "\x1f".join(str(w) for w in words)
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))


def share(*words: object) -> float:
    """A fixed number in [0, 1) for ``words``: cheaper than a generator where one draw is wanted."""
    text = "\x1f".join(str(w) for w in words)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") / 2**48


def weighted(rng: Random, pairs: Sequence[tuple[T, float]]) -> T:
    """One of the first members, as often as its weight says."""
    point = rng.random() * sum(w for _, w in pairs)
    for value, weight in pairs:
        point -= weight
        if point < 0:
            return value
    return pairs[-1][0]
