"""Shared base of all scenario lines: people act, what the bot says is found and compared."""

import re
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from bot.platforms import registry
from bot.rehearsal.people import Actor, Key, Seen
from bot.rehearsal.theatre import BREATH, Theatre
from dialogs.words import renamed

WHO = r"(?P<who>(?!the\b)[a-z]+(?:, [a-z]+)*(?: and [a-z]+)?)"
GROUP = r"(?P<group>(?:[a-z]+ )?group)"
THERE = r"(?: in the (?P<group>(?:[a-z]+ )?group))?"
LANGUAGES = {"English": "en", "Spanish": "es"}

LIKE = 0.45
"""How `alike`, from 0 to 1, something said must be to take the place of what was expected: below
that a line would be re-recorded with another sentence, not with the same one in new words."""

Deed = Callable[..., Awaitable[None]]
LINES: list[tuple[re.Pattern[str], Deed]] = []
"""Every line that a scenario may have, with the method that plays it."""


def line(pattern: str) -> Callable[[Deed], Deed]:
    """This method plays the lines that are like this."""

    def remember(deed: Deed) -> Deed:
        LINES.append((re.compile(pattern), deed))
        return deed

    return remember


class LineError(Exception):
    """A line of a scenario that is not true, or cannot be played.

    `said` are the texts among which what it says was looked for. `swap` is the part of the line
    that would have to read differently, and how; None if no other wording would make it true.
    `mistake` is the first exception of the service itself, which may be why nothing was said.
    """

    def __init__(
        self, why: str, said: Iterable[str] = (), swap: tuple[str, str] | None = None
    ) -> None:
        self.why, self.said, self.swap = why, tuple(said), swap
        self.where = ""
        self.mistake: BaseException | None = None
        super().__init__(why)

    def __str__(self) -> str:
        """Where, what was expected, what was said instead, and what went wrong before."""
        said = [line for text in self.said for line in ("  --", *_indented(text))]
        head = f"{self.where}: {self.why}" if self.where else self.why
        failed = [f"Before that, the service failed: {self.mistake!r}"] if self.mistake else []
        return "\n".join([head, *(["There is:"] if said else []), *said, *failed])


def _indented(text: str) -> list[str]:
    return [f"  {line}" for line in text.split("\n")]


