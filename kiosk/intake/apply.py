"""What happens to one bundle: judged by the kiosk's state, archived, applied in one transaction.

The order makes a power cut harmless at every step: the archive's copy is complete and has its
acceptance record before it gets its name; board.db changes in one transaction; a receipt that was
not written is made up from the record afterwards.  After a restart an archived bundle that is due
is applied (``Intake.resume``), so old or new is complete, never a mixture.

Failures: SenderFault — refused, nothing changed, not retried until the bundle changes;
EnvironmentFault — nothing changed, retried; anything else is a bug and ends the process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from kiosk.bundle.contents import BundleFiles
from kiosk.bundle.keys import KeyRing
from kiosk.bundle.privacy import Rules, check_privacy, effective_items, rules_after
from kiosk.bundle.source import BundleSource, FolderSource
from kiosk.bundle.verify import VerifiedBundle, check_files, read_signed_manifest, verify_bundle
from kiosk.domain.errors import SenderFault
from kiosk.domain.items import DisclosureItem, KeysItem, Manifest, ReferenceItem, ReferenceKind
from kiosk.domain.region import Village
from kiosk.intake.archive import Accepted, Archive, Step, no_step
from kiosk.store.views import TableView
from kiosk.store.write import AppliedMark, BoardWriter, BundleContent

Verdict = Literal["apply", "duplicate", "superseded", "held"]
_LOCAL_WORDS = {"held": "前面一个还没有放上屏幕，先等着。", "duplicate": "已经放上屏幕了。"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done. ``missing`` are the seqs that a held bundle waits for."""

    state: Literal["applied", "duplicate", "held"]
    code: str
    sentence: str
    seq: int
    manifest_sha256: str
    missing: tuple[int, ...] = ()


def judge(
    manifest: Manifest, sha256: str, last: AppliedMark | None, hash_of: Callable[[int], str | None]
) -> Verdict:
    """Where a bundle stands in the sequence (architecture.md §4, “Rules that hold”).

    :raises SenderFault: ``fork`` (this seq is known with another content) or ``prev_mismatch``
        (built on a predecessor that this kiosk never had).  Both call for an alarm: two counties,
        or somebody with the county's key.
    """
    last_seq = last.seq if last is not None else 0
    if manifest.seq <= last_seq:
        known = hash_of(manifest.seq)
        if known == sha256:
            return "duplicate"
        if known is None:  # below the floor of a snapshot: its content is in the snapshot
            return "superseded"
        raise SenderFault(
            "fork",
            f"第 {manifest.seq} 个包本机已有一份内容不同的，这一份没有收。可能有人冒发，请马上告诉县里核对。",
        )
    if manifest.kind == "snapshot":
        return "apply"
    if manifest.seq > last_seq + 1:
        return "held"
    if manifest.prev != (last.manifest_sha256 if last is not None else None):
        raise SenderFault(
            "prev_mismatch",
            f"这个包接的不是本机的第 {last_seq} 个包，没有收。可能有人冒发，请马上告诉县里核对。",
        )
    return "apply"


def judge_local(
    manifest: Manifest, sha256: str, last: AppliedMark | None, hash_of: Callable[[int], str | None]
) -> Verdict:
    """Where an own bundle stands in this kiosk's own chain. SenderFault ``local_fork``."""
    try:
        return judge(manifest, sha256, last, hash_of)
    except SenderFault as error:
        raise SenderFault(
            "local_fork",
            f"本机自己公开的第 {manifest.seq} 个包和前面的接不上，没有放上屏幕。请回工作台再公开一次。",
            detail=error.code,
        ) from error


def ring_now(base: KeyRing, writer: BoardWriter) -> KeyRing:
    """The keys in ``trusted/`` with everything that ``keys`` bundles changed since."""
    changes = writer.key_changes()
    ring = base
    for line, seq in changes.added:
        ring = ring.after(KeysItem((line,), ()), seq)
    return ring.after(KeysItem((), changes.revoked), 0)


