"""Schemas of board.db and desk.db as small named steps, each one transaction with its record.

A step that has been handed out is never edited; a change of schema is a new step.  A database with
a step this program does not know was written by a newer program: it is refused and not touched.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.domain.errors import EnvironmentFault

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

Step = Callable[["Database"], None]


class Steps:
    """The steps of one schema in order; ``@STEPS()`` above a function adds it under its name.

    Reading needs only the names.  sqlite-utils, which does a step and keeps its record, is loaded
    when there is something to do: the first frame of the screen does not wait for it (40 ms, 8 MB).
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._steps: list[Step] = []

    def __call__(self) -> Callable[[Step], Step]:
        def add(step: Step) -> Step:
            self._steps.append(step)
            return step

        return add

    @property
    def names(self) -> frozenset[str]:
        """Of all steps this program knows."""
        return frozenset(step.__name__ for step in self._steps)

    def done(self, connection: sqlite3.Connection) -> frozenset[str]:
        """Of the steps whose record is in the database; only reads."""
        table = "_sqlite_migrations"
        if not connection.execute("select 1 from sqlite_master where name = ?", (table,)).fetchone():
            return frozenset()
        rows = connection.execute(f"select name from {table} where migration_set = ?", (self.name,))
        return frozenset(name for (name,) in rows)

    def migrations(self) -> Migrations:
        """The same for sqlite-utils."""
        from sqlite_utils.migrations import Migrations

        made = Migrations(self.name)
        for step in self._steps:
            made()(step)
        return made


BOARD = Steps("board")
DESK = Steps("desk")


def _run(db: Database, *statements: str) -> None:
    # Not executescript(): it would commit, and a step is one transaction.
    for statement in statements:
        db.conn.execute(statement)


@BOARD()
def publications(db: Database) -> None:
    """What was applied: bundles, every version of every publication, payout lines, the log."""
    _run(
        db,
        "create table meta (key text primary key, value text not null) without rowid",
        """create table bundles (
            seq integer primary key, name text not null, manifest_sha256 text not null, kind text not null,
            issuer text not null, created text not null, key_id text not null, applied_at text not null,
            items integer not null, rows integer not null, cents integer not null)""",
        """create table bundle_log (
            id integer primary key, bundle text not null, seq integer not null, state text not null,
            code text not null, sentence text not null, at text not null)""",
        # superseded_from: the day from which a later version is shown instead (null: none is).
        """create table items (
            key integer primary key, type text not null, id text not null, version integer not null,
            title text not null, catalogue_ids text not null, period text not null,
            published_on text not null, publish_from text not null, publish_to text,
            privacy text not null, form text not null, is_nothing integer not null, event_on text,
            replaces integer, reason text, corrected_on text,
            superseded_from text, withdrawn_on text, withdrawn_reason text,
            seq integer not null, bundle text not null, archive text not null, body text,
            unique (type, id, version))""",
        """create table batches (
            item integer primary key, programme_id text not null, programme_name text not null,
            year integer not null, batch text not null, paid_from text not null, paid_to text not null,
            fields text not null, rows integer not null, cents integer not null,
            households integer not null, persons integer, qty text, qty_unit text not null,
            suppressed integer not null)""",
        "create index batches_year on batches (year)",
        """create table payouts (
            item integer not null, row integer not null, grp text not null, name text not null,
            ordinal integer, recipient_id text, qty text, qty_unit text not null, rate text,
            rate_unit text not null, months integer, persons integer, cents integer not null, paid_on text,
            status text not null, paid_how text not null, note text not null,
            x1 text not null, x2 text not null, x3 text not null, x4 text not null,
            primary key (item, row)) without rowid""",
        """create index payouts_recipient on payouts (recipient_id, item, row)
            where recipient_id is not null""",
        """create table batch_groups (
            item integer not null, place integer not null, grp text not null, rows integer not null,
            households integer not null, cents integer not null, qty text,
            primary key (item, place)) without rowid""",
        """create table changes (
            item integer not null, place integer not null, new_row integer, display text not null,
            grp text not null, old_cents integer, new_cents integer, recipient_id text,
            primary key (item, place)) without rowid""",
        "create index changes_row on changes (item, new_row)",
        """create table events (
            event_id text primary key, catalogue_ids text not null, trigger text not null,
            on_day text not null, title text not null, cancelled integer not null,
            withdrawn_on text, withdrawn_reason text)""",
        """create table refs (
            kind text primary key, version integer not null, text text not null, seq integer not null)""",
        """create table replies (
            question_id text primary key, text text not null, answered_on text not null,
            public integer not null, seq integer not null)""",
        "create table key_adds (place integer primary key, line text not null, seq integer not null)",
        """create table key_revocations (
            place integer primary key, key_id text not null, from_seq integer not null,
            seq integer not null)""",
    )


