"""How each fact changes an exercise: `evolve` applies one, `fold` a whole history.

In place, in constant time whatever the number of people and answers; only the few facts that
concern everybody, such as `Closed`, look at everybody, once. What concerns one person stands in
`evolve_people.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dialogs.core import course, gate
from dialogs.core import evolve_people as people
from dialogs.core import facts as f
from dialogs.core.addresses import (
    DeskView,
    EditView,
    ItemView,
    ListView,
    NewsView,
    NextView,
    NoteView,
    PlanView,
    ReadView,
    ReminderKey,
    WaitsView,
    WhyView,
)
from dialogs.core.exercise import Action, Exercise, Handed, Participant, Stage, current_item
from dialogs.core.items import items_of, orders_of, takes_text
from dialogs.core.public import round as public
from framework.answers.notes import by_side
from framework.answers.sheets import gather
from framework.publish import from_dict


def fold(exercise: Exercise, history: Iterable[f.Fact], names: Mapping[int, str]) -> Exercise:
    """The exercise after these facts, with the names of those who still have one."""
    exercise.names.update(names)
    for fact in history:
        evolve(exercise, fact)
    return exercise


def evolve(exercise: Exercise, fact: f.Fact) -> None:
    """Apply one fact."""
    exercise.last_at = max(exercise.last_at, fact.at)
    if exercise.leads(getattr(fact, "person", 0)) and not isinstance(fact, NOT_DONE):
        exercise.asked, exercise.vacant, exercise.offered = 0.0, False, 0
    if isinstance(fact, ACTED):
        _act(exercise, fact)
    else:
        EVOLVE[type(fact)](exercise, fact)
    concerned = exercise.people.values() if isinstance(fact, SHARED) else _whom(exercise, fact)
    for person in concerned:
        _ask(exercise, person, fact.at)


def _whom(x: Exercise, fact: f.Fact) -> Iterable[Participant]:
    person = x.people.get(getattr(fact, "person", 0))
    return (person,) if person else ()


def _act(x: Exercise, fact: Any) -> None:
    """Somebody does something: on the card that they have, unless it makes them a new one."""
    person = x.people[fact.person]
    person.reminded, person.page, cards = None, 0, person.cards
    EVOLVE[type(fact)](x, fact)
    if person.cards == cards:
        person.used = cards


def _ask(x: Exercise, person: Participant, at: float) -> None:
    """Note since when a question has been on somebody's card, and since when words are asked.

    And who reads a message to the group in private: what changes it changes their card.
    """
    if isinstance(person.view, ReadView):
        x.readers.add(person.number)
    else:
        x.readers.discard(person.number)
    asked = current_item(x, person) if person.joined else None
    if asked != person.asked:
        person.asked, person.asked_at = asked, at
    prompt = _prompt(x, person)
    if prompt != person.prompt:
        person.prompt, person.prompted_at = prompt, at


def _prompt(x: Exercise, person: Participant) -> str:
    """What a text of theirs would be taken for, in a form to compare; empty: for nothing."""
    if x.status == "draft":
        return f"{len(x.setup)} {person.view}"
    if isinstance(person.view, WORDY):
        return str(person.view)
    asked = person.asked
    return "/".join(asked) if asked and takes_text(asked[1]) else ""


# -- set-up and end --------------------------------------------------------------------------------


def _drafted(x: Exercise, fact: f.Drafted) -> None:
    x.facilitator = fact.person
    x.language, x.zone = fact.language, fact.zone
    x.framework = x.library.pack(fact.pack)
    if fact.person:
        x.people[fact.person] = Participant(fact.person, fact.language)


OF_ONE = ("kind", "when", "holiday", "languages", "also", "public")
"""What is set up for one framework and may not fit another: it is asked again."""


def _framed(x: Exercise, fact: f.Framed) -> None:
    x.framework = x.library.pack(fact.pack)
    for item in OF_ONE:
        x.setup.pop(item, None)
    x.people[fact.person].view = NextView()


def _set(x: Exercise, fact: f.Set) -> None:
    x.setup[fact.item] = fact.text
    person = x.people[fact.person]
    person.view = NextView()
    person.cards += fact.typed


def _began(x: Exercise, fact: f.Began) -> None:
    x.status, x.began = "running", fact.at
    x.framework = x.library.pack(fact.pack)
    x.script = x.library.script(fact.script)
    x.language = x.languages[0]


def _handed(x: Exercise, fact: f.Handed) -> None:
    begun = x.status != "draft"
    if x.facilitator:  # nobody yet, where whoever added us is not told
        x.handed.append(Handed(x.facilitator, fact.to, fact.taken, begun))
        x.people[x.facilitator].view = NextView()  # their desk is no longer theirs
    x.facilitator = fact.to
    x.deputies.discard(fact.to)
    x.asked, x.vacant, x.offered = 0.0, False, 0
    person = x.people.setdefault(fact.to, Participant(fact.to, x.language))
    people.new_card(person, DeskView("handed") if begun else NextView())


def _deputed(x: Exercise, fact: f.Deputed) -> None:
    person = x.people[fact.to]
    if fact.on:
        x.deputies.add(fact.to)
        people.new_card(person, DeskView("handed"))
        return
    x.deputies.discard(fact.to)
    person.view = NextView()


def _belonged(x: Exercise, fact: f.Belonged) -> None:
    (x.outside.discard if fact.inside else x.outside.add)(fact.person)


def _asked(x: Exercise, fact: f.Asked) -> None:
    x.asked, x.asker, x.asks = fact.at, fact.person, x.asks + 1


def _recalled(x: Exercise, fact: f.Recalled) -> None:
    x.recalled.add(fact.what)


def _inquired(x: Exercise, fact: f.Inquired) -> None:
    stage = x.stages[fact.round]
    stage.inquired, stage.closes = True, fact.until


def _vacated(x: Exercise, fact: f.Vacated) -> None:
    x.asked, x.vacant = 0.0, True


def _offered(x: Exercise, fact: f.Offered) -> None:
    x.offered = fact.person


def _paused(x: Exercise, fact: f.Paused) -> None:
    x.paused, x.barred = x.paused or not fact.passing, x.barred or fact.passing
    for stage in x.stages.values():
        stage.held = stage.open


def _resumed(x: Exercise, fact: f.Resumed) -> None:
    x.paused = x.barred = False
    for stage in x.stages.values():
        stage.held = False


def _finished(x: Exercise, fact: f.Finished) -> None:
    x.status = "finished"


def _cancelled(x: Exercise, fact: f.Cancelled) -> None:
    x.status, x.called_off = "cancelled", fact.at
    if fact.erase:
        x.purged, x.purged_at = True, fact.at
    for stage in x.stages.values():
        stage.closed = stage.closed or fact.at
    for person in x.people.values() if fact.erase else ():
        person.answers.clear()
        people.forget(x, person)


def _purged(x: Exercise, fact: f.Purged) -> None:
    x.purged, x.purged_at = True, fact.at
    for person in x.people.values():
        forget = people.forget_said if person.number in fact.kept else people.forget
        forget(x, person)


# -- steps of the script ---------------------------------------------------------------------------


def _opened(x: Exercise, fact: f.Opened) -> None:
    step = x.script.by_label[fact.round]
    items = items_of(x, step)
    needed = tuple(item for item in items if not takes_text(item))
    orders = orders_of(x, items)
    stage = Stage(fact.round, step, fact.at, fact.closes, items, needed, orders, held=x.away)
    x.stages[fact.round] = stage
    if stage.items:
        for person in x.participants():
            people.new_card(person, WaitsView())


def _extended(x: Exercise, fact: f.Extended) -> None:
    """What closes together with this step moves with it."""
    for stage in _together(x, fact.round):
        stage.closes = fact.closes


def _together(x: Exercise, label: str) -> Iterable[Stage]:
    """A step, and what closes together with it."""
    for stage in x.stages.values():
        host = stage.step.closes.with_ if stage.step.closes else None
        if label in (stage.label, x.script.labels.get(host or "")):
            yield stage


def _closed(x: Exercise, fact: f.Closed) -> None:
    x.stages[fact.round].closed = fact.at
    x.stages[fact.round].settles = course.settles(x, fact)
    x.reached = max(x.reached, x.joined)
    for person in x.participants():
        person.page = 0
        if isinstance(person.view, ItemView | ListView):
            person.view = NextView()


def _settled(x: Exercise, fact: f.Settled) -> None:
    x.stages[fact.round].settles = 0.0


def _reopened(x: Exercise, fact: f.Reopened) -> None:
    """Nothing has followed: it waits after a close by hand, and where nothing can be shown."""
    for stage in _together(x, fact.round):
        stage.closed, stage.closes, stage.settles = None, fact.closes, 0.0
    public.recounted(x)
    if x.results.pop(fact.round, None):
        _ask_again(x, x.stages[fact.round])


def _ask_again(x: Exercise, stage: Stage) -> None:
    """Whoever had not finished hears that there is time again."""
    stage.again, x.contested = True, ()
    for person in x.participants():
        if stage.left(person.answers.get(stage.label, {})):
            people.new_card(person, WaitsView())


def _assessed(x: Exercise, fact: f.Assessed) -> None:
    published = from_dict(fact.result)
    x.results[fact.round] = published
    x.contested = fact.contested
    sheets = gather(x.framework, course.answers(x))
    gate.choose(x, published, by_side(x.framework, sheets, course.notes(x)))


def _published(x: Exercise, fact: f.Published) -> None:
    stage = x.stages[fact.round]
    stage.closed = fact.at
    if stage.step.publish == "results":
        x.status = "following"


def _reminded(x: Exercise, fact: f.Reminded) -> None:
    x.stages[fact.round].reminded[fact.zone] = fact.nth
    for number in fact.people:
        x.people[number].reminded = ReminderKey(fact.round, fact.nth, number)


def _warned(x: Exercise, fact: f.Warned) -> None:
    stage = x.stages[fact.round]
    stage.warned, stage.warnings = fact.at, fact.nth or stage.warnings


def _halfway(x: Exercise, fact: f.Halfway) -> None:
    x.halfway = (x.joined, x.stages[fact.round].finished)


def _passed(x: Exercise, fact: f.Passed) -> None:
    x.passed.append(fact.item)
    if x.prepared and x.prepared.item == fact.item:
        x.prepared = None


def _prepared(x: Exercise, fact: f.Prepared) -> None:
    x.prepared = fact


def _injected(x: Exercise, fact: f.Injected) -> None:
    x.injected = fact.item


# -- the plan, and messages in doubt or refused ----------------------------------------------------


def _dated(x: Exercise, fact: f.Dated) -> None:
    x.people[fact.person].dated += ((fact.at, fact.language),)


def _took(x: Exercise, fact: f.Took) -> None:
    x.actions.setdefault(fact.action, Action()).owner = fact.person
    if fact.person:
        x.people.setdefault(fact.person, Participant(fact.person, x.language))


def _amended(x: Exercise, fact: f.Amended) -> None:
    x.actions.setdefault(fact.action, Action()).changed[fact.field] = fact.text


def _told(x: Exercise, fact: f.Told) -> None:
    action = x.actions.setdefault(fact.action, Action())
    action.progress, action.why = fact.answer, fact.text


def _doubted(x: Exercise, fact: f.Doubted) -> None:
    x.doubted[fact.key] = fact.at


def _confirmed(x: Exercise, fact: f.Confirmed) -> None:
    x.doubted[fact.key] = 0.0


def _undelivered(x: Exercise, fact: f.Undelivered) -> None:
    x.undelivered[fact.key] = fact


def _delivered(x: Exercise, fact: f.Delivered) -> None:
    x.undelivered.pop(fact.key, None)


def _fetched(x: Exercise, fact: f.Fetched) -> None:
    x.fetched.add(fact.key)


def _repeated(x: Exercise, fact: f.Repeated) -> None:
    x.doubted[fact.key] = 0.0
    x.undelivered.pop(fact.key, None)
    x.repeats[fact.key] = x.repeats.get(fact.key, 0) + 1


SHARED = (f.Opened, f.Closed, f.Reopened, f.Cancelled)
"""What changes the question on everybody's card."""

