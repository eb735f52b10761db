"""Writing a bundle: items and files are gathered in a draft, then signed and laid down at once.

A finished folder appears under its name only when everything in it is on the disk: it is written
under a hidden name beside it, flushed, and renamed.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TypeVar

from kiosk.bundle.body import body_place, check_body
from kiosk.bundle.disk import sync_folder
from kiosk.bundle.itemcodec import ID
from kiosk.bundle.keys import SecretKey
from kiosk.bundle.manifest import manifest_bytes, parse_manifest
from kiosk.bundle.media import check_media
from kiosk.bundle.paths import (
    ATTACHMENT_TYPES,
    MANIFEST,
    MAX_FILE_BYTES,
    SIGNATURE,
    extension,
    is_safe_path,
    unsafe_path,
)
from kiosk.bundle.signing import sign, trusted_comment
from kiosk.bundle.tables import (
    check_payouts,
    payout_fields,
    read_payouts,
    read_table,
    table_cents,
    write_payouts,
    write_table,
)
from kiosk.domain.errors import EnvironmentFault, Place, SenderFault, UsageFault
from kiosk.domain.items import (
    Attachment,
    BundleKind,
    DisclosureItem,
    FileEntry,
    Item,
    Manifest,
    PayoutsItem,
    PolicyItem,
    ReferenceItem,
    ReferenceKind,
    TableRef,
)
from kiosk.domain.payout import Payout

_ItemT = TypeVar("_ItemT", bound=Item)

NO_TABLE = TableRef("", 0, None, ())
"""Stands in for ``PayoutsItem.table`` until ``add_payouts`` has written the table."""


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A finished bundle: where it lies and what the next one needs as ``prev``."""

    path: Path
    manifest: Manifest
    manifest_sha256: str


@dataclass(frozen=True, slots=True)
class SignedBundle:
    """A finished bundle that is not on the disk yet: its files by path, manifest and signature last."""

    manifest: Manifest
    manifest_sha256: str
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class _Blob:
    entry: FileEntry
    content: bytes | Path

    def open(self) -> IO[bytes]:
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content.open("rb")


