"""board.db again from the archive (architecture.md §4: board.db is a cache).

The new file is made beside the old one and exchanged when it is ready, so the screen never blanks.
What was accepted is trusted by its record, not by today's keys.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.bundle.keys import KeyRing
from kiosk.domain.clock import Clock, SystemClock
from kiosk.domain.errors import EnvironmentFault, SenderFault
from kiosk.domain.region import Village
from kiosk.intake.apply import Intake, judge
from kiosk.intake.archive import Archive
from kiosk.intake.files import disk_fault
from kiosk.intake.lock import worker_lock
from kiosk.store.aside import put_in_place
from kiosk.store.home import KioskHome
from kiosk.store.write import BoardWriter, check_board


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """``applied`` bundles by name, ``set_aside`` those whose copy was damaged, ``waiting`` those behind
    them (they follow when the county's copy has come again); ``old_board`` is where the old file went."""

    applied: tuple[str, ...]
    set_aside: tuple[str, ...]
    waiting: tuple[str, ...]
    old_board: Path | None

    def sentence(self) -> str:
        """What happened, for a person."""
        words = f"用存下的 {len(self.applied)} 个包重做好了。"
        if self.set_aside:
            words += (
                f"有 {len(self.set_aside)} 个存坏了，已经移开：{'、'.join(self.set_aside[:5])}，请县里重发。"
            )
        return words


def rebuild(home: KioskHome, clock: Clock | None = None) -> RebuildResult:
    """Make board.db anew; EnvironmentFault ``worker_running`` while the worker runs, ``archive_lacks`` when
    that would take something off the screen, or of the disk."""
    config = home.load_config()
    home.make_folders()
    with worker_lock(home.worker_lock):
        return rebuild_locked(home, config.village, (clock or SystemClock()).now())


def rebuild_locked(home: KioskHome, village: Village, at: datetime) -> RebuildResult:
    """The same for a caller that holds the worker's lock and has closed its own writer."""
    archive = Archive(home.archive, home.quarantine)
    fresh = home.path / "board.rebuild.db"
    applied: list[str] = []
    broken: list[str] = []
    waiting: list[str] = []
    _remove(fresh)
    try:
        with closing(BoardWriter(fresh, village)) as writer:
            intake = Intake(writer, archive, village, KeyRing())
            for accepted in archive.in_order():
                try:
                    if accepted.after is not None:
                        if intake.replay_local(accepted) is not None:
                            applied.append(accepted.name)
                        continue
                    manifest, _ = accepted.open()
                    verdict = judge(
                        manifest, accepted.manifest_sha256, writer.last_applied(), writer.applied_hash
                    )
                    if verdict == "apply":
                        intake.replay(accepted)
                        applied.append(accepted.name)
                    else:
                        waiting.append(accepted.name)
                except SenderFault:
                    archive.set_aside(accepted.name, at)
                    broken.append(accepted.name)
            reached, own = writer.last_applied(), writer.local_count()
        if not broken:
            _refuse_less(home, village, reached.seq if reached is not None else 0, own)
        old = put_in_place(home, fresh, home.board_db, at)
    except BaseException:
        _remove(fresh)
        raise
    return RebuildResult(tuple(applied), tuple(broken), tuple(waiting), old)


def _refuse_less(home: KioskHome, village: Village, reached: int, own: int) -> None:
    """EnvironmentFault ``archive_lacks`` when a sound board shows more than the archive can give: somebody
    took bundles out of it, and what villagers see must not go with them."""
    if not home.board_db.is_file() or not check_board(home.board_db).ok:
        return
    with closing(BoardWriter(home.board_db, village)) as standing:
        last, shown = standing.last_applied(), standing.local_count()
    if shown > own:
        raise EnvironmentFault(
            "archive_lacks",
            f"“{home.archive}”里的留底不全，本村自己公开的只有 {own} 个，屏幕上有 {shown} 个。"
            "没有重做，屏幕上的内容没有动。请把备份的留底放回去再来。",
        )
    if last is not None and last.seq > reached:
        raise EnvironmentFault(
            "archive_lacks",
            f"“{home.archive}”里的留底不全，只做得到第 {reached} 个包，屏幕上已到第 {last.seq} 个。"
            "没有重做，屏幕上的内容没有动。请把备份的留底放回去再来，或请县里发一个整包。",
        )


def _remove(database: Path) -> None:
    try:
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    except OSError as error:
        raise disk_fault(error, database) from error
