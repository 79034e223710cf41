"""How Telegram's updates come in by polling, and when they are confirmed.

The loop is our own: a batch is confirmed only once what it means is durable, and an update that
cannot be read is stepped over. (The library's loop confirms with the next poll whatever became of
the last one, and stops for good at a refused token while it looks alive.)
"""

import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.faults import Faults
from bot.platforms.arrived import UNREADABLE
from bot.platforms.base import DeafError, Incoming, RefusedError, Take
from bot.platforms.telegram.errors import NotSentError, TooManyRequestsError
from bot.platforms.telegram.reading import read
from bot.platforms.telegram.requests import AiohttpRequest

LOG = logging.getLogger(__name__)

SETTING = "TELEGRAM_BOT_TOKEN"
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
POLL = 50
"""Seconds that Telegram may hold a poll open, the most that it does."""

LOOK = 3
"""Seconds of the first polls, until one was left to wait to its end: another process with this
token polls again sooner than that, and ends ours."""

LONGEST_PAUSE = 30.0
"""Seconds between two tries: after an outage people wait no longer than this."""

RECONNECT_AFTER = 90.0
"""Seconds of silence after which all connections are made anew: one of them may be deaf."""

NEWCOMER = 120.0
"""Seconds in which who hears of another process, and was never left to wait, takes itself for the
newcomer; later it is we who were there first."""

GIVE_UP_AFTER = 4 * 3600.0
"""Seconds of silence after which the process ends, so that whoever watches over it may try what
we cannot. Long, because answers keep until then, and an outage of Telegram's own is no fault."""


class Reader:
    """Hands on what updates mean. One that cannot be read is reported and stepped over."""

    def __init__(self, now: Callable[[], float], take: Take, username: str) -> None:
        self._now = now
        self._take = take
        self._username = username

    async def taken(self, updates: list[Any]) -> bool:
        """Whether all of these may be confirmed."""
        incoming = [one for update in updates if (one := self._read(update))]
        try:
            return not incoming or await self._take(incoming)
        except Exception:
            LOG.exception("what arrived could not be taken; it will come again")
            return False

    def _read(self, update: Any) -> Incoming | None:
        """What this update means to us; nothing if it cannot be read."""
        try:
            return read(update, self._username, self._now())
        except UNREADABLE as error:
            LOG.warning("update %s cannot be read: %s", _number(update), type(error).__name__)
            return None


class Polling:
    """The polling loop of one bot. `address` is the bot's own at Telegram, token and all."""

    def __init__(
        self,
        request: AiohttpRequest,
        address: str,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._request = request
        self._address = address
        self._now = now
        self._sleep = sleep
        self._monotonic = monotonic
        self._heard = monotonic()
        self._renewed = monotonic()
        self._began = monotonic()
        self._alone = False
        self._conflicts = 0
        self._unreached = 0.0
        self._faults = Faults(LOG)

    @property
    def silence(self) -> float:
        """Seconds since a poll was answered, or since we began to listen."""
        return self._monotonic() - self._heard

    async def listen(self, take: Take, username: str) -> None:
        """Hand every update to `take`, in order, until cancelled.

        Raises `RefusedError`, and `DeafError` where only a new process can help.

        A batch is confirmed by asking for what comes after it, once `take` said True.
        """
        reader = Reader(self._now, take, username)
        offset = failures = 0
        self._heard = self._began = self._monotonic()
        while True:
            try:
                updates = await self._poll(offset)
            except TelegramError as error:
                failures += 1
                await self._refused(error)
                await self._watch(error)
                self._faults.met(SETTING, f"polling failed: {error}")
                await self._sleep(_pause_after(error, failures))
                continue
            self._faults.over(SETTING)
            self._faults.over("connections")
            if await reader.taken(updates):
                offset, failures = _after(updates, offset), 0
            else:
                failures += 1
                await self._sleep(backoff(failures))

    async def _watch(self, error: TelegramError) -> None:
        """After a failed poll: if this has lasted, connect anew; if far too long, give up.

        An outage, in which nothing can be reached, is waited for however long it takes.
        """
        if isinstance(error, NotSentError):
            self._unreached = self._monotonic()
        deaf = self._monotonic() - max(self._heard, self._unreached)
        if deaf > GIVE_UP_AFTER:
            hours = round(deaf / 3600)
            raise DeafError(f"Telegram has not answered a poll for {hours} hours; start again")
        quiet = self._monotonic() - max(self._heard, self._renewed)
        if quiet > RECONNECT_AFTER:
            self._faults.met(
                "connections", "no answer: all connections are made anew, again and again"
            )
            self._renewed = self._monotonic()
            await self._request.shutdown()
            await self._request.initialize()

    async def _refused(self, error: TelegramError) -> None:
        """Whether a failed poll is the end. Raises `RefusedError` if so.

        A token is bad only where getMe says so, twice. Who begins to poll while another process
        does is the newcomer and goes, after two such answers, since one may be a slip; who was
        there first hears the same, and goes on.
        """
        if isinstance(error, InvalidToken) and await self._unknown() and await self._unknown():
            raise refused(error)
        self._conflicts = self._conflicts + 1 if isinstance(error, Conflict) else 0
        meant = self._conflicts > 1 or "webhook" in str(error).lower()
        if self._conflicts and meant and self._new:
            raise refused(error)

    @property
    def _new(self) -> bool:
        """Whether we have only begun, and no poll of ours was left to wait in peace."""
        return not self._alone and self._monotonic() - self._began < NEWCOMER

    async def _unknown(self) -> bool:
        """Whether Telegram says that it does not know this token."""
        try:
            await self._request.call(f"{self._address}/getMe", {})
        except InvalidToken:
            return True
        except TelegramError:
            return False
        return False

    async def _poll(self, offset: int) -> list[Any]:
        """What waits at Telegram from this number on, as it came; waits for it if need be."""
        wait = POLL if self._alone else LOOK
        asked = {"offset": offset, "limit": 100, "timeout": wait, "allowed_updates": UPDATES}
        updates = await self._request.call(f"{self._address}/getUpdates", asked, POLL + 10.0)
        self._heard = self._monotonic()
        self._conflicts = 0
        self._alone = self._alone or not updates  # it was left to wait to its end
        return updates if isinstance(updates, list) else []


def _number(update: Any) -> int:
    """An update's number, by which it is confirmed; -1 if it has none."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else -1


def _after(updates: list[Any], offset: int) -> int:
    """The number that confirms these and asks for the next."""
    return max([offset, *(_number(update) + 1 for update in updates)])


def backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, capped, never in step."""
    longest: float = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 (not a secret)


def _pause_after(error: TelegramError, failures: int) -> float:
    """Seconds until the next try after this failure."""
    longest = backoff(failures)
    return max(error.seconds, longest) if isinstance(error, TooManyRequestsError) else longest


def refused(error: TelegramError) -> RefusedError:
    """Why Telegram will not have us, in words that say what to do."""
    if not isinstance(error, Conflict):
        return RefusedError(SETTING, "Telegram does not accept this token")
    if "webhook" in str(error).lower():
        return RefusedError(SETTING, "a webhook is set for this token: remove it, or use it")
    return RefusedError(SETTING, "another process polls with this token")
