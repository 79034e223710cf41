"""How much of what one account sends is worked on, so that who floods slows nobody else down.

An update that is over the budget costs no transaction and no message: there is one writer, and
each of its jobs is paid by all who wait.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.platforms.base import Incoming

MOST = 240
"""Updates of one account that may come at once, and come again within a minute. Somebody who
answers everything sends about 80, which all arrive together after an outage of the platform."""

MINUTE = 60.0

REMEMBERED = 10_000
"""Accounts whose budget is remembered; whoever has been silent longest is forgotten first."""


class Verdict(Enum):
    """Whether an update is worked on; of those that are not, the first is `TOLD` so."""

    TAKEN = "taken"
    TOLD = "told"
    DROPPED = "dropped"


@dataclass(slots=True)
class _Left:
    """What is left of an account's budget as of `at`; `told` that it was used up."""

    left: float
    at: float
    told: bool = False


class Budget:
    """The budget of each account; `now` gives UTC seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._accounts: OrderedDict[tuple[str, str], _Left] = OrderedDict()

    def take(self, incoming: Incoming) -> Verdict:
        """Take an update from the budget of its account. What comes from no account is taken."""
        if incoming.account is None:
            return Verdict.TAKEN
        mine = self._refilled((incoming.platform, incoming.account.id))
        if mine.left >= 1:
            mine.left -= 1
            return Verdict.TAKEN
        told, mine.told = mine.told, True
        return Verdict.DROPPED if told else Verdict.TOLD

    def give_back(self, incoming: Incoming) -> None:
        """It could not be stored, and comes again: that is no doing of theirs."""
        if incoming.account is not None:
            mine = self._refilled((incoming.platform, incoming.account.id))
            mine.left = min(MOST, mine.left + 1)

    def _refilled(self, account: tuple[str, str]) -> _Left:
        now = self._now()
        mine = self._accounts.setdefault(account, _Left(MOST, now))
        mine.left = min(MOST, mine.left + max(0.0, now - mine.at) * MOST / MINUTE)
        mine.at = now
        mine.told = mine.told and mine.left < MOST / 2  # that flood is over: the next is told of
        self._accounts.move_to_end(account)
        if len(self._accounts) > REMEMBERED:
            self._accounts.popitem(last=False)
        return mine
