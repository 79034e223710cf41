"""Find the exercise that an update is for, and what its platform is to be asked before.

All of it reads inside a job of the store's writer. A button and a link name an exercise; a group
has the one that goes on there; what somebody writes in private is for the one they used last.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.platforms.base import Account, Incoming
from bot.platforms.seal import Seal, bare
from dialogs.core import events as e
from dialogs.core.addresses import ActionData, read_data
from dialogs.core.exercise import Exercise
from dialogs.core.items import dimension_of
from dialogs.core.post import Form, Reply
from dialogs.talk import forms
from storage.store import ExerciseRow, Tx

CHOICE = 3
"""Parts of a tap in a form: the round, the item, the answer."""


def form(tx: "Tx[Exercise]", incoming: Incoming) -> Form | None:
    """`12.form.ADM`: the questions of that dimension; `12.form`: of where the person is.

    Of a choice in a form, `12.form.1.ADM-T4.5`: the page on which it was made.
    """
    account, event = incoming.account, incoming.event
    if account is None or not isinstance(event, e.Tap):
        return None
    event = replace(event, data=signed_data(tx, incoming, account, event) or "")
    row = find(tx, replace(incoming, event=event), account)
    if not isinstance(row, ExerciseRow):
        return None
    person = tx.person(row.id, account.id)
    p = tx.exercise(row.id).people.get(person.number) if person else None
    data = read_data(event.data)
    if p is None or not isinstance(data, ActionData):
        return None
    x = tx.exercise(row.id)
    chosen = len(data.rest) == CHOICE
    return forms.form(x, p, dimension_of(x, data.rest[1]) if chosen else "".join(data.rest[:1]))


def signed_data(
    tx: "Tx[Exercise]", incoming: Incoming, account: Account, event: e.Tap
) -> str | None:
    """What a button of ours sent back from the chat in which it stands; None for any other data.

    Of a message that is gone a platform may not say the topic: then it is that of the exercise.
    """
    chats = [incoming.place or account.address]
    named = read_data(bare(event.data))
    row = tx.row(named.exercise) if named and incoming.place else None
    if row and row.place.partition("/")[0] == incoming.place:
        chats.append(row.place)
    return Seal(tx.key).data(chats, event.data)


def whose(incoming: Incoming) -> tuple[str, str]:
    """Whose turn an update takes: its account's, else its group's."""
    account = incoming.account
    return incoming.platform, account.id if account else incoming.place


def seems_for(seal: Seal, incoming: Incoming) -> int | tuple[str, str]:
    """The exercise of an account not seen before, without a look into the database.

    A button of ours names it, else their group stands for it. All others who write in private are
    one: strangers.
    """
    event, account = incoming.event, incoming.account
    if isinstance(event, e.Tap) and account:
        data = seal.data([incoming.place or account.address], event.data)
        if data and (named := read_data(data)):
            return named.exercise
    return incoming.platform, incoming.place


TAKES_PART = ("join", "take")
"""The buttons by which somebody becomes a part of an exercise."""

TAKES_OVER = "over"
"""The button by which an administrator of the chat becomes its facilitator."""


@dataclass(frozen=True, slots=True)
class Vouching:
    """What the platform is to be asked of who acts; empty for nothing.

    Whether they may set up in this place, are in the group of that one, or in those of these
    exercises.
    """

    entitled: str = ""
    member: str = ""
    open: tuple[tuple[int, str], ...] = ()


DOORS_MOST = 20
"""Exercises, the newest first, that somebody who asks what is open is held against: each is a
question to the platform."""


def vouched(tx: "Tx[Exercise]", incoming: Incoming) -> Vouching:
    """What the platform is to be asked of who acts.

    Only those in the group may take part: a link is passed on, and a public group's buttons are
    seen by everybody. Who does so already, or facilitates, need not be asked about.
    """
    event, account = incoming.event, incoming.account
    if account is None:
        return Vouching()
    if isinstance(event, e.Command):
        return _of_command(tx, incoming, account, event)
    if isinstance(event, e.Tap):
        event = replace(event, data=signed_data(tx, incoming, account, event) or "")
    row = find(tx, replace(incoming, event=event), account)
    if not isinstance(row, ExerciseRow):
        return Vouching()
    data = read_data(event.data) if isinstance(event, e.Tap) else None
    if isinstance(data, ActionData) and data.action == TAKES_OVER:
        return Vouching(entitled=row.place)
    if row.status == "draft":
        return Vouching(entitled=row.place if isinstance(event, e.Entered) else "")
    known, x = tx.person(row.id, account.id), tx.exercise(row.id)
    number = known.number if known else 0
    inside = number in x.people and (x.people[number].joined or number == x.facilitator)
    return Vouching(member="" if inside else row.place)


def _of_command(
    tx: "Tx[Exercise]", incoming: Incoming, account: Account, event: e.Command
) -> Vouching:
    if event.name in ("new", "takeover"):
        return Vouching(entitled=incoming.place)
    if event.name == "start" and event.private:
        return Vouching(open=tuple(_to_join(tx, incoming.platform, account.id)))
    return Vouching()


def _to_join(tx: "Tx[Exercise]", platform: str, account: str) -> Iterator[tuple[int, str]]:
    """The exercises that can be joined, and where, of which this account is not yet a part."""
    for row in tx.newest_running(platform, DOORS_MOST):
        first, known = tx.exercise(row.id).stages.get("1"), tx.person(row.id, account)
        here = known is not None and known.number in tx.exercise(row.id).people
        if (first is None or first.open) and not here:
            yield row.id, row.place


def find(tx: "Tx[Exercise]", incoming: Incoming, account: Account) -> ExerciseRow | Reply | None:
    """The exercise that a button, a link, a group or a person means; None: nothing is there yet."""
    event = incoming.event
    if isinstance(event, e.Tap):
        data = read_data(event.data)
        row = tx.row(data.exercise) if data else None
        return row if row and _fits(tx, row, incoming) else Reply("refuse.unknown_button")
    if isinstance(event, e.Entered):
        row = tx.by_token(event.token)
        return row if row and _fits(tx, row, incoming) else Reply("refuse.unknown_link")
    if isinstance(event, e.Mailbox):  # the page shows the newest, and it may be over
        known = tx.known(incoming.platform, account.id)
        return tx.row(known[-1][0]) if known else Reply("refuse.not_joined")
    if not incoming.place:
        mine = tx.exercises_of(incoming.platform, account.id)
        stranger = "help" if isinstance(event, e.Command) else "refuse.not_joined"
        return tx.row(mine[0]) if mine else Reply(stranger)
    row = tx.at_place(incoming.platform, incoming.place)
    again = isinstance(event, e.Command) and event.name == "new"
    return None if again and row and row.status == "following" else row


def _fits(tx: "Tx[Exercise]", row: ExerciseRow, incoming: Incoming) -> bool:
    """Whether what came from there can mean this exercise.

    From a page, one whose group is elsewhere: by its link, or from who came by it once.
    """
    if row.platform == incoming.platform:
        return incoming.room in ("", row.place)
    known = incoming.account and tx.person(row.id, incoming.account.id)
    return bool(incoming.room) and (incoming.room == row.token or known is not None)
