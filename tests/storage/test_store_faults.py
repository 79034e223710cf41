"""The storage when things go wrong: nothing acknowledged is lost, nothing refused is kept."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core.facts import Noted, Paused
from storage.store import LockedError, StoreError
from tests.support.often import often
from tests.support.sheet import add, answered, disk, memory, opened, slip_in, together

ROOT = Path(__file__).parents[2]
BODY = sha256(b"body").hexdigest()
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX processes and limits")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "valuemap.db"


@pytest.fixture
def store(path):
    store = opened(path)
    yield store
    store.close()


@pytest.fixture
def exercise(store):
    return store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 1.0))


# What the storage can do to a whole group


def full_disk(exercise):
    def job(tx):
        [(pages,)] = tx.db.execute("PRAGMA page_count").fetchall()
        tx.db.execute(f"PRAGMA max_page_count = {pages}").fetchall()
        add(exercise, *(Noted(1.0, 1, k, "x", "much " * 900) for k in range(40)))(tx)

    return job


def room_again(tx):
    tx.db.execute("PRAGMA max_page_count = 1000000").fetchall()


def failing_commit(exercise):
    def job(tx):
        add(exercise, answered(66))(tx)
        tx.db.execute("PRAGMA defer_foreign_keys = ON")
        tx.want(404, "card:1", 1)

    return job


def given_up(exercise):
    """SQLite rolls the transaction back, and the job carries on as if it had not noticed."""

    def job(tx):
        add(exercise, answered(66))(tx)
        tx.db.execute("ROLLBACK")
        with suppress(Exception):
            tx.append(exercise, [answered(67)])
        with suppress(Exception):
            tx.want(exercise, "card:1", 1)

    return job


def broken_connection(exercise):
    def job(tx):
        add(exercise, answered(66))(tx)
        tx.db.conn.close()

    return job


FAULTS = [full_disk, failing_commit, given_up, broken_connection]


async def test_what_nobody_waits_for_outlives_a_disk_that_was_full(store, exercise):
    store.soon(lambda tx: tx.keep(BODY, "body"))
    with pytest.raises(StoreError):
        await store.run(full_disk(exercise))
    await store.run(room_again)
    assert await store.run(lambda tx: tx.snapshot(BODY)) == "body"


async def test_what_nobody_waits_for_does_not_break_the_storage_for_ever(store, exercise):
    store.soon(lambda tx: tx.db.conn.close())
    with pytest.raises(StoreError):
        await store.run(add(exercise, answered(1)))
    assert await store.run(add(exercise, answered(1))) == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_storage_that_fails_takes_the_whole_group_and_nothing_else(
    store, exercise, path, fault
):
    other = await store.run(lambda tx: tx.create("telegram", "-2", "other", 1.0))
    await store.run(add(exercise, answered(1)))
    results = await together(
        store,
        add(exercise, answered(2)),
        add(other, answered(3)),
        fault(exercise),
        add(exercise, answered(4)),
    )
    assert [type(result) for result in results] == [StoreError] * 4
    assert len({id(result) for result in results}) == 4  # one error each: tracebacks grow
    await store.run(room_again)
    assert memory(store, exercise) == disk(path, exercise) == [answered(1)]
    assert memory(store, other) == disk(path, other) == []
    assert await store.run(lambda tx: tx.posts(exercise)) == []
    assert await store.run(add(exercise, answered(5))) == 2


async def test_it_stays_failed_while_the_disk_is_full_and_recovers(store, exercise, path):
    for _ in range(3):
        [result] = await together(store, full_disk(exercise))
        assert isinstance(result, StoreError)
        assert "full" in str(result)
    await store.run(room_again)
    assert await store.run(add(exercise, answered(1))) == 1
    assert disk(path, exercise) == [answered(1)]


async def test_a_locked_database_is_an_error_that_passes(store, exercise, path):
    await store.run(lambda tx: tx.db.execute("PRAGMA busy_timeout = 20").fetchall())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            await store.run(add(exercise, answered(1)))
        other.execute("ROLLBACK")
    assert await store.run(add(exercise, answered(1))) == 1


async def test_a_change_while_we_wait_for_the_lock_is_seen(store, exercise, path):
    """Another process commits after our group was taken and before it could begin."""
    await store.run(add(exercise, answered(1)))
    waiting = threading.Event()

    def trace(statement):
        if statement.startswith("BEGIN"):
            waiting.set()

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        await store.run(lambda tx: tx.db.conn.set_trace_callback(trace))
        other.execute("BEGIN IMMEDIATE")
        slip_in(other, exercise, Paused(0.0))
        task = store.run(lambda tx: len(tx.exercise(exercise).facts))
        await asyncio.to_thread(waiting.wait)
        other.execute("COMMIT")
        assert await task == 2
    assert await store.run(add(exercise, answered(3))) == 3
    assert memory(store, exercise) == disk(path, exercise)


async def test_after_damage_the_database_is_opened_and_checked_anew(store, exercise, tmp_path):
    (tmp_path / "bad.db").write_text("no database " * 500)

    def meet_damage(tx):
        add(exercise, answered(1))(tx)
        tx.db.execute("ATTACH ? AS bad", (str(tmp_path / "bad.db"),))
        tx.db.execute("SELECT * FROM bad.sqlite_master").fetchall()

    def patience(tx):
        return tx.db.execute("PRAGMA busy_timeout").fetchall()

    await store.run(lambda tx: tx.db.execute("PRAGMA busy_timeout = 77").fetchall())
    with pytest.raises(StoreError, match="not a database"):
        await store.run(meet_damage)
    assert await store.run(patience) == [(5000,)]  # another connection than before
    assert await store.run(add(exercise, answered(2))) == 1


@posix
async def test_a_database_moved_away_is_not_written_to(store, exercise, path):
    await store.run(add(exercise, answered(1)))
    away = path.with_name("away.db")
    path.rename(away)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"valuemap\.db"):
            await store.run(add(exercise, answered(2)))
    assert not path.exists()  # nor does an empty one take its place
    away.rename(path)
    assert await store.run(add(exercise, answered(3))) == 2
    assert disk(path, exercise) == [answered(1), answered(3)]


@posix
async def test_a_backup_put_in_its_place_is_what_is_served(store, exercise, path):
    await store.run(add(exercise, answered(1)))
    store.backup(path.with_name("backup.db"))
    await store.run(add(exercise, answered(2)))
    for name in ("valuemap.db-wal", "valuemap.db-shm"):
        path.with_name(name).unlink()
    path.with_name("backup.db").replace(path)
    assert await store.run(add(exercise, answered(3))) == 2
    assert disk(path, exercise) == [answered(1), answered(3)]


# Whatever comes, in whatever order

steps = st.tuples(
    st.sampled_from(["good", "good", "good", "bug", "blind", "forget", "read"]),
    st.integers(0, 2),
)
groups = st.tuples(st.lists(steps, max_size=5), st.sampled_from([None] * 4 + FAULTS + ["outside"]))


def bug(exercise, fact):
    def job(tx):
        add(exercise, fact)(tx)
        raise ZeroDivisionError

    return job


JOBS = {
    "good": lambda exercise, fact: add(exercise, fact),
    "bug": bug,
    "blind": lambda exercise, fact: lambda tx: tx.append(exercise, [fact]),
    "forget": lambda exercise, fact: lambda tx: tx.drop(exercise),
    "read": lambda exercise, fact: lambda tx: len(tx.exercise(exercise).facts),
}


async def play(store, path, exercises, plan):
    """Play the groups; what must be kept of each exercise, by what was acknowledged."""
    kept = {exercise: [] for exercise in exercises}
    k = 0
    for chosen, twist in plan:
        jobs, mine = [], []
        for kind, which in chosen:
            k += 1
            jobs.append(JOBS[kind](exercises[which], answered(k)))
            mine.append((kind, exercises[which], answered(k)))
        if callable(twist):
            jobs.insert(len(jobs) // 2, twist(exercises[0]))
            mine.insert(len(mine) // 2, ("fault", exercises[0], None))
        results = await together(store, *jobs)
        for (kind, exercise, fact), result in zip(mine, results, strict=True):
            assert isinstance(result, StoreError) == callable(twist)
            if kind in ("good", "blind") and not isinstance(result, Exception):
                kept[exercise].append(fact)
        await store.run(room_again)
        if twist == "outside":
            k += 1
            admin = opened(path, exclusive=False)
            admin.run_sync(add(exercises[1], answered(k)))
            admin.close()
            kept[exercises[1]].append(answered(k))
        for exercise in exercises:
            found = await store.run(lambda tx, exercise=exercise: tx.exercise(exercise).facts[:])
            assert found == kept[exercise]
    return kept


@often(20)
@given(st.lists(groups, max_size=6))
def test_memory_is_what_the_disk_says_and_nothing_acknowledged_is_gone(plan):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "valuemap.db"
        store = opened(path)
        exercises = [
            store.run_sync(lambda tx, k=k: tx.create("telegram", f"-{k}", f"t{k}", 0.0))
            for k in range(3)
        ]
        kept = asyncio.run(play(store, path, exercises, plan))
        assert {exercise: memory(store, exercise) for exercise in exercises} == kept
        store.close()
        assert {exercise: disk(path, exercise) for exercise in exercises} == kept


# Other processes

BEGIN = """
import asyncio, os, resource, sys
from pathlib import Path
from tests.support.sheet import add, answered, opened, memory
from storage.store import StoreError
store = opened(Path(sys.argv[1]))
exercise = int(sys.argv[2])
"""

WRITER = (
    BEGIN
    + """