@dataclass(slots=True)
class Intake:
    """Takes bundles into one board. ``texts`` are the county's reference tables on it, by kind."""

    writer: BoardWriter
    archive: Archive
    village: Village
    base_keys: KeyRing
    texts: dict[str, str] = field(default_factory=dict[str, str])
    step: Step = no_step
    _ring: KeyRing | None = None

    @property
    def ring(self) -> KeyRing:
        """The keys that count now."""
        if self._ring is None:
            self._ring = ring_now(self.base_keys, self.writer)
        return self._ring

    def trust(self, keys: KeyRing) -> None:
        """The keys in ``trusted/`` as they are now: a clerk may have put one in."""
        if keys != self.base_keys:
            self.base_keys = keys
            self._ring = None

    def take_in(self, source: BundleSource, at: datetime) -> Outcome:
        """Verify, judge, archive and apply the bundle at ``source``.

        Raises Incomplete, SenderFault or EnvironmentFault; see the module.
        """
        manifest, sha256, key_id, raw, sig = read_signed_manifest(
            source, village_code=self.village.village_code, keys=self.ring
        )
        last = self.writer.last_applied()
        verdict = judge(manifest, sha256, last, self.writer.applied_hash)
        if verdict == "duplicate":
            return Outcome("duplicate", "duplicate", "这个包以前已经收下，不用再发。", manifest.seq, sha256)
        if verdict == "superseded":
            return Outcome(
                "duplicate", "superseded", "后来的整包里已经有它的内容，不用再收。", manifest.seq, sha256
            )
        check_files(source, manifest.files)
        if verdict == "held":
            missing = tuple(range((last.seq if last is not None else 0) + 1, manifest.seq))
            return Outcome("held", "gap", _held_sentence(missing), manifest.seq, sha256, missing)
        bundle = VerifiedBundle(manifest, sha256, key_id, raw, sig, source)
        return self._accept(bundle, at)

    def take_local(self, source: BundleSource, at: datetime, keys: KeyRing, kiosk_id: str) -> Outcome:
        """The same for a bundle that this kiosk made itself, verified with its own key ``keys``."""
        bundle = verify_bundle(
            source, village_code=self.village.village_code, keys=keys, local_of=kiosk_id
        )
        manifest, sha256 = bundle.manifest, bundle.manifest_sha256
        verdict = self._judge_local(manifest, sha256)
        if verdict == "apply":
            return self._accept(bundle, at)
        code, state = ("gap", "held") if verdict == "held" else ("duplicate", "duplicate")
        return Outcome(state, code, _LOCAL_WORDS[state], manifest.seq, sha256)

    def _accept(self, bundle: VerifiedBundle, at: datetime) -> Outcome:
        name = bundle.manifest.name
        newest = self.writer.last_applied() if bundle.manifest.kind == "local" else None
        after = None if bundle.manifest.kind != "local" else newest.seq if newest is not None else 0
        staged = self.archive.stage(bundle, at, self.step, after=after)
        try:
            files = BundleFiles(FolderSource(staged.folder), bundle.manifest)
            rules = self._gate(bundle.manifest, files)
            accepted = self.archive.settle(staged, at, self.step)
        finally:
            self.archive.drop_staging(name)
        # From here on the files are read under their final name.
        files.source = FolderSource(accepted.folder)
        try:
            return self._apply(accepted, bundle.manifest, files, rules)
        except SenderFault:
            # Refused by the board itself (versions, totals): it must not be replayed by a rebuild.
            self.archive.set_aside(name, at)
            raise

    def _gate(self, manifest: Manifest, files: BundleFiles) -> Rules:
        files.check_all()
        rules = rules_after(self.texts, manifest, files, self.village)
        check_privacy(manifest, files, rules)
        return rules

    def _apply(self, accepted: Accepted, manifest: Manifest, files: BundleFiles, rules: Rules) -> Outcome:
        sentence = _applied_sentence(manifest)
        content = BundleContent(
            manifest=replace(manifest, items=effective_items(manifest, rules)),
            manifest_sha256=accepted.manifest_sha256,
            key_id=accepted.key_id,
            archive_dir=accepted.folder,
            payouts=files.payout_columns,
            table=lambda item: _table_view(files, item),
            text=files.text,
        )
        if manifest.kind == "local":
            self.writer.apply_local(content, at=accepted.accepted_at, sentence=sentence)
        else:
            self.writer.apply(
                content,
                at=accepted.accepted_at,
                programmes=rules.programme_classes(),
                family_view=rules.settings.family_view,
                sentence=sentence,
            )
        self.step("applied")
        self._remember(manifest, files)
        return Outcome("applied", "ok", sentence, manifest.seq, accepted.manifest_sha256)

    def _remember(self, manifest: Manifest, files: BundleFiles) -> None:
        if manifest.kind == "snapshot":
            self.texts.clear()
        for item in manifest.items:
            if isinstance(item, ReferenceItem):
                self.texts[item.kind] = files.text(item.path)
            elif isinstance(item, KeysItem):
                self._ring = None

    def replay(self, accepted: Accepted) -> Outcome:
        """Apply an archived bundle again, trusting its acceptance record.

        SenderFault when the copy is damaged or does not fit the board; EnvironmentFault.
        """
        manifest, source = accepted.open()
        files = BundleFiles(source, manifest)
        files.check_all()
        # The gate was passed when it was accepted; a newer program's tables must not undo that.
        rules = rules_after(self.texts, manifest, files, self.village)
        return self._apply(accepted, manifest, files, rules)

    def resume_local(self, at: datetime) -> list[Outcome]:
        """The same for the kiosk's own bundles, before anything else is taken in: the order stays."""
        done: list[Outcome] = []
        for accepted in self.archive.local_entries(self._newest_local):
            try:
                outcome = self.replay_local(accepted)
            except SenderFault:
                self.archive.set_aside(accepted.name, at)
                continue
            done += [outcome] if outcome is not None else []
        return done

    def replay_local(self, accepted: Accepted) -> Outcome | None:
        """An own archived bundle onto the board, when it is the next. Raises as :meth:`replay`."""
        manifest, _ = accepted.open()
        if self._judge_local(manifest, accepted.manifest_sha256) != "apply":
            return None
        return self.replay(accepted)

    def _newest_local(self, kiosk_id: str) -> int:
        newest = self.writer.last_local(kiosk_id)
        return newest.seq if newest is not None else 0

    def _judge_local(self, manifest: Manifest, sha256: str) -> Verdict:
        last = self.writer.last_local(manifest.issuer)
        return judge_local(manifest, sha256, last, partial(self.writer.local_hash, manifest.issuer))

    def resume(self, at: datetime) -> list[Outcome]:
        """Apply what was archived and not yet applied when the process was killed."""
        done: list[Outcome] = []
        newest = self.writer.last_applied()
        for accepted in self.archive.entries(above=newest.seq if newest is not None else 0):
            last = self.writer.last_applied()
            try:
                manifest, _ = accepted.open()
                verdict = judge(manifest, accepted.manifest_sha256, last, self.writer.applied_hash)
                if verdict == "apply":
                    done.append(self.replay(accepted))
            except SenderFault:
                # Whatever is wrong with it, the county's own copy is judged afresh.
                self.archive.set_aside(accepted.name, at)
        return done


