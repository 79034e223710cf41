"""The exercise itself: its steps, its pauses, its end."""

from collections.abc import Iterable

from dialogs.core import assessable, gate
from dialogs.core import course as steps
from dialogs.core import facts as f
from dialogs.core.addresses import (
    ItemView,
    ListView,
    NextView,
    ReminderKey,
    WaitsView,
)
from dialogs.core.evolve import people
from dialogs.core.exercise import Exercise
from dialogs.core.items import items_of, orders_of, takes_text
from dialogs.core.public import round as public
from dialogs.core.stage import Stage
from framework.answers.notes import by_side
from framework.answers.sheets import gather
from framework.publish import from_dict


def paused(x: Exercise, fact: f.Paused) -> None:
    """Nothing closes until it is resumed."""
    x.paused, x.barred = x.paused or not fact.passing, x.barred or fact.passing
    for stage in x.stages.values():
        stage.held = stage.open


def resumed(x: Exercise, fact: f.Resumed) -> None:
    """What was held goes on."""
    x.paused = x.barred = False
    for stage in x.stages.values():
        stage.held = False


def finished(x: Exercise, fact: f.Finished) -> None:
    """The exercise is over."""
    x.status = "finished"


def cancelled(x: Exercise, fact: f.Cancelled) -> None:
    """It was called off; what people gave is kept, or erased with it."""
    x.status, x.called_off = "cancelled", fact.at
    if fact.erase:
        x.purged, x.purged_at = True, fact.at
    for stage in x.stages.values():
        stage.closed = stage.closed or fact.at
    for person in x.people.values() if fact.erase else ():
        person.answers.clear()
        people.forget(x, person)


def purged(x: Exercise, fact: f.Purged) -> None:
    """Names and words went, as promised: of those who own no action any more."""
    x.purged, x.purged_at = True, fact.at
    for person in x.people.values():
        forget = people.forget_said if person.number in fact.kept else people.forget
        forget(x, person)


def opened(x: Exercise, fact: f.Opened) -> None:
    """A step began; whoever takes part gets a card for what it asks."""
    step = x.script.by_label[fact.round]
    items = items_of(x, step)
    needed = tuple(item for item in items if not takes_text(item))
    orders = orders_of(x, items)
    stage = Stage(fact.round, step, fact.at, fact.closes, items, needed, orders, held=x.away)
    x.stages[fact.round] = stage
    if stage.items:
        for person in x.participants():
            people.new_card(person, WaitsView())


def extended(x: Exercise, fact: f.Extended) -> None:
    """What closes together with this step moves with it."""
    for stage in _together(x, fact.round):
        stage.closes = fact.closes


def _together(x: Exercise, label: str) -> Iterable[Stage]:
    """A step, and what closes together with it."""
    for stage in x.stages.values():
        host = stage.step.closes.with_ if stage.step.closes else None
        if label in (stage.label, x.script.labels.get(host or "")):
            yield stage


def closed(x: Exercise, fact: f.Closed) -> None:
    """Nobody answers this step any more."""
    x.stages[fact.round].closed = fact.at
    x.stages[fact.round].settles = steps.settles(x, fact)
    x.reached = max(x.reached, x.joined)
    for person in x.participants():
        person.page = 0
        if isinstance(person.view, ItemView | ListView):
            person.view = NextView()


def settled(x: Exercise, fact: f.Settled) -> None:
    """The way back from a close by hand is over."""
    x.stages[fact.round].settles = 0.0


def reopened(x: Exercise, fact: f.Reopened) -> None:
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


def assessed(x: Exercise, fact: f.Assessed) -> None:
    """What the arithmetic found, and what is asked again."""
    published = from_dict(fact.result)
    x.results[fact.round] = published
    x.contested = fact.contested
    sheets = gather(x.framework, assessable.answers(x))
    gate.choose(x, published, by_side(x.framework, sheets, assessable.notes(x)))


def published(x: Exercise, fact: f.Published) -> None:
    """The group was told the results, or what a round showed."""
    stage = x.stages[fact.round]
    stage.closed = fact.at
    if stage.step.publish == "results":
        x.status = "following"


def reminded(x: Exercise, fact: f.Reminded) -> None:
    """These people were reminded of what they have not answered."""
    x.stages[fact.round].reminded[fact.zone] = fact.nth
    for number in fact.people:
        x.people[number].reminded = ReminderKey(fact.round, fact.nth, number)


def warned(x: Exercise, fact: f.Warned) -> None:
    """The facilitator was warned that too few have answered."""
    stage = x.stages[fact.round]
    stage.warned, stage.warnings = fact.at, fact.nth or stage.warnings


def halfway(x: Exercise, fact: f.Halfway) -> None:
    """How many had joined and finished at half-time."""
    x.halfway = (x.joined, x.stages[fact.round].finished)


def passed(x: Exercise, fact: f.Passed) -> None:
    """These news were shown to the facilitator, who wants others."""
    x.passed.append(fact.item)
    if x.prepared and x.prepared.item == fact.item:
        x.prepared = None


def prepared(x: Exercise, fact: f.Prepared) -> None:
    """These news will go out, as the facilitator saw them."""
    x.prepared = fact


def injected(x: Exercise, fact: f.Injected) -> None:
    """The group read these news."""
    x.injected = fact.item
