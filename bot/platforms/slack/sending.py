"""What we say on Slack: messages sent, changed and taken away, files; and what may go wrong."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import LATER, RETRY, PlatformError, Then, Upload
from bot.platforms.slack.blocks import LABEL, Json, bare, in_a_line, message
from bot.platforms.slack.errors import (
    FAILURES,
    ChannelTiers,
    Tier,
    code,
    platform_error,
    refusal,
)
from bot.platforms.slack.history import Recent, found, marked, said
from bot.platforms.slack.manifest import BOOKMARK, PIN
from bot.platforms.slack.people import People
from bot.platforms.slack.reading import private
from bot.platforms.slack.signature import trusted
from dialogs.core.post import Post
from dialogs.markup import SENTENCE_END, plain, short

log = logging.getLogger("valuemap")

SETTING = "SLACK_BOT_TOKEN"
UPDATES = 45
"""Calls of `chat.update` a minute, of the 50 that Slack takes."""

POSTS = 4
"""Messages to a channel in as many seconds."""

ALT = 1000
"""Characters of a picture's description, as many as Slack takes."""


class Sending:
    """The speaking half of the platform. Every method may raise `PlatformError`."""

    def __init__(
        self,
        client: AsyncWebClient,
        people: People,
        recent: Recent,
        monotonic: Callable[[], float],
    ) -> None:
        self._client = client
        self._people = people
        self._recent = recent
        self._updates = Tier(UPDATES, 60.0, monotonic)
        self._posts = ChannelTiers(POSTS, float(POSTS), monotonic)
        self.granted: frozenset[str] = frozenset()  # scopes, once Slack has told them
        self._refusal: asyncio.Future[None] | None = None
        self._asking: asyncio.Task[None] | None = None

    async def send(self, address: str, post: Post, key: str) -> str:
        """Send a new message; gives its ts. In a direct message `find` finds it by `key`."""
        content = message(post)
        with self._watched(self._posts[address]):
            answer = await self._client.chat_postMessage(
                channel=address, metadata=marked(key), unfurl_links=False, unfurl_media=False,
                **content,
            )  # fmt: skip
        channel, ref = str(answer["channel"]), str(answer["ts"])
        self._people.learn(address, channel)
        self._recent.say(channel, ref, content)
        if post.pinned:
            await self._keep_in_sight(channel, ref, post.text)
        return ref

    async def _keep_in_sight(self, channel: str, ref: str, text: str) -> None:
        """Pin a message, else make a bookmark of it; where the app may do neither, it stands.

        What it may do is known from the start, so a right that it lacks is not asked for each time.
        """
        if PIN in self.granted and await self._done(
            self._client.pins_add(channel=channel, timestamp=ref)
        ):
            return
        if BOOKMARK in self.granted:
            await self._done(self._bookmark(channel, ref, text))

    async def _bookmark(self, channel: str, ref: str, text: str) -> None:
        """A bookmark with the first line of a message, above the channel."""
        link = await self._client.chat_getPermalink(channel=channel, message_ts=ref)
        title = short(plain(text).partition("\n")[0], LABEL)
        await self._client.bookmarks_add(
            channel_id=channel, title=title, type="link", link=str(link["permalink"])
        )

    async def _done(self, call: Awaitable[Any]) -> bool:
        """Whether something worked without which the rest does well."""
        try:
            await call
        except FAILURES as error:
            log.debug("not kept in sight: %s", code(error) or type(error).__name__)
            return code(error) == "already_pinned"
        return True

    async def find(self, address: str, key: str) -> str | None:
        """The ts of a message in somebody's direct chat that was sent with `key`, if there is one.

        None as well where it cannot be known: we do not read channels.
        """
        with self._watched():
            channel = await self._people.channel(address)
            return await found(self._client, channel, key) if private(channel) else None

    async def edit(self, address: str, ref: str, post: Post) -> None:
        """Make a message say this: through the tap that it had just now, else by `chat.update`."""
        content = message(post)
        with self._watched():
            channel = await self._people.channel(address)
        if not await self._replaced(channel, ref, content):
            await self._update(channel, ref, content)
        self._recent.say(channel, ref, content)

    async def _replaced(self, channel: str, ref: str, content: Json) -> bool:
        """Whether the message could be replaced through a tap, which no rate holds up."""
        url = self._recent.address(channel, ref)
        if url and await self._respond(url, {"replace_original": True, **content}):
            return True
        self._recent.spent(channel, ref)
        return False

    async def _respond(self, url: str, content: Json) -> bool:
        """Whether an address that a payload brought took this; only Slack's own is asked."""
        if not trusted(url, self._client.base_url):
            log.warning("an address that is not Slack's was not used")
            return False
        try:
            async with self._live.post(url, json=content, allow_redirects=False) as answer:
                refused = '"ok":false' in (await answer.text()).replace(" ", "")
                return answer.status == HTTPStatus.OK and not refused
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.info("an answer to a tap failed: %s", type(error).__name__)
            return False

    async def _update(self, channel: str, ref: str, content: Json) -> None:
        with self._watched(self._updates):
            await self._client.chat_update(channel=channel, ts=ref, **content)

    async def retire(self, address: str, ref: str) -> None:
        """Take the buttons of a message away; of one that is gone there is nothing to take."""
        with self._watched():
            channel = await self._people.channel(address)
            shown = self._recent.said(channel, ref) or await said(self._client, channel, ref)
        if shown is None:
            return
        try:
            await self._update(channel, ref, bare(shown))
        except PlatformError as error:
            if not error.gone:
                raise
        self._recent.say(channel, ref, bare(shown))

    async def delete(self, address: str, ref: str) -> None:
        """Take a message, or a file, away. One that is gone already is success."""
        with self._watched():
            if ref.startswith("F"):
                await self._client.files_delete(file=ref)
                return
            channel = await self._people.channel(address)
            try:
                await self._client.chat_delete(channel=channel, ts=ref)
            except FAILURES as error:
                if platform_error(error).meaning.then not in (Then.ANEW, Then.DONE):
                    raise
        self._recent.forget(channel, ref)

    async def upload(self, address: str, file: Upload) -> str:
        """Send a file with its caption; gives the file's id, since Slack gives no message's.

        Only the last of the three calls shows it to anybody: before it nothing is in doubt.
        """
        with self._watched():
            channel = await self._people.channel(address)
        with self._watched(sure=True):
            handed = await hand_over(self._client, self._live, file)
        with self._watched():
            await publish(self._client, channel, handed, file.name, in_a_line(file.caption))
        return handed

    @property
    def _live(self) -> aiohttp.ClientSession:
        assert self._client.session  # noqa: S101 - made by connect
        return self._client.session

    @contextmanager
    def _watched(self, tier: Tier | None = None, *, sure: bool = False) -> Iterator[None]:
        """Turns errors into `PlatformError`; where one may mean that we are out, we ask.

        `tier` is the one of the call. `sure`: nothing was shown to anybody, whatever went wrong.
        """
        if tier:
            tier.enter()
        try:
            yield
        except FAILURES as error:
            failure = platform_error(error)
            if failure.meaning.ask:
                self.ask()
            if failure.unknown_outcome and sure:
                failure.meaning = RETRY
            raise (tier.refused(failure) if tier else failure) from None

    def ask(self) -> None:
        """Ask Slack whether it still lets us in; only that may end `listen`."""
        if self._refusal and not self._refusal.done() and self._asking is None:
            self._asking = asyncio.get_running_loop().create_task(self._ask(self._refusal))

    async def _ask(self, refusal_: asyncio.Future[None]) -> None:
        try:
            await self._client.auth_test()
        except FAILURES as error:
            refused = refusal(error, SETTING)
            if refused and not refusal_.done():
                refusal_.set_exception(refused)
        finally:
            self._asking = None