@BOARD()
def name_index(db: Database) -> None:
    """The finder: one row for each way a name is read, with all that a hit shows.

    ``main`` marks a person's first row.  The days say from and until when a list shows the person.
    Filled by the writer, which knows the readings: ``names_stale`` asks it to.
    """
    _run(
        db,
        """create table names (
            initials text not null, full text not null, recipient_id text not null, main integer not null,
            surname text not null, name text not null, display text not null, grp text not null,
            ordinal integer, visible_from text not null, visible_to text,
            primary key (initials, full, recipient_id)) without rowid""",
        # With mark and days inside, counting the people of each surname never leaves the index.
        """create index names_surname on names
            (surname, initials, full, recipient_id, main, visible_from, visible_to)""",
        "create index names_name on names (name, grp, recipient_id) where main",
        "create index names_recipient on names (recipient_id)",
        "insert or replace into meta (key, value) values ('names_stale', '1')",
    )


@DESK()
def first_tables(db: Database) -> None:
    """What the screen process keeps: when something was first shown, the clock, settings."""
    _run(
        db,
        """create table shown (
            type text not null, id text not null, version integer not null, first_shown text not null,
            primary key (type, id, version)) without rowid""",
        "create table clock (only_one integer primary key check (only_one = 1), last_seen text not null)",
        "create table settings (key text primary key, value text not null) without rowid",
    )


@DESK()
def prints_and_postings(db: Database) -> None:
    """The register of what was sent to a printer and of what hangs on the wall.

    ``subjects``: JSON of [id, version] pairs; ``catalogue_ids``: JSON list.  ``token`` names a print
    to the printing service, so that an unclear ending can be looked up instead of tried again.
    """
    _run(
        db,
        """create table prints (
            id integer primary key, token text not null unique, sheet_id text not null,
            digest text not null, kind text not null, title text not null, subjects text not null,
            catalogue_ids text not null, says_withdrawn integer not null,
            pages integer not null, copies integer not null,
            paper text not null, sides text not null, printer text not null, job integer,
            who text not null, started_at text not null, ended_at text, outcome text not null)""",
        "create index prints_sheet on prints (sheet_id, digest)",
        "create index prints_open on prints (outcome) where outcome in ('started', 'sent', 'unknown')",
        """create table postings (
            id integer primary key, print integer references prints (id), sheet_id text not null,
            digest text not null, kind text not null, title text not null, subjects text not null,
            catalogue_ids text not null, says_withdrawn integer not null,
            posted_on text not null, posted_by text not null,
            taken_down_on text, taken_down_by text, early integer not null default 0,
            reason text not null default '')""",
        "create index postings_up on postings (posted_on) where taken_down_on is null",
    )


@DESK()
def people_and_audit(db: Database) -> None:
    """Who may open the desk, wrong tries, and the record of who did what, which only grows."""
    _run(
        db,
        """create table people (
            id integer primary key, name text not null, role text not null, since text not null,
            left_at text, salt blob, pin blob, code_salt blob, code blob, code_until text)""",
        # since: of the first wrong try in a row; until: no try before; rounds: pauses in a row.
        """create table tries (
            what text primary key, wrong integer not null, since text not null,
            rounds integer not null, until text) without rowid""",
        """create table audit (
            seq integer primary key, at text not null, person integer, who text not null,
            what text not null, subject text not null, note text not null,
            prev text not null, hash text not null)""",
        """create trigger audit_stays before update on audit
            begin select raise(abort, 'audit entries are never changed'); end""",
        """create trigger audit_is_kept before delete on audit
            begin select raise(abort, 'audit entries are never deleted'); end""",
        # Also keeps `insert or replace`, which deletes without the trigger above, from replacing.
        """create trigger audit_goes_on before insert on audit
            when new.seq <> (select coalesce(max(seq), 0) + 1 from audit)
              or (new.seq > 1 and new.prev <> (select hash from audit order by seq desc limit 1))
            begin select raise(abort, 'an audit entry follows the last one'); end""",
    )


@DESK()
def questions(db: Database) -> None:
    """What villagers asked, and the files on their way to the county."""
    _run(
        db,
        """create table questions (
            question_id text primary key, number text not null unique, kind text not null,
            sentence text not null, about_type text, about_id text, drawing blob, contact text not null,
            asked_at text not null, due text, sealed integer not null, sent_at text, taken_up_at text,
            withdrawn_at text, reply text, replied_on text, reply_public integer, satisfied integer,
            erased_at text)""",
        "create index questions_asked on questions (asked_at)",
        # after: the instant before which the file must not leave (the asker may still withdraw).
        """create table question_out (
            name text primary key, question_id text not null, content blob not null,
            after text not null) without rowid""",
    )


