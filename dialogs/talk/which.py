"""Which exercise: said to whoever has several, asked of whoever runs several.

Shows the way into an exercise of one's group, and whether a command is meant for this one. The
first line of whatever somebody with several exercises reads in private is the name of one.
"""

from dataclasses import replace

from markupsafe import Markup, escape

from dialogs import markup
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import (
    InvitedView,
    NextView,
    View,
    WaitsView,
    WhichView,
    read_argument,
    write_argument,
)
from dialogs.core.calendar import local
from dialogs.core.decision import Decision, do
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.phrases import button, capital, simple, until
from dialogs.words import Words

GROUP_MOST = 40
"""UTF-16 units of the name of a group: what tells it from others stands at its beginning."""

# -- what it shows -------------------------------------------------------------------------------


def name(x: Exercise, words: Words, reader: Participant | None = None) -> Markup:
    """What an exercise is called; with its group and its day if its reader has two of one name."""
    return apart(x, words) if reader and reader.alike else _name(x, words)


def apart(x: Exercise, words: Words) -> Markup:
    """Its name with what tells it from another: the group, else the hour, in which it began."""
    plain = _name(x, words)
    since = local(x.drafted if x.began is None else x.began, x.zone)
    day = words.plain_day(since)
    if x.group:
        group = markup.short(x.group, GROUP_MOST)
        return words.say("which.in_group", name=plain, group=group, day=day)
    return words.say("which.since", name=plain, day=day, time=since.strftime("%H:%M"))


def called(x: Exercise) -> str:
    """By what two exercises of one name are known: the name, in the language of the exercise."""
    return _name(x, x.language_of(x.languages[0])).casefold()


def _name(x: Exercise, words: Words) -> Markup:
    """`A chatbot for the Civil Registry`.

    In the reader's language, if the set-up was answered in it; half a name in each is none.
    """
    if words.language not in x.languages:
        words = x.language_of(x.languages[0])
    system, service = (x.topic(each, words.language) for each in ("system", "service"))
    if not service:
        return escape(capital(system)) if system else words.say("which.new")
    return words.say("which.name", system=capital(system), service=service)


def named(x: Exercise, post: Post, reader: int) -> Post:
    """A private message, under the name of its exercise where its reader has several.

    Whoever asked what is open reads the name in any case.
    """
    person = x.people.get(reader)
    if person is None or not (person.named or isinstance(person.view, InvitedView)):
        return post
    words = x.words(reader)
    which = name(x, words, person)
    return replace(post, text=words.render("named", name=which, text=Markup(post.text)))


def invited(x: Exercise, p: Participant, words: Words, view: InvitedView) -> Post:
    """The way in, for somebody of the group who takes no part yet."""
    stage = x.stages.get("1")
    if stage is not None and not stage.open:
        return simple(words, words.say("which.closed"))
    text = words.say("which.invited", when=until(x, words, stage))
    return simple(words, text, ((button(x, words, "take_part", "join"),),))


def asked(x: Exercise, p: Participant, words: Words, view: WhichView) -> Post:
    """Whether a command is meant for this exercise; of a draft, whether it is to be thrown away."""
    if (x.status, view.command) == ("draft", "cancel"):
        row = (button(x, words, "throw", "which"), button(x, words, "throw_not", "preview"))
        return simple(words, words.say("which.throw"), (row,))
    said = f"/{view.command} {read_argument(view.argument)}".strip()
    text = words.say("which.ask", command=said)
    row = (button(x, words, "which_yes", "which"), button(x, words, "which_no", _back(x)))
    return simple(words, text, (row,))


def _back(x: Exercise) -> str:
    return "preview" if x.status == "draft" else "next"


# -- what it does --------------------------------------------------------------------------------


def waiting(x: Exercise, person: Participant) -> View:
    """What `/start` shows: the card, or of several exercises how much waits in this one."""
    if not person.joined and isinstance(person.view, InvitedView):
        return person.view
    return WaitsView() if person.named and person.joined else NextView()


def ask(event: e.Command, decided: Decision) -> Decision:
    """Put off what a command would do, where it may be meant for another exercise."""
    facts, _ = decided
    if not event.several or not facts:
        return decided
    view = WhichView(event.name, write_argument(event.argument))
    return do(f.Turned(event.at, event.person, str(view), bottom=True))


def command(x: Exercise, event: e.Tap) -> e.Command | None:
    """The command that was put off, now that it is known to be meant; None if there is none."""
    person = x.people.get(event.person)
    if person is None or not isinstance(person.view, WhichView):
        return None
    view = person.view
    argument = read_argument(view.argument)
    return e.Command(event.at, view.command, argument, private=True, person=event.person)
