"""The improvement plan of a report: who does what, to what end, in which steps; and how it went."""

from collections.abc import Iterable

from bot.outputs.pages.blocks import Block, Heading, Paragraph, Quoted, Table
from bot.outputs.pages.chapters import Told
from dialogs.findings.chain import Step
from dialogs.findings.chart import said
from dialogs.findings.tasks import PlanLine


def plan(it: Told) -> Iterable[Block]:
    """The actions in one table; what each is to come to; the roadmap's steps; what was told."""
    of = it.of
    yield Paragraph(it.say("plan_text" if of.plan else "plan_none"))
    if of.plan:
        yield _actions(it)
        yield from _chains(it)
    if of.roadmap:
        yield from _roadmap(it)
    if of.decided:
        yield it.facts(of.decided)
    if of.worked or of.differently:
        yield Heading(it.say("next_time"))
    for key, texts in (("worked", of.worked), ("differently", of.differently)):
        if texts:
            yield Paragraph(it.say(key), strong=True)
            yield Quoted(texts)


def _actions(it: Told) -> Table:
    keys = ("issue", "action", "owner", "contact", "start", "due", "status")
    contact = it.say("contact_text")
    rows = ((*_what(a), contact, a.start, a.due, a.status) for a in it.of.plan)
    return it.table(keys, rows, 15, 21, 16, 13, 12, 12, 11)


def _what(line: PlanLine) -> tuple[str, ...]:
    """An action, and who does it."""
    return (f"{line.number}. {line.issue}", line.what, line.owner)


def _chains(it: Told) -> Iterable[Block]:
    """From each action to trust, with what to count today and in three months."""
    yield Heading(it.say("chains"))
    yield Paragraph(it.say("chains_text"))
    for line in it.of.plan:
        of = line.chain
        links = (
            ("action", line.what),
            ("output", of.output),
            ("outcome", of.outcome),
            ("trust", of.trust),
            ("baseline", of.baseline),
            ("later", of.later),
        )
        yield Paragraph(it.say("action_number", n=line.number), strong=True)
        yield it.facts(tuple((it.say(key), text or it.say("not_said")) for key, text in links))


def _roadmap(it: Told) -> Iterable[Block]:
    yield Heading(it.say("roadmap"))
    yield Paragraph(it.say("roadmap_text"))
    rows = (_step(it, n, step) for n, step in enumerate(it.of.roadmap, 1))
    yield it.table(("step", "source_words", "in_plan", "advised"), rows, 30, 30, 20, 20)


def _step(it: Told, number: int, step: Step) -> tuple[str, ...]:
    actions = ", ".join(it.say("action_number", n=n) for n in step.actions)
    quoted = said(it.words, "question.quotation_alone", text=step.source)
    source = step.source if step.paraphrase else quoted
    title = f"{number}. {step.title}"
    return (title, source, actions or "–", step.level or it.say("not_advised"))
