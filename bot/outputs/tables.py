"""The exercise as tables, for the administrator: CSV, JSON, XLSX.

It holds single answers, and numbers from which they can be worked out, made afresh for each export:
so it leaves the house through nobody else, never before the close, and says so in its names. People
are numbers, in an order that tells nothing. The answers can be read again by `valuemap analyse`.
Texts that a spreadsheet would take for a formula get an apostrophe in front.
"""

import hashlib
from collections.abc import Hashable, Iterable

from bot.outputs import formats
from bot.outputs.formats import Sheet, Value
from bot.outputs.pages.blocks import Entry
from dialogs.core import assessable, gate
from dialogs.core.exercise import Exercise
from dialogs.core.items import CHOICES
from dialogs.findings.chart import clean, said
from dialogs.findings.findings import Findings
from dialogs.words import Words
from framework.answers.sheets import Answer
from framework.assess import Assessment, assess, to_json

FORMATS = ("csv", "json", "xlsx")
PRIVATE = "not-for-the-group"
"""Stands in the name of each of these files, since a table has no place to say so."""


def sheets(
    x: Exercise, found: Findings, words: Words, last: Entry | None = None
) -> tuple[Sheet, ...]:
    """All tables of an exercise that is over; `last` is the end of its record.

    Raises `ValueError` for one that is not over.
    """
    result = assessed(x)
    categories = tuple(c.id for c in found.categories)
    made = (
        ("about", ("item", "entry"), _about(x, found, words, last)),
        ("answers", ("participant", "component", "answer", "round"), _answers(x)),
        ("closing", ("participant", "question", "answer"), _closing(x)),
        ("notes", ("component", "name", "side", "note"), _notes(x, found, result)),
        ("components", COMPONENTS, _components(found, result)),
        ("dimensions", (*DIMENSIONS, *categories, *NET), _dimensions(found, result, categories)),
        ("recommendations", RECOMMENDATIONS, _recommendations(x, found)),
    )
    called = {c.id: c.many for c in found.categories}
    return tuple(
        Sheet(
            key,
            said(words, f"export.{key}"),
            head,
            tuple(called.get(name) or said(words, f"export.{name}") for name in head),
            tuple(rows),
        )
        for key, head, rows in made
    )


def assessed(x: Exercise) -> Assessment:
    """All answers assessed afresh: the numbers are kept nowhere. Raises `ValueError` too early."""
    asked = assessable.to_assess(x, next(reversed(x.results), ""))
    if asked is None or not gate.over(x):
        raise ValueError("nothing is exported before the close")
    return assess(asked.framework, asked.answers, asked.notes, asked.n_min, asked.public or ())


def export(
    x: Exercise, found: Findings, words: Words, form: str, last: Entry | None = None
) -> dict[str, bytes]:
    """The files by name: one, or for CSV one a table; and the whole assessment as JSON."""
    made, name = sheets(x, found, words, last), f"{found.name}-{PRIVATE}"
    whole = to_json(assessed(x), x.framework)
    if form == "json":
        return {f"{name}.json": formats.as_json(made, whole)}
    files = {}
    if form == "xlsx":
        title = said(words, "export.book", title=found.title)
        only = said(words, "export.only")
        files = {f"{name}.xlsx": formats.as_xlsx(made, title, only, found.author, found.made)}
    if form == "csv":
        files = {f"{name}-{sheet.key}.csv": formats.as_csv(sheet) for sheet in made}
    return files | {f"{name}-assessment.json": formats.dumped(whole)}


# -- the tables ----------------------------------------------------------------------------------


def _about(
    x: Exercise, found: Findings, words: Words, last: Entry | None
) -> Iterable[tuple[Value, ...]]:
    yield ("", said(words, "export.warning"))
    yield (found.title, found.day)
    yield ("framework", f"{x.framework.id} {x.framework.version}")
    yield from found.overview
    yield from found.closing
    if x.purged and x.names:
        yield ("", said(words, "export.kept"))
    if last:
        yield (said(words, "export.record"), f"{last[0]}: {last[1]}")


