"""The browser in the conformance suite: Ana's page of a room, over HTTP.

On the web nothing is kept by the adapter: messages stand in the database. Here a shelf has them,
filled by the same calls by which the courier says that they are there.
"""

import asyncio
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.platforms.base import Account, Upload
from bot.platforms.rooms import Guest, Message, Room
from bot.platforms.server import Web
from bot.platforms.web.adapter import Website
from bot.platforms.web.door import COOKIE, Door, account_of
from dialogs.core.addresses import PostOf
from dialogs.core.post import File, Post
from tests.platforms.conformance.worlds import NOW, Shown, World
from tests.platforms.listening import Taken
from tests.platforms.web.browser import Browser
from tests.support.files import library

PLACE, SECRET = "the-room", "the-secret-of-ana"


@dataclass
class Standing:
    """A message on the shelf."""

    address: str
    ref: str
    post: Post | Upload


class Shelf:
    """What stands, as `Rooms` gives it."""

    words = library().words

    def __init__(self, ana: Account) -> None:
        self.ana = ana
        self.all: list[Standing] = []

    async def guest(self, place: str, account: str) -> Guest | None:
        if place != PLACE:
            return None
        ana = self.ana
        return Guest(True, ana.name, ana.language) if account == ana.id else Guest()

    async def look(self, place: str, account: str, language: str) -> Room | None:
        guest = await self.guest(place, account)
        if guest is None:
            return None
        here = [each for each in self.all if each.address in (place, account)]
        messages = tuple(Message(_key(e.ref), _posted(e.post), e.address == place) for e in here)
        return Room(self.words[language or "en"], "A room", ("en", "es"), guest, messages)

    async def file(self, place: str, account: str, language: str, key: str) -> Upload | None:
        found = [each.post for each in self.all if _key(each.ref) == key]
        return found[0] if found and isinstance(found[0], Upload) else None

    async def place(self, account: str) -> str | None:
        return PLACE if account == self.ana.id else None

    async def runners(self, place: str) -> frozenset[str]:
        return frozenset({self.ana.id})


def _key(ref: str) -> str:
    """As if all of it stood in one exercise."""
    return str(PostOf(1, ref))


def _posted(post: Post | Upload) -> Post | File:
    if isinstance(post, Post):
        return post
    return File("picture" if post.picture else "report", post.name, post.caption, post.alt)


class Shelved:
    """The adapter, and beside each call what it says of the shelf; then Ana looks."""

    def __init__(self, website: Website, world: "WebWorld") -> None:
        self._website, self._world = website, world

    def __getattr__(self, name: str) -> Any:
        return getattr(self._website, name)

    async def send(self, address: str, post: Post, key: str) -> str:
        ref = f"{key}.{len(self._world.shelf.all)}"
        ref = await self._website.send(address, post, ref)
        await self._stands(Standing(address, ref, post))
        return ref

    async def upload(self, address: str, file: Upload) -> str:
        ref = await self._website.upload(address, file)
        await self._stands(Standing(address, ref, file))
        return ref

    async def _stands(self, new: Standing) -> None:
        self._world.shelf.all.append(new)
        await self._world.look()

    async def edit(self, address: str, ref: str, post: Post) -> None:
        await self._website.edit(address, ref, post)
        await self._becomes(ref, post)

    async def retire(self, address: str, ref: str) -> None:
        await self._website.retire(address, ref)
        [found] = [each.post for each in self._world.shelf.all if each.ref == ref]
        assert isinstance(found, Post)
        await self._becomes(ref, Post(found.text))

    async def _becomes(self, ref: str, post: Post) -> None:
        for each in self._world.shelf.all:
            if each.ref == ref:
                each.post = post
        await self._world.look()

    async def delete(self, address: str, ref: str) -> None:
        await self._website.delete(address, ref)
        shelf = self._world.shelf
        shelf.all = [each for each in shelf.all if each.ref != ref]
        await self._world.look()

    async def reply(self, incoming: Any, text: str) -> None:
        await self._world.until(lambda: self._world.idle)  # what was sent is answered by now
        await self._website.reply(incoming, text)
        await self._world.look()


