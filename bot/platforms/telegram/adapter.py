"""Telegram: our posts become its messages, its updates our events. Translates, decides nothing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.platforms import markup
from bot.platforms.base import Incoming, PlatformError, Rate, Rates, RefusedError, Take, Upload
from bot.platforms.server import Web
from bot.platforms.telegram.errors import (
    DELETED,
    GONE,
    NO_TOPIC,
    NOT_MODIFIED,
    TOO_LATE,
    pardoned,
    says,
    translated,
)
from bot.platforms.telegram.polling import (
    UPDATES,
    Intake,
    Polled,
    Reader,
    backoff,
    deliveries,
    refused,
)
from bot.platforms.telegram.reading import read
from bot.platforms.telegram.requests import AiohttpRequest, parameters
from dialogs.core.post import Button, Post

__all__ = ["Polled", "Telegram", "read"]

LOG = logging.getLogger(__name__)
# At DEBUG the library writes addresses, which hold the token, and what people said.
logging.getLogger("telegram").setLevel(logging.INFO)

FILE_ANSWER = 60.0
MESSAGE = 4096
Sent = TypeVar("Sent")
RATES = Rates(private=Rate(3, 3.0), group=Rate(20, 60.0), bot=Rate(5, 0.17))
"""As documented: one a second to a person with short bursts, 20 a minute to a group, 30 a second
in all (here 29.4, in fives, so that what the way does to the timing makes them no 31)."""

TOAST = 200
SHORT_TOAST = 60


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram delivers to, instead of being asked: `url`, which leads to `/telegram`."""

    url: str
    secret: str
    web: Web


