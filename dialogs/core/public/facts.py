"""What was accepted of the public round. As all facts: stored for years, never renamed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicOpened:
    """People who use the service are asked from here on; `token` ends the address of their page."""

    at: float
    person: int
    token: str


@dataclass(frozen=True, slots=True)
class PublicClosed:
    """The facilitator ended their round before its time."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class PublicHeard:
    """So many have answered by now, at least; `bursts` of them in bursts from one connection.

    Told at a few numbers only, so that a round of thousands adds a handful of facts.
    """

    at: float
    people: int
    bursts: int = 0


@dataclass(frozen=True, slots=True)
class PublicWeighed:
    """Whether answers that came in a burst from one connection count; until it is said, not."""

    at: float
    person: int
    count: bool


@dataclass(frozen=True, slots=True)
class PublicCounted:
    """How they answered, when the round of that label was assessed.

    `counts`: of each component, how many gave which answer. `ways`: by which ways those who count
    came. `bursts`: how many of them in bursts; `aside`: how many do not count since they did.
    """

    at: float
    round: str
    people: int
    counts: Mapping[str, Mapping[str, int]]
    ways: tuple[str, ...] = ()
    bursts: int = 0
    aside: int = 0
