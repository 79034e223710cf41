"""`valuemap demo`: a whole week of an invented team, through the real engine, store and delivery.

The people are played from a cast file with a seeded hand, under a clock that jumps from one
event to the next. The same seed gives the same transcript.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.app.library import Files
from bot.commands.rehearsal import Rehearsal
from bot.outputs import files as outputs
from bot.outputs.tables import FORMATS, export
from bot.platforms.base import Account
from bot.platforms.markup import plain
from bot.platforms.memory import MemoryPlatform, Message
from dialogs.core import calendar as when
from dialogs.core import gate
from dialogs.core.exercise import PROMPT, Exercise
from dialogs.findings.findings import findings
from dialogs.talk import results
from dialogs.words import Words
from framework import assess
from framework.files import read_toml

CASTS = Path(__file__).parent / "casts"
FIRST_DAY = date(2026, 11, 23)
PAGE = 96

LEANING = {
    "ECO-B1": 3.2, "ECO-B2": 4.4, "ECO-B3": 3.6, "ECO-T1": 3.1, "ECO-T2": 2.6, "ECO-R1": 2.4,
    "ADM-B1": 3.7, "ADM-B2": 3.0, "ADM-T1": 4.1, "ADM-T2": 3.2, "ADM-T3": 3.3, "ADM-T4": 4.6,
    "ADM-R1": 3.4, "ADM-R2": 3.2, "DEM-B1": 3.9, "DEM-T1": 3.4, "DEM-T2": 3.2, "DEM-R1": 3.0,
    "DEM-R2": 3.1, "DEM-R3": 2.2, "CIT-B1": 3.5, "CIT-B2": 2.9, "CIT-B3": 4.5, "CIT-T1": 2.7,
    "CIT-R1": 4.3, "CIT-R2": 3.0,
}  # fmt: skip
"""What this team tends to say, 1 to 5."""

TORN = "CIT-R2"
"""Where the team is of two minds, by turns low and high."""

UNSURE = "ADM-B2"
"""What many of the team cannot judge."""


@dataclass
class Transcript:
    """The conversation on paper: the group, the set-up, and one person's private chat whole."""

    theatre: Rehearsal
    words: Words
    zone: str
    place: str
    stage: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    _moment: str = ""

    def heard(self, verb: str, address: str, what: Message | str) -> None:
        """Something the bot did."""
        if verb in ("retire", "delete") or (verb == "edit" and address == self.place):
            return
        if address != self.place and address not in self.whole:
            return
        self._time()
        name = self.names.get(address, address)
        to = self.stage["to_group" if address == self.place else "to"].format(name=name)
        if isinstance(what, str):
            self._page(self.stage["says_at_once"].format(to=to), what, "")
            return
        rows = (" ".join(f"[{b.label}]" for b in row) for row in what.post.rows)
        head = self.stage["edits" if verb == "edit" else "says"].format(to=to)
        self._page(head, what.text, "\n".join(rows))

    def does(self, who: Account, key: str, **values: str) -> None:
        """Something a person did."""
        if who.address in self.whole:
            self._time()
            click.echo(self.stage[key].format(name=who.name, **values))

    def group(self) -> None:
        """The last message in the group as it reads by now."""
        self._time()
        message = self.theatre.group[-1]
        rows = (" ".join(f"[{b.label}]" for b in row) for row in message.post.rows)
        self._page(self.stage["reads"], message.text, "\n".join(rows))

    def aside(self, who: Account, key: str) -> None:
        """A stage direction about somebody whose chat is not on paper."""
        if who.address not in self.whole:
            self._time()
            click.echo(self.stage[key].format(name=who.name))

    def _time(self) -> None:
        moment = str(self.words.date(self.theatre.now, self.zone))
        if moment != self._moment:
            self._moment = moment
            click.echo(f"\n── {moment} " + "─" * max(4, PAGE - len(moment) - 4))

    def _page(self, head: str, text: str, buttons: str) -> None:
        click.echo(head)
        for line in [*text.split("\n"), *(buttons.split("\n") if buttons else [])]:
            click.echo(f"  │ {line}" if line else "  │")


class Progress:
    """A line on standard error that says how far the week is."""

    def __init__(self, words: Words, zone: str, answers: int, line: str) -> None:
        self._words, self._zone, self._of, self._line = words, zone, answers, line
        self._done = 0
        self._day = ""
        self._live = sys.stderr.isatty()

    def step(self, at: float) -> None:
        """One more answer was given."""
        self._done += 1
        here = when.local(at, self._zone)
        day = f"{self._words.weekday(here.weekday())} {here.day}"
        line = self._line.format(day=day, n=self._done, of=self._of)
        if self._live:
            click.echo(f"\r{line:<60}", nl=False, err=True)
        elif day != self._day:
            click.echo(line, err=True)
        self._day = day

    def end(self) -> None:
        """The line is finished."""
        click.echo("\r" + " " * 60 + "\r" if self._live else "", nl=False, err=True)


