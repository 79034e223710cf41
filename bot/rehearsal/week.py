"""The demo: a whole week of an invented team, through the real engine, store and delivery.

The people are played from a cast file with a seeded hand, under a clock that jumps from one
event to the next. The same seed gives the same transcript.
"""

import random
from collections.abc import Callable
from datetime import time
from functools import partial
from pathlib import Path
from typing import Any

from bot.app.library import Files
from bot.app.public import StoredPublic
from bot.platforms.base import Account
from bot.platforms.memory.adapter import MemoryPlatform
from bot.rehearsal.cast import FIRST_DAY, cast, story
from bot.rehearsal.citizens import SITE, Citizens
from bot.rehearsal.rehearsal import Rehearsal
from bot.rehearsal.results import DATABASE, leave
from bot.rehearsal.team import NUMBER, Team, choice, colleagues
from bot.rehearsal.transcript import Progress, Transcript
from dialogs.core import calendar as when
from dialogs.core import course
from dialogs.core.exercise import Exercise
from dialogs.core.post import Button

LATER = 3600.0
"""Seconds after which whatever was due has happened."""


async def play(
    files: Files,
    out: Path,
    people: int,
    seed: int,
    language: str,
    public: int = 0,
    script: str = "",
) -> None:
    """Play the week; print the transcript; leave database and results in `out`.

    `public`: how many people who use the service answer, too. `script`: another than the first.

    Raises `OSError` if the directory cannot be written.
    """
    week = Week(files, out, people, seed, language, public, script)
    await week.rehearsal.start()
    try:
        await week.play()
    finally:
        await week.rehearsal.stop()


def at(day: int, hour: float, zone: str) -> float:
    """UTC seconds of an hour of a day of the week, Monday 0."""
    return when.moment(FIRST_DAY, time(0), zone) + day * 86400 + hour * 3600


