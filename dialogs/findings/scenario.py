"""What an exercise was held for and about: its objectives, its scenario and news, its country."""

from dataclasses import dataclass

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.findings import lines
from dialogs.findings.about import Named, decision
from dialogs.findings.actions import action, numbers
from dialogs.findings.chart import clean, said
from dialogs.phrases import capital, fill
from dialogs.words import Words
from framework.publish import Published


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the country from elsewhere: as of which day, and whose it is."""

    text: str
    day: str
    source: str


def objectives(x: Exercise, words: Words, of: Published) -> Named:
    """What the exercise was to reach, each with what came of it."""
    to = decision(x, words)
    aim = said(words, "report.aim_decide", to=to) if to else said(words, "report.aim_decide_open")
    return (
        (said(words, "report.aim_see"), _seen(words, of)),
        (aim, _decided(x, words, of)),
        (said(words, "report.aim_plan"), _planned(x, words)),
    )


def _seen(words: Words, of: Published) -> str:
    """Of how many components something can be said."""
    read = sum(shown.valid for shown in of.components.values())
    return said(words, "report.came_see", n=read, of=len(of.components))


def _decided(x: Exercise, words: Words, of: Published) -> str:
    return clean(str(lines.decision(x, words, of).unescape())) or said(words, "report.came_open")


def _planned(x: Exercise, words: Words) -> str:
    steps = numbers(x)
    owned = sum(action(x, n).owner in x.names for n in steps)
    if not steps:
        return said(words, "report.plan_none")
    key = "report.came_plan" if owned else "report.came_plan_nobody"
    return said(words, key, n=len(steps), owned=owned)


def scenario(x: Exercise, words: Words) -> Named:
    """What was assumed, the news that was invented for it, and what was said about them."""
    rows = [
        ("situation", x.topic("situation", words.language)),
        ("change", x.topic("change", words.language)),
        ("news", news(x, words) or said(words, "report.no_news")),
        ("thread", action(x, 0).changed.get("thread", "")),
    ]
    there = [(name, clean(text)) for name, text in rows if text]
    return tuple((said(words, f"report.{name}", n=x.framework.years), text) for name, text in there)


def news(x: Exercise, words: Words) -> str:
    """The news that the group read; empty if there were none."""
    if not x.injected or not gate.released(x, "feedback"):
        return ""
    return fill(x, words, x.framework.texts[words.language].inject[x.injected].text)


def context(x: Exercise, words: Words) -> tuple[Context, ...]:
    """The pack's note on the country in which the exercise is; none where it has none."""
    here = x.library.country(x.zone)
    text = x.framework.texts[words.language].country.get(here)
    cites = {source.id: source.cite for source in x.framework.sources}
    return tuple(
        Context(capital(text), str(words.plain_day(note.day)), cites[note.source])
        for note in x.framework.countries
        if note.id == here and text
    )
