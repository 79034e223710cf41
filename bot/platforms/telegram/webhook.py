"""How Telegram's updates come in where it delivers them to an address of ours.

An update is confirmed by the answer to its delivery, once what it means is durable.
"""

import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.platforms.base import RefusedError
from bot.platforms.server import Web
from bot.platforms.telegram.polling import UPDATES, Reader, backoff, refused

LOG = logging.getLogger(__name__)

PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (the header's name)


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram delivers to, instead of being asked: `url`, which leads to PATH of `web`."""

    url: str
    secret: str
    web: Web


async def set_webhook(bot: Bot, hook: Hook, sleep: Callable[[float], Awaitable[None]]) -> None:
    """Say where to deliver to, until Telegram has heard it. Raises `RefusedError`."""
    failures = 0
    while True:
        try:
            await bot.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=UPDATES)
        except InvalidToken as error:
            raise refused(error) from None
        except BadRequest as error:
            raise RefusedError("TELEGRAM_WEBHOOK_URL", f"Telegram says: {error}") from None
        except TelegramError as error:
            failures += 1
            LOG.warning("the webhook is not set yet: %s", error)
            await sleep(backoff(failures))
        else:
            return


def deliveries(
    reader: Reader, secret: str
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Answers the updates that Telegram delivers: 200 once one is durable, else 503.

    401 without the secret, told in the same time whatever was sent.
    """

    async def answer(request: web.Request) -> web.StreamResponse:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except ValueError:
            LOG.warning("a delivery that is no JSON")
            return web.Response()
        return web.Response(status=200 if await reader.taken([update]) else 503)

    return answer
