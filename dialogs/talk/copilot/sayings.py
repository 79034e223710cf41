"""What to say: for the phase that it is, with this team's counts, and what not to ask.

A drawer of the desk. Over a week it is what a colleague would say at a desk or in a call; live,
what is said minute by minute. It counts people only from so many on that it tells of nobody, and
names what the team differs on in the words that the group has read.
"""

from collections.abc import Iterable

from markupsafe import Markup

from dialogs.core import course, gate
from dialogs.core.addresses import DeskView
from dialogs.core.exercise import Exercise
from dialogs.core.gate import FINISHED_FROM
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.findings.lines import listed
from dialogs.phrases import button, to_decide, until
from dialogs.talk.copilot import closing
from dialogs.words import Words

PHASES = ("before", "round", "waits", "few", "talk", "last", "results", "plan")
"""What an exercise goes through, for whoever speaks to the team."""


def phase(x: Exercise) -> str:
    """Which of them it is."""
    if course.opens(x):
        return "before"
    if gate.nothing(x):
        return "few"
    if gate.released(x, "results"):
        return "plan"
    open_now = [s for s in x.asking() if s.items and s.step.ask != "hot_wash"]
    if not open_now:
        return "waits" if gate.result(x, "1") is None else "results"
    if open_now[0].label == "1":
        return "round"
    return "talk" if open_now[0].step.ask == "components" else "last"


def live(x: Exercise) -> bool:
    """Whether everybody sits in one room."""
    return not x.schedule.day


def screen(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """What to say now, and what not to ask."""
    here = phase(x)
    which = "live" if live(x) else "week"
    text = words.render(
        "sayings",
        title=words.say("sayings.title"),
        counts=list(_counts(x, words)),
        spoken=words.say(f"sayings.{which}_{here}", **_values(x, words)),
        ask_not=words.say(f"sayings.not_{here}"),
    )
    return Post(text, ((button(x, words, "back", "desk"),),))


def _values(x: Exercise, words: Words) -> dict[str, object]:
    begins = course.opens(x)
    return {
        "begins": words.date(begins, x.zone) if begins else "",
        "when": until(x, words, closing.round_open(x) or next(iter(x.asking()), None)),
        "decision": to_decide(x, words),
        "n": len(x.framework.components),
        "minutes": x.minutes,
        "least": gate.least(x),
    }


def _counts(x: Exercise, words: Words) -> Iterable[Markup]:
    """How many, where that may be said; and what the team differs on."""
    first, found = x.stages.get("1"), gate.result(x, "1")
    if first and first.open and x.joined >= FINISHED_FROM:
        yield words.say("sayings.joined", n=x.joined, invited=x.setup.get("invited", ""))
    if first and first.open and first.finished >= FINISHED_FROM:
        yield words.say("sayings.finished", n=first.finished)
    if found and found.groups.differ and not gate.released(x, "results"):
        yield words.say("sayings.differ", names=listed(x, words, found.groups.differ))