async def play(files: Files, out: Path, people: int, seed: int, language: str) -> None:
    """Play the week; print the transcript; leave database and results in `out`.

    Raises `OSError` if the directory cannot be written.
    """
    week = Week(files, out, people, seed, language)
    await week.theatre.start()
    try:
        await week.play()
        x = await week.theatre.store.run(lambda tx: tx.exercise(1))
        leave(x, out, language)
    finally:
        await week.theatre.stop()


def prepare(out: Path) -> None:
    """An empty place for the database of this play. Raises `OSError`."""
    out.mkdir(parents=True, exist_ok=True)
    for name in ("exercise.db", "exercise.db-wal", "exercise.db-shm"):
        (out / name).unlink(missing_ok=True)


def leave(x: Exercise, out: Path, language: str) -> None:
    """The results as text and as JSON; the picture, the report, the exports."""
    found = findings(x, language)
    if found:
        found = replace(found, name="")
        made = outputs.folder(found, x.library.words[language])
        names = {".png": "picture.png", ".html": "report.html", ".docx": "report.docx"}
        outputs.write(out, {names[ending]: content for ending, content in made.items()})
        found = replace(found, name="export")
        for form in FORMATS:
            exported = export(x, found, x.library.words[language], form)
            outputs.write(out, exported, private=True)
    post, result = results.results(x, language), gate.latest(x)
    if post:
        (out / "results.txt").write_text(plain(post.text) + "\n", encoding="utf-8")
    if result:
        text = json.dumps(assess.to_json(result), ensure_ascii=False, indent=2)
        (out / "results.json").write_text(text + "\n", encoding="utf-8")


