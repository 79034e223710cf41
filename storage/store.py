"""The one writer. Every job of the program goes through here, and is on the disk when it returns.

A thread takes whatever jobs are waiting and runs them in one transaction, each in a savepoint of
its own: an fsync is shared by all who wait for one, and the event loop never waits for the disk.
A job that fails leaves nothing behind and hurts nobody; a storage that fails takes the whole
group with it, and says so to each. Nothing is acknowledged that is not durable.
"""

import asyncio
import concurrent.futures
import contextlib
import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from storage import connection
from storage.errors import BrokenError, ClashError, LockedError, StoreError, is_passing
from storage.lock import Lock
from storage.rows import ExerciseRow, Person, PostRow
from storage.tx import Tx
from storage.waiting import Waiting, tell

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
"""At most this many jobs share a transaction, so that nobody waits long for strangers."""

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
        self._jobs: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._open = False
        self._thread: threading.Thread | None = None
        self._tx: Tx[E] | None = None
        self._file: tuple[int, int] = (0, 0)
        self._scrub_after = 0.0

    def open(self) -> None:
        """Open, check and upgrade the database, and start the writer.

        Raises `LockedError` if another process serves it, `BrokenError` if it cannot be served,
        `StoreError` if that may be different later.
        """
        connection.create(self.path)
        if self._lock:
            self._lock.take()
        try:
            self._connect()
        except BaseException:
            self._release()
            raise
        self._thread = threading.Thread(target=self._serve, name="store", daemon=True)
        self._open = True
        self._thread.start()

    async def run(self, job: Callable[[Tx[E]], T]) -> T:
        """Run a job and wait until it is durable; gives its result.

        The job runs in the writer's thread, possibly twice, so it touches nothing but its `Tx`
        and the exercises that gives. Its own exception comes back here, with nothing left of it
        in the database or in memory; `StoreError` means the same for every job of its group.
        A caller that is cancelled does not stop the job.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(Waiting(job, future, loop))
        return await future

    def run_sync(self, job: Callable[[Tx[E]], T]) -> T:
        """As `run`, for a command without an event loop."""
        future: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._submit(Waiting(job, future, None))
        return future.result()

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

    def _submit(self, waiting: Waiting) -> None:
        if threading.current_thread() is self._thread:
            raise RuntimeError("a job cannot wait for another job")
        with self._door:  # so that nothing comes after the mark that `close` puts
            if not self._open:
                raise StoreError("the storage is closed")
            self._jobs.put(waiting)

    # the writer's thread

    def _serve(self) -> None:
        while self._serve_group():
            pass

    def _serve_group(self) -> bool:
        group, more = self._next_group()
        if group:
            self._settle(group)
            tell(group)
        return more

    def _next_group(self) -> tuple[list[Waiting], bool]:
        """The jobs that wait, at least one; and whether there will be more."""
        group: list[Waiting] = []
        waiting = self._jobs.get()
        with contextlib.suppress(queue.Empty):
            while waiting is not None:
                group.append(waiting)
                if len(group) == GROUP:
                    break
                waiting = self._jobs.get_nowait()
        return group, waiting is not None

    def _settle(self, group: list[Waiting]) -> None:
        """One transaction for all. Whatever happens, each gets a result or an error."""
        try:
            tx = self._ready()
            tx.begin()
            for waiting in group:
                _attempt(tx, waiting)
            tx.commit()
        except Exception as error:  # noqa: BLE001  nobody may be left waiting
            self._fail(group, error)
        else:
            self._scrub(tx)

    def _ready(self) -> Tx[E]:
        if self._tx is not None and self._file != _identity(self.path):
            self._disconnect()
            log.error("%s was moved or replaced while in use", self.path)
        return self._tx or self._connect()

    def _connect(self) -> Tx[E]:
        upgrade = self._lock is not None
        self._tx = Tx(connection.connect(self.path, upgrade=upgrade), self._load)
        self._file = _identity(self.path)
        self._scrub(self._tx)
        return self._tx

    def _fail(self, group: list[Waiting], error: Exception) -> None:
        log.error("%d jobs were not saved: %s", len(group), error)
        for waiting in group:
            waiting.result = None
            waiting.error = StoreError(f"not saved: {error}")
            waiting.error.__cause__ = error
        try:
            if self._tx:
                self._tx.roll_back()
        except sqlite3.Error:
            self._disconnect()
        if not is_passing(error):
            self._disconnect()

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


def _attempt(tx: Tx[E], waiting: Waiting) -> None:
    waiting.result, waiting.error = tx.attempt(waiting.job)
    if isinstance(waiting.error, ClashError):  # decide again, from what is there now
        waiting.result, waiting.error = tx.attempt(waiting.job)


def _identity(path: Path) -> tuple[int, int]:
    """What stays the same about a file as long as it is the same file."""
    found = path.stat()
    return found.st_dev, found.st_ino
