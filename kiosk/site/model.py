"""What a web page says, as plain data: everything is ready to read, nothing is looked up later.

The fingerprint of a page is the hash of this data, so a page whose data is the same is not written again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

State = Literal["current", "corrected", "outdated", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Link:
    """``href`` is relative to the page. ``aside``: a second, quieter text (a date, an amount)."""

    text: str
    href: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The first thing that is read: may one rely on the paper in one's hand?"""

    state: State
    label: str
    sentences: tuple[str, ...] = ()
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One large fact. ``exact``: what the figure says in another way (约5.8万元, 大写)."""

    label: str
    value: str
    unit: str = ""
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A table row, one text a column; ``href`` makes the first cell a link; ``bar`` is 0–100, -1 without."""

    cells: tuple[str, ...]
    href: str = ""
    bar: int = -1


@dataclass(frozen=True, slots=True)
class Table:
    """``numeric`` says which columns are numbers. ``total`` is the last line or empty.

    ``wide``: more columns than a phone has room for, each row is then set as a small card.
    """

    caption: str
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[Row, ...]
    total: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the five questions of a policy explainer."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A heading with links below; the reader opens a ``folded`` one. ``anchor``: its id on the page."""

    heading: str
    links: tuple[Link, ...]
    folded: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that lies beside the page. ``source`` is its place on this machine, ``size`` in bytes."""

    title: str
    name: str
    source: Path
    size: int
    is_image: bool


@dataclass(frozen=True, slots=True)
class Phone:
    """``dial`` is the number as a telephone wants it."""

    who: str
    phone: str
    dial: str


@dataclass(frozen=True, slots=True)
class Identity:
    """What is printed on the paper as 编号 and 核对码. ``words`` say what it means that they are equal."""

    sheet_id: str
    digest: str
    words: str = "和纸上印的一样，就是同一张。"


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page. Empty parts are not there; the order on the page is the template's.

    ``root`` leads from the page to the site's folder; ``home`` to the village's index ("" on it).
    ``downloads``: the tables and figures are offered as files under this name.  ``folded``: the heading
    over the groups that the reader opens.
    """

    title: str
    place: str
    affairs: str
    root: str
    home: str = ""
    meta: tuple[str, ...] = ()
    status: Status | None = None
    figures: tuple[Figure, ...] = ()
    lead: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    body: str = ""
    pictures: tuple[Picture, ...] = ()
    policy: Link | None = None
    answers: tuple[Answer, ...] = ()
    source: str = ""
    groups: tuple[LinkGroup, ...] = ()
    phones: tuple[Phone, ...] = ()
    objection: str = ""
    identity: Identity | None = None
    downloads: str = ""
    folded: str = ""

    @property
    def first_folded(self) -> LinkGroup | None:
        """Where the heading of the folded groups stands."""
        return next((group for group in self.groups if group.folded), None)

    @property
    def answers_first(self) -> bool:
        """An explainer's own page begins with its answers; a batch's page ends with them."""
        return bool(self.answers) and self.policy is None
