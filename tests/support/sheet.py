"""The simplest exercise there is, for tests of the storage: it knows its facts."""

import asyncio
import threading

from sqlite_utils import Database

from dialogs.core.facts import Answered
from storage.store import Store, Tx


class Sheet:
    """Folded like a real one: from all its facts, or evolved in place by new ones."""

    def __init__(self, facts):
        self.facts = list(facts)

    def evolve(self, facts):
        self.facts += facts


def load(tx, exercise):
    return Sheet(tx.facts(exercise))


def opened(path, **kwargs):
    store = Store(path, load, **kwargs)
    store.open()
    return store


def answered(k):
    return Answered(1000.0 + k / 1000, 1, "round1", f"ADM-T{k}", "4")


def add(exercise, *facts):
    """The job that the application does with facts it accepted; gives how many there are now."""

    def job(tx):
        sheet = tx.exercise(exercise)
        sheet.evolve(facts)
        tx.append(exercise, facts)
        return len(sheet.facts)

    return job


def slip_in(db, exercise, fact):
    """A fact that another process added, through a connection with a transaction of its own."""
    tx = Tx(db if isinstance(db, Database) else Database(db), load)
    tx.append(exercise, [fact])
    tx.write_heads()


def sealed_anew(db):
    """Whatever a test changed by SQL in this transaction gets hashes and checksums that fit."""
    if not db.in_transaction:
        db.execute("BEGIN")
    tx = Tx(Database(db), load)
    people = db.execute("SELECT exercise, number FROM people").fetchall()
    for (number,) in db.execute("SELECT id FROM exercises").fetchall():
        tx._row_changed(number)
    for exercise, number in people:
        tx._person_changed(exercise, number)


def memory(store, exercise):
    return store.run_sync(lambda tx: list(tx.exercise(exercise).facts))


def disk(path, exercise):
    """What a process finds that opens the database now."""
    other = opened(path, exclusive=False)
    found = other.run_sync(lambda tx: tx.facts(exercise))
    other.close()
    return found


def bytes_of(path):
    return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


async def together(store, *jobs):
    """Run these jobs in one group, whatever the timing; their results or errors."""
    begun, gate = threading.Event(), threading.Event()

    def hold(tx):
        begun.set()
        gate.wait()

    first = store.run(hold)
    await asyncio.to_thread(begun.wait)
    tasks = [store.run(job) for job in jobs]
    await asyncio.sleep(0)
    gate.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)
