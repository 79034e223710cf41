"""Several rounds laid over each other: which answer of a person counts.

The latest answer of each person counts, for a component that enough people answered again; else
the earlier answers to it stand, for everybody. So whoever changes is one of at least three who
could have, and a before and after never shows what one person did.
"""

from collections.abc import Hashable, Mapping, Sequence

from framework.measures.tally import ANSWERS

NO_ANSWER = len(ANSWERS)
Sheet = Sequence[int]
Round = Mapping[Hashable, Sheet]


def overlay(rounds: Sequence[Round], again_least: int) -> dict[Hashable, tuple[int, ...]]:
    """What counts, by person; `NO_ANSWER` where nothing does. Everybody of any round is in it.

    `rounds` in order. `again_least`: so many people with an answer must answer a component again.
    """
    people = dict.fromkeys(person for round_ in rounds for person in round_)
    size = next((len(sheet) for round_ in rounds for sheet in round_.values()), 0)
    counting = {person: [NO_ANSWER] * size for person in people}
    for round_ in rounds:
        for place in _taken(counting, round_, size, again_least):
            _take(counting, round_, place)
    return {person: tuple(sheet) for person, sheet in counting.items()}


def _taken(
    counting: Mapping[Hashable, list[int]], round_: Round, size: int, least: int
) -> list[int]:
    """The components of which a round's answers count: nobody answered before, or enough again."""
    before, again = [0] * size, [0] * size
    for sheet in counting.values():
        for place, code in enumerate(sheet):
            before[place] += code != NO_ANSWER
    for person, answers in round_.items():
        held = counting[person]
        for place, code in enumerate(answers):
            again[place] += code != NO_ANSWER and held[place] != NO_ANSWER
    return [place for place in range(size) if not before[place] or again[place] >= least]


def _take(counting: Mapping[Hashable, list[int]], round_: Round, place: int) -> None:
    for person, answers in round_.items():
        if answers[place] != NO_ANSWER:
            counting[person][place] = answers[place]
