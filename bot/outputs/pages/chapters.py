"""What a report tells of what was found: strengths, findings, what differs, what is not known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.outputs.pages.blocks import Block, Heading, Listed, Paragraph, Quoted, Table
from dialogs.findings.about import Named
from dialogs.findings.advice import shown
from dialogs.findings.chart import Cell, said
from dialogs.findings.findings import Findings
from dialogs.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """What a report tells: the findings, and how its sentences and tables are made of them."""

    of: Findings
    words: Words
    section: str = "report"

    def say(self, key: str, **values: object) -> str:
        """A sentence of the report, or of the brief."""
        return said(self.words, f"{self.section}.{key}", **values)

    @property
    def sources(self) -> tuple[str, ...]:
        """What recommendations cite, each once, in order."""
        return tuple(dict.fromkeys(cite for item in self.of.advice for cite in item.cited))

    def table(self, keys: Iterable[str], rows: Iterable[tuple[str, ...]], *wide: int) -> Table:
        """A table with these heads; `wide` are shares of the width."""
        return Table(tuple(self.say(key) for key in keys), tuple(rows), wide)

    def facts(self, rows: Named) -> Table:
        """A table of names and what stands beside them."""
        return self.table(("item", "entry"), rows, 3, 7)

    def where(self, cell: Cell) -> str:
        """`Administrative: obstacle`."""
        return dict(self.of.places)[cell.id]

    def place(self, cell: Cell) -> str:
        """`Legality (Administrative: obstacle)`."""
        return f"{cell.name} ({self.where(cell)})"

    def line(self, cell: Cell) -> str:
        """A component with its place, its word and what else may be shown of it."""
        remarks = shown(self.words, cell)
        line = said(self.words, "report.line", name=self.place(cell), line=cell.word)
        return self.words.apart(filter(None, (line, remarks)))

    def group(self, key: str, cells: Sequence[Cell], **values: object) -> Iterable[Block]:
        """A heading and components by name, each with what may be shown of it."""
        yield Heading(self.say(key, **values))
        yield Listed(tuple(map(self.line, cells))) if cells else Paragraph(self.say("none"))


KEPT = (
    ("largest", ("benefit",), ("very_high", "high")),
    ("strong", ("capacity",), ("very_high", "high")),
    ("keep", ("obstacle", "risk"), ("low",)),
)
"""What is worth keeping: under which heading, of which kinds, in which states."""


def strengths(it: Told) -> Iterable[Block]:
    """What is worth keeping: large benefits, capacities that are there, low concerns."""
    for key, kinds, states in KEPT:
        names = [c.many for c in it.of.categories if c.kind in kinds]
        if names:
            cells = [cell for cell in it.of.of(*states) if cell.kind in kinds]
            yield from it.group(key, cells, names=it.words.listed(names))


def findings(it: Told) -> Iterable[Block]:
    """All findings, the most serious first; comments beside them; what is in the middle."""
    rows = tuple((found.name, found.kind, found.shown or "–") for found in it.of.found)
    if rows:
        yield it.table(("component", "finding", "shown"), rows, 45, 30, 25)
    else:
        yield Paragraph(it.say("no_finding"))
    yield from _quotes(it, it.of.of("stop", "high", "very_high", "low"))
    yield Heading(it.say("watch_thin" if it.of.few else "watch"))
    yield Listed(_watched(it)) if it.of.of("middle") else Paragraph(it.say("none"))
    if it.of.remarks:
        yield Heading(it.say("remarks"))
        yield Quoted(it.of.remarks)


def _watched(it: Told) -> tuple[str, ...]:
    """What is neither high nor low, a line for each dimension that has any: it is often much."""
    found = {side.name: _middling(it, side.id) for side in it.of.sides}
    lines = {name: ", ".join(names) for name, names in found.items() if names}
    return tuple(it.say("line", name=name, line=listed) for name, listed in lines.items())


def _middling(it: Told, dimension: str) -> list[str]:
    return [cell.name for cell in it.of.of("middle") if cell.dimension == dimension]


def _quotes(it: Told, cells: Iterable[Cell]) -> Iterable[Block]:
    """Released comments on the side that a component's word names."""
    for cell in cells:
        yield from quoted(it, it.place(cell), (*cell.why_high, *cell.why_low))


def quoted(it: Told, name: str, comments: Sequence[str]) -> Iterable[Block]:
    """Released comments, below the name of what they are about."""
    if comments:
        yield Paragraph(name, strong=True)
        yield Paragraph(it.say("comments"))
        yield Quoted(tuple(comments))


def differ(it: Told) -> Iterable[Block]:
    """Both positions of what the team differs on, and what a second round changed."""
    cells = it.of.of("contested")
    for cell in cells:
        yield Paragraph(it.line(cell), strong=True)
        yield from _positions(it, cell)
    if not cells:
        yield Paragraph(it.say("none"))
    if it.of.changed:
        yield Heading(it.say("asked_again"))
        yield Listed(tuple(it.say("line", name=c.name, line=c.outcome) for c in it.of.changed))


def _positions(it: Told, cell: Cell) -> Iterable[Block]:
    """Both, as far as their writers released what they wrote."""
    if not cell.why_low and not cell.why_high:
        gone = it.of.deleted and it.say("line", name=it.say("deleted_row"), line=it.of.deleted)
        yield Paragraph(gone or it.say("no_comment"))
        return
    yield Paragraph(it.say("both_sides"))
    for key, quotes in (("why_low", cell.why_low), ("why_high", cell.why_high)):
        yield Paragraph(it.say(key))
        yield Quoted(quotes) if quotes else Paragraph(it.say("no_comment"))


def unknown(it: Told) -> Iterable[Block]:
    """Where knowledge is missing, and what could not be read, with the reason."""
    gaps = [cell for cell in it.of.cells if cell.gap]
    if gaps:
        yield Paragraph(it.say("needed_text"))
    yield from it.group("needed", gaps)
    few = [cell for cell in it.of.of("too_few") if not cell.gap]
    if few or not gaps:
        yield from it.group("too_few", few)
    yield from it.group("set_aside", it.of.of("set_aside"))
