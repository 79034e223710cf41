"""A small session of the storage in a process of its own, on a disk that fails at its n-th change.

    LD_PRELOAD=faults.so python -m tests.storage.faults.session FOLDER

It reads lines from standard input, `name n kind times`, and plays each in a child, in a folder of
that name; what the child says comes back, then `done` with its exit status.
"""

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

from storage.store import BrokenError, StoreError
from tests.support.sheet import add, answered, opened

FACTS = 6
KINDS = {"none": 0, "EIO": 1, "ENOSPC": 2, "short": 3, "kill": 4}
library = ctypes.CDLL(None)  # the preloaded one


def say(line: str) -> None:
    library.faults_mark(line.replace(" ", "_").encode())
    os.write(1, f"{line}\n".encode())


def play(folder: Path) -> None:
    """Open, add facts one by one, erase, close; each attempt says what became of it."""
    try:
        store = opened(folder / "valuemap.db")
        exercise = store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 1.0))
    except (BrokenError, StoreError) as error:
        say(f"stopped: {error}")
        return
    for k in range(FACTS):
        try:
            store.run_sync(add(exercise, answered(k)))
            say(f"kept {k}")
        except (BrokenError, StoreError) as error:
            say(f"refused {k}: {error}")
    with suppress(StoreError):
        store.run_sync(lambda tx: tx.erase_texts(exercise, 1))
    store.close()
    say("closed")


def child(folder: Path, n: int, kind: int, times: int) -> None:
    folder.mkdir()
    library.faults_watch(str(folder).encode(), str(folder.with_suffix(".trace")).encode())
    library.faults_at(n, kind, times)
    play(folder)
    os.write(1, f"calls {library.faults_calls()}\n".encode())


def main(root: Path) -> None:
    for line in sys.stdin:
        name, n, kind, times = line.split()
        if not (pid := os.fork()):
            try:
                child(root / name, int(n), KINDS[kind], int(times))
            except BaseException as error:  # noqa: BLE001 - the test reads it
                os.write(1, f"mistake {error!r}\n".encode())
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        os.write(1, f"done {os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
