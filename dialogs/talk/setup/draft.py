"""A draft: hello, the questions, what can be changed, the practice, the preview, and posting it.

Shows hello to the group, and to the facilitator the next question (`questions`), what can
be changed, the practice, or the preview. Its buttons turn to these and post the exercise. Until
then nothing that anybody else does changes it.
"""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from dialogs import fit
from dialogs.core import calendar as when
from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import (
    ActionData,
    EditView,
    HelloKey,
    NextView,
    PracticeView,
    SetupField,
    View,
    WhichView,
    read_data,
    read_field,
    write_argument,
)
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.items import SCORES
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post, Reply
from dialogs.core.public import round as outside
from dialogs.phrases import answer_name, button, fill, labelled, leading, pairs, simple
from dialogs.talk import channel, notices, welcome, which
from dialogs.talk.held import in_time
from dialogs.talk.setup import answers, offers, questions
from dialogs.words import Words

PRACTICE = 3
"""Questions of a practice: enough to see how it goes, few enough to try."""

ANEW = ("when", "holiday", "languages", "also", "by")
"""What a repeated exercise asks again: when it begins, which languages are read by now, and until
when it is decided."""


def drafted(at: float, person: int, language: str, zone: str, pack: str) -> f.Drafted:
    """The first fact of every exercise."""
    return f.Drafted(at, person, language, zone, pack)


def repeated(x: Exercise, at: float, person: int, pack: str) -> tuple[f.Fact, ...]:
    """A new draft with the set-up of an earlier exercise, for a before-and-after map."""
    kept = {item: text for item, text in x.setup.items() if read_field(item).name not in ANEW}
    kept["repeats"] = str(x.id)
    return (
        drafted(at, person, x.language, x.zone, pack),
        *(f.Set(at, person, item, text) for item, text in kept.items()),
        f.Turned(at, person, "", bottom=True),
    )


# -- what it shows -------------------------------------------------------------------------------


def hello(x: Exercise, key: HelloKey) -> Post | None:
    """To the group: what this is, and the way to set it up."""
    if x.status != "draft":
        return None
    words = x.worded(x.language)
    way = replace(leading(button(x, words, "set_up", "setup")), start=x.token)
    return Post(words.render("hello"), ((way,),), once=True)


def card(x: Exercise, p: Participant) -> Post:
    """The facilitator's card: a question, one to change, the practice, or the preview."""
    words = x.words(p.number)
    if isinstance(p.view, WhichView):
        return which.asked(x, p, words, p.view)
    if isinstance(p.view, EditView):
        return _edit(x, words)
    if isinstance(p.view, PracticeView):
        return _practice(x, words, p.view.number)
    field = questions.asked(x)
    return questions.screen(x, words, field) if field else _preview(x, words)


def _edit(x: Exercise, words: Words) -> Post:
    """Which field to change."""
    every = (*questions.chosen(x), *questions.wanted(x))
    made = [_field_button(x, words, field) for field in every]
    back = (button(x, words, "leave_practice", "preview"),)
    return simple(words, words.say("setup.edit"), (*pairs(made), back))


def _field_button(x: Exercise, words: Words, field: SetupField) -> Button:
    label = words.text(f"button.field_{field.name}", n=x.framework.years)
    if offers.elsewhere(x, field):
        label = f"{label} ({field.language})"
    return labelled(x, label, "set", *field.parts)


def _preview(x: Exercise, words: Words) -> Post:
    """The card as the group will see it, and when it begins and closes."""
    text = words.render("preview", board=channel.preview(x, words), dates=_when_and_whom(x, words))
    rows = (
        (leading(button(x, words, "post", "post")), button(x, words, "edit", "edit")),
        (button(x, words, "practise", "practice", 1),),
        *offers.too(x, words, questions.said_too(x)),
        tuple(button(x, words, "ask_public", "set", *f.parts) for f in questions.optional(x)),
    )
    return Post(text, tuple(filter(None, rows)))


def _when_and_whom(x: Exercise, words: Words) -> str:
    """When it begins and closes; and that the public is asked, where it is."""
    asks = any(questions.optional(x)) and x.setup.get("public") == "yes"
    return " ".join([_dates(x, words), *([words.text("setup.public_too")] if asks else [])])


def _dates(x: Exercise, words: Words) -> str:
    schedule = x.schedule
    if not schedule.day:
        return str(words.say("setup.live_now"))
    script = x.library.script(x.library.newest("script", schedule.script))
    first = next(step for step in script.steps if step.ask == "components")
    begins = course.start(x)
    closes = (
        when.closes_at(first.closes, x.last_at, begins, x.zone, x.holidays)
        if first.closes
        else None
    )
    return str(
        words.say(
            "setup.preview_dates",
            start=_start(x, words),
            n=x.setup["invited"],
            when=words.date(closes, x.zone) if closes else "",
        )
    )


def _start(x: Exercise, words: Words) -> Markup:
    begins = course.opens(x)
    if begins is None:
        return words.say("setup.starts_now")
    return words.say("setup.starts_then", when=words.date(begins, x.zone))


