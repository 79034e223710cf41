"""Several rounds laid over each other: which answer of a person counts.

The latest answer of each person counts, for a component that enough people answered again; else
the earlier answers to it stand, for everybody. So whoever changes is one of at least three who
could have, and a before and after never shows what one person did.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

from framework.measures.tally import ANSWERS

NO_ANSWER = len(ANSWERS)
Sheet = bytes | bytearray
"""A code for each component, in order; `NO_ANSWER` where there is none."""

Round = Mapping[Hashable, Sheet]


def overlay(rounds: Sequence[Round], again_least: int) -> dict[Hashable, bytes]:
    """What counts, by person; `NO_ANSWER` where nothing does. Everybody of any round is in it.

    `rounds` in order. `again_least`: so many people with an answer must answer a component again.
    """
    people = dict.fromkeys(person for round_ in rounds for person in round_)
    size = next((len(sheet) for round_ in rounds for sheet in round_.values()), 0)
    counting = {person: bytearray([NO_ANSWER]) * size for person in people}
    for round_ in rounds:
        taken = _taken(counting, round_, size, again_least)
        for person, answers in round_.items():
            _take(counting[person], answers, taken)
    return {person: bytes(sheet) for person, sheet in counting.items()}


def columns(sheets: Iterable[Sheet], size: int) -> list[bytes]:
    """What these people answered, by component: counting in it is quick."""
    together = b"".join(sheets)
    return [together[place::size] for place in range(size)]


def _taken(counting: Mapping[Hashable, Sheet], round_: Round, size: int, least: int) -> list[int]:
    """The components of which a round's answers count: nobody answered before, or enough again."""
    held = columns((counting[person] for person in round_), size)
    given = columns(round_.values(), size)
    empty = bytes([NO_ANSWER]) * len(counting)
    before = columns(counting.values(), size)
    return [
        place
        for place in range(size)
        if before[place] == empty or _again(held[place], given[place]) >= least
    ]


def _again(held: bytes, given: bytes) -> int:
    """How many people had an answer and gave another."""
    both = zip(held, given, strict=True)
    return sum(old != NO_ANSWER and new != NO_ANSWER for old, new in both)


def _take(sheet: bytearray, answers: Sheet, taken: Iterable[int]) -> None:
    for place in taken:
        if answers[place] != NO_ANSWER:
            sheet[place] = answers[place]
