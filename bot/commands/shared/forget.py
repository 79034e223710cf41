"""Taking people out of the database at an administrator's word: one person, or all after a time.

What was published stays as it is; names, accounts, addresses and what people wrote go, with them
the answers of whoever stays on record by name, and no byte of that stays in the files.
"""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import click

from bot.app import clock
from bot.app.record import Effects, record
from bot.commands.shared import paper
from bot.commands.shared.options import count
from bot.commands.shared.terminal import FAILED, stop
from bot.config import ConfigError, Settings
from bot.platforms import registry
from bot.platforms.base import Platform, PlatformError, RefusedError
from dialogs import engine
from dialogs.core import course
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from storage.store import Store, Tx

PATIENCE = 10.0
"""Seconds to wait for whoever reads the database, before its log can be emptied."""


@dataclass(frozen=True, slots=True)
class Old:
    """An exercise that is to be purged: how many people it still names, and by which fact."""

    exercise: int
    status: str
    people: int
    fact: f.Purged | f.Cancelled


def whom(person: str) -> tuple[str, str]:
    """Platform and account of `PLATFORM:ACCOUNT`, or `paper:NAME`.

    Raises `ValueError` for anything else.
    """
    platform, _, account = person.partition(":")
    if not platform or not account:
        raise ValueError(
            f"{person} is no account: write {registry.examples()}, paper:NAME. "
            "`valuemap mydata NAME` says which accounts have a name"
        )
    return platform, paper.account(account) if platform == paper.PLATFORM else account


def led_by(tx: "Tx[Exercise]", where: Iterable[tuple[int, int]]) -> list[int]:
    """The exercises under way, of these, whose facilitator this number is."""
    known = [(tx.exercise(exercise), number) for exercise, number in where]
    return [x.id for x, number in known if x.under_way and x.facilitator == number]


def erase(exercise: int, number: int, at: float, tx: "Tx[Exercise]") -> Effects:
    """Take one person out of one exercise, as if they had asked for it in the chat."""
    x = tx.exercise(exercise)
    if number in x.people:
        return record(tx, x, [engine.erased(x, at, number)], at)
    tx.erase(exercise, number, answers=True)
    return Effects()


def old(tx: "Tx[Exercise]", before: float, at: float) -> list[Old]:
    """The exercises that still name people though nothing has happened since `before`."""
    found = []
    for row in tx.rows():
        x = tx.exercise(row.id)
        fact = _fact(x, at) if x.last_at <= before else None
        if fact is not None:
            kept = fact.kept if isinstance(fact, f.Purged) else ()
            people = sum(1 for person in tx.people(row.id) if person.number not in kept)
            found += [Old(row.id, row.status, people, fact)] if people else []
    return found


def _fact(x: Exercise, at: float) -> f.Purged | f.Cancelled | None:
    """What ends the keeping of names in an exercise; None while it is under way.

    One that never came to results and that nothing will move again is called off.
    """
    if x.status in ("finished", "cancelled"):
        return f.Purged(at)
    if x.status == "following":
        owners = {a.owner for a in x.actions.values() if a.progress not in ("done", "dropped")}
        return f.Purged(at, tuple(sorted((owners | {x.facilitator}) - {0})))
    if x.status == "draft" or x.paused or course.next_wake(x) is None:
        return f.Cancelled(at, x.facilitator, erase=True)
    return None


def purge(each: Old, tx: "Tx[Exercise]") -> Effects:
    """Delete the names and private texts of one old exercise."""
    return record(tx, tx.exercise(each.exercise), [each.fact], each.fact.at)


def scrubbed(store: "Store[Exercise]") -> bool:
    """Whether no byte is left in the files; waits a little for those who read them."""
    until = time.monotonic() + PATIENCE
    while store.run_sync(lambda tx: tx.scrub_due):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


async def take_away(chosen: Settings, messages: Sequence[tuple[str, str, str]]) -> int:
    """Delete these messages (platform, address, reference) in their chats; gives how many stay."""
    try:
        serving = registry.served(chosen.platforms, None, clock.now)
    except ConfigError:
        return len(messages)
    named = {platform for platform, _, _ in messages} & serving.keys()
    ready = [name for name in named if await _ready(serving[name])]
    left = 0
    for platform, address, ref in messages:
        try:
            if platform in ready:
                await serving[platform].delete(address, ref)
        except PlatformError:
            left += 1
        left += platform not in ready
    for each in serving.values():
        await each.close()
    return left


async def _ready(platform: Platform) -> bool:
    try:
        await platform.connect()
    except (PlatformError, RefusedError):
        return False
    return True


def end(done: str, clean: bool, quiet: bool = False) -> None:
    """Say what was done; fail if bytes of it are still in the file."""
    if not quiet:
        click.echo(done)
    if not clean:
        stop(
            "the bytes are still in the file, since somebody reads it; "
            "they go when `valuemap run` is started again",
            FAILED,
        )


def say_and_take_away(chosen: Settings, messages: list[tuple[str, str, str]]) -> None:
    """Delete the erased people's private messages, where the platform lets us."""
    if messages:
        left = asyncio.run(take_away(chosen, messages))
        if left:
            click.echo(f"{count(left, 'private message')} could not be deleted there.", err=True)
