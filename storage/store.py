"""The one writer. Every job of the program goes through here, and is on the disk when it returns.

A thread takes whatever jobs are waiting and runs them in one transaction, if need be each in a
savepoint of its own: an fsync is shared by all who wait for one, and the event loop never waits for
the disk.
A job that fails leaves nothing behind and hurts nobody; a storage that fails takes the whole
group with it, and says so to each. Nothing is acknowledged that is not durable.
"""

import asyncio
import collections
import concurrent.futures
import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

from storage import connection
from storage.errors import (
    DAMAGE_CODES,
    BrokenError,
    ClashError,
    DamagedError,
    LockedError,
    StoreError,
    damaged,
    is_passing,
    is_storage_failure,
    sqlite_code,
)
from storage.lock import Lock
from storage.rows import ExerciseRow, Person, PostRow
from storage.tx import Tx
from storage.waiting import Pulse, Waiting, tell

__all__ = [
    "BrokenError",
    "ClashError",
    "ExerciseRow",
    "LockedError",
    "Person",
    "PostRow",
    "Store",
    "StoreError",
    "Tx",
]

E = TypeVar("E")
T = TypeVar("T")

GROUP = 256
"""With so many jobs a transaction is full, so that nobody waits long for strangers."""

SOON = 0.05
"""Seconds for which a job that nobody waits for may wait for company."""

SCRUB_AGAIN = 60.0
"""Seconds before a scrub that failed is tried again: it rewrites the whole file."""

log = logging.getLogger(__name__)


