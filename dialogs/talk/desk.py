"""The facilitator's desk: close, extend, call off, see who joined, remove somebody, hand over.

The facilitator sees who joined, never what or whether somebody answered.
"""

from collections.abc import Callable
from typing import Any

from dialogs.core import calendar as when
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.decision import Decision
from dialogs.core.exercise import Exercise, Participant, Stage
from dialogs.core.phrases import button, until
from dialogs.core.post import Button, Post, Reply
from dialogs.words import Words

LONGEST = 60 * 86400
"""Seconds: no round is extended beyond this."""

NAMES = 40
"""How many names stand on one card."""


def round_open(x: Exercise) -> Stage | None:
    """The round of components that is open."""
    return next((s for s in x.asking() if s.step.ask == "components"), None)


# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words) -> Post:
    """The desk (`desk`), or one of its drawers (`desk:people`, `desk:remove:3`)."""
    _, drawer, number = [*p.view.split(":"), "", ""][:3]
    if x.status in OVER:
        return _desk(x, p, words, "")
    return DRAWERS.get(drawer, _desk)(x, p, words, number)


OVER = {"cancelled": "card.cancelled", "finished": "card.over"}
"""What the desk says once there is nothing to decide any more."""


def _desk(x: Exercise, p: Participant, words: Words, number: str) -> Post:
    if x.status in OVER:
        return Post(words.render("plain", text=words.say(OVER[x.status])))
    stage = round_open(x)
    if stage:
        text = words.say("desk.open", label=stage.label, when=until(x, words, stage), n=x.joined)
    else:
        text = words.say("desk.between", joined=x.joined)
    rows: list[tuple[Button, ...]] = []
    if stage:
        close = button(x, words, "close_now", f"close.{stage.label}")
        more = button(x, words, "extend", "extend.1d")
        rows.append((close, more) if stage.closes else (close,))
    if not p.joined and stage and stage.label == "1":
        rows.append((button(x, words, "take_part", "join"),))
    rows.append((button(x, words, "people", "desk.people"), button(x, words, "hand", "desk.hand")))
    last = [button(x, words, "call_off", "desk.cancel")]
    if p.joined:
        last.append(button(x, words, "continue", "next"))
    return Post(words.render("plain", text=text), (*rows, tuple(last)))


def _people(x: Exercise, p: Participant, words: Words, number: str) -> Post:
    return _choose(x, words, "desk.people", "remove", [q.number for q in x.participants()])


def _hand(x: Exercise, p: Participant, words: Words, number: str) -> Post:
    others = [q.number for q in x.participants() if q.number != p.number]
    return _choose(x, words, "desk.hand", "hand", others)


def _choose(x: Exercise, words: Words, key: str, drawer: str, numbers: list[int]) -> Post:
    named = [n for n in numbers if n in x.names][:NAMES]
    text = words.say(key if named else "desk.nobody", n=len(named))
    made = [Button(x.names[n][:40], f"{x.id}.desk.{drawer}.{n}") for n in named]
    rows = tuple(tuple(made[k : k + 2]) for k in range(0, len(made), 2))
    return Post(words.render("plain", text=text), (*rows, (button(x, words, "back", "desk"),)))


def _confirm(key: str, action: str) -> Callable[[Exercise, Participant, Words, str], Post]:
    def shown(x: Exercise, p: Participant, words: Words, number: str) -> Post:
        text = words.say(key, name=x.names.get(int(number), "–"))
        yes = button(x, words, f"{action}_yes", f"{action}.{number}")
        return Post(words.render("plain", text=text), ((yes, button(x, words, "back", "desk")),))

    return shown


def _cancel(x: Exercise, p: Participant, words: Words, number: str) -> Post:
    text = words.say("cancel.ask")
    keep = button(x, words, "cancel_keep", "cancel.keep")
    erase = button(x, words, "cancel_erase", "cancel.erase")
    back = (button(x, words, "back", "desk"),)
    return Post(words.render("plain", text=text), ((keep,), (erase,), back))


def offer(x: Exercise, stage: Stage) -> Post:
    """[Close now], once everybody who joined has finished."""
    words = x.words(x.facilitator)
    when_ = until(x, words, stage)
    text = words.say("offer.text", n=x.joined, label=stage.label, when=when_)
    row = (button(x, words, "close_now", f"close.{stage.label}"),)
    return Post(words.render("plain", text=text), (row,))


DRAWERS: dict[str, Callable[[Exercise, Participant, Words, str], Post]] = {
    "": _desk,
    "people": _people,
    "hand": _hand,
    "cancel": _cancel,
    "remove": _confirm("desk.remove", "remove"),
    "handing": _confirm("desk.handing", "hand"),
}


