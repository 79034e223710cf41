"""The machine of a soak test: loaded by an interpreter at its start where PYTHONPATH leads here.

A file says how far its clock is ahead, and at which COMMIT from now its power fails: before that
or after it. The program itself is as it is.
"""

import mmap
import os
import signal
import sqlite3
import struct
import time

LAYOUT = "<dii"
"""Seconds ahead; commits until the power fails, 0 for never; whether that is after the commit."""


def _changed(path: str) -> None:
    with open(path, "r+b") as file:  # noqa: PTH123 - at the start of the interpreter, no more
        memory = mmap.mmap(file.fileno(), struct.calcsize(LAYOUT))
    real = time.time
    time.time = lambda: real() + struct.unpack_from("<d", memory)[0]

    class Cut(sqlite3.Connection):
        """A connection whose commits are counted, of those that change anything."""

        before = 0

        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql != "COMMIT":
                return super().execute(sql, *values)
            ahead, left, after = struct.unpack_from(LAYOUT, memory)
            counts, self.before = self.total_changes > self.before, self.total_changes
            if not (counts and left):
                return super().execute(sql, *values)
            struct.pack_into(LAYOUT, memory, 0, ahead, left - 1, after)
            if left > 1:
                return super().execute(sql, *values)
            if after:
                super().execute(sql, *values)
            os.kill(os.getpid(), signal.SIGKILL)
            raise SystemExit

    connect = sqlite3.connect
    sqlite3.connect = lambda *a, **k: connect(*a, **{"factory": Cut, **k})


if path := os.environ.get("SOAK_MACHINE"):
    _changed(path)
