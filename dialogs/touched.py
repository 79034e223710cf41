"""Which messages a fact may change: `touched(exercise, fact)` names their keys.

What it names and what really changes is held together by a property test.
"""

from collections.abc import Callable, Iterable
from typing import Any

from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import (
    FILES,
    GROUP,
    AskedKey,
    CardKey,
    CopyKey,
    CrowdKey,
    DoubtKey,
    FileKey,
    GoneKey,
    GroupKey,
    HandedKey,
    HelloKey,
    Key,
    LostKey,
    MissingKey,
    NewsKey,
    OfferKey,
    PausedKey,
    PlanView,
    ProgressKey,
    RecalledKey,
    RefusedKey,
    ReopenKey,
    WarnKey,
    kind_of,
    read_key,
)
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant

STEPS: dict[str, str] = {
    "few": "feedback",
    "again": "feedback",
    "feedback": "feedback",
    "inject": "feedback",
    "results": "results",
    "picture": "results",
    "brief": "results",
    "report": "results",
    "plan": "actions",
    "unowned": "results",
    "decided": "results",
    "check": "check",
}
"""With which step of the script a message to the group comes; the others may come at any time."""


def touched(x: Exercise, fact: f.Fact) -> Iterable[str]:
    """The keys that `fact` may change, asked both before and after the exercise evolves."""
    group = False
    for about in (*TOUCHED.get(type(fact), _everything)(x, fact), *_awake(x)):
        key, group = str(about), group or isinstance(about, GroupKey)
        yield key
        if key in x.fetched:
            yield str(CopyKey(key))
    for number in x.readers if group else ():
        yield from map(str, _person(x, number))
    if x.status == "draft":  # the weeks it offers are counted from the last fact
        yield from map(str, _person(x, x.facilitator))


def _awake(x: Exercise) -> Iterable[Key]:
    """While it is asked whether anybody runs it, whatever they do is the answer."""
    return _succession(x) if x.asked or x.vacant else ()


# -- whose messages --------------------------------------------------------------------------------


def _of(p: Participant) -> Iterable[Key]:
    if p.cards:
        yield CardKey(p.number, p.cards)
    if p.reminded:
        yield p.reminded
    if not p.reachable:
        yield LostKey(p.number)


def _person(x: Exercise, number: int) -> Iterable[Key]:
    return _of(x.people[number]) if number in x.people else ()


def _leaders(x: Exercise) -> Iterable[Key]:
    """The cards of those who run it: each may stand at the desk."""
    return (key for number in (x.facilitator, *x.deputies) for key in _person(x, number))


def _group(x: Exercise, kinds: Iterable[str] = GROUP) -> Iterable[Key]:
    """The group is posted each message once, in its main language; the others open in private."""
    return (GroupKey(kind, language) for kind in kinds for language in x.languages[:1])


def _offers(x: Exercise) -> Iterable[Key]:
    return (OfferKey(label) for label, stage in x.stages.items() if stage.step.ask)


def _owners(x: Exercise) -> Iterable[Key]:
    """The questions to those who own an action."""
    return (ProgressKey(n, a.owner) for n, a in x.actions.items() if n and a.owner)


def _begun(x: Exercise) -> Iterable[str]:
    """The kinds of messages to the group that may say something by now.

    One that was looked at too early would wait in a queue before another that belongs above it.
    """
    steps = {stage.step.publish or stage.step.plan for stage in x.stages.values()}
    return (kind for kind in GROUP if STEPS.get(kind) in (None, *steps))


def _everything(x: Exercise, fact: f.Fact) -> Iterable[Key]:
    """What concerns all: opening, closing, results."""
    if x.status == "draft":
        yield HelloKey()
    else:
        yield from _group(x, _begun(x))
        yield from _offers(x)
        yield from _owners(x)
        yield from _news(x)
        yield from _warnings(x)
        yield from _succession(x)
        yield from _decision(x)
        yield CrowdKey()
    if x.away:
        yield PausedKey()
    for key in x.undelivered:
        yield from _refused(key)
    for person in x.people.values():
        yield from _of(person)


def _succession(x: Exercise) -> Iterable[Key]:
    """What is said of who runs it, and of who left the group."""
    yield from (HandedKey(each.before, n) for n, each in enumerate(x.handed, 1))
    if x.asks:
        yield AskedKey(x.asks)
    yield from map(GoneKey, x.outside)
    if x.vacant or x.offered or any(each.taken for each in x.handed):
        yield from _group(x, ("vacant",))


def _warnings(x: Exercise) -> Iterable[Key]:
    """What the facilitator is told of how many have finished."""
    for label, stage in x.stages.items():
        if stage.warnings:
            yield WarnKey(label, stage.warnings)
    if gate.nothing(x) or any(stage.again for stage in x.stages.values()):
        yield ReopenKey("1")
        yield from _group(x, ("few", "again"))


def _news(x: Exercise) -> Iterable[Key]:
    """What is proposed to the facilitator, once round 1 has a result."""
    if "1" in x.results:
        yield NewsKey()


def _own(x: Exercise, fact: Any) -> Iterable[Key]:
    return _person(x, fact.person)


def _noted(x: Exercise, fact: Any) -> Iterable[Key]:
    """A note beside a question that is asked again may stand on everybody's card."""
    yield from _person(x, fact.person)
    note = x.notes.get(fact.note)
    if note and note.item in x.contested:
        for person in x.participants():
            yield from _of(person)


