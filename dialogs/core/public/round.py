"""Where the public round stands, and how its facts change that.

It is open from when the facilitator opens it until the last round that is assessed closes, since
its counts enter that assessment and what was published never changes; the facilitator may end it
earlier. What colleagues read after the first round says nothing of it.
"""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogs.core.public import facts as f
from framework.answers.public import PublicCounts

if TYPE_CHECKING:
    from dialogs.core.exercise import Exercise

WAYS = ("link", "code", "kiosk", "paper")
"""How people come: by the open link, by a code that works once, at a tablet, on paper."""

FIRST = "1"
"""The round during which it can still be opened: later, too little time is left."""

TOKEN = 22
"""Characters of an address that nobody guesses."""


@dataclass(slots=True)
class PublicRound:
    """A public round that was opened. `closed`: when the facilitator ended it before its time."""

    token: str
    opened: float
    closed: float | None = None
    heard: int = 0
    bursts: int = 0
    weighed: bool = False
    counted: f.PublicCounted | None = None


def offered(x: "Exercise") -> bool:
    """Whether the framework has questions for the public, and there are pages to ask them on."""
    return bool(x.library.site and x.framework.public)


def may_open(x: "Exercise") -> bool:
    """Whether it can be opened now."""
    first = x.stages.get(FIRST)
    return x.public is None and offered(x) and x.under_way and first is not None and first.open


def token(x: "Exercise") -> str:
    """The end of its address: follows from the team's own, and tells nothing of that."""
    return hashlib.sha256(f"public/{x.id}/{x.token}".encode()).hexdigest()[:TOKEN]


def last(x: "Exercise") -> str:
    """The label of the last round that is assessed, with which it closes and is counted."""
    return [label for label, step in x.script.by_label.items() if step.assessed][-1]


def is_open(x: "Exercise", at: float) -> bool:
    """Whether answers of the public are taken at that time."""
    if x.public is None or x.public.closed is not None or not x.under_way:
        return False
    stage = x.stages.get(last(x))
    return stage is None or not stage.shut(at)


def to_count(x: "Exercise", label: str) -> bool:
    """Whether this assessment waits for the counts of the public round."""
    return x.public is not None and label == last(x) and x.public.counted is None


def counts(x: "Exercise", label: str) -> PublicCounts | None:
    """What enters the assessment of a round; None for every one but the last."""
    if x.public is None or x.public.counted is None or label != last(x):
        return None
    return PublicCounts(x.public.counted.people, x.public.counted.counts)


# -- what its facts change -------------------------------------------------------------------------


def opened(x: "Exercise", fact: f.PublicOpened) -> None:
    """It is open."""
    x.public = PublicRound(fact.token, fact.at)


def closed(x: "Exercise", fact: f.PublicClosed) -> None:
    """It is closed, before its time."""
    if x.public:
        x.public.closed = fact.at


def heard(x: "Exercise", fact: f.PublicHeard) -> None:
    """So many have answered."""
    if x.public:
        x.public.heard, x.public.bursts = fact.people, fact.bursts


def weighed(x: "Exercise", fact: f.PublicWeighed) -> None:
    """Whether bursts count."""
    if x.public:
        x.public.weighed = fact.count


def counted(x: "Exercise", fact: f.PublicCounted) -> None:
    """What they answered, in counts."""
    if x.public:
        x.public.counted = fact


def recounted(x: "Exercise") -> None:
    """A round was opened again: what was counted is void."""
    if x.public:
        x.public.counted = None
