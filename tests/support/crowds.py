"""The people of each platform: what they see of it and what they do with it.

Those of the platform in memory are in `bot.rehearsal.people`, those of Slack beside its server.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from bot.app.library import Files
from bot.platforms import registry
from bot.platforms.base import Incoming
from bot.platforms.seal import bare
from bot.platforms.telegram.adapter import Telegram
from bot.rehearsal.people import Actor, Key, MemoryPeople, People, Seen
from bot.rehearsal.theatre import Theatre
from dialogs.words import renamed
from tests.platforms.telegram import people as telegram_people
from tests.platforms.telegram.server import TelegramServer

# -- Telegram --------------------------------------------------------------------------------------


class TelegramPeople:
    """People of a strict local Telegram, to which the real adapter speaks over HTTP."""

    def __init__(self, theatre: Theatre) -> None:
        self.server = TelegramServer(clock=lambda: theatre.now)
        self._theatre = theatre
        self._last: list[Any] = []
        self._number = 0

    async def open(self) -> None:
        await self.server.come_up()
        server = self.server
        self.platform = Telegram(
            server.token, server.base_url, server.file_url, lambda: self._theatre.now
        )
        await self.platform.connect()
        self._polling = asyncio.create_task(self.platform.listen(self._taken))

    async def close(self) -> None:
        self._polling.cancel()
        with suppress(asyncio.CancelledError):
            await self._polling
        await self.platform.close()
        await self.server.go_down()

    async def anew(self) -> None:
        """It remembers nothing."""

    def listen(self, take):
        self._take = take

    async def _taken(self, batch: list[Incoming]) -> bool:
        return await self._take(batch)

    async def arrive(self, *, again: bool) -> None:
        """Telegram numbers its updates by its own clock: numbers are as they come."""
        if again:
            for update in self._last:
                self.server.push_again(update)
        else:
            self._last = list(self.server.updates)
        if self.server.updates:
            await self.server.until(lambda: self.server.idle or self._polling.done())
        assert not self._polling.done(), self._polling

    async def look(self) -> None:
        """They see it anyway."""

    def _user(self, who: Actor) -> telegram_people.User:
        return self.server.user(who.number, who.name, who.language)

    def _team(self, place: int) -> telegram_people.Group:
        return self.server.group(place)

    def private(self, who):
        return [_seen(message) for message in self._user(who).heard]

    def group(self, place):
        return [_seen(message) for message in self._team(place).heard]

    def entitle(self, who, place):
        self._team(place).admins.append(self._user(who))

    def add_bot(self, who, place):
        self._team(place).add_bot(by=self._user(who))

    def remove_bot(self, who, place):
        self._team(place).remove_bot(by=self._user(who))

    def write(self, who, text, typed=0.0):
        user = self._user(who)
        user.started = True
        with at(self.server, typed):
            user.write(text)

    def forward(self, who, text):
        self._user(who).forward(text)

    def show(self, who, caption):
        self._user(who).send("photo", caption)

    def change(self, who, before, text):
        user = self._user(who)
        [message] = [m for m in user.messages if m.author is user and m.text == before]
        user.edit(message, text)

    def say(self, who, place, text):
        team = self._team(place)
        if team.bot == "left":
            team.bot = "member"
        answering = None if text.startswith("/") else team.last
        team.say(self._user(who), text, reply_to=answering)

    def press(self, who, message, key, place):
        user = self._user(who)
        if place:
            self._team(place).members.setdefault(user.id, user)
        if key.way_in:
            user.open(key.origin.url)
        else:
            user.send_tap(message.origin, key.origin.data)

    def send_tap(self, who, data, place):
        user = self._user(who)
        chat = self._team(place) if place else user
        stands = chat.heard[-1] if chat.heard else chat.add(text="…")
        user.send_tap(stands, data)

    def leave(self, who, place):
        self._team(place).leave(self._user(who))

    def enter(self, who, place):
        self._team(place).join(self._user(who))

    def block(self, who):
        self._user(who).block()

    def unblock(self, who):
        self._user(who).unblock()


@contextmanager
def at(server: Any, moment: float) -> Iterator[None]:
    """The platform's clock shows this moment; 0: its own."""
    clock = server.clock
    server.clock = (lambda: moment) if moment else clock
    try:
        yield
    finally:
        server.clock = clock


def _seen(message: telegram_people.Message) -> Seen:
    keys = tuple(
        Key(button.label, bare(button.data), bool(button.url), button)
        for row in message.rows
        for button in row
    )
    return Seen(str(message.id), message.text, keys, message)


PEOPLE: dict[str, Callable[[Theatre], People]] = {"demo": MemoryPeople, "telegram": TelegramPeople}


def like_demo(standing: dict[str, list[str]], name: str, library: Files) -> dict[str, list[str]]:
    """What stands in the chats, with this platform's own sentences replaced by the demo's."""
    pairs = list(_own_sentences(name, library))
    return {chat: [_swapped(text, pairs) for text in texts] for chat, texts in standing.items()}


def called(standing: dict[str, list[str]], name: str) -> dict[str, list[str]]:
    """What stands in the chats of the demo, with everything called as on this platform."""
    here = registry.called(name).values()
    names = {phrase: own for each in here for phrase, own in each.items()}
    return {chat: [renamed(text, names) for text in texts] for chat, texts in standing.items()}


Pairs = Iterator[tuple[re.Pattern[str], str]]


def _own_sentences(name: str, library: Files) -> Pairs:
    """What a platform says in its own words, and what stands elsewhere."""
    section = library.capabilities(name).wording
    for words in library.words.values():
        privacy = words.text(f"privacy.platform_{name}")
        yield re.compile(re.escape(privacy)), words.text("privacy.platform_demo")
        for key, text in words.sentences.items():
            if section and key.startswith(f"{section}."):
                there = words.sentences[key.removeprefix(f"{section}.")]
                pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(text))
                yield re.compile(pattern), re.sub(r"\{(\w+)\}", r"\\g<\1>", there)


def _swapped(text: str, pairs: list[tuple[re.Pattern[str], str]]) -> str:
    for ours, demo in pairs:
        text = ours.sub(demo, text)
    return text
