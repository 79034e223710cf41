"""The table `facts`: appended to, read and verified along its chain, erased within it."""

import sqlite3
from collections.abc import Iterable

from sqlite_utils import Database

from dialogs.core.facts import Fact
from storage.errors import ClashError
from storage.facts import chain
from storage.facts.ledger import Row, from_rows, to_row
from storage.table import Table

ANSWER = ("Answered",)
PRIVATE_TEXT = ("Answered", "Noted", "Held", "Mailed")
PERSONAL_TEXT = (*PRIVATE_TEXT, "Told")
"""Facts whose text is its writer's own. That of `Set` and `Amended` belongs to the exercise and
to its plan, which stay."""

MAIL_TEXT = ("Mailed",)
"""The e-mail address that somebody took away again."""

DRAFT_TEXT = ("Set",)
"""What the author of a set-up that was thrown away wrote for it: nobody else ever read it."""

_INSERT = (
    "INSERT INTO facts (exercise, n, at, kind, person, round, item, answer, text, body,"
    " answer_salt, text_salt, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Facts(Table):
    """The part of a transaction that knows facts."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self._ends: dict[int, tuple[int, bytes]] = {}  # number and hash of the last fact
        self._longer: set[int] = set()  # exercises whose head is behind

    def facts(self, exercise: int) -> list[Fact]:
        """All facts of an exercise, in order.

        Raises `BrokenError` for an unknown kind, and where the chain does not hold.
        """
        rows = self._all(
            f"SELECT {chain.COLUMNS} FROM facts WHERE exercise = ? ORDER BY n",  # noqa: S608
            (exercise,),
        )
        chain.verify(exercise, rows, self._head(exercise))
        self._ends[exercise] = (rows[-1][0], rows[-1][-1]) if rows else (0, chain.START)
        return from_rows(exercise, rows)

    def entry(self, exercise: int, kind: str = "") -> tuple[int, str] | None:
        """The number of the last fact, of this kind or of any, and its hash in hexadecimal."""
        found = self._one(
            "SELECT n, hash FROM facts WHERE exercise = ? AND (kind = ? OR ? = '')"
            " ORDER BY n DESC LIMIT 1",
            (exercise, kind, kind),
        )
        return (found[0], found[1].hex()) if found else None

    def _head(self, exercise: int) -> bytes:
        """The hash up to which the chain must reach."""
        if exercise in self._longer:
            return self._end(exercise)[1]
        found = self._one("SELECT head FROM exercises WHERE id = ?", (exercise,))
        return found[0] if found else chain.START

    def add_facts(self, exercise: int, facts: Iterable[Fact]) -> None:
        """Append facts behind those we know of. Raises `ClashError` if there are newer ones."""
        first = self._end(exercise)[0] + 1
        self.add_rows(exercise, (to_row(n, fact) for n, fact in enumerate(facts, first)))

    def _end(self, exercise: int) -> tuple[int, bytes]:
        if exercise not in self._ends:
            found = self._one(
                "SELECT n, hash FROM facts WHERE exercise = ? ORDER BY n DESC LIMIT 1", (exercise,)
            )
            self._ends[exercise] = (found[0], found[1]) if found else (0, chain.START)
        return self._ends[exercise]

    def add_rows(self, exercise: int, rows: Iterable[Row]) -> None:
        """Append rows of facts behind the last one, each chained to the one before.

        Raises `ClashError` if one is there already.
        """
        n, hash_ = self._end(exercise)
        for row in rows:
            n, answer, text = row[0], row[6], row[7]
            salts = chain.salt_for(answer), chain.salt_for(text)
            seals = chain.seal(answer, salts[0]), chain.seal(text, salts[1])
            hash_ = chain.link(hash_, exercise, row, *seals)
            self._insert(exercise, n, (exercise, *row, *salts, hash_))
        self._ends[exercise] = n, hash_
        self._longer.add(exercise)

    def _insert(self, exercise: int, n: int, row: tuple[object, ...]) -> None:
        try:
            self._do(_INSERT, row)
        except sqlite3.IntegrityError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
                raise ClashError(f"fact {n} of exercise {exercise} is there already") from error
            raise

    def write_heads(self) -> None:
        """Once a transaction, write down where the chains end, so that no end can be cut off."""
        for exercise in self._longer:
            self._do(
                "UPDATE exercises SET head = ? WHERE id = ?", (self._end(exercise)[1], exercise)
            )
        self._longer.clear()

    def erase_answers(self, exercise: int, person: int) -> None:
        """Take out what a person answered; what they wrote stays."""
        self._erase(exercise, person, "answer", ANSWER)

    def _erase(self, exercise: int, person: int, column: str, kinds: Iterable[str]) -> None:
        """Take out a person's answers or texts, with their salts; of each its seal stays."""
        for kind in kinds:
            found = self._all(
                f"SELECT n, {column}, {column}_salt FROM facts WHERE exercise = ?"  # noqa: S608
                f" AND person = ? AND kind = ? AND {column} <> ''",
                (exercise, person, kind),
            )
            for n, value, salt in found:
                self._do(
                    f"UPDATE facts SET {column} = '', {column}_salt = NULL,"  # noqa: S608
                    f" {column}_seal = ? WHERE exercise = ? AND n = ?",
                    (chain.seal(value, salt), exercise, n),
                )
