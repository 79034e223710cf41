"""Texts without a place: what somebody typed that nothing on their screen asked for.

Shows them and where they may belong: to what was just answered, to what was on screen, to an open
question, or to nothing in particular, as a general remark. Its buttons place them, or one alone,
discard them, or leave them for later. None goes by itself.
"""

from collections.abc import Iterable
from itertools import islice

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import HeldView, NoteView, read_span, write_span
from dialogs.core.decision import Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.items import TEXTS, takes_text
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post
from dialogs.phrases import Rows, button, item_name, pairs, quoted
from dialogs.talk.notes import NOTE_MOST, SHOWN, in_words
from dialogs.words import Words

LISTED = 8
"""How many texts stand on the card at once, the oldest; the others follow once these are placed."""

LINE = 200
"""UTF-16 units of each of several texts that stand there."""

PART = 3500
"""Characters from which on a text may be the part of a longer one: clients cut a paste at about
4,000, at the end of a word where they can."""

TOGETHER = 2.0
"""Seconds within which the parts of a paste are sent."""

CLOCKS = 1.0
"""Seconds by which a platform's clock may be behind ours: some tell whole seconds only. Nobody
reads a question and answers it in words within one."""

REMARK, NOWHERE = "remark", "none"
"""Places in the data of buttons besides items: with no item, and not at all."""

# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words, view: HeldView) -> Post:
    """The texts that have no place, and where they may belong."""
    numbers = _numbers(p, view)
    texts = [p.held[number] for number in numbers]
    text = words.render(
        "held",
        lead=words.say("held.where", n=len(p.held) if view.only is None else 1),
        texts=[quoted(each, LINE if len(texts) > 1 else SHOWN) for each in texts],
        more=words.say("held.more", n=len(p.held) - len(texts)) if _more(p, view) else "",
    )
    span = write_span(numbers[0], numbers[-1]) if numbers else ""
    rows = tuple((each,) for each in _places(x, p, words, view.item, span))
    last = (button(x, words, "discard", "place", NOWHERE, span), button(x, words, "later", "next"))
    return Post(text, (*rows, *_alone(x, words, numbers), last))


def _numbers(p: Participant, view: HeldView) -> list[int]:
    """The texts that are shown: one alone, else the oldest."""
    if view.only in p.held:
        return [number for number in p.held if number == view.only]
    return list(islice(p.held, LISTED))  # as they came; there may be thousands


def _more(p: Participant, view: HeldView) -> bool:
    return view.only not in p.held and len(p.held) > LISTED


def _alone(x: Exercise, words: Words, numbers: list[int]) -> Rows:
    """A button for each of several texts, to place it alone."""
    if len(numbers) < 2:
        return ()
    made = [button(x, words, "only", "held", n, number=i) for i, n in enumerate(numbers, 1)]
    return pairs(made)


def _places(x: Exercise, p: Participant, words: Words, item: str, span: str) -> Iterable[Button]:
    """Where they may belong."""
    last = p.last[1] if p.last else ""
    if x.framework.has(last):
        name = item_name(x, words, last)
        yield button(x, words, "just_answered", "place", last, span, name=name)
    if x.framework.has(item) and item != last:
        name = item_name(x, words, item)
        yield button(x, words, "on_screen", "place", item, span, name=name)
    for _, asked in _open(x, p, item):
        name = item_name(x, words, asked)
        yield button(x, words, "answers_it", "place", asked, span, name=name)
    yield button(x, words, "remark", "place", REMARK, span)


def _open(x: Exercise, p: Participant, here: str = "") -> list[tuple[str, str]]:
    """The questions that wait for an answer in words, as round and item.

    The last ones, and what is on screen: the others come up by themselves.
    """
    return [
        (stage.label, item)
        for stage in x.asking()
        for item in stage.items
        if item in (*TEXTS, here) and takes_text(item) and not p.answer(stage.label, item)
    ]


def way(x: Exercise, p: Participant, words: Words) -> tuple[Button, ...]:
    """The button to what has no place, if there is anything."""
    n = len(p.held)
    return (button(x, words, "held", "held", n=n),) if n else ()


# -- what it does --------------------------------------------------------------------------------


