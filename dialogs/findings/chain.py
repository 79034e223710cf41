"""What an action is to come to: output, outcome for citizens, trust; and the roadmap's steps.

The chain is suggested by the pack, from the component that the action is about, until people say
otherwise. What is to be counted is counted by the team: nothing of it is invented here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.core.exercise import Exercise
from dialogs.findings.actions import action, field, heard, suggested
from dialogs.findings.chart import Cell, clean, said
from dialogs.phrases import capital, fill
from dialogs.words import Words
from framework.publish import Published

TRUST = "trust"
"""The attitude whose component stands for trust, in a pack that has one."""


@dataclass(frozen=True, slots=True)
class Chain:
    """From an action to trust. Empty texts: nobody has said, and the pack suggests nothing."""

    output: str = ""
    outcome: str = ""
    trust: str = ""
    baseline: str = ""
    later: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the roadmap: our title, its source's words, and which actions belong to it."""

    title: str
    source: str
    paraphrase: bool
    level: str
    actions: tuple[int, ...]


def chain(x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell], n: int) -> Chain:
    """What the action of that number is to come to."""
    cell = cells[suggested(of)[n - 1][1]]
    measure = _suggestion(x, words, cell, n, "measure")
    return Chain(
        output=capital(_suggestion(x, words, cell, n, "output")),
        outcome=_outcome(x, words, cell, n),
        trust=_trust(x, words, cells),
        baseline=_baseline(words, cell, measure),
        later=_later(x, words, measure),
    )


def _suggestion(x: Exercise, words: Words, cell: Cell, number: int, which: str) -> str:
    """What the pack says of a component, unless the action is about something else by now."""
    if "what" in action(x, number).changed:
        return ""
    text = getattr(x.framework.texts[words.language].component[cell.id], which)
    return clean(fill(x, words, text)) if text else ""


def _outcome(x: Exercise, words: Words, cell: Cell, number: int) -> str:
    """In the owner's words, else as the pack suggests it; first, what citizens said."""
    own = clean(field(x, words, number, "citizens"))
    suggestion = _suggestion(x, words, cell, number, "outcome")
    if not own and suggestion:
        own = said(words, "report.suggested", what=suggestion)
    heard_ = clean(str(heard(x, words, number).unescape()))
    return " ".join(filter(None, (own, heard_)))


def _trust(x: Exercise, words: Words, cells: Mapping[str, Cell]) -> str:
    component = next((a.component for a in x.framework.attitudes if a.id == TRUST), "")
    return _today(words, cells[component]) if component in cells else ""


def _baseline(words: Words, cell: Cell, measure: str) -> str:
    count = said(words, "report.count_now", measure=measure) if measure else ""
    return " ".join(filter(None, (count, _today(words, cell))))


def _today(words: Words, cell: Cell) -> str:
    """What is seen today, by us and by those who use the service."""
    key = "report.today_both" if cell.they else "report.today"
    return said(words, key, name=cell.name, we=cell.word, they=cell.they)


def _later(x: Exercise, words: Words, measure: str) -> str:
    check = next((s for s in x.stages.values() if s.step.publish == "check"), None)
    at = check.closes or check.closed if check else None
    day = str(words.day(at, x.zone)) if at else said(words, "report.three_months")
    key = "report.count_later" if measure else "report.ask_later"
    return capital(said(words, key, day=day, measure=measure))


def steps(x: Exercise, words: Words, of: Published) -> tuple[Step, ...]:
    """The roadmap's steps in order, each with the actions that belong to it."""
    of_step: dict[str, list[int]] = {}
    for number, (_, component) in enumerate(suggested(of), 1):
        of_step.setdefault(x.framework.component(component).step or "", []).append(number)
    levels = {item.id: item.level for item in of.recommendations}
    texts = x.framework.texts[words.language].recommendation
    return tuple(
        Step(
            title=texts[id_].title,
            source=texts[id_].text,
            paraphrase=texts[id_].paraphrase,
            level=said(words, f"class.{levels[id_]}") if id_ in levels else "",
            actions=tuple(of_step.get(id_, ())),
        )
        for id_ in x.framework.roadmap
    )
