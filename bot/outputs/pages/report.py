"""The report: an after-action report with an improvement plan, as a ministry would file it.

Its form follows HSEEP (U.S. Homeland Security Exercise and Evaluation Program). It is made once, as
a tree of headings, paragraphs and tables; `html.py` writes it as one HTML file and `docx.py` as a
Word file, so that both say the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from bot.outputs.pages import chapters
from bot.outputs.pages.blocks import (
    Block,
    Entry,
    Heading,
    Listed,
    Paragraph,
    Picture,
    Quoted,
    Report,
    Section,
    Table,
)
from bot.outputs.pages.chapters import Told
from dialogs.findings.advice import Advice, Lens, shown
from dialogs.findings.chart import Cell, said
from dialogs.findings.findings import Findings
from dialogs.findings.tasks import PlanLine
from dialogs.phrases import capital
from dialogs.words import Words


def report(of: Findings, words: Words, entry: Entry | None = None) -> Report:
    """The report of these findings: all sections, in the order in which a decision needs them.

    `entry` is where the result stands in the record: who keeps the report can see later whether
    anything before it was changed.
    """
    told = Told(of, words)
    people = said(words, "picture.people", n=of.people, of=of.asked)
    return Report(
        language=of.language,
        title=of.title,
        lines=(told.say("head"), f"{of.day} · {people} · {said(words, 'picture.views')}"),
        sections=tuple(
            Section(told.say(key), tuple(written(told))) for key, written in SECTIONS.items()
        ),
        alt=of.alt,
        footer=(of.credit, told.say("made"), *_record(told, entry)),
    )


def _record(it: Told, entry: Entry | None) -> Iterable[str]:
    if entry:
        yield it.say("record", n=entry[0], hash=entry[1])


def _overview(it: Told) -> Iterable[Block]:
    yield it.facts(it.of.overview)
    yield Heading(it.say("in_short"))
    titles = [f"{n}. {a.title} ({a.level})" for n, a in enumerate(it.of.headlines, 1)]
    advised = "; ".join(titles) or it.of.too_few or it.of.nothing
    yield it.facts((*it.of.first, (it.say("recommended"), advised)))


def _decision(it: Told) -> Iterable[Block]:
    of = it.of
    if of.decision:
        yield Paragraph(of.decision, strong=True)
    for sentence in of.stop_signs:
        yield Paragraph(sentence, strong=True)
    if note := it.say("us") if of.stop_signs else of.too_few or of.no_stop:
        yield Paragraph(note)
    if of.closing:
        yield Heading(it.say("closing"))
        yield it.facts(of.closing)


def _map(it: Told) -> Iterable[Block]:
    of = it.of
    yield Picture()
    lines = (it.say("line", name=side.name, line=side.line) for side in of.sides)
    yield Listed(tuple(lines))
    yield Heading(it.say("by_category"))
    head = (it.say("dimension"), *(capital(c.many) for c in of.categories))
    rows = tuple((side.name, *(count or "–" for count in side.counts)) for side in of.sides)
    yield Table(head, rows)
    if of.before:
        yield from _compared(it)
    yield Heading(it.say("map_table"))
    yield Paragraph(it.say("map_text"))
    keys = ("component", "where", "state", "shown")
    yield it.table(keys, map(partial(_component, it), of.cells), 27, 24, 24, 25)


def _component(it: Told, cell: Cell) -> tuple[str, ...]:
    marks = [cell.word] + ([said(it.words, "picture.gap")] if cell.gap else [])
    return (cell.name, it.where(cell), "; ".join(marks), shown(it.words, cell) or "–")


def _compared(it: Told) -> Iterable[Block]:
    yield Heading(it.say("compared"))
    yield Paragraph(it.say("compared_text", before=it.of.before))
    rows = [(side.name, side.before or "–", side.label) for side in it.of.sides]
    rows += [(cell.name, cell.before or "–", cell.word) for cell in it.of.cells]
    yield it.table(("component", "before", "now"), rows, 4, 3, 3)


def _advice(it: Told) -> Iterable[Block]:
    of = it.of
    if of.nothing:
        yield Paragraph(of.too_few or of.nothing)
    if of.pilots:
        yield Paragraph(of.pilots, strong=True)
    for key, first in (("first", True), ("further", False)):
        items = [a for a in of.advice if a.headline and a.first == first]
        if items:
            yield Heading(it.say(key))
        for item in items:
            yield from _item(it, item)
    yield from _supporting(it, [a for a in of.advice if not a.headline])
    yield from _sources(it)
    yield from _lenses(it)


def _item(it: Told, item: Advice) -> Iterable[Block]:
    yield Paragraph(f"{item.id}. {item.title}", strong=True)
    yield Paragraph(_class(it, item))
    for key, text in (("why", "; ".join(item.why)), ("here", item.here), ("ask", item.ask)):
        if text:
            yield Paragraph(it.say(key, what=text))
    if item.quotes:
        yield Paragraph(it.say("comments"))
        yield Quoted(item.quotes)
    yield Paragraph(item.rests)
    yield Listed(item.because)
    if item.supports:
        yield Paragraph(it.say("supports", names="; ".join(item.supports)))
    yield Paragraph(_source(it, item))


def _class(it: Told, item: Advice) -> str:
    return it.say("class_rule", level=capital(item.level), rule=item.rule)


def _source(it: Told, item: Advice) -> str:
    """What the source says, as a quotation only where it is one, and which it is."""
    key = "paraphrase" if item.paraphrase else "quotation"
    numbers = "".join(f"[{it.sources.index(cite) + 1}]" for cite in item.cited)
    return it.say(key, text=item.source.rstrip("."), numbers=numbers)


def _sources(it: Told) -> Iterable[Block]:
    if it.sources:
        yield Heading(it.say("sources"))
    for number, cite in enumerate(it.sources, 1):
        yield Paragraph(f"[{number}] {cite}")


def _supporting(it: Told, items: Sequence[Advice]) -> Iterable[Block]:
    """In one table: what the headlines are made of."""
    if items:
        yield Heading(it.say("support"))
        keys = ("number", "issue", "weight", "reason", "cited")
        yield it.table(keys, map(partial(_support, it), items), 7, 21, 21, 30, 21)


def _support(it: Told, item: Advice) -> tuple[str, ...]:
    why = f"{item.rests} {'; '.join(item.because)}"
    return (item.id, item.title, _class(it, item), why, _source(it, item))


def _lenses(it: Told) -> Iterable[Block]:
    of = it.of
    kinds = (("triangle", of.corners), ("learn", of.competencies), ("attitudes", of.attitudes))
    for key, lenses in kinds:
        if lenses:
            yield Heading(it.say(key))
            yield Listed(tuple(map(partial(_lens, it), lenses)))


def _lens(it: Told, lens: Lens) -> str:
    return f"{capital(lens.title)}: {lens.text or ', '.join(lens.names)}"


def _public(it: Told) -> Iterable[Block]:
    yield Paragraph(it.of.public)
    yield from (Paragraph(sentence, strong=True) for sentence in it.of.otherwise)
    if it.of.both:
        apart = it.say("otherwise")
        rows = ((b.name, b.we, b.they, apart if b.otherwise else "–") for b in it.of.both)
        yield it.table(("component", "we", "they", "apart"), rows, 35, 22, 22, 21)


def _plan(it: Told) -> Iterable[Block]:
    of = it.of
    yield Paragraph(it.say("plan_text" if of.plan else "plan_none"))
    if of.plan:
        keys = ("issue", "action", "citizens", "owner", "contact", "start", "due", "status")
        contact = it.say("contact_text")
        rows = ((*_what(a), contact, a.start, a.due, a.status) for a in of.plan)
        yield it.table(keys, rows, 14, 18, 12, 10, 12, 12, 12, 10)
    if of.decided:
        yield it.facts(of.decided)
    if of.worked or of.differently:
        yield Heading(it.say("next_time"))
    for key, texts in (("worked", of.worked), ("differently", of.differently)):
        if texts:
            yield Paragraph(it.say(key), strong=True)
            yield Quoted(texts)


def _methods(it: Told) -> Iterable[Block]:
    yield Listed(it.of.method)


def _limits(it: Told) -> Iterable[Block]:
    yield Listed(it.of.limits)


def _what(line: PlanLine) -> tuple[str, ...]:
    """An action, and who does it."""
    return (f"{line.number}. {line.issue}", line.what, line.citizens or "–", line.owner)


SECTIONS: Mapping[str, Callable[[Told], Iterable[Block]]] = {
    "overview": _overview,
    "decision": _decision,
    "map": _map,
    "strengths": chapters.strengths,
    "findings": chapters.findings,
    "differ": chapters.differ,
    "unknown": chapters.unknown,
    "advice": _advice,
    "public": _public,
    "plan": _plan,
    "methods": _methods,
    "limits": _limits,
}
