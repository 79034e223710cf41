"""The actions of the plan: which there are, what each says, who owns it.

An action follows from a recommendation in the channel, in the words of the pack, until somebody
changes it. The plan in the chat and the table in the report say the same.
"""

from datetime import date

from markupsafe import Markup

from dialogs.core import calendar as when
from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.people import Action
from dialogs.findings.chart import they
from dialogs.phrases import advised, capital
from dialogs.words import Words
from framework.publish import Published

DUE_DAYS = 45
"""Days from the results to an action's due date, until somebody sets another."""

HEARD = 2
"""Components of which an action says what those who use the service said."""

OUTCOME = ("decision", "noticed")
"""What the facilitator tells at the end, kept as fields of action 0."""

BESIDE = ("functions", "thread")
"""What the facilitator may tell for the report, kept there too: who took part, by function, and
what was said about the news."""

TOLD = (*OUTCOME, *BESIDE)


def suggested(of: Published) -> tuple[tuple[str, str], ...]:
    """The steps a plan begins with: each headline that is shown, with its first lead component.

    A headline without a component of its own suggests none.
    """
    leads = {item.id: item.leads for item in of.recommendations}
    return tuple((id_, leads[id_][0]) for id_ in of.headlines if leads[id_])


def numbers(x: Exercise) -> range:
    """The numbers of the actions."""
    result = gate.latest(x)
    return range(1, (len(suggested(result)) if result else 0) + 1)


def action(x: Exercise, number: int) -> Action:
    """What is known of an action; an empty one if nobody has touched it."""
    return x.actions.get(number, Action())


def field(x: Exercise, words: Words, number: int, name: str) -> str:
    """One field of an action: as somebody wrote it, else as it follows from the results."""
    changed = action(x, number).changed
    if name in changed:
        return _day(x, words, changed[name]) if name == "due" else changed[name]
    result, released = gate.latest(x), gate.released(x, "results")
    if result is None or released is None or name not in ("what", "due"):
        return ""
    if name == "due":
        day = due_day(x, number)
        return _day(x, words, day.isoformat()) if day else ""
    step = [component for _, component in suggested(result)[number - 1 : number]]
    return capital(advised(x, words, step, "here"))


def heard(x: Exercise, words: Words, number: int) -> Markup:
    """What those who use the service said of what an action is about; empty for nothing."""
    result = gate.latest(x)
    if result is None or not result.public or not gate.released(x, "results"):
        return Markup("")
    [headline] = [id_ for id_, _ in suggested(result)[number - 1 : number]] or [""]
    fired = result.issued(headline).triggers if headline else ()
    ids = [i for i in dict.fromkeys(t.component for t in fired) if i in result.public.components]
    ids.sort(key=lambda i: i not in result.groups.otherwise)
    said = [(i, they(x, words, result, i)) for i in ids]
    name = x.framework.texts[words.language].component
    listed = [words.say("plan.one_said", name=name[i].name, they=what) for i, what in said if what]
    return words.say("plan.they_said", what=words.listed(listed[:HEARD])) if listed else Markup("")


def due_day(x: Exercise, number: int) -> date | None:
    """The day on which an action is due; None for one that somebody put in other words."""
    changed, released = action(x, number).changed, gate.released(x, "results")
    if "due" in changed:
        try:
            return when.day_of(changed["due"])
        except ValueError:
            return None
    if released is None:
        return None
    due = (released.closed or 0.0) + DUE_DAYS * 86400
    return when.local(when.past_holidays(due, x.zone, x.holidays), x.zone).date()


def _day(x: Exercise, words: Words, text: str) -> str:
    """A due date in these words, if it is one; else as somebody wrote it."""
    try:
        return str(words.day(when.moment(when.day_of(text), when.OFFICE[0], x.zone), x.zone))
    except (ValueError, OverflowError):
        return text


def owner(x: Exercise, words: Words, number: int) -> Markup:
    """The name of who owns an action."""
    name = x.names.get(action(x, number).owner)
    return Markup.escape(name) if name else words.say("plan.nobody")
