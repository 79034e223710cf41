"""Words at once, kept until their reader's next page: they may be lost, never shown to another.

Whoever answers many questions in one form hears beside each what is said to it alone.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

KEPT = 1000
"""Accounts for which words wait. Most wait for the time that a browser takes to follow us."""

WAITING = 5
"""Words that wait for one account: who does not read loses the oldest."""


class Replies:
    """By account; for some updates, by the update."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, list[str]] = OrderedDict()
        self._apart: dict[str, dict[str, str]] = {}

    @contextmanager
    def apart(self, updates: Iterable[str]) -> Iterator[dict[str, str]]:
        """Keep what is said to these updates meanwhile, each for itself."""
        said: dict[str, str] = {}
        expected = dict.fromkeys(updates, said)
        self._apart |= expected
        try:
            yield said
        finally:
            for update in expected:
                self._apart.pop(update, None)

    def add(self, account: str, text: str, update: str = "") -> None:
        """Say this on their next page."""
        if update in self._apart:
            self._apart[update][update] = text
            return
        said = self._waiting.setdefault(account, [])
        said.append(text)
        del said[:-WAITING]
        if len(self._waiting) > KEPT:
            self._waiting.popitem(last=False)

    def take(self, account: str) -> tuple[str, ...]:
        """What is to be said to them now; it is said once."""
        return tuple(self._waiting.pop(account, ()))
