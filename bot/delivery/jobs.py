"""The part of a delivery that is done in the database, inside jobs of the store's writer."""

from collections.abc import Callable, Container, Iterable
from dataclasses import replace

from bot.app.outbox import Call, Verb, Wanted, addressed, call_for
from dialogs.core.exercise import Exercise
from dialogs.show import show
from storage.store import PostRow, Tx

Copy = Callable[["Tx[Exercise]", int], Exercise]
"""Makes an exercise anew from its facts: one that no later event changes."""


def prepare(
    tx: "Tx[Exercise]", wanted: Wanted, held: Container[str], copy: Copy
) -> Call | Verb | None:
    """The call that a post needs now, none, or the kind of call (of those `held`) that must wait.

    A first send is written down before it is tried.
    """
    row = tx.post(wanted.exercise, wanted.key)
    if row is None or row.phase or row.sent >= row.wanted:
        return None
    x = tx.exercise(wanted.exercise)
    here = addressed(tx, wanted.exercise, [(row.key, row.to)])
    if not here or (row.to == 0 and x.paused):
        return None  # it stays wanted, for when they come back
    call = call_for(x, row, here[0].chat)
    if call is None:
        tx.update_post(row.exercise, row.key, sent=row.wanted)
        return None
    if call.verb in held:
        return call.verb
    if call.verb == "upload":
        call = replace(call, of=copy(tx, wanted.exercise))
    if call.first:
        tx.update_post(row.exercise, row.key, phase="sending")
    return call


def in_doubt(tx: "Tx[Exercise]") -> list[Call]:
    """The sends that a crash cut short: nobody knows what became of them.

    What unfinished messages say is not known either: the record of an edit may be lost.
    """
    tx.distrust()
    return [_doubted(tx, row) for row in tx.unsent() if row.phase == "sending"]


def _doubted(tx: "Tx[Exercise]", row: PostRow) -> Call:
    there = addressed(tx, row.exercise, [(row.key, row.to)])
    chat = there[0].chat if there else ("", "")
    return Call("send", chat, row, show(tx.exercise(row.exercise), row.key))


def blocked(
    tx: "Tx[Exercise]", platforms: Iterable[str], now: float
) -> dict[str, dict[str, float]]:
    """For how many seconds more each platform's scopes are blocked. What is over is forgotten."""
    tx.forget_blocks(now)
    return {
        name: {scope: until - now for scope, until in tx.blocks(name).items()} for name in platforms
    }
