"""`Seen`: all that the group can ever know of an exercise's answers.

It is made component by component, and everything else that is shown is made from it: so all of it
together tells no more than its parts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from framework.gate.shown import Shown
from framework.gate.votes import Vote


@dataclass(frozen=True, slots=True)
class PublicSeen:
    """What may be shown of the people who use the service: those asked about, in order."""

    participants: int
    components: Mapping[str, Shown]


@dataclass(frozen=True, slots=True)
class Seen:
    """All that may be shown of answers.

    `round`: after which round. `small_team`: the team chose that three scores are enough.
    `participants`: people with an answer anywhere. `components`: all, in framework order.
    `public`: None if nobody answered. `votes`: the closing questions.
    """

    round: int
    small_team: bool
    participants: int
    components: Mapping[str, Shown]
    public: PublicSeen | None = None
    votes: Mapping[str, Vote] = field(default_factory=dict)
