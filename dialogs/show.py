"""What every message should say now: `show(exercise, key)`.

A key names a message for good: `card/3/2` is the second card of person 3, `results/en` the
results in English. `touched` names the messages that a fact may change; what it names and what
really changes is held together by a property test.
"""

from collections.abc import Callable, Iterable
from typing import Any

from dialogs.core import facts as f
from dialogs.core.exercise import Exercise, Participant
from dialogs.core.phrases import button, until
from dialogs.core.post import Button, File, Post, Reply
from dialogs.talk import card as screens
from dialogs.talk import channel, desk, files, plan, results
from dialogs.talk import setup_card as setup_screens

GROUP = (
    *("board", "halfway", "feedback", "inject"),
    *("results", "picture", "report", "plan", "check"),
)
"""The messages to the group once it runs, in the order in which they come; one a language."""

STEPS: dict[str, str] = {
    "feedback": "feedback",
    "inject": "feedback",
    "results": "results",
    "picture": "results",
    "report": "results",
    "plan": "actions",
    "check": "check",
}
"""With which step of the script a message to the group comes; the others may come at any time."""


def show(x: Exercise, key: str) -> Post | File | None:
    """What this message should say now; None for what should not, or no longer, stand."""
    kind, _, rest = key.partition("/")
    return SHOWS[kind](x, rest)


def recipient(x: Exercise, key: str) -> int:
    """Who a message is for: a person's number, 0 for the group."""
    kind, *rest = key.split("/")
    if kind in ("card", "reminder", "told"):
        return int(rest[-2] if kind == "card" else rest[-1])
    return x.facilitator if kind in ("offer", "doubt", "lost", "paused") else 0


def urgency(key: str) -> int:
    """What goes first, the lowest number; 0 is for what somebody has just tapped.

    Results and what else is new, then cards that nobody waits for, the group's card, reminders.
    """
    kind = key.partition("/")[0]
    return {"card": 2, "board": 3, "reminder": 4}.get(kind, 1)


def touched(x: Exercise, fact: f.Fact) -> Iterable[str]:
    """The keys that `fact` may change, asked both before and after the exercise evolves."""
    yield from TOUCHED.get(type(fact), _everything)(x, fact)
    if x.status == "draft":
        yield from _person(x, x.facilitator)  # the weeks it offers are counted from the last fact


def say(x: Exercise, reply: Reply, person: int) -> str:
    """A reply in the person's words."""
    words = x.words(person)
    values = {name: _said(x, person, name, value) for name, value in reply.values.items()}
    return str(words.say(reply.key, **values))


def _said(x: Exercise, person: int, name: str, value: Any) -> Any:
    if name == "when":
        words = x.words(person)
        return words.date(value, x.zone) if value else words.say("calendar.facilitator_says")
    return value


# -- shows ---------------------------------------------------------------------------------------


def _card(x: Exercise, rest: str) -> Post | None:
    number, _, generation = rest.partition("/")
    p = x.people.get(int(number))
    if p is None or int(generation) != p.cards:
        return None
    if x.status == "draft":
        return setup_screens.card(x, p) if p.number == x.facilitator else None
    return screens.card(x, p)


def _reminder(x: Exercise, rest: str) -> Post | None:
    label, _, number = rest.split("/")
    p = x.people[int(number)]
    stage = x.stages[label]
    if p.reminded != f"reminder/{rest}" or not stage.open:
        return None
    words = x.words(p.number)
    scored = [i for i in stage.items if x.framework.has(i)]
    answered = sum(1 for i in scored if p.answer(label, i))
    text = words.say(
        "reminder.text",
        n=answered,
        of=len(scored),
        minutes=max(1, round((len(scored) - answered) / 2)),
        label=label,
        when=until(x, words, stage),
    )
    row = (button(x, words, "continue", "down"), button(x, words, "mute", "mute"))
    return Post(words.render("plain", text=text), (row,))


def _offer(x: Exercise, rest: str) -> Post | None:
    """[Close now], once everybody has finished and they are enough to be counted."""
    stage = x.stages.get(rest)
    if stage is None or not channel.all_finished(x, stage):
        return None
    return desk.offer(x, stage)


def _doubt(x: Exercise, rest: str) -> Post | None:
    if not x.doubted.get(rest):
        return None
    words = x.words(x.facilitator)
    kind = rest.partition("/")[0]
    what = words.say(f"doubt.{kind}" if words.has(f"doubt.{kind}") else "doubt.other")
    text = words.say("doubt.text", what=what)
    return Post(
        words.render("plain", text=text),
        ((button(x, words, "send_again", f"again.{rest}"),),),
    )


def _lost(x: Exercise, rest: str) -> Post | None:
    """For the facilitator: somebody who takes part can no longer be written to."""
    p = x.people.get(int(rest))
    if p is None or p.reachable or not p.joined or p.number == x.facilitator:
        return None
    if p.number not in x.names:  # we let go of the name, not they of us
        return None
    words = x.words(x.facilitator)
    text = words.say("lost.text", name=x.names.get(p.number, "–"))
    return Post(words.render("plain", text=text))


def _paused(x: Exercise, rest: str) -> Post | None:
    """For the facilitator: the group can no longer be written to."""
    if not x.paused:
        return None
    words = x.words(x.facilitator)
    return Post(words.render("plain", text=words.say("paused.text")))


