"""What an assessment says: numbers for who holds the answers, never for the group."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from framework.answers.notes import no_notes
from framework.gate import Seen, Shown
from framework.measures.index import Index
from framework.measures.states import State


@dataclass(frozen=True, slots=True)
class ComponentResult:
    """One component. Scores are 1 to 5, `mean` 0 to 1, `agreement` -1 to 1.

    What cannot be said of a component set aside, or scored by too few, is None. `counts` are of
    the scores 1 to 5. `notes` are ids of released notes, by what their writers scored (`other`:
    no score); which of them may be quoted is said by `shown.sides`.
    """

    answered: int
    scored: int
    not_sure: int
    not_applicable: int
    counts: tuple[int, ...]
    state: State
    gap: bool
    low_coverage: bool
    shown: Shown
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    mean: float | None = None
    agreement: float | None = None
    disagreement_index: float | None = None
    close_call: bool | None = None
    notes: Mapping[str, tuple[int, ...]] = field(default_factory=no_notes)


@dataclass(frozen=True, slots=True)
class PublicResult:
    """The people who use the service: the components they answered, in framework order."""

    participants: int
    n_min: int
    components: Mapping[str, ComponentResult]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole result, for who holds the answers.

    `seen` is what may be shown of it, without votes. `hangs`: whether the class of each
    recommendation that is made would change without somebody (None: too few people to say).
    """

    framework: str
    framework_version: str
    participants: int
    n_min: int
    round: int
    alpha: float | None
    components: Mapping[str, ComponentResult]
    dimensions: Mapping[str, Index]
    overall: Index
    hangs: Mapping[str, bool | None]
    public: PublicResult | None
    seen: Seen
