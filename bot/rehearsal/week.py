"""The demo: a whole week of an invented team, through the real engine, store and delivery.

The people are played from a cast file with a seeded hand, under a clock that jumps from one
event to the next. The same seed gives the same transcript.
"""

import random
from collections.abc import Callable
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import Any

from bot.app.library import Files
from bot.platforms.base import Account
from bot.platforms.memory.adapter import MemoryPlatform
from bot.platforms.seal import bare
from bot.rehearsal.cast import cast, opinion
from bot.rehearsal.rehearsal import Rehearsal
from bot.rehearsal.results import DATABASE, leave
from bot.rehearsal.transcript import Progress, Transcript
from dialogs.core import calendar as when
from dialogs.core import gate
from dialogs.core.addresses import ActionData, AnswerData, read_data
from dialogs.core.items import PROMPT
from dialogs.core.post import Button

FIRST_DAY = date(2026, 11, 23)

NUMBER = 1
"""The number of the only exercise in a new database."""


async def play(files: Files, out: Path, people: int, seed: int, language: str) -> None:
    """Play the week; print the transcript; leave database and results in `out`.

    Raises `OSError` if the directory cannot be written.
    """
    week = Week(files, out, people, seed, language)
    await week.rehearsal.start()
    try:
        await week.play()
    finally:
        await week.rehearsal.stop()