class Week:
    """A week of one team, from the set-up on Monday to the check three months later."""

    def __init__(
        self,
        files: Files,
        out: Path,
        people: int,
        seed: int,
        language: str,
        public: int = 0,
        script: str = "",
    ) -> None:
        self.cast = cast(language)
        self.framework = files.first(language)
        self.script = script
        self.rng = random.Random(seed)  # noqa: S311 - a play, not a secret
        told = story(self.framework, language)
        self.citizens = Citizens(public, random.Random(seed), told)  # noqa: S311 - see above
        files = files.with_pages(SITE if public else "")
        self.zone = self.cast.zone
        self.words = files.words[language].of(self.framework)
        self.rehearsal = Rehearsal(
            out / DATABASE,
            when.moment(FIRST_DAY, time(9), self.zone),
            zone=self.zone,
            language=language,
            library=files,
        )
        boss = Account("facilitator", self.cast.facilitator, language, "facilitator")
        accounts = colleagues(self.cast, people, language)
        self.team = Team(self.cast, self.words, self.rng, boss, accounts, self, self.framework)
        self.paper = Transcript(
            self.rehearsal, self.words, self.zone, self.rehearsal.place, self.cast.phrases
        )
        self.paper.names = {a.address: a.name for a in (boss, *accounts)}
        self.paper.whole = {boss.address, accounts[0].address}
        self.rehearsal.demo = MemoryPlatform(self.paper.heard)
        self.rehearsal.demo.administrators.add(boss.id)
        self.out = out
        self.items = len(self.framework.components)
        answers = people * self.items
        self.progress = Progress(self.words, self.zone, answers, self.cast.phrases["playing"])

    def at(self, day: int, hour: float) -> float:
        """UTC seconds of an hour of a day of the week, Monday 0."""
        return at(day, hour, self.zone)

    async def play(self) -> None:
        """Monday to the results, and three months on."""
        await self.begin()
        await self.team.set_up(
            *choice(self.rehearsal.library, self.script), public=self.citizens.many > 0
        )
        await (self.in_a_sitting() if self.script else self.over_days())
        self.progress.end()
        await self.team.plan()
        await self.leave()
        await self.until("check")
        await self.team.report()
        self.paper.group()

    async def over_days(self) -> None:
        """The week as our own script has it: at their own pace, results on the next Monday."""
        for moment, turn in self.schedule():
            await self.rehearsal.pass_time(moment)
            await turn()
        await self.outside()
        await self.round_two()
        await self.rehearsal.pass_time(self.at(7, 10))

    async def in_a_sitting(self) -> None:
        """Any other script: everybody answers at once, and what waits for a tap gets it."""
        for who in self.team.people:
            await self.sits_down(who)
            await self.answer(who, 2 * self.items)
        await self.outside()
        await self.closed("1")
        for who in self.team.people:
            await self.answer(who, 2 * self.items)
        await self.closed("2")
        await self.until("results")

    async def closed(self, label: str) -> None:
        """A round is over: by the clock, or by its facilitator; what it shows is out."""
        x = await self.exercise()
        stage = x.stages.get(label)
        if stage is None or not stage.open:
            return
        if stage.closes is None:
            await self.writes(self.team.boss, "/close")
            await self.taps(self.team.boss, self.team.button("close_yes"))
        await self.rehearsal.pass_time((stage.closes or self.rehearsal.now) + LATER)

    async def until(self, publishes: str) -> None:
        """The moment at which this is published, or a little later."""
        x = await self.exercise()
        for _, step, at in course.ahead(x):
            if step.publish == publishes:
                await self.rehearsal.pass_time(at + LATER)
                return

    async def exercise(self) -> Exercise:
        """The only one there is."""
        return await self.rehearsal.store.run(lambda tx: tx.exercise(NUMBER))

    async def begin(self) -> None:
        """The facilitator asks for an exercise in the group."""
        boss, place = self.team.boss, self.rehearsal.place
        self.paper.does(boss, "writes_group", text="/new")
        await self.rehearsal.writes(boss, "/new", place)

    # -- the rounds ----------------------------------------------------------------------------

    def schedule(self) -> list[tuple[float, Callable[[], Any]]]:
        """Who sits down when, in two sittings each, Monday to Wednesday."""
        turns: list[tuple[float, int, Callable[[], Any]]] = []
        for n, who in enumerate(self.team.people):
            first = (
                self.at(0, 9.5 + 0.1 * n) if n == 0 else self.at(self.rng.randrange(2), 10 + n % 6)
            )
            second = self.at(2, 8 + n % 9) + 60 * n
            turns.append((first, n, partial(self.sits_down, who)))
            turns.append((second, n, partial(self.comes_back, who)))
        return [(at, turn) for at, _, turn in sorted(turns, key=lambda t: t[:2])]

    async def sits_down(self, who: Account) -> None:
        """Joins, reads the welcome, answers the first half."""
        await self.team.join(who)
        self.paper.aside(who, "joins")
        await self.taps(who, self.team.button("start"))
        await self.answer(who, (self.items - 1) // 2)

    async def comes_back(self, who: Account) -> None:
        """Answers the rest."""
        await self.writes(who, "/start")
        await self.answer(who, 2 * self.items)

    async def answer(self, who: Account, most: int) -> None:
        """Go on answering whatever is asked."""
        for _ in range(most):
            asked = await self.team.asked(who)
            if asked is None:
                return
            self.rehearsal.now = round(self.rehearsal.now + 8 + self.rng.random() * 20, 3)
            notes = len(self.team.story.notes)
            await self.team.give(who, asked)
            self.progress.step(self.rehearsal.now)
            if len(self.team.story.notes) < notes:
                self.paper.aside(who, "notes")

    async def outside(self) -> None:
        """Who uses the service answers on a page of their own, which nobody here sees."""
        run, x = self.rehearsal, await self.exercise()
        if x.public:
            door = StoredPublic(
                run.store, run.library, lambda: run.now, run.service.delivery.follow
            )
            await self.citizens.answer(door, x.public, x.framework.public)
            await run.settle()

    async def round_two(self) -> None:
        """Thursday afternoon: what differs, again, and the closing questions."""
        await self.rehearsal.pass_time(self.at(3, 13))
        for n, who in enumerate(self.team.people):
            await self.rehearsal.pass_time(self.at(3, 13.5 + 0.4 * n))
            await self.answer(who, 2 * self.items)

    async def leave(self) -> None:
        """The files as they are on the day of the results: sixty days later comments are gone."""
        x = await self.exercise()
        leave(x, self.out, self.words.language)

    # -- hands ---------------------------------------------------------------------------------

    async def private(self, who: Account) -> list[list[Button]]:
        """The buttons of each message in somebody's private chat."""
        return [message.buttons for message in self.rehearsal.chat(who)]

    async def group(self) -> list[list[Button]]:
        """The buttons of each message in the group."""
        return [message.buttons for message in self.rehearsal.group]

    async def writes(self, who: Account, text: str) -> None:
        """Somebody writes."""
        self.paper.does(who, "writes", text=text)
        await self.rehearsal.writes(who, text)

    async def taps(self, who: Account, label: str) -> None:
        """Somebody taps the newest button with this label or data."""
        self.paper.does(who, "taps", label=self.rehearsal.label(who, label))
        await self.rehearsal.taps(who, label)
