"""How Telegram's updates come in where it delivers them to an address of ours.

An update is confirmed by the answer to its delivery, once what it means is durable.
"""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.platforms.base import RefusedError
from bot.platforms.refusals import NotTakenError, Refusal
from bot.platforms.server import Route, Web
from bot.platforms.telegram.polling import UPDATES, Reader, backoff, refused

LOG = logging.getLogger(__name__)

PATH = "/telegram"
MOST = 256 * 1024
"""Bytes of the largest update that is read: one holds two messages of 4,096 characters at most, and
their buttons."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram delivers to, instead of being asked: `url`, which leads to PATH of `web`."""

    url: str
    secret: str
    web: Web


async def set_webhook(bot: Bot, hook: Hook, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Say where to deliver to, until Telegram has heard it. Raises `RefusedError`.

    A token is bad only where getMe says so as well.
    """
    failures = 0
    while True:
        try:
            await bot.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=UPDATES)
        except BadRequest as error:
            raise RefusedError("TELEGRAM_WEBHOOK_URL", f"Telegram says: {error}") from None
        except TelegramError as error:
            failures += 1
            if isinstance(error, InvalidToken) and await _unknown(bot):
                raise refused(error) from None
            LOG.warning("the webhook is not set yet: %s", error)
            await sleep(backoff(failures))
        else:
            return


async def _unknown(bot: Bot) -> bool:
    """Whether Telegram says that it does not know this token."""
    try:
        await bot.get_me()
    except InvalidToken:
        return True
    except TelegramError:
        return False
    return False


def deliveries(reader: Reader, secret: str) -> Route:
    """Answers the updates that Telegram delivers: 200 once one is durable, else 503.

    Without the secret nothing is read, and that takes the same time whatever was sent.
    """

    def admit(request: web.BaseRequest) -> None:
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, secret.encode()):
            raise NotTakenError(Refusal.SIGNATURE)

    async def answer(request: web.Request) -> web.StreamResponse:
        update = _update(await request.read())
        return web.Response(status=200 if await reader.taken([update]) else 503)

    return Route(answer, MOST, admit)


def _update(body: bytes) -> dict[str, Any]:
    """Raises `NotTakenError` for what is no object of JSON, or nested too deeply."""
    try:
        update = json.loads(body.decode())
    except (ValueError, RecursionError):
        update = None
    if not isinstance(update, dict):
        raise NotTakenError(Refusal.BODY)
    return update
