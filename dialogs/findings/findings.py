"""What an exercise found: one tree of plain data that picture, report and export are made from.

Everything in it is in one language and has been through the gate, so that all files say the same
as the channel, and none can say more. Whoever holds it needs no exercise any more.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from dialogs.core import calendar as when
from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.items import TEXTS
from dialogs.findings import about, actions, advice, chart
from dialogs.findings.about import Named, moment
from dialogs.findings.advice import Advice, Lens
from dialogs.findings.chart import Category, Cell, Side, clean, said
from dialogs.phrases import capital, names
from dialogs.words import Words
from framework.result import Assessment

SLUG = 50
"""Characters of the title in a file name: long paths are refused by some mail programs."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan. Public: its owner is named."""

    number: int
    issue: str
    what: str
    owner: str
    start: str
    due: str
    status: str
    citizens: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that may be said of an exercise once its rounds are closed.

    `people` answered of `asked`; `name` begins the names of its files; `nothing` stands in for
    `advice` where there is none; `alt` reads the map aloud; `before` is the day of the exercise
    it is compared with.
    """

    exercise: int
    language: str
    name: str
    title: str
    day: str
    people: int
    asked: int
    least: int
    overview: Named
    participation: Named
    categories: tuple[Category, ...]
    cells: tuple[Cell, ...]
    sides: tuple[Side, ...]
    overall: Side
    advice: tuple[Advice, ...]
    nothing: str
    corners: tuple[Lens, ...]
    competencies: tuple[Lens, ...]
    attitudes: tuple[Lens, ...]
    plan: tuple[PlanLine, ...]
    decided: Named
    worked: tuple[str, ...]
    differently: tuple[str, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    alt: str
    credit: str
    before: str = ""

    @property
    def headlines(self) -> tuple[Advice, ...]:
        """What the channel reads: the headlines, ranked, those that come later at the end."""
        return tuple(a for block in ("first", "then") for a in self.advice if a.block == block)

    def of(self, *, dimension: str = "", kind: str = "", state: str = "") -> tuple[Cell, ...]:
        """The components that are all of this."""
        return tuple(
            c
            for c in self.cells
            if dimension in ("", c.dimension) and kind in ("", c.kind) and state in ("", c.state)
        )

    def column(self, dimension: str, category: str) -> tuple[Cell, ...]:
        """One field of the map, from the top."""
        return tuple(c for c in self.of(dimension=dimension) if c.category == category)


def findings(x: Exercise, language: str) -> Findings | None:
    """What was found, in a language; None before the rounds are closed and assessed."""
    result = gate.latest(x)
    if result is None or not gate.over(x):
        return None
    words = x.library.words[language]
    cells = chart.cells(x, words, result)
    by_id = {cell.id: cell for cell in cells}
    made = Findings(
        exercise=x.id,
        language=language,
        name=file_name(x, language),
        title=title(x, words),
        day=str(words.day(moment(x), x.zone)),
        people=result.participants,
        asked=about.asked(x, result),
        least=result.n_min,
        overview=about.overview(x, words),
        participation=about.participation(x, words, result),
        categories=chart.categories(x, words),
        cells=cells,
        sides=chart.sides(x, words, result),
        overall=chart.overall(x, words, result),
        advice=advice.advice(x, words, result, by_id),
        nothing=_nothing(x, words, result),
        corners=advice.corners(x, words, result),
        competencies=advice.competencies(x, words, result),
        attitudes=advice.attitudes(x, words, result),
        plan=tuple(_plan_line(x, words, result, n) for n in actions.numbers(x)),
        decided=_decided(x, words),
        worked=tuple(clean(text) for text in gate.texts(x, TEXTS[0])),
        differently=tuple(clean(text) for text in gate.texts(x, TEXTS[1])),
        method=about.method(x, words, result),
        limits=about.limits(x, words),
        alt="",
        credit=x.framework.texts[language].credit,
    )
    return replace(made, alt=alt(made, words))


def compared(now: Findings, before: Findings, words: Words) -> Findings:
    """The same map with what an earlier exercise showed beside it."""
    cells, sides = {c.id: c for c in before.cells}, {s.id: s for s in before.sides}
    both = replace(
        now,
        before=before.day,
        cells=tuple(
            replace(c, before=was.value, before_word=was.word) if (was := cells.get(c.id)) else c
            for c in now.cells
        ),
        sides=tuple(
            replace(s, before=then.label) if (then := sides.get(s.id)) else s for s in now.sides
        ),
    )
    return replace(both, alt=alt(both, words))


def title(x: Exercise, words: Words) -> str:
    """`A chatbot for the Civil Registry`."""
    system, service = x.topic("system", words.language), x.topic("service", words.language)
    return said(words, "report.title", system=capital(system), service=service)


def file_name(x: Exercise, language: str) -> str:
    """How the files of an exercise begin: what it was about, and its day."""
    text = unicodedata.normalize("NFKD", title(x, x.library.words[language])).lower()
    words = re.findall(r"[a-z0-9]+", text.encode("ascii", "ignore").decode())
    about = "-".join(words)[:SLUG].strip("-") or f"exercise-{x.id}"
    return f"{about}-{when.local(moment(x), x.zone).date().isoformat()}"


def alt(of: Findings, words: Words) -> str:
    """The map in words, in reading order: dimension by dimension, column by column."""
    lines = [said(words, "picture.alt", title=of.title, day=of.day, n=of.people, of=of.asked)]
    for side in of.sides:
        lines.append(said(words, "picture.alt_dimension", name=side.name, label=side.label))
        for category in of.categories:
            cells = of.column(side.id, category.id)
            if cells:
                listed = "; ".join(aloud(cell, words) for cell in cells)
                lines.append(f"{capital(category.many)}: {listed}.")
    return "\n".join(lines)


def aloud(cell: Cell, words: Words) -> str:
    """`Legality 5, high, information needed`."""
    marks = [f"{cell.name} {cell.value}".strip() if cell.shown else cell.name, cell.word]
    marks += [said(words, "picture.gap")] if cell.gap else []
    if cell.before_word:
        was = f"{cell.before} {cell.before_word}".strip()
        marks.append(said(words, "picture.before", what=was))
    return ", ".join(marks)


def _nothing(x: Exercise, words: Words, result: Assessment) -> str:
    if result.recommendations:
        return ""
    if not gate.anything(result):
        return said(words, "results.too_few", n=result.participants, least=result.n_min)
    highest = words.listed(names(x, words, result.highest_means))
    return said(words, "results.nothing", names=highest)


# -- the plan ------------------------------------------------------------------------------------


def _plan_line(x: Exercise, words: Words, result: Assessment, number: int) -> PlanLine:
    item = [*result.first, *result.then][number - 1]
    action = actions.action(x, number)
    progress = said(words, f"check.{action.progress or 'unknown'}")
    return PlanLine(
        number=number,
        issue=x.framework.texts[words.language].recommendation[item.id].title,
        what=clean(actions.field(x, words, number, "what")),
        owner=clean(str(actions.owner(x, words, number).unescape())),
        start=str(words.day(moment(x), x.zone)),
        due=clean(actions.field(x, words, number, "due")),
        status=progress + (f" ({clean(action.why)})" if action.why else ""),
        citizens=clean(actions.field(x, words, number, "citizens")),
    )


def _decided(x: Exercise, words: Words) -> Named:
    """What the facilitator told at the end: the decision, and what citizens noticed."""
    outcome = actions.action(x, 0).changed
    known = [name for name in actions.OUTCOME if name in outcome]
    return tuple((said(words, f"report.told_{n}"), clean(outcome[n])) for n in known)
