"""Notes beside an answer: private to their writer until they release them.

Shows one note and what becomes of it, all notes of one's own, and the request to write one. Its
buttons release a note, keep it, edit it, delete it. Where a text belongs that nobody asked for is
in `held.py`.
"""

from collections.abc import Callable, Iterable

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import EditView, NotedView, NotesView, NoteView
from dialogs.core.decision import CardHandler, Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.exercise import Exercise, current_item
from dialogs.core.items import PROMPT
from dialogs.core.people import Note, Participant
from dialogs.core.post import Button, Post
from dialogs.phrases import Rows, button, item_name, pairs, quoted, simple
from dialogs.words import Words

NOTE_MOST = 12_000
"""Characters of a note or an open answer that are kept: of a long paste, three parts."""

SHOWN = 1500
"""UTF-16 units of a note on its card: what becomes of it, below, is seen without scrolling."""

# -- what it shows -------------------------------------------------------------------------------


def ask(x: Exercise, p: Participant, words: Words, view: NoteView) -> Post:
    """Asks for the note to an item."""
    text = words.say("note.write", name=item_name(x, words, view.item))
    return simple(words, text, ((button(x, words, "no_note", "next"),),))


def ask_anew(x: Exercise, p: Participant, words: Words, view: EditView) -> Post:
    """Asks for a note anew."""
    note = x.notes[view.note or 0]
    lead = words.say("note.rewrite", name=item_name(x, words, note.item))
    text = words.render("quoted", lead=lead, quotation=quoted(note.text, SHOWN), tail="")
    return Post(text, ((button(x, words, "leave_note", "next"),),))


def noted(x: Exercise, p: Participant, words: Words, view: NotedView) -> Post:
    """One note, what becomes of it, and what can be done with it."""
    note = x.notes[view.note]
    name = item_name(x, words, note.item)
    answer = p.answer("2", note.item) or p.answer("1", note.item)
    consent = f"note.consent_{gate.side(answer) if note.item else 'remark'}"
    shown = "note.shown" if note.item else "note.shown_remark"
    tail = shown if note.released else consent
    text = words.render(
        "quoted",
        lead=words.say("note.saved", name=name),
        quotation=quoted(note.text, SHOWN),
        rare=note.rare,
        tail=words.say(tail, name=name) + _of_few(x, words, note),
    )
    return Post(text, _choices(x, words, note))


def _of_few(x: Exercise, words: Words, note: Note) -> Markup:
    """What becomes of a note where too few answer; a small team is told at the start."""
    if note.released or x.small_team:
        return Markup("")
    return Markup(" ") + words.say("note.consent_few", least=gate.least(x))


def _choices(x: Exercise, words: Words, note: Note) -> Rows:
    change = (
        button(x, words, "edit", "edit", note.number),
        button(x, words, "delete", "delete", note.number),
    )
    if note.released:
        back = button(x, words, "withdraw", "keep", note.number)
        return (back,), change, (button(x, words, "continue", "next"),)
    keep = button(x, words, "keep", "keep", note.number)
    return (keep, button(x, words, "release", "release", note.number)), change


def mine(x: Exercise, p: Participant, words: Words, view: NotesView) -> Post:
    """All notes of one's own: to which question, released or private."""
    notes = list(enumerate((x.notes[n] for n in p.notes), 1))
    lines = [
        words.say(
            "note.line",
            number=place,
            name=item_name(x, words, note.item),
            state=words.say("note.is_released" if note.released else "note.is_private"),
        )
        for place, note in notes
    ]
    text = words.render("notes", lead=words.say("note.mine", n=len(p.notes)), lines=lines)
    made = [_one(x, words, place, note) for place, note in notes]
    return Post(text, (*pairs(made), (button(x, words, "continue", "next"),)))


def _one(x: Exercise, words: Words, place: int, note: Note) -> Button:
    name = item_name(x, words, note.item)
    return button(x, words, "one_note", "notes", note.number, number=place, name=name)


def way(x: Exercise, p: Participant, words: Words) -> tuple[Button, ...]:
    """The button to one's notes, if there are any."""
    return (button(x, words, "my_notes", "notes"),) if p.notes else ()


# -- what it does --------------------------------------------------------------------------------


def write(x: Exercise, event: e.Wrote, text: str, person: Participant) -> Decision | None:
    """The text of the note on screen; None where none is asked for."""
    if isinstance(person.view, NoteView):
        number, item = x.last_note + 1, person.view.item
    elif isinstance(person.view, EditView) and person.view.note in person.notes:
        number, item = person.view.note or 0, x.notes[person.view.note or 0].item
    else:
        return None
    return do(f.Noted(event.at, person.number, number, item, text, e.apart(event)))


def in_words(
    x: Exercise, event: e.Tap | e.Wrote, here: tuple[str, str], text: str
) -> Iterable[f.Fact]:
    """The answer to an open question; before a dimension it is a note, and its writer's alone.

    Written again it is the same note, and private again.
    """
    at, who, item, acted = event.at, event.person, here[1], e.apart(event)
    if not item.startswith(PROMPT):
        yield f.Answered(at, who, *here, "text", text, acted)
        return
    mine = (n for n in x.people[who].notes if x.notes[n].item == item)
    yield f.Answered(at, who, *here, "text", acted=acted)
    yield f.Noted(at, who, next(mine, x.last_note + 1), item, text, acted)


def _note(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    here = current_item(x, person)
    if here is None or not x.framework.has(here[1]):
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, str(NoteView(here[1]))))


def _mine(x: Exercise, rest: Rest, person: Participant) -> int:
    """The number of the note that a button names, 0 if it is not this person's."""
    return next((n for n in person.notes if rest[:1] == (str(n),)), 0)


def _on_note(make: Callable[[e.Tap, int], f.Fact], say: str = "", shared: str = "") -> CardHandler:
    """What a button does to a note of one's own, and what is said: `shared` if it was released.

    A tap that was made before the last word on the note, and comes after it, changes nothing.
    """

    def handle(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
        number = _mine(x, rest, person)
        if not number:
            return refuse("unknown_button")
        note = x.notes[number]
        if e.moment(event) < note.decided:
            return refuse("older")
        return do(make(event, number), say=shared if shared and note.released else say)

    return handle


def _notes(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`notes`: all notes of one's own; `notes.3`: that one."""
    if not rest:
        return do(f.Turned(event.at, event.person, str(NotesView())))
    number = _mine(x, rest, person)
    if not number:
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, str(NotedView(number))))


def _released(event: e.Tap, number: int, *, released: bool = True) -> f.Released:
    return f.Released(event.at, event.person, number, released, e.apart(event))


TAPS: dict[str, Handler] = {
    "note": for_participants(_note),
    "notes": for_participants(_notes),
    "keep": for_participants(
        _on_note(
            lambda event, n: _released(event, n, released=False),
            "note.kept",
            "note.withdrawn",
        )
    ),
    "release": for_participants(_on_note(_released, "note.released")),
    "edit": for_participants(
        _on_note(lambda event, n: f.Turned(event.at, event.person, str(EditView(n))))
    ),
    "delete": for_participants(
        _on_note(lambda event, n: f.Discarded(event.at, event.person, n), "note.deleted")
    ),
}
"""What the buttons of notes do."""
