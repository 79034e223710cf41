"""The machine that the process runs on, as the test holds it: its clock and its power."""

import mmap
import os
import struct
import time
from pathlib import Path

from tests.soak.machine.sitecustomize import LAYOUT
from tests.support.process import ROOT


class Machine:
    """A clock that can be set ahead while the process runs, and a power that fails at a COMMIT."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "machine"
        self._path.write_bytes(bytes(struct.calcsize(LAYOUT)))
        with self._path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), 0)

    @property
    def settings(self) -> dict[str, str]:
        """What a process needs to run on it."""
        here = ROOT / "tests/soak/machine"
        return {
            "SOAK_MACHINE": str(self._path),
            "PYTHONPATH": os.pathsep.join(map(str, (here, ROOT))),
        }

    @property
    def _ahead(self) -> float:
        return float(struct.unpack_from("<d", self._memory)[0])

    def __call__(self) -> float:
        """What its clock shows, in UTC seconds."""
        return time.time() + self._ahead

    def skip(self, seconds: float) -> None:
        """It is later now."""
        struct.pack_into("<d", self._memory, 0, self._ahead + seconds)

    def cut(self, commits: int, *, after: bool) -> None:
        """The power fails at the COMMIT of this number from now: before it is done, or after."""
        struct.pack_into(LAYOUT, self._memory, 0, self._ahead, commits, after)

    def mend(self) -> None:
        """The power does not fail."""
        self.cut(0, after=False)
