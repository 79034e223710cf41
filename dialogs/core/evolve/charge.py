"""Who is in charge: facilitators, those beside them, and what is asked of them."""

from dialogs.core import facts as f
from dialogs.core.addresses import (
    DeskView,
    NextView,
)
from dialogs.core.evolve import people
from dialogs.core.exercise import Exercise, Handed
from dialogs.core.people import Participant


def handed(x: Exercise, fact: f.Handed) -> None:
    """Somebody else facilitates from here on."""
    begun = x.status != "draft"
    if x.facilitator:  # nobody yet, where whoever added us is not told
        x.handed.append(Handed(x.facilitator, fact.to, fact.taken, begun))
        x.people[x.facilitator].view = NextView()  # their desk is no longer theirs
    x.facilitator = fact.to
    x.deputies.discard(fact.to)
    x.asked, x.vacant, x.offered = 0.0, False, 0
    person = x.people.setdefault(fact.to, Participant(fact.to, x.language))
    people.new_card(person, DeskView("handed") if begun else NextView())


def deputed(x: Exercise, fact: f.Deputed) -> None:
    """Somebody facilitates beside the facilitator, or no longer does."""
    person = x.people[fact.to]
    if fact.on:
        x.deputies.add(fact.to)
        people.new_card(person, DeskView("handed"))
        return
    x.deputies.discard(fact.to)
    person.view = NextView()


def belonged(x: Exercise, fact: f.Belonged) -> None:
    """Whether somebody is in the group, as far as its platform can tell."""
    (x.outside.discard if fact.inside else x.outside.add)(fact.person)


def asked(x: Exercise, fact: f.Asked) -> None:
    """Somebody asked whether the exercise is still looked after."""
    x.asked, x.asker, x.asks = fact.at, fact.person, x.asks + 1


def recalled(x: Exercise, fact: f.Recalled) -> None:
    """The facilitator was reminded of this once, and is not again."""
    x.recalled.add(fact.what)


def inquired(x: Exercise, fact: f.Inquired) -> None:
    """A closed group is asked whether to go on, until then."""
    stage = x.stages[fact.round]
    stage.inquired, stage.closes = True, fact.until


def vacated(x: Exercise, fact: f.Vacated) -> None:
    """Nobody answered: whoever wants may take the exercise over."""
    x.asked, x.vacant = 0.0, True


def offered(x: Exercise, fact: f.Offered) -> None:
    """It was offered to somebody, who has not taken it yet."""
    x.offered = fact.person
