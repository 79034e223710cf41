"""One person's private card: which screen it shows, and what a text does that is written to it.

There is one card a person, edited in place. Where they are is derived: the first question without
an answer, unless their view says that they turned elsewhere. Shown here: that all is answered,
that nothing is asked, and whether to be erased. Its buttons go on, bring the card down, erase.
"""

from collections.abc import Callable
from typing import Any

from dialogs.core import course, gate
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import (
    AdmittedView,
    DeskView,
    EditView,
    EraseView,
    HeldView,
    InvitedView,
    ItemView,
    LaterView,
    ListView,
    NewsView,
    NextView,
    NotedView,
    NotesView,
    NoteView,
    PlanView,
    PrivacyView,
    ReadView,
    View,
    WaitsView,
    WelcomeView,
    WhichView,
    WhyView,
)
from dialogs.core.decision import NOTHING, Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.exercise import Exercise, current_item, next_item
from dialogs.core.items import takes_text
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post, Reply
from dialogs.phrases import Rows, button, grave, simple, until
from dialogs.talk import answers, desk, held, notes, question, welcome, which
from dialogs.talk.copilot import inject
from dialogs.talk.plan import actions, check
from dialogs.words import Words

Screen = Callable[[Exercise, Participant, Words, Any], Post]
"""What a card shows, given its view."""

# -- what it shows -------------------------------------------------------------------------------


def card(x: Exercise, p: Participant) -> Post | None:
    """The card of somebody in an exercise that has begun; None where there should be none."""
    words = x.words(p.number)
    if type(p.view) in ANYBODY:
        return ANYBODY[type(p.view)](x, p, words, p.view)
    if p.number in x.removed:
        name = x.names.get(x.facilitator, "–")
        return simple(words, words.say("card.removed", name=name))
    if x.leads(p.number) and (isinstance(p.view, DeskView) or not p.joined):
        return desk.screen(x, p, words)
    if not p.joined:
        owns = any(action.owner == p.number for action in x.actions.values())
        return actions.screen(x, p, words, PlanView()) if owns and x.under_way else None
    if x.status == "cancelled":
        return simple(words, words.say("card.cancelled"))
    return SCREENS[type(p.view)](x, p, words, p.view)


def _erase(x: Exercise, p: Participant, words: Words, view: EraseView) -> Post:
    text = words.say(
        "erase.before" if _unused(x) else "erase.after",
        system=x.topic("system", words.language),
        service=x.topic("service", words.language),
    )
    row = (grave(button(x, words, "erase", "erase")), button(x, words, "keep_all", "next"))
    return simple(words, text, (row,))


def _next(x: Exercise, p: Participant, words: Words, view: NextView) -> Post:
    here = next_item(x, p)
    if here is not None:
        return question.screen(x, p, words, ItemView(*here))
    if any(True for _ in x.asking()):
        return _done(x, p, words)
    return _waiting(x, p, words)


def _done(x: Exercise, p: Participant, words: Words) -> Post:
    """Everything is answered that is asked now."""
    stage = next(iter(x.asking()))
    text = words.render(
        "done",
        saved=question.saved(x, p, words),
        n=sum(len(p.answers.get(s.label, {})) for s in x.asking()),
        closes=until(x, words, stage),
    )
    row = (button(x, words, "back", "back"), button(x, words, "my_answers", "list"))
    return Post(text, (row, _dates(x, words), *_to_desk(x, p, words)))


def _waiting(x: Exercise, p: Participant, words: Words) -> Post:
    """Nothing is asked: the round is being counted, or everything is over."""
    if begins := course.opens(x):
        text = words.say("card.begins", when=words.date(begins, x.zone))
        return simple(words, text, (_dates(x, words), *_to_desk(x, p, words)))
    if gate.nothing(x):
        text = words.say("card.few" if x.under_way else "card.over_few")
        return simple(words, text, (*_to_desk(x, p, words),))
    published = any(s.step.publish == "results" and not s.open for s in x.stages.values())
    if due := gate.results_due(x):
        text = words.say("card.results", when=words.date(due, x.zone))
    else:
        text = words.say("card.over" if published else "card.waiting")
    way = (*notes.way(x, p, words), *held.way(x, p, words))
    after = () if published or not x.under_way else (_dates(x, words),)
    return simple(words, text, (*((way,) if way else ()), *after, *_to_desk(x, p, words)))


def _dates(x: Exercise, words: Words) -> tuple[Button, ...]:
    """The dates for one's calendar; after the results they stand beside the plan."""
    return (button(x, words, "dates", "dates"),)


def _waits(x: Exercise, p: Participant, words: Words, view: WaitsView) -> Post:
    """How many questions wait, and none of them: a new message is read on locked screens, too."""
    waiting = [(s, n) for s in x.asking() if (n := s.left(p.answers.get(s.label, {})))]
    if not waiting:
        return _next(x, p, words, NextView())
    stage, n = waiting[0]
    key = "waits.round" if stage.step.ask == "components" else "waits.last"
    text = words.say(key, label=stage.label, n=n)
    return simple(words, text, ((button(x, words, "open", "next"),),))


