"""Too few answer: said while it still helps, said once when it is so, and a way to open it again.

Shows the facilitator that fewer have finished than are needed for anything to be shown, with one
more day and words to post; after the close, to the group, that nothing can be shown and what those
say who want it heard; and, once it is open again, until when. How many it were is said to nobody.
"""

from dialogs.core import calendar as when
from dialogs.core import course, gate
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import DeskView, ReopenKey, WarnKey
from dialogs.core.decision import Decision, Rest, do, refuse
from dialogs.core.due import warnings
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.phrases import button, capital, quoted, simple, until, way_in
from dialogs.talk.copilot import closing
from dialogs.words import Words

QUOTED = 600
"""UTF-16 units of each remark that is read out where nothing may be shown: there are a few."""

# -- what it shows -------------------------------------------------------------------------------


def warning(x: Exercise, key: WarnKey) -> Post | None:
    """To the facilitator: too few have finished so far; another day, or words to post."""
    stage = x.stages.get(key.round)
    if stage is None or not stage.open or key.nth != stage.warnings:
        return None
    if not warnings.few(x, stage) or not warnings.timely(x, stage):
        return None
    words = x.words(x.contact)
    text = words.say(
        "few.warning",
        least=gate.least(x),
        invited=x.setup.get("invited", ""),
        label=stage.label,
        when=until(x, words, stage),
    )
    day = button(x, words, "extend", "extend", "1d")
    return simple(words, text, ((day,), (button(x, words, "words_to_post", "desk", "words"),)))


def to_post(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """Words for the facilitator to post in the group, in each of its languages."""
    stage, back = closing.round_open(x), (button(x, words, "back", "desk"),)
    if stage is None:
        return simple(words, words.say("refuse.nothing_open"), (back,))
    texts = [_to_post(x, x.language_of(code)) for code in x.languages]
    return Post(words.render("to_post", how=words.say("few.copy"), texts=texts), (back,))


def _to_post(x: Exercise, words: Words) -> str:
    stage = closing.round_open(x)
    system, service = (x.topic(name, words.language) for name in ("system", "service"))
    return str(
        words.say(
            "few.to_post",
            system=capital(system),
            service=service,
            n=len(x.framework.components),
            minutes=x.minutes,
            least=gate.least(x),
            when=until(x, words, stage),
        )
    )


def few(x: Exercise, language: str) -> Post | None:
    """To the group: nothing can be shown; what those say who want it heard; how to go on."""
    found = gate.result(x, "1")
    if found is None or not gate.nothing(x) or language not in x.languages:
        return None
    words = x.language_of(language)
    key = gate.counting("few.text", found.participants)
    name = x.names.get(x.facilitator, "–") if x.under_way else ""
    text = words.render(
        "results_few",
        title=words.say(key, n=found.participants, least=gate.least(x)),
        remarks=[quoted(each, QUOTED) for each in gate.remarks(x)],
        next=words.say("few.next", name=name) if name else "",
    )
    return Post(text, once=True)


def offer(x: Exercise, key: ReopenKey) -> Post | None:
    """To the facilitator: nothing can be shown, and a day more may help."""
    if not gate.nothing(x) or x.status != "running":
        return None
    words = x.words(x.contact)
    text = words.say("few.offer", least=gate.least(x), days=course.REOPEN_DAYS)
    return simple(words, text, ((button(x, words, "open_a_day", "reopen", key.round, "day"),),))


def again(x: Exercise, language: str) -> Post | None:
    """To the group: the round is open again, until when."""
    stage = x.stages.get("1")
    if stage is None or not stage.again or not stage.open or language not in x.languages:
        return None
    words = x.language_of(language)
    text = words.say("few.again", label=stage.label, when=until(x, words, stage))
    return simple(words, text, ((way_in(x, words, "take_part"),),), once=True)


# -- what it does --------------------------------------------------------------------------------


def reopen(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`reopen.1.day`: a day more, where nothing could be shown; else the way back from a close."""
    if rest != ("1", "day"):
        return closing.reopen(x, event, rest)
    if not gate.nothing(x) or x.status != "running":
        return refuse("too_late_to_reopen")
    closes = when.office_hours(when.later(event.at, "1d", x.zone), x.zone, x.holidays)
    closes = when.whole_minute(closes)
    fact = f.Reopened(event.at, event.person, "1", closes)
    return do(fact, say="closing.reopened", label="1", when=closes)
