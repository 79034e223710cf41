"""What set-up facts change: what is asked, and what begins."""

from dialogs.core import facts as f
from dialogs.core.addresses import (
    NextView,
)
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant


def drafted(x: Exercise, fact: f.Drafted) -> None:
    """Who began it is its facilitator, and their language that of the set-up."""
    x.facilitator, x.drafted = fact.person, fact.at
    x.language, x.zone = fact.language, fact.zone
    x.framework = x.library.pack(fact.pack)
    if fact.person:
        x.people[fact.person] = Participant(fact.person, fact.language)


OF_ONE = ("kind", "when", "holiday", "languages", "also", "public")
"""What is set up for one framework and may not fit another: it is asked again."""


def framed(x: Exercise, fact: f.Framed) -> None:
    """Another framework, of which what fitted the first alone is asked anew."""
    x.framework = x.library.pack(fact.pack)
    for item in OF_ONE:
        x.setup.pop(item, None)
    x.people[fact.person].view = NextView()


def set_(x: Exercise, fact: f.Set) -> None:
    """One thing of the set-up stands; the card goes on to the next."""
    x.setup[fact.item] = fact.text
    person = x.people[fact.person]
    person.view = NextView()
    person.cards += fact.typed


def began(x: Exercise, fact: f.Began) -> None:
    """The set-up is over: the exercise runs, with the script and the framework it names."""
    x.status, x.began = "running", fact.at
    x.framework = x.library.pack(fact.pack)
    x.script = x.library.script(fact.script)
    x.language = x.languages[0]
