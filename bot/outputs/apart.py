"""Work in a process of its own: what would hold the interpreter's lock, and keep everybody waiting.

The process is started anew (not forked: a fork would hold the database's lock), ends with its
work, and gets an empty environment, so that it knows no secrets.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORK, PATIENCE = 60, 1800.0
"""Seconds of processor time, and by the clock, after which a process is given up: one that works on
and on ends itself, however busy the machine is; the clock is for one that does nothing."""


class ApartError(Exception):
    """What was to be made could not be made."""


def limited() -> None:
    """End this process once it has worked too long, where the system knows such a limit."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK))


def apart(module: str, given: bytes, *arguments: str) -> bytes:
    """What `python -m module` makes of its input. Raises `ApartError`.

    Waits for it, so the event loop calls this in a thread.
    """
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
