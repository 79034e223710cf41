"""Work in a process of its own: what would hold the interpreter's lock, and keep everybody waiting.

The process is started anew (not forked: a fork would hold the database's lock), ends with its
work, and gets an empty environment, so that it knows no secrets. What was made last is kept: a
report has its picture inside, and who opens a room sees what others saw.
"""

import hashlib
import os
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).parents[2]
WORK, PATIENCE = 60, 1800.0
"""Seconds of processor time, and by the clock, after which a process is given up: one that works on
and on ends itself, however busy the machine is; the clock is for one that does nothing."""


KEPT = 8
"""Works whose results are kept, half a megabyte each."""


class ApartError(Exception):
    """What was to be made could not be made."""


class Kept:
    """Results, by what they are made of. Who asks for one while it is made waits for no other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.forgotten = 0  # so many times
        self._results: OrderedDict[str, Future[bytes]] = OrderedDict()

    def begin(self, key: str) -> tuple["Future[bytes]", bool]:
        """The result, there or to come; True: whoever asked is the first, and makes it."""
        with self._lock:
            first = key not in self._results
            result = self._results.setdefault(key, Future())
            self._results.move_to_end(key)
            if len(self._results) > KEPT:
                self._results.popitem(last=False)
            return result, first

    def drop(self, key: str) -> None:
        """It was not made: who asks next tries again."""
        with self._lock:
            self._results.pop(key, None)

    def forget(self) -> None:
        """Keep nothing of what was made, nor of what is being made."""
        self.forgotten += 1
        self.clear()

    def clear(self) -> None:
        """Keep nothing of what was made."""
        with self._lock:
            self._results.clear()


_kept = Kept()


def forget() -> None:
    """Keep nothing of what was made so far: somebody was erased, of whom it may say something."""
    _kept.forget()


@contextmanager
def forgetful() -> Iterator[None]:
    """Keep nothing of what is made while this lasts, if somebody is erased meanwhile.

    It may be made of what was read before that.
    """
    before = _kept.forgotten
    try:
        yield
    finally:
        if _kept.forgotten != before:
            _kept.clear()


def limited() -> None:
    """End this process once it has worked too long, where the system knows such a limit."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK))


def apart(module: str, given: bytes, *arguments: str) -> bytes:
    """What `python -m module` makes of its input. Raises `ApartError`.

    Waits for it, so the event loop calls this in a thread.
    """
    key = "\0".join([module, *arguments, hashlib.sha256(given).hexdigest()])
    result, first = _kept.begin(key)
    if first:
        try:
            result.set_result(_worked(module, given, *arguments))
        except BaseException as error:  # noqa: BLE001 - told to all who wait for it
            _kept.drop(key)
            result.set_exception(error)
    return result.result()


def _worked(module: str, given: bytes, *arguments: str) -> bytes:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", module, *arguments],
            input=given,
            capture_output=True,
            timeout=PATIENCE,
            env=kept | {"PYTHONPATH": str(ROOT)},
            check=False,
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise ApartError(f"{module}: {error}") from error
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise ApartError(f"{module} ended with {done.returncode}: {''.join(last)}")
    return done.stdout
