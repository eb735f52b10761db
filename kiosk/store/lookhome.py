"""A home for looking: the same board, a desk of its own that may be written to without harm."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kiosk.store.connect import connect_ro, speaking
from kiosk.store.home import KioskHome


def look_home(home: KioskHome, folder: Path) -> KioskHome:
    """A home in ``folder`` with the board and the archive of ``home``, a copy of its desk.db and a drop
    folder of its own. ``home`` is only read. ``EnvironmentFault`` of disk and databases."""
    copy = KioskHome(folder / "home")
    config = replace(home.load_config(), drop=folder / "drop")
    copy.path.mkdir(parents=True)
    with speaking(copy.path):
        for place in (home.board_db, home.archive, home.trusted):
            # SQLite follows the link and finds the log of the board beside the board.
            (copy.path / place.name).symlink_to(place.resolve())
    copy.make_folders()
    config.save(copy.config_file)
    config.drop_out.mkdir(parents=True)
    if home.desk_db.exists():
        with (
            speaking(home.desk_db),
            closing(connect_ro(home.desk_db)) as theirs,
            closing(sqlite3.connect(copy.desk_db)) as ours,
        ):
            theirs.backup(ours)
    return copy
