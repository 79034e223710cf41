"""One job's view of the database and of the exercises in memory.

Memory is a cache: an exercise is made from its facts by the first job that asks for it, and goes
when others were used since. Whatever a job that fails may have changed in an exercise is forgotten
with it, and read again from the facts by the next job that asks.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from sqlite_utils import Database

from dialogs.core.facts import Fact
from storage.bookkeeping import Bookkeeping
from storage.errors import BrokenError, is_storage_failure
from storage.facts.stored import PERSONAL_TEXT, PRIVATE_TEXT, Facts
from storage.people import People
from storage.posts import Posts
from storage.public.sheets import PublicSheets
from storage.schema import signing_key

E = TypeVar("E")
T = TypeVar("T")

log = logging.getLogger(__name__)

FACTS_IN_MEMORY = 250_000
"""Of the exercises in memory together: some 45 MB, or a thousand teams of nine in full swing."""

ALWAYS_IN_MEMORY = 4
"""Exercises, those used last, that stay however many facts they have."""


class Tx(Facts, People, Posts, PublicSheets, Bookkeeping, Generic[E]):
    """What a job works with. It lives as long as its connection, a job's part of it does not."""

    def __init__(self, db: Database, load: Callable[["Tx[E]", int], E]) -> None:
        super().__init__(db)
        self.key = signing_key(db)
        self._load = load
        self._cache: dict[int, E] = {}
        self._loaded = False  # any exercise, since there was last looked at how many there are
        self.loads = 0
        """How often an exercise was made from its facts."""
        self.broken: BrokenError | None = None
        """What `holds` found last."""
        self._touched: set[int] = set()  # by this job
        self._group: set[int] = set()  # by the jobs before it, not committed either
        self._version = -1
        self._noticed = False
        self._reported = False  # to a job of this group

    # exercises in memory

    def exercise(self, exercise: int) -> E:
        """The exercise itself, from memory or from its facts. Raises `KeyError` if unknown."""
        self._touched.add(exercise)
        x = self._cache.pop(exercise, None)
        if x is None:
            if self.row(exercise) is None:
                raise KeyError(exercise)
            x = self._load(self, exercise)
            self._loaded, self.loads = True, self.loads + 1
        self._cache[exercise] = x  # at the end: the one used last
        return x

    def holds(self, exercise: int) -> bool:
        """Whether its record is as it was written; else the log and the pulse say so."""
        broken = None
        try:
            self.exercise(exercise)
        except BrokenError as error:
            self.broken = broken = error
        if broken:
            log.error("%s", broken)
        return broken is None

    def drop(self, exercise: int) -> None:
        """Forget the exercise in memory; the next job that asks reads it again."""
        self._cache.pop(exercise, None)
        self._ends.pop(exercise, None)
        self._read.pop(exercise, None)

    def _drop_unused(self) -> None:
        """Forget the exercises that were used longest ago, as far as there are too many facts."""
        facts = sum(self._end(number)[0] for number in self._cache)
        for number in list(self._cache)[: max(0, len(self._cache) - ALWAYS_IN_MEMORY)]:
            if facts <= FACTS_IN_MEMORY:
                break
            facts -= self._end(number)[0]
            self.drop(number)
        self._ends = {number: self._end(number) for number in self._cache}
        self._loaded = False

    def cached(self) -> list[int]:
        """The ids of the exercises in memory."""
        return list(self._cache)

    # facts

    def append(self, exercise: int, facts: Sequence[Fact]) -> None:
        """Add facts to an exercise, after those it was read with.

        Raises `ClashError` if there are newer ones: what was decided may no longer hold. An
        exercise in memory that this job did not ask for cannot know of the new facts, so it is
        forgotten.
        """
        if exercise not in self._touched:
            self.drop(exercise)
            self._touched.add(exercise)
        self.add_facts(exercise, facts)

    # erasing

    def erase(self, exercise: int, number: int, *, answers: bool) -> None:
        """Take a person out: who they are, what they wrote, their messages; `answers` too, if so.

        What counts people and scores stays. The bytes leave the files after the commit.
        """
        if number < 1:
            raise KeyError(number)  # 0 is the group
        self._forget_address(exercise, number)
        self._do("DELETE FROM people WHERE exercise = ? AND number = ?", (exercise, number))
        self._changed(exercise)
        self._do('DELETE FROM posts WHERE exercise = ? AND "to" = ?', (exercise, number))
        self.erase_texts(exercise, number, PERSONAL_TEXT)
        if answers:
            self.erase_answers(exercise, number)

    def erase_said(self, exercise: int, number: int) -> None:
        """Take out what a person answered and wrote; they keep a name, and what is in the plan.

        The digests of their messages go too: of a card that shows one answer it could be guessed.
        """
        self.erase_answers(exercise, number)
        forget = "UPDATE posts SET digest = '' WHERE exercise = ? AND \"to\" = ?"
        self._do(forget, (exercise, number))
        self.erase_texts(exercise, number)

    def erase_texts(self, exercise: int, number: int, kinds: Iterable[str] = PRIVATE_TEXT) -> None:
        """Take out what a person wrote, by default but what stands in the plan under their name.

        The bytes leave the files after the commit.
        """
        self._erase(exercise, number, "text", kinds)
        self._touched.add(exercise)
        self.drop(exercise)
        self._scrub()

    def _forget_address(self, exercise: int, number: int) -> None:
        # The scope of a rate limit can be somebody's private chat.
        self._do(
            "DELETE FROM blocks WHERE EXISTS (SELECT 1 FROM people AS p"
            " WHERE p.exercise = ? AND p.number = ? AND p.platform = blocks.platform"
            " AND p.address <> '' AND blocks.scope LIKE '%' || p.address || '%')",
            (exercise, number),
        )

    # for the writer: one transaction, and if need be a savepoint for each job in it

    def begin(self) -> None:
        """Begin a group of jobs. What others changed since the last one is not in memory."""
        self.db.execute("BEGIN IMMEDIATE")
        # Only now, with the write lock held, can nobody change anything behind our back.
        [(version,)] = self._all("PRAGMA data_version")
        if version != self._version:
            self._cache.clear()
            self._ends.clear()
            self._read.clear()
            self._noticed = self._noticed or self._version >= 0
            self._version = version
        if self._loaded:  # only now: no job holds one
            self._drop_unused()

    @property
    def changes(self) -> int:
        """How many rows this connection has changed, ever."""
        return int(self.db.conn.total_changes)

    def noticed(self) -> bool:
        """Whether another process changed the database since a group that asked was committed."""
        self._reported = True
        return self._noticed

    def run(self, job: "Callable[[Tx[E]], T]") -> T:
        """Run a job. Whatever it raises, there may be something left of it."""
        result = job(self)
        self._group |= self._touched
        self._touched.clear()
        return result

    def attempt(self, job: "Callable[[Tx[E]], T]") -> "tuple[T | None, BaseException | None]":
        """Run a job: its result, or the error after which nothing of it is left.

        Raises what the storage raised, or `StoreError` if the whole transaction is lost.
        """
        self._do("SAVEPOINT job")
        try:
            result = self.run(job)
        except BaseException as error:  # whoever gave us the job is told
            if is_storage_failure(error):
                raise
            self._undo()
            return None, error
        self._do("RELEASE job")
        return result, None

    def _undo(self) -> None:
        self._do("ROLLBACK TO job")
        self._do("RELEASE job")
        self._forget(self._touched)

    def commit(self) -> None:
        """Make the group durable."""
        self.write_heads()
        self._do("COMMIT")
        self._group.clear()
        self._noticed, self._reported = self._noticed and not self._reported, False

    def roll_back(self) -> None:
        """Leave nothing of the group, here or in the file."""
        self._forget(self._touched)
        self._forget(self._group)
        self._longer.clear()
        self._reported = False
        self.db.rollback()

    def _forget(self, exercises: set[int]) -> None:
        self._read.clear()
        for exercise in exercises:
            self.drop(exercise)
        exercises.clear()