def _hello(x: Exercise, rest: str) -> Post | None:
    if x.status != "draft":
        return None
    words = x.library.words[x.language]
    way = Button(words.text("button.set_up"), data=f"{x.id}.setup", start=x.token)
    return Post(words.render("hello"), ((way,),), once=True)


SHOWS: dict[str, Callable[[Exercise, str], Post | File | None]] = {
    "card": _card,
    "reminder": _reminder,
    "offer": _offer,
    "doubt": _doubt,
    "lost": _lost,
    "paused": _paused,
    "hello": _hello,
    "board": channel.board,
    "halfway": channel.halfway,
    "feedback": channel.feedback,
    "inject": channel.inject,
    "results": results.results,
    "picture": files.picture,
    "report": files.report,
    "plan": plan.plan,
    "check": plan.check,
    "told": plan.question,
}


# -- touched -------------------------------------------------------------------------------------


def _of(p: Participant) -> Iterable[str]:
    if p.cards:
        yield f"card/{p.number}/{p.cards}"
    if p.reminded:
        yield p.reminded
    if not p.reachable:
        yield f"lost/{p.number}"


def _person(x: Exercise, number: int) -> Iterable[str]:
    return _of(x.people[number]) if number in x.people else ()


def _group(x: Exercise, kinds: Iterable[str] = GROUP) -> Iterable[str]:
    return (f"{kind}/{language}" for kind in kinds for language in x.languages)


def _offers(x: Exercise) -> Iterable[str]:
    return (f"offer/{label}" for label, stage in x.stages.items() if stage.step.ask)


def _begun(x: Exercise) -> Iterable[str]:
    """The kinds of messages to the group that may say something by now.

    One that was looked at too early would wait in a queue before another that belongs above it.
    """
    steps = {stage.step.publish or stage.step.plan for stage in x.stages.values()}
    return (kind for kind in GROUP if STEPS.get(kind) in (None, *steps))


def _everything(x: Exercise, fact: f.Fact) -> Iterable[str]:
    """What concerns all: opening, closing, results."""
    if x.status == "draft":
        yield "hello"
    else:
        yield from _group(x, _begun(x))
        yield from _offers(x)
        yield from plan.keys(x, ())
    if x.paused:
        yield "paused/group"
    for person in x.people.values():
        yield from _of(person)


def _own(x: Exercise, fact: Any) -> Iterable[str]:
    return _person(x, fact.person)


def _noted(x: Exercise, fact: Any) -> Iterable[str]:
    """A note beside a question that is asked again may stand on everybody's card."""
    yield from _person(x, fact.person)
    note = x.notes.get(fact.note)
    if note and note.item in x.contested:
        for person in x.participants():
            yield from _of(person)


def _spoke(x: Exercise, fact: f.Spoke) -> Iterable[str]:
    yield from _person(x, fact.person)
    if fact.person == x.facilitator:
        yield from _desk(x)
    yield from plan.keys(x, ())


def _desk(x: Exercise) -> Iterable[str]:
    """What is in the facilitator's words, besides their card."""
    yield from _offers(x)
    yield from (f"doubt/{key}" for key in x.doubted)
    yield from (f"lost/{p.number}" for p in x.people.values() if not p.reachable)
    if x.paused:
        yield "paused/group"


def _answered(x: Exercise, fact: f.Answered) -> Iterable[str]:
    yield from _person(x, fact.person)
    stage = x.stages[fact.round]
    if len(x.people[fact.person].answers.get(fact.round, {})) == len(stage.items):
        yield from _group(x, ("board",))
        yield from _offers(x)


def _members(x: Exercise, fact: Any) -> Iterable[str]:
    """Somebody came or went: the card in the channel counts them, the facilitator's desk too."""
    yield from _person(x, fact.person)
    yield from _person(x, x.facilitator)
    yield from _group(x, ("board",))
    yield from _offers(x)


def _planned(x: Exercise, fact: Any) -> Iterable[str]:
    for person in x.people.values():
        if person.number == fact.person or person.view.startswith("plan"):
            yield from _of(person)
    yield from plan.keys(x, x.languages)


def _handed(x: Exercise, fact: f.Handed) -> Iterable[str]:
    yield from _person(x, fact.person)
    yield from _person(x, fact.to)
    yield from _everything(x, fact)
    yield from _desk(x)


TOUCHED: dict[type[f.Fact], Callable[[Exercise, Any], Iterable[str]]] = {
    f.Set: _own,
    f.Answered: _answered,
    f.Turned: _own,
    f.Spoke: _spoke,
    f.Noted: _noted,
    f.Released: _noted,
    f.Discarded: _noted,
    f.Held: _own,
    f.Muted: _own,
    f.Lost: _own,
    f.Found: _own,
    f.Took: _planned,
    f.Amended: _planned,
    f.Told: _planned,
    f.Joined: _members,
    f.Left: _members,
    f.Handed: _handed,
    f.Doubted: lambda x, fact: (f"doubt/{fact.key}",),
    f.Repeated: lambda x, fact: (f"doubt/{fact.key}", fact.key),
    f.Halfway: lambda x, fact: _group(x, ("halfway",)),
}
