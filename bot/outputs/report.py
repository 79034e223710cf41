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
from dialogs.findings.advice import Advice, Lens, evidence
from dialogs.findings.chart import Cell, Side, said
from dialogs.findings.findings import Findings
from dialogs.phrases import capital
from dialogs.words import Words

SECTIONS = (
    *("overview", "participation", "map", "strengths", "improve", "contested", "gaps"),
    *("advice", "plan", "methods", "limits"),
)


def report(of: Findings, words: Words) -> Report:
    """The report of these findings."""
    return Writer(of, words).report()


class Writer:
    """Writes one report, section by section."""

    def __init__(self, of: Findings, words: Words) -> None:
        self.of = of
        self.words = words

    def say(self, key: str, **values: object) -> str:
        """A sentence of the report."""
        return said(self.words, f"report.{key}", **values)

    def report(self) -> Report:
        """All eleven sections."""
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

    # -- sections 1 to 3 -----------------------------------------------------------------------

    def _overview(self) -> Iterable[Block]:
        yield self._facts(self.of.overview)
        yield Heading(self.say("summary"))
        yield Listed(tuple(f"{side.name}: {side.label}" for side in self.of.sides))
        titles = [f"{n}. {a.title} ({a.level})" for n, a in enumerate(self.of.headlines, 1)]
        if titles:
            yield Listed(tuple(titles))
        else:
            yield Paragraph(self.of.nothing)

    def _participation(self) -> Iterable[Block]:
        yield self._facts(self.of.participation)

    def _facts(self, rows: Named) -> Table:
        return Table((self.say("item"), self.say("entry")), rows, (3, 7))

    def _map(self) -> Iterable[Block]:
        yield Picture()
        if any(side.net for side in self.of.sides):
            yield Paragraph(self.say("index_text"))
            yield self._index()
        else:
            yield Listed(tuple(f"{side.name}: {side.label}" for side in self.of.sides))
        if any(not side.net for side in self.of.sides):
            yield Paragraph(self.say("index_words"))
        if self.of.before:
            yield from self._compared()
        yield Heading(self.say("map_table"))
        yield self._components()

    def _index(self) -> Table:
        keys = ("dimension", "benefits", "obstacles", "risks", "net", "range", "state")
        sides = [*self.of.sides, self.of.overall]
        head = tuple(self.say(key) for key in keys)
        return Table(head, tuple(map(self._side, sides)), (16, 12, 12, 12, 10, 13, 25))

    def _side(self, side: Side) -> tuple[str, ...]:
        bars = side.bars or (None, None, None)
        tenths = ("–" if bar is None else self.say("tenths", n=bar) for bar in bars)
        reading = " ".join((capital(side.label) + ".", *side.remarks))
        return (side.name, *tenths, side.net or "–", side.between or "–", reading)

    def _components(self) -> Table:
        keys = ("component", "where", "median_head", "state", "spread", "n", "agreement_head")
        return Table(
            tuple(self.say(key) for key in keys),
            tuple(self._component(cell) for cell in self.of.cells),
            (17, 17, 11, 15, 15, 10, 15),
        )

    def _component(self, cell: Cell) -> tuple[str, ...]:
        marks = [cell.word] + ([said(self.words, "picture.gap")] if cell.gap else [])
        scored = str(cell.scored) if cell.scored else "–"
        numbers = (cell.value or "–", "; ".join(marks), cell.spread or "–", scored)
        return (cell.name, self._place(cell), *numbers, self._agreement(cell))

    def _agreement(self, cell: Cell) -> str:
        return self.say("agreement", agreement=cell.agreement) if cell.agreement else "–"

    def _place(self, cell: Cell) -> str:
        side = next(side.name for side in self.of.sides if side.id == cell.dimension)
        return f"{side}: {next(c.name for c in self.of.categories if c.id == cell.category)}"

    def _compared(self) -> Iterable[Block]:
        yield Heading(self.say("compared"))
        yield Paragraph(self.say("compared_text", before=self.of.before))
        rows = [(s.name, s.before or "–", s.label) for s in self.of.sides]
        rows += [
            (c.name, f"{c.before} {c.before_word}".strip() or "–", f"{c.value} {c.word}".strip())
            for c in self.of.cells
        ]
        head = (self.say("component"), self.say("before"), self.say("now"))
        yield Table(head, tuple(rows), (4, 3, 3))

    # -- sections 4 to 7 -----------------------------------------------------------------------

    def _strengths(self) -> Iterable[Block]:
        of = self.of
        yield Heading(self.say("largest"))
        yield from self._evidenced(of.of(kind="benefit", state="high"), "high")
        yield Heading(self.say("keep"))
        yield from self._evidenced(self._concerns("low"), "low")

    def _improve(self) -> Iterable[Block]:
        of = self.of
        yield Heading(self.say("serious"))
        yield from self._evidenced(self._concerns("high"), "high")
        yield Heading(self.say("small"))
        yield from self._evidenced(of.of(kind="benefit", state="low"), "low")
        yield Heading(self.say("watch"))
        yield from self._names(of.of(state="middle"))

    def _concerns(self, state: str) -> tuple[Cell, ...]:
        return tuple(c for c in self.of.of(state=state) if c.kind != "benefit")

    def _evidenced(self, cells: Sequence[Cell], side: str) -> Iterable[Block]:
        """Each with its numbers and what was released on the side that prevails."""
        for cell in cells:
            close = said(self.words, "results.close_call") if cell.close_call else ""
            numbers = evidence(self.words, cell)
            numbers = f"{numbers}." if numbers else self.say("words_only")
            line = f"{cell.name} ({self._place(cell)}): {numbers}"
            yield Listed((" ".join(filter(None, (line, close))),))
            quotes = cell.why_high if side == "high" else cell.why_low
            if quotes:
                yield Quoted(quotes)
        if not cells:
            yield Paragraph(self.say("none"))

    def _numbers(self, cell: Cell) -> str:
        numbers = evidence(self.words, cell)
        text = numbers + "." if numbers else self.say("words_only")
        return f"{capital(cell.says)}. {capital(text)}"

    def _contested(self) -> Iterable[Block]:
        cells = [c for c in self.of.cells if c.state == "contested" or c.verdict]
        for cell in cells:
            yield Paragraph(f"{cell.name} ({self._place(cell)})", strong=True)
            yield Paragraph(" ".join(filter(None, (self._numbers(cell), cell.verdict))))
            if cell.state == "contested":
                yield from self._positions(cell)
        if not cells:
            yield Paragraph(self.say("none"))

    def _positions(self, cell: Cell) -> Iterable[Block]:
        """Both, as far as their writers released what they wrote."""
        if not cell.why_low and not cell.why_high:
            yield Paragraph(self.say("no_comment"))
            return
        yield Paragraph(self.say("both_sides"))
        for key, quotes in (("why_low", cell.why_low), ("why_high", cell.why_high)):
            yield Paragraph(said(self.words, f"again.{key}"))
            yield Quoted(quotes) if quotes else Paragraph(self.say("no_comment"))

    def _gaps(self) -> Iterable[Block]:
        yield Heading(self.say("needed"))
        gaps = [c for c in self.of.cells if c.gap]
        yield from self._names(gaps)
        yield Heading(self.say("too_few"))
        yield from self._names(self.of.of(state="too_few"))
        yield Heading(self.say("set_aside"))
        yield from self._names(self.of.of(state="set_aside"))

    def _names(self, cells: Sequence[Cell]) -> Iterable[Block]:
        lines = [f"{cell.name} ({self._place(cell)})" for cell in cells]
        for n, cell in enumerate(cells):
            if cell.unsure and cell.gap:
                lines[n] += ": " + self.say("unsure", n=cell.unsure)
        yield Listed(tuple(lines)) if lines else Paragraph(self.say("none"))

    # -- sections 8 to 11 ----------------------------------------------------------------------

    def _advice(self) -> Iterable[Block]:
        of = self.of
        if of.nothing:
            yield Paragraph(of.nothing)
        for block in ("first", "then"):
            items = [a for a in of.advice if a.block == block]
            if items:
                yield Heading(self.say(block))
            for item in items:
                yield from self._item(item)
        yield from self._supporting([a for a in of.advice if not a.block])
        yield from self._lenses()

    def _supporting(self, items: Sequence[Advice]) -> Iterable[Block]:
        """In one table: what the headlines are made of."""
        if items:
            yield Heading(self.say("support"))
            head = tuple(self.say(key) for key in ("number", "issue", "weight", "reason", "cited"))
            yield Table(head, tuple(map(self._support, items)), (7, 22, 22, 29, 20))

    def _support(self, item: Advice) -> tuple[str, ...]:
        why = "; ".join(f"{r.says} ({r.evidence})" if r.evidence else r.says for r in item.reasons)
        source = "; ".join((item.source, *item.cited))
        return (item.id, item.title, self._rule(item), capital(why), source)

    def _rule(self, item: Advice) -> str:
        key = "rule" if item.priority else "rule_word"
        found = {"level": item.level, "priority": item.priority, "robustness": item.robustness}
        return self.say(key, **found)

    def _item(self, item: Advice) -> Iterable[Block]:
        yield Paragraph(f"{item.id}. {item.title}", strong=True)
        if item.pilots:
            yield Paragraph(item.pilots)
        yield Paragraph(said(self.words, "results.here", what=item.here))
        yield Paragraph(said(self.words, "results.ask", what=item.ask))
        yield Paragraph(self._rule(item))
        head = (self.say("reason"), self.say("evidence"), self.say("weight"))
        rows = tuple((capital(r.says), r.evidence or "–", r.rule) for r in item.reasons)
        yield Table(head, rows, (4, 4, 2))
        if item.quotes:
            yield Quoted(item.quotes)
        if item.supports:
            yield Paragraph(self.say("supports", names=", ".join(item.supports)))
        yield Paragraph(self.say("source", text="; ".join((item.source, *item.cited))))

    def _lenses(self) -> Iterable[Block]:
        of = self.of
        kinds = (("triangle", of.corners), ("learn", of.competencies), ("attitudes", of.attitudes))
        for key, lenses in kinds:
            if lenses:
                yield Heading(self.say(key))
                yield Listed(tuple(map(self._lens, lenses)))

    def _lens(self, lens: Lens) -> str:
        listed = ", ".join(lens.names)
        title = capital(lens.title)
        if not lens.text:
            return f"{title}: {listed}"
        return f"{title}: {lens.text}" + (f" {listed}." if listed else "")

    def _plan(self) -> Iterable[Block]:
        if not self.of.plan:
            yield Paragraph(self.say("plan_none"))
        else:
            yield Paragraph(self.say("plan_text"))
            keys = ("issue", "action", "citizens", "owner", "contact", "start", "due", "status")
            contact = self.say("contact_text")
            rows = tuple(
                (
                    *(f"{a.number}. {a.issue}", a.what, a.citizens or "–", a.owner),
                    *(contact, a.start, a.due, a.status),
                )
                for a in self.of.plan
            )
            wide = (15, 20, 14, 11, 11, 10, 10, 9)
            yield Table(tuple(self.say(key) for key in keys), rows, wide)
        if self.of.decided:
            yield self._facts(self.of.decided)
        if self.of.worked or self.of.differently:
            yield Heading(self.say("next_time"))
            for key, texts in (("worked", self.of.worked), ("differently", self.of.differently)):
                if texts:
                    yield Paragraph(self.say(key), strong=True)
                    yield Quoted(texts)

    def _methods(self) -> Iterable[Block]:
        yield Listed(self.of.method)

    def _limits(self) -> Iterable[Block]:
        yield Listed(self.of.limits)
