"""Faults that last: one line when one begins, a count when it is over, no line a try.

A platform that is out of reach for a day, or a disk that is full, fails thousands of calls. What
an administrator wants to know of it is since when, why, and how often.
"""

import logging
from dataclasses import dataclass

MANY = 500
"""So many faults are told apart at once; then the oldest is forgotten."""

REASONS = 5
"""So many things are said of one fault: two answers that alternate are not a line a try."""


@dataclass(slots=True)
class Fault:
    """One fault that lasts: what was said of it, by turns, and how often it was met."""

    said: list[str]
    times: int = 1


class Faults:
    """Says of each fault, by a name of its own, when it begins, changes, and is over."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self.lasting: dict[str, Fault] = {}
        self.total = 0  # met since the start

    def met(self, name: str, said: str, *, mistake: bool = False) -> None:
        """A fault was met; logged if it is new, or said what it has not said yet.

        A `mistake` of ours, inside its handler, with its traceback.
        """
        self.total += 1
        fault = self.lasting.get(name)
        if fault:
            fault.times += 1
            if said in fault.said or len(fault.said) >= REASONS:
                return
            fault.said.append(said)
        else:
            self.lasting[name] = Fault([said])
        level = logging.ERROR if mistake else logging.WARNING
        self._log.log(level, "%s", said, exc_info=mistake)
        if len(self.lasting) > MANY:
            del self.lasting[next(iter(self.lasting))]

    def over(self, name: str) -> None:
        """It is over, if it was there."""
        fault = self.lasting.pop(name, None)
        if fault and fault.times > 1:
            self._log.warning("over, after %d times: %s", fault.times, "; ".join(fault.said))
