"""What was on the paper before it was withdrawn: board.db has forgotten it, ``archive/`` has not."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.manifest import item_identity, parse_manifest
from kiosk.bundle.paths import MANIFEST, MAX_MANIFEST_BYTES
from kiosk.bundle.source import FolderSource
from kiosk.domain.errors import KioskError
from kiosk.domain.items import DisclosureItem, PayoutsItem, PolicyItem
from kiosk.domain.names import display_name
from kiosk.domain.privacy import has_list
from kiosk.domain.sheetid import SheetContent
from kiosk.site.place import Place
from kiosk.store.content import batch_content, disclosure_content, disclosure_kind, policy_content
from kiosk.store.history import BoardHistory, Version, without_withdrawal
from kiosk.store.views import DisclosureView, PayoutRow, PolicyView, TableView


@dataclass(slots=True)
class WithdrawnContent:
    """Reads bundles of one archive, each once."""

    folder: Path
    place: Place
    history: BoardHistory
    _opened: dict[str, BundleFiles | None] = field(default_factory=dict[str, "BundleFiles | None"])

    def of(self, version: Version) -> tuple[str, SheetContent, tuple[PayoutRow, ...]] | None:
        """(kind of its own table or "", content, rows) as it stood; ``None`` when the archive lacks it."""
        files = self._files(version.archive)
        if files is None:
            return None
        head = version.head
        wanted = (head.type, head.id, head.version)
        item = next((i for i in files.manifest.items if item_identity(i) == wanted), None)
        try:
            return self._content(item, without_withdrawal(version), version, files)
        except KioskError:  # damaged since: the page of the withdrawal itself stands all the same
            return None

    def _content(
        self, item: object, stood: Version, version: Version, files: BundleFiles
    ) -> tuple[str, SheetContent, tuple[PayoutRow, ...]] | None:
        code = self.place.code
        match item:
            case PayoutsItem():
                batch = self.history.batch(version, as_published=True)
                cls = self.place.class_of(stood.head, item.programme_id)
                lines = files.payouts(item) if has_list(cls) and stood.head.privacy != "P3" else ()
                rows = tuple(PayoutRow(p, display_name(p.name, p.ordinal), None) for p in lines)
                return "", batch_content(code, batch, rows), rows
            case DisclosureItem():
                cells = files.table(item)
                table = (
                    TableView(item.table.fields, cells, item.table.cents)
                    if item.table is not None and cells is not None
                    else None
                )
                view = DisclosureView(stood.head, item.body, table, (), version.archive)
                return disclosure_kind(view), disclosure_content(code, view), ()
            case PolicyItem():
                explainer = PolicyView(
                    stood.head, item.programme_ids, item.document, item.valid_from, item.valid_to,
                    item.updated_on, item.answers, item.body, (), version.archive,
                )  # fmt: skip
                return "", policy_content(code, explainer), ()
            case _:
                return None

    def _files(self, name: str) -> BundleFiles | None:
        if name not in self._opened:
            self._opened[name] = self._open(name)
        return self._opened[name]

    def _open(self, name: str) -> BundleFiles | None:
        source = FolderSource(self.folder / name)
        try:
            with source.open(MANIFEST) as stream:
                return BundleFiles(source, parse_manifest(stream.read(MAX_MANIFEST_BYTES + 1)))
        except (OSError, KioskError):
            return None
