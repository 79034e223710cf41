"""Why a request is not taken, how often that happened, and the one line that the log gets of it.

Whoever floods us with bad requests chooses neither how much we write nor how much we say.
"""

import asyncio
import logging
from collections import Counter
from enum import Enum

log = logging.getLogger("valuemap")

EVERY = 1.0
"""Seconds for which refusals of a kind are gathered into one line."""


AT_ONCE, A_SECOND = 20, 20
"""Refusals that are said at once, and how many a second beyond. Each costs us as much as an honest
tap, and who is refused slowly asks slowly; honest clients are not refused at all."""

LONGEST = 5.0
"""Seconds that anybody waits to be refused."""


class Refusal(Enum):
    """Why a request is not taken: the status and the one sentence that are answered.

    What a stranger reads is the same whatever exactly was wrong: it helps nobody to guess on.
    """

    PATH = 404, "there is nothing here"
    METHOD = 405, "this is not asked for in that way"
    SIZE = 413, "this is larger than anything that belongs here"
    SLOW = 408, "this took too long to arrive"
    SIGNATURE = 401, "this does not come from whom it should"
    HEADER = 400, "a header is no text"
    BODY = 400, "this cannot be read"
    PROTOCOL = 400, "this is not HTTP, or not as it should be"
    CROWD = 503, "too much is coming in at once"
    MISTAKE = 500, "a mistake of ours"

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        self.sentence = sentence


class NotTakenError(Exception):
    """This request is not taken."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.sentence)
        self.why = why


class Refusals:
    """Counts them; `total` is since the start."""

    def __init__(self) -> None:
        self.total: Counter[Refusal] = Counter()
        self._untold: Counter[Refusal] = Counter()
        self._timer: asyncio.TimerHandle | None = None
        self._turn = 0.0

    def wait(self) -> float:
        """Seconds until another one may be said."""
        now = asyncio.get_running_loop().time()
        self._turn = max(self._turn, now - AT_ONCE / A_SECOND) + 1 / A_SECOND
        self._turn = min(self._turn, now + LONGEST)
        return max(0.0, self._turn - now)

    def count(self, why: Refusal) -> bool:
        """One more; True if it is the first of its kind for a while."""
        self.total[why] += 1
        self._untold[why] += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(EVERY, self.tell)
        return self._untold[why] == 1

    def tell(self) -> None:
        """Write down what came together: a line a kind."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
        for why, times in self._untold.items():
            log.warning("refused by HTTP: %d (%s)", times, why.sentence)
        self._untold.clear()
