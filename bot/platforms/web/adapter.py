"""The adapter: what is sent is only said to be new, what is asked for is shown by `site`.

A message stands in the database, not in a browser. So sending, editing and deleting one are the
same here: whoever has that page open is told to look again.
"""

import asyncio
import logging
from contextlib import AsyncExitStack
from functools import partial

from bot.platforms.base import Account, Incoming, Rates, Take, Upload
from bot.platforms.descriptor import Clock
from bot.platforms.public import Public
from bot.platforms.refusals import Refusals
from bot.platforms.rooms import Rooms
from bot.platforms.server import Web
from bot.platforms.web import pages
from bot.platforms.web.door import Door
from bot.platforms.web.limits import Limits
from bot.platforms.web.mail.letters import Letter, reminder
from bot.platforms.web.mail.office import PostOffice
from bot.platforms.web.replies import Replies
from bot.platforms.web.site import Site
from bot.platforms.web.streams import Streams
from dialogs.core.addresses import kind_of, read_post_of
from dialogs.core.events import Wrote
from dialogs.core.post import Post
from dialogs.markup import escape, plain

log = logging.getLogger("valuemap")

GIVEN_BACK = 20_000
"""Characters of a text that are given back to who wrote it: more was not typed."""


class Website:
    """The platform. A place is the secret part of a room's address, an address an account."""

    name = "web"
    rates = Rates()
    rooms: Rooms
    public: Public

    def __init__(
        self, server: Web, door: Door, now: Clock, office: PostOffice | None = None
    ) -> None:
        self.door = door
        self.office = office
        self._letters: set[asyncio.Task[None]] = set()
        self.now = now
        self.streams = Streams()
        self.replies = Replies()
        self.limits = Limits(now)
        self.granted: set[tuple[str, str]] = set()
        self._server = server

    def show_rooms(self, rooms: Rooms) -> None:
        """Look here for what stands."""
        self.rooms = rooms

    @property
    def site(self) -> str:
        """The public address of our pages."""
        return self.door.url

    def show_public(self, public: Public) -> None:
        """Look here for what the pages of public rounds say."""
        self.public = public

    def silence(self) -> float | None:
        """Nothing is expected of browsers."""
        return None

    async def connect(self) -> None:
        """Nobody to connect to: browsers come by themselves."""

    async def close(self) -> None:
        """Let the open pages go, and letters that nobody has taken yet."""
        self.streams.end()
        for letter in self._letters:
            letter.cancel()

    @property
    def refusals(self) -> Refusals:
        """Counts what is not answered as it should be, for a line a second in the log."""
        return self._server.refusals

    async def listen(self, take: Take) -> None:
        """Answer browsers until cancelled; what they send is taken before they are answered."""
        async with AsyncExitStack() as stack:
            for method, path, route in Site(self, take).routes():
                await stack.enter_async_context(self._server.at(method, path, route))
            try:
                await asyncio.Event().wait()
            finally:
                self.streams.end()

    # -- what is new ---------------------------------------------------------------------------

    async def send(self, address: str, post: Post, key: str) -> str:
        """A message is new: it stands already, under its key. Of a reminder a letter goes, too."""
        text = plain(post.text)  # which refuses what no page would show
        self.streams.tell(address)
        if self.office and kind_of(read_post_of(key).key) == "reminder":
            task = asyncio.create_task(self.office.deliver(partial(self._reminder, address, text)))
            self._letters.add(task)
            task.add_done_callback(self._posted)
        return key

    async def _reminder(self, account: str, text: str) -> Letter | None:
        """The letter with a reminder, to who has left an address; None for who has none."""
        found = await self.rooms.mailbox(account)
        if found is None:
            return None
        said = f"{found.title}\n{text}"
        return reminder(found.words, account, found.address, said,
                        f"{self.door.url}/room/{found.place}")  # fmt: skip

    def _posted(self, task: "asyncio.Task[None]") -> None:
        self._letters.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a reminder by e-mail was not written: %s", type(error).__name__)

    async def edit(self, address: str, ref: str, post: Post) -> None:
        """A message says something else. No letter goes: one says how it was when it was sent."""
        plain(post.text)
        self.streams.tell(address)

    async def retire(self, address: str, ref: str) -> None:
        """A message has had its time."""
        self.streams.tell(address)

    def group_changed(self, address: str) -> None:
        """A group's messages, which may be elsewhere, say something else."""
        self.streams.tell(address)

    def forget(self) -> None:
        """Somebody was erased, of whom what groups read may say something."""
        pages.shown_to_all.cache_clear()

    async def delete(self, address: str, ref: str) -> None:
        """A message is no more."""
        self.streams.tell(address)

    async def upload(self, address: str, file: Upload) -> str:
        """A file is new; it is made for whoever asks for it."""
        plain(file.caption)
        self.streams.tell(address)
        return file.name

    async def reply(self, incoming: Incoming, text: str) -> None:
        """A word at once: on the answer to the form, else on the next page."""
        if text and incoming.account:
            text += _refused(incoming)
            plain(text)
            self.replies.add(incoming.account.id, text, incoming.update_id)
            self.streams.tell(incoming.account.address)

    # -- who may set up ------------------------------------------------------------------------

    async def entitled(self, place: str, account: str) -> bool:
        """Whoever runs something in this room, or has just shown the code."""
        if (place, account) in self.granted:
            return True
        return account in await self.rooms.runners(place)

    def account(self, id_: str, name: str, language: str) -> Account:
        """Somebody in a room. Their address is their account: only they read what goes there."""
        return Account(id_, name, language, id_)


def _refused(incoming: Incoming) -> str:
    """What somebody wrote that was not taken, to be copied: a page keeps nothing that was sent."""
    event = incoming.event
    if not isinstance(event, Wrote) or event.on_page or not incoming.aside:
        return ""
    return f"\n<blockquote>{escape(event.text[:GIVEN_BACK], quote=False)}</blockquote>"
