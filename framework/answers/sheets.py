"""The answers by person: one sheet each, with the answer that counts to every component.

Kept as bytes, a code for each component, and people with the same sheet only once, so that what is
done for each person left out stays cheap however many there are.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from framework.answers.rounds import NO_ANSWER, columns, overlay
from framework.measures.tally import CODES, Tally, tally
from framework.pack import Framework


class Answer(NamedTuple):
    """What a person answered: `1` to `5`, `NS` (not sure) or `NA` (does not apply)."""

    person: Hashable
    component: str
    answer: str
    round: int = 1


Codes = bytes


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
    blank = bytes([NO_ANSWER]) * len(places)
    rounds: defaultdict[int, dict[Hashable, bytearray]] = defaultdict(dict)
    for person, component, answer, round_ in answers:
        place, code = places.get(component), CODES.get(answer)
        if place is None or code is None or round_ < 1:
            raise ValueError(_wrong(component, answer, round_, known=place is not None))
        round_sheets = rounds[round_]
        sheet = round_sheets.get(person)
        if sheet is None:
            sheet = round_sheets[person] = bytearray(blank)
        if sheet[place] != NO_ANSWER:
            raise ValueError(f"two answers to {component} of the same person in round {round_}")
        sheet[place] = code
    in_order = [rounds[number] for number in sorted(rounds)]
    least = framework.method.answered_again_least
    return Sheets(overlay(in_order, least), max(rounds, default=1))


def tallies(framework: Framework, sheets: Sheets) -> dict[str, Tally]:
    """The tally of every component."""
    given = columns(sheets.people.values(), len(framework.components))
    pairs = zip(framework.components, given, strict=True)
    return {part.id: tally(map(column.count, range(NO_ANSWER))) for part, column in pairs}


def _wrong(component: str, answer: str, round_: int, *, known: bool) -> str:
    """What is wrong with an answer."""
    if not known:
        return f"there is no component {component}"
    if answer not in CODES:
        return f"{answer!r} is no answer to {component}"
    return f"there is no round {round_}"
