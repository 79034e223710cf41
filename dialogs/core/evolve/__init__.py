"""How each fact changes an exercise: `evolve` applies one, `fold` a whole history.

In place, in constant time whatever the number of people and answers; only the few facts that
concern everybody, such as `Closed`, look at everybody, once. The modules are those of the facts.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dialogs.core import facts as f
from dialogs.core.addresses import (
    EditView,
    NewsView,
    NoteView,
    PlanView,
    ReadView,
    WhyView,
)
from dialogs.core.evolve import charge, course, people, plan, setup
from dialogs.core.exercise import Exercise, current_item
from dialogs.core.items import takes_text
from dialogs.core.people import Participant
from dialogs.core.public import round as public


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


SHARED = (f.Opened, f.Closed, f.Reopened, f.Cancelled)
"""What changes the question on everybody's card."""

ACTED = (f.Answered, f.Turned, f.Noted, f.Released, f.Discarded, f.Held, f.Placed, f.Muted)
"""What a person does: a reminder that came before it has served, and is taken away."""

NOT_DONE = (f.Lost, f.Belonged, f.Asked, f.Handed, f.Purged)
"""What is no doing of whose number it carries; anything else shows that they are there."""

WORDY = (NoteView, EditView, PlanView, WhyView, NewsView)
"""The views that ask for words (of the plan's, the one of a field; nobody else looks for any)."""

EVOLVE: dict[type[f.Fact], Callable[[Exercise, Any], None]] = {
    f.Drafted: setup.drafted,
    f.Framed: setup.framed,
    f.Set: setup.set_,
    f.Began: setup.began,
    f.Opened: course.opened,
    f.Extended: course.extended,
    f.Closed: course.closed,
    f.Settled: course.settled,
    f.Reopened: course.reopened,
    f.Assessed: course.assessed,
    f.Published: course.published,
    f.Passed: course.passed,
    f.Prepared: course.prepared,
    f.Injected: course.injected,
    f.Finished: course.finished,
    f.Cancelled: course.cancelled,
    f.Joined: people.joined,
    f.Invited: people.invited,
    f.Named: people.named,
    f.Left: people.left,
    f.Admitted: people.admitted,
    f.Lost: people.lost,
    f.Found: people.found,
    f.Paused: course.paused,
    f.Resumed: course.resumed,
    f.Spoke: people.spoke,
    f.Turned: people.turned,
    f.Answered: people.answered,
    f.Noted: people.noted,
    f.Released: people.released,
    f.Discarded: people.discarded,
    f.Held: people.held,
    f.Placed: people.placed,
    f.Reminded: course.reminded,
    f.Muted: people.muted,
    f.Mailed: people.mailed,
    f.Warned: course.warned,
    f.Halfway: course.halfway,
    f.Handed: charge.handed,
    f.Deputed: charge.deputed,
    f.Belonged: charge.belonged,
    f.Asked: charge.asked,
    f.Recalled: charge.recalled,
    f.Inquired: charge.inquired,
    f.Vacated: charge.vacated,
    f.Offered: charge.offered,
    f.Relinked: lambda x, fact: None,
    f.Filed: plan.filed,
    f.Took: plan.took,
    f.Amended: plan.amended,
    f.Told: plan.told,
    f.Repeated: plan.repeated,
    f.Doubted: plan.doubted,
    f.Confirmed: plan.confirmed,
    f.Undelivered: plan.undelivered,
    f.Delivered: plan.delivered,
    f.Fetched: plan.fetched,
    f.PublicOpened: public.opened,
    f.PublicClosed: public.closed,
    f.PublicHeard: public.heard,
    f.PublicWeighed: public.weighed,
    f.PublicCounted: public.counted,
    f.Erased: people.erased,
    f.Purged: course.purged,
}
"""Every kind of fact has its line: an exercise is what its facts make of it, and nothing else."""