# -- files ---------------------------------------------------------------------------------------


async def hand_over(client: AsyncWebClient, session: aiohttp.ClientSession, file: Upload) -> str:
    """Bring the bytes to Slack; gives the file's id. Nobody sees it yet.

    Raises the library's errors, and `PlatformError` where the bytes were not taken.
    """
    ticket = await client.files_getUploadURLExternal(
        filename=file.name, length=len(file.content), alt_txt=described(file.alt) or None
    )
    address = str(ticket["upload_url"])
    if not trusted(address, client.base_url):
        raise PlatformError("the address for files is not Slack's", LATER)
    async with session.post(address, data=file.content, allow_redirects=False) as answer:
        if answer.status != HTTPStatus.OK:
            raise PlatformError(f"the file was not taken ({answer.status})")
    return str(ticket["file_id"])


def described(alt: str) -> str:
    """A picture's description, or as many of its sentences as Slack takes."""
    if len(alt) <= ALT:
        return alt
    ends = [found.end() for found in SENTENCE_END.finditer(alt[: ALT + 1])]
    return alt[: ends[-1]] if ends else short(alt, ALT)


async def publish(
    client: AsyncWebClient, channel: str, file: str, title: str, caption: str
) -> None:
    """Show a file that was handed over to a channel, with its caption in Slack's markup."""
    given: Json = {"id": file, "title": title}
    await client.files_completeUploadExternal(
        files=[given], channel_id=channel, initial_comment=caption
    )