class Week:
    """A week of one team, from the set-up on Monday to the check three months later."""

    def __init__(self, files: Files, out: Path, people: int, seed: int, language: str) -> None:
        self.cast = cast(language)
        self.rng = random.Random(seed)  # noqa: S311 - a play, not a secret
        self.zone = self.cast.zone
        self.words = files.words[language]
        self.rehearsal = Rehearsal(
            out / DATABASE,
            when.moment(FIRST_DAY, time(9), self.zone),
            zone=self.zone,
            language=language,
            library=files,
        )
        self.boss = Account("facilitator", self.cast.facilitator, language, "facilitator")
        self.team = [
            Account(f"p{n}", name, language, f"p{n}")
            for n, name in enumerate(self.cast.names(people), 1)
        ]
        self.paper = Transcript(
            self.rehearsal, self.words, self.zone, self.rehearsal.place, self.cast.phrases
        )
        self.paper.names = {a.address: a.name for a in (self.boss, *self.team)}
        self.paper.whole = {self.boss.address, self.team[0].address}
        self.rehearsal.demo = MemoryPlatform(self.paper.heard)
        self.rehearsal.demo.administrators.add(self.boss.id)
        self.files = files
        self.out = out
        self.progress = Progress(self.words, self.zone, people * 26, self.cast.phrases["playing"])
        self.torn = self.rng.randrange(2)

    def button(self, key: str, **values: Any) -> str:
        """What a button is called in the team's language."""
        return self.words.text(f"button.{key}", **values)

    async def play(self) -> None:
        """Monday to the results."""
        await self.set_up()
        for at, turn in self.schedule():
            await self.rehearsal.pass_time(at)
            await turn()
        await self.round_two()
        await self.rehearsal.pass_time(self.at(7, 10))
        self.progress.end()
        await self.plan()
        await self.leave()
        await self.three_months_later()

    def at(self, day: int, hour: float) -> float:
        """UTC seconds of an hour of a day of the week, Monday 0."""
        return when.moment(FIRST_DAY, time(0), self.zone) + day * 86400 + hour * 3600

    # -- the set-up ----------------------------------------------------------------------------

    async def set_up(self) -> None:
        """The facilitator's six minutes."""
        texts = self.cast.setup
        await self.writes(self.boss, "/new", self.rehearsal.place)
        await self.taps(self.boss, self.button("set_up"))
        await self.writes(self.boss, texts["system"])
        await self.taps(self.boss, _data("kind", texts["kind"]))
        for name in ("service", "people", "change", "decides", "whether", "by", "situation"):
            await self.writes(self.boss, texts[name])
        monday = _data("when", FIRST_DAY.isoformat())
        await self.taps(self.boss, monday)
        await self.taps(self.boss, _data("langs", self.words.language))
        await self.writes(self.boss, str(max(len(self.team) + 5, 1)))
        await self.small_team()
        await self.writes(self.boss, texts["keeper"])
        await self.taps(self.boss, self.button("post"))

    async def small_team(self) -> None:
        """Asked only where few are invited."""
        yes = self.button("small_yes")
        if any(b.label == yes for m in self.rehearsal.chat(self.boss) for b in m.buttons):
            await self.taps(self.boss, yes)

    # -- round 1 -------------------------------------------------------------------------------

    def schedule(self) -> list[tuple[float, Callable[[], Any]]]:
        """Who sits down when, in two sittings each, Monday to Wednesday."""
        turns: list[tuple[float, int, Callable[[], Any]]] = []
        for n, who in enumerate(self.team):
            first = (
                self.at(0, 9.5 + 0.1 * n) if n == 0 else self.at(self.rng.randrange(2), 10 + n % 6)
            )
            second = self.at(2, 8 + n % 9) + 60 * n
            turns.append((first, n, partial(self.sits_down, who)))
            turns.append((second, n, partial(self.comes_back, who)))
        return [(at, turn) for at, _, turn in sorted(turns, key=lambda t: t[:2])]

    async def sits_down(self, who: Account) -> None:
        """Joins, reads the welcome, answers the first half."""
        await self.taps(who, self.button("take_part"))
        self.paper.aside(who, "joins")
        await self.taps(who, self.button("start"))
        await self.answer(who, 12)

    async def comes_back(self, who: Account) -> None:
        """Answers the rest."""
        await self.writes(who, "/start")
        await self.answer(who, 40)

    async def answer(self, who: Account, most: int) -> None:
        """Go on answering whatever is asked."""
        newest = [m.buttons for m in self.rehearsal.chat(who) if m.buttons][-1:]
        if newest and [each.label for each in newest[0]] == [self.button("open")]:
            await self.taps(who, self.button("open"))
        for _ in range(most):
            item = self.asked(who)
            if item is None:
                return
            self.rehearsal.now = round(self.rehearsal.now + 8 + self.rng.random() * 20, 3)
            await self.give(who, item)

    def asked(self, who: Account) -> tuple[str, str] | None:
        """The round and item on somebody's card."""
        for message in reversed(self.rehearsal.chat(who)):
            for button in message.buttons:
                data = read_data(bare(button.data))
                if isinstance(data, AnswerData):
                    return data.round, data.item
        return None

    async def give(self, who: Account, asked: tuple[str, str]) -> None:
        """One answer."""
        label, item = asked
        if item.startswith(PROMPT):
            text = self.cast.prompts.get(item[1:]) if who is self.team[0] else None
            skip = str(AnswerData(NUMBER, label, item, "skip"))
            await (self.writes(who, text) if text else self.taps(who, skip))
            return
        answer = opinion(self.rng, item, (self.team.index(who) + self.torn) % 2)
        await self.taps(who, str(AnswerData(NUMBER, label, item, answer)))
        self.progress.step(self.rehearsal.now)
        if label == "1":
            await self.note(who, item, answer)

    async def note(self, who: Account, item: str, answer: str) -> None:
        """The next note of the cast for this item, where it fits what was answered."""
        text = self.cast.note(item, gate.side(answer))
        if text:
            await self.writes(who, text)
            buttons = (b for m in reversed(self.rehearsal.chat(who)) for b in m.buttons)
            place = next(b for b in buttons if _places(b, item))
            await self.taps(who, place.label)
            await self.taps(who, self.button("release"))
            self.paper.aside(who, "notes")

    # -- round 2 -------------------------------------------------------------------------------

    async def round_two(self) -> None:
        """Thursday afternoon: what differs, again, and the closing questions."""
        await self.rehearsal.pass_time(self.at(3, 13))
        for n, who in enumerate(self.team):
            await self.rehearsal.pass_time(self.at(3, 13.5 + 0.4 * n))
            await self.answer(who, 40)

    # -- afterwards ----------------------------------------------------------------------------

    async def plan(self) -> None:
        """Monday morning: two take an action on, one says what citizens will notice."""
        for number, who in enumerate(self.team[:2], 1):
            label = self.button("take", number=number)
            if self.sees(label):
                await self.taps(who, label)
        if self.sees(self.button("change")):
            await self.taps(self.team[0], self.button("change"))
            await self.taps(self.team[0], self.button("action", number=1))
            await self.taps(self.team[0], self.button("plan_citizens"))
            await self.writes(self.team[0], self.cast.citizens)

    async def leave(self) -> None:
        """The files as they are on the day of the results: sixty days later comments are gone."""
        x = await self.rehearsal.store.run(lambda tx: tx.exercise(NUMBER))
        leave(x, self.out, self.words.language)

    async def three_months_later(self) -> None:
        """How it went."""
        await self.rehearsal.pass_time(self.at(7 + 91, 12))
        for who, state in zip(self.team, ("done", "stuck"), strict=False):
            buttons = [b for m in self.rehearsal.chat(who) for b in m.buttons]
            if label := next((b.label for b in buttons if _reports(b, state)), ""):
                await self.taps(who, label)
        if len(self.team) > 1 and self.sees(self.button("update")):
            await self.writes(self.team[1], self.cast.stuck)
            self.paper.group()

    def sees(self, label: str) -> bool:
        """Whether the group sees a button."""
        return any(b.label == label for m in self.rehearsal.group for b in m.buttons)

    # -- hands ---------------------------------------------------------------------------------

    async def writes(self, who: Account, text: str, place: str = "") -> None:
        """Somebody writes."""
        self.paper.does(who, "writes_group" if place else "writes", text=text)
        await self.rehearsal.writes(who, text, place)

    async def taps(self, who: Account, label: str) -> None:
        """Somebody taps the newest button with this label or data."""
        self.paper.does(who, "taps", label=self.rehearsal.label(who, label))
        await self.rehearsal.taps(who, label)


def _reports(button: Button, state: str) -> bool:
    """Whether a button reports this progress of an action."""
    data = read_data(bare(button.data))
    return isinstance(data, ActionData) and data.action == "told" and data.rest[1:] == (state,)


def _places(button: Button, item: str) -> bool:
    """Whether a button gives what was typed a place beside this item."""
    data = read_data(bare(button.data))
    return isinstance(data, ActionData) and data.action == "place" and data.rest[:1] == (item,)


def _data(action: str, *rest: str) -> str:
    """The data of a button of this exercise."""
    return str(ActionData(NUMBER, action, rest))
