"""Put a backup in the database's place, keeping what was there; or only rehearse that."""

import os
import shutil
from pathlib import Path

from storage.audit import Audit
from storage.connection import create_new, examine
from storage.errors import BrokenError, StoreError
from storage.lock import Lock

ENDS = ("", "-wal", "-shm")
"""A database, and what stands beside it while it is in use. The log belongs to its file."""


def rehearse(copy: Path, database: Path) -> Audit | None:
    """Bring a backup to where the database is, read all of it there, and take it away again.

    None for one of an older release, which the next start upgrades. Raises `BrokenError` for a
    backup that cannot be restored, `StoreError` where it cannot be brought there.
    """
    tried = database.with_name(f"{database.name}.rehearsed")
    try:
        return _brought(copy, tried)
    finally:
        _forget(tried)


def restore(copy: Path, database: Path, kept: Path) -> Audit | None:
    """Put a backup in the database's place; what was there is then at `kept`.

    Raises what `rehearse` raises, and `LockedError` while a process serves the database. Then
    nothing was changed: a backup is read whole before the database is touched.
    """
    lock, ready = Lock(database), database.with_name(f"{database.name}.restoring")
    lock.take()
    try:
        found = _brought(copy, ready)
        _move(database, kept)
        _move(ready, database)
    finally:
        _forget(ready)
        lock.release()
    return found


def _brought(copy: Path, ready: Path) -> Audit | None:
    """Copy a backup to here and read all of it."""
    _bring(copy, ready)
    try:
        return examine(ready)
    except BrokenError as error:
        raise BrokenError(str(error).replace(str(ready), str(copy))) from error


def _bring(copy: Path, ready: Path) -> None:
    """Copy a backup, with its log if it has one, for the owner of the folder only."""
    _forget(ready)
    try:
        for end in ENDS[:2]:
            if _beside(copy, end).exists():
                create_new(_beside(ready, end))
                shutil.copyfile(_beside(copy, end), _beside(ready, end))
                _sync(_beside(ready, end))
    except OSError as error:
        reason = f"{copy} cannot be copied to {ready.parent}: {error.strerror}"
        raise StoreError(reason) from error


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _move(source: Path, target: Path) -> None:
    for end in ENDS:
        if _beside(source, end).exists():
            _beside(source, end).rename(_beside(target, end))


def _forget(path: Path) -> None:
    for end in ENDS:
        _beside(path, end).unlink(missing_ok=True)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
