"""A process of a benchmark: started, listened to, ended."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
LOOK = 0.5
OURS = ("VALUEMAP_", "TELEGRAM_", "SLACK_")


class Measured:
    """`python -m module words…` in a folder of its own, with no settings but those given."""

    def __init__(self, module: str, folder: Path, *words: str, **settings: str) -> None:
        self._words = ("-m", module, *words)
        self._folder = folder
        self._settings = settings

    async def __aenter__(self) -> Self:
        kept = {name: v for name, v in os.environ.items() if not name.startswith(OURS)}
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._words,
            cwd=self._folder,
            env={**kept, "PYTHONPATH": path, **self._settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.communicate(), 10)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def says(self, text: str) -> str:
        """The first line of its output with this text."""
        assert self._process.stdout
        async with asyncio.timeout(PATIENCE):
            while line := (await self._process.stdout.readline()).decode():
                if text in line:
                    return line
        raise AssertionError(f"{self._words} ended without saying {text!r}")

    async def rests(self) -> None:
        """Wait until it has nothing more to do (Linux only)."""
        before = -1.0
        while self.processor > before:
            before = self.processor
            await asyncio.sleep(LOOK)

    @property
    def memory(self) -> float:
        """What it holds in memory now, in MB (Linux only)."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    @property
    def processor(self) -> float:
        """Seconds of processor time that it has used so far (Linux only)."""
        after_name = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")
