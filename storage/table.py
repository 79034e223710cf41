"""What the parts of a transaction share: the one way in which a statement reaches SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from storage.errors import StoreError


class Table:
    """Statements inside the transaction that the writer has open on `db`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def _do(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement.

        When SQLite gave the transaction up (a full disk), every further statement would commit
        by itself: a job that swallowed the first error must not get that far.
        """
        if not self.db.conn.in_transaction:
            raise StoreError("the transaction was given up")
        return self.db.execute(sql, values)

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._do(sql, values).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        rows = self._all(sql, values)  # all: a statement left half-read would hold up the commit
        return rows[0] if rows else None

    def _many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self._do(sql, row)
