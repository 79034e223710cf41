"""What became of messages that did not simply arrive."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doubted:
    """A message to the group may not have arrived."""

    at: float
    key: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The facilitator says that a message in doubt is there."""

    at: float
    person: int
    key: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message was refused; `why`, `code` and `final` as in the event `Refused`."""

    at: float
    key: str
    why: str
    code: str = ""
    final: bool = True


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that had been refused stands."""

    at: float
    key: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """The facilitator gets a message that was refused in private."""

    at: float
    person: int
    key: str
