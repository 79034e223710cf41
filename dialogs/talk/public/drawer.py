"""The facilitator's drawer for the public round: open it, see its address, end it, weigh bursts."""

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import DeskView
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post
from dialogs.core.public import round as outside
from dialogs.phrases import Rows, button, simple
from dialogs.talk.public.pages import closes
from dialogs.words import Words

DRAWER = "public"


def way(x: Exercise, words: Words) -> tuple[Button, ...]:
    """The button of the desk that leads here, while there is something to see or to open."""
    shown = outside.may_open(x) or (x.public is not None and x.public.counted is None)
    return (button(x, words, "public", "desk", DRAWER),) if shown else ()


def address(x: Exercise) -> str:
    """The address of its page, for whoever is to answer."""
    return f"{x.library.site}/public/{x.public.token}" if x.public else ""


# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """Whether to ask the public; once it is asked, by which address and how many answered."""
    back = button(x, words, "back", "desk")
    if x.public is None:
        return _offer(x, words, back)
    if not outside.is_open(x, x.last_at):
        return simple(words, words.say("public.desk_closed"), (*_bursts(x, words), (back,)))
    text = words.say("public.desk_open", url=address(x), when=closes(x, words))
    text += Markup(" ") + _heard(x, words)
    end = button(x, words, "public_end", "public", "end")
    return simple(words, text, (*_bursts(x, words), (end, back)))


def _offer(x: Exercise, words: Words, back: Button) -> Post:
    if not outside.may_open(x):
        return simple(words, words.say("public.desk_late"), ((back,),))
    n = len(x.framework.public)
    text = words.say("public.desk_ask", n=n, least=x.framework.method.n_min_public)
    yes = button(x, words, "public_yes", "public", "open")
    return simple(words, text, ((yes, back),))


def _heard(x: Exercise, words: Words) -> Markup:
    """How many have answered, at one of the numbers that are told."""
    least = x.framework.method.n_min_public
    if x.public is None or x.public.heard < least:
        return words.say("public.desk_few", least=least)
    text = words.say("public.desk_heard", n=x.public.heard)
    if x.public.bursts:
        key = "public.desk_bursts" if not x.public.weighed else "public.desk_weighed"
        text += Markup(" ") + words.say(key)
    return text


def _bursts(x: Exercise, words: Words) -> Rows:
    """Whether answers count that came in bursts; nothing where there are none."""
    if x.public is None or not x.public.bursts or x.public.counted:
        return ()
    if x.public.weighed:
        return ((button(x, words, "bursts_aside", "public", "aside"),),)
    return ((button(x, words, "bursts_count", "public", "count"),),)


# -- what it does --------------------------------------------------------------------------------


def _open(x: Exercise, event: e.Tap) -> Decision:
    if not outside.may_open(x):
        return refuse("public_late")
    opened = f.PublicOpened(event.at, event.person, outside.token(x))
    return do(opened, f.Turned(event.at, event.person, str(DeskView(DRAWER))), say="public.opened")


def _end(x: Exercise, event: e.Tap) -> Decision:
    if not outside.is_open(x, event.at):
        return refuse("unknown_button")
    closed = f.PublicClosed(event.at, event.person)
    return do(closed, f.Turned(event.at, event.person, str(DeskView(DRAWER))), say="public.ended")


def _weigh(x: Exercise, event: e.Tap, *, count: bool) -> Decision:
    if x.public is None or x.public.counted is not None:
        return refuse("unknown_button")
    return do(f.PublicWeighed(event.at, event.person, count))


def _public(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`public.open`, `public.end`; `public.count`, `public.aside`: what came in bursts."""
    if rest == ("open",):
        return _open(x, event)
    if rest == ("end",):
        return _end(x, event)
    if rest in (("count",), ("aside",)):
        return _weigh(x, event, count=rest == ("count",))
    return refuse("unknown_button")


TAPS: dict[str, Handler] = {"public": _public}
"""What its buttons do, once an exercise has begun."""
