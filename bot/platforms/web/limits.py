"""How often somebody may act: nobody who floods us delays others.

A bucket for each account or address: it holds so many acts at once, and fills again by so many a
second. What a crowded office does by one address in a live session stays far below.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 10_000
"""Buckets that are kept; the one used longest ago goes, full or not."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` at once, and `a_second` more."""

    most: float
    a_second: float


ACTS = Limit(40, 4)
"""Of one person: a dimension tapped as fast as a thumb can, and what a script sends again."""

ENTRIES = Limit(120, 2)
"""Of one address, to come in: an auditorium behind one router joins within a minute."""

REQUESTS = Limit(900, 90)
"""Of one address, whatever they ask for: forty people behind one router, each of whom taps once a
second, and loads a page for it."""

ROOMS = Limit(6, 1 / 600)
"""Of one address, to start an exercise or try a code: a code of eight is not guessed so."""

PEOPLE = Limit(120, 1 / 10)
"""Of one address, new people of a public round: a whole hall at once, then six a minute."""

BURST = Limit(25, 1 / 60)
"""Of one address, new people of a public round who are nothing strange: a class at once, or a
tablet that is never free. Those beyond are taken, and marked."""

LETTERS = Limit(3, 1 / 1200)
"""Of one person, and to one address, first letters: each goes out, whoever's the address is."""

MAILED = Limit(60, 1 / 60)
"""Of one address on the network, first letters: a whole office at once, then one a minute."""

READING = Limit(5, 0.5)
"""Of one person of a public round, answers: two seconds for each, after a quick start."""

CODES = Limit(60, 1 / 10)
"""Of one address, codes of a public round that are tried."""


class Limits:
    """Counts what each has left, by a clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._left: OrderedDict[tuple[Limit, str], tuple[float, float]] = OrderedDict()

    def allow(self, limit: Limit, who: str) -> bool:
        """Whether this one more is within the limit; if so, it is counted."""
        now = self._now()
        left, since = self._left.pop((limit, who), (limit.most, now))
        left = min(limit.most, left + max(0.0, now - since) * limit.a_second)
        allowed = left >= 1
        self._left[limit, who] = (left - allowed, now)
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return allowed