def load_texts(read: Callable[[str], str | None]) -> dict[str, str]:
    """Reference texts by kind, from ``BoardReader.reference_text``."""
    kinds: tuple[str, ...] = get_args(ReferenceKind)
    return {kind: text for kind in kinds if (text := read(kind)) is not None}


def _table_view(files: BundleFiles, item: DisclosureItem) -> TableView | None:
    rows = files.table(item)
    if rows is None or item.table is None:
        return None
    return TableView(item.table.fields, rows, item.table.cents)


def _held_sentence(missing: tuple[int, ...]) -> str:
    shown = "、".join(str(seq) for seq in missing[:10])
    more = f" 等 {len(missing)} 个" if len(missing) > 10 else ""
    return f"前面还缺第 {shown}{more} 个包，先存着，等到齐了自动公开。请县里补发缺的包。"


def _applied_sentence(manifest: Manifest) -> str:
    if manifest.kind == "local":
        return f"本村自己公开的 {len(manifest.items)} 件已经放上屏幕。"
    if not manifest.items:
        return "收下了，没有新内容。"
    return f"收下了，{len(manifest.items)} 件内容已经公开。"


def is_alarm(code: str) -> bool:
    """Whether a refusal may mean that somebody else writes in the county's name."""
    return code in ("fork", "prev_mismatch", "key_revoked", "not_root_key")


def bundle_path_name(path: Path) -> str:
    """The bundle's name of an entry in ``in/``: the folder's, or the zip's without its ending."""
    return path.stem if path.suffix.lower() == ".zip" else path.name
