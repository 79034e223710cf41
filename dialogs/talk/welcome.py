"""Coming in: by the link, the welcome with who sees what, the choice of language.

Shows the welcome (what is kept, by whom, until when) and "not now". Its buttons start, put it
off, choose a language, and say in short who sees what.
"""

from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import AdmittedView, LaterView, View, WelcomeView
from dialogs.core.decision import CardHandler, Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.exercise import Exercise, Participant
from dialogs.core.post import Post
from dialogs.phrases import button, labelled, simple, until
from dialogs.words import Words

# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words, view: WelcomeView) -> Post:
    """The welcome."""
    text = words.render(
        "welcome",
        kept=words.say(x.capabilities_of(p.number).privacy),
        keeper=x.setup.get("keeper", ""),
        small=x.small_team,
        closes=until(x, words, x.stages.get("1")),
        days=course.PURGE_DAYS,
        unsure=x.framework.texts[words.language].answers.not_sure,
    )
    others = [
        labelled(x, w.text("language.name"), "lang", code)
        for code, w in x.library.words.items()
        if code != words.language and code in x.framework.texts
    ]
    first = button(x, words, "start", "next")
    return Post(text, ((first, *others, button(x, words, "not_now", "later")),))


def later(x: Exercise, p: Participant, words: Words, view: LaterView) -> Post:
    """Not now: until when there is time, and where to go on."""
    return simple(words, words.say("card.later"), ((button(x, words, "continue", "next"),),))


def admitted(x: Exercise, p: Participant, words: Words, view: AdmittedView) -> Post:
    """Whoever was removed may take part again, if they like."""
    return simple(words, words.say("card.admitted"), ((button(x, words, "take_part", "join"),),))


# -- what it does --------------------------------------------------------------------------------


def entered(x: Exercise, event: e.Entered) -> Decision:
    """Somebody comes in by the link: they join, or see their card again."""
    person = x.people.get(event.person)
    if person and person.joined:
        return do(f.Turned(event.at, event.person, "", bottom=True))
    first = x.stages.get("1")
    if first is None or not first.open:
        return refuse("joining_closed", when=first.closed if first else None)
    guess = event.language if event.language in x.spoken else x.language
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
    if not rest or rest[0] not in x.library.words or rest[0] not in x.framework.languages:
        return refuse("unknown_button")
    return do(f.Spoke(event.at, event.person, rest[0]))


def _privacy(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    return do(say=privacy_key(x))


def privacy_key(x: Exercise) -> str:
    """The sentence that says who sees what: small teams were told something else."""
    return "privacy.short_small_team" if x.small_team else "privacy.short"


TAPS: dict[str, Handler] = {
    "join": _join,
    "privacy": _privacy,
    "welcome": for_participants(_turn(WelcomeView())),
    "later": for_participants(_turn(LaterView())),
    "lang": for_participants(_language),
}
"""What the buttons of the welcome do, and of the group's card, which leads here."""