class Week:
    """A week of one team."""

    def __init__(self, files: Files, out: Path, people: int, seed: int, language: str) -> None:
        cast = CASTS / f"{language}.toml"
        self.cast: dict[str, Any] = read_toml(cast if cast.exists() else CASTS / "en.toml")
        self.rng = random.Random(seed)  # noqa: S311 - a play, not a secret
        self.zone: str = self.cast["zone"]
        self.words = files.words[language]
        self.theatre = Rehearsal(
            out / "exercise.db",
            when.moment(FIRST_DAY, time(9), self.zone),
            zone=self.zone,
            language=language,
            library=files,
        )
        self.boss = Account("facilitator", self.cast["facilitator"], language, "facilitator")
        self.team = [
            Account(f"p{n}", name, language, f"p{n}")
            for n, name in enumerate(self._names(people), 1)
        ]
        self.paper = Transcript(
            self.theatre, self.words, self.zone, self.theatre.place, self.cast["stage"]
        )
        self.paper.names = {a.address: a.name for a in (self.boss, *self.team)}
        self.paper.whole = {self.boss.address, self.team[0].address}
        self.theatre.demo = MemoryPlatform(self.paper.heard)
        self.theatre.demo.administrators.add(self.boss.id)
        self.files = files
        self.progress = Progress(self.words, self.zone, people * 26, self.cast["stage"]["playing"])
        self.torn = self.rng.randrange(2)

    def _names(self, people: int) -> Iterator[str]:
        for n in range(people):
            known = self.cast["people"]
            yield known[n] if n < len(known) else self.cast["more"].format(n=n + 1)

    def button(self, key: str, **values: Any) -> str:
        """What a button is called in the team's language."""
        return self.words.text(f"button.{key}", **values)

    async def play(self) -> None:
        """Monday to the results."""
        await self.set_up()
        for at, turn in self.schedule():
            await self.theatre.pass_time(at)
            await turn()
        await self.round_two()
        await self.theatre.pass_time(self.at(7, 10))
        self.progress.end()
        await self.plan()
        await self.three_months_later()

    def at(self, day: int, hour: float) -> float:
        """UTC seconds of an hour of a day of the week, Monday 0."""
        return when.moment(FIRST_DAY, time(0), self.zone) + day * 86400 + hour * 3600

    # -- the set-up ----------------------------------------------------------------------------

    async def set_up(self) -> None:
        """The facilitator's six minutes."""
        texts = self.cast["setup"]
        await self.writes(self.boss, "/new", self.theatre.place)
        await self.taps(self.boss, self.button("set_up"))
        for name in ("system", "service", "change", "decision", "situation"):
            await self.writes(self.boss, texts[name])
        monday = f"1.when.{FIRST_DAY.isoformat()}"
        await self.taps(self.boss, monday)
        await self.taps(self.boss, f"1.langs.{self.words.language}")
        await self.writes(self.boss, str(max(len(self.team) + 5, 1)))
        await self.small_team()
        await self.writes(self.boss, texts["keeper"])
        await self.taps(self.boss, self.button("post"))

    async def small_team(self) -> None:
        """Asked only where few are invited."""
        yes = self.button("small_yes")
        if any(b.label == yes for m in self.theatre.chat(self.boss) for b in m.buttons):
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
        for _ in range(most):
            item = self.asked(who)
            if item is None:
                return
            self.theatre.now = round(self.theatre.now + 8 + self.rng.random() * 20, 3)
            await self.give(who, item)

    def asked(self, who: Account) -> tuple[str, str] | None:
        """The round and item on somebody's card."""
        for message in reversed(self.theatre.chat(who)):
            for button in message.buttons:
                parts = button.data.split(".")
                if len(parts) == 4 and not button.start:
                    return parts[1], parts[2]
        return None

    async def give(self, who: Account, asked: tuple[str, str]) -> None:
        """One answer."""
        label, item = asked
        if item.startswith(PROMPT):
            text = self.cast["prompts"].get(item[1:]) if who is self.team[0] else None
            await (self.writes(who, text) if text else self.taps(who, f"1.{label}.{item}.skip"))
            return
        answer = self.opinion(who, item)
        await self.taps(who, f"1.{label}.{item}.{answer}")
        self.progress.step(self.theatre.now)
        if label == "1":
            await self.note(who, item, answer)

    def opinion(self, who: Account, item: str) -> str:
        """What somebody thinks of an item."""
        if item == "go":
            return self.rng.choice(["pilot", "pilot", "pilot", "later", "now"])
        if item == "view":
            return self.rng.choice(["favour", "cautious", "same"])
        if item == UNSURE and self.rng.random() < 0.45:
            return "NS"
        if item == TORN:
            side = (self.team.index(who) + self.torn) % 2
            return self.rng.choice(["1", "2"] if side else ["4", "5"])
        return str(min(5, max(1, round(self.rng.gauss(LEANING.get(item, 3.0), 0.7)))))

    async def note(self, who: Account, item: str, answer: str) -> None:
        """The next note of the cast for this item, where it fits what was answered."""
        side = gate.side(answer)
        for note in self.cast["note"]:
            fits = note.get("side", side) == side
            if note["item"] == item and fits and not note.get("used"):
                note["used"] = True
                await self.writes(who, note["text"])
                place = next(b for m in reversed(self.theatre.chat(who)) for b in m.buttons
                             if b.data == f"1.place.{item}")  # fmt: skip
                await self.taps(who, place.label)
                await self.taps(who, self.button("release"))
                self.paper.aside(who, "notes")
                return

    # -- round 2 -------------------------------------------------------------------------------

    async def round_two(self) -> None:
        """Thursday afternoon: what differs, again, and the closing questions."""
        await self.theatre.pass_time(self.at(3, 13))
        for n, who in enumerate(self.team):
            await self.theatre.pass_time(self.at(3, 13.5 + 0.4 * n))
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
            await self.writes(self.team[0], self.cast["citizens"])

    async def three_months_later(self) -> None:
        """How it went."""
        await self.theatre.pass_time(self.at(7 + 91, 12))
        for who, state in zip(self.team, ("done", "stuck"), strict=False):
            if any(b.data.endswith(f".{state}") for m in self.theatre.chat(who) for b in m.buttons):
                await self.taps(who, self.button(f"told_{state}"))
        if len(self.team) > 1 and self.sees(self.button("update")):
            await self.writes(self.team[1], self.cast["stuck"])
            self.paper.group()

    def sees(self, label: str) -> bool:
        """Whether the group sees a button."""
        return any(b.label == label for m in self.theatre.group for b in m.buttons)

    # -- hands ---------------------------------------------------------------------------------

    async def writes(self, who: Account, text: str, place: str = "") -> None:
        """Somebody writes."""
        self.paper.does(who, "writes_group" if place else "writes", text=text)
        await self.theatre.writes(who, text, place)

    async def taps(self, who: Account, label: str) -> None:
        """Somebody taps the newest button with this label or data."""
        self.paper.does(who, "taps", label=self.theatre.label(who, label))
        await self.theatre.taps(who, label)
