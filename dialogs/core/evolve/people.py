"""How facts about one person change an exercise: joining, answers, notes, their card, erasing.

The table of the room calls these; each changes the exercise in place.
"""

from dataclasses import replace

from dialogs.core import facts as f
from dialogs.core.addresses import (
    AdmittedView,
    DeskView,
    EditView,
    HeldView,
    InvitedView,
    NextView,
    NotedView,
    NotesView,
    NoteView,
    View,
    WelcomeView,
    read_field,
    read_view,
)
from dialogs.core.exercise import Exercise, current_item
from dialogs.core.people import Note, Participant

UNNUMBERED = 0
"""The number of a held text of the first release: one at a time, gone with what is done next."""

FEW_SPEAK = 3
"""Below this many who use a language, a note in it may show who wrote it."""

OF_TEXTS = (NotesView, NotedView, EditView, HeldView)
"""The views that show what somebody wrote: they cannot stay when the text goes."""


def onward(person: Participant) -> View:
    """What their card shows once something is done: what still has no place, else what is asked."""
    return HeldView("") if any(person.held) else NextView()


def new_card(person: Participant, view: View) -> None:
    """A new card at the bottom of their chat, showing this."""
    person.cards += 1
    person.view, person.page = view, 0


# -- coming and going ----------------------------------------------------------------------------


def joined(x: Exercise, fact: f.Joined) -> None:
    """They take part, or again; they count among those who finished what they had answered."""
    person = x.people.setdefault(fact.person, Participant(fact.person, fact.language))
    if not person.joined:
        person.joined = True
        x.joined += 1
        x.speaking[fact.language] += 1
        _count_finished(x, person, 1)
    person.language, person.counted, person.zone = fact.language, True, fact.zone
    person.platform = fact.platform
    if fact.zone not in x.zones:
        x.zones.add(fact.zone)
        for stage in x.stages.values():  # what was before them is none of theirs
            stage.reminded[fact.zone] = stage.reminded.get("", 0)
    new_card(person, WelcomeView())


def invited(x: Exercise, fact: f.Invited) -> None:
    """They are known, and see the way in."""
    person = x.people.setdefault(fact.person, Participant(fact.person, fact.language))
    new_card(person, InvitedView())


def named(x: Exercise, fact: f.Named) -> None:
    """What they read says which exercise it is of."""
    x.people[fact.person].named, x.people[fact.person].alike = True, fact.alike


def left(x: Exercise, fact: f.Left) -> None:
    """They no longer take part, and their answers no longer count."""
    _depart(x, x.people[fact.person])
    x.people[fact.person].counted = False
    if fact.by and fact.by != fact.person:
        x.removed.add(fact.person)
        new_card(x.people[fact.person], NextView())


def admitted(x: Exercise, fact: f.Admitted) -> None:
    """They may take part again, once they want to; their newest card says so."""
    x.removed.discard(fact.person)
    new_card(x.people[fact.person], AdmittedView())


def _depart(x: Exercise, person: Participant) -> None:
    if person.joined:
        _count_finished(x, person, -1)
        person.joined = False
        x.joined -= 1
        x.speaking[person.language] -= 1


def _count_finished(x: Exercise, person: Participant, change: int) -> None:
    for stage in x.stages.values():
        if stage.through(person.answers.get(stage.label, {})):
            stage.finished += change


def lost(x: Exercise, fact: f.Lost) -> None:
    """They cannot be written to."""
    person = x.people[fact.person]
    person.reachable, person.paper = False, fact.paper


def found(x: Exercise, fact: f.Found) -> None:
    """They can be written to again, below what they missed; of a role they hear all the same."""
    person = x.people[fact.person]
    person.reachable = True
    told = DeskView("handed")
    new_card(person, told if person.view == told else NextView())


def muted(x: Exercise, fact: f.Muted) -> None:
    """They are not reminded any more."""
    x.people[fact.person].muted = True


def mailed(x: Exercise, fact: f.Mailed) -> None:
    """They can be reminded by e-mail, or no longer."""
    x.people[fact.person].mailbox = fact.text


def spoke(x: Exercise, fact: f.Spoke) -> None:
    """They read another language from here on."""
    person = x.people[fact.person]
    if person.joined:
        x.speaking[person.language] -= 1
        x.speaking[fact.language] += 1
    person.language = fact.language
    if x.status == "draft" and "languages" not in x.setup:
        _draft_in(x, fact.language)