# -- what it does --------------------------------------------------------------------------------


def only(step: Callable[[Exercise, Any, list[str]], Decision]) -> Callable[..., Decision]:
    """For what the facilitator alone may do."""

    def checked(x: Exercise, event: Any, rest: list[str] | None = None) -> Decision:
        if event.person != x.facilitator:
            name = x.names.get(x.facilitator, "–")
            return (), Reply("refuse.only_facilitator", {"name": name})
        return step(x, event, rest or [])

    return checked


def look(x: Exercise, event: e.Tap | e.Command, rest: list[str]) -> Decision:
    """`desk`, `desk.people`, `desk.remove.3`: open a drawer."""
    drawer = rest[0] if rest else ""
    named = drawer in ("remove", "handing") or bool(rest[1:])
    if drawer not in DRAWERS or (named and _known(x, rest[1:]) is None):
        return (), Reply("refuse.unknown_button")
    if drawer == "hand" and rest[1:]:
        drawer = "handing"
    view = ":".join(["desk", drawer, *rest[1:2]]).rstrip(":")
    below = isinstance(event, e.Command)
    return (f.Turned(event.at, event.person, view, bottom=below),), None


def _known(x: Exercise, rest: list[str]) -> int | None:
    return next((n for n in x.people if rest[:1] == [str(n)]), None)


def close(x: Exercise, event: e.Tap | e.Command, rest: list[str]) -> Decision:
    """End the open round now. Its button names the round, lest an old one closes another."""
    stage = round_open(x)
    if stage is None or (rest and rest[0] != stage.label):
        return (), Reply("refuse.nothing_open")
    fact = f.Closed(event.at, stage.label, event.person)
    return (fact,), Reply("closing", {"label": stage.label})


def extend(x: Exercise, event: e.Tap | e.Command, rest: list[str]) -> Decision:
    """`/extend 1d`, `/extend Friday 16:00`: announced by the card in the channel."""
    stage = round_open(x)
    if stage is None or stage.closes is None:
        return (), Reply("refuse.nothing_open")
    text = event.argument if isinstance(event, e.Command) else ".".join(rest)
    closes = _new_close(x, text, stage.closes, event.at)
    if closes is None or closes <= event.at or closes > event.at + LONGEST:
        return (), Reply("refuse.extend_how")
    fact = f.Extended(event.at, event.person, stage.label, closes)
    return (fact,), Reply("extended", {"label": stage.label, "when": closes})


def _new_close(x: Exercise, text: str, closes: float, at: float) -> float | None:
    words = x.words(x.facilitator)
    try:
        return when.later(closes, when.duration(text), x.zone)
    except ValueError:
        return when.read_moment(text, [str(words.weekday(n)) for n in range(7)], at, x.zone)


def cancel(x: Exercise, event: e.Tap | e.Command, rest: list[str]) -> Decision:
    """Call it off: `/cancel` asks what becomes of the answers, the button says it."""
    if not x.under_way:
        return (), Reply("refuse.over")
    if rest not in (["keep"], ["erase"]):
        asked = f.Turned(event.at, event.person, "desk:cancel", bottom=True)
        return (asked,), None if getattr(event, "private", True) else Reply("refuse.in_private")
    erase = rest == ["erase"]
    fact = f.Cancelled(event.at, event.person, erase=erase)
    return (fact,), Reply("cancel.erased" if erase else "cancel.kept")


def remove(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """Somebody no longer takes part. Only in round 1: what was published never changes."""
    first, number = x.stages.get("1"), _known(x, rest)
    if first is None or not first.open:
        return (), Reply("refuse.nothing_open")
    if number is None or not x.people[number].joined:
        return (), Reply("refuse.unknown_button")
    left = f.Left(event.at, number, by=event.person)
    back = f.Turned(event.at, event.person, "desk:people")
    return (left, back), Reply("desk.removed", {"name": x.names.get(number, "–")})


def hand(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """The exercise has another facilitator from now on."""
    number = _known(x, rest)
    if number is None or number == x.facilitator or number not in x.names:
        return (), Reply("refuse.unknown_button")
    handed = f.Handed(event.at, event.person, number)
    away = f.Turned(event.at, event.person, "")
    return (handed, away), Reply("desk.handed", {"name": x.names[number]})


def again(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """`again.KEY`: send once more what may not have arrived."""
    key = ".".join(rest)
    if not x.doubted.get(key):
        return (), Reply("refuse.unknown_button")
    return (f.Repeated(event.at, event.person, key),), None
