"""Words at once, kept until their reader's next page: they may be lost, never shown to another."""

from collections import OrderedDict

KEPT = 1000
"""Accounts for which words wait. Most wait for the time that a browser takes to follow us."""

WAITING = 5
"""Words that wait for one account: who does not read loses the oldest."""


class Replies:
    """By account."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, list[str]] = OrderedDict()

    def add(self, account: str, text: str) -> None:
        """Say this on their next page."""
        said = self._waiting.setdefault(account, [])
        said.append(text)
        del said[:-WAITING]
        if len(self._waiting) > KEPT:
            self._waiting.popitem(last=False)

    def take(self, account: str) -> tuple[str, ...]:
        """What is to be said to them now; it is said once."""
        return tuple(self._waiting.pop(account, ()))
