"""Telegram: our posts become its messages, its updates our events. Translates, decides nothing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any

from telegram import Bot, ChatMember, ChatMemberRestricted, User
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.platforms.base import DONE, Incoming, PlatformError, Rate, Rates, Take
from bot.platforms.outbound import STRAIGHT, Way
from bot.platforms.telegram.errors import of_stranger, pardoned, translated
from bot.platforms.telegram.limits import MESSAGE, TOAST
from bot.platforms.telegram.menus import menus
from bot.platforms.telegram.polling import Polling, Reader, refused
from bot.platforms.telegram.requests import AiohttpRequest
from bot.platforms.telegram.sending import Sending, whereto
from bot.platforms.telegram.webhook import PATH, Hook, deliveries, set_webhook
from dialogs import markup
from dialogs.core.post import Post
from dialogs.words import Words

LOG = logging.getLogger(__name__)
# At DEBUG the library writes addresses, which hold the token, and what people said.
logging.getLogger("telegram").setLevel(logging.WARNING)

RATES = Rates(private=Rate(3, 3.0), group=Rate(20, 60.0), bot=Rate(5, 0.17))
"""As documented: one a second to a person with short bursts, 20 a minute to a group, 30 a second
in all (here 29.4, in fives, so that what the way does to the timing makes them no 31)."""

SHORT_TOAST = 60
"""Characters that can be read before a toast fades; a longer one is a dialog."""


class Telegram(Sending):
    """The Telegram platform. A place is `chat` or `chat/topic`; a person's address is their id.

    `now` gives UTC seconds. Nothing that it raises or logs holds the token.
    """

    name = "telegram"
    rates = RATES

    def __init__(
        self,
        token: str,
        api_base_url: str,
        file_base_url: str,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        hook: Hook | None = None,
        way: Way = STRAIGHT,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._hook = hook
        self._menus: Callable[[], Iterable[dict[str, Any]]] = tuple
        request = AiohttpRequest(way, api_base_url)
        bot = Bot(token, api_base_url, file_base_url, request=request, get_updates_request=request)
        super().__init__(bot, request)
        self._polling = Polling(request, bot.base_url, now, sleep, monotonic)

    def show_commands(self, words: Mapping[str, Words], language: str) -> None:
        """Offer the commands in these languages from `listen` on; `language` to all others."""
        self._menus = partial(menus, words, language)

    async def connect(self) -> None:
        """Learn our name. Raises `RefusedError` for a bad token, `PlatformError` out of reach."""
        await self._request.initialize()
        with translated():
            me = await self._who() or await self._who()
        if me is None:
            raise refused(InvalidToken())
        self.username = me.username or ""

    async def _who(self) -> User | None:
        """Who we are; None where Telegram does not know the token, which may be a slip once."""
        try:
            return await self._bot.get_me()
        except InvalidToken:
            return None

    async def close(self) -> None:
        """Let go of connections."""
        await self._request.shutdown()

    async def listen(self, take: Take) -> None:
        """Hand every update to `take`, in order, until cancelled. Raises `RefusedError`."""
        showing = asyncio.create_task(self._show_menus())  # nobody waits for a menu
        try:
            await self._listen(take)
        finally:
            showing.cancel()

    async def _show_menus(self) -> None:
        """Say which commands there are. Without it they work all the same."""
        for menu in await asyncio.to_thread(lambda: [*self._menus()]):  # languages may be read
            try:
                await self._call("setMyCommands", **menu)
            except TelegramError as error:
                LOG.warning("a menu of commands is not shown: %s", error)

    async def _listen(self, take: Take) -> None:
        if self._hook is None:
            await self._polling.listen(take, self.username)
            return
        answer = deliveries(Reader(self._now, take, self.username), self._hook.secret)
        async with self._hook.web.at("POST", PATH, answer):
            await set_webhook(self._bot, self._hook, self._sleep)
            await asyncio.Event().wait()

    def silence(self) -> float | None:
        """Seconds since a poll was answered; None where Telegram comes by itself."""
        return None if self._hook else self._polling.silence

    async def reply(self, incoming: Incoming, text: str) -> None:
        """Answer a tap with a toast (a dialog if it is long), anything else with a message."""
        if query := incoming.handle.get("query"):
            with translated(), pardoned(DONE):
                toast = _toast(markup.plain(text))
                await self._call("answerCallbackQuery", callback_query_id=query, **toast)
        elif text and incoming.place and incoming.aside and await self._aside(incoming, text):
            return
        elif text and (
            address := incoming.place or (incoming.account and incoming.account.address)
        ):
            for piece in markup.split(text, MESSAGE):
                await self.send(address, Post(piece, quiet=incoming.aside), key="")

    async def _aside(self, incoming: Incoming, text: str) -> bool:
        """Say it in private; False where they have no private chat with us."""
        private = incoming.account.address if incoming.account else ""
        try:
            if private:
                await self.send(private, Post(text), key="")
        except PlatformError as error:
            if not error.unreachable:
                raise
            return False
        return bool(private)

    async def entitled(self, place: str, account: str) -> bool:
        """Whether this account owns or administers the group; False for one not known there."""
        found = await self._found(place, account)
        return found is not None and found.status in ("creator", "administrator")

    async def member(self, place: str, account: str) -> bool:
        """Whether this account is in the group, where Telegram tells a bot of its rights."""
        found = await self._found(place, account)
        if isinstance(found, ChatMemberRestricted):
            return found.is_member
        return found is not None and found.status not in ("left", "kicked")

    async def _found(self, place: str, account: str) -> ChatMember | None:
        """What an account is in a group; None for one not known there."""
        chat, _ = whereto(place)
        with translated():
            try:
                return await self._bot.get_chat_member(chat, int(account))
            except BadRequest as error:
                if not of_stranger(error):
                    raise
                return None


def _toast(text: str) -> dict[str, Any]:
    """The answer to a tap: nothing, a line that fades, or a dialog for a long one."""
    text = markup.short(text, TOAST)
    return {"text": text, "show_alert": len(text) > SHORT_TOAST} if text else {}
