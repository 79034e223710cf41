"""The second round: what is asked again, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

from framework.agreement import agreement
from framework.pack import Framework
from framework.recommend import INVALID
from framework.result import Outcome, Verdict
from framework.sheets import NO_ANSWER, Sheets, tallies
from framework.tally import SCORES, State, Tally, state


def second_round(framework: Framework, counted: Mapping[str, Tally], n_min: int) -> tuple[str, ...]:
    """What is contested, in the order to ask again: evenly split first, then least agreement."""
    method = framework.method
    split = [id_ for id_, tally in counted.items() if state(tally, method, n_min) == "contested"]
    return tuple(
        sorted(split, key=lambda id_: (-counted[id_].split(method), agreement(counted[id_].counts)))
    )


def outcomes(framework: Framework, sheets: Sheets, n_min: int) -> dict[str, Outcome]:
    """What came of every component that was contested and that somebody answered again."""
    first = tallies(framework, sheets.before.values())
    split = set(second_round(framework, first, n_min))
    found = {}
    for place, part in enumerate(framework.components):
        if part.id in split and any(s[place] != NO_ANSWER for s in sheets.latest.values()):
            found[part.id] = _outcome(framework, sheets, part.id, place, n_min)
    return found


def _outcome(framework: Framework, sheets: Sheets, id_: str, place: int, n_min: int) -> Outcome:
    pairs = _scored_twice(sheets, place)
    first, latest = _counts(old for old, _ in pairs), _counts(new for _, new in pairs)
    moved = Fraction(sum(abs(a - b) for a, b in zip(first, latest, strict=True)), 2)
    method = framework.method
    allowed = max(method.stable_least, floor(method.stable_share * len(pairs)))
    now = state(tallies(framework, sheets.people.values())[id_], method, n_min)
    stable = bool(pairs) and moved <= allowed
    return Outcome(
        component=id_,
        verdict=_verdict(now, stable=stable),
        both=len(pairs),
        moved=float(moved),
        allowed=allowed,
        first=first,
        latest=latest,
    )


def _verdict(now: State, *, stable: bool) -> Verdict:
    """Agreed if no longer contested; with too few scores left nothing is settled either way."""
    if now in INVALID:
        return "unsettled"
    if now != "contested":
        return "agreed"
    return "stable_disagreement" if stable else "unsettled"


def _scored_twice(sheets: Sheets, place: int) -> list[tuple[int, int]]:
    """The codes of those who scored it in both rounds (Scheibe, Skutsch & Schofer 1975)."""
    pairs = [
        (sheets.before[person][place], sheet[place])
        for person, sheet in sheets.latest.items()
        if person in sheets.before
    ]
    return [pair for pair in pairs if max(pair) < SCORES]


def _counts(codes: Iterable[int]) -> tuple[int, ...]:
    counted = Counter(codes)
    return tuple(counted[code] for code in range(SCORES))
