"""The chat commands: one row each, and what follows from the table.

Help, the menus that platforms show and the refusals follow from the rows at the end; a test
compares docs/facilitator.md with them. So a new command is one row here and one there, and the
sentence `command.NAME` with what it answers in every language.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from dialogs.core import course, gate
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import EraseView
from dialogs.core.decision import Decision, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.gate import counting
from dialogs.talk import desk, welcome, which
from dialogs.talk.copilot import closing, roles
from dialogs.talk.held import CLOCKS
from dialogs.talk.welcome import privacy_key
from dialogs.words import Words

Who = Literal["everybody", "facilitator", "entitled"]
Where = Literal["group", "private"]

LATE = 300.0
"""Seconds after which a command that changes an exercise at once is asked back: it was typed before
an outage, when things stood otherwise, and may have been done in another way since."""


@dataclass(frozen=True, slots=True)
class ChatCommand:
    """One command. `who` may use it, `where` it works, `hint`: an example of what may follow it.

    `prompt`: it changes the exercise at once, so it means the moment at which it was typed.

    `entitled` is whoever may set up an exercise: the platform knows who administers a group.
    """

    name: str
    who: Who
    where: tuple[Where, ...]
    handle: Callable[[Exercise, e.Command], Decision]
    hint: str = ""
    prompt: bool = False

    @property
    def usage(self) -> str:
        """What somebody types after the slash: `extend 1d`."""
        return f"{self.name} {self.hint}".strip()


def decide(x: Exercise, event: e.Command) -> Decision:
    """What a command does in an exercise that has begun; one that we do not know gets help."""
    command = COMMANDS.get(event.name, COMMANDS["help"])
    if not event.private and "group" not in command.where:
        return refuse("in_private")
    if command.prompt and _late(x, event):
        return refuse("late_command", command=f"/{event.name}", when=e.moment(event))
    return which.ask(event, command.handle(x, event))


def _late(x: Exercise, event: e.Command) -> bool:
    """Whether it was typed long ago, or before the round opened that it would change."""
    stage, typed = closing.round_open(x), e.moment(event)
    before = stage is not None and typed < stage.opened - CLOCKS
    return before or event.at - typed > LATE


# -- what each does ------------------------------------------------------------------------------


def _start(x: Exercise, event: e.Command) -> Decision:
    """The card again, at the bottom; of several exercises what waits in each, to choose from."""
    person = x.people.get(event.person)
    if person is None:
        return refuse("not_joined")
    view = str(which.waiting(x, person))
    return do(f.Turned(event.at, event.person, view, bottom=True))


def meant(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`which`: the command on the card is meant for this exercise; it is carried out."""
    command = which.command(x, event)
    if command is None:
        return refuse("unknown_button")
    facts, reply = COMMANDS[command.name].handle(x, command)
    return (f.Turned(event.at, event.person, ""), *facts), reply


def _status(x: Exercise, event: e.Command) -> Decision:
    """Where it stands; for the facilitator in private, the desk."""
    if event.private and x.leads(event.person):
        return desk.look(x, event, ())
    stage = closing.round_open(x)
    if begins := course.opens(x):
        return do(say="status.opens", when=begins)
    if stage is None and (due := gate.results_due(x)):
        return do(say="status.results", when=due)
    if stage is None:
        return do(say=counting("status.between", x.joined), joined=x.joined)
    soon = (stage.closes, event.at)
    if not stage.items:
        return do(say=counting("status.last", x.joined), soon=soon, joined=x.joined)
    key = counting("status.open", x.joined)
    return do(say=key, label=stage.label, soon=soon, n=x.joined)


def _results(x: Exercise, event: e.Command) -> Decision:
    if due := gate.results_due(x):
        return do(say="status.results", when=due)
    return do(say="results.above" if gate.released(x, "results") else "results.not_yet")


def _language(x: Exercise, event: e.Command) -> Decision:
    if event.person not in x.people:
        return refuse("not_joined")
    language = welcome.meant(x, event.argument)
    if not language:
        return welcome.which_language(x)
    return do(f.Spoke(event.at, event.person, language), say="language_set")


def _erase(x: Exercise, event: e.Command) -> Decision:
    """Asks once more."""
    if event.person not in x.people:
        return refuse("not_joined")
    return do(f.Turned(event.at, event.person, str(EraseView()), bottom=True))


def _at_the_desk(
    handler: Callable[[Exercise, e.Command, Rest], Decision],
) -> Callable[[Exercise, e.Command], Decision]:
    """What the desk does by a button too, by command."""
    return lambda x, event: handler(x, event, ())


# -- the table -----------------------------------------------------------------------------------

ANYWHERE: tuple[Where, ...] = ("group", "private")

# Erasing is nobody else's business, so it is refused in the group; an exercise begins in a group,
# so `new` is offered there. The order is that of menus, help and documentation.
COMMANDS: dict[str, ChatCommand] = {
    command.name: command
    for command in (
        ChatCommand("start", "everybody", ANYWHERE, _start),
        ChatCommand("new", "entitled", ("group",), lambda x, event: refuse("running")),
        ChatCommand("takeover", "entitled", ("group",), roles.take_over),
        ChatCommand("status", "everybody", ANYWHERE, _status),
        ChatCommand("results", "everybody", ANYWHERE, _results),
        ChatCommand("language", "everybody", ANYWHERE, _language, "es"),
        ChatCommand("privacy", "everybody", ANYWHERE, lambda x, event: do(say=privacy_key(x))),
        ChatCommand("erase", "everybody", ("private",), _erase),
        ChatCommand("help", "everybody", ANYWHERE, lambda x, event: do(say="help")),
        ChatCommand(
            "extend", "facilitator", ANYWHERE, _at_the_desk(desk.extend), "1d", prompt=True
        ),
        ChatCommand("close", "facilitator", ANYWHERE, _at_the_desk(closing.close), prompt=True),
        ChatCommand("cancel", "facilitator", ANYWHERE, _at_the_desk(desk.cancel), prompt=True),
    )
}

# -- what follows from it ------------------------------------------------------------------------

Audience = Literal["everybody", "facilitator", "group", "administrators"]

# A menu offers what its readers may use where they read it; the rest would only be refused.
AUDIENCES: dict[Audience, tuple[Where, tuple[Who, ...]]] = {
    "everybody": ("private", ("everybody",)),
    "facilitator": ("private", ("everybody", "facilitator")),
    "group": ("group", ("everybody",)),
    "administrators": ("group", ("everybody", "entitled", "facilitator")),
}


def menu(words: Words, audience: Audience = "everybody") -> list[tuple[str, str]]:
    """Names and descriptions of the commands to offer, in order: `("help", "What I can do")`.

    `everybody` and `facilitator` read it in their private chat, `group` and `administrators` (who
    may set up, and mostly facilitate) in the group.
    """
    where, who = AUDIENCES[audience]
    return [
        (command.name, words.text(f"command.{command.name}"))
        for command in COMMANDS.values()
        if where in command.where and command.who in who
    ]


def listed() -> dict[str, str]:
    """The commands as sentences list them, for `{commands.everybody}`, `{commands.facilitator}`.

    Without `/start` and `/help`: the sentence that lists them explains the one, and is the other.
    """
    rows = [c for c in COMMANDS.values() if c.name not in ("start", "help")]
    return {
        "commands.everybody": _slashed(c.name for c in rows if c.who == "everybody"),
        "commands.facilitator": _slashed(c.name for c in rows if c.who != "everybody"),
    }


def _slashed(names: Iterable[str]) -> str:
    return ", ".join(f"/{name}" for name in names)
