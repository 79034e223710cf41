"""Coming in: by the link, the welcome with who sees what, the choice of language.

Shows the welcome (who sees what, in short), behind it the whole of that, and "not now". Its buttons
start, put it off, choose a language, and say in short who sees what.
"""

from markupsafe import Markup

from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import AdmittedView, DeskView, LaterView, PrivacyView, View, WelcomeView
from dialogs.core.decision import CardHandler, Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.due import purge
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.markup import short
from dialogs.phrases import button, labelled, leading, pairs, simple, until
from dialogs.words import Words
from framework.pack import nearest

KEEPER_MOST = 60
"""UTF-16 units of who keeps the database, on the first card: enough for name and office."""

# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words, view: WelcomeView) -> Post:
    """The welcome."""
    text = words.render(
        "welcome",
        keeper=short(x.setup.get("keeper", ""), KEEPER_MOST),
        small=x.small_team,
        unsure=x.framework.texts[words.language].answers.not_sure,
    )
    name = {code: x.library.words[code].name for code in x.spoken}
    others = [labelled(x, name[code], "lang", code) for code in name if code != words.language]
    first = (leading(button(x, words, "start", "next")), button(x, words, "who_sees", "sees"))
    return Post(text, (first, *pairs([*others, button(x, words, "not_now", "later")])))


def sees(x: Exercise, p: Participant, words: Words, view: PrivacyView) -> Post:
    """Who sees what, whole: who keeps what, until when, and who else has a copy."""
    text = words.render(
        "privacy",
        kept=words.say(x.capabilities_of(p.number).privacy),
        keeper=x.setup.get("keeper", ""),
        small=x.small_team,
        closes=_first_close(x, words),
        days=purge.PURGE_DAYS,
    )
    start = leading(button(x, words, "start", "next"))
    row = (start, button(x, words, "welcome_back", "welcome"))
    return Post(text, (row,))


def _first_close(x: Exercise, words: Words) -> Markup:
    """When round 1 closes, also of one that opens on a later day."""
    closes = course.first_close(x)
    first = x.stages.get("1")
    return words.date(closes, x.zone) if closes and not first else until(x, words, first)


def later(x: Exercise, p: Participant, words: Words, view: LaterView) -> Post:
    """Not now: until when there is time, and where to go on."""
    return simple(words, words.say("card.later"), ((button(x, words, "continue", "next"),),))


def admitted(x: Exercise, p: Participant, words: Words, view: AdmittedView) -> Post:
    """Whoever was removed may take part again, if they like."""
    return simple(words, words.say("card.admitted"), ((button(x, words, "take_part", "join"),),))


# -- what it does --------------------------------------------------------------------------------


def entered(x: Exercise, event: e.Entered) -> Decision:
    """Somebody comes in by the link: they join, or see their card again.

    Who runs it finds the desk, if they have not seen it yet or can no longer join.
    """
    person = x.people.get(event.person)
    if person and person.joined:
        return do(f.Turned(event.at, event.person, "", bottom=True))
    first = x.stages.get("1")
    closed = first is not None and not first.open
    if person and x.leads(person.number) and (closed or person.view == DeskView("handed")):
        return do(f.Turned(event.at, event.person, str(DeskView()), bottom=True))
    if first is not None and closed:
        return refuse("joining_closed", when=first.closed)
    guess = nearest(event.language, x.spoken) or x.language
    language = person.language if person else guess
    own = event.zone if event.zone != x.zone else ""
    elsewhere = event.platform if event.platform != x.platform else ""
    platform = person.platform if person else elsewhere
    return do(f.Joined(event.at, event.person, language, own, platform))


def _join(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    return entered(x, e.Entered(event.at, "", event.person))


def _turn(view: View) -> CardHandler:
    def turn(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
        return do(f.Turned(event.at, event.person, str(view)))

    return turn


def _language(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`lang.es`."""
    if not rest or rest[0] not in x.spoken:
        return refuse("unknown_button")
    return do(f.Spoke(event.at, event.person, rest[0]))


def meant(x: Exercise, text: str) -> str:
    """The language that somebody typed, by its code or its name; empty for none that there is."""
    typed = text.strip()
    named = (c for c in x.spoken if x.library.words[c].name.casefold() == typed.casefold())
    return nearest(typed, x.spoken) or next(named, "")


def which_language(x: Exercise) -> Decision:
    """The languages that can be typed, by their codes and names."""
    every = [f"{code} ({x.library.words[code].name})" for code in x.spoken]
    return do(say="language_how", languages=", ".join(every))


def _privacy(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    return do(say=privacy_key(x))


def privacy_key(x: Exercise) -> str:
    """The sentence that says who sees what: small teams were told something else."""
    return "privacy.short_small_team" if x.small_team else "privacy.short"


TAPS: dict[str, Handler] = {
    "join": _join,
    "privacy": _privacy,
    "sees": for_participants(_turn(PrivacyView())),
    "welcome": for_participants(_turn(WelcomeView())),
    "later": for_participants(_turn(LaterView())),
    "lang": for_participants(_language),
}
"""What the buttons of the welcome do, and of the group's card, which leads here."""
