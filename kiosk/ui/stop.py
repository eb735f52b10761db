"""One picture of a page."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stop:
    """Its name, the page and its parameters."""

    name: str
    page: str
    params: dict[str, object] = field(default_factory=dict[str, object])
