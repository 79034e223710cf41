"""How a database is opened, checked, scrubbed and copied: all that is SQLite's own."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from storage.errors import BrokenError, StoreError, is_passing, sqlite_code
from storage.schema import bring_up_to_date, migrations, too_old, unknown

BUSY_SECONDS = 5.0

PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk when it returns, whatever happens then
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",  # nothing personal in a temporary file
)

SCRUB_DUE = "PRAGMA user_version = 1"
"""Part of the transaction that erases, so that `scrub` is due even if we are killed before it:
1 asks for `VACUUM`, 2 for an empty log, 0 for nothing."""


def create(path: Path) -> None:
    """Make an empty file that only its owner may read, unless there is a file.

    Raises `BrokenError` where that is not possible.
    """
    try:
        # Not opened if it is there: closing it again would drop locks SQLite has on it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not path.is_file():
            raise BrokenError(f"{path} is no file. Name a file for the database.") from None
    except OSError as error:
        raise BrokenError(
            f"{path} cannot be created: {error.strerror}. Its directory must exist and be writable."
        ) from error


def connect(path: Path, *, upgrade: bool = True) -> Database:
    """An existing database, sound and up to date, with the settings we rely on.

    One from an older release is copied, then upgraded; it is refused where not to `upgrade`,
    since that release may be serving it. Raises `BrokenError` for a file that is damaged, not
    ours, or newer than this program, and `StoreError` if it is locked or the disk is full.
    """
    try:
        db = Database(_bare(path), execute_plugins=False)
        try:
            _prepare(db, path, upgrade)
        except BaseException:
            db.close()
            raise
    except sqlite3.Error as error:
        raise _explained(path, error) from error
    return db


def _bare(path: Path) -> sqlite3.Connection:
    # mode=rw never creates: a database that was moved away must not come back empty.
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )


def signing_key(db: Database) -> bytes:
    """What buttons are signed with: of this database alone, and never changed."""
    found = db.execute("SELECT value FROM secrets WHERE name = 'buttons'").fetchone()
    if found is None:
        raise BrokenError("the key that signs buttons is missing; restore the last backup")
    return bytes(found[0])


def examine(path: Path) -> list[str]:
    """Look at an existing database and change nothing; gives the upgrades that it still needs.

    Raises `BrokenError` where `connect` would, also for one that cannot be written to, and
    `StoreError` if somebody has it locked.
    """
    try:
        with closing(Database(_bare(path), execute_plugins=False)) as db:
            _refuse_damage(db, path)
            _refuse_strangers(db, path)
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
            return [migration.name for migration in migrations.pending(db)]
    except sqlite3.Error as error:
        raise _explained(path, error) from error


def _prepare(db: Database, path: Path, upgrade: bool) -> None:
    _refuse_damage(db, path)
    _refuse_strangers(db, path)
    if migrations.applied(db) and (needed := migrations.pending(db)):
        _before_upgrade(path, needed[0].name, upgrade)
    for pragma in PRAGMAS:
        db.execute(f"PRAGMA {pragma}").fetchall()
    bring_up_to_date(db)


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


def _refuse_damage(db: Database, path: Path) -> None:
    [(found,)] = db.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise BrokenError(_damaged(path, found.splitlines()[-1]))


def _refuse_strangers(db: Database, path: Path) -> None:
    if too_old(db):
        raise BrokenError(
            f"{path} was made by version 0.1, which was never released and cannot be carried "
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


def _damaged(path: Path, found: str) -> str:
    return f"{path} is damaged ({found}). Keep a copy of it, then restore the last backup."


def _explained(path: Path, error: sqlite3.Error) -> BrokenError | StoreError:
    # A full disk has no room for the log's index either, which SQLite calls an I/O error.
    if is_passing(error) or sqlite_code(error) == sqlite3.SQLITE_IOERR:
        return StoreError(f"{path}: {error}")
    if sqlite_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return BrokenError(_damaged(path, str(error)))
    return BrokenError(
        f"{path} cannot be opened: {error}. It must be there, and this user must be able to "
        "write to it and to its directory."
    )


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
    """A verified copy of the database as it is now, while others use it.

    Raises `FileExistsError` rather than overwrite, `StoreError` if the copy fails.
    """
    create_new(target)
    try:
        with closing(_bare(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
        _verify(target)
    except (sqlite3.Error, StoreError) as error:
        target.unlink()
        raise StoreError(f"no backup was made: {error}") from error


def create_new(path: Path) -> None:
    """Make an empty file for its owner only. Raises `FileExistsError`."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def _verify(path: Path) -> None:
    with closing(Database(_bare(path), execute_plugins=False)) as db:
        [(found,)] = db.execute("PRAGMA integrity_check(1)").fetchall()
        if found != "ok" or not migrations.applied(db):
            raise StoreError(f"the copy is not sound ({found})")
