"""How often Slack's methods may be called, kept to beforehand.

`chat.update` takes 50 calls a minute from all of us, `chat.postMessage` one a second and channel
with a few saved up. Cards that were tapped need neither, so what has to wait must not make them
wait: only its own chat is told to come again.
"""

from collections import deque
from collections.abc import Callable

from bot.platforms.base import PlatformError

MOST_CHANNELS = 5000


class Tier:
    """At most `most` calls in any `seconds`. Times are those of `monotonic`, in seconds."""

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._calls: deque[float] = deque(maxlen=most)
        self._blocked_until = 0.0

    def enter(self) -> None:
        """A call begins. Raises `PlatformError` for one that would be too many."""
        now = self._monotonic()
        full = len(self._calls) == self._calls.maxlen
        free = max(self._blocked_until, self._calls[0] + self._seconds if full else 0.0)
        if free > now:
            raise PlatformError("too many calls", retry_after=free - now, scope="here")
        self._calls.append(now)

    def refused(self, error: PlatformError) -> PlatformError:
        """A call was refused all the same: nobody tries before the time that Slack says."""
        if error.retry_after is not None:
            self._blocked_until = self._monotonic() + error.retry_after
            error.scope = "here"
        return error


class Channels:
    """A tier for each channel."""

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._rate = most, seconds, monotonic
        self._tiers: dict[str, Tier] = {}

    def __getitem__(self, channel: str) -> Tier:
        if channel not in self._tiers:
            if len(self._tiers) >= MOST_CHANNELS:
                self._tiers.clear()
            self._tiers[channel] = Tier(*self._rate)
        return self._tiers[channel]