def in_time(event: e.Wrote, person: Participant) -> bool:
    """Whether what the card asks for was on screen when this was typed.

    Not against the moment of arrival: what was typed before a restart may arrive long after it. And
    a page that has stood open a while may show another question than the card does by now.
    """
    if event.asked is not None and event.asked < person.prompted_at:
        return False
    return event.shown and e.moment(event) >= person.prompted_at - CLOCKS


def hold(x: Exercise, event: e.Wrote, text: str, person: Participant, say: str = "") -> Decision:
    """Keep a text until it has a place."""
    number = person.last_held + 1
    return do(f.Held(event.at, person.number, text, number, e.apart(event)), say=say)


def go_on(x: Exercise, event: e.Wrote, text: str, person: Participant) -> Decision | None:
    """The rest of a paste that a client cut, put to what came before it; None if it is none."""
    before = person.typed
    if before is None or len(before.text) < PART or event.edited:
        return None
    if not 0 <= e.moment(event) - (before.acted or before.at) <= TOGETHER:
        return None
    whole = before.text + text
    if len(whole) > NOTE_MOST or not _stands(x, before, person):
        return None
    return do(_longer(before, event, whole))


def _longer(before: f.Noted | f.Held | f.Answered, event: e.Wrote, whole: str) -> f.Fact:
    at, acted = event.at, e.apart(event)
    if isinstance(before, f.Noted):
        return f.Noted(at, before.person, before.note, before.item, whole, acted)
    if isinstance(before, f.Held):
        return f.Held(at, before.person, whole, before.number, acted)
    return f.Answered(at, before.person, before.round, before.item, "text", whole, acted)


def _stands(x: Exercise, before: f.Noted | f.Held | f.Answered, person: Participant) -> bool:
    """Whether what was typed before is still as it was, and may grow."""
    if isinstance(before, f.Noted):
        note = x.notes.get(before.note)
        return note is not None and note.text == before.text and not note.released
    if isinstance(before, f.Held):
        return person.held.get(before.number) == before.text
    key = before.round, before.item
    return x.stages[before.round].open and person.texts.get(key) == before.text


def _place(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`place.ADM-T4.1-3`: texts 1 to 3 belong there; alone, `place`: all of them nowhere."""
    span = read_span(rest[1]) if len(rest) > 1 else (0, person.last_held)
    if span is None or not any(span[0] <= number <= span[1] for number in person.held):
        return refuse("unknown_button")
    texts = [person.held[n] for n in sorted(person.held) if span[0] <= n <= span[1]]
    done = f.Placed(event.at, event.person, *span)
    where = rest[0] if rest else NOWHERE
    if where == NOWHERE:
        return do(done, say="held.discarded")
    if x.framework.has(where) or where == REMARK:
        return do(done, *_notes(x, event, "" if where == REMARK else where, texts))
    return _answer(x, event, where, "\n".join(texts), person, done)


def _notes(x: Exercise, event: e.Tap, item: str, texts: list[str]) -> Iterable[f.Noted]:
    """One note of all of them, or as few as can hold them."""
    whole: list[str] = []
    for text in texts:
        if whole and len(whole[-1]) + 1 + len(text) <= NOTE_MOST:
            whole[-1] += f"\n{text}"
        else:
            whole.append(text)
    for number, text in enumerate(whole, x.last_note + 1):
        yield f.Noted(event.at, event.person, number, item, text, e.apart(event))


def _answer(
    x: Exercise, event: e.Tap, item: str, text: str, person: Participant, done: f.Placed
) -> Decision:
    """They answer an open question."""
    label = next((label for label, asked in _open(x, person, item) if asked == item), "")
    if not label or x.stages[label].shut(event.at) or len(text) > NOTE_MOST:
        return refuse("unknown_button")
    return do(done, *in_words(x, event, (label, item), text))


def _look(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`held`: what has no place; `held.2`: that one alone."""
    number = next((n for n in person.held if rest[:1] == (str(n),)), None)
    if not person.held or (rest and number is None):
        return refuse("unknown_button")
    here = person.view.item if isinstance(person.view, HeldView | NoteView) else ""
    return do(f.Turned(event.at, event.person, str(HeldView(here, number))))


TAPS: dict[str, Handler] = {
    "place": for_participants(_place),
    "held": for_participants(_look),
}
"""What the buttons of held texts do."""
