"""What can go wrong with the storage, as the rest of the program hears it."""

import sqlite3


class StoreError(Exception):
    """The storage failed and nothing of what was asked is kept; trying again later may help."""


class LockedError(Exception):
    """Another process serves this database; the sentence says which."""


class BrokenError(Exception):
    """This file cannot be served by this program; the sentence says why and what to do."""


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