@DESK()
def reasons(db: Database) -> None:
    """Why duties were not met in time; a new reason for the same duty is a new row."""
    _run(
        db,
        """create table reasons (
            id integer primary key, village_code text not null, catalogue_id text not null,
            part integer not null, period text not null, code text not null, text not null,
            late_on text, who text not null, at text not null)""",
    )


@BOARD()
def local_bundles(db: Database) -> None:
    """What this kiosk published itself: its own chain beside the county's."""
    _run(
        db,
        """create table local_bundles (
            seq integer primary key, name text not null, manifest_sha256 text not null,
            created text not null, key_id text not null, applied_at text not null, items integer not null)""",
    )


@DESK()
def local_publishing(db: Database) -> None:
    """Drafts of the village's own publications, its events, and the bundles on their way to the worker.

    ``drafts``: one row a version.  ``local_out`` keeps the files of a bundle until it is on the board;
    ``before`` says how things stood, should the worker refuse it.
    """
    _run(
        db,
        """create table drafts (
            id integer primary key, disclosure_id text not null, version integer not null,
            reason text not null, state text not null, content text not null,
            drafter integer not null, drafter_name text not null, drafted_at text not null,
            editors text not null, changed_at text not null, sent_at text,
            checker integer, checker_name text not null, checked_at text, checked_digest text not null,
            note text not null, publisher_name text not null, published_at text, published_on text,
            withdrawer_name text not null, withdrawn_at text, withdrawn_reason text not null,
            seq integer, unique (disclosure_id, version))""",
        """create table draft_pictures (
            id integer primary key, draft integer not null, place integer not null, title text not null,
            ending text not null, width integer not null, height integer not null, content blob not null)""",
        "create index draft_pictures_draft on draft_pictures (draft, place)",
        """create table local_events (
            event_id text primary key, trigger text not null, on_day text not null, title text not null,
            catalogue_ids text not null, cancelled integer not null, who text not null,
            at text not null) without rowid""",
        """create table local_out (
            seq integer primary key, name text not null, manifest_sha256 text not null,
            created text not null, state text not null, deed text not null, subject text not null,
            before text not null)""",
        """create table local_out_files (
            seq integer not null, place integer not null, path text not null, content blob not null,
            primary key (seq, place))""",
    )


@DESK()
def postings_go_out(db: Database) -> None:
    """Changes of the wall leave beside the questions; an undone entry stays, so that no id comes twice.

    ``told``: how many files were written about a posting; ``changed_at``: when it was last changed.
    ``touches``: how often the glass was touched on a day, by nobody in particular.
    """
    _run(
        db,
        "alter table question_out add column folder text not null default 'questions'",
        "alter table postings add column told integer not null default 0",
        "alter table postings add column changed_at text",
        "alter table postings add column undone_at text",
        "create table touches (day text primary key, touches integer not null) without rowid",
    )


@BOARD()
def local_chains(db: Database) -> None:
    """One chain for each kiosk of the village: the county's boards hold those of several."""
    _run(
        db,
        """create table local_chains (
            kiosk text not null, seq integer not null, name text not null, manifest_sha256 text not null,
            created text not null, key_id text not null, applied_at text not null, items integer not null,
            primary key (kiosk, seq)) without rowid""",
        """insert into local_chains
            select substr(name, 14, length(name) - 20), seq, name, manifest_sha256, created, key_id,
              applied_at, items from local_bundles""",
        "drop table local_bundles",
    )


def is_current(connection: sqlite3.Connection, steps: Steps, path: Path) -> bool:
    """Whether every step is done; only reads.

    ``EnvironmentFault`` ``database_newer`` when a newer program wrote this database.
    """
    done = steps.done(connection)
    unknown = done - steps.names
    if unknown:
        raise EnvironmentFault(
            "database_newer",
            f"程序比 {path.name} 旧：{path.name} 是新版程序写的。请更新程序；里面的内容没有动。",
            detail=f"{path}: unknown steps {sorted(unknown)}",
        )
    return done == steps.names


def migrate(connection: sqlite3.Connection, steps: Steps, path: Path) -> bool:
    """Bring the database up to date. True when something was done.

    ``EnvironmentFault`` ``database_newer`` before anything is touched.
    """
    if is_current(connection, steps, path):
        return False
    from sqlite_utils import Database

    steps.migrations().apply(Database(connection, execute_plugins=False))
    return True
