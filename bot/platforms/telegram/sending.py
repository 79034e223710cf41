"""What we say on Telegram: messages sent, changed and taken away, and files."""

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.platforms.base import ANEW, DONE, PlatformError, Upload
from bot.platforms.telegram.errors import of_topic, pardoned, translated
from bot.platforms.telegram.requests import AiohttpRequest
from dialogs import markup
from dialogs.core.post import Button, Post

LOG = logging.getLogger(__name__)

FILE_ANSWER = 60.0
"""Seconds that Telegram may take to answer once it has a file."""

Sent = TypeVar("Sent")


STYLES = {"next": "primary", "chosen": "primary", "grave": "danger"}
"""The colours of buttons, since Bot API 9.4; clients before it show them without."""

EMPTY = "…"
"""What stands where a message was that is too old to be deleted."""


class Sending:
    """The speaking half of the platform. Every method may raise `PlatformError`."""

    def __init__(self, bot: Bot, request: AiohttpRequest) -> None:
        self._bot = bot
        self._request = request
        self.username = ""

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
            await self._pin(whereto(address)[0], number)
        return str(number)

    async def _pin(self, chat: int, number: int) -> None:
        try:
            await self._bot.pin_chat_message(chat, number, disable_notification=True)
        except TelegramError as error:
            LOG.info("not pinned in %s: %s", chat, error)

    async def edit(self, address: str, ref: str, post: Post) -> None:
        """Make a message say this. Saying it already is success."""
        chat, _ = whereto(address)
        with translated(), pardoned(DONE):
            await self._call(
                "editMessageText", chat_id=chat, message_id=int(ref), **self._content(post)
            )

    async def retire(self, address: str, ref: str) -> None:
        """Take the buttons of a message away."""
        chat, _ = whereto(address)
        with translated():
            await self._strip(chat, int(ref))

    async def delete(self, address: str, ref: str) -> None:
        """Take a message away; what it said, where it is too old for that (two days)."""
        chat, _ = whereto(address)
        with translated():
            try:
                await self._bot.delete_message(chat, int(ref))
            except BadRequest as error:
                if "not found" not in str(error).lower():
                    await self._empty(chat, int(ref))

    async def _empty(self, chat: int, message: int) -> None:
        """Leave nothing of a message; of a file, which cannot be emptied, no buttons."""
        try:
            with pardoned(DONE):
                await self._bot.edit_message_text(EMPTY, chat_id=chat, message_id=message)
        except BadRequest:
            await self._strip(chat, message)

    async def _strip(self, chat: int, message: int) -> None:
        with pardoned(DONE, ANEW):
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
                caption=markup.canonical(file.caption),
                parse_mode=ParseMode.HTML,
                read_timeout=FILE_ANSWER,
            )
        return str(message.message_id)

    async def _call(self, method: str, **given: object) -> Any:
        """The result of one call, as it came; raises the library's errors."""
        return await self._request.call(f"{self._bot.base_url}/{method}", given)

    def _content(self, post: Post) -> dict[str, Any]:
        """The text and the buttons, as sending and editing both take them."""
        rows = [[self._button(button) for button in row] for row in post.rows]
        return {
            "text": markup.canonical(post.text),
            "parse_mode": ParseMode.HTML,
            "reply_markup": {"inline_keyboard": rows} if rows else None,
            "link_preview_options": {"is_disabled": True},
        }

    def _button(self, button: Button) -> dict[str, str]:
        if button.start:
            link = f"https://t.me/{self.username}?start={button.start}"
            return {"text": button.label, "url": link}
        made = {"text": button.label, "callback_data": button.data}
        return {**made, "style": STYLES[button.tone]} if button.tone else made


async def _in_topic(
    method: Callable[..., Awaitable[Sent]], address: str, **content: object
) -> Sent:
    """Send to a place. Where its topic is no longer there, the general one takes its place."""
    chat, topic = whereto(address)
    try:
        return await method(chat_id=chat, message_thread_id=topic, **content)
    except BadRequest as error:
        if topic is None or not of_topic(error):
            raise
    raise PlatformError(f"topic {topic} of {chat} is gone", moved_to=str(chat))


def whereto(address: str) -> tuple[int, int | None]:
    """Chat and topic of an address, `chat` or `chat/topic`."""
    chat, _, topic = address.partition("/")
    return int(chat), int(topic) if topic else None
