"""Databases to measure on: an exercise with a team that has joined, once or a thousand times."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.app.library import Files, loader
from bot.platforms.base import Account, Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from bot.rehearsal.rehearsal import Rehearsal
from bot.service import Service
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from storage.facts import chain
from storage.store import Store
from tests.support.office import CHOSEN
from tests.support.sheet import sealed_anew
from tests.support.signing import seal_of

FILES = Files()
COMPONENTS = [c.id for c in FILES.pack(FILES.newest("pack", "public_value")).components]
TOPICS = (
    *("a chatbot", "the Civil Registry", "Nobody queues.", "the Minister", "a pilot"),
    "A situation.",
)
PLACE = "-5"
AT_ONCE = 500

ALL = len(COMPONENTS) - 1
"""How many are answered where only the first question is left, and stands on every card."""

CHANGES = [
    f"1.1.{c}.{(n + turn) % 5 + 1}" for turn in range(1, 6) for n, c in enumerate(COMPONENTS[1:])
]
"""Taps, again and again in this order, of somebody who has answered `ALL` but the first question:
each changes an answer, and none is of the question on their card, which could be too quick."""

FIRST = 100_000
"""The account of the first person; in the k-th copy of an exercise, k stands before it."""


def account(n: int) -> Account:
    """Somebody, whose number is also the address."""
    return Account(str(n), f"Person {n}", "en", str(n))


def database(path: Path) -> Store[Exercise]:
    """The store of the program, opened."""
    store: Store[Exercise] = Store(path, loader(FILES))
    store.open()
    return store


async def exercise(
    path: Path, people: int, now: float, *, answered: int = 0, shown: bool = True
) -> None:
    """A live exercise in a new database: so many people joined and see their card, if `shown`.

    The first question stays unanswered; the next `answered` ones are.
    """
    theatre = Rehearsal(path, now, place=PLACE)
    await theatre.start()
    theatre.demo.administrators.add("9")
    boss = Account("9", "Boss", "en", "9")
    await theatre.writes(boss, "/new", PLACE)
    await theatre.taps(boss, "Set it up")
    for text in TOPICS:
        await theatre.writes(boss, text)
        if text in CHOSEN:
            await theatre.taps(boss, CHOSEN[text])
    await theatre.taps(boss, "Live")
    await theatre.taps(boss, "1.langs.en")
    await theatre.writes(boss, str(max(people, 10)))
    await theatre.writes(boss, "R. Khan")
    await theatre.taps(boss, "Post it")
    token = next(b.start for b in theatre.group[-1].buttons if b.start)
    events: list[e.Event] = [e.Entered(theatre.now, token), e.Tap(theatre.now + 5, "1.next")]
    said = ((c, n % 5 + 1) for n, c in enumerate(COMPONENTS[1 : answered + 1]))
    events += [e.Tap(theatre.now + 10, f"1.1.{c}.{score}") for c, score in said]
    for number, event in enumerate(events):
        await _all(theatre.service, people, event, number, shown)
        if number == 0:
            await theatre.settle()
    await theatre.stop()


async def _all(service: Service, people: int, event: e.Event, number: int, shown: bool) -> None:
    """The same event from everybody, many in one transaction; what follows only if `shown`."""
    handle = service.handle if shown else service.app.handle
    batch = [
        Incoming("demo", f"{number}.{n}", "", who := account(FIRST + n), _by(who, event, service))
        for n in range(people)
    ]
    for first in range(0, people, AT_ONCE):
        await handle(batch[first : first + AT_ONCE])


def _by(who: Account, event: e.Event, service: Service) -> e.Event:
    """The event as it is somebody's: a button is signed for the chat in which it stands."""
    if not isinstance(event, e.Tap):
        return event
    return replace(event, data=service.app.seal.sign(who.address, event.data))


def key_of(path: Path) -> str:
    """What a database signs its buttons with, in hexadecimal."""
    return seal_of(path).key.hex()


def to_telegram(path: Path) -> None:
    """Everything that was played on the demo platform now happened on Telegram."""
    with closing(sqlite3.connect(path)) as db, db:
        for table in ("exercises", "people"):
            db.execute(f"UPDATE {table} SET platform = 'telegram'")
        sealed_anew(db)


def multiply(path: Path, exercises: int) -> None:
    """The first exercise so many times, each in a group of its own, with people of its own."""
    rest = "number, platform, name, language, reachable, used_at"
    posts = 'key, "to", wanted, sent, digest, ref, phase, seq'
    with closing(sqlite3.connect(path)) as db, db:
        for k in range(2, exercises + 1):
            db.execute(
                "INSERT INTO exercises (id, platform, place, token, status, wake, created, people,"
                " checksum) SELECT ?, platform, ?, ?, status, wake, created, people, checksum"
                " FROM exercises WHERE id = 1",
                (k, f"-{k + 1000}", f"token{k}"),
            )
            db.execute(
                f"INSERT INTO people (exercise, account, address, {rest}, checksum)"
                f" SELECT ?, ? || account, ? || address, {rest}, checksum"
                " FROM people WHERE exercise = 1",
                (k, str(k), str(k)),
            )
            db.execute(
                f"INSERT INTO posts (exercise, {posts})"
                f" SELECT ?, {posts} FROM posts WHERE exercise = 1",
                (k,),
            )
        first = _first(db)
        for k in range(2, exercises + 1):
            _copy_facts(db, k, first)
        sealed_anew(db)


FACTS = f"exercise, {chain.COLUMNS}"
PUT = f"INSERT INTO facts ({FACTS}) VALUES ({', '.join('?' * (chain.COLUMNS.count(',') + 2))})"


Row = tuple[tuple[Any, ...], bytes, bytes]
"""A row of facts without its hash; the seals of its answer and of its text."""


def _first(db: sqlite3.Connection) -> list[Row]:
    """The facts of the first exercise. Their seals are the same in every copy."""
    found = db.execute(f"SELECT {chain.COLUMNS} FROM facts WHERE exercise = 1 ORDER BY n")
    return [
        (row[:-1], chain.seal(row[6], row[9], row[10]), chain.seal(row[7], row[11], row[12]))
        for row in (tuple(each) for each in found)
    ]


def _copy_facts(db: sqlite3.Connection, k: int, first: list[Row]) -> None:
    """The facts of the first exercise once more, in a chain of their own."""
    before, rows = chain.START, []
    for row, *seals in first:
        before = chain.link(before, k, row[:9], *seals)
        rows.append((k, *row, before))
    db.executemany(PUT, rows)
    db.execute("UPDATE exercises SET head = ? WHERE id = ?", (before, k))


def message_of(path: Path) -> dict[int, int]:
    """The number of everybody's card, by account."""
    with closing(sqlite3.connect(path)) as db:
        found = db.execute(
            'SELECT account, ref FROM people AS p JOIN posts AS t ON t.exercise = 1 AND t."to" ='
            " p.number AND t.key LIKE 'card/%' AND t.ref <> '' WHERE p.exercise = 1"
            " AND p.account <> '9' ORDER BY t.key"
        )
        return {int(account): int(ref) for account, ref in found}


__all__ = [
    "COMPONENTS",
    "FILES",
    "MemoryPlatform",
    "account",
    "database",
    "exercise",
    "message_of",
    "multiply",
    "to_telegram",
]
