"""The form in which a component may be shown: nothing, three bands, one count, or a word.

An attacker who knows the rules and how many people scored, and as an insider their own answer,
must never be certain of somebody who stands alone, nor of what everybody else said. Bands of one
or two, or a close call beside bands, would make them certain.
"""

from dataclasses import dataclass
from typing import Literal

from framework.measures.states import INVALID, Reader, State
from framework.measures.tally import SCORES, Tally
from framework.pack.schema import Method

Form = Literal["nothing", "bands", "count", "word"]
Side = Literal["low", "high"]

# The side on which the word itself says that people are. Only what is said there may be quoted,
# since a note from another side would say that somebody is on it.
SIDES: dict[State, tuple[Side, ...]] = {
    "contested": ("low", "high"),
    "high": ("high",),
    "very_high": ("high",),
    "low": ("low",),
}
# Words of which it is said whether they are a close call; the others hold by their counts.
CLOSE: frozenset[State] = frozenset({"low", "middle", "high"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a component, and nothing else of it.

    `word` is its state. `bands`: people who said low, medium, high. `count`: of `stop` and
    `very_high` the people who gave that score, of `high` and `low` those in that band.
    `close_call`: whether one answer less or more would take it elsewhere (None: not said).
    `gap`: knowledge is missing. `thin`: fewer than five scored it, so that `middle` means that
    there is no single view.
    """

    form: Form
    word: State
    bands: tuple[int, int, int] | None = None
    count: int | None = None
    close_call: bool | None = None
    gap: bool = False
    thin: bool = False

    def __post_init__(self) -> None:
        fits = (
            (self.form == "nothing") == (self.word in INVALID)
            and (self.form == "bands") == (self.bands is not None)
            and (self.form == "count") == (self.count is not None)
            and (self.form == "word" or self.close_call is None)
        )
        if not fits:
            raise ValueError(f"{self} shows what its form does not allow")

    @property
    def valid(self) -> bool:
        """Whether anything is known of it: neither set aside nor scored by too few."""
        return self.word not in INVALID

    @property
    def unsettled(self) -> bool:
        """Whether only a word is shown and it may be a close call."""
        return self.form == "word" and self.close_call is not False

    def sides(self, *, gain: bool) -> tuple[Side, ...]:
        """The sides from which released notes may be quoted; none where fewer than five scored."""
        if self.thin or not self.valid:
            return ()
        low, _, high = self.bands or (0, 0, 0)
        said = set(_stopped(gain=gain) if self.word == "stop" else SIDES.get(self.word, ()))
        bands: dict[Side, int] = {"low": low, "high": high}
        return tuple(side for side, people in bands.items() if people or side in said)


def shown(rules: Reader, tally: Tally) -> Shown:
    """The form of a component: the first that its counts allow."""
    state, gap = rules.state(tally), rules.gap(tally)
    if state in INVALID:
        return Shown("nothing", state, gap=gap)
    bands = tally.bands(rules.method)
    if may_show(bands, rules.method):
        return Shown("bands", state, bands=bands, gap=gap)
    count = _count(rules, tally, state)
    if count is not None:
        return Shown("count", state, count=count, gap=gap)
    asked = tally.scored >= rules.method.close_call_from and state in CLOSE
    close = rules.close_call(tally) if asked else None
    return Shown("word", state, close_call=close, gap=gap, thin=rules.thin(tally))


def may_show(people: tuple[int, ...], method: Method) -> bool:
    """Whether numbers may be shown: nobody alone, no two alone together, and not all alike."""
    total = sum(people)
    enough = all(part == 0 or part >= method.band_least for part in people)
    return total >= method.bands_from and enough and max(people) < total


def _count(rules: Reader, tally: Tally, state: State) -> int | None:
    """The one number that a clear state may carry; None if it may not or has none."""
    low, _, high = tally.bands(rules.method)
    counts = {
        "stop": tally.of(rules.stop) if rules.stop else 0,
        "very_high": tally.of(SCORES),
        "high": high,
        "low": low,
    }
    count = counts.get(state)
    if count is None or tally.scored < rules.method.count_from:
        return None
    return count if tally.scored - count >= rules.method.count_others_least else None


def _stopped(*, gain: bool) -> tuple[Side, ...]:
    return ("low",) if gain else ("high",)