async def caller(c):
    for k in range(c, 10**9, 16):
        await store.run(add(exercise, answered(k)))
        os.write(1, f"{k}\\n".encode())
async def main():
    await asyncio.gather(*(caller(c) for c in range(16)))
asyncio.run(main())
"""
)

NO_ROOM = (
    BEGIN
    + """
async def main():
    await store.run(add(exercise, answered(1)))
    size = os.path.getsize(sys.argv[1] + "-wal")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5000, hard))
    kept, lost = [1], []
    for k in range(2, 40):
        try:
            await store.run(add(exercise, answered(k)))
            kept.append(k)
        except StoreError:
            lost.append(k)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    await store.run(add(exercise, answered(99)))
    return kept + [99], lost
kept, lost = asyncio.run(main())
assert lost, "the limit was never met"
assert memory(store, exercise) == [answered(k) for k in kept]
store.close()
print(*kept)
"""
)


def run(script, path, exercise):
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path), str(exercise)], cwd=ROOT, stdout=subprocess.PIPE
    )


def prepared(path):
    store = opened(path)
    exercise = store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 1.0))
    store.close()
    return exercise


@posix
def test_kill_9_loses_nothing_acknowledged(path):
    exercise = prepared(path)
    acknowledged = set()
    for _ in range(3):
        with run(WRITER, path, exercise) as process:
            for _ in range(700):
                acknowledged.add(int(process.stdout.readline()))
            process.kill()
            acknowledged |= {int(line) for line in process.stdout if line.endswith(b"\n")}
        found = disk(path, exercise)
        assert {fact.item for fact in found} >= {f"ADM-T{k}" for k in acknowledged}
    opened(path).close()  # the lock died with the process


@posix
def test_a_file_that_cannot_grow(path):
    """The system's own limit on file sizes: writes fail half-way, as on a disk that is full."""
    exercise = prepared(path)
    with run(NO_ROOM, path, exercise) as process:
        kept = [int(k) for k in process.stdout.read().split()]
    assert process.returncode == 0
    assert disk(path, exercise) == [answered(k) for k in kept]


@posix
def test_a_second_process_is_told_who_serves(path):
    exercise = prepared(path)
    with run(WRITER, path, exercise) as process:
        process.stdout.readline()
        with pytest.raises(LockedError, match=f"process {process.pid} on {os.uname().nodename}"):
            opened(path)
        process.kill()
