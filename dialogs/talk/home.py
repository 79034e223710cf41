"""Somebody's Home tab, for platforms that have pages: all their exercises, each with its buttons.

Who runs one has their desk there, who takes part reads where they stand and goes on from there.
What somebody is setting up stands there as well, to go on with or to be thrown away.
"""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from dialogs.allowed import pressable
from dialogs.core.addresses import ActionData, DeskView, WhichView
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Button, Entry, Home, Post
from dialogs.fit import fit
from dialogs.phrases import button, simple, until, way_in
from dialogs.talk import desk, which
from dialogs.talk.forms import round_asked
from dialogs.words import Words


def home(mine: Sequence[tuple[Exercise, Participant]], words: Words) -> Home:
    """What somebody takes part in or leads, the one used last first."""
    seen = ((x, p) for x, p in mine if x.status != "draft" or x.facilitator == p.number)
    entries = tuple(_entry(x, p) for x, p in seen)
    nothing = "" if entries else words.text("home.nothing")
    return Home(words.text("home.title"), entries, nothing)


def _entry(x: Exercise, p: Participant) -> Entry:
    """The desk of who runs it, where they stand for who takes part; with buttons that work now."""
    words = x.words(p.number)
    if x.status == "draft":
        said = _draft(x, p, words)
    else:
        said = _desk(x, p, words) if x.leads(p.number) else _state(x, p, words)
    page = p.page if isinstance(p.view, DeskView) else 0
    said = fit(x, words, pressable(x, said, p.number), page=page, to=p.number)
    return Entry(which.name(x, words, p).unescape(), said)


def _desk(x: Exercise, p: Participant, words: Words) -> Post:
    """What the card of whoever runs it shows, or would; a question is answered on the card."""
    post = desk.screen(x, p, words)
    return replace(post, rows=tuple(tuple(_below(x, b) for b in row) for row in post.rows))


def _draft(x: Exercise, p: Participant, words: Words) -> Post:
    """What is being set up: the questions are on the card, what is asked once more is here too."""
    if isinstance(p.view, WhichView):
        return which.asked(x, p, words, p.view)
    on = replace(button(x, words, "go_on", "setup"), start=x.token)
    return simple(words, words.say("home.draft"), ((on, button(x, words, "throw", "cancel")),))


def _below(x: Exercise, of: Button) -> Button:
    """What leads to the card opens the private chat: on a page nobody sees that it changed."""
    leads = of.data in (str(ActionData(x.id, "next")), str(ActionData(x.id, "join")))
    return replace(of, start=x.token) if leads else of


def _state(x: Exercise, p: Participant, words: Words) -> Post:
    """How far somebody is, and until when; and the way in."""
    way = way_in(x, words, "continue" if p.joined else "take_part")
    return simple(words, _how_far(x, p, words), ((way,),))


def _how_far(x: Exercise, p: Participant, words: Words) -> Markup:
    if not p.joined:
        return words.say("home.not_joined")
    stage = round_asked(x, p)
    if stage is None:
        return words.say("home.nothing_open")
    asked = [item for item in stage.items if x.framework.has(item)]
    answered = sum(1 for item in asked if p.answer(stage.label, item))
    closes = until(x, words, stage)
    return words.say(
        "home.state", answered=answered, of=len(asked), label=stage.label, closes=closes
    )
