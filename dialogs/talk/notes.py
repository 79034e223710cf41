"""What people write: notes beside an answer, open answers, and the buttons under them.

A text goes where its writer was asked for one; else it is held until they say where it belongs.
"""

from collections.abc import Callable

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.decision import Decision, Press, do, refuse
from dialogs.core.exercise import Exercise, Participant, current_item, takes_text
from dialogs.talk import plan
from dialogs.talk.answers import Step, own, shut

NOTE_MOST = 3000
"""Characters of a note or an open answer that are kept."""


def _note(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    here = current_item(x, person)
    if here is None or not x.framework.has(here[1]):
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, f"note:{here[1]}"))


def _mine(x: Exercise, rest: list[str], person: Participant) -> int:
    """The number of the note that a button names, 0 if it is not this person's."""
    return next((n for n in person.notes if rest[:1] == [str(n)]), 0)


def _on_note(make: Callable[[float, int, int], f.Fact], say: str = "", shared: str = "") -> Step:
    """What a button does to a note of one's own, and what is said: `shared` if it was released."""

    def step(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
        number = _mine(x, rest, person)
        if not number:
            return refuse("unknown_button")
        said = shared if shared and x.notes[number].released else say
        return do(make(event.at, event.person, number), say=said)

    return step


def _notes(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    """`notes`: all notes of one's own; `notes.3`: that one."""
    if not rest:
        return do(f.Turned(event.at, event.person, "notes"))
    number = _mine(x, rest, person)
    if not number:
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, f"noted:{number}"))


def _place(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    """`place.ADM-T4`: the text that was held belongs there."""
    if not person.held:
        return refuse("unknown_button")
    if not rest or not x.framework.has(rest[0]):
        return do(f.Turned(event.at, event.person, ""))
    return do(f.Noted(event.at, event.person, x.last_note + 1, rest[0], person.held))


def wrote(x: Exercise, event: e.Wrote) -> Decision:
    """A text: for the plan if it was asked there, else a note, an open answer, or held."""
    person = x.people.get(event.person)
    text = event.text.strip()
    if person is None:
        return refuse("not_joined")
    if not text:
        return refuse("only_text")
    planned = plan.write(x, event.at, text, person) or plan.why(x, event.at, text, person)
    if planned:
        return planned
    if not person.joined:
        return refuse("not_joined")
    if len(text) > NOTE_MOST:
        return refuse("too_long", n=len(text), most=NOTE_MOST)
    return _place_text(x, event.at, text, person)


def _place_text(x: Exercise, at: float, text: str, person: Participant) -> Decision:
    kind, _, rest = person.view.partition(":")
    if kind == "note":
        return do(f.Noted(at, person.number, x.last_note + 1, rest, text))
    if kind == "edit" and rest.isdigit() and int(rest) in person.notes:
        return do(f.Noted(at, person.number, int(rest), x.notes[int(rest)].item, text))
    here = current_item(x, person)
    if here and takes_text(here[1]) and not shut(x.stages[here[0]], at):
        return do(f.Answered(at, person.number, here[0], here[1], "text", text))
    if not any(True for _ in x.asking()):
        return do(f.Turned(at, person.number, "", bottom=True), say="refuse.nothing_asked")
    return do(f.Held(at, person.number, text))


TAPS: dict[str, Press] = {
    "note": own(_note),
    "notes": own(_notes),
    "keep": own(
        _on_note(
            lambda at, who, n: f.Released(at, who, n, released=False),
            "note.kept",
            "note.withdrawn",
        )
    ),
    "release": own(_on_note(f.Released, "note.released")),
    "edit": own(_on_note(lambda at, who, n: f.Turned(at, who, f"edit:{n}"))),
    "delete": own(_on_note(f.Discarded, "note.deleted")),
    "place": own(_place),
}
"""What the buttons of notes do, by the name in their data."""
