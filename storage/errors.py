"""What can go wrong with the storage, as the rest of the program hears it."""

import sqlite3
from pathlib import Path


class StoreError(Exception):
    """The storage failed and nothing of what was asked is kept; trying again later may help."""


class LockedError(Exception):
    """Another process serves this database; the sentence says which."""


class BrokenError(Exception):
    """This file cannot be served by this program; the sentence says why and what to do."""


class DamagedError(StoreError, BrokenError):
    """SQLite met damage while it was at work: nothing is kept, and a backup must be restored."""


class ClashError(Exception):
    """Another process added facts to this exercise since it was read."""


STORAGE_CODES = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
"""What SQLite reports when the storage is at fault, and not the statement it was given."""

DAMAGE_CODES = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
"""The file is not as SQLite wrote it."""

PASSING_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CONSTRAINT,
    }
)
"""Failures that leave the connection as good as it was."""


def sqlite_code(error: BaseException) -> int:
    """SQLite's primary result code of an error; 0 if it does not come from SQLite."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def is_storage_failure(error: BaseException) -> bool:
    """Whether the storage is at fault rather than the job that met the error."""
    return isinstance(error, StoreError) or sqlite_code(error) in STORAGE_CODES


def is_passing(error: BaseException) -> bool:
    """Whether the connection can be used again after this error."""
    return sqlite_code(error) in PASSING_CODES


def damaged(path: Path, found: str) -> str:
    """That a file is damaged, and what to do."""
    return f"{path} is damaged ({found}). Keep a copy of it, then restore the last backup."


def explained(path: Path, error: Exception) -> BrokenError | StoreError:
    """Why a database cannot be opened, as the rest of the program hears it.

    A full disk has no room for the log's index either, which SQLite calls an I/O error. A text that
    is no text comes without a code, also where it is SQLite's own that names what it does not know.
    """
    if is_passing(error) or sqlite_code(error) == sqlite3.SQLITE_IOERR:
        return StoreError(f"{path}: {error}")
    if sqlite_code(error) in DAMAGE_CODES or not sqlite_code(error):
        return BrokenError(damaged(path, str(error).splitlines()[0]))
    return BrokenError(
        f"{path} cannot be opened: {error}. It must be there, and this user must be able to "
        "write to it and to its directory."
    )
