"""The facilitator's desk: close, extend, call off, see who joined, remove somebody, hand over.

Shows what is open and until when, and in its drawers who joined and what is to be confirmed; never
what or whether somebody answered. Its buttons, and the commands of the same names, do all that.
"""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from dialogs.core import calendar as when
from dialogs.core import course, deadlines, gate
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import DeskView
from dialogs.core.decision import Decision, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.gate import counting
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post
from dialogs.core.stage import Stage
from dialogs.phrases import Rows, button, grave, named, pairs, simple
from dialogs.talk.copilot import closing, few, inject, roles, sayings
from dialogs.talk.copilot.closing import round_open, settling
from dialogs.talk.public import drawer as public
from dialogs.words import Words

FARTHEST = 60 * 86400
"""Seconds: no round is extended beyond this, since a typing error could keep it open for ever."""

TIMER = "5m"
"""What a tap adds to a live round: its phases take a quarter of an hour."""


# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words) -> Post:
    """The desk, or the drawer that the facilitator opened."""
    if x.status in OVER:
        few_answered = x.status == "finished" and gate.nothing(x)
        return simple(words, words.say("card.over_few" if few_answered else OVER[x.status]))
    view = p.view if isinstance(p.view, DeskView) else DeskView()
    return DRAWERS.get(view.drawer or "", _desk)(x, p, words, view)


OVER = {"cancelled": "card.cancelled", "finished": "card.over"}
"""What the desk says once there is nothing to decide any more."""


