"""The report: an after-action report with an improvement plan, as a ministry would file it.

Its form follows HSEEP (U.S. Homeland Security Exercise and Evaluation Program). It is made once, as
a tree of headings, paragraphs and tables; `html.py` writes it as one HTML file and `docx.py` as a
Word file, so that both say the same.
"""

from collections.abc import Iterable, Sequence

from bot.outputs.blocks import (
    Block,
    Heading,
    Listed,
    Paragraph,
    Picture,
    Quoted,
    Report,
    Section,
    Table,
)
from dialogs.findings.about import Named
from dialogs.findings.advice import Advice, Lens, shown
from dialogs.findings.chart import Cell, said
from dialogs.findings.findings import Findings
from dialogs.findings.tasks import PlanLine
from dialogs.phrases import capital
from dialogs.words import Words

SECTIONS = (
    *("overview", "decision", "map", "strengths", "findings", "differ", "unknown"),
    *("advice", "public", "plan", "methods", "limits"),
)


def report(of: Findings, words: Words) -> Report:
    """The report of these findings."""
    return Writer(of, words).report()


class Writer:
    """Writes one report, section by section."""

    def __init__(self, of: Findings, words: Words) -> None:
        self.of = of
        self.words = words
        self.places = dict(of.places)
        self.sources = list(dict.fromkeys(cite for item in of.advice for cite in item.cited))

    def say(self, key: str, **values: object) -> str:
        """A sentence of the report."""
        return said(self.words, f"report.{key}", **values)

    def report(self) -> Report:
        """All sections, in the order in which a decision needs them."""
        of = self.of
        people = said(self.words, "picture.people", n=of.people, of=of.asked)
        views = said(self.words, "picture.views")
        return Report(
            language=of.language,
            title=of.title,
            lines=(self.say("head"), f"{of.day} · {people} · {views}"),
            sections=tuple(
                Section(self.say(part), tuple(getattr(self, f"_{part}")())) for part in SECTIONS
            ),
            alt=of.alt,
            footer=(of.credit, self.say("made")),
        )

    def _table(self, keys: Iterable[str], rows: Iterable[tuple[str, ...]], *wide: int) -> Table:
        return Table(tuple(self.say(key) for key in keys), tuple(rows), wide)

    def _facts(self, rows: Named) -> Table:
        return self._table(("item", "entry"), rows, 3, 7)

    # -- what it was about, and the decision -----------------------------------------------------

    def _overview(self) -> Iterable[Block]:
        yield self._facts(self.of.overview)
        yield Heading(self.say("in_short"))
        titles = [f"{n}. {a.title} ({a.level})" for n, a in enumerate(self.of.headlines, 1)]
        advised = "; ".join(titles) or self.of.nothing
        yield self._facts((*self.of.first, (self.say("recommended"), advised)))

    def _decision(self) -> Iterable[Block]:
        of = self.of
        if of.decision:
            yield Paragraph(of.decision, strong=True)
        for sentence in of.stop_signs:
            yield Paragraph(sentence, strong=True)
        if not of.stop_signs:
            yield Paragraph(of.nothing if not self._anything() else self.say("no_stop"))
        if of.closing:
            yield Heading(self.say("closing"))
            yield self._facts(of.closing)

    def _anything(self) -> bool:
        """Whether anything may be said of any component."""
        return any(cell.shown for cell in self.of.cells)

    # -- the map ---------------------------------------------------------------------------------

    def _map(self) -> Iterable[Block]:
        of = self.of
        yield Picture()
        lines = (self.say("line", name=side.name, line=side.line) for side in of.sides)
        yield Listed(tuple(lines))
        yield Heading(self.say("by_category"))
        head = (self.say("dimension"), *(capital(c.many) for c in of.categories))
        rows = tuple((side.name, *(count or "–" for count in side.counts)) for side in of.sides)
        yield Table(head, rows)
        if of.before:
            yield from self._compared()
        yield Heading(self.say("map_table"))
        yield Paragraph(self.say("map_text"))
        keys = ("component", "where", "state", "shown")
        yield self._table(keys, map(self._component, of.cells), 30, 25, 25, 20)

    def _component(self, cell: Cell) -> tuple[str, ...]:
        marks = [cell.word] + ([said(self.words, "picture.gap")] if cell.gap else [])
        return (cell.name, self.places[cell.id], "; ".join(marks), shown(self.words, cell) or "–")

    def _compared(self) -> Iterable[Block]:
        yield Heading(self.say("compared"))
        yield Paragraph(self.say("compared_text", before=self.of.before))
        rows = [(side.name, side.before or "–", side.label) for side in self.of.sides]
        rows += [(cell.name, cell.before or "–", cell.word) for cell in self.of.cells]
        yield self._table(("component", "before", "now"), rows, 4, 3, 3)

    # -- what was found --------------------------------------------------------------------------

    def _strengths(self) -> Iterable[Block]:
        yield from self._group("largest", self.of.of("very_high", "high", gain=True))
        yield from self._group("keep", self.of.of("low", gain=False))

    def _findings(self) -> Iterable[Block]:
        rows = tuple((found.name, found.kind, found.shown or "–") for found in self.of.found)
        if rows:
            yield self._table(("component", "finding", "shown"), rows, 45, 30, 25)
        else:
            yield Paragraph(self.say("no_finding"))
        yield from self._quotes(self.of.of("stop", "high", "very_high", "low"))
        yield Heading(self.say("watch"))
        yield Paragraph("; ".join(map(self._place, self.of.of("middle"))) or self.say("none"))

    def _group(self, key: str, cells: Sequence[Cell]) -> Iterable[Block]:
        """A heading and components by name, each with what may be shown of it."""
        yield Heading(self.say(key))
        yield Listed(tuple(map(self._line, cells))) if cells else Paragraph(self.say("none"))

    def _line(self, cell: Cell) -> str:
        remarks = shown(self.words, cell)
        line = f"{self._place(cell)}: {cell.word}"
        return f"{line}; {remarks}" if remarks else line

    def _place(self, cell: Cell) -> str:
        return f"{cell.name} ({self.places[cell.id]})"

    def _quotes(self, cells: Iterable[Cell]) -> Iterable[Block]:
        """Released comments on the side that a component's word names."""
        for cell in cells:
            quotes = (*cell.why_high, *cell.why_low)
            if quotes:
                yield Paragraph(self._place(cell), strong=True)
                yield Quoted(quotes)

    def _differ(self) -> Iterable[Block]:
        cells = self.of.of("contested")
        for cell in cells:
            yield Paragraph(self._line(cell), strong=True)
            yield from self._positions(cell)
        if not cells:
            yield Paragraph(self.say("none"))
        if self.of.changed:
            yield Heading(self.say("asked_again"))
            yield Listed(tuple(f"{c.name}: {c.outcome}" for c in self.of.changed))

    def _positions(self, cell: Cell) -> Iterable[Block]:
        """Both, as far as their writers released what they wrote."""
        if not cell.why_low and not cell.why_high:
            yield Paragraph(self.of.deleted or self.say("no_comment"))
            return
        yield Paragraph(self.say("both_sides"))
        for key, quotes in (("why_low", cell.why_low), ("why_high", cell.why_high)):
            yield Paragraph(self.say(key))
            yield Quoted(quotes) if quotes else Paragraph(self.say("no_comment"))

    def _unknown(self) -> Iterable[Block]:
        gaps = [cell for cell in self.of.cells if cell.gap]
        if gaps:
            yield Paragraph(self.say("needed_text"))
        yield from self._group("needed", gaps)
        yield from self._group("too_few", self.of.of("too_few"))
        yield from self._group("set_aside", self.of.of("set_aside"))

    # -- what to do ------------------------------------------------------------------------------

    def _advice(self) -> Iterable[Block]:
        of = self.of
        if of.nothing:
            yield Paragraph(of.nothing)
        if of.pilots:
            yield Paragraph(of.pilots, strong=True)
        for key, first in (("first", True), ("further", False)):
            items = [a for a in of.advice if a.headline and a.first == first]
            if items:
                yield Heading(self.say(key))
            for item in items:
                yield from self._item(item)
        yield from self._supporting([a for a in of.advice if not a.headline])
        yield from self._sources()
        yield from self._lenses()

    def _item(self, item: Advice) -> Iterable[Block]:
        yield Paragraph(f"{item.id}. {item.title}", strong=True)
        yield Paragraph(self._class(item))
        for key, text in (("why", "; ".join(item.why)), ("here", item.here), ("ask", item.ask)):
            if text:
                yield Paragraph(self.say(key, what=text))
        if item.quotes:
            yield Quoted(item.quotes)
        yield Paragraph(item.rests)
        yield Listed(item.because)
        if item.supports:
            yield Paragraph(self.say("supports", names=", ".join(item.supports)))
        yield Paragraph(self._source(item))

    def _class(self, item: Advice) -> str:
        return self.say("class_rule", level=capital(item.level), rule=item.rule)

    def _source(self, item: Advice) -> str:
        """What the source says, as a quotation only where it is one, and which it is."""
        key = "paraphrase" if item.paraphrase else "quotation"
        numbers = "".join(f"[{self.sources.index(cite) + 1}]" for cite in item.cited)
        return self.say(key, text=item.source.rstrip("."), numbers=numbers)

    def _sources(self) -> Iterable[Block]:
        if self.sources:
            yield Heading(self.say("sources"))
        for number, cite in enumerate(self.sources, 1):
            yield Paragraph(f"[{number}] {cite}")

    def _supporting(self, items: Sequence[Advice]) -> Iterable[Block]:
        """In one table: what the headlines are made of."""
        if items:
            yield Heading(self.say("support"))
            keys = ("number", "issue", "weight", "reason", "cited")
            yield self._table(keys, map(self._support, items), 7, 21, 21, 30, 21)

    def _support(self, item: Advice) -> tuple[str, ...]:
        why = f"{item.rests} {'; '.join(item.because)}"
        return (item.id, item.title, self._class(item), why, self._source(item))

    def _lenses(self) -> Iterable[Block]:
        of = self.of
        kinds = (("triangle", of.corners), ("learn", of.competencies), ("attitudes", of.attitudes))
        for key, lenses in kinds:
            if lenses:
                yield Heading(self.say(key))
                yield Listed(tuple(map(self._lens, lenses)))

    def _lens(self, lens: Lens) -> str:
        title, listed = capital(lens.title), ", ".join(lens.names)
        if not lens.text:
            return f"{title}: {listed}"
        return f"{title}: {lens.text}" + (f" {listed}." if listed else "")

    # -- the public, the plan, the method --------------------------------------------------------

    def _public(self) -> Iterable[Block]:
        yield Paragraph(self.of.public)
        if self.of.both:
            apart = self.say("otherwise")
            rows = ((b.name, b.we, b.they, apart if b.otherwise else "–") for b in self.of.both)
            yield self._table(("component", "we", "they", "apart"), rows, 35, 22, 22, 21)

    def _plan(self) -> Iterable[Block]:
        of = self.of
        yield Paragraph(self.say("plan_text" if of.plan else "plan_none"))
        if of.plan:
            keys = ("issue", "action", "citizens", "owner", "contact", "start", "due", "status")
            contact = self.say("contact_text")
            rows = ((*_what(a), contact, a.start, a.due, a.status) for a in of.plan)
            yield self._table(keys, rows, 14, 18, 12, 10, 12, 12, 12, 10)
        if of.decided:
            yield self._facts(of.decided)
        if of.worked or of.differently:
            yield Heading(self.say("next_time"))
        for key, texts in (("worked", of.worked), ("differently", of.differently)):
            if texts:
                yield Paragraph(self.say(key), strong=True)
                yield Quoted(texts)

    def _methods(self) -> Iterable[Block]:
        yield Listed(self.of.method)

    def _limits(self) -> Iterable[Block]:
        yield Listed(self.of.limits)


def _what(line: PlanLine) -> tuple[str, ...]:
    """An action, and who does it."""
    return (f"{line.number}. {line.issue}", line.what, line.citizens or "–", line.owner)