def _order(x: Exercise) -> dict[Hashable, int]:
    """A new number for each person, so that none tells who joined when."""

    def mixed(person: int) -> bytes:
        return hashlib.sha256(f"{x.token}/{x.id}/{person}".encode()).digest()

    return {person: n for n, person in enumerate(sorted(x.people, key=mixed), 1)}


def _answers(x: Exercise) -> Iterable[tuple[Value, ...]]:
    number = _order(x)
    place = {part.id: n for n, part in enumerate(x.framework.components)}

    def key(given: Answer) -> tuple[int, int, int]:
        return number[given.person], given.round, place[given.component]

    for given in sorted(assessable.answers(x), key=key):
        answer = int(given.answer) if given.answer.isdigit() else given.answer
        yield (number[given.person], given.component, answer, given.round)


def _closing(x: Exercise) -> Iterable[tuple[Value, ...]]:
    """What people answered to the closing questions."""
    number = _order(x)
    label = next((s.label for s in x.stages.values() if s.step.ask == "closing"), "")
    counted = (p for p in x.people.values() if p.counted)
    for person in sorted(counted, key=lambda p: number[p.number]):
        for item in CHOICES:
            if answer := person.answer(label, item):
                yield (number[person.number], item, answer)


def _notes(x: Exercise, found: Findings, result: Assessment) -> Iterable[tuple[Value, ...]]:
    """Those that were released, without a number: whose they are is nobody's business."""
    for cell in found.cells:
        for side, numbers in result.components[cell.id].notes.items():
            texts = [x.notes[n].text for n in numbers if n in x.notes and x.notes[n].released]
            for text in sorted(texts):
                yield (cell.id, cell.name, side, clean(text))


COMPONENTS = (
    *("component", "name", "dimension", "category", "state", "reading", "median", "q1", "q3"),
    *("mean", "answered", "scored", "not_sure", "not_applicable", "n1", "n2", "n3", "n4", "n5"),
    *("agreement", "gap", "close_call", "as_published"),
)
DIMENSIONS = ("dimension", "name", "label")
NET = ("net", "low", "high", "people", "net_by_median", "net_by_share", "hangs_on_one_person")
RECOMMENDATIONS = (
    *("rank", "id", "title", "class", "rule", "rests_on", "triggers", "leads"),
    *("here", "ask", "source"),
)


def _components(found: Findings, result: Assessment) -> Iterable[tuple[Value, ...]]:
    """Exact numbers, and last what the report prints instead of those that are withheld."""
    for cell in found.cells:
        of = result.components[cell.id]
        yield (
            *(cell.id, cell.name, cell.dimension, cell.category, of.state, cell.word),
            *(of.median, of.q1, of.q3, of.mean, of.answered, of.scored, of.not_sure),
            *(of.not_applicable, *of.counts, of.agreement, of.gap, of.close_call, cell.detail),
        )


def _dimensions(
    found: Findings, result: Assessment, categories: tuple[str, ...]
) -> Iterable[tuple[Value, ...]]:
    for side in found.sides:
        of = result.dimensions[side.id]
        means = (of.means.get(category) for category in categories)
        yield (side.id, side.name, side.label, *means, *(getattr(of, name) for name in NET))
    whole = result.overall
    rest = (getattr(whole, name) for name in NET)
    yield ("all", "", "", *(None for _ in categories), *rest)


def _recommendations(x: Exercise, found: Findings) -> Iterable[tuple[Value, ...]]:
    result = gate.latest(x)
    for rank, (said_of, item) in enumerate(
        zip(found.advice, result.recommendations if result else (), strict=True), 1
    ):
        fired = "; ".join(f"{t.component} {t.mode} {t.weight}" for t in item.triggers)
        yield (
            *(rank, item.id, said_of.title, item.level, said_of.rule, item.rests_on, fired),
            *("; ".join(item.leads), said_of.here, said_of.ask, said_of.source),
        )