def _desk(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    stage = round_open(x)
    joined = button(x, words, "people", "desk", "people")
    row = [joined, button(x, words, "what_to_say", "desk", "say"), *inject.way(x, words)]
    if p.number == x.facilitator:
        row.append(button(x, words, "deputies", "desk", "deputies"))
        row.append(button(x, words, "hand", "desk", "hand"))
    last = [button(x, words, "dates", "dates"), button(x, words, "call_off", "desk", "cancel")]
    if p.joined:
        last.append(button(x, words, "continue", "next"))
    who = words.say("desk.you" if p.number == x.facilitator else "desk.you_too")
    text = who + " " + _where(x, words, stage)
    rows = (*_of_round(x, p, words, stage), public.way(x, words), *pairs(row), tuple(last))
    return simple(words, text, tuple(filter(None, rows)))


def _where(x: Exercise, words: Words, stage: Stage | None) -> Markup:
    """Where the exercise stands, and how many joined; the names stand behind a button."""
    when, n = closing.closes(x, words, stage), x.joined
    if closed := settling(x):
        moment = words.date(closed.settles, x.zone)
        return words.say("closing.settles", label=closed.label, when=moment)
    if begins := course.opens(x):
        return words.say(counting("desk.opens", n), when=words.date(begins, x.zone), joined=n)
    if stage and not stage.items:
        return words.say(counting("desk.last", n), when=when, joined=n)
    if stage:
        return words.say(counting("desk.open", n), label=stage.label, when=when, n=n)
    if due := gate.results_due(x):
        return words.say("status.results", when=words.date(due, x.zone))
    return words.say(counting("desk.between", n), joined=n)


def _of_round(x: Exercise, p: Participant, words: Words, stage: Stage | None) -> Rows:
    """Close or extend the open round; take part, while one can."""
    if closed := settling(x):
        return closing.way_back(x, words, closed)
    if stage is None:
        return ()
    close = button(x, words, "close_now", "close", stage.label)
    live = stage.step.closes is not None and stage.step.closes.by == "facilitator"
    more = button(x, words, "timer" if live else "extend", "extend", TIMER if live else "1d")
    row = (close, more)
    may_join = not p.joined and stage.label == "1"
    return (row, (button(x, words, "take_part", "join"),)) if may_join else (row,)


def _people(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    post = _choose(x, words, "desk.people", "remove", [q.number for q in x.participants()])
    foot = [*post.rows[-1], button(x, words, "link", "desk", "link")]
    if x.removed:
        foot.append(button(x, words, "removed", "desk", "removed"))
    return replace(post, rows=(*post.rows[:-1], tuple(foot)))


def _removed(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    return _choose(x, words, "desk.removed_ones", "admit", sorted(x.removed))


def _link(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    yes = button(x, words, "link_yes", "link")
    return simple(words, words.say("desk.link"), ((yes, _back(x, words)),))


def _hand(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    others = [q.number for q in x.participants() if q.number != p.number]
    return _choose(x, words, "desk.hand", "hand", others)


def _choose(x: Exercise, words: Words, key: str, drawer: str, numbers: list[int]) -> Post:
    there = [n for n in numbers if n in x.names]
    text = words.say(key if there else "desk.nobody", n=len(there))
    made = [_one(x, words, n, drawer) for n in there]
    return simple(words, text, (*pairs(made), (_back(x, words),)))


def _one(x: Exercise, words: Words, number: int, drawer: str) -> Button:
    """Somebody to choose; who is not where the group is came by the link, under any name."""
    made = named(x, number, "desk", drawer, number)
    person = x.people.get(number)
    linked = person is not None and person.platform
    return replace(made, label=words.text("desk.by_link", name=made.label)) if linked else made


def _back(x: Exercise, words: Words) -> Button:
    return button(x, words, "back", "desk")


def _confirm(key: str, action: str) -> Callable[[Exercise, Participant, Words, DeskView], Post]:
    def shown(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
        person = view.person or 0
        text = words.say(key, name=x.names.get(person, "–"))
        yes = button(x, words, f"{action}_yes", action, person)
        return simple(words, text, ((yes, _back(x, words)),))

    return shown


def _cancel(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    keep = button(x, words, "cancel_keep", "cancel", "keep")
    erase = grave(button(x, words, "cancel_erase", "cancel", "erase"))
    return simple(words, words.say("cancel.ask"), ((keep,), (erase,), (_back(x, words),)))


DRAWERS: dict[str, Callable[[Exercise, Participant, Words, DeskView], Post]] = {
    "": _desk,
    "people": _people,
    "removed": _removed,
    "link": _link,
    "hand": _hand,
    "cancel": _cancel,
    "close": closing.ask,
    public.DRAWER: public.screen,
    "words": few.to_post,
    "say": sayings.screen,
    "deputies": roles.deputies,
    "depute": roles.depute,
    "handed": roles.told,
    inject.DRAWER: inject.screen,
    "remove": _confirm("desk.remove", "remove"),
    "admit": _confirm("desk.admit", "admit"),
    "handing": _confirm("desk.handing", "hand"),
}
"""What the desk can show, by the name of the drawer."""

BELOW = ("words", "say")
"""The drawers that come as a message of their own: to be read while something else is typed."""

ASKING = ("remove", "admit", "handing", "depute")
"""The drawers that ask about a person."""


# -- what it does --------------------------------------------------------------------------------


def look(x: Exercise, event: e.Tap | e.Command, rest: Rest) -> Decision:
    """`desk`, `desk.people`, `desk.remove.3`: open a drawer."""
    drawer = rest[0] if rest else ""
    person = _known(x, rest[1:])
    if drawer not in DRAWERS or (person is None and (rest[1:] or drawer in ASKING)):
        return refuse("unknown_button")
    if drawer == "hand" and person is not None:
        drawer = "handing"
    view = DeskView(drawer or None, person)
    below = isinstance(event, e.Command) or drawer in BELOW
    return do(f.Turned(event.at, event.person, str(view), bottom=below))


def _known(x: Exercise, rest: Rest) -> int | None:
    return next((n for n in x.people if rest[:1] == (str(n),)), None)


def extend(x: Exercise, event: e.Tap | e.Command, rest: Rest) -> Decision:
    """`/extend 1d`, `/extend Fri 4pm`: announced by the card in the channel.

    A round that the facilitator's tap ends has no close yet: it gets one, counted from now.
    """
    stage = round_open(x)
    if stage is None:
        return refuse("nothing_open")
    text = event.argument if isinstance(event, e.Command) else "".join(rest[:1])
    found = _new_close(x, text, stage.closes or event.at, event.at)
    if len(found.ahead) != 1:
        return deadlines.ask_back(found, x.zone, refuse("extend_how"), "refuse.extend_which")
    closes = when.whole_minute(found.ahead[0])
    if isinstance(event, e.Tap) and text.endswith("d"):  # nobody named that day
        closes = when.at_work(closes, x.zone, x.holidays)
    if closes > event.at + FARTHEST:
        return refuse("extend_far", meant=closes)
    fact = f.Extended(event.at, event.person, stage.label, closes)
    off = x.holidays(when.local(closes, x.zone).date())
    said = "extended_holiday" if off else "extended"
    return do(fact, say=said, label=stage.label, when=closes)


def _new_close(x: Exercise, text: str, closes: float, at: float) -> deadlines.Reading:
    """More than until `closes`, or a moment; of a day, at the time at which it closes now."""
    here = when.local(closes, x.zone)
    words = x.words(x.facilitator)
    return deadlines.read(text, words, at, x.zone, closes, here.hour * 60 + here.minute)


def cancel(x: Exercise, event: e.Tap | e.Command, rest: Rest) -> Decision:
    """Call it off: `/cancel` asks what becomes of the answers, the button says it."""
    if rest not in (("keep",), ("erase",)):
        asked = f.Turned(event.at, event.person, str(DeskView("cancel")), bottom=True)
        public = isinstance(event, e.Command) and not event.private
        return do(asked, say="refuse.in_private" if public else "")
    erase = rest == ("erase",)
    fact = f.Cancelled(event.at, event.person, erase=erase)
    return do(fact, say="cancel.erased" if erase else "cancel.kept")


def _remove(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """Somebody no longer takes part. Only in round 1: what was published never changes."""
    first, number = x.stages.get("1"), _known(x, rest)
    if first is None or not first.open:
        return refuse("nothing_open")
    if number is None or not x.people[number].joined:
        return refuse("unknown_button")
    left = f.Left(event.at, number, by=event.person)
    back = f.Turned(event.at, event.person, str(DeskView("people")))
    return do(left, back, say="desk.removed", name=x.names.get(number, "–"))


def _admit(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """Somebody who was removed may take part again, while one can."""
    first, number = x.stages.get("1"), _known(x, rest)
    if first is None or not first.open:
        return refuse("nothing_open")
    if number not in x.removed:
        return refuse("unknown_button")
    admitted = f.Admitted(event.at, number, by=event.person)
    back = f.Turned(event.at, event.person, str(DeskView("people")))
    return do(admitted, back, say="desk.admitted", name=x.names.get(number, "–"))


def _relink(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """The link that was passed on leads nowhere any more; the group's buttons have the new one."""
    back = f.Turned(event.at, event.person, str(DeskView("people")))
    return do(f.Relinked(event.at, event.person), back, say="desk.relinked")


def _hand_over(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """The exercise has another facilitator from now on."""
    number = _known(x, rest)
    if event.person != x.facilitator:
        return refuse("only_facilitator", name=x.names.get(x.facilitator, "–"))
    if number is None or number == x.facilitator or number not in x.names:
        return refuse("unknown_button")
    handed = f.Handed(event.at, event.person, number)
    away = f.Turned(event.at, event.person, "")
    return do(handed, away, say="desk.handed", name=x.names[number])


TAPS: dict[str, Callable[..., Decision]] = {
    **closing.TAPS,
    **public.TAPS,
    "reopen": few.reopen,
    "news": inject.choose,
    "desk": look,
    "extend": extend,
    "cancel": cancel,
    "remove": _remove,
    "admit": _admit,
    "link": _relink,
    "hand": _hand_over,
}
"""What the buttons of the desk do; some are commands too, in the engine's table."""
