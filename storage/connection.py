"""How a database is opened, checked, scrubbed and copied: all that is SQLite's own."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from storage.audit import Audit, audit
from storage.errors import BrokenError, StoreError, damaged, explained
from storage.lock import give_to_the_folders_owner
from storage.schema import bring_up_to_date, changed, migrations, too_old, unknown

BUSY_SECONDS = 5.0

SMALLEST = 512
"""Bytes of the smallest page that SQLite has; a database is a number of pages."""

WHOLE, SCHEMA_AND_FREE = "quick_check(1)", "quick_check(sqlite_master)"
"""Two of SQLite's checks: of every page and row; and of the pages by which it finds the others, and
those that it will write on next, which takes no time."""

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk when it returns, whatever happens then
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",  # nothing personal in a temporary file
)


def create(path: Path) -> None:
    """Make a database that only its owner may read, unless there is a file.

    It is made beside its place and put there whole: a file that is empty was ours, and lost what it
    held. Raises `BrokenError` where that is not possible, `StoreError` on a full disk.
    """
    if path.exists():
        if not path.is_file():
            raise BrokenError(f"{path} is no file. Name a file for the database.")
        return
    half = path.with_name(f"{path.name}.new")
    try:
        half.unlink(missing_ok=True)  # of a start that was cut short
        create_new(half)
        with closing(Database(_bare(half), execute_plugins=False)) as db:
            bring_up_to_date(db)
        half.rename(path)
    except OSError as error:
        raise BrokenError(
            f"{path} cannot be created: {error.strerror}. Its directory must exist and be writable."
        ) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explained(path, error) from error


def connect(path: Path, *, serving: bool = True) -> Database:
    """An existing database, up to date, with the settings we rely on.

    Who is `serving` opens it at once, whatever its length, and looks through the rest beside:
    `look_through`. For anybody else that is done here. One from an older release is copied, then
    upgraded by who serves; others refuse it, since that release may be serving it. Raises
    `BrokenError` for a file that is empty, damaged, not ours, or newer than this program, and
    `StoreError` if it is locked or the disk is full.
    """
    _refuse_cut(path)
    try:
        db = Database(_bare(path), execute_plugins=False)
        try:
            _prepare(db, path, serving)
        except BaseException:
            db.close()
            raise
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explained(path, error) from error
    return db


def reader(path: Path) -> Database:
    """A further connection to a database that is served. Raises `sqlite3.Error`."""
    return Database(_bare(path), execute_plugins=False)


def _bare(path: Path) -> sqlite3.Connection:
    # mode=rw never creates: a database that was moved away must not come back empty.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )


def examine(path: Path) -> Audit | None:
    """Read all of an existing database, along its chains, and change nothing.

    None for one of an older release, which needs an upgrade. Raises `BrokenError` where `connect`
    would, also for one that cannot be written to, and `StoreError` if somebody has it locked.
    """
    _refuse_cut(path)
    try:
        with closing(Database(_bare(path), execute_plugins=False)) as db:
            _refuse_damage(db, path, "integrity_check(1)")
            _refuse_strangers(db, path)
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            if migrations.pending(db):
                return None
            _refuse_other_tables(db, path)
            return audit(db)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explained(path, error) from error


def _prepare(db: Database, path: Path, serving: bool) -> None:
    _refuse_damage(db, path, SCHEMA_AND_FREE if serving else WHOLE)
    _refuse_strangers(db, path)
    if migrations.applied(db) and (needed := migrations.pending(db)):
        _refuse_damage(db, path)
        _before_upgrade(path, needed[0].name, serving)
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}").fetchall()
    bring_up_to_date(db)
    _refuse_other_tables(db, path)


def _before_upgrade(path: Path, first: str, upgrade: bool) -> None:
    """Keep a whole copy of what an older release left."""
    if not upgrade:
        raise BrokenError(
            f"{path} is from an older release. Start `valuemap run` of this release once; "
            "it keeps a copy and upgrades it."
        )
    copy = path.with_name(f"{path.name}.before-{first}")
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.part")
        half.unlink(missing_ok=True)  # of an upgrade that was cut short
        backup(path, half)
        half.rename(copy)


def look_through(db: Database, path: Path) -> None:
    """SQLite's own check of the whole file, and of the rules that every row keeps; closes `db`.

    It takes seconds where a million facts are kept, and hinders nobody. Raises as `connect` does.
    """
    try:
        with closing(db):
            _refuse_damage(db, path)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise explained(path, error) from error


def _refuse_cut(path: Path) -> None:
    """SQLite takes a file of no length for a new database, and throws the log beside it away.

    A last page that is cut is refused as well, unless a log will write it again: then it was being
    written when the power failed.
    """
    if not path.is_file():
        return
    size = path.stat().st_size
    if size < SMALLEST:
        raise BrokenError(
            f"{path} is empty, as a copy is that was cut short. Restore the last backup; if "
            "nothing was ever kept in it, delete it, and `valuemap run` makes it anew."
        )
    log = path.with_name(f"{path.name}-wal")
    if size % SMALLEST and not (log.exists() and log.stat().st_size):
        raise BrokenError(damaged(path, "its end is missing"))


def _refuse_damage(db: Database, path: Path, check: str = WHOLE) -> None:
    [(found,), *_] = db.execute(f"PRAGMA {check}").fetchall()
    if found != "ok":
        raise BrokenError(damaged(path, found.splitlines()[-1]))


def _refuse_other_tables(db: Database, path: Path) -> None:
    if found := changed(db):
        raise BrokenError(damaged(path, f"{found[0]} is not as it was made"))


def _refuse_strangers(db: Database, path: Path) -> None:
    if too_old(db):
        raise BrokenError(
            f"{path} was made by a version that was never released and cannot be carried "
            "over: keep that file for its answers, and name a new file for the database."
        )
    if newer := unknown(db):
        raise BrokenError(
            f"{path} was made by a newer release ({', '.join(newer)}). "
            "Install that release, or restore a backup made before it."
        )
    [(tables,)] = db.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if tables and not migrations.applied(db):
        raise BrokenError(f"{path} is another program's database. Name another file.")


def scrub(db: Database) -> bool:
    """Leave no byte of what was erased in the files; whether that is done.

    `secure_delete` overwrites what is deleted, but not the copies that SQLite leaves behind when
    it moves rows between pages; `VACUUM` does. Then the log, which holds old pages, is emptied,
    unless somebody is reading it: then that is still due.
    """
    [(due,)] = db.execute("PRAGMA user_version").fetchall()
    if due == 1:
        db.execute("VACUUM")
        db.execute("PRAGMA user_version = 2")
    if due and not truncate_log(db):
        return False
    if due:
        db.execute("PRAGMA user_version = 0")
    return True


def truncate_log(db: Database) -> bool:
    """Move the write-ahead log into the database and empty it; False if a reader is in the way."""
    db.execute("PRAGMA busy_timeout = 0").fetchall()
    [(busy, _, _)] = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}").fetchall()
    return not busy


def backup(source: Path, target: Path) -> None:
    """A copy of the database as it is now, while others use it, verified along its chains.

    Raises `FileExistsError` rather than overwrite, `BrokenError` if the database is not sound,
    `StoreError` if the copy fails.
    """
    create_new(target)
    try:
        _copy(source, target)
    except (BrokenError, StoreError, sqlite3.Error) as error:
        target.unlink()
        found = explained(source, error) if isinstance(error, sqlite3.Error) else error
        kind = BrokenError if isinstance(found, BrokenError) else StoreError
        raise kind(f"no backup was made: {found}") from error


def _copy(source: Path, target: Path) -> None:
    _refuse_cut(source)
    with closing(_bare(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    _verify(target)


def create_new(path: Path) -> None:
    """Make an empty file for its owner only. Raises `FileExistsError`."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        give_to_the_folders_owner(handle, path.parent)
    finally:
        os.close(handle)


def _verify(path: Path) -> None:
    with closing(Database(_bare(path), execute_plugins=False)) as db:
        [(found,)] = db.execute("PRAGMA integrity_check(1)").fetchall()
        if found != "ok" or not migrations.applied(db):
            raise StoreError(f"the copy is not sound ({found})")
        if not migrations.pending(db):
            audit(db)
