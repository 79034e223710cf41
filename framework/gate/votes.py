"""The form in which a closing question may be shown: nothing, what most chose, or the numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from framework.gate.shown import may_show
from framework.pack.schema import Method

SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Vote:
    """What may be shown of a closing question.

    `most`: the option that more than half chose, or `SPLIT`; None if too few voted. `numbers`:
    how many chose each option, where that may be said.
    """

    form: Literal["nothing", "word", "numbers"]
    most: str | None = None
    numbers: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        said = self.form != "nothing"
        if said != (self.most is not None) or (self.form == "numbers") != bool(self.numbers):
            raise ValueError(f"{self} shows what its form does not allow")


def vote(chosen: Mapping[str, int], method: Method) -> Vote:
    """The form of a closing question, from how many chose each of its options."""
    total = sum(chosen.values())
    if total < method.votes_people:
        return Vote("nothing")
    most = next((option for option, people in chosen.items() if 2 * people > total), SPLIT)
    if may_show(tuple(chosen.values()), method):
        return Vote("numbers", most, dict(chosen))
    return Vote("word", most)