class WebWorld(World):
    """A room, and Ana's browser."""

    lacks: ClassVar[Mapping[str, str]] = {
        "trouble": "nothing lies between a page and what stands on it",
        "outage": "browsers come to us",
        "token": "it has no token",
        "moving": "a room keeps its address",
        "removing": "what stands on a page cannot be deleted by its reader",
        "blocking": "nobody can shut us out of our own pages",
    }
    place = PLACE
    ana = Account(account_of(SECRET), "Ana Mohammed", "es", account_of(SECRET))
    ben = account_of("the-secret-of-ben")
    platform: Any

    async def open(self) -> None:
        self.shelf = Shelf(self.ana)
        self._servers = [Web("127.0.0.1:0"), Web("127.0.0.1:0")]
        for server in self._servers:
            await server.open()
        listening, reading = [f"http://127.0.0.1:{s.port}" for s in self._servers]
        self.platform = Shelved(self._website(self._servers[0], listening), self)
        # Pages are read whether or not the adapter under test listens.
        site = self._website(self._servers[1], reading)
        self._reading = asyncio.create_task(site.listen(Taken()))
        self._browsers = [Browser(listening, "es"), Browser(reading, "es")]
        for browser in self._browsers:
            browser.jar[COOKIE, f"/room/{PLACE}"] = SECRET
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: list[str] = []
        self._files: dict[str, tuple[str, bytes]] = {}
        await asyncio.sleep(0)
        await self.look()

    def _website(self, server: Web, url: str) -> Website:
        website = Website(server, Door(url), lambda: NOW)
        website.show_rooms(self.shelf)
        return website

    async def close(self) -> None:
        for task in (self._reading, *self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for browser in self._browsers:
            await browser.close()
        for server in self._servers:
            await server.close()

    async def look(self) -> None:
        """Ana loads her page."""
        for browser in self._browsers:
            with suppress(AssertionError):  # nobody listens there
                self.page = await browser.open(f"/room/{PLACE}")
                self._told += self.page.said
                break
        for article in self.page.articles:
            if article.file:
                self._files[article.id] = await browser.fetch(article.file[0])

    @property
    def idle(self) -> bool:
        return not self._tasks

    def _shown(self, *, mine: bool) -> list[Shown]:
        articles = [article for article in self.page.articles if article.mine is mine]
        return [
            Shown(a.text, a.labels, a, self._files.get(a.id))
            for a in (reversed(articles) if mine else articles)
        ]

    def private(self) -> list[Shown]:
        return self._shown(mine=True)

    def group(self) -> list[Shown]:
        return self._shown(mine=False)

    def told(self) -> list[str]:
        return self._told

    def write(self, text: str) -> None:
        self._does("write", {"nonce": secrets.token_urlsafe(9), "text": text})

    def command(self, text: str, *, in_group: bool) -> None:
        room = {"room": "1"} if in_group else {}
        self._does("write", {"nonce": secrets.token_urlsafe(9), "text": f"/{text}", **room})

    def press(self, message: Shown, label: str) -> None:
        article = message.origin
        [button] = [b for b in article.buttons if b.text == label]
        action = button.of.get("formaction", article.form.action)
        fields = {**article.form.fields, button.of["name"]: button.of["value"]}
        self._does(action.rpartition("/")[2], fields)

    def _does(self, what: str, fields: dict[str, str]) -> None:
        self._last = what, fields
        self.again()

    def again(self) -> None:
        task = asyncio.create_task(self._until_taken(*self._last))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _until_taken(self, what: str, fields: dict[str, str]) -> None:
        """As our script: until it is there."""
        status = 0
        while status != 200:
            with suppress(AssertionError):  # nobody listens there
                page = await self._browsers[0].post(f"/room/{PLACE}/{what}", fields)
                status = page.status
            await asyncio.sleep(0.005)
        self.page = page
        self._told += page.said
