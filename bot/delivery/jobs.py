"""The part of a delivery that is done in the database, inside jobs of the store's writer."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace

from bot.app.outbox import TAPPED, Call, Verb, Wanted, addressed, call_for
from dialogs.core.addresses import CardKey, kind_of
from dialogs.core.exercise import Exercise
from dialogs.core.facts import RESULT
from dialogs.core.post import File
from dialogs.show import show
from storage.store import PostRow, Tx

Copy = Callable[["Tx[Exercise]", int], Exercise]
"""Makes an exercise anew from its facts: one that no later event changes."""

UNDECIDED = 300.0
"""Seconds for which a message that may not have arrived holds up those behind it: the facilitator
is asked at once, and what they say keeps the order; whoever is away does not stop the others."""

OVERTAKEN = 900.0
"""Seconds after which a message that is refused for a reason of its own holds up no other."""


@dataclass(frozen=True, slots=True)
class Waits:
    """A post does not go now: its kind of call is barred, or it waits for others.

    `undecided`: for so many seconds at most, since one of these may not have arrived.
    """

    verb: Verb | None = None
    undecided: float | None = None


def prepare(
    tx: "Tx[Exercise]", wanted: Wanted, barred: Container[str], copy: Copy, now: float
) -> Call | Waits | None:
    """The call that a post needs now, none, or what it waits for.

    A first send is written down before it is tried, and what it says: it may stand under a
    reference that nobody tells us.
    """
    row = tx.post(wanted.exercise, wanted.key)
    if row is None or row.phase or row.sent >= row.wanted:
        return Waits()
    x = tx.exercise(wanted.exercise)
    here = addressed(tx, wanted.exercise, [(row.key, row.to)])
    if not here or (row.to == 0 and x.paused):
        return Waits()  # it stays wanted, for when they come back
    call = call_for(x, row, here[0].chat)
    if call is None:
        tx.update_post(row.exercise, row.key, sent=row.wanted)
        return None
    if call.verb in barred:
        return Waits(call.verb)
    if call.first and wanted.urgency != TAPPED and (waits := _waits(tx, x, row, now)):
        return waits
    if call.verb == "upload":
        entry = tx.entry(wanted.exercise, RESULT)
        call = replace(call, of=copy(tx, wanted.exercise), entry=entry)
    if call.first:
        tx.update_post(row.exercise, row.key, phase="sending", ref="", digest=call.digest)
    return call


def _waits(tx: "Tx[Exercise]", x: Exercise, row: PostRow, now: float) -> Waits | None:
    """Whether, and how, a new message waits for what the group is to read before it.

    Cards do, whose questions the group's messages explain, and the group's own: the results come
    before the picture. A file that is refused holds up nothing; nor does what is refused for a
    reason of its own, after a while.
    """
    if row.to and kind_of(row.key) != CardKey.kind:
        return None
    doubted = []
    for each in tx.ahead(row.exercise, row.seq):
        if not _holds_up(x, each, now):
            continue
        if each.phase != "doubt":
            return Waits()  # one is enough: to look at a message is to write it
        doubted.append(_decided_at(x, each))
    return Waits(undecided=max(doubted) - now) if doubted else None


def _decided_at(x: Exercise, row: PostRow) -> float:
    """When a message in doubt holds up no other any longer."""
    return x.doubted.get(row.key, 0.0) + UNDECIDED


def _holds_up(x: Exercise, row: PostRow, now: float) -> bool:
    if row.phase == "doubt" and now >= _decided_at(x, row):
        return False
    if row.refused is not None and now - row.refused > OVERTAKEN:
        return False
    try:
        post = show(x, row.key)
    except Exception:  # noqa: BLE001 - told when its own turn comes; it hurts no other
        return False
    return post is not None and not (isinstance(post, File) and row.reason)


def released(tx: "Tx[Exercise]", exercise: int) -> list[Wanted]:
    """What may have waited for a message to the group, which stands now or is given up."""
    waiting = [(row.key, row.to) for row in tx.waiting(exercise)]
    return addressed(tx, exercise, waiting)


def in_doubt(tx: "Tx[Exercise]") -> list[Call]:
    """The sends that a crash cut short: nobody knows what became of them.

    What unfinished messages say is not known either: the record of an edit may be lost.
    """
    tx.distrust()
    cut = [row for row in tx.unsent() if row.phase == "sending"]
    return [_doubted(tx, row) for row in cut if tx.holds(row.exercise)]


def _doubted(tx: "Tx[Exercise]", row: PostRow) -> Call:
    there = addressed(tx, row.exercise, [(row.key, row.to)])
    chat = there[0].chat if there else ("", "")
    return Call("send", chat, row, show(tx.exercise(row.exercise), row.key))


def barred(tx: "Tx[Exercise]") -> list[int]:
    """The exercises whose groups took nothing when we last looked."""
    return [number for number in filter(tx.holds, tx.unfinished()) if tx.exercise(number).barred]


def blocked(
    tx: "Tx[Exercise]", platforms: Iterable[str], now: float
) -> dict[str, dict[str, float]]:
    """For how many seconds more each platform's scopes are blocked. What is over is forgotten."""
    tx.forget_blocks(now)
    return {
        name: {scope: until - now for scope, until in tx.blocks(name).items()} for name in platforms
    }