@dataclass(slots=True)
class BundleDraft:
    """A bundle being put together. ``created`` is RFC 3339 with zone; ``prev`` as in the manifest."""

    village_code: str
    seq: int
    prev: str | None
    kind: BundleKind
    issuer: str
    created: str
    items: list[Item] = field(default_factory=list[Item])
    _blobs: dict[str, _Blob] = field(default_factory=dict[str, _Blob])

    def add_payouts(
        self, item: PayoutsItem, payouts: Iterable[Payout], fields: Sequence[str] | None = None
    ) -> PayoutsItem:
        """Write the batch's table and add the item (its own ``table`` is replaced).

        ``fields`` defaults to the columns that hold anything.  SenderFault when a cell could not be
        read back; ``ValueError`` when a value lies outside ``fields``.
        """
        rows = list(payouts)
        columns = tuple(fields) if fields is not None else payout_fields(rows)
        buffer = io.BytesIO()
        totals = write_payouts(buffer, rows, columns)
        path = self._table_path("payouts", item.batch_id, item.version)
        table = TableRef(path, totals.rows, totals.cents, columns)
        if list(read_payouts(buffer.getvalue(), table)) != rows:
            raise ValueError("a payout does not survive writing and reading")
        self._put(path, buffer.getvalue())
        return self._added(replace(item, table=table))

    def add_payout_table(self, item: PayoutsItem, data: bytes, *, checked: bool = False) -> PayoutsItem:
        """Add a batch whose table is written already (``item.table`` says its rows, cents and fields).

        SenderFault when a cell or the totals are wrong: nothing is signed that could not be read.
        ``checked``: it comes from ``payout_table``.
        """
        path = self._table_path("payouts", item.batch_id, item.version)
        item = replace(item, table=replace(item.table, path=path))
        if not checked:
            check_payouts(data, item.table)
        self._put(path, data)
        return self._added(item)

    def add_disclosure(
        self,
        item: DisclosureItem,
        rows: Iterable[Sequence[str]] | None = None,
        fields: Sequence[str] = (),
    ) -> DisclosureItem:
        """Add a disclosure; with ``rows`` its table (heads ``fields``) is written and filled in."""
        if rows is None:
            return self._added(item)
        cells = [tuple(r) for r in rows]
        path = self._table_path("disclosure", item.disclosure_id, item.version)
        try:
            cents = table_cents(fields, cells)
        except ValueError as error:
            raise SenderFault(
                "bad_cell", "金额列里有不是金额的格子，要写成 12600.00 这样。", place=Place(path)
            ) from error
        table = TableRef(path, len(cells), cents, tuple(fields))
        buffer = io.BytesIO()
        write_table(buffer, fields, cells)
        read_table(buffer.getvalue(), table)
        self._put(path, buffer.getvalue())
        return self._added(replace(item, table=table))

    def add_reference(self, kind: ReferenceKind, version: int, content: bytes) -> ReferenceItem:
        """Add a replacement of a packaged table (CSV; JSON for ``settings``)."""
        path = f"data/{kind}.{'json' if kind == 'settings' else 'csv'}"
        self._put(path, content)
        item = ReferenceItem(kind, path, version)
        self.items.append(item)
        return item

    def add_file(self, content: bytes | Path, title: str, name: str | None = None) -> Attachment:
        """Take a file in as an attachment and return what an item's ``attachments`` need.

        ``name`` defaults to the path's.  A name that other machines could not store is replaced by
        one made from the content.  The same content again gives the same path.  SenderFault for an
        ending that is not allowed or a content that is not what the ending says.
        """
        if name is None:
            if isinstance(content, bytes):
                raise ValueError("bytes need a name")
            name = content.name
        ending = extension(name)
        if ending not in ATTACHMENT_TYPES:
            raise SenderFault("bad_media", f"附件只收 {'、'.join(ATTACHMENT_TYPES)}。请另存后再加。")
        size, digest = _measure(content)
        if size > MAX_FILE_BYTES:
            raise SenderFault("too_large", "附件太大。请压小后再加。")
        stem = name[: -len(ending) - 1]
        for path in (f"files/{stem}.{ending}", f"files/{digest[:16]}.{ending}"):
            taken = self._blobs.get(path)
            if is_safe_path(path) and (taken is None or taken.entry.sha256 == digest):
                break
        else:
            raise unsafe_path("附件")
        blob = _Blob(FileEntry(path, size, digest), content)
        with blob.open() as stream:
            check_media(stream, path)
        self._blobs[path] = blob
        return Attachment(path, title)

    def add_item(self, item: Item) -> None:
        """Add an item that needs no table of its own (its attachments come from ``add_file``)."""
        self._added(item)

    def _added(self, item: _ItemT) -> _ItemT:
        if isinstance(item, DisclosureItem | PolicyItem) and item.body is not None:
            check_body(item.body, body_place(item))
        self.items.append(item)
        return item

    def manifest(self) -> Manifest:
        """The manifest as it would be written; SenderFault when it breaks a rule."""
        made = Manifest(
            self.village_code,
            self.seq,
            self.prev,
            self.kind,
            self.issuer,
            self.created,
            tuple(self.items),
            tuple(sorted((b.entry for b in self._blobs.values()), key=lambda f: f.path)),
        )
        if parse_manifest(manifest_bytes(made)) != made:
            raise ValueError("a manifest does not survive writing and reading")
        return made

    def write(self, parent: Path, key: SecretKey) -> WrittenBundle:
        """Lay the bundle down as the folder ``parent/<name>`` and return it.

        UsageFault ``bundle_exists``; SenderFault for a broken rule; EnvironmentFault when the disk
        is full or the folder cannot be written (nothing is left behind then).
        """
        manifest, raw, signature = self._signed(key)
        target = parent / manifest.name
        hidden = parent / f".{manifest.name}.{os.getpid()}.tmp"

        def lay() -> None:
            hidden.mkdir()
            for folder in sorted({f.path.split("/")[0] for f in manifest.files}):
                (hidden / folder).mkdir()
            for path, blob in sorted(self._blobs.items()):
                with blob.open() as source, (hidden / path).open("xb") as out:
                    _copy_checked(source, out, blob.entry)
                    _flush(out)
            for path, content in ((MANIFEST, raw), (SIGNATURE, signature)):
                with (hidden / path).open("xb") as out:
                    out.write(content)
                    _flush(out)
            for folder in (*(d for d in hidden.iterdir() if d.is_dir()), hidden):
                sync_folder(folder)
            hidden.rename(target)
            sync_folder(parent)

        _laid(target, lay, lambda: shutil.rmtree(hidden, ignore_errors=True))
        return WrittenBundle(target, manifest, hashlib.sha256(raw).hexdigest())

    def write_zip(self, parent: Path, key: SecretKey) -> WrittenBundle:
        """The same as a stored zip ``parent/<name>.zip``; raises as :meth:`write`."""
        manifest, raw, signature = self._signed(key)
        target = parent / f"{manifest.name}.zip"
        hidden = parent / f".{manifest.name}.{os.getpid()}.zip.tmp"

        def lay() -> None:
            with hidden.open("xb") as out:
                with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                    for path, content in ((MANIFEST, raw), (SIGNATURE, signature)):
                        archive.writestr(_zip_entry(path), content)
                    for path, blob in sorted(self._blobs.items()):
                        info = _zip_entry(path)
                        info.file_size = blob.entry.bytes
                        with blob.open() as source, archive.open(info, "w") as member:
                            _copy_checked(source, member, blob.entry)
                _flush(out)
            hidden.rename(target)
            sync_folder(parent)

        _laid(target, lay, lambda: hidden.unlink(missing_ok=True))
        return WrittenBundle(target, manifest, hashlib.sha256(raw).hexdigest())

    def signed(self, key: SecretKey) -> SignedBundle:
        """The finished bundle in memory (``kiosk.bundle.moving`` puts it down); SenderFault."""
        manifest, raw, signature = self._signed(key)
        content: dict[str, bytes] = {}
        for path, blob in sorted(self._blobs.items()):
            with blob.open() as stream:
                content[path] = stream.read()
        return SignedBundle(manifest, hashlib.sha256(raw).hexdigest(), {
            **content, MANIFEST: raw, SIGNATURE: signature,
        })  # fmt: skip

    def _signed(self, key: SecretKey) -> tuple[Manifest, bytes, bytes]:
        manifest = self.manifest()
        raw = manifest_bytes(manifest)
        comment = trusted_comment(manifest.village_code, manifest.seq)
        return manifest, raw, sign(raw, key, comment).encode()

    def _table_path(self, kind: str, item_id: str, version: int) -> str:
        if ID.fullmatch(item_id) is None:
            raise SenderFault("bad_manifest", "编号只能用英文字母、数字和 . _ : -。请改正。")
        return f"data/{kind}-{item_id.replace(':', '_')}-v{version}.csv"

    def _put(self, path: str, content: bytes) -> None:
        if path in self._blobs:
            raise SenderFault("double_item", "同一件加了两次。请只加一次。", place=Place(path))
        digest = hashlib.sha256(content).hexdigest()
        self._blobs[path] = _Blob(FileEntry(path, len(content), digest), content)


