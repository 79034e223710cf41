"""How Telegram's updates come in, and when they are confirmed.

The loop is our own: a batch is confirmed only once what it means is durable, and an update that
cannot be read is stepped over. (The library's loop confirms with the next poll whatever became of
the last one, and stops for good at a refused token while it looks alive.)
"""

import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.platforms import Incoming, RefusedError, Take
from bot.telegram_errors import TooManyRequestsError
from bot.telegram_read import read

LOG = logging.getLogger(__name__)

SETTING = "TELEGRAM_BOT_TOKEN"
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
POLL = 50
LONGEST_PAUSE = 30.0


class Polled(NamedTuple):
    """When Telegram last answered a poll: on the wall clock, and on the one that never jumps."""

    wall: float
    monotonic: float


class Intake:
    """The polling loop of one bot. `address` is the bot's own at Telegram, token and all."""

    def __init__(
        self,
        request: BaseRequest,
        address: str,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._request = request
        self._address = address
        self._now = now
        self._sleep = sleep
        self.last_poll: Polled | None = None

    async def listen(self, take: Take, username: str) -> None:
        """Hand every update to `take`, in order, until cancelled. Raises `RefusedError`.

        A batch is confirmed by asking for what comes after it, once `take` said True.
        """
        offset = failures = 0
        while True:
            try:
                updates = await self._poll(offset)
            except TelegramError as error:
                failures += 1
                await self._sleep(_pause_after(error, failures))
                continue
            if await self._taken(updates, take, username):
                offset, failures = _after(updates, offset), 0
            else:
                failures += 1
                await self._sleep(_backoff(failures))

    async def _poll(self, offset: int) -> list[Any]:
        """What waits at Telegram from this number on, as it came; waits for it if need be."""
        asked = {"offset": offset, "limit": 100, "timeout": POLL, "allowed_updates": UPDATES}
        updates = await self._request.post(
            f"{self._address}/getUpdates",
            RequestData([RequestParameter.from_input(*each) for each in asked.items()]),
            read_timeout=POLL + 10,
        )
        self.last_poll = Polled(self._now(), time.monotonic())
        return updates if isinstance(updates, list) else []

    async def _taken(self, updates: list[Any], take: Take, username: str) -> bool:
        """Whether all of these may be confirmed."""
        incoming = [one for update in updates if (one := self._read(update, username))]
        try:
            return not incoming or await take(incoming)
        except Exception:
            LOG.exception("what arrived could not be taken; it will come again")
            return False

    def _read(self, update: Any, username: str) -> Incoming | None:
        """What this update means to us; nothing if it cannot be read."""
        try:
            return read(update, username, self._now())
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            LOG.warning("update %s cannot be read: %s", _number(update), type(error).__name__)
            return None


def _number(update: Any) -> int:
    """An update's number, by which it is confirmed; -1 if it has none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else -1


def _after(updates: list[Any], offset: int) -> int:
    """The number that confirms these and asks for the next."""
    return max([offset, *(_number(update) + 1 for update in updates)])


def _backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, capped, never in step."""
    longest: float = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 (not a secret)


def _pause_after(error: TelegramError, failures: int) -> float:
    """Seconds until the next poll after this failure. Raises `RefusedError` if there is no use.

    One conflict may be a poll of our own that its connection outlived; two are another process.
    """
    hopeless = failures > 1 or "webhook" in str(error).lower()
    if isinstance(error, InvalidToken) or (isinstance(error, Conflict) and hopeless):
        raise refused(error)
    LOG.warning("polling failed: %s", error)
    return error.seconds if isinstance(error, TooManyRequestsError) else _backoff(failures)


def refused(error: TelegramError) -> RefusedError:
    """Why Telegram will not have us, in words that say what to do."""
    if not isinstance(error, Conflict):
        return RefusedError(SETTING, "Telegram does not accept this token")
    if "webhook" in str(error).lower():
        return RefusedError(SETTING, "a webhook is set for this token: remove it, or use it")
    return RefusedError(SETTING, "another process polls with this token")