ACTED = (f.Answered, f.Turned, f.Noted, f.Released, f.Discarded, f.Held, f.Placed, f.Muted)
"""What a person does: a reminder that came before it has served, and is taken away."""

NOT_DONE = (f.Lost, f.Belonged, f.Asked, f.Handed, f.Purged)
"""What is no doing of whose number it carries; anything else shows that they are there."""

WORDY = (NoteView, EditView, PlanView, WhyView, NewsView)
"""The views that ask for words (of the plan's, the one of a field; nobody else looks for any)."""

EVOLVE: dict[type[f.Fact], Callable[[Exercise, Any], None]] = {
    f.Drafted: _drafted,
    f.Framed: _framed,
    f.Set: _set,
    f.Began: _began,
    f.Opened: _opened,
    f.Extended: _extended,
    f.Closed: _closed,
    f.Settled: _settled,
    f.Reopened: _reopened,
    f.Assessed: _assessed,
    f.Published: _published,
    f.Passed: _passed,
    f.Prepared: _prepared,
    f.Injected: _injected,
    f.Finished: _finished,
    f.Cancelled: _cancelled,
    f.Joined: people.joined,
    f.Invited: people.invited,
    f.Named: people.named,
    f.Left: people.left,
    f.Admitted: people.admitted,
    f.Lost: people.lost,
    f.Found: people.found,
    f.Paused: _paused,
    f.Resumed: _resumed,
    f.Spoke: people.spoke,
    f.Turned: people.turned,
    f.Answered: people.answered,
    f.Noted: people.noted,
    f.Released: people.released,
    f.Discarded: people.discarded,
    f.Held: people.held,
    f.Placed: people.placed,
    f.Reminded: _reminded,
    f.Muted: people.muted,
    f.Mailed: people.mailed,
    f.Warned: _warned,
    f.Halfway: _halfway,
    f.Handed: _handed,
    f.Deputed: _deputed,
    f.Belonged: _belonged,
    f.Asked: _asked,
    f.Recalled: _recalled,
    f.Inquired: _inquired,
    f.Vacated: _vacated,
    f.Offered: _offered,
    f.Relinked: lambda x, fact: None,
    f.Dated: _dated,
    f.Took: _took,
    f.Amended: _amended,
    f.Told: _told,
    f.Repeated: _repeated,
    f.Doubted: _doubted,
    f.Confirmed: _confirmed,
    f.Undelivered: _undelivered,
    f.Delivered: _delivered,
    f.Fetched: _fetched,
    f.PublicOpened: public.opened,
    f.PublicClosed: public.closed,
    f.PublicHeard: public.heard,
    f.PublicWeighed: public.weighed,
    f.PublicCounted: public.counted,
    f.Erased: people.erased,
    f.Purged: _purged,
}
"""Every kind of fact has its line: an exercise is what its facts make of it, and nothing else."""
