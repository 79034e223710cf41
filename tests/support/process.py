"""The program as an administrator runs it: a process of its own, with settings and a database."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Program:
    """`python -m bot …` in a folder of its own. Its output is kept."""

    def __init__(self, folder: Path, *words: str, **settings: str) -> None:
        self.folder = folder
        self.words = words or ("run",)
        self.settings = settings
        self.lines: list[str] = []
        self.errors: list[str] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()
        await asyncio.gather(*self._readers)

    async def start(self) -> None:
        """Start it, as if anew."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *self.words,
            cwd=self.folder,
            env={**kept, "PYTHONPATH": str(ROOT), **self.settings},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self._news = asyncio.Event()
        out, err = self.process.stdout, self.process.stderr
        assert out
        assert err
        self._readers = [
            asyncio.create_task(self._read(out, self.lines)),
            asyncio.create_task(self._read(err, self.errors)),
        ]

    async def _read(self, stream: asyncio.StreamReader, lines: list[str]) -> None:
        while line := await stream.readline():
            lines.append(line.decode().rstrip("\n"))
            self._news.set()
        self._news.set()

    async def says(self, text: str) -> str:
        """Wait for a line of standard output with this text."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [line for line in self.lines if text in line]):
                assert self.process.returncode is None or not self._ended(), self.told
                self._news.clear()
                await self._news.wait()
        return found[0]

    def _ended(self) -> bool:
        return all(reader.done() for reader in self._readers)

    @property
    def told(self) -> str:
        """All it wrote to standard error."""
        return "\n".join(self.errors)

    async def ends(self) -> int:
        """Wait for its end; gives the exit code."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self._readers)
            return await self.process.wait()

    async def stop(self) -> int:
        """Tell it to stop; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ends()

    async def kill(self) -> None:
        """End it without warning."""
        self.process.kill()
        await self.ends()


OURS = ("VALUEMAP_", "TELEGRAM_", "SLACK_")
