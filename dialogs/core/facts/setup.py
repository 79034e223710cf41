"""What is decided before an exercise begins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drafted:
    """Somebody began to set an exercise up; `person` is its facilitator from here on.

    0: who did it is hidden behind the group, and an administrator takes it up.
    """

    at: float
    person: int
    language: str
    zone: str
    pack: str


@dataclass(frozen=True, slots=True)
class Framed:
    """Another framework was chosen while the exercise is set up: `pack` by its hash."""

    at: float
    person: int
    pack: str


@dataclass(frozen=True, slots=True)
class Set:
    """One thing of the set-up was decided. `item` is its name, with the language if it has one.

    `typed`: the facilitator wrote it, so that their card moves below.
    """

    at: float
    person: int
    item: str
    text: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Began:
    """The exercise was posted. `pack` and `script` are hashes of snapshots."""

    at: float
    person: int
    pack: str
    script: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A message in doubt, or one that was refused, is to be sent again."""

    at: float
    person: int
    key: str
