"""The report: an after-action report with an improvement plan, as a ministry would file it.

Its form follows HSEEP (U.S. Homeland Security Exercise and Evaluation Program). It is made once, as
a tree of headings, paragraphs and tables; `html.py` writes it as one HTML file and `docx.py` as a
Word file, so that both say the same.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from bot.outputs.pages import advised, chapters, plan
from bot.outputs.pages.blocks import (
    Block,
    Cover,
    Entry,
    Heading,
    Listed,
    Paragraph,
    Picture,
    Report,
    Section,
    Table,
)
from bot.outputs.pages.chapters import Told
from dialogs.findings.advice import shown
from dialogs.findings.chart import Cell, said
from dialogs.findings.findings import Findings
from dialogs.phrases import capital, small
from dialogs.words import Words


def report(of: Findings, words: Words, entry: Entry | None = None, marking: str = "") -> Report:
    """The report of these findings: all sections, in the order in which a decision needs them.

    `entry` is where the result stands in the record: who keeps the report can see later whether
    anything before it was changed. `marking` says who may have it, where it is not the usual.
    """
    told = Told(of, words)
    return Report(
        language=of.language,
        title=of.title,
        lines=(),
        sections=tuple(
            Section(told.say(key), tuple(written(told))) for key, written in SECTIONS.items()
        ),
        alt=of.alt,
        footer=(of.credit, told.say("made"), *_record(told, entry)),
        cover=_cover(told, marking or told.say("marking")),
        author=of.author,
        made=of.made,
    )


def _cover(it: Told, marking: str) -> Cover:
    of = it.of
    rows = (
        ("day_row", of.day),
        ("version", it.say("as_of", day=of.as_of)),
        ("took_part", it.words.apart((of.who, said(it.words, "picture.views")))),
        ("prepared", of.author or "–"),
        ("marking_row", marking),
    )
    return Cover(
        marking=marking,
        kind=it.say("head"),
        rows=tuple((it.say(key), text) for key, text in rows),
        contents=it.say("contents"),
        page=it.say("page", n="|n|", total="|total|"),
    )


def _record(it: Told, entry: Entry | None) -> Iterable[str]:
    if entry:
        yield it.say("record", n=entry[0], hash=entry[1])


def _decision(it: Told) -> Iterable[Block]:
    """What is to be decided, what is in the way, who does what: to be read in a minute."""
    of = it.of
    if of.to_decide:
        yield Paragraph(it.say("line", name=it.say("to_decide"), line=of.to_decide), strong=True)
    if of.apart:
        yield Paragraph(of.apart, strong=True)
    if of.decision:
        yield Paragraph(it.say("team", said=small(of.decision)), strong=True)
    for sentence in of.stop_signs:
        yield Paragraph(sentence, strong=True)
    if note := it.say("us") if of.stop_signs else of.too_few or of.no_stop:
        yield Paragraph(note)
    if of.first:
        yield it.facts(of.first)
    yield Heading(it.say("who_does"))
    yield from _who_does(it)
    if of.closing:
        yield Heading(it.say("closing"))
        yield it.facts(of.closing)


def _who_does(it: Told) -> Iterable[Block]:
    """The first recommendations, each with the step that the plan makes of it."""
    of = it.of
    if not of.headlines:
        yield Paragraph(of.too_few or of.nothing)
        return
    if of.pilots:
        yield Paragraph(of.pilots, strong=True)
    does = {line.issue: line for line in of.plan}
    rows = []
    for number, item in enumerate(of.headlines, 1):
        line = does.get(item.title)
        mine = (line.what, line.owner, line.due) if line else (item.here or "–", "–", "–")
        rows.append((f"{number}. {item.title} ({item.level})", *mine))
    yield it.table(("recommended", "action", "owner", "due"), rows, 30, 36, 17, 17)


def _overview(it: Told) -> Iterable[Block]:
    yield it.facts(it.of.overview)
    yield Heading(it.say("objectives"))
    yield it.table(("aim", "came"), it.of.objectives, 5, 5)
    if it.of.context:
        yield Heading(it.say("context"))
    for note in it.of.context:
        yield Paragraph(note.text)
        yield Paragraph(it.say("context_line", day=note.day, source=note.source.rstrip(".")))
        yield Paragraph(it.say("context_text"))


def _scenario(it: Told) -> Iterable[Block]:
    yield it.facts(it.of.scenario) if it.of.scenario else Paragraph(it.say("no_news"))


def _map(it: Told) -> Iterable[Block]:
    of = it.of
    yield Picture()
    lines = (it.say("line", name=side.name, line=side.line) for side in of.sides)
    yield Listed(tuple(lines))
    for side in of.sides:
        yield from chapters.quoted(it, side.name, side.comments)
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
    return (cell.name, it.where(cell), it.words.apart(marks), shown(it.words, cell) or "–")


def _compared(it: Told) -> Iterable[Block]:
    yield Heading(it.say("compared"))
    yield Paragraph(it.say("compared_text", before=it.of.before))
    rows = [(side.name, side.before or "–", side.label) for side in it.of.sides]
    rows += [(cell.name, cell.before or "–", cell.word) for cell in it.of.cells]
    yield it.table(("component", "before", "now"), rows, 4, 3, 3)


def _public(it: Told) -> Iterable[Block]:
    yield Paragraph(it.of.public)
    yield from (Paragraph(sentence, strong=True) for sentence in it.of.otherwise)
    if it.of.both:
        apart = it.say("otherwise")
        rows = ((b.name, b.we, b.they, apart if b.otherwise else "–") for b in it.of.both)
        yield it.table(("component", "we", "they", "apart"), rows, 35, 22, 22, 21)


def _methods(it: Told) -> Iterable[Block]:
    yield Listed(it.of.method)


def _limits(it: Told) -> Iterable[Block]:
    yield Listed(it.of.limits)


def _signoff(it: Told) -> Iterable[Block]:
    """To be signed on paper: by whoever made it, looked at it, and decides."""
    yield Paragraph(it.say("signoff_text"))
    signs = (
        ("role_prepared", it.of.author),
        ("role_reviewed", ""),
        ("role_decides", it.of.decides),
    )
    rows = tuple((it.say(role), name, "") for role, name in signs)
    head = tuple(it.say(key) for key in ("role", "signs", "signed"))
    yield Table(head, rows, (2, 4, 4), roomy=True)


def _shown(write: Callable[[Told], Iterable[Block]]) -> Callable[[Told], Iterable[Block]]:
    """A section that has nothing to tell where too few answered: "none" would be no answer."""

    def section(it: Told) -> Iterable[Block]:
        return (Paragraph(it.of.too_few),) if it.of.too_few else write(it)

    return section


SECTIONS: Mapping[str, Callable[[Told], Iterable[Block]]] = {
    "decision": _decision,
    "overview": _overview,
    "scenario": _scenario,
    "map": _map,
    "strengths": _shown(chapters.strengths),
    "findings": _shown(chapters.findings),
    "differ": _shown(chapters.differ),
    "public": _public,
    "unknown": chapters.unknown,
    "advice": advised.advice,
    "agenda": _shown(advised.agenda),
    "plan": plan.plan,
    "methods": _methods,
    "limits": _limits,
    "signoff": _signoff,
}
