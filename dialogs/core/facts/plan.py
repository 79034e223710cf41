"""Who does what, by when, and what came of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Whoever runs it is asked whether they still do: by `person`, 0 since they left the group."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class Recalled:
    """Something is brought up again: `owners` of actions that have none, the `decision`."""

    at: float
    what: str


@dataclass(frozen=True, slots=True)
class Filed:
    """A person wants a file of their own, in this language: `dates`, `brief`, `report`."""

    at: float
    person: int
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Took:
    """A person owns an action of the plan (`person` 0: nobody)."""

    at: float
    person: int
    action: int


@dataclass(frozen=True, slots=True)
class Amended:
    """One field of an action of the plan: what, due, citizens."""

    at: float
    person: int
    action: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """How an action is going, three months on: done, under_way, stuck, dropped."""

    at: float
    person: int
    action: int
    answer: str
    text: str = ""