def _draft_in(x: Exercise, language: str) -> None:
    """The set-up goes on in another language; what was answered in it was meant for that one."""
    moved = {str(replace(field, language=language)): text for item, text in x.setup.items()
             if (field := read_field(item)).language == x.language}  # fmt: skip
    kept = {i: text for i, text in x.setup.items() if read_field(i).language != x.language}
    x.setup, x.language = kept | moved, language


# -- the card, answers, notes --------------------------------------------------------------------


def turned(x: Exercise, fact: f.Turned) -> None:
    """Their card shows something else."""
    person = x.people[fact.person]
    person.cards += fact.bottom
    person.view, person.page = read_view(fact.item), fact.page
    if person.view == NextView():
        person.held.pop(UNNUMBERED, None)


def answered(x: Exercise, fact: f.Answered) -> None:
    """The last answer to an item counts; a text is a message, so that the card moves below it."""
    person = x.people[fact.person]
    stage = x.stages[fact.round]
    given = person.answers.setdefault(fact.round, {})
    before = stage.through(given)
    given[fact.item] = fact.answer
    if person.joined and not before and stage.through(given):
        stage.finished += 1
    person.chosen[fact.round, fact.item] = fact.acted or fact.at
    person.texts.pop((fact.round, fact.item), None)
    if fact.text:
        person.texts[fact.round, fact.item] = fact.text
        person.cards += 1
        person.typed = fact
    person.last, person.last_on = (fact.round, fact.item), person.cards
    person.view = onward(person)


def noted(x: Exercise, fact: f.Noted) -> None:
    """A note is there, or says something else."""
    person = x.people[fact.person]
    x.last_note = max(x.last_note, fact.note)
    if fact.note not in x.notes:
        x.notes_of.setdefault(fact.item, []).append(fact.note)
        person.notes.append(fact.note)
    rare = 0 < x.speaking[person.language] < FEW_SPEAK < x.joined
    decided = fact.acted or fact.at
    note = Note(fact.note, fact.person, fact.item, fact.text, rare=rare, decided=decided)
    x.notes[fact.note] = note
    person.held.pop(UNNUMBERED, None)
    person.typed = fact
    new_card(person, NotedView(fact.note))


def released(x: Exercise, fact: f.Released) -> None:
    """A note may be quoted, or no longer."""
    note, person = x.notes[fact.note], x.people[fact.person]
    note.released, note.decided = fact.released, fact.acted or fact.at
    person.view = onward(person)


def discarded(x: Exercise, fact: f.Discarded) -> None:
    """A note is gone."""
    note = x.notes.pop(fact.note)
    x.notes_of[note.item].remove(fact.note)
    person = x.people[fact.person]
    person.notes.remove(fact.note)
    person.view = onward(person)


def held(x: Exercise, fact: f.Held) -> None:
    """The card asks where a text belongs: perhaps to the question that was on it."""
    person = x.people[fact.person]
    person.held[fact.number] = fact.text
    person.last_held = max(person.last_held, fact.number)
    person.typed = fact
    new_card(person, HeldView(_on_screen(x, person)))


def _on_screen(x: Exercise, person: Participant) -> str:
    """The item that somebody's card is about, empty if none."""
    view = person.view
    if isinstance(view, NoteView | HeldView):
        return view.item
    if isinstance(view, EditView | NotedView) and view.note in x.notes:
        return x.notes[view.note].item
    here = current_item(x, person)
    return here[1] if here else ""


def placed(x: Exercise, fact: f.Placed) -> None:
    """These texts wait no longer."""
    person = x.people[fact.person]
    for number in range(fact.first, fact.last + 1):
        person.held.pop(number, None)
    here = person.view.item if isinstance(person.view, HeldView) else ""
    person.view = HeldView(here) if any(person.held) else NextView()


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


def forget_said(x: Exercise, person: Participant) -> None:
    """Delete what somebody answered and wrote; who they are stays, for the plan."""
    forget_texts(x, person)
    person.answers.clear()
    person.chosen.clear()
    person.last = None


def forget_texts(x: Exercise, person: Participant) -> None:
    """Delete what somebody wrote: notes, open answers, what was held."""
    for number in person.notes:
        note = x.notes.pop(number)
        x.notes_of[note.item].remove(number)
    person.notes.clear()
    person.texts.clear()
    person.held.clear()
    person.typed = None
    if isinstance(person.view, OF_TEXTS):
        person.view = NextView()
