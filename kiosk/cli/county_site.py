"""``kiosk county site``: the pages of all villages, from what was pushed to them.

The county keeps a board of each village in its workspace (``site/<village_code>/``), filled by the
same rules as a kiosk's, so that the web says what the screens say.  The boards are a cache.  What a
village published itself is on it too, as soon as ``kiosk county receipts`` has taken it into the workspace.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.chinese import Command
from kiosk.cli.county_options import ProgressBar, fault_json, tell_faults, village_option, workspace_option
from kiosk.cli.home import json_option
from kiosk.cli.output import emit_json
from kiosk.cli.site import out_option, tell
from kiosk.domain.errors import EnvironmentFault, KioskError, SenderFault

if TYPE_CHECKING:
    from kiosk.bundle.keys import KeyRing
    from kiosk.county.local import LocalBundle
    from kiosk.county.session import UnitFault
    from kiosk.county.workspace import Workspace
    from kiosk.domain.clock import Clock
    from kiosk.domain.region import Village
    from kiosk.intake.apply import Intake
    from kiosk.store.home import KioskHome

FOLDER = "site"


@dataclass(slots=True)
class CountyBoards:
    """The boards of a workspace. ``faults`` collects what is wrong with single units."""

    workspace: Workspace
    clock: Clock
    faults: list[UnitFault] = field(default_factory=list["UnitFault"])

    def home(self, unit: Village) -> KioskHome:
        """Where the unit's board lies."""
        from kiosk.store.home import KioskHome

        return KioskHome(self.workspace.path / FOLDER / unit.village_code)

    def bundles(self, unit: Village) -> Path:
        """The folder with what was pushed to the unit; without a drop root what was packed for it.

        EnvironmentFault ``drop_gone``: the share is not there, its villages must not look empty.
        """
        drop = self.workspace.config.drop
        if drop is None:
            return self.workspace.outbox / unit.village_code
        if not drop.is_dir():
            raise EnvironmentFault(
                "drop_gone", f"“{drop}”不在。请检查网络盘有没有接上；接上后再来一次。网页没有动。"
            )
        return drop / unit.village_code / "in"

    def up_to_date(self, units: tuple[Village, ...]) -> Iterator[KioskHome]:
        """The homes of the units, each with everything that was pushed; what is refused is noted."""
        from kiosk.county.local import local_bundles

        keys, kiosks = self._trusted(), self._kiosks()
        for unit in units:
            folder = self.bundles(unit)
            home = self.home(unit)
            try:
                self._take_in(unit, home, folder, keys)
            except KioskError as error:
                self.note(unit, error)
            try:
                if own := local_bundles(self.workspace, unit.village_code):
                    self._take_local(unit, home, own, kiosks.get(unit.village_code, {}), keys)
            except KioskError as error:
                self.note(unit, error)
            if home.config_file.exists():
                yield home

    def _trusted(self) -> KeyRing:
        """Every key that the county signs or signed with: old bundles are read again in a new workspace."""
        from kiosk.bundle.keys import KeyRing, PublicKey

        keys = self.workspace.keys
        county = [
            PublicKey.load(path)
            for path in sorted(keys.glob("*.pub"))
            if path.stem in ("county", "next") or path.stem.startswith("old-")
        ]
        return KeyRing.of(*county, root=PublicKey.load(keys / "root.pub"))

    def _kiosks(self) -> dict[str, dict[str, KeyRing]]:
        """The accepted key of each kiosk, by unit and the kiosk's id."""
        from kiosk.bundle.keys import KeyRing, PublicKey
        from kiosk.store.registry import Registry

        found: dict[str, dict[str, KeyRing]] = {}
        with Registry(self.workspace.registry_db, read_only=True) as registry:
            for kiosk in registry.kiosks():
                ring = KeyRing.of(PublicKey.parse(kiosk.public_key))
                found.setdefault(kiosk.village_code, {})[kiosk.kiosk_id] = ring
        return found

    def note(self, unit: Village, error: KioskError) -> None:
        """Keeps what is wrong with a unit for the end."""
        from kiosk.county.session import UnitFault

        fault = EnvironmentFault(error.code, error.message, detail=error.detail, place=error.place)
        self.faults.append(UnitFault(unit, fault))

    def _take_in(self, unit: Village, home: KioskHome, folder: Path, keys: KeyRing) -> None:
        from kiosk.bundle.paths import bundle_name
        from kiosk.bundle.source import FolderSource
        from kiosk.bundle.verify import Incomplete

        sequence = sorted((parts[1], name) for name in _names(folder) if (parts := bundle_name(name)))
        if not sequence and not home.config_file.exists():
            return
        with self._at_work(unit, home, keys) as intake:
            intake.resume(self.clock.now())
            last = intake.writer.last_applied()
            for seq, name in sequence:
                if last is not None and seq <= last.seq:
                    continue
                try:
                    intake.take_in(FolderSource(folder / name), self.clock.now())
                except Incomplete as error:
                    raise SenderFault("incomplete", f"包 {name} 还不完整。请等推送做完再来一次。") from error

    def _take_local(
        self, unit: Village, home: KioskHome, bundles: Sequence[LocalBundle], known: dict[str, KeyRing],
        keys: KeyRing,
    ) -> None:  # fmt: skip
        """What the unit's kiosks published themselves, each chain in the order of its own numbers."""
        with self._at_work(unit, home, keys) as intake:
            intake.resume_local(self.clock.now())
            for bundle in bundles:
                last, ring = intake.writer.last_local(bundle.kiosk_id), known.get(bundle.kiosk_id)
                if ring is None or (last is not None and bundle.seq <= last.seq):
                    continue
                intake.take_local(bundle.source, self.clock.now(), ring, bundle.kiosk_id)

    @contextmanager
    def _at_work(self, unit: Village, home: KioskHome, keys: KeyRing) -> Generator[Intake]:
        """The unit's board open for writing, made when there is none yet."""
        from kiosk.intake.apply import Intake, load_texts
        from kiosk.intake.archive import Archive
        from kiosk.intake.lock import worker_lock
        from kiosk.store.board import BoardReader
        from kiosk.store.home import KioskConfig
        from kiosk.store.write import BoardWriter

        home.make_folders()
        if not home.config_file.exists():
            drop = self.workspace.config.drop or self.workspace.outbox
            KioskConfig(village=unit, kiosk_id="COUNTY", drop=drop).save(home.config_file)
        with worker_lock(home.worker_lock), closing(BoardWriter(home.board_db, unit)) as writer:
            with closing(BoardReader(home, self.clock)) as board:
                texts = load_texts(board.reference_text)
            yield Intake(writer, Archive(home.archive, home.quarantine), unit, keys, texts)