class Telegram:
    """The Telegram platform. A place is `chat` or `chat/topic`; a person's address is their id.

    `now` gives UTC seconds; `menus` are those of commands that people are shown. Nothing that it
    raises or logs holds the token.
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
        menus: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._hook = hook
        self._menus = menus
        self._request = AiohttpRequest()
        self._bot = Bot(
            token, api_base_url, file_base_url, request=self._request,
            get_updates_request=self._request,
        )  # fmt: skip
        self._intake = Intake(self._request, self._bot.base_url, now, sleep, monotonic)
        self.username = ""

    async def connect(self) -> None:
        """Learn our name. Raises `RefusedError` for a bad token, `PlatformError` out of reach."""
        await self._request.initialize()
        with translated():
            try:
                me = await self._bot.get_me()
            except InvalidToken as error:
                raise refused(error) from None
        self.username = me.username or ""

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
        for menu in self._menus:
            try:
                await self._call("setMyCommands", **menu)
            except TelegramError as error:
                LOG.warning("a menu of commands is not shown: %s", error)

    async def _listen(self, take: Take) -> None:
        if self._hook is None:
            await self._intake.listen(take, self.username)
            return
        answer = deliveries(Reader(self._now, take, self.username), self._hook.secret)
        async with self._hook.web.at("POST", "/telegram", answer):
            await self._set_webhook(self._hook)
            await asyncio.Event().wait()

    async def _set_webhook(self, hook: Hook) -> None:
        """Say where to deliver to, until Telegram has heard it."""
        failures = 0
        while True:
            try:
                await self._bot.set_webhook(
                    hook.url, secret_token=hook.secret, allowed_updates=UPDATES
                )
            except InvalidToken as error:
                raise refused(error) from None
            except BadRequest as error:
                raise RefusedError("TELEGRAM_WEBHOOK_URL", f"Telegram says: {error}") from None
            except TelegramError as error:
                failures += 1
                LOG.warning("the webhook is not set yet: %s", error)
                await self._sleep(backoff(failures))
            else:
                return

    def silence(self) -> float | None:
        """Seconds since a poll was answered; None where Telegram comes by itself."""
        return None if self._hook else self._intake.silence

    @property
    def last_poll(self) -> Polled | None:
        """When Telegram last answered a poll, for the health report."""
        return self._intake.last_poll

    async def send(self, address: str, post: Post, key: str) -> str:
        """Send a new message; gives its number. A refused pin is no failure."""
        with translated():
            message = await _in_topic(
                partial(self._call, "sendMessage"),
                address,
                disable_notification=post.quiet,
                **self._content(post),
            )
        number = int(message["message_id"])
        if post.pinned:
            await self._pin(_whereto(address)[0], number)
        return str(number)

    async def _pin(self, chat: int, number: int) -> None:
        try:
            await self._bot.pin_chat_message(chat, number, disable_notification=True)
        except TelegramError as error:
            LOG.info("not pinned in %s: %s", chat, error)

    async def edit(self, address: str, ref: str, post: Post) -> None:
        """Make a message say this. Saying it already is success."""
        chat, _ = _whereto(address)
        with translated(), pardoned(NOT_MODIFIED):
            await self._call(
                "editMessageText", chat_id=chat, message_id=int(ref), **self._content(post)
            )

    async def retire(self, address: str, ref: str) -> None:
        """Take the buttons of a message away."""
        chat, _ = _whereto(address)
        with translated():
            await self._strip(chat, int(ref))

    async def delete(self, address: str, ref: str) -> None:
        """Take a message away; its buttons, where it is too old for that."""
        chat, _ = _whereto(address)
        with translated():
            try:
                await self._bot.delete_message(chat, int(ref))
            except BadRequest as error:
                if not says(error, DELETED):
                    await self._strip(chat, int(ref))

    async def _strip(self, chat: int, message: int) -> None:
        with pardoned(NOT_MODIFIED + GONE):
            await self._bot.edit_message_reply_markup(chat_id=chat, message_id=message)

    async def upload(self, address: str, file: Upload) -> str:
        """Send a picture or a document with its caption; gives the message's number."""
        kind = "photo" if file.picture else "document"
        with translated():
            message = await _in_topic(
                self._bot.send_photo if file.picture else self._bot.send_document,
                address,
                **{kind: file.content},
                filename=file.name,
                caption=markup.telegram(file.caption),
                parse_mode=ParseMode.HTML,
                read_timeout=FILE_ANSWER,
            )
        return str(message.message_id)

    async def reply(self, incoming: Incoming, text: str) -> None:
        """Answer a tap with a toast (a dialog if it is long), anything else with a message."""
        if query := incoming.handle.get("query"):
            with translated(), pardoned(TOO_LATE):
                toast = _toast(markup.plain(text))
                await self._call("answerCallbackQuery", callback_query_id=query, **toast)
        elif text and (
            address := incoming.place or (incoming.account and incoming.account.address)
        ):
            for piece in markup.split(text, MESSAGE):
                await self.send(address, Post(piece), key="")

    async def entitled(self, place: str, account: str) -> bool:
        """Whether this account owns or administers the group; False for one not known there."""
        chat, _ = _whereto(place)
        with translated():
            try:
                member = await self._bot.get_chat_member(chat, int(account))
            except BadRequest as error:
                LOG.info("no member of %s: %s", place, error)
                return False
        return member.status in ("creator", "administrator")

    async def _call(self, method: str, **given: object) -> Any:
        """The result of one call, as it came; raises the library's errors.

        What goes out with every tap goes this way: the library's objects for a card with its
        buttons, and for the message that comes back, cost as much as the call itself.
        """
        return await self._request.post(f"{self._bot.base_url}/{method}", parameters(**given))

    def _content(self, post: Post) -> dict[str, Any]:
        """The text and the buttons, as sending and editing both take them."""
        rows = [[self._button(button) for button in row] for row in post.rows]
        return {
            "text": markup.telegram(post.text),
            "parse_mode": ParseMode.HTML,
            "reply_markup": {"inline_keyboard": rows} if rows else None,
            "link_preview_options": {"is_disabled": True},
        }

    def _button(self, button: Button) -> dict[str, str]:
        if button.start:
            link = f"https://t.me/{self.username}?start={button.start}"
            return {"text": button.label, "url": link}
        return {"text": button.label, "callback_data": button.data}


def _toast(text: str) -> dict[str, Any]:
    """The answer to a tap: nothing, a line that fades, or a dialog for a long one."""
    if markup.units(text) > TOAST:
        text = f"{text[: markup.fitting(text, TOAST - 1)]}…"
    return {"text": text, "show_alert": len(text) > SHORT_TOAST} if text else {}


async def _in_topic(
    method: Callable[..., Awaitable[Sent]], address: str, **content: object
) -> Sent:
    """Send to a place. Where its topic is no longer there, the general one takes its place."""
    chat, topic = _whereto(address)
    try:
        return await method(chat_id=chat, message_thread_id=topic, **content)
    except BadRequest as error:
        if topic is None or not says(error, NO_TOPIC):
            raise
    raise PlatformError(f"topic {topic} of {chat} is gone", moved_to=str(chat))


def _whereto(address: str) -> tuple[int, int | None]:
    """Chat and topic of an address, `chat` or `chat/topic`."""
    chat, _, topic = address.partition("/")
    return int(chat), int(topic) if topic else None