def alike(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, in letters and in words: many share their letters."""
    letters = SequenceMatcher(None, one, other).ratio()
    words = SequenceMatcher(None, one.lower().split(), other.lower().split()).ratio()
    return (letters + words) / 2


def nearest(expected: str, said: Iterable[str]) -> tuple[str, str] | None:
    """What was said that is most like what was expected: a line or a sentence. None if nothing is.

    Gives both, the expected first.
    """
    lines = [line for text in said for line in text.split("\n")]
    parts = [part for line in lines for part in (line, *re.split(r"(?<=[.?!:]) ", line))]
    ranked = [(alike(expected, part), part) for part in parts if part]
    best = max(ranked, default=(0.0, ""))
    return (expected, best[1]) if best[0] >= LIKE else None


@dataclass
class Acting:
    """Acts for everybody in a scenario, in one theatre, and finds what they see of it.

    `reader`: how texts are read before they are compared; `blind`: nothing is compared.
    """

    theatre: Theatre
    reader: Callable[[str], str] = lambda text: text
    blind: bool = False
    actors: dict[str, Actor] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    past: list[tuple[str, Seen, Key, int]] = field(default_factory=list)
    _looks: dict[int, set[Any]] = field(default_factory=dict)
    _mark: int = 0

    def actor(self, name: str) -> Actor:
        """Who is called so in this scenario; somebody new if nobody is yet."""
        if name not in self.actors:
            full = "A. Mohammed" if name == "boss" else name.capitalize()
            self.actors[name] = Actor(len(self.actors) + 1, full)
        return self.actors[name]

    def everybody(self, who: str) -> list[str]:
        """The names in `ana, ben and carla`."""
        return re.split(r", | and ", who)

    def place(self, group: str | None) -> int:
        """The number of a group; a new one if nobody has spoken of it yet."""
        return self.groups.setdefault(group or "group", -5 - len(self.groups))

    async def act(self, *deeds: Callable[[], None]) -> None:
        """Somebody does something, a breath later; all that follows is waited for."""
        if not self.theatre.now:
            raise LineError("nobody knows what day it is: first comes a line with the clock")
        self.note()
        self.theatre.now = round(self.theatre.now + BREATH, 3)
        for deed in deeds:
            deed()
        await self.theatre.happened()

    def note(self) -> None:
        """What stands now is not news."""
        self._looks = {n: {m.looks for m in self.chat(n)} for n in self.chats()}
        self._mark = len(self.theatre.said)

    def chats(self) -> list[int]:
        """The numbers of all chats: people's, then groups'."""
        return [a.number for a in self.actors.values()] + list(self.groups.values())

    def chat(self, number: int) -> list[Seen]:
        """What the bot says in a chat now, oldest first."""
        people = self.theatre.people
        return (
            people.group(number) if number < 0 else people.private(Actor(number, *self._of(number)))
        )

    def _of(self, number: int) -> tuple[str, str]:
        return next((a.name, a.language) for a in self.actors.values() if a.number == number)

    def heard(self, number: int) -> list[str]:
        """What is new in a private chat, or else newest there; and what was said at once."""
        messages = self.chat(number)
        fresh = [m for m in messages if m.looks not in self._looks.get(number, set())]
        replies = [
            s.text
            for s in self.theatre.said[self._mark :]
            if s.verb == "reply" and s.to == str(number)
        ]
        return [
            *(self.reader(m.text) for m in [*fresh, *messages[-1:]]),
            *map(self.reader, replies),
        ]

    def stands(self, number: int) -> list[str]:
        """The texts of a chat as they read now."""
        return [self.reader(message.text) for message in self.chat(number)]

    def here(self, text: str) -> str:
        """A sentence of ours as this platform has it: a group may be called a channel there."""
        called = registry.called(self.theatre.people.platform.name)
        return renamed(text, {k: v for names in called.values() for k, v in names.items()})

    def check(
        self,
        holds: bool,
        why: str,
        said: Iterable[str] = (),
        expected: str = "",
        swap: tuple[str, str] | None = None,
    ) -> None:
        """Raise `LineError` unless this holds. `expected`: what should be among what was `said`."""
        if not self.blind and not holds:
            texts = list(said)
            raise LineError(why, texts, swap or (nearest(expected, texts) if expected else None))

    async def write(
        self, who: Actor, text: str, group: str | None = None, typed: float = 0.0
    ) -> None:
        """Somebody writes, in private or in a group; it may have been `typed` some time ago."""
        self.written.append(text)
        people = self.theatre.people
        if group:
            await self.act(lambda: people.say(who, self.place(group), text))
        else:
            await self.act(lambda: people.write(who, text, typed))

    def remember(self, name: str) -> None:
        """Note all buttons that somebody sees now, to be pressed when they are gone."""
        number = self.actor(name).number
        for place in (number, *self.groups.values()):
            for seen in self.chat(place):
                self.past += [(name, seen, key, min(place, 0)) for key in seen.keys]

    def fits(self, key: Key, label: str, item: str | None) -> bool:
        """Whether a button is called so, or begins so, and is about this component."""
        of = item is None or f".{item}" in key.data
        return of and self.reader(key.label).casefold().startswith(label.casefold())

    def find(
        self, name: str, group: str | None, label: str, item: str | None = None
    ) -> tuple[Seen, Key, int]:
        """The newest button of this label that somebody sees, in private, else in a group."""
        places = [self.place(group)] if group else [self.actor(name).number, *self.groups.values()]
        for place in places:
            for seen in reversed(self.chat(place)):
                for key in seen.keys:
                    if self.fits(key, label, item):
                        return seen, key, min(place, 0)
        every = [self.reader(k.label) for p in places for s in self.chat(p) for k in s.keys]
        about = f" about {item}" if item else ""
        raise LineError(f"{name} sees no button {label!r}{about}", every)

    async def press(self, name: str, seen: Seen, key: Key, place: int) -> None:
        """Somebody presses a button."""
        self.remember(name)
        actor = self.actor(name)
        await self.act(lambda: self.theatre.people.press(actor, seen, key, place))

    def key(self, name: str, *endings: str) -> tuple[Seen, Key, int] | None:
        """The newest button in a private chat whose data ends so, in whatever language."""
        for seen in reversed(self.chat(self.actor(name).number)):
            for key in seen.keys:
                if any(key.data.endswith(ending) for ending in endings):
                    return seen, key, 0
        return None