def _names(folder: Path) -> list[str]:
    """What lies in a folder of the share; nothing where there is none."""
    try:
        return [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EnvironmentFault(
            "drop_unreadable", f"“{folder}”读不了。请检查网络盘和权限。", detail=str(error)
        ) from error


def _site(workspace: Path, out: Path, villages: tuple[str, ...], as_json: bool) -> int:
    from kiosk.county.workspace import open_workspace
    from kiosk.domain.clock import SystemClock
    from kiosk.site.build import build_site

    place, clock = open_workspace(workspace), SystemClock()
    boards = CountyBoards(place, clock)
    units = place.chosen(villages)
    by_code = {unit.village_code: unit for unit in units}
    bar, done = ProgressBar(), 0

    def progress(_: object) -> None:
        nonlocal done
        done += 1
        bar("做网页", done, len(units), "个村")

    made = build_site(
        boards.up_to_date(units),
        out,
        clock,
        progress,
        lambda home, error: boards.note(by_code[home.path.name], error),
    )
    if as_json:
        emit_json(
            {
                "out": made.out,
                "villages": made.villages,
                "pages": made.pages,
                "written": made.written,
                "faults": fault_json(boards.faults),
            }
        )
    else:
        tell(made, as_json=False)
        tell_faults(boards.faults)
    return 1 if boards.faults else 0


commands = (
    Command(
        "site",
        callback=_site,
        short_help="做各村扫码看的网页。",
        help="按已经推到各村的内容，和 kiosk county receipts 收回的村里自己公开的内容，做网页。"
        "只改有变化的，可以放在 push 和 receipts 后面每天跑。",
        params=[workspace_option(), out_option(), village_option(), json_option()],
    ),
)
