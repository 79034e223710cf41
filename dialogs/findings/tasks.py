"""The plan as the report prints it: one line for each action, and what was told at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dialogs.core.exercise import Exercise
from dialogs.findings import actions
from dialogs.findings.about import Named, moment
from dialogs.findings.chain import Chain, chain
from dialogs.findings.chart import Cell, clean, said
from dialogs.words import Words
from framework.publish import Published


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan. Public: its owner is named. `day`: the ISO date on which it is due."""

    number: int
    issue: str
    what: str
    owner: str
    start: str
    due: str
    status: str
    citizens: str
    day: str = ""
    chain: Chain = field(default_factory=Chain)


def plan(
    x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell]
) -> tuple[PlanLine, ...]:
    """Every action, in order, with what it is to come to."""
    steps = enumerate(actions.suggested(of), 1)
    return tuple(
        replace(_line(x, words, n, headline), chain=chain(x, words, of, cells, n))
        for n, (headline, _) in steps
    )


def _line(x: Exercise, words: Words, number: int, headline: str) -> PlanLine:
    action = actions.action(x, number)
    progress = said(words, f"check.{action.progress or 'unknown'}")
    return PlanLine(
        number=number,
        issue=x.framework.texts[words.language].recommendation[headline].title,
        what=clean(actions.field(x, words, number, "what")),
        owner=clean(str(actions.owner(x, words, number).unescape())),
        start=str(words.day(moment(x), x.zone)),
        due=clean(actions.field(x, words, number, "due")),
        status=progress + (f" ({clean(action.why)})" if action.why else ""),
        citizens=_citizens(x, words, number),
        day=day.isoformat() if (day := actions.due_day(x, number)) else "",
    )


def _citizens(x: Exercise, words: Words, number: int) -> str:
    """What citizens will notice; first, what they said."""
    said = str(actions.heard(x, words, number).unescape())
    return clean(" ".join(filter(None, (said, actions.field(x, words, number, "citizens")))))


def decided(x: Exercise, words: Words) -> Named:
    """What the facilitator told at the end: the decision, and what citizens noticed."""
    outcome = actions.action(x, 0).changed
    known = [name for name in actions.OUTCOME if name in outcome]
    return tuple((said(words, f"report.told_{n}"), clean(outcome[n])) for n in known)
