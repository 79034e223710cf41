"""An administrator's desk for tests: a team in memory, its database, and the commands beside it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from bot.app.library import Files
from bot.cli import cli
from bot.platforms.base import Account
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from tests.support.files import library
from tests.support.process import OURS

MONDAY = 1_795_424_400.0
"""Monday 23 November 2026, 09:00 UTC."""

BOSS = Account("boss", "A. Mohammed", "en", "chat-of-boss")
LIBRARY = library()
WRITTEN = ("a chatbot", "the Civil Registry", "Nobody queues.", "the Minister", "a pilot")
"""What the facilitator writes to the first four questions of the set-up."""

CHOSEN = {
    "a chatbot": "Answers or talks",
    "the Civil Registry": "People who use the service",
    "a pilot": "No day yet",
}
"""What is tapped in the set-up after something was written."""


def colleague(n: int) -> Account:
    """One of the team."""
    return Account(f"acc{n}", f"Person Number{n}", "en", f"chat-of-{n}")


@dataclass
class Office:
    """A folder with a database in it, and a service that can be started and stopped."""

    folder: Path
    theatre: Rehearsal

    @property
    def database(self) -> Path:
        """Where everything is kept."""
        return self.theatre.database

    async def begin(self, when: str = "Live") -> None:
        """The service starts, and the facilitator sets an exercise up in the group."""
        theatre = self.theatre
        theatre.demo.administrators.add(BOSS.id)
        await theatre.start()
        await theatre.happens(BOSS, e.Added(theatre.now), theatre.place)
        await self.taps(BOSS, "Set it up")
        for text in WRITTEN:
            await self.writes(BOSS, text)
            if text in CHOSEN:
                await self.taps(BOSS, CHOSEN[text])
        await self.taps(BOSS, "Use a draft")
        await self.taps(BOSS, when)
        await self.taps(BOSS, "English")
        await self.writes(BOSS, "14")
        await self.writes(BOSS, "R. Khan, ICT")
        await self.taps(BOSS, "Post it")

    async def taps(self, who: Account, label: str) -> None:
        """Somebody presses a button, having read it."""
        self.theatre.now += 2
        await self.theatre.taps(who, label)

    async def writes(self, who: Account, text: str, place: str = "") -> None:
        """Somebody writes."""
        self.theatre.now += 2
        await self.theatre.writes(who, text, place)

    async def closes(self) -> None:
        """The facilitator closes the open round, and says so twice."""
        await self.writes(BOSS, "/close")
        await self.taps(BOSS, "Close it")

    async def joins(self, who: Account) -> None:
        """Somebody takes part."""
        x = await self.exercise()
        await self.theatre.happens(who, e.Entered(self.theatre.now, x.token))
        await self.taps(who, "Start")

    async def answers(self, who: Account, component: str, answer: str) -> None:
        """Somebody answers a question of round 1."""
        self.theatre.now += 2
        await self.theatre.sends(who, f"1.1.{component}.{answer}")

    async def notes(self, who: Account, component: str, text: str) -> None:
        """Somebody adds a note to a question."""
        await self.theatre.sends(who, f"1.go.1.{component}")
        await self.theatre.sends(who, "1.note")
        await self.writes(who, text)

    async def exercise(self) -> Exercise:
        """The first exercise."""
        return await self.theatre.store.run(lambda tx: tx.exercise(1))

    async def ends(self) -> None:
        """The service stops."""
        await self.theatre.stop()

    async def run(self, *words: str, ask: str = "", **settings: str) -> Result:
        """A command of the administrator, whether the service runs or not."""
        return await asyncio.to_thread(self.command, *words, ask=ask, **settings)

    def command(self, *words: str, ask: str = "", **settings: str) -> Result:
        """As `run`, where nothing is asynchronous."""
        env = {"VALUEMAP_DATABASE": str(self.database), **settings}
        return CliRunner().invoke(cli, list(words), input=ask, env={**BLANK, **env})

    @property
    def bytes(self) -> bytes:
        """All that is in the database and its log."""
        return b"".join(f.read_bytes() for f in self.folder.glob(self.database.name + "*"))


BLANK = {f"{prefix}{name}": None for prefix in OURS for name in ("BOT_TOKEN", "APP_TOKEN", "ZONE")}


def office(folder: Path, library: Files = LIBRARY) -> Office:
    """A desk in an empty folder."""
    return Office(folder, Rehearsal(folder / "valuemap.db", MONDAY, library=library))