def _spoke(x: Exercise, fact: f.Spoke | f.Named) -> Iterable[Key]:
    """Whatever they read in private."""
    yield from _person(x, fact.person)
    if x.status == "draft":
        yield HelloKey()
    if x.leads(fact.person):
        yield from _desk(x)
    yield from _owners(x)


def _desk(x: Exercise) -> Iterable[Key]:
    """What is in the facilitator's words, besides their card."""
    yield from _offers(x)
    yield from _news(x)
    yield from _warnings(x)
    yield from _succession(x)
    yield from _decision(x)
    yield from (DoubtKey(key) for key in x.doubted)
    yield from (LostKey(p.number) for p in x.people.values() if not p.reachable)
    yield CrowdKey()
    for key in x.undelivered:
        yield from _refused(key)
    yield from map(CopyKey, x.fetched)
    if x.away:
        yield PausedKey()


def _refused(key: str) -> Iterable[Key]:
    """What is said of a post that was refused: to the facilitator, of a file to the group too."""
    yield RefusedKey(key)
    if kind_of(key) in FILES:
        yield MissingKey(key)


def _answered(x: Exercise, fact: f.Answered) -> Iterable[Key]:
    yield from _person(x, fact.person)
    stage = x.stages[fact.round]
    given = x.people[fact.person].answers.get(fact.round, {})
    if fact.item in stage.needed and stage.through(given):
        yield from _group(x, ("board",))
        yield from _offers(x)
        yield from _warnings(x)


def _members(x: Exercise, fact: Any) -> Iterable[Key]:
    """Somebody came or went: the card in the channel counts them, the facilitator's desk too."""
    yield from _person(x, fact.person)
    yield from _leaders(x)
    yield from _group(x, ("board",))
    yield from _offers(x)
    yield from _warnings(x)
    yield CrowdKey()


def _filed(x: Exercise, fact: f.Filed) -> Iterable[Key]:
    number = len(x.people[fact.person].filed)
    return (FileKey(fact.person, number),) if number else ()


def _planned(x: Exercise, fact: Any) -> Iterable[Key]:
    if (action := x.actions.get(fact.action)) and action.owner:
        yield from _person(x, action.owner)
    for person in x.people.values():
        if person.number == fact.person or isinstance(person.view, PlanView):
            yield from _of(person)
    yield from _group(x, ("plan", "unowned", "check"))
    yield from _decision(x)
    yield from _owners(x)


def _decision(x: Exercise) -> Iterable[Key]:
    """What was decided: asked of whoever runs it, read by the group."""
    if "decision" in x.recalled:
        yield RecalledKey()
    if (of := x.actions.get(0)) and "decision" in of.changed:
        yield from _group(x, ("decided",))


def _deputed(x: Exercise, fact: f.Deputed) -> Iterable[Key]:
    yield from _person(x, fact.to)
    yield from _person(x, fact.person)
    yield from _desk(x)


def _handed(x: Exercise, fact: f.Handed) -> Iterable[Key]:
    yield from _person(x, fact.person)
    yield from _person(x, fact.to)
    yield from _everything(x, fact)
    yield from _succession(x)
    yield from _desk(x)


TOUCHED: dict[type[f.Fact], Callable[[Exercise, Any], Iterable[Key]]] = {
    f.Set: _own,
    f.Answered: _answered,
    f.Turned: _own,
    f.Spoke: _spoke,
    f.Noted: _noted,
    f.Released: _noted,
    f.Discarded: _noted,
    f.Held: _own,
    f.Placed: _own,
    f.Muted: _own,
    f.Mailed: lambda x, fact: (),
    f.Lost: _own,
    f.Found: _own,
    f.Filed: _filed,
    f.Took: _planned,
    f.Amended: _planned,
    f.Told: _planned,
    f.Passed: lambda x, fact: (*_news(x), *_leaders(x)),
    f.Prepared: lambda x, fact: (*_news(x), *_leaders(x)),
    f.Injected: lambda x, fact: (*_group(x, ("inject",)), NewsKey(), *_leaders(x)),
    f.Invited: _own,
    f.Named: _spoke,
    f.Joined: _members,
    f.Left: _members,
    f.Admitted: _members,
    f.Handed: _handed,
    f.Deputed: _deputed,
    f.Belonged: lambda x, fact: (GoneKey(fact.person), *_person(x, fact.person)),
    f.Recalled: lambda x, fact: (*_group(x, ("unowned",)), *_decision(x)),
    f.Asked: lambda x, fact: _succession(x),
    f.Vacated: lambda x, fact: _succession(x),
    f.Offered: lambda x, fact: _succession(x),
    f.Relinked: lambda x, fact: (*_group(x, _begun(x)), *_person(x, fact.person)),
    f.Doubted: lambda x, fact: (DoubtKey(fact.key),),
    f.Repeated: lambda x, fact: (DoubtKey(fact.key), *_refused(fact.key), read_key(fact.key)),
    f.Confirmed: lambda x, fact: (DoubtKey(fact.key),),
    f.Undelivered: lambda x, fact: _refused(fact.key),
    f.Delivered: lambda x, fact: _refused(fact.key),
    f.Fetched: lambda x, fact: (CopyKey(fact.key),),
    f.PublicHeard: lambda x, fact: _leaders(x),
    f.PublicWeighed: _own,
    f.PublicCounted: lambda x, fact: (),
    f.Warned: lambda x, fact: _warnings(x),
    f.Halfway: lambda x, fact: _group(x, ("halfway",)),
}
"""What concerns few; every other fact may concern everything."""
