"""Closing a round by hand, and the way back: nobody ends a round for everybody by one tap.

The desk asks first, by the exercise's name. What is closed takes no more answers from then on; what
follows it (the count, the feedback, the next round) waits for ten minutes, in which the facilitator
can open it again or let it follow at once. So nothing has to be taken back that somebody has read.
Where the script ends every phase by a tap, what follows does so at once: a room sits and waits for
it, and what it has read cannot be unread, so there the question is all.
"""

from markupsafe import Markup

from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import DeskView
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.core.stage import Stage
from dialogs.phrases import Rows, button, simple, until
from dialogs.words import Words


def closes(x: Exercise, words: Words, stage: Stage | None) -> Markup:
    """When a stage closes, to whoever closes it where no time does."""
    by_hand = stage is not None and stage.closes is None and stage.closed is None
    return words.say("calendar.you_say") if by_hand else until(x, words, stage)


def round_open(x: Exercise) -> Stage | None:
    """The round of components that is open."""
    return next((s for s in x.asking() if s.step.ask == "components"), None)


def settling(x: Exercise) -> Stage | None:
    """The round that was closed by hand a moment ago, and can be opened again."""
    return next((s for s in x.stages.values() if s.settles), None)


# -- what it shows -------------------------------------------------------------------------------


def ask(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """Whether to close the open round, by the exercise's name."""
    stage, back = round_open(x), button(x, words, "keep_open", "desk")
    if stage is None:
        return simple(words, words.say("refuse.nothing_open"), ((back,),))
    language = words.language
    text = words.say(
        "closing.ask",
        label=stage.label,
        system=x.topic("system", language),
        service=x.topic("service", language),
        invited=x.setup.get("invited", ""),
    )
    return simple(
        words, text, ((button(x, words, "close_yes", "close", stage.label, "yes"), back),)
    )


def way_back(x: Exercise, words: Words, stage: Stage) -> Rows:
    """What can be done in the minutes after a close."""
    again = button(x, words, "open_again", "reopen", stage.label)
    return ((again, button(x, words, "show_now", "settle", stage.label)),)


# -- what it does --------------------------------------------------------------------------------


def close(x: Exercise, event: e.Tap | e.Command, rest: Rest) -> Decision:
    """End the open round: ask first. Its button names the round, lest an old one closes another."""
    stage = round_open(x)
    if stage is None or (rest and rest[0] != stage.label):
        return refuse("nothing_open")
    asked = DeskView("close")
    if rest[1:] == ("yes",) and x.people[event.person].view == asked:
        closed = f.Closed(event.at, stage.label, event.person)
        back = f.Turned(event.at, event.person, str(DeskView()))
        said = "closing.done" if course.settles(x, closed) else "closing.closed"
        return do(closed, back, say=said, label=stage.label)
    public = isinstance(event, e.Command) and not event.private
    turned = f.Turned(event.at, event.person, str(asked), bottom=True)
    return do(turned, say="in_private" if public else "")


def reopen(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`reopen.1`: the round that was just closed is open again."""
    stage = settling(x)
    if stage is None or rest != (stage.label,):
        return refuse("too_late_to_reopen")
    until = None if stage.closes is None else max(stage.closes, event.at + course.BACK)
    fact = f.Reopened(event.at, event.person, stage.label, until)
    return do(fact, say="closing.reopened", label=stage.label, when=until)


def _settle(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`settle.1`: what follows a close follows now."""
    stage = settling(x)
    if stage is None or rest != (stage.label,):
        return refuse("unknown_button")
    fact = f.Settled(event.at, stage.label, event.person)
    return do(fact, say="closing.closed", label=stage.label)


TAPS: dict[str, Handler] = {"close": close, "reopen": reopen, "settle": _settle}
"""What its buttons do; closing is a command, too."""
