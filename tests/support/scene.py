"""What every line of a scenario is made of: people who act, and what they see of it."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.stages import BREATH, Actor, Key, Seen, Stage

WHO = r"(?P<who>(?!the\b)[a-z]+(?:, [a-z]+)*(?: and [a-z]+)?)"
GROUP = r"(?P<group>(?:[a-z]+ )?group)"
THERE = r"(?: in the (?P<group>(?:[a-z]+ )?group))?"
LANGUAGES = {"English": "en", "Spanish": "es"}

Step = Callable[..., Awaitable[None]]
LINES: list[tuple[re.Pattern[str], Step]] = []


def line(pattern: str) -> Callable[[Step], Step]:
    """This method plays the lines that are like this."""

    def remember(step: Step) -> Step:
        LINES.append((re.compile(pattern), step))
        return step

    return remember


@dataclass
class Hands:
    """The hands and eyes of everybody in a scenario, on one stage.

    `reader`: how texts are read before they are compared; `blind`: nothing is compared.
    """

    stage: Stage
    reader: Callable[[str], str] = lambda text: text
    blind: bool = False
    actors: dict[str, Actor] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    past: list[tuple[str, Seen, Key, int]] = field(default_factory=list)
    _looks: dict[int, set[Any]] = field(default_factory=dict)
    _mark: int = 0

    def actor(self, name: str) -> Actor:
        if name not in self.actors:
            full = "A. Mohammed" if name == "boss" else name.capitalize()
            self.actors[name] = Actor(len(self.actors) + 1, full)
        return self.actors[name]

    def everybody(self, who: str) -> list[str]:
        return re.split(r", | and ", who)

    def place(self, group: str | None) -> int:
        return self.groups.setdefault(group or "group", -5 - len(self.groups))

    async def act(self, *deeds: Callable[[], None]) -> None:
        """Somebody does something, a breath later; all that follows is waited for."""
        self.note()
        self.stage.now = round(self.stage.now + BREATH, 3)
        for deed in deeds:
            deed()
        await self.stage.happened()

    def note(self) -> None:
        """What stands now is not news."""
        self._looks = {n: {m.looks for m in self.chat(n)} for n in self.chats()}
        self._mark = len(self.stage.said)

    def chats(self) -> list[int]:
        return [a.number for a in self.actors.values()] + list(self.groups.values())

    def chat(self, number: int) -> list[Seen]:
        people = self.stage.people
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
            for s in self.stage.said[self._mark :]
            if s.verb == "reply" and s.to == str(number)
        ]
        return [
            *(self.reader(m.text) for m in [*fresh, *messages[-1:]]),
            *map(self.reader, replies),
        ]

    def stands(self, number: int) -> list[str]:
        return [self.reader(message.text) for message in self.chat(number)]

    def check(self, holds: bool, why: str, texts: list[str]) -> None:
        if not self.blind and not holds:
            raise AssertionError("\n".join([why, "--- there is", *texts]))

    async def write(self, who: Actor, text: str, group: str | None) -> None:
        self.written.append(text)
        people = self.stage.people
        if group:
            await self.act(lambda: people.say(who, self.place(group), text))
        else:
            await self.act(lambda: people.write(who, text))

    def remember(self, name: str) -> None:
        number = self.actor(name).number
        for place in (number, *self.groups.values()):
            for seen in self.chat(place):
                self.past += [(name, seen, key, min(place, 0)) for key in seen.keys]

    def fits(self, key: Key, label: str, item: str | None) -> bool:
        of = item is None or f".{item}" in key.data
        return of and self.reader(key.label).startswith(label)

    def find(
        self, name: str, group: str | None, label: str, item: str | None = None
    ) -> tuple[Seen, Key, int]:
        places = [self.place(group)] if group else [self.actor(name).number, *self.groups.values()]
        for place in places:
            for seen in reversed(self.chat(place)):
                for key in seen.keys:
                    if self.fits(key, label, item):
                        return seen, key, min(place, 0)
        every = [self.reader(k.label) for p in places for s in self.chat(p) for k in s.keys]
        raise AssertionError(f"{name} sees no button {label!r} ({item or 'any'}) among {every}")

    async def press(self, name: str, seen: Seen, key: Key, place: int) -> None:
        self.remember(name)
        actor = self.actor(name)
        await self.act(lambda: self.stage.people.press(actor, seen, key, place))

    def key(self, name: str, *endings: str) -> tuple[Seen, Key, int] | None:
        """The newest button in a private chat whose data ends so, in whatever language."""
        for seen in reversed(self.chat(self.actor(name).number)):
            for key in seen.keys:
                if any(key.data.endswith(ending) for ending in endings):
                    return seen, key, 0
        return None
