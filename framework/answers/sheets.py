"""The answers by person: one sheet each, with the answer that counts to every component.

Kept as short tuples of codes, and people with the same sheet only once, so that what is done for
each person left out stays cheap however many there are.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from framework.answers.rounds import NO_ANSWER, overlay
from framework.measures.tally import CODES, Tally, tally
from framework.pack import Framework


class Answer(NamedTuple):
    """What a person answered: `1` to `5`, `NS` (not sure) or `NA` (does not apply)."""

    person: Hashable
    component: str
    answer: str
    round: int = 1


Codes = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The sheets of everybody with an answer anywhere; `round` is the latest.

    A sheet has one code per component, in order; `NO_ANSWER` where nothing counts.
    """

    people: Mapping[Hashable, Codes]
    round: int

    @property
    def alike(self) -> Counter[Codes]:
        """How many people have each sheet."""
        return Counter(self.people.values())


def gather(framework: Framework, answers: Iterable[Answer]) -> Sheets:
    """The sheets of everybody with at least one answer.

    Raises `ValueError` for an unknown component or answer, a round below 1, or two answers of a
    person to the same component in the same round.
    """
    places = {part.id: place for place, part in enumerate(framework.components)}
    rounds: dict[int, dict[Hashable, bytearray]] = {}
    for person, component, answer, round_ in answers:
        _check(places, component, answer, round_)
        blank = bytearray([NO_ANSWER]) * len(places)
        sheet = rounds.setdefault(round_, {}).setdefault(person, blank)
        if sheet[places[component]] != NO_ANSWER:
            raise ValueError(f"two answers to {component} of the same person in round {round_}")
        sheet[places[component]] = CODES[answer]
    in_order = [rounds[number] for number in sorted(rounds)]
    least = framework.method.answered_again_least
    return Sheets(overlay(in_order, least), max(rounds, default=1))


def tallies(framework: Framework, sheets: Sheets) -> dict[str, Tally]:
    """The tally of every component."""
    cells = [[0] * (NO_ANSWER + 1) for _ in framework.components]
    for sheet, times in sheets.alike.items():
        for place, code in enumerate(sheet):
            cells[place][code] += times
    pairs = zip(framework.components, cells, strict=True)
    return {part.id: tally(row[:NO_ANSWER]) for part, row in pairs}


def _check(places: Mapping[str, int], component: str, answer: str, round_: int) -> None:
    if component not in places:
        raise ValueError(f"there is no component {component}")
    if answer not in CODES:
        raise ValueError(f"{answer!r} is no answer to {component}")
    if round_ < 1:
        raise ValueError(f"there is no round {round_}")