def _practice(x: Exercise, words: Words, number: int) -> Post:
    """A question to try. Every answer leads to the next; none is kept.

    They are far apart in the framework, so that each shows something else.
    """
    every = x.framework.components
    component = every[(number - 1) * len(every) // PRACTICE]
    texts = x.framework.texts[words.language]
    text = words.render(
        "practice",
        place=words.say("setup.practice", number=number, of=PRACTICE),
        name=texts.component[component.id].name,
        question=fill(x, words, texts.component[component.id].question),
        frame=texts.category[component.category].frame.replace("{years}", str(x.framework.years)),
    )
    made = [
        labelled(x, answer_name(x, words, component.id, score), "practice", number + 1, score)
        for score in SCORES
    ]
    last = (button(x, words, "leave_practice", "preview"),)
    return Post(text, (tuple(made[:2]), tuple(made[2:4]), tuple(made[4:5]), tuple(made[5:]), last))


# -- what it does --------------------------------------------------------------------------------


def decide(x: Exercise, event: e.Tap | e.Wrote | e.Command | e.Entered) -> Decision:
    """What this event does to a draft."""
    if isinstance(event, e.Entered):
        return _entered(x, event)
    if isinstance(event, e.Command):
        return _command(x, event)
    if isinstance(event, e.Wrote):
        return _wrote(x, event)
    return _tap(x, event)


def _wrote(x: Exercise, event: e.Wrote) -> Decision:
    """The answer to the question on screen, if it was there when this was typed."""
    if not event.own or event.edited:
        return refuse("edited_draft" if event.own else "not_own")
    if not in_time(event, x.people[event.person]) or not _asked_on_page(x, event):
        return refuse("too_early")
    return answers.wrote(x, event)


def _asked_on_page(x: Exercise, event: e.Wrote) -> bool:
    """Whether a text from a page stood below the question that is asked; from a chat, always."""
    field = questions.asked(x)
    turn = str(ActionData(x.id, "set", field.parts)) if field else ""
    return event.on_page in ("", turn)


def _entered(x: Exercise, event: e.Entered) -> Decision:
    if event.person and event.person == x.facilitator:
        return do(f.Turned(event.at, event.person, "", bottom=True))
    if event.entitled and not x.facilitator:
        return do(f.Handed(event.at, 0, event.person))
    if event.entitled:
        name = x.names.get(x.facilitator, "–")
        return do(f.Handed(event.at, x.facilitator, event.person), say="setup.taken", name=name)
    return refuse("not_begun")


def _command(x: Exercise, event: e.Command) -> Decision:
    if event.name == "cancel" and event.person == x.facilitator:
        thrown = do(f.Cancelled(event.at, event.person, erase=True), say="cancel.draft")
        return which.ask(event, thrown)
    if event.name == "erase":
        return _erase(x, event)
    if event.name == "language" and event.person == x.facilitator:
        return _language(x, event)
    if event.name in ("start", "new") and event.person == x.facilitator and event.private:
        return do(f.Turned(event.at, event.person, "", bottom=True))
    if event.name == "new" and (event.entitled or x.doubted.get(str(HelloKey()))):
        # Whoever deleted it, or never saw it: here it is again, to take the draft up.
        return do(f.Repeated(event.at, event.person, str(HelloKey())))
    if event.name == "new":
        return refuse("draft_there")
    return do(say="help") if event.name == "help" else refuse("not_begun")


def _language(x: Exercise, event: e.Command) -> Decision:
    code = welcome.meant(x, event.argument)
    if not code:
        return welcome.which_language(x)
    facts, _ = answers.speak(x, event, code)
    return facts, Reply("language_set")


def _erase(x: Exercise, event: e.Command) -> Decision:
    """Its author hears what is kept, and how all of it goes; who handed it on goes at once."""
    if not event.private:
        return refuse("in_private")
    if event.person == x.facilitator:
        return do(say="erase.draft")
    return do(f.Erased(event.at, event.person, answers=True), say="erased")


def _tap(x: Exercise, event: e.Tap) -> Decision:
    data = read_data(event.data)
    handler = TAPS.get(data.action) if isinstance(data, ActionData) else None
    if handler is None or not isinstance(data, ActionData):
        return refuse("unknown_button")
    return handler(x, event, data.rest)


def _turn(view: View) -> Callable[[Exercise, e.Tap, Rest], Decision]:
    return lambda x, event, rest: do(f.Turned(event.at, event.person, str(view)))


def _practise(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`practice.2`: a question to try; nothing is stored but that somebody looks at it."""
    number = rest[0] if rest else "1"
    inside = number in map(str, range(1, PRACTICE + 1))
    view: View = PracticeView(int(number)) if inside else NextView()
    return do(f.Turned(event.at, event.person, str(view)))


def _meant(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`which`: the command on the card is meant for this draft."""
    command = which.command(x, event)
    return _command(x, command) if command else refuse("unknown_button")


def _throw(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`cancel`: asks once more, as it cannot be had back."""
    view = WhichView("cancel", write_argument(""))
    return do(f.Turned(event.at, event.person, str(view)))


def _post(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`post`: it begins, with pack and script as the files have them now."""
    if questions.asked(x):
        return refuse("set_up_first")
    pack = x.library.newest("pack", x.framework.id)
    script = x.library.newest("script", x.schedule.script)
    facts: list[f.Fact] = [f.Began(event.at, event.person, pack, script)]
    if any(questions.optional(x)) and x.setup.get("public") == "yes":
        facts.append(f.PublicOpened(event.at, event.person, outside.token(x)))
    return do(*facts, say="setup.posted")


TAPS: dict[str, Handler] = {
    **answers.TAPS,
    "setup": _turn(NextView()),
    "preview": _turn(NextView()),
    "edit": _turn(EditView()),
    "practice": _practise,
    "post": _post,
    "cancel": _throw,
    "which": _meant,
    **{action: notices.TAPS[action] for action in ("again", "there", "copy")},
    **fit.TAPS,
}
"""What the facilitator's buttons do while an exercise is a draft."""
