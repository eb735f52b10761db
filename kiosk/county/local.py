"""What the villages' kiosks published themselves: taken from ``DROP/<code>/out/local`` into the workspace.

A bundle counts when it is signed with the key that ``kiosk county kiosk add`` accepted for that kiosk and
passes the county's own privacy gate.  Accepted ones lie in ``<workspace>/local/<code>/<bundle>/``, as they
were signed, for the web pages and the yearly export.  Sentences name the bundle, never its contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.keys import KeyRing, PublicKey
from kiosk.bundle.manifest import parse_manifest
from kiosk.bundle.moving import lay, parts_of
from kiosk.bundle.paths import MANIFEST, MAX_MANIFEST_BYTES, local_bundle_name
from kiosk.bundle.privacy import Rules, check_privacy
from kiosk.bundle.source import FolderSource
from kiosk.bundle.verify import Incomplete, verify_bundle
from kiosk.county.session import Session
from kiosk.county.workspace import Workspace, disk_fault
from kiosk.domain.errors import KioskError, SenderFault
from kiosk.domain.items import DisclosureItem, Manifest, WithdrawItem
from kiosk.domain.region import Village

FOLDER = "local"


@dataclass(slots=True)
class LocalTaken:
    """What a round took in: names of new bundles by unit, and a sentence for each that was not taken."""

    new: dict[str, list[str]] = field(default_factory=dict[str, "list[str]"])
    sentences: dict[str, list[str]] = field(default_factory=dict[str, "list[str]"])


@dataclass(frozen=True, slots=True)
class LocalBundle:
    """A verified own bundle of a unit in the workspace."""

    kiosk_id: str
    seq: int
    folder: Path

    @property
    def source(self) -> FolderSource:
        return FolderSource(self.folder)

    def manifest(self) -> Manifest:
        """As it was signed; OSError."""
        with self.source.open(MANIFEST) as stream:
            return parse_manifest(stream.read(MAX_MANIFEST_BYTES))


@dataclass(frozen=True, slots=True)
class LocalPiece:
    """A disclosure of a unit as it stands: its newest version, or the note of its withdrawal."""

    item: DisclosureItem
    rows: tuple[tuple[str, ...], ...]
    bundle: LocalBundle
    withdrawn: WithdrawItem | None = None


def local_folder(workspace: Workspace, village_code: str) -> Path:
    """Where the unit's own bundles are kept."""
    return workspace.path / FOLDER / village_code


def kiosk_keys(session: Session, village_code: str) -> dict[str, KeyRing]:
    """The accepted key of each kiosk of a unit, by the kiosk's id."""
    return {
        kiosk.kiosk_id: KeyRing.of(PublicKey.parse(kiosk.public_key))
        for kiosk in session.registry.kiosks()
        if kiosk.village_code == village_code
    }


def take_local(session: Session, units: Iterable[Village], drop: Path) -> LocalTaken:
    """Take in what is new. One bad bundle is told, the others go on; EnvironmentFault for the workspace."""
    taken = LocalTaken()
    for unit in units:
        keys = kiosk_keys(session, unit.village_code)
        kept = local_folder(session.workspace, unit.village_code)
        rules = Rules(unit, session.workspace.reference, session.workspace.settings(unit.village_code))
        for folder in _arrived(drop / unit.village_code / "out" / "local"):
            if (kept / folder.name).exists():
                continue
            try:
                manifest = _verified(folder, unit, keys, rules)
            except KioskError as error:
                taken.sentences.setdefault(unit.village_code, []).append(
                    f"{folder.name}：{_for_county(error)}"
                )
                continue
            try:
                kept.mkdir(parents=True, exist_ok=True)
                lay(FolderSource(folder), parts_of(manifest), kept)
            except OSError as error:
                raise disk_fault(error, kept) from error
            taken.new.setdefault(unit.village_code, []).append(folder.name)
    return taken


def local_bundles(workspace: Workspace, village_code: str) -> tuple[LocalBundle, ...]:
    """The unit's own bundles that were taken in, kiosk by kiosk in the order of their numbers."""
    found: list[LocalBundle] = []
    for folder in _arrived(local_folder(workspace, village_code)):
        parts = local_bundle_name(folder.name)
        assert parts is not None
        found.append(LocalBundle(parts[1], parts[2], folder))
    return tuple(sorted(found, key=lambda b: (b.kiosk_id, b.seq)))


def local_pieces(workspace: Workspace, village_code: str) -> tuple[LocalPiece, ...]:
    """The unit's own disclosures as they stand now, newest first."""
    pieces: dict[str, LocalPiece] = {}
    for bundle in local_bundles(workspace, village_code):
        manifest = bundle.manifest()
        files = BundleFiles(bundle.source, manifest)
        for item in manifest.items:
            if isinstance(item, DisclosureItem):
                pieces[item.disclosure_id] = LocalPiece(item, files.table(item) or (), bundle)
            elif isinstance(item, WithdrawItem):
                for target in item.targets:
                    piece = pieces.get(target.id)
                    if piece is not None and piece.item.version <= target.version:
                        pieces[target.id] = LocalPiece(piece.item, (), piece.bundle, item)
    return tuple(sorted(pieces.values(), key=lambda p: (p.item.published_on, p.bundle.seq), reverse=True))


def _arrived(folder: Path) -> Sequence[Path]:
    try:
        return sorted(p for p in folder.iterdir() if local_bundle_name(p.name) is not None and p.is_dir())
    except OSError:
        return ()


def _verified(folder: Path, unit: Village, keys: dict[str, KeyRing], rules: Rules) -> Manifest:
    parts = local_bundle_name(folder.name)
    assert parts is not None
    ring = keys.get(parts[1])
    if ring is None:
        raise SenderFault(
            "unknown_kiosk", f"亭子 {parts[1]} 的公钥还没有登记。核对后运行 kiosk county kiosk add。"
        )
    verified = verify_bundle(
        FolderSource(folder), village_code=unit.village_code, keys=ring, local_of=parts[1]
    )
    files = BundleFiles(verified.source, verified.manifest)
    files.check_all()
    check_privacy(verified.manifest, files, rules)
    return verified.manifest


def _for_county(error: KioskError) -> str:
    """A sentence for the county's office: the village made this bundle, not the county."""
    if isinstance(error, Incomplete):
        return "还没有传完，或拷坏了，先没有收。"
    return error.sentence().replace("请县里", "请村里")
