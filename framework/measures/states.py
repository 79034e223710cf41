"""The state of a component, whether knowledge is missing, whether it is a close call."""

from dataclasses import dataclass
from typing import Literal

from framework.measures.tally import SCORES, Tally
from framework.pack import Component
from framework.pack.schema import Method

State = Literal["set_aside", "too_few", "stop", "contested", "very_high", "high", "low", "middle"]
Level = Literal["low", "middle", "contested", "high", "gain stopped"]
INVALID: frozenset[State] = frozenset({"set_aside", "too_few"})


@dataclass(frozen=True, slots=True)
class Reader:
    """The rules by which one component's answers are read.

    `n_min`: fewer scores than this are too few. `stop`: the score that blocks, if any.
    """

    method: Method
    gain: bool
    stop: int | None
    n_min: int

    def state(self, tally: Tally) -> State:
        """The first state that holds."""
        if self._set_aside(tally):
            return "set_aside"
        if tally.scored < self.n_min:
            return "too_few"
        return self.opinion(tally, thin=self.thin(tally))

    def thin(self, tally: Tally) -> bool:
        """Whether so few scored it that only high, low and "no single view" are told apart."""
        return tally.scored < self.method.thin_below

    def opinion(self, tally: Tally, *, thin: bool) -> State:
        """What those who scored think, whether they are enough or not; one of them at least.

        Contested is the disagreement rule of the RAND/UCLA method (Fitch et al. 2001), carried
        from nine points to five.
        """
        if not thin and self.stop and self._most(tally, self.stop):
            return "stop"
        if self._contested(tally):
            return "middle" if thin else "contested"
        if not thin and self.gain and self._most(tally, SCORES):
            return "very_high"
        return self._by_median(tally)

    def level(self, tally: Tally, *, thin: bool) -> Level:
        """The state as a close call sees it: what is more of the same is one level."""
        state = self.opinion(tally, thin=thin)
        if state == "stop" and self.gain:
            return "gain stopped"
        if state == "low" or state == "middle" or state == "contested":
            return state
        return "high"

    def close_call(self, tally: Tally) -> bool:
        """Whether one answer less or one more would give another level.

        That enough people scored it, and whether they are under five, stays as it is.
        """
        thin = self.thin(tally)
        here = self.level(tally, thin=thin)
        return any(self.level(other, thin=thin) != here for other in tally.neighbours())

    def gap(self, tally: Tally) -> bool:
        """Whether knowledge is missing: too few of many could score it, or many are not sure."""
        state, method = self.state(tally), self.method
        if state == "set_aside":
            return False
        if state == "too_few":
            return tally.answered >= max(method.gap_people_least, self.n_min)
        asked = tally.answered - tally.not_applicable
        enough = tally.not_sure >= method.gap_least
        return enough and tally.not_sure >= method.gap_share * asked

    def _set_aside(self, tally: Tally) -> bool:
        enough = tally.answered >= self.method.set_aside_answered_least
        return enough and tally.not_applicable >= max(1, tally.scored)

    def _most(self, tally: Tally, score: int) -> bool:
        return 2 * tally.of(score) > tally.scored

    def _contested(self, tally: Tally) -> bool:
        low, _, high = tally.bands(self.method)
        share = self.method.contested_share
        camp = max(1, -(-share.numerator * tally.scored // share.denominator))
        return low >= camp and high >= camp

    def _by_median(self, tally: Tally) -> State:
        median = tally.twice_median
        if median >= 2 * self.method.high_from:
            return "high"
        return "low" if median <= 2 * self.method.low_to else "middle"


def reader(component: Component, method: Method, n_min: int) -> Reader:
    """The rules for the answers to a component, with so many scores as the least."""
    return Reader(method, component.gain, component.stop, n_min)


def low_coverage(tally: Tally, participants: int, method: Method) -> bool:
    """Whether fewer than half of the people (or what the pack says) scored it."""
    return tally.scored < method.coverage_share * participants
