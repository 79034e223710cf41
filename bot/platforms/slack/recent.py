"""What is remembered of recent messages, in memory only.

A tap brings an address by which its message can be replaced, outside the rate of `chat.update`:
five times within half an hour. And to take the buttons off a message one has to say its text again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

LIFE = 1800.0 - 60.0
USES = 5
MOST = 5000

Key = tuple[str, str]
"""Channel and ts."""

Json = dict[str, Any]


@dataclass(slots=True)
class Address:
    """Where a message can be replaced, how often still, and until when (UTC seconds)."""

    url: str
    until: float
    uses: int = USES - 1
    """One use is kept for the word that a tap may be answered by."""


class Recent:
    """The messages sent and tapped lately; the oldest are forgotten first."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._addresses: dict[Key, Address] = {}
        self._shown: dict[Key, Json] = {}

    def tapped(self, channel: str, ts: str, url: str) -> None:
        """This message was tapped, and can be replaced through that tap."""
        kept = self._addresses.get((channel, ts))
        if channel and ts and url and (kept is None or kept.url != url):
            _put(self._addresses, (channel, ts), Address(url, self._now() + LIFE))

    def address(self, channel: str, ts: str) -> str:
        """Where this message can be replaced now; uses it up. Empty if nowhere."""
        found = self._addresses.get((channel, ts))
        if found is None or found.uses < 1 or found.until < self._now():
            self._addresses.pop((channel, ts), None)
            return ""
        found.uses -= 1
        return found.url

    def spent(self, channel: str, ts: str) -> None:
        """That address is of no more use."""
        self._addresses.pop((channel, ts), None)

    def say(self, channel: str, ts: str, content: Json) -> None:
        """The message says this now."""
        _put(self._shown, (channel, ts), content)

    def said(self, channel: str, ts: str) -> Json | None:
        """What the message says, if it is remembered."""
        return self._shown.get((channel, ts))

    def forget(self, channel: str, ts: str) -> None:
        """The message is gone."""
        self._shown.pop((channel, ts), None)
        self.spent(channel, ts)


def _put(into: dict[Key, Any], key: Key, what: Any) -> None:
    into.pop(key, None)
    into[key] = what
    if len(into) > MOST:
        del into[next(iter(into))]