class Store(Generic[E]):
    """The database at `path`; `load(tx, id)` makes an exercise from its facts."""

    def __init__(
        self, path: Path, load: Callable[[Tx[E], int], E], *, exclusive: bool = True
    ) -> None:
        self.path = path
        self._load = load
        self._lock = Lock(path) if exclusive else None
        self._jobs: queue.SimpleQueue[tuple[Waiting, ...] | None] = queue.SimpleQueue()
        self._soon: collections.deque[Waiting] = collections.deque()
        self._hurrying = False
        self._door = threading.Lock()
        self._open = False
        self._thread: threading.Thread | None = None
        self._tx: Tx[E] | None = None
        self._file: tuple[int, int] = (0, 0)
        self._scrub_after = 0.0
        self.pulse = Pulse()
        self.key = b""
        """What buttons are signed with, once it is open."""

    def open(self) -> None:
        """Open, check and upgrade the database, and start the writer.

        Raises `LockedError` if another process serves it, `BrokenError` if it cannot be served,
        `StoreError` if that may be different later.
        """
        if self._lock:
            self._lock.take()
        try:
            connection.create(self.path)
            self._connect()
        except BaseException:
            self._release()
            raise
        self._thread = threading.Thread(target=self._serve, name="store", daemon=True)
        self._open = True
        self._thread.start()

    def run(self, job: Callable[[Tx[E]], T]) -> "asyncio.Future[T]":
        """Run a job; its result comes once it is durable.

        The job runs in the writer's thread, possibly twice, so it touches nothing but its `Tx`
        and the exercises that gives. Its own exception comes back here, with nothing left of it
        in the database or in memory; `StoreError` means the same for every job of its group.
        A caller that is cancelled does not stop the job.
        """
        [result] = self.run_all([job])
        return result

    def run_all(self, jobs: Iterable[Callable[[Tx[E]], T]]) -> "list[asyncio.Future[T]]":
        """Run jobs one after the other in one transaction, each as `run` would."""
        loop = asyncio.get_running_loop()
        group = [(job, loop.create_future()) for job in jobs]
        try:
            self._submit(*(Waiting(job, future, loop) for job, future in group))
        except StoreError as error:
            for _, future in group:
                future.set_exception(error)
        return [future for _, future in group]

    def run_sync(self, job: Callable[[Tx[E]], T]) -> T:
        """As `run`, for a command without an event loop."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._submit(Waiting(job, future, None))
        return future.result()

    def soon(self, job: Callable[[Tx[E]], object]) -> None:
        """Run a job before those that come, in a moment at the latest; nobody waits for it.

        For what may be lost without harm, in a crash or with a storage that fails for good. If it
        fails for a while, the next job takes it along.
        """
        self._soon.append(Waiting(job))
        if not self._hurrying:
            self._hurrying = True
            asyncio.get_running_loop().call_later(SOON, self._hurry)

    async def look_through(self) -> None:
        """Look through the whole file beside everything else: its opening did not wait for that.

        Raises `BrokenError` for damage, `StoreError` if it cannot be read now.
        """
        db = connection.reader(self.path)
        try:
            await asyncio.to_thread(connection.look_through, db, self.path)
        except asyncio.CancelledError:
            with contextlib.suppress(sqlite3.ProgrammingError):  # it was closed just now
                db.conn.interrupt()
            raise

    def backup(self, target: Path) -> None:
        """A verified copy of the database, without disturbing anybody who uses it.

        Raises `FileExistsError` rather than overwrite, `StoreError` if no copy could be made.
        """
        connection.backup(self.path, target)

    def close(self) -> None:
        """Finish the jobs in hand, and let go of the database. Later jobs get `StoreError`."""
        with self._door:
            if not self._open:
                return
            self._open = False
            self._jobs.put(None)
        if self._thread:
            self._thread.join()
        self._release()

    def _submit(self, *together: Waiting) -> None:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a job cannot wait for another job")
        with self._door:  # so that nothing comes after the mark that `close` puts
            if not self._open:
                raise StoreError("the storage is closed")
            self._jobs.put(together)

    def _hurry(self) -> None:
        self._hurrying = False
        with contextlib.suppress(StoreError):  # it was closed, and finished them
            if self._soon:
                self._submit(Waiting(lambda tx: None))

    # the writer's thread

    def _serve(self) -> None:
        while self._serve_group():
            pass

    def _serve_group(self) -> bool:
        group, more = self._next_group()
        if group:
            self._commit(group)
            tell(group)
        return more

    def _next_group(self) -> tuple[list[Waiting], bool]:
        """The jobs that wait, at least one or the last; and whether there will be more."""
        group: list[Waiting] = []
        together = self._jobs.get()
        with contextlib.suppress(queue.Empty):
            while together is not None:
                group += together
                if len(group) >= GROUP:
                    break
                together = self._jobs.get_nowait()
        unasked = [self._soon.popleft() for _ in range(len(self._soon))]
        return unasked + group, together is not None

    def _commit(self, group: list[Waiting]) -> None:
        """One transaction for all. Whatever happens, each gets a result or an error."""
        self.pulse.begins()
        try:
            tx = self._ready()
            before = tx.changes
            tx.begin()
            if not _together(tx, group):
                tx.roll_back()
                tx.begin()
                for waiting in group:
                    _attempt(tx, waiting)
                    self.pulse.met(waiting.error)
            self.pulse.met(tx.broken)
            tx.commit()
        except Exception as error:  # noqa: BLE001  nobody may be left waiting
            self._fail(group, error)
            self.pulse.ends(False, error)
        else:
            self._scrub(tx)
            self.pulse.ends(tx.changes != before, None)

    def _ready(self) -> Tx[E]:
        if self._tx is not None and self._file != _identity(self.path):
            self._disconnect()
            log.error("%s was moved or replaced while in use", self.path)
        return self._tx or self._connect()

    def _connect(self) -> Tx[E]:
        serving = self._lock is not None
        self._tx = Tx(connection.connect(self.path, serving=serving), self._load)
        self._file, self.key = _identity(self.path), self._tx.key
        self._scrub(self._tx)
        return self._tx

    def _fail(self, group: list[Waiting], error: Exception) -> None:
        for waiting in group:
            waiting.result = None
            waiting.error = self._refusal(error)
            waiting.error.__cause__ = error
        if is_passing(error):
            self._soon.extendleft(waiting for waiting in reversed(group) if not waiting.future)
        try:
            if self._tx:
                self._tx.roll_back()
        except sqlite3.Error:
            self._disconnect()
        if not is_passing(error):
            self._disconnect()

    def _refusal(self, error: Exception) -> StoreError:
        if sqlite_code(error) in DAMAGE_CODES:
            return DamagedError(f"not saved: {damaged(self.path, str(error))}")
        return StoreError(f"not saved: {error}")

    def _scrub(self, tx: Tx[E]) -> None:
        """Take the bytes of people who were erased out of the files. What fails is due again."""
        if not tx.scrub_due or time.monotonic() < self._scrub_after:
            return
        try:
            tx.scrub_due = not connection.scrub(tx.db)
        except sqlite3.Error as error:
            self._scrub_after = time.monotonic() + SCRUB_AGAIN
            log.warning("erased, but their bytes are still in the file: %s", error)

    def _disconnect(self) -> None:
        if self._tx:
            with contextlib.suppress(sqlite3.Error):
                self._tx.db.close()
        self._tx = None

    def _release(self) -> None:
        if self._tx:
            with contextlib.suppress(sqlite3.Error):
                connection.truncate_log(self._tx.db)
        self._disconnect()
        if self._lock:
            self._lock.release()


def _together(tx: Tx[E], group: list[Waiting]) -> bool:
    """Run these jobs, hoping that none fails: savepoints would be half of a tap's statements.

    False if one did. Then the others' work has to go as well, and each is run on its own.
    """
    try:
        for waiting in group:
            waiting.result, waiting.error = tx.run(waiting.job), None
    except BaseException as error:
        if is_storage_failure(error):
            raise
        return False
    return True


def _attempt(tx: Tx[E], waiting: Waiting) -> None:
    waiting.result, waiting.error = tx.attempt(waiting.job)
    if isinstance(waiting.error, ClashError):  # decide again, from what is there now
        waiting.result, waiting.error = tx.attempt(waiting.job)
    if waiting.error and waiting.future is None:
        log.error("a mistake of ours in what nobody waits for", exc_info=waiting.error)


def _identity(path: Path) -> tuple[int, int]:
    """What stays the same about a file as long as it is the same file."""
    found = path.stat()
    return found.st_dev, found.st_ino
