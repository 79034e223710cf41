"""How fast is a durable tap? Against plain sqlite3 doing the same, in the same run.

One tap is what the application does with one: seen before?, the exercise, the person, two facts,
two posts to look at again. Run with `python -m tests.benchmarks.store`.
"""

import asyncio
import sqlite3
import tempfile
import time
from functools import partial
from pathlib import Path

from dialogs.core.facts import Answered, Fact, Turned
from storage.store import Store, Tx

TAPS = 6_000
EXERCISES = 20
LOAD = (1_000, 260)

Folded = list[Fact]


def fold(tx: Tx[Folded], exercise: int) -> Folded:
    return tx.facts(exercise)


def facts_of(k: int) -> list[Fact]:
    at = 1_700_000_000 + k / 1000
    return [Answered(at, 1, "1", f"ADM-T{k % 26}", str(k % 5 + 1)), Turned(at, 1, f"ECO-B{k % 26}")]


def tap(tx: Tx[Folded], exercises: list[int], k: int) -> None:
    if not tx.first_sight("telegram", str(k), k / 1000):
        return
    exercise = exercises[k % len(exercises)]
    folded = tx.exercise(exercise)
    tx.person(exercise, "99")
    facts = facts_of(k)
    tx.append(exercise, facts)
    folded.extend(facts)
    tx.want(exercise, "card:1", 1)
    tx.want(exercise, "board", 0)


def prepare(store: Store[Folded], count: int) -> list[int]:
    def job(tx: Tx[Folded]) -> list[int]:
        ids = [tx.create("telegram", f"-{i}", f"token{i}", 0.0) for i in range(count)]
        for id_ in ids:
            tx.enrol(id_, "telegram", "99", "Ana", "es", "99", 0.0)
        return ids

    return store.run_sync(job)


async def taps(store: Store[Folded], exercises: list[int], waiting: int) -> float:
    """Taps a second with so many callers, each waiting for its own tap before the next."""
    todo = iter(range(TAPS))

    async def caller() -> None:
        for k in todo:
            await store.run(partial(tap, exercises=exercises, k=k))

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(waiting)))
    return TAPS / (time.perf_counter() - began)


def measured(folder: Path, waiting: int) -> float:
    store: Store[Folded] = Store(folder / f"{waiting}.db", fold)
    store.open()
    exercises = prepare(store, EXERCISES)
    rate = asyncio.run(taps(store, exercises, waiting))
    store.close()
    return rate


SEE = "INSERT INTO seen VALUES ('telegram', ?, 0) ON CONFLICT DO NOTHING"
WHO = "SELECT name FROM people WHERE exercise = ? AND account = '99'"
ADD = (
    "INSERT INTO facts (exercise, n, at, kind, person, round, item, answer, text, hash)"
    " VALUES (?, ?, 0, 'Answered', 1, '1', 'ADM-T4', '5', '', zeroblob(32))"
)
WANT = (
    'INSERT INTO posts (exercise, key, "to", wanted) VALUES (?, ?, 0, 1)'
    " ON CONFLICT DO UPDATE SET wanted = wanted + 1"
)


def raw(folder: Path, together: int) -> float:
    """The same statements by hand: taps a second, so many in one transaction."""
    path = folder / f"raw{together}.db"
    store: Store[Folded] = Store(path, fold)
    store.open()
    exercises = prepare(store, EXERCISES)
    store.close()
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        db.execute(f"PRAGMA {pragma}").fetchall()
    began = time.perf_counter()
    for first in range(0, TAPS, together):
        db.execute("BEGIN IMMEDIATE")
        for k in range(first, min(first + together, TAPS)):
            raw_tap(db, exercises[k % EXERCISES], k)
        db.execute("COMMIT")
    rate = TAPS / (time.perf_counter() - began)
    db.close()
    return rate


def raw_tap(db: sqlite3.Connection, exercise: int, k: int) -> None:
    db.execute(SEE, (str(k),))
    db.execute(WHO, (exercise,)).fetchall()
    for n in (2 * k + 1, 2 * k + 2):
        db.execute(ADD, (exercise, n))
    for key in ("card:1", "board"):
        db.execute(WANT, (exercise, key))


def loading(folder: Path) -> float:
    """Seconds to read many exercises from their facts."""
    exercises, facts = LOAD
    store: Store[Folded] = Store(folder / "load.db", fold)
    store.open()
    ids = prepare(store, exercises)
    many = [fact for k in range(facts // 2) for fact in facts_of(k)]

    def write(tx: Tx[Folded]) -> None:
        for id_ in ids:
            tx.append(id_, many)

    store.run_sync(write)
    began = time.perf_counter()
    store.run_sync(lambda tx: sum(len(tx.exercise(id_)) for id_ in ids))
    took = time.perf_counter() - began
    store.close()
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for waiting in (1, 64):
            ours, theirs = measured(folder, waiting), raw(folder, waiting)
            print(
                f"{waiting:3} waiting: {2 * ours:7,.0f} facts/s ({ours:,.0f} taps/s);"
                f" plain sqlite3 {2 * theirs:7,.0f} facts/s; ratio {ours / theirs:.2f}"
            )
        exercises, facts = LOAD
        took = loading(folder)
        print(f"{exercises:,} exercises of {facts} facts read in {took:.2f} s")


if __name__ == "__main__":
    main()
