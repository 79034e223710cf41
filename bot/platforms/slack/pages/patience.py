"""Make a call again after Slack asked us to wait, as long as its reader still cares."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.platforms.base import PlatformError
from bot.platforms.slack.errors import FAILURES, code, platform_error

WENT_WRONG = (*FAILURES, PlatformError)
"""All that a call for a page can raise."""


async def patiently(call: Callable[[], Awaitable[Any]], worth: float) -> None:
    """Make a call, again after a 429, for so many seconds. Raises what stays in the way."""
    loop = asyncio.get_running_loop()
    until = loop.time() + worth
    while True:
        try:
            await call()
        except WENT_WRONG as error:
            pause = _pause(error)
            if pause is None or loop.time() + pause > until:
                raise
        else:
            return
        await asyncio.sleep(pause)


def _pause(error: BaseException) -> float | None:
    """Seconds to wait before the next try; None where that would not help."""
    return (error if isinstance(error, PlatformError) else platform_error(error)).retry_after


def why(error: BaseException) -> str:
    """What went wrong, for the log: nothing of what a page says."""
    return code(error) or (str(error) if isinstance(error, PlatformError) else type(error).__name__)
