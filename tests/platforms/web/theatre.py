"""People with browsers on the theatre of the scenarios.

Everything goes through the real adapter, over HTTP. Only names are exchanged on the way, so that
what comes of it can be held against the other platforms: the room of group -5 has the place "-5",
and whoever acts for actor 1 is account 1, in every room that they come into.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.platforms.base import Incoming, Upload
from bot.platforms.rooms import Rooms
from bot.platforms.seal import bare
from bot.platforms.server import Web
from bot.platforms.web.adapter import Website
from bot.platforms.web.door import Door
from bot.rehearsal.people import Actor, Key, Seen
from bot.rehearsal.theatre import Theatre
from dialogs.core.post import Post
from dialogs.markup import plain
from tests.platforms.web.browser import Article, Browser, Node, Page

CODE = "correct horse"


class Names:
    """Which place of the stage a room is, and which actor an account."""

    def __init__(self) -> None:
        self.places: dict[str, str] = {}
        self.accounts: dict[str, str] = {}
        self.acting = ""
        self.starting = ""

    def place(self, token: str) -> str:
        """The stage's name; a room that nobody knows is the one that is being started."""
        if token and token not in self.places and self.starting:
            self.places[token] = self.starting
        return self.places.get(token, token)

    def account(self, id_: str) -> str:
        """The stage's name; an account that nobody knows belongs to whoever acts."""
        if id_ and id_ not in self.accounts and self.acting:
            self.accounts[id_] = self.acting
        return self.accounts.get(id_, "")

    def accounts_of(self, number: str) -> list[str]:
        return [id_ for id_, actor in self.accounts.items() if actor == number]

    def tokens_of(self, place: str) -> list[str]:
        return [token for token, name in self.places.items() if name == place]


class RenamedRooms:
    """What stands, asked for by the adapter's names."""

    def __init__(self, rooms: Rooms, names: Names) -> None:
        self._rooms, self._names = rooms, names
        self.words = rooms.words

    async def guest(self, place: str, account: str) -> Any:
        return await self._rooms.guest(self._names.place(place), self._names.account(account))

    async def look(self, place: str, account: str, language: str) -> Any:
        place, account = self._names.place(place), self._names.account(account)
        return await self._rooms.look(place, account, language)

    async def file(self, place: str, account: str, language: str, key: str) -> Any:
        place, account = self._names.place(place), self._names.account(account)
        return await self._rooms.file(place, account, language, key)

    async def runners(self, place: str) -> frozenset[str]:
        numbers = await self._rooms.runners(self._names.place(place))
        return frozenset(id_ for n in numbers for id_ in self._names.accounts_of(n))


class Renamed:
    """The adapter under the names of the stage. Notes whose page may have changed."""

    def __init__(self, website: Website, names: Names) -> None:
        self.website, self.names = website, names
        self.changed: set[str] = set()
        self.order: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.website, name)

    def show_rooms(self, rooms: Rooms) -> None:
        self.website.show_rooms(RenamedRooms(rooms, self.names))

    async def send(self, address: str, post: Post, key: str) -> str:
        self.order.append(key)
        self.changed.add(address)
        return await self.website.send(address, post, key)

    async def edit(self, address: str, ref: str, post: Post) -> None:
        self.changed.add(address)
        await self.website.edit(address, ref, post)

    async def retire(self, address: str, ref: str) -> None:
        self.changed.add(address)
        await self.website.retire(address, ref)

    async def delete(self, address: str, ref: str) -> None:
        self.changed.add(address)
        await self.website.delete(address, ref)

    async def upload(self, address: str, file: Upload) -> str:
        self.order.append(plain(file.caption))
        self.changed.add(address)
        await self.website.upload(address, file)
        return ""

    async def reply(self, incoming: Incoming, text: str) -> None:
        account = incoming.account
        assert account
        ids = [i for i in self.names.accounts_of(account.id) if i == self._last]
        to = replace(account, id=ids[0], address=ids[0])
        await self.website.reply(replace(incoming, account=to), text)

    _last = ""

    async def entitled(self, place: str, account: str) -> bool:
        return any(
            [
                await self.website.entitled(token, id_)
                for token in self.names.tokens_of(place)
                for id_ in self.names.accounts_of(account)
            ]
        )

    def renamed(self, incoming: Incoming) -> Incoming:
        account = incoming.account
        assert account
        self._last = account.id
        number = self.names.account(account.id)
        return replace(
            incoming,
            place=self.names.place(incoming.place) if incoming.place else "",
            room=self.names.place(incoming.room),
            account=replace(account, id=number, address=number),
        )


