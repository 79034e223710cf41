"""What the parts of a transaction share: the one way in which a statement reaches SQLite.

And a memory of what was read of `exercises` and `people`: every tap asks who and where, nearly
none changes it. Whoever changes or adds to what was read calls `_changed`. It is kept of exercises
in memory alone, and goes with them.
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from sqlite_utils import Database

from storage.errors import BrokenError, StoreError, sqlite_code
from storage.facts.chain import broken, checksum

T = TypeVar("T")

SCRUB_DUE = "PRAGMA user_version = 1"
"""Part of the transaction that erases, so that the bytes are due to leave the files even if we are
killed before it: 1 asks for `VACUUM`, 2 for an empty log, 0 for nothing."""

ALL = 0
"""No exercise has this id: under it is remembered what was read of all of them together."""


class Table:
    """Statements inside the transaction that the writer has open on `db`."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._cache: dict[int, Any] = {}  # the exercises in memory, the one used last at the end
        self._read: dict[int, dict[Hashable, Any]] = {}
        self.scrub_due = True  # as far as we know: the last process may have been killed

    def _do(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement.

        When SQLite gave the transaction up (a full disk), every further statement would commit
        by itself: a job that swallowed the first error must not get that far.
        """
        if not self.db.conn.in_transaction:
            raise StoreError("the transaction was given up")
        return self.db.execute(sql, values)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._do(sql, values).fetchall()
        except sqlite3.OperationalError as error:
            if sqlite_code(error):
                raise
            raise BrokenError(broken(str(error))) from error  # a text that is no UTF-8

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        rows = self._all(sql, values)  # all: a statement left half-read would hold up the commit
        return rows[0] if rows else None

    def _recall(self, exercise: int, what: Hashable, read: Callable[[], T]) -> T:
        """What was read of an exercise in memory before, else what `read` finds now."""
        known = self._read.get(exercise)
        found: T | None = known.get(what) if known else None
        if found is None:
            found = read()
            if found and (exercise == ALL or exercise in self._cache):
                self._read.setdefault(exercise, {})[what] = found
        return found

    def _changed(self, exercise: int) -> None:
        """What was read of this exercise, and of all, no longer holds."""
        self._read.pop(exercise, None)
        self._read.pop(ALL, None)

    def _scrub(self) -> None:
        """What was erased leaves the bytes of the files as well, after the commit."""
        self._do(SCRUB_DUE)
        self.scrub_due = True

    def _sum_up(self, table: str, columns: str, where: str, key: Sequence[Any]) -> None:
        """Rows of exercises or people were changed: write their checksums anew."""
        change = f"UPDATE {table} SET checksum = ? WHERE {where}"  # noqa: S608 - of constants
        for row in self._all(f"SELECT {columns} FROM {table} WHERE {where}", key):  # noqa: S608
            self._do(change, (checksum(*row), *key))

    def _many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self._do(sql, row)
