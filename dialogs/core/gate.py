"""May this result be shown now, and in which detail? The one gate for posts, reports and files.

Until a round closes, nothing but counts of people is shown anywhere. Afterwards, by the number n
of people who scored a component:

- n below 3: nothing;
- 3 and 4: one word, and only for a team that chose this, knowing what it gives away;
- 5 and more: how many said low, medium, high. A band with exactly one person is never printed and
  never computable from the others: then only where most are. If all agree, that is said instead.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dialogs.core.exercise import Exercise, Stage
from framework.result import Assessment, ComponentResult

WORD_FROM = 3
"""From how many answers on a small team reads a word: of two, each would know the other's."""

BANDS_FROM = 5
"""From how many answers on a band is counted: of fewer, one's own and a guess give the rest."""

BANDS = ("low", "middle", "high")
"""The bands of a component, in the order of its counts."""

QUOTES = 3
"""Comments from one side that stand on a card: enough to think, few enough to read."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen of some answers.

    `word`: `band` in a word; `mostly`: where most are (empty: nowhere); `alike`: all in `band`;
    `bands`: `counts` in the order of the options.
    """

    detail: Literal["nothing", "word", "mostly", "alike", "bands"]
    band: str = ""
    counts: tuple[int, ...] = ()


def released(x: Exercise, publishes: str) -> Stage | None:
    """The publishing step of this kind, if it has been released."""
    stage = next((s for s in x.stages.values() if s.step.publish == publishes), None)
    return stage if stage and not stage.open else None


def result(x: Exercise, label: str) -> Assessment | None:
    """The result of a round, once the round is closed and assessed."""
    return x.results.get(label)


def latest(x: Exercise) -> Assessment | None:
    """The result of the last round that was assessed."""
    return next(reversed(x.results.values()), None)


def anything(of: Assessment) -> bool:
    """Whether there is any component of which something can be said."""
    return any(c.state not in ("too_few", "set_aside") for c in of.components.values())


def over(x: Exercise) -> bool:
    """Whether every round is closed and assessed: before, there is nothing to report or export."""
    if x.status in ("draft", "cancelled"):
        return False
    rounds = (label for label, step in x.script.by_label.items() if step.ask == "components")
    return all(label in x.results for label in rounds)


def sight(counts: Sequence[int], names: Sequence[str], *, small_team: bool) -> Sight:
    """What may be seen of these counts, by the names of the options."""
    n = sum(counts)
    most = max(counts, default=0)
    leading = [name for name, count in zip(names, counts, strict=True) if count == most]
    band = leading[0] if len(leading) == 1 else ""
    if n < WORD_FROM or (n < BANDS_FROM and not small_team):
        return Sight("nothing")
    if n < BANDS_FROM:
        return Sight("word", band)
    if most == n:
        return Sight("alike", band)
    if 1 in counts:
        return Sight("mostly", band)
    return Sight("bands", band, tuple(counts))


def component(of: ComponentResult, *, small_team: bool) -> Sight:
    """What may be seen of a component; in a word, its state."""
    seen = sight(of.bands, BANDS, small_team=small_team)
    if seen.detail == "word":
        return Sight("word", "mixed" if of.state == "contested" else of.state)
    return seen


def state(of: ComponentResult, *, small_team: bool) -> str:
    """The state that may be named; set aside by a few is "too few": it would say what they said."""
    enough = of.answered >= (WORD_FROM if small_team else BANDS_FROM)
    return "too_few" if of.state == "set_aside" and not enough else of.state


def gap(of: ComponentResult, *, small_team: bool) -> bool:
    """Whether it may be said that information is needed."""
    return of.gap and of.answered >= (WORD_FROM if small_team else BANDS_FROM)


def counted(of: ComponentResult) -> bool:
    """Whether numbers may be given of a component: its median, how many scored it."""
    return of.scored >= BANDS_FROM and of.median is not None


def unsure(of: ComponentResult) -> int:
    """How many are not sure, where that may be said; else 0. Nobody may stand alone in the rest."""
    alone = 1 in (of.not_sure, of.scored, of.not_applicable)
    return 0 if of.answered < BANDS_FROM or alone else of.not_sure


def texts(x: Exercise, item: str) -> list[str]:
    """What was written at the end, once nobody can add to it; in no order that tells who wrote."""
    stage = next((s for s in x.stages.values() if s.step.ask == "hot_wash"), None)
    if stage is None or stage.open:
        return []
    found = {p.number: p.texts.get((stage.label, item), "") for p in x.people.values()}
    written = [number for number, text in found.items() if text]
    written.sort(key=lambda n: hashlib.sha256(f"{x.id}/{item}/{n}".encode()).digest())
    return [found[number] for number in written] if len(written) >= BANDS_FROM else []


def choices(counts: Mapping[str, int], *, small_team: bool) -> Sight:
    """What may be seen of a closing question."""
    return sight(list(counts.values()), list(counts), small_team=small_team)


def side(answer: str) -> str:
    """On which side of a question somebody stands who gave this answer: low, high, none."""
    if answer in ("1", "2"):
        return "low"
    return "high" if answer in ("4", "5") else "none"


def quotes(x: Exercise, of: ComponentResult, which: str) -> list[str]:
    """Up to three released notes from one side, in no order that tells who wrote when.

    Nothing from a side with fewer than two people: that would show that somebody stands alone.
    """
    if sum(of.bands) < BANDS_FROM or of.bands[BANDS.index(which)] < 2:
        return []
    numbers = sorted(of.notes[which], key=lambda n: hashlib.sha256(f"{x.id}/{n}".encode()).digest())
    return [x.notes[n].text for n in numbers if n in x.notes and x.notes[n].released][:QUOTES]