class WebPeople:
    """People with a browser each, before the real site."""

    def __init__(self, theatre: Theatre) -> None:
        self._theatre = theatre
        self.names = Names()
        self._deeds: list[tuple[Actor, Callable[[], Awaitable[None]]]] = []
        self._sent: list[tuple[str, dict[str, str], str]] = []
        self._again: list[tuple[str, dict[str, str], str]] = []
        self._entitled: set[tuple[int, int]] = set()
        self._browsers: dict[int, Browser] = {}
        self._rooms: dict[int, list[int]] = {}
        self._pages: dict[tuple[int, int], Page] = {}
        self._group: dict[int, list[Article]] = {}
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self.server = Web("127.0.0.1:0")
        await self.server.open()
        self.base = f"http://127.0.0.1:{self.server.port}"
        self.platform = Renamed(self._website(), self.names)
        self._strangers = {code: Browser(self.base, code) for code in ("en", "es")}

    def _website(self) -> Website:
        return Website(self.server, Door(self.base, "code", CODE), lambda: self._theatre.now)

    async def close(self) -> None:
        await self._end()
        for browser in (*self._browsers.values(), *self._strangers.values()):
            await browser.close()
        await self.server.close()

    async def _end(self) -> None:
        if self._listening:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def anew(self) -> None:
        """What the adapter remembers is gone."""
        await self._end()
        self.platform.website = self._website()

    def listen(self, handle: Callable[[list[Incoming]], Awaitable[bool]]) -> None:
        self._take = handle
        self._listening = asyncio.create_task(self.platform.website.listen(self._taken))

    async def _taken(self, batch: list[Incoming]) -> bool:
        return await self._take([self.platform.renamed(each) for each in batch])

    async def arrive(self, *, again: bool) -> None:
        assert self._listening
        await asyncio.sleep(0)
        assert not self._listening.done(), self._listening
        if again:
            browser = Browser(self.base)
            for url, fields, cookie in self._again:
                await browser.post(url, fields, Cookie=cookie)
            await browser.close()
            return
        deeds, self._deeds, self._sent = self._deeds, [], []
        for actor, deed in deeds:
            self.names.acting = str(actor.number)
            await deed()
        self.names.acting = ""
        self._again = self._sent

    async def look(self) -> None:
        """Whoever's page may have changed looks at it again."""
        changed, self.platform.changed = self.platform.changed, set()
        for (number, place), page in list(self._pages.items()):
            if str(number) in changed:
                self.names.acting = str(number)
                self._pages[number, place] = await self._browsers[number].open(page.url)
                self.names.acting = ""
        for place in {int(name) for name in changed if name.startswith("-")}:
            await self._look_at_group(place)

    async def _look_at_group(self, place: int) -> None:
        found: dict[str, Article] = {}
        for browser in self._strangers.values():
            page = await browser.open(self._url(place))
            found.update({each.id: each for each in page.articles if not each.mine})
        order = self.platform.order
        self._group[place] = sorted(
            found.values(), key=lambda a: order.index(a.text if a.file else a.id)
        )

    # -- what they see -------------------------------------------------------------------------

    def private(self, who: Actor) -> list[Seen]:
        return [
            _seen(article)
            for place in self._rooms.get(who.number, [])
            if (page := self._pages.get((who.number, place)))
            for article in reversed(page.articles)
            if article.mine
        ]

    def group(self, place: int) -> list[Seen]:
        return [_seen(article) for article in self._group.get(place, [])]

    # -- what they do --------------------------------------------------------------------------

    def entitle(self, who: Actor, place: int) -> None:
        self._entitled.add((who.number, place))

    def add_bot(self, who: Actor, place: int) -> None:
        self._do(who, lambda: self._start(who, place))

    def write(self, who: Actor, text: str, typed: float = 0.0) -> None:
        fields = {"text": text}
        if typed:
            fields["age"] = str((self._theatre.now - typed) * 1000)
        self._do(who, lambda: self._post(who, self._here(who), "write", fields))

    def say(self, who: Actor, place: int, text: str) -> None:
        if text == "/new" and not self._there(place):
            self._do(who, lambda: self._start(who, place))
        else:
            fields = {"text": text, "room": "1"}
            self._do(who, lambda: self._post(who, place, "write", fields))

    def press(self, who: Actor, message: Seen, key: Key, place: int) -> None:
        self._do(who, lambda: self._press(who, message, key, place))

    def send_tap(self, who: Actor, data: str, place: int) -> None:
        fields = {"data": data, **({"room": "1"} if place else {})}
        here = place or self._place_of(who, data)
        self._do(who, lambda: self._post(who, here, "tap", fields))

    def _do(self, who: Actor, deed: Callable[[], Awaitable[None]]) -> None:
        self._deeds.append((who, deed))

    async def _press(self, who: Actor, message: Seen, key: Key, place: int) -> None:
        here = place or self._place_of(who, key.data)
        if key.way_in and (who.number, here) not in self._pages:
            await self._join(who, here)
            return
        page = self._pages.get((who.number, here)) or await self._browser(who).open(self._url(here))
        for article in page.articles:
            for button in article.buttons:
                if article.id == message.origin and article.form and _same(button, key):
                    await self._send(who, here, article, button)
                    return
        await self._post(who, here, "tap", {"data": key.origin, **({"room": "1"} if place else {})})

    async def _send(self, who: Actor, place: int, article: Article, button: Node) -> None:
        assert article.form
        action = button.of.get("formaction", article.form.action)
        fields = {**article.form.fields, button.of["name"]: button.of["value"]}
        await self._sent_by(who, place, action, fields)

    async def _post(self, who: Actor, place: int, what: str, fields: dict[str, str]) -> None:
        page = self._pages.get((who.number, place))
        known = [f.fields["nonce"] for f in page.forms() if "nonce" in f.fields] if page else []
        nonce = known[0] if known else secrets.token_urlsafe(9)
        await self._sent_by(who, place, f"{self._url(place)}/{what}", {"nonce": nonce, **fields})

    async def _join(self, who: Actor, place: int) -> None:
        page = await self._browser(who).open(self._url(place))
        form = page.form(id="join")
        fields = {**form.fields, "name": who.name}
        if "code" in fields and (who.number, place) in self._entitled:
            fields["code"] = CODE
        await self._sent_by(who, place, form.action, fields)

    async def _start(self, who: Actor, place: int) -> None:
        page = await self._browser(who).open("/")
        form = next(f for f in page.forms() if f.method == "post")
        code = CODE if (who.number, place) in self._entitled else "wrong"
        self.names.starting = str(place)
        await self._sent_by(
            who, place, form.action, {**form.fields, "name": who.name, "code": code}
        )
        self.names.starting = ""

    async def _sent_by(self, who: Actor, place: int, url: str, fields: dict[str, str]) -> None:
        browser = self._browser(who)
        self._sent.append((url, fields, browser.cookies(url)))
        page = await browser.post(url, fields)
        assert page.status < 500, page.text
        path = page.url.removesuffix("/tap").removesuffix("/write").removesuffix("/join")
        if path.startswith("/room/"):
            self.names.places.setdefault(path.split("/")[2], str(place))
        if browser.cookies(path):
            self._pages[who.number, place] = page
            rooms = self._rooms.setdefault(who.number, [])
            rooms[:] = [*(n for n in rooms if n != place), place]

    def _browser(self, who: Actor) -> Browser:
        if who.number not in self._browsers:
            self._browsers[who.number] = Browser(self.base, who.language)
        return self._browsers[who.number]

    def _url(self, place: int) -> str:
        return f"/room/{self.names.tokens_of(str(place))[-1]}"

    def _there(self, place: int) -> bool:
        return place in self._group

    def _here(self, who: Actor) -> int:
        """The room that somebody used last, else the newest one of all."""
        return self._rooms.get(who.number, [*self._group])[-1]

    def _place_of(self, who: Actor, data: str) -> int:
        """The room whose page has this button, else where they are."""
        for place in reversed(self._rooms.get(who.number, [])):
            page = self._pages[who.number, place]
            if f'"{data.partition(".")[0]}/' in page.html:
                return place
        return self._here(who)

    def forward(self, who: Actor, text: str) -> None:
        raise NotImplementedError("nobody passes anything on in a browser")

    def show(self, who: Actor, caption: str) -> None:
        raise NotImplementedError("there is no field for pictures")

    def change(self, who: Actor, before: str, text: str) -> None:
        raise NotImplementedError("what was sent cannot be changed")

    def remove_bot(self, who: Actor, place: int) -> None:
        raise NotImplementedError("nobody throws us out of our own pages")

    def leave(self, who: Actor, place: int) -> None:
        raise NotImplementedError("nobody hears who left a page")

    def enter(self, who: Actor, place: int) -> None:
        raise NotImplementedError

    def block(self, who: Actor) -> None:
        raise NotImplementedError("a page cannot be blocked")

    def unblock(self, who: Actor) -> None:
        raise NotImplementedError


def _same(button: Node, key: Key) -> bool:
    """Whether this is the button that was seen."""
    if key.way_in:
        return button.of.get("name") == "start" and button.text == key.label
    return button.of.get("name") == "data" and bare(button.of["value"]) == key.data


def _seen(article: Article) -> Seen:
    keys = tuple(
        Key(
            button.text,
            bare(data := button.of["value"] if button.of.get("name") == "data" else ""),
            button.tag == "a" or button.of.get("name") == "start",
            data,
        )
        for button in article.buttons
    )
    return Seen("-" if article.file else article.id, article.text, keys, article.id)
