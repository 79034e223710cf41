"""The brief: one page for who decides. What is to be decided, what is in the way, who does what.

It says what the report says, in the same order, and leaves out what a decision does not need. One
page by construction: what people write has a budget, and the more there is the smaller the type.
"""

from collections.abc import Iterable, Sequence
from math import ceil

from bot.outputs.pages.blocks import Block, Listed, Paragraph, Quoted, Report, Section, Table
from bot.outputs.pages.chapters import Told
from dialogs.findings.advice import Advice
from dialogs.findings.chart import said
from dialogs.findings.findings import Findings
from dialogs.findings.tasks import PlanLine
from dialogs.phrases import small
from dialogs.words import Words

QUOTES, QUOTED = 2, 180
"""So many comments of people, and so many characters of each."""

STOPS = 3
"""So many stop signs are written out; the sentence of the decision names all of them."""

TITLE, SENTENCE, LISTED, STEP, NAME = 120, 300, 180, 170, 60
"""Characters of the title, of a sentence on the decision, of a row, of a step, of a cell."""

SIZES = (12.0, 11.0, 10.0, 9.0, 8.0, 7.0)
"""Points, the largest that fits is taken."""


def brief(of: Findings, words: Words) -> Report:
    """The page of these findings."""
    told = Told(of, words, "brief")
    parts = (
        ("decision", _decision),
        ("found", _found),
        ("advice", _advice),
        ("apart", _apart),
        ("map", _map),
    )
    made = ((key, tuple(write(told))) for key, write in parts)
    sections = tuple(Section(told.say(key), blocks) for key, blocks in made if blocks)
    lines = (f"{of.day} · {of.who} · {said(words, 'picture.views')}",)
    footer = (of.public, told.say("more"), of.credit)
    return Report(
        language=of.language,
        title=short(of.title, TITLE),
        lines=lines,
        sections=sections,
        alt=of.alt,
        footer=footer,
        brief=_size(sections),
        numbered=False,
        author=of.author,
        made=of.made,
    )


def _decision(it: Told) -> Iterable[Block]:
    of = it.of
    if of.to_decide:
        yield Paragraph(short(of.to_decide, SENTENCE))
    if of.apart:
        yield Paragraph(short(of.apart, SENTENCE), strong=True)
    if of.decision:
        team = it.say("team", said=small(of.decision))
        yield Paragraph(short(team, SENTENCE), strong=True)
    for sentence in of.stop_signs[:STOPS]:
        yield Paragraph(sentence, strong=True)
    if not of.stop_signs and (note := of.too_few or of.no_stop):
        yield Paragraph(note)


def _found(it: Told) -> Iterable[Block]:
    rows = tuple((name, short(listed, LISTED)) for name, listed in it.of.first)
    if rows:
        yield Table(("", ""), rows, (3, 10))


def _map(it: Told) -> Iterable[Block]:
    """The map in words: a line a dimension, a column a category."""
    of = it.of
    if of.too_few:
        return
    head = (it.say("dimension"), *(c.many.capitalize() for c in of.categories), it.say("leans"))
    rows = tuple((s.name, *(count or "–" for count in s.counts), s.label) for s in of.sides)
    yield Table(head, rows, (7, *(7 for _ in of.categories), 6))


def _advice(it: Told) -> Iterable[Block]:
    of = it.of
    if not of.headlines:
        yield Paragraph(of.too_few or of.nothing)
        return
    if of.pilots:
        yield Paragraph(short(of.pilots, SENTENCE), strong=True)
    rows = []
    for number, item in enumerate(of.headlines, 1):
        does = next((line for line in of.plan if line.issue == item.title), None)
        rows.append((f"{number}. {item.title} ({item.level})", _here(item, does), *_who(it, does)))
    heads = ("recommended", "here", "owner", "due")
    yield Table(tuple(it.say(key) for key in heads), tuple(rows), (4, 7, 3, 3))


def _here(item: Advice, does: PlanLine | None) -> str:
    """What the team does: as the plan has it now, else as it was suggested."""
    return short(does.what if does else item.here, STEP)


def _who(it: Told, does: PlanLine | None) -> tuple[str, str]:
    if does is None:
        return it.say("nobody"), "–"
    return short(does.owner, NAME), short(does.due, NAME)


def _apart(it: Told) -> Iterable[Block]:
    """Where citizens see it otherwise, and what the sides of a difference say."""
    of = it.of
    apart = (b for b in of.both if b.otherwise)
    seen = [it.say("otherwise", name=b.name, we=small(b.we), they=small(b.they)) for b in apart]
    if seen:
        yield Listed(tuple(seen))
    quotes = [short(text, QUOTED) for text in _quotes(it)][:QUOTES]
    if quotes:
        yield Quoted(tuple(quotes))


def _quotes(it: Told) -> Iterable[str]:
    """Released comments from both sides of what we differ on; else beside what is advised."""
    split = [cell for cell in it.of.cells if cell.why_low and cell.why_high]
    for cell in split:
        yield f"{cell.name}. {said(it.words, 'report.why_low')} {cell.why_low[0]}"
        yield f"{cell.name}. {said(it.words, 'report.why_high')} {cell.why_high[0]}"
    if not split:
        about = {text: item.title for item in it.of.headlines for text in item.quotes}
        yield from (f"{title}: {text}" for text, title in about.items())


def short(text: str, most: int) -> str:
    """A text of one line, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rsplit(" ", 1)[0] + "…"


# -- one page -------------------------------------------------------------------------------------

WIDTH, HEIGHT = 17.0, 26.0
"""Centimetres of an A4 page that are written on."""

LETTER, LINE = 0.0185, 0.041
"""Centimetres that a letter is wide and a line is high for each point, as measured on pages."""


def _size(sections: Sequence[Section]) -> float:
    """The largest letters with which all of it stands on one page; the smallest if none does."""
    return next((size for size in SIZES if _height(sections, size) <= HEIGHT), SIZES[-1])


def _height(sections: Sequence[Section], size: float) -> float:
    lines = 8.0  # title, line, footer
    for section in sections:
        lines += 2.2 + sum(_lines(block, size) for block in section.blocks)
    return lines * LINE * size


def _lines(block: Block, size: float) -> float:
    """How many lines a block takes, with the space around it."""
    if isinstance(block, Table):
        shares = [WIDTH * share / sum(block.wide) - 0.4 for share in block.wide]
        rows = [block.head, *block.rows] if any(block.head) else [*block.rows]
        return 1 + sum(0.4 + _row(row, size, shares) for row in rows)
    texts = block.items if isinstance(block, Listed | Quoted) else (getattr(block, "text", ""),)
    return sum(0.4 + _wrapped(text, size, WIDTH - 0.6) for text in texts)


def _row(row: Sequence[str], size: float, shares: Sequence[float]) -> int:
    return max(_wrapped(text, size, width) for text, width in zip(row, shares, strict=True))


def _wrapped(text: str, size: float, width: float) -> int:
    capitals = sum(letter.isupper() for letter in text)
    return max(1, ceil((len(text) + capitals * 0.7) * LETTER * size / width))
