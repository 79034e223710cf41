"""What an assessment says: plain data, the same for chat, picture, report and file.

A result is stored when it is published and read for years, so a field here is never renamed or
removed, and a new one has a default.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from framework.agreement import Word
from framework.index import Index
from framework.lenses import Lenses
from framework.recommend import Issued
from framework.tally import State

Verdict = Literal["agreed", "stable_disagreement", "unsettled"]


def no_notes() -> dict[str, tuple[int, ...]]:
    """No notes on any side."""
    return {"low": (), "middle": (), "high": (), "other": ()}


@dataclass(frozen=True, slots=True)
class ComponentResult:
    """One component. Scores are 1 to 5, `mean` 0 to 1, `agreement` -1 to 1, shares 0 to 1.

    What cannot be said of a component set aside, or scored by too few, is None. `counts` are of
    the scores 1 to 5, `bands` of low, medium, high. `notes` are ids of released notes, by what
    their writers scored (`other`: no score).
    """

    id: str
    answered: int
    scored: int
    not_sure: int
    not_applicable: int
    counts: tuple[int, ...]
    bands: tuple[int, int, int]
    state: State
    gap: bool
    unknown: float
    low_coverage: bool
    hangs_on_one_person: bool
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    mean: float | None = None
    agreement: float | None = None
    agreement_word: Word | None = None
    disagreement_index: float | None = None
    notes: Mapping[str, tuple[int, ...]] = field(default_factory=no_notes)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the second round did to a contested component.

    `both` people scored it twice; half of the absolute changes in counts came to `moved`, where
    `allowed` still counts as stable. `first` and `latest` are counts of the scores 1 to 5.
    """

    component: str
    verdict: Verdict
    both: int
    moved: float
    allowed: int
    first: tuple[int, ...]
    latest: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A whole result.

    `contested` are those to ask again, in order, `contested_rest` what is beyond the limit.
    `gaps` are what information is needed on. `pilots_first`: what to resolve first, in front of
    the `then` block. `nearly`: recommendations not made, but made without some one person.
    `highest_means`: only when nothing is recommended.
    """

    framework: str
    framework_version: str
    participants: int
    n_min: int
    round: int
    components: Mapping[str, ComponentResult]
    dimensions: Mapping[str, Index]
    overall: Index
    recommendations: tuple[Issued, ...]
    pilots_first: tuple[str, ...]
    lenses: Lenses
    strengths: tuple[str, ...]
    watch_list: tuple[str, ...]
    set_aside: tuple[str, ...]
    too_few: tuple[str, ...]
    gaps: tuple[str, ...]
    highest_means: tuple[str, ...]
    contested: tuple[str, ...]
    contested_rest: tuple[str, ...]
    outcomes: Mapping[str, Outcome]
    alpha: float | None
    nearly: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[Issued, ...]:
        """The headlines of the first block, ranked."""
        return tuple(item for item in self.recommendations if item.block == "first")

    @property
    def then(self) -> tuple[Issued, ...]:
        """The headlines of the second block, ranked."""
        return tuple(item for item in self.recommendations if item.block == "then")
