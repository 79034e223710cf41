"""What an exercise found: one tree of plain data that picture and report are made from.

Everything in it is in one language and made from what was published, so that all files say the
same as the channel, and none can say more. Whoever holds it needs no exercise any more.
"""

from dataclasses import dataclass, replace

from markupsafe import Markup

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.items import TEXTS
from dialogs.findings import about, advice, chart, lines, scenario, tasks
from dialogs.findings.about import Named, moment
from dialogs.findings.advice import Advice, Found, Lens
from dialogs.findings.both import Both, Changed, apart, both, changed, positions
from dialogs.findings.chain import Step, steps
from dialogs.findings.chart import Category, Cell, Side, clean, said
from dialogs.findings.names import file_name, title
from dialogs.findings.scenario import Context
from dialogs.findings.tasks import PlanLine
from dialogs.phrases import capital
from dialogs.words import Words
from framework.publish import Published

__all__ = ["Findings", "compared", "file_name", "findings", "title"]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that may be said of an exercise once its rounds are closed.

    `who` says how many answered, of how many; `name` begins the names of its files; `first` is what
    post and report say first, by name; `no_stop` stands where there is no stop sign; `few`:
    something is shown of fewer than five scores; `changed` what became of each component asked
    again; `both` sets staff and public side by side, `otherwise` says where they are far apart,
    `apart` the same in one line; `nothing` stands in for `advice` where there is none, `too_few`
    for the map; `deleted` says that comments are gone, and since when; `alt` reads the map aloud;
    `before` is the day of the exercise it is compared with. `made`: when the results came out, in
    UTC seconds; `as_of`: the day of the last thing that happened; `author` facilitated it,
    `decides` is who decides.
    """

    exercise: int
    language: str
    name: str
    title: str
    day: str
    who: str
    overview: Named
    to_decide: str
    decision: str
    stop_signs: tuple[str, ...]
    no_stop: str
    few: bool
    first: Named
    closing: Named
    categories: tuple[Category, ...]
    cells: tuple[Cell, ...]
    sides: tuple[Side, ...]
    found: tuple[Found, ...]
    changed: tuple[Changed, ...]
    places: Named
    pilots: str
    advice: tuple[Advice, ...]
    nothing: str
    too_few: str
    corners: tuple[Lens, ...]
    competencies: tuple[Lens, ...]
    attitudes: tuple[Lens, ...]
    public: str
    both: tuple[Both, ...]
    otherwise: tuple[str, ...]
    apart: str
    plan: tuple[PlanLine, ...]
    decided: Named
    remarks: tuple[str, ...]
    worked: tuple[str, ...]
    differently: tuple[str, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    credit: str
    made: int
    as_of: str
    author: str
    decides: str
    objectives: Named
    scenario: Named
    context: tuple[Context, ...]
    roadmap: tuple[Step, ...]
    deleted: str = ""
    alt: str = ""
    before: str = ""

    @property
    def headlines(self) -> tuple[Advice, ...]:
        """What the channel reads, in order."""
        return tuple(item for item in self.advice if item.first)

    def of(self, *states: str, gain: bool | None = None) -> tuple[Cell, ...]:
        """The components in these states, those of the first state first; gains only, or not."""
        wanted = [c for c in self.cells if gain in (None, c.gain)]
        return tuple(c for state in states for c in wanted if c.state == state)

    def column(self, dimension: str, category: str) -> tuple[Cell, ...]:
        """One field of the map, from the top."""
        return tuple(c for c in self.cells if c.dimension == dimension and c.category == category)


def findings(x: Exercise, language: str) -> Findings | None:
    """What was found, in a language; None before the rounds are closed and assessed."""
    result = gate.latest(x)
    if result is None or not gate.over(x):
        return None
    words = x.language_of(language)
    made = _findings(x, words, result)
    return replace(made, alt=alt(made, words))


def _findings(x: Exercise, words: Words, of: Published) -> Findings:
    cells = chart.cells(x, words, of)
    by_id = {cell.id: cell for cell in cells}
    return Findings(
        exercise=x.id,
        language=words.language,
        name=file_name(x, words.language),
        title=title(x, words),
        day=str(words.day(moment(x), x.zone)),
        who=about.who(x, words, of),
        overview=about.overview(x, words, of),
        to_decide=capital(about.decision(x, words)),
        decision=_plain(lines.decision(x, words, of)),
        stop_signs=tuple(map(_plain, lines.stop_signs(x, words, of.stop_signs))),
        no_stop=about.no_stop(x, words, of),
        few=about.few(of),
        first=tuple(
            (said(words, f"findings.{key}", n=len(ids)), _plain(lines.listed(x, words, ids)))
            for key, ids in lines.parts(x, of.groups).items()
            if key != "otherwise"
        ),
        closing=about.closing(x, words, of),
        categories=chart.categories(x, words),
        cells=cells,
        sides=chart.sides(x, words, of),
        found=advice.findings(x, words, of, by_id),
        changed=changed(x, words, of),
        places=tuple(chart.places(x, words).items()),
        pilots=_plain(lines.pilots(x, words, of)),
        advice=advice.advice(x, words, of, by_id),
        nothing="" if of.recommendations else said(words, "findings.nothing"),
        too_few=_too_few(x, words, of),
        corners=advice.corners(x, words, of),
        competencies=advice.competencies(x, words, of),
        attitudes=advice.attitudes(x, words, of),
        public=_plain(Markup(" ").join((lines.public(x, words, of), *lines.aside(x, words)))),
        both=both(x, words, of, by_id),
        otherwise=positions(x, words, of, by_id),
        apart=apart(x, words, of, by_id),
        plan=tasks.plan(x, words, of, by_id),
        decided=tasks.decided(x, words),
        remarks=tuple(map(clean, gate.beside(x))),
        worked=tuple(clean(text) for text in gate.texts(x, TEXTS[0])),
        differently=tuple(clean(text) for text in gate.texts(x, TEXTS[1])),
        method=about.method(x, words, of),
        limits=about.limits(x, words, of),
        credit=x.framework.texts[words.language].credit,
        made=int(about.moment(x)),
        as_of=str(words.day(max(x.last_at, about.moment(x)), x.zone)),
        author=clean(x.names.get(x.facilitator, "")),
        decides=clean(capital(x.topic("decides", words.language))),
        objectives=scenario.objectives(x, words, of),
        scenario=scenario.scenario(x, words),
        context=scenario.context(x, words),
        roadmap=steps(x, words, of),
        deleted=about.deleted(x, words),
    )


def compared(now: Findings, before: Findings, words: Words) -> Findings:
    """The same map with what an earlier exercise showed beside it."""
    cells, sides = {c.id: c for c in before.cells}, {s.id: s for s in before.sides}
    together = replace(
        now,
        before=before.day,
        cells=tuple(
            replace(c, before=was.word) if (was := cells.get(c.id)) else c for c in now.cells
        ),
        sides=tuple(
            replace(s, before=then.label) if (then := sides.get(s.id)) else s for s in now.sides
        ),
    )
    return replace(together, alt=alt(together, words))


def alt(of: Findings, words: Words) -> str:
    """The map in words, in reading order: dimension by dimension, column by column."""
    said_of = [said(words, "picture.alt", title=of.title, day=of.day, who=capital(of.who))]
    said_of += of.stop_signs
    for side in of.sides:
        said_of.append(said(words, "picture.alt_dimension", name=side.name, label=side.label))
        for category in of.categories:
            cells = of.column(side.id, category.id)
            if cells:
                listed = words.apart(aloud(cell, words) for cell in cells)
                line = said(words, "report.line", name=capital(category.many), line=listed)
                said_of.append(f"{line}.")
    return "\n".join(said_of)


def aloud(cell: Cell, words: Words) -> str:
    """`Legality, stop sign: blocks us (7 of us say: blocks us), information needed`."""
    marks = [cell.name, cell.word + (f" ({cell.detail})" if cell.detail else "")]
    marks += [said(words, "picture.close_call")] if cell.close_call else []
    marks += [said(words, "picture.gap")] if cell.gap else []
    marks += [said(words, "picture.before", what=cell.before)] if cell.before else []
    marks += [said(words, "picture.they", what=cell.they)] if cell.they else []
    return ", ".join(marks)


def _plain(text: object) -> str:
    """A sentence in small HTML as plain text, fit for a file."""
    unescape = getattr(text, "unescape", None)
    return clean(str(unescape() if unescape else text))


def _too_few(x: Exercise, words: Words, of: Published) -> str:
    """Said where nothing may be shown of any component; else empty."""
    if of.anything:
        return ""
    key = gate.counting("findings.too_few", of.participants)
    return said(words, key, n=of.participants, least=about.least(x, of))
