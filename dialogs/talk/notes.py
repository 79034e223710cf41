"""Notes beside an answer: private to their writer until they release them.

Shows one note and what becomes of it, all notes of one's own, the request to write one, and where
a text belongs that nobody asked for. Its buttons release a note, keep it, edit it, delete it, and
place a held text.
"""

from collections.abc import Callable

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import EditView, HeldView, NotedView, NotesView, NoteView
from dialogs.core.decision import CardHandler, Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.exercise import Exercise, Note, Participant, current_item
from dialogs.core.post import Button, Post
from dialogs.phrases import Rows, button, item_name, pairs, simple
from dialogs.words import Words

NOTE_MOST = 3000
"""Characters of a note or an open answer that are kept: a few pages, and less than a message."""

LISTED = 20
"""How many notes stand on one card, the newest: more buttons would not fit on every platform."""

# -- what it shows -------------------------------------------------------------------------------


def ask(x: Exercise, p: Participant, words: Words, view: NoteView) -> Post:
    """Asks for the note to an item."""
    text = words.say("note.write", name=item_name(x, words, view.item))
    return simple(words, text, ((button(x, words, "no_note", "next"),),))


def ask_anew(x: Exercise, p: Participant, words: Words, view: EditView) -> Post:
    """Asks for a note anew."""
    note = x.notes[view.note or 0]
    lead = words.say("note.rewrite", name=item_name(x, words, note.item))
    text = words.render("quoted", lead=lead, quotation=note.text, tail="")
    return Post(text, ((button(x, words, "leave_note", "next"),),))


def noted(x: Exercise, p: Participant, words: Words, view: NotedView) -> Post:
    """One note, what becomes of it, and what can be done with it."""
    note = x.notes[view.note]
    name = item_name(x, words, note.item)
    answer = p.answer("2", note.item) or p.answer("1", note.item)
    tail = "note.shown" if note.released else f"note.consent_{gate.side(answer)}"
    text = words.render(
        "quoted",
        lead=words.say("note.saved", name=name),
        quotation=note.text,
        rare=note.rare,
        tail=words.say(tail, name=name),
    )
    return Post(text, _choices(x, words, note))


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
    notes = list(enumerate((x.notes[n] for n in p.notes), 1))[-LISTED:]
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


def held(x: Exercise, p: Participant, words: Words, view: HeldView) -> Post:
    """A text nobody asked for: it belongs to what was just answered, or to what is on screen."""
    text = words.render("quoted", lead=words.say("note.where"), quotation=p.held, tail="")
    rows = []
    if p.last and x.framework.has(p.last[1]):
        name = item_name(x, words, p.last[1])
        rows.append((button(x, words, "just_answered", "place", p.last[1], name=name),))
    if x.framework.has(view.item) and (not p.last or view.item != p.last[1]):
        name = item_name(x, words, view.item)
        rows.append((button(x, words, "on_screen", "place", view.item, name=name),))
    rows.append((button(x, words, "discard", "place"),))
    return Post(text, tuple(rows))


# -- what it does --------------------------------------------------------------------------------


def write(x: Exercise, at: float, text: str, person: Participant) -> Decision | None:
    """The text of the note on screen; None where none is asked for."""
    if isinstance(person.view, NoteView):
        return do(f.Noted(at, person.number, x.last_note + 1, person.view.item, text))
    if isinstance(person.view, EditView) and person.view.note in person.notes:
        note = x.notes[person.view.note]
        return do(f.Noted(at, person.number, note.number, note.item, text))
    return None


def _note(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    here = current_item(x, person)
    if here is None or not x.framework.has(here[1]):
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, str(NoteView(here[1]))))


def _mine(x: Exercise, rest: Rest, person: Participant) -> int:
    """The number of the note that a button names, 0 if it is not this person's."""
    return next((n for n in person.notes if rest[:1] == (str(n),)), 0)


def _on_note(
    make: Callable[[float, int, int], f.Fact], say: str = "", shared: str = ""
) -> CardHandler:
    """What a button does to a note of one's own, and what is said: `shared` if it was released."""

    def handle(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
        number = _mine(x, rest, person)
        if not number:
            return refuse("unknown_button")
        said = shared if shared and x.notes[number].released else say
        return do(make(event.at, event.person, number), say=said)

    return handle


def _notes(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`notes`: all notes of one's own; `notes.3`: that one."""
    if not rest:
        return do(f.Turned(event.at, event.person, str(NotesView())))
    number = _mine(x, rest, person)
    if not number:
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, str(NotedView(number))))


def _place(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`place.ADM-T4`: the text that was held belongs there; `place`: nowhere."""
    if not person.held:
        return refuse("unknown_button")
    if not rest or not x.framework.has(rest[0]):
        return do(f.Turned(event.at, event.person, ""))
    return do(f.Noted(event.at, event.person, x.last_note + 1, rest[0], person.held))


TAPS: dict[str, Handler] = {
    "note": for_participants(_note),
    "notes": for_participants(_notes),
    "keep": for_participants(
        _on_note(
            lambda at, who, n: f.Released(at, who, n, released=False),
            "note.kept",
            "note.withdrawn",
        )
    ),
    "release": for_participants(_on_note(f.Released, "note.released")),
    "edit": for_participants(_on_note(lambda at, who, n: f.Turned(at, who, str(EditView(n))))),
    "delete": for_participants(_on_note(f.Discarded, "note.deleted")),
    "place": for_participants(_place),
}
"""What the buttons of notes do."""
