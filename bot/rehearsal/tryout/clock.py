"""A clock that goes as ours does, from another moment, and can be set ahead."""

import time


class Clock:
    """Gives UTC seconds, from `start` on."""

    def __init__(self, start: float) -> None:
        self._ahead = start - time.monotonic()

    def now(self) -> float:
        """The moment."""
        return round(time.monotonic() + self._ahead, 3)

    def set(self, moment: float) -> None:
        """Go on from there, unless that is over."""
        self._ahead += max(0.0, moment - self.now())
