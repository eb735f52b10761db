"""The contents of a complete bundle, read and checked on demand: payout lists, tables, texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.bundle.body import body_place, check_body
from kiosk.bundle.media import check_media, read_markdown
from kiosk.bundle.paths import MAX_TABLE_BYTES, MAX_TEXT_BYTES, extension, os_detail
from kiosk.bundle.source import BundleSource
from kiosk.bundle.tables import read_payout_columns, read_table
from kiosk.domain.errors import EnvironmentFault, Place, SenderFault
from kiosk.domain.items import DisclosureItem, Manifest, PayoutsItem, PolicyItem, ReferenceItem
from kiosk.domain.payout import Payout, PayoutColumns

_KEPT_ROWS = 20_000
"""Parsed payout rows that are kept for the next reader (the check, then the database)."""


@dataclass(slots=True)
class BundleFiles:
    """Reads the files of one bundle whose files were verified. All methods raise SenderFault for wrong
    contents and EnvironmentFault when the disk cannot be read."""

    source: BundleSource
    manifest: Manifest
    _payouts: dict[str, PayoutColumns] = field(default_factory=dict[str, PayoutColumns])
    _kept: int = 0

    def payout_columns(self, item: PayoutsItem) -> PayoutColumns:
        """The cells of a batch, with their control totals checked."""
        known = self._payouts.get(item.table.path)
        if known is None:
            known = read_payout_columns(self._bytes(item.table.path, MAX_TABLE_BYTES), item.table)
            if self._kept + len(known) <= _KEPT_ROWS:
                self._payouts[item.table.path] = known
                self._kept += len(known)
        return known

    def payouts(self, item: PayoutsItem) -> tuple[Payout, ...]:
        """The rows of a batch, with their control totals checked."""
        return tuple(self.payout_columns(item).payouts())

    def table(self, item: DisclosureItem) -> tuple[tuple[str, ...], ...] | None:
        """The rows of a disclosure's table, ``None`` when it has none."""
        if item.table is None:
            return None
        return read_table(self._bytes(item.table.path, MAX_TABLE_BYTES), item.table)

    def text(self, path: str) -> str:
        """A UTF-8 text, e.g. of a ``reference`` file."""
        try:
            return self._bytes(path, MAX_TEXT_BYTES).decode("utf-8").removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise SenderFault("bad_text", "不是 UTF-8 文字。请县里重发。", place=Place(path)) from error

    def markdown(self) -> Iterator[tuple[str, str]]:
        """(path, text) of every Markdown attachment, each checked against the subset."""
        for entry in self.manifest.files:
            if entry.path.startswith("files/") and extension(entry.path) == "md":
                yield entry.path, read_markdown(self._bytes(entry.path, MAX_TEXT_BYTES), entry.path)

    def check_all(self) -> None:
        """Read everything once: tables, bodies, attachments; the first fault is raised."""
        for item in self.manifest.items:
            match item:
                case PayoutsItem():
                    self.payout_columns(item)
                case DisclosureItem():
                    self.table(item)
                case ReferenceItem():
                    self.text(item.path)
                case _:
                    pass
            if isinstance(item, DisclosureItem | PolicyItem) and item.body is not None:
                check_body(item.body, body_place(item))
        for entry in self.manifest.files:
            if entry.path.startswith("files/"):
                with self.source.open(entry.path) as stream:
                    check_media(stream, entry.path)

    def _bytes(self, path: str, limit: int) -> bytes:
        try:
            with self.source.open(path) as stream:
                data = stream.read(limit + 1)
        except OSError as error:
            raise EnvironmentFault(
                "unreadable",
                f"读不了“{path}”。请检查磁盘或网络共享，本机会自己再试。",
                detail=os_detail(error),
            ) from error
        if len(data) > limit:
            raise SenderFault("too_large", "太大。请县里分开重发。", place=Place(path))
        return data