def _measure(content: bytes | Path) -> tuple[int, str]:
    if isinstance(content, bytes):
        return len(content), hashlib.sha256(content).hexdigest()
    try:
        with content.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return content.stat().st_size, digest
    except OSError as error:
        raise EnvironmentFault(
            "unreadable", f"读不了附件“{content.name}”。请检查它在不在。", detail=repr(error)
        ) from error


def _copy_checked(source: IO[bytes], out: IO[bytes], entry: FileEntry) -> None:
    digest = hashlib.sha256()
    while chunk := source.read(1 << 20):
        digest.update(chunk)
        out.write(chunk)
    if digest.hexdigest() != entry.sha256:
        raise UsageFault("file_changed", f"“{entry.path}”在打包时被改了。请存好后重新打包。")


def _flush(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())


def _zip_entry(path: str) -> zipfile.ZipInfo:
    # A fixed time: the same bundle gives the same zip.
    info = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_STORED
    info.external_attr = 0o100644 << 16
    return info


def _laid(target: Path, lay: Callable[[], None], undo: Callable[[], None]) -> None:
    if target.exists():
        raise UsageFault("bundle_exists", f"“{target.name}”已经在那里了，不能盖掉。请核对序号。")
    try:
        lay()
    except OSError as error:
        undo()
        raise EnvironmentFault(
            "bundle_unwritable",
            f"“{target.name}”写不进“{target.parent}”。请检查磁盘满没满、文件夹能不能写。",
            detail=repr(error),
        ) from error
    except BaseException:
        undo()
        raise
