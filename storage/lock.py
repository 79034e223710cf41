"""One process per database: an operating-system lock that dies with its process.

The lock is taken on `<database>.lock`, never on the database itself: SQLite's own locks are
lost when anybody in the process closes that file. The file stays when the lock is released,
since removing it would let two processes lock two files of the same name.
"""

import contextlib
import os
import socket
import sys
from pathlib import Path

from storage.errors import BrokenError, LockedError

if sys.platform == "win32":
    import msvcrt

    FAR = 1 << 30  # a locked byte cannot be read on Windows; lock one that nobody reads

    def _seize(handle: int) -> None:
        os.lseek(handle, FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _seize(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def give_to_the_folders_owner(handle: int, folder: Path) -> None:
    """What root makes in the service's folder is the service's, as SQLite does it with its log."""
    if sys.platform != "win32" and os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(handle, owner.st_uid, owner.st_gid)


class Lock:
    """Holds `<database>.lock` from `take` to `release`; the file says who does."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock. Raises `LockedError` naming the process that has it, `BrokenError`."""
        handle = self._opened()
        try:
            _seize(handle)
        except OSError as error:
            os.close(handle)
            raise LockedError(self._refusal()) from error
        self._handle = handle
        with contextlib.suppress(OSError):  # the lock holds on a full disk too, if nameless
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()} {socket.gethostname()}\n".encode())

    def release(self) -> None:
        """Let go; a lock not held stays so."""
        if self._handle is not None:
            with contextlib.suppress(OSError):  # whoever it names is gone soon enough
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None

    def _opened(self) -> int:
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            give_to_the_folders_owner(handle, self.path.parent)
        except OSError as error:
            raise BrokenError(
                f"{self.path} cannot be created: {error.strerror}. "
                "The database's directory must exist and be writable."
            ) from error
        return handle

    def _refusal(self) -> str:
        pid, host = self._holder()
        return (
            f"process {pid} on {host} already serves this database ({self.path}). "
            "Stop that process first, or use another database."
        )

    def _holder(self) -> tuple[str, str]:
        with contextlib.suppress(OSError, ValueError):
            pid, host = self.path.read_text(encoding="utf-8").split()
            return pid, host
        return "(unknown)", "this machine"
