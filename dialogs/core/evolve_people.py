"""How facts about one person change an exercise: joining, answers, notes, their card, erasing.

`evolve.py` calls these from its table; each changes the exercise in place.
"""

from dialogs.core import facts as f
from dialogs.core.addresses import (
    EditView,
    HeldView,
    NextView,
    NotedView,
    NotesView,
    View,
    WelcomeView,
    read_view,
)
from dialogs.core.exercise import Exercise, Note, Participant, current_item

FEW_SPEAK = 3
"""Below this many who use a language, a note in it may show who wrote it."""

OF_TEXTS = (NotesView, NotedView, EditView, HeldView)
"""The views that show what somebody wrote: they cannot stay when the text goes."""


def new_card(person: Participant, view: View) -> None:
    """A new card at the bottom of their chat, showing this."""
    person.cards += 1
    person.view = view


# -- coming and going ----------------------------------------------------------------------------


def joined(x: Exercise, fact: f.Joined) -> None:
    """They take part, or again; they count among those who finished what they had answered."""
    person = x.people.setdefault(fact.person, Participant(fact.person, fact.language))
    if not person.joined:
        person.joined = True
        x.joined += 1
        x.speaking[fact.language] += 1
        _count_finished(x, person, 1)
    person.language, person.counted = fact.language, True
    new_card(person, WelcomeView())


def left(x: Exercise, fact: f.Left) -> None:
    """They no longer take part, and their answers no longer count."""
    _depart(x, x.people[fact.person])
    x.people[fact.person].counted = False


def _depart(x: Exercise, person: Participant) -> None:
    if person.joined:
        _count_finished(x, person, -1)
        person.joined = False
        x.joined -= 1
        x.speaking[person.language] -= 1


def _count_finished(x: Exercise, person: Participant, change: int) -> None:
    for stage in x.stages.values():
        if stage.items and len(person.answers.get(stage.label, {})) == len(stage.items):
            stage.finished += change


def lost(x: Exercise, fact: f.Lost) -> None:
    """They cannot be written to."""
    person = x.people[fact.person]
    person.reachable, person.paper = False, fact.paper


def found(x: Exercise, fact: f.Found) -> None:
    """They can be written to again, below whatever they missed."""
    person = x.people[fact.person]
    person.reachable = True
    new_card(person, NextView())


def muted(x: Exercise, fact: f.Muted) -> None:
    """They are not reminded any more."""
    x.people[fact.person].muted = True


def spoke(x: Exercise, fact: f.Spoke) -> None:
    """They read another language from here on."""
    person = x.people[fact.person]
    if person.joined:
        x.speaking[person.language] -= 1
        x.speaking[fact.language] += 1
    person.language = fact.language


# -- the card, answers, notes --------------------------------------------------------------------


def turned(x: Exercise, fact: f.Turned) -> None:
    """Their card shows something else."""
    person = x.people[fact.person]
    person.cards += fact.bottom
    person.view = read_view(fact.item)
    if person.view == NextView():
        person.held = ""


def answered(x: Exercise, fact: f.Answered) -> None:
    """The last answer to an item counts; a text is a message, so that the card moves below it."""
    person = x.people[fact.person]
    stage = x.stages[fact.round]
    given = person.answers.setdefault(fact.round, {})
    if fact.item not in given and len(given) + 1 == len(stage.items) and person.joined:
        stage.finished += 1
    given[fact.item] = fact.answer
    person.texts.pop((fact.round, fact.item), None)
    if fact.text:
        person.texts[fact.round, fact.item] = fact.text
        person.cards += 1
    person.last, person.last_on = (fact.round, fact.item), person.cards
    person.view = NextView()


def noted(x: Exercise, fact: f.Noted) -> None:
    """A note is there, or says something else."""
    person = x.people[fact.person]
    x.last_note = max(x.last_note, fact.note)
    if fact.note not in x.notes:
        x.notes_of.setdefault(fact.item, []).append(fact.note)
        person.notes.append(fact.note)
    rare = 0 < x.speaking[person.language] < FEW_SPEAK < x.joined
    x.notes[fact.note] = Note(fact.note, fact.person, fact.item, fact.text, rare=rare)
    person.held = ""
    new_card(person, NotedView(fact.note))


def released(x: Exercise, fact: f.Released) -> None:
    """A note may be quoted, or no longer."""
    x.notes[fact.note].released = fact.released
    x.people[fact.person].view = NextView()


def discarded(x: Exercise, fact: f.Discarded) -> None:
    """A note is gone."""
    note = x.notes.pop(fact.note)
    x.notes_of[note.item].remove(fact.note)
    person = x.people[fact.person]
    person.notes.remove(fact.note)
    person.view = NextView()


def held(x: Exercise, fact: f.Held) -> None:
    """The card asks where a text belongs: perhaps to the question that was on it."""
    person = x.people[fact.person]
    here = current_item(x, person)
    kept = person.view if isinstance(person.view, HeldView) else HeldView("")
    person.held = fact.text
    new_card(person, HeldView(here[1]) if here else kept)


# -- erasing -------------------------------------------------------------------------------------


def erased(x: Exercise, fact: f.Erased) -> None:
    """Answers go with the person before the close; afterwards they stay, without a name."""
    person = x.people[fact.person]
    _depart(x, person)
    if fact.answers:
        person.answers.clear()
    forget(x, person)


def forget(x: Exercise, person: Participant) -> None:
    """Delete who somebody is and what they wrote; their answers stay."""
    forget_texts(x, person)
    person.view, person.last, person.reminded = NextView(), None, None
    person.reachable = False
    x.names.pop(person.number, None)


def forget_texts(x: Exercise, person: Participant) -> None:
    """Delete what somebody wrote: notes, open answers, what was held."""
    for number in person.notes:
        note = x.notes.pop(number)
        x.notes_of[note.item].remove(number)
    person.notes.clear()
    person.texts.clear()
    person.held = ""
    if isinstance(person.view, OF_TEXTS):
        person.view = NextView()
