"""The plan, and messages in doubt or refused."""

from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.core.people import Action, Participant


def filed(x: Exercise, fact: f.Filed) -> None:
    """Somebody asked for a file of their own."""
    x.people[fact.person].filed += ((fact.at, fact.language, fact.kind),)


def took(x: Exercise, fact: f.Took) -> None:
    """Somebody owns an action, or, without a person, nobody does any more."""
    x.actions.setdefault(fact.action, Action()).owner = fact.person
    if fact.person:
        x.people.setdefault(fact.person, Participant(fact.person, x.language))


def amended(x: Exercise, fact: f.Amended) -> None:
    """A field of an action reads so now."""
    x.actions.setdefault(fact.action, Action()).changed[fact.field] = fact.text


def told(x: Exercise, fact: f.Told) -> None:
    """What an owner said came of an action."""
    action = x.actions.setdefault(fact.action, Action())
    action.progress, action.why = fact.answer, fact.text


def doubted(x: Exercise, fact: f.Doubted) -> None:
    """A message may not have arrived."""
    x.doubted[fact.key] = fact.at


def confirmed(x: Exercise, fact: f.Confirmed) -> None:
    """It is there, somebody saw it."""
    x.doubted[fact.key] = 0.0


def undelivered(x: Exercise, fact: f.Undelivered) -> None:
    """A platform refused a message for good."""
    x.undelivered[fact.key] = fact


def delivered(x: Exercise, fact: f.Delivered) -> None:
    """It arrived after all."""
    x.undelivered.pop(fact.key, None)


def fetched(x: Exercise, fact: f.Fetched) -> None:
    """Its facilitator read it in private instead."""
    x.fetched.add(fact.key)


def repeated(x: Exercise, fact: f.Repeated) -> None:
    """It was sent once more."""
    x.doubted[fact.key] = 0.0
    x.undelivered.pop(fact.key, None)
    x.repeats[fact.key] = x.repeats.get(fact.key, 0) + 1
