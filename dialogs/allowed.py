"""Who may do what, and when: the table of presses, texts and commands by status and role.

Everything that a person does is held against it before anything is decided, and every button that
its reader could not press is left out of what is shown: so buttons go when an exercise ends. What
the handlers then refuse depends on the round, the item or the time. A test tries every press, text
and command in every status for every role.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dialogs.core import events as e
from dialogs.core.addresses import ActionData, AnswerData, read_data
from dialogs.core.decision import Decision, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.post import Button, Post

Role = Literal["facilitator", "participant", "owner", "known", "member", "removed"]
"""What somebody is in an exercise; most are several. `owner` of an action, `known` because they did
something here, `member` of the group whom nobody knows yet. Who was erased is known no more. Who
facilitates together with the facilitator is one."""

Did = e.Tap | e.Wrote | e.Command | e.Entered
"""What a person does."""


@dataclass(frozen=True, slots=True)
class Rule:
    """In these statuses, people with one of these roles."""

    when: tuple[str, ...]
    who: tuple[Role, ...]


DRAFT = ("draft",)
UNDER_WAY = ("running", "following")
OVER = ("finished", "cancelled")
BEGUN = (*UNDER_WAY, *OVER)
ANY = (*DRAFT, *BEGUN)

FACILITATOR: tuple[Role, ...] = ("facilitator",)
PARTICIPANT: tuple[Role, ...] = ("participant",)
KNOWN: tuple[Role, ...] = ("facilitator", "participant", "owner", "known")
WELCOME: tuple[Role, ...] = (*KNOWN, "member")
EVERYBODY: tuple[Role, ...] = (*WELCOME, "removed")


def _rows(names: str, *rules: Rule) -> dict[str, tuple[Rule, ...]]:
    return dict.fromkeys(names.split(), rules)


# Once an exercise is over its answers, notes and plan are what people saw: nothing changes them
# any more. What stays is to look, to be erased, and for the facilitator to have the last messages
# delivered. A draft is its facilitator's alone. Who was removed stays out until they are let in
# again; they can be erased, like everybody whose name stands here.
TABLE: dict[str, tuple[Rule, ...]] = {
    **_rows("framework kind people draft when holiday langs also small set noday setup preview "
            "practice post",
            Rule(DRAFT, FACILITATOR)),
    **_rows("answer form meant back list go note notes keep release delete place held",
            Rule(UNDER_WAY, PARTICIPANT)),
    **_rows("lang", Rule(DRAFT, FACILITATOR), Rule(UNDER_WAY, PARTICIPANT)),
    **_rows("welcome sees later down mute", Rule(UNDER_WAY, PARTICIPANT)),
    **_rows("edit", Rule(DRAFT, FACILITATOR), Rule(UNDER_WAY, PARTICIPANT)),
    **_rows("join take over", Rule(UNDER_WAY, WELCOME)),
    **_rows("plan dates file", Rule(UNDER_WAY, KNOWN)),
    **_rows("told give", Rule(UNDER_WAY, ("owner",))),
    **_rows("desk close reopen settle here depute extend remove admit link hand news own",
            Rule(UNDER_WAY, FACILITATOR)),
    **_rows("cancel", Rule((*DRAFT, *UNDER_WAY), FACILITATOR)),
    **_rows("again there copy which", Rule(ANY, FACILITATOR)),
    **_rows("public", Rule(DRAFT, FACILITATOR), Rule(UNDER_WAY, FACILITATOR)),
    **_rows("repeat", Rule(("following", *OVER), FACILITATOR)),
    **_rows("next erase", Rule(BEGUN, (*KNOWN, "removed"))),
    **_rows("/erase", Rule(DRAFT, KNOWN), Rule(BEGUN, (*KNOWN, "removed"))),
    **_rows("/start", Rule(DRAFT, FACILITATOR), Rule(BEGUN, (*KNOWN, "removed"))),
    **_rows("privacy", Rule(BEGUN, EVERYBODY)),
    **_rows("read", Rule(DRAFT, FACILITATOR), Rule(BEGUN, WELCOME)),
    **_rows("text", Rule(DRAFT, FACILITATOR), Rule(UNDER_WAY, KNOWN)),
    **_rows("enter", Rule(DRAFT, EVERYBODY), Rule(UNDER_WAY, WELCOME), Rule(OVER, PARTICIPANT)),
    **_rows("/takeover", Rule(UNDER_WAY, WELCOME)),
    **_rows("/help /new", Rule(ANY, EVERYBODY)),
    **_rows("/status /results /privacy", Rule(BEGUN, EVERYBODY)),
    **_rows("/language", Rule(DRAFT, FACILITATOR), Rule(UNDER_WAY, KNOWN)),
    **_rows("/cancel", Rule(DRAFT, FACILITATOR), Rule(UNDER_WAY, FACILITATOR)),
    **_rows("/extend /close", Rule(UNDER_WAY, FACILITATOR)),
}  # fmt: skip


def roles(x: Exercise, person: int) -> frozenset[Role]:
    """What somebody is here, by their number; 0 for who is not known."""
    if person in x.removed:
        return frozenset({"removed"})
    found: set[Role] = {"member"}
    if x.leads(person):
        found.add("facilitator")
    if known := x.people.get(person):
        found.add("participant" if known.joined else "known")
    if person and any(action.owner == person for action in x.actions.values()):
        found.add("owner")
    return frozenset(found)


def refusal(x: Exercise, event: Did) -> Decision | None:
    """Why somebody may not do this, in a sentence for them; None where they may."""
    rules = TABLE.get(_what(event), ())
    now = [rule for rule in rules if x.status in rule.when]
    here = roles(x, event.person)
    if any(here & set(rule.who) for rule in now):
        return None
    if now:
        return _not_for(x, here, now[0])
    return _not_now(x, here, rules)


def _what(event: Did) -> str:
    """The row of the table; a command that nobody knows gets help."""
    if isinstance(event, e.Tap):
        return _row(event.data)
    if isinstance(event, e.Command):
        return name if (name := f"/{event.name}") in TABLE else "/help"
    return "text" if isinstance(event, e.Wrote) else "enter"


def _row(data: str) -> str:
    read = read_data(data)
    if isinstance(read, AnswerData):
        return "answer"
    return read.action if isinstance(read, ActionData) else ""


def _not_for(x: Exercise, here: frozenset[Role], rule: Rule) -> Decision:
    if "removed" in here:
        return refuse("removed", name=x.names.get(x.facilitator, "–"))
    if x.status == "draft":
        return refuse("not_begun")
    if rule.who == FACILITATOR:
        return refuse("only_facilitator", name=x.names.get(x.facilitator, "–"))
    return refuse("unknown_button" if rule.who == ("owner",) else "not_joined")


def _not_now(x: Exercise, here: frozenset[Role], rules: Iterable[Rule]) -> Decision:
    if x.status == "draft" and "facilitator" not in here:
        return refuse("not_begun")
    late = x.status in OVER and any("running" in rule.when for rule in rules)
    return refuse("over" if late else "unknown_button")


def pressable(x: Exercise, post: Post, reader: int) -> Post:
    """A message with the buttons that its reader may press now; 0 is the group, where all read."""
    here = roles(x, reader) if reader else frozenset(EVERYBODY)
    rows = (tuple(b for b in row if _may(x, b, here)) for row in post.rows)
    return replace(post, rows=tuple(row for row in rows if row))


def _may(x: Exercise, button: Button, here: frozenset[Role]) -> bool:
    rules = TABLE.get("enter" if button.start else _row(button.data), ())
    return any(x.status in rule.when and here & set(rule.who) for rule in rules)
