"""What a person's card shows of their notes: to write one, release it, take it back, place it."""

from dialogs.core import gate
from dialogs.core.exercise import Exercise, Note, Participant
from dialogs.core.phrases import Rows, button, item_name
from dialogs.core.post import Button, Post
from dialogs.words import Words

MOST = 20
"""How many notes stand on one card: the newest."""


def write(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    """Asks for the note to an item."""
    text = words.say("note.write", name=item_name(x, words, rest))
    return Post(words.render("plain", text=text), ((button(x, words, "no_note", "next"),),))


def edit(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    """Asks for a note anew."""
    note = x.notes[int(rest)]
    lead = words.say("note.rewrite", name=item_name(x, words, note.item))
    text = words.render("quoted", lead=lead, quotation=note.text, tail="")
    return Post(text, ((button(x, words, "leave_note", "next"),),))


def noted(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    """One note, what becomes of it, and what can be done with it."""
    note = x.notes[int(rest)]
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
        button(x, words, "edit", f"edit.{note.number}"),
        button(x, words, "delete", f"delete.{note.number}"),
    )
    if note.released:
        back = button(x, words, "withdraw", f"keep.{note.number}")
        return (back,), change, (button(x, words, "continue", "next"),)
    keep = button(x, words, "keep", f"keep.{note.number}")
    return (keep, button(x, words, "release", f"release.{note.number}")), change


def mine(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    """All notes of one's own: to which question, released or private."""
    notes = list(enumerate((x.notes[n] for n in p.notes), 1))[-MOST:]
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
    pairs = tuple(tuple(made[n : n + 2]) for n in range(0, len(made), 2))
    return Post(text, (*pairs, (button(x, words, "continue", "next"),)))


def _one(x: Exercise, words: Words, place: int, note: Note) -> Button:
    name = item_name(x, words, note.item)
    return button(x, words, "one_note", f"notes.{note.number}", number=place, name=name)


def way(x: Exercise, p: Participant, words: Words) -> tuple[Button, ...]:
    """The button to one's notes, if there are any."""
    return (button(x, words, "my_notes", "notes"),) if p.notes else ()


def held(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    """A text nobody asked for: it belongs to what was just answered, or to what is on screen."""
    text = words.render("quoted", lead=words.say("note.where"), quotation=p.held, tail="")
    rows = []
    if p.last and x.framework.has(p.last[1]):
        name = item_name(x, words, p.last[1])
        rows.append((button(x, words, "just_answered", f"place.{p.last[1]}", name=name),))
    if x.framework.has(rest) and (not p.last or rest != p.last[1]):
        name = item_name(x, words, rest)
        rows.append((button(x, words, "on_screen", f"place.{rest}", name=name),))
    rows.append((button(x, words, "discard", "place"),))
    return Post(text, tuple(rows))
