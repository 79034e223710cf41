"""What a report recommends: each with its rule, what it rests on and its source; and the agenda."""

from collections.abc import Iterable, Sequence
from functools import partial

from bot.outputs.pages.blocks import Block, Heading, Listed, Paragraph, Quoted
from bot.outputs.pages.chapters import Told
from dialogs.findings.advice import Advice, Lens
from dialogs.phrases import capital


def advice(it: Told) -> Iterable[Block]:
    """All recommendations, the first ones first, then what supports them, then their sources."""
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


def _item(it: Told, item: Advice) -> Iterable[Block]:
    yield Paragraph(f"{item.id}. {item.title}", strong=True)
    yield Paragraph(_class(it, item))
    for key, text in (("why", it.words.apart(item.why)), ("here", item.here), ("ask", item.ask)):
        if text:
            yield Paragraph(it.say(key, what=text))
    if item.quotes:
        yield Paragraph(it.say("comments"))
        yield Quoted(item.quotes)
    yield Paragraph(item.rests)
    yield Listed(item.because)
    if item.supports:
        yield Paragraph(it.say("supports", names=it.words.apart(item.supports)))
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
    why = f"{item.rests} {it.words.apart(item.because)}"
    return (item.id, item.title, _class(it, item), why, _source(it, item))


def agenda(it: Told) -> Iterable[Block]:
    """The strategic triangle as an agenda, to be filled in; then skills and attitudes."""
    of = it.of
    yield Paragraph(it.say("agenda_text"))
    rows = ((capital(c.title), c.text, " ".join(c.names), "") for c in of.corners)
    yield it.table(("corner", "asks", "open", "settles"), rows, 15, 20, 40, 25)
    for key, lenses in (("learn", of.competencies), ("attitudes", of.attitudes)):
        if lenses:
            yield Heading(it.say(key))
            yield Listed(tuple(_lens(it, lens) for lens in lenses))


def _lens(it: Told, lens: Lens) -> str:
    return it.say("line", name=capital(lens.title), line=lens.text or ", ".join(lens.names))
