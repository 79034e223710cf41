"""What happens to the exercise itself: its rounds, its results, its end."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Opened:
    """A step of the script began; answers to it are taken until `closes` (None: until told)."""

    at: float
    round: str
    closes: float | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """The close of an open step was moved."""

    at: float
    person: int
    round: str
    closes: float


@dataclass(frozen=True, slots=True)
class Closed:
    """A step takes no more answers; `person` closed it before its time, 0: the clock."""

    at: float
    round: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows a close by hand may follow; `person` 0: the time to open it again is over."""

    at: float
    round: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Reopened:
    """A step that had closed takes answers again until `closes`; what was made of it is void."""

    at: float
    person: int
    round: str
    closes: float | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The answers up to here came to this `result`: `to_dict` of what was published.

    `contested`: what is asked again, in order.
    """

    at: float
    round: str
    result: dict[str, Any]
    contested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A publishing step was released to the group."""

    at: float
    round: str


@dataclass(frozen=True, slots=True)
class Passed:
    """The facilitator wants other invented news than `item`."""

    at: float
    person: int
    item: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The facilitator chooses the invented news ahead; an empty `item`: none, OWN: `text`."""

    at: float
    person: int
    item: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Injected:
    """Which invented news the group reads; an empty `item`: none. `person` 0: by the clock."""

    at: float
    item: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left of the script."""

    at: float


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The facilitator called it off."""

    at: float
    person: int
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Paused:
    """The group cannot be written to; `passing`: for now, and it is tried again by itself."""

    at: float
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    """The group can be written to again."""

    at: float


@dataclass(frozen=True, slots=True)
class Warned:
    """The facilitator is told, for the `nth` time, that too few have finished; 0: enough had."""

    at: float
    round: str
    nth: int


@dataclass(frozen=True, slots=True)
class Halfway:
    """Half of an open step's time is over, and the group is told how it goes."""

    at: float
    round: str