def _to_desk(x: Exercise, p: Participant, words: Words) -> Rows:
    """For a facilitator who takes part: the way back from the questions to what they decide."""
    if not x.leads(p.number) or not x.under_way:
        return ()
    return ((button(x, words, "desk", "desk"),),)


ANYBODY: dict[type[View], Screen] = {
    AdmittedView: welcome.admitted,
    EraseView: _erase,
    NewsView: inject.ask,
    InvitedView: which.invited,
    WhichView: which.asked,
    PlanView: actions.screen,
    WhyView: check.ask_why,
}
"""The screens of everybody who is known here, whether or not they take part: an action of the
plan may have an owner who never scored, and whoever is known can be erased."""

SCREENS: dict[type[View], Screen] = {
    NextView: _next,
    WelcomeView: welcome.screen,
    PrivacyView: welcome.sees,
    LaterView: welcome.later,
    ItemView: question.screen,
    ListView: answers.screen,
    NoteView: notes.ask,
    EditView: notes.ask_anew,
    NotedView: notes.noted,
    NotesView: notes.mine,
    HeldView: held.screen,
    WaitsView: _waits,
    ReadView: _next,  # what they read no longer stands
}
"""The screens of those who take part."""


# -- what it does --------------------------------------------------------------------------------


def wrote(x: Exercise, event: e.Wrote) -> Decision:
    """A text: the answer to what the card asks for, if that was on screen; else it is held."""
    person, text = x.people.get(event.person), event.text.strip()
    if not event.own:
        return refuse("not_own")
    if person is None:
        return refuse("not_joined")
    if event.on_page:
        return refuse("nothing_asked")  # a page of the set-up, which is over
    if not text:
        return refuse("only_text")
    facts, reply = _words(x, event, text, person)
    return facts, reply or _beside(event)


def _beside(event: e.Wrote) -> Reply | None:
    """What is said of a text that was taken, where the card does not say it."""
    if event.partly:
        return Reply("note.words_only")
    return Reply("note.in_thread") if event.aside else None


def _words(x: Exercise, event: e.Wrote, text: str, person: Participant) -> Decision:
    if event.edited:
        return _changed(x, event, text, person)
    asked = held.in_time(event, person)
    planned = asked and (
        actions.write(x, event.at, text, person)
        or check.write_why(x, event.at, text, person)
        or inject.write(x, event, text, person)
    )
    if planned:
        return planned
    if not person.joined:
        return refuse("not_joined" if asked else "too_early")
    if len(text) > notes.NOTE_MOST:
        return refuse("too_long", n=len(text), most=notes.NOTE_MOST)
    more = held.go_on(x, event, text, person)
    taken = asked and (notes.write(x, event, text, person) or _answer(x, event, text, person))
    return more or taken or _hold(x, event, text, person)


def _answer(x: Exercise, event: e.Wrote, text: str, person: Participant) -> Decision | None:
    """The answer to an open question on screen; None where there is none."""
    here = current_item(x, person)
    if here is None or not takes_text(here[1]) or x.stages[here[0]].shut(event.at):
        return None
    return do(*notes.in_words(x, event, here, text))


def _hold(x: Exercise, event: e.Wrote, text: str, person: Participant, say: str = "") -> Decision:
    """Any other text is held until it has a place; once all is over there is none."""
    if not x.under_way:
        return do(f.Turned(event.at, person.number, "", bottom=True), say="refuse.nothing_asked")
    return held.hold(x, event, text, person, say)


def _changed(x: Exercise, event: e.Wrote, text: str, person: Participant) -> Decision:
    """The new text of an old message: what was sent first stands, the new one gets a place.

    Unless it was taken as it is now: after an outage a message and its change come at once.
    """
    if person.typed is not None and person.typed.text == text:
        return NOTHING
    if not person.joined or not x.under_way or len(text) > notes.NOTE_MOST:
        return refuse("edited")
    return held.hold(x, event, text, person, "held.edited")


def _go_on(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """The next question; for a facilitator who does not take part, the desk."""
    known = event.person in x.people
    return do(f.Turned(event.at, event.person, "")) if known else refuse("not_joined")


def _down(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """The card again, below what was said since."""
    return do(f.Turned(event.at, event.person, "", bottom=True))


def _erase_me(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    person = x.people.get(event.person)
    if person is None or person.view != EraseView():
        return refuse("unknown_button")
    return do(erased(x, event.at, event.person), say="erased")


def erased(x: Exercise, at: float, person: int) -> f.Erased:
    """This person goes: with their answers, until something is made of them; then those stay."""
    return f.Erased(at, person, answers=_unused(x))


def _unused(x: Exercise) -> bool:
    """Whether answers can go: round 1 is open, or it was called off with nothing published."""
    first = x.stages.get("1")
    return first is None or first.open or (x.status == "cancelled" and not x.results)


TAPS: dict[str, Handler] = {
    "next": _go_on,
    "down": for_participants(_down),
    "erase": _erase_me,
}
"""What the buttons do that bring the card back to what is asked, or erase."""
