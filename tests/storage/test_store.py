"""The one door: what went in is durable, what failed left nothing, and memory is only a cache."""

import asyncio
import os
import socket
import sqlite3
import sys
import threading
from contextlib import closing

import pytest

from dialogs.core.facts import Paused
from storage.store import ClashError, LockedError, StoreError
from tests.support.sheet import add, answered, disk, memory, opened, slip_in


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


async def test_a_job_is_durable_when_it_returns(store, exercise, path):
    assert await store.run(add(exercise, answered(1), answered(2))) == 2
    assert disk(path, exercise) == [answered(1), answered(2)]


async def test_a_job_that_fails_leaves_nothing_in_file_or_memory(store, exercise, path):
    await store.run(add(exercise, answered(1)))

    def bad(tx):
        add(exercise, answered(2))(tx)
        tx.want(exercise, "card:1", 1)
        raise ZeroDivisionError("a bug")

    results = await asyncio.gather(
        store.run(add(exercise, answered(3))),
        store.run(bad),
        store.run(add(exercise, answered(4))),
        return_exceptions=True,
    )
    assert results[0] == 2
    assert isinstance(results[1], ZeroDivisionError)
    assert results[2] == 3
    expected = [answered(1), answered(3), answered(4)]
    assert memory(store, exercise) == disk(path, exercise) == expected
    assert await store.run(lambda tx: tx.posts(exercise)) == []


@pytest.mark.parametrize(
    "error", [StopIteration, GeneratorExit, asyncio.CancelledError, MemoryError]
)
async def test_whatever_a_job_raises_the_writer_lives(store, exercise, error):
    def bad(tx):
        raise error

    failed, good = await asyncio.gather(
        store.run(bad), store.run(add(exercise, answered(1))), return_exceptions=True
    )
    assert isinstance(failed, RuntimeError if error is StopIteration else error)
    assert good == 1


def test_a_job_cannot_end_the_writer(store, exercise):
    with pytest.raises(SystemExit):
        store.run_sync(lambda tx: sys.exit())
    assert store.run_sync(add(exercise, answered(1))) == 1


async def test_a_caller_who_leaves_neither_stops_the_job_nor_hurts_others(store, exercise):
    gate = threading.Event()
    first = store.run(lambda tx: gate.wait())
    second = store.run(add(exercise, answered(1)))
    third = store.run(add(exercise, answered(2)))
    await asyncio.sleep(0)
    second.cancel()
    gate.set()
    assert await third == 2
    await first
    assert second.cancelled()


def test_a_loop_that_closed_hurts_nobody(store, exercise):
    gate = threading.Event()

    async def leave():
        task = store.run(lambda tx: gate.wait())
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    gate.set()
    assert store.run_sync(add(exercise, answered(1))) == 1


def test_a_job_cannot_wait_for_a_job(store):
    with pytest.raises(RuntimeError, match="cannot wait"):
        store.run_sync(lambda tx: store.run_sync(lambda tx: None))


async def test_hundreds_of_jobs_keep_their_order(store, exercise, path):
    counts = await asyncio.gather(*(store.run(add(exercise, answered(k))) for k in range(700)))
    assert counts == list(range(1, 701))
    assert disk(path, exercise) == [answered(k) for k in range(700)]


def test_threads_and_a_loop_together(store, exercise):
    def many():
        for k in range(50):
            store.run_sync(add(exercise, answered(k)))

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()

    async def more():
        await asyncio.gather(*(store.run(add(exercise, answered(k))) for k in range(50)))

    asyncio.run(more())
    for thread in threads:
        thread.join()
    assert store.run_sync(lambda tx: len(tx.exercise(exercise).facts)) == 250


async def test_reading_writes_nothing(store, exercise, path):
    await store.run(add(exercise, answered(1)))
    log = path.with_name(path.name + "-wal")
    before = log.stat().st_size, log.stat().st_mtime_ns
    for _ in range(50):
        await store.run(lambda tx: (tx.exercise(exercise), tx.unsent(), tx.due(9.0)))
    assert (log.stat().st_size, log.stat().st_mtime_ns) == before


def test_closing_finishes_what_is_in_hand(store, exercise, path):
    async def burst():
        tasks = [store.run(add(exercise, answered(k))) for k in range(300)]
        await asyncio.sleep(0)
        await asyncio.to_thread(store.close)
        return await asyncio.gather(*tasks)

    assert asyncio.run(burst())[-1] == 300
    assert len(disk(path, exercise)) == 300
    assert not path.with_name(path.name + "-wal").exists()
    with pytest.raises(StoreError, match="closed"):
        store.run_sync(lambda tx: None)
    store.close()


# What nobody waits for


def note(k):
    return lambda tx: tx.keep(f"hash{k}", "")


def kept(path):
    """What a process finds that opens the database now."""
    with closing(sqlite3.connect(path)) as db:
        return [hash_ for (hash_,) in db.execute("SELECT hash FROM snapshots ORDER BY rowid")]


async def test_what_nobody_waits_for_is_done_before_what_comes_next(store, path):
    store.soon(note(1))
    store.soon(note(2))
    assert kept(path) == []
    await store.run(note(3))
    assert kept(path) == ["hash1", "hash2", "hash3"]


async def test_what_nobody_waits_for_does_not_wait_long_for_company(store, path):
    for k in range(3):
        store.soon(note(k))
        while kept(path) != [f"hash{n}" for n in range(k + 1)]:  # noqa: ASYNC110 - files do not tell
            await asyncio.sleep(0.001)


async def test_what_nobody_waits_for_is_done_before_the_end(store, path):
    store.soon(note(1))
    await asyncio.to_thread(store.close)
    assert kept(path) == ["hash1"]


async def test_a_mistake_in_what_nobody_waits_for_hurts_nobody(store, exercise, path, caplog):
    store.soon(lambda tx: 1 / 0)
    store.soon(note(1))
    assert await store.run(add(exercise, answered(1))) == 1
    await store.run(note(2))
    assert kept(path) == ["hash1", "hash2"]
    assert "nobody waits for" in caplog.text


async def test_jobs_that_come_together_are_one_transaction(store, exercise, path):
    seen = []

    def look(tx):
        seen.append((len(kept(path)), tx.db.execute("SELECT 1 FROM snapshots").fetchall()))

    first, second = store.run_all([note(1), look])
    await second
    assert first.done()
    assert seen == [(0, [(1,)])], "written, but for nobody else yet"


# Memory


async def test_an_exercise_is_read_once(store, exercise):
    first = await store.run(lambda tx: tx.exercise(exercise))
    assert await store.run(lambda tx: tx.exercise(exercise)) is first
    assert await store.run(lambda tx: tx.cached()) == [exercise]
    await store.run(lambda tx: tx.drop(exercise))
    assert await store.run(lambda tx: tx.cached()) == []
    assert await store.run(lambda tx: tx.exercise(exercise)) is not first


async def test_an_unknown_exercise(store):
    with pytest.raises(KeyError):
        await store.run(lambda tx: tx.exercise(404))


async def test_facts_behind_the_back_of_memory_are_seen(store, exercise):
    """A job that adds facts without asking for the exercise cannot have evolved it."""
    await store.run(add(exercise, answered(1)))
    await store.run(lambda tx: tx.append(exercise, [answered(2)]))
    assert memory(store, exercise) == [answered(1), answered(2)]


async def test_another_process_is_noticed(store, exercise, path):
    await store.run(add(exercise, answered(1)))
    admin = opened(path, exclusive=False)
    admin.run_sync(add(exercise, answered(2)))
    assert await store.run(add(exercise, answered(3))) == 3
    assert admin.run_sync(add(exercise, answered(4))) == 4
    admin.close()
    assert memory(store, exercise) == [answered(k) for k in (1, 2, 3, 4)]


async def test_a_clash_is_decided_again_from_what_is_there(store, exercise, path):
    await store.run(add(exercise, answered(1)))
    runs = []

    def clash(tx):
        known = len(tx.exercise(exercise).facts)
        runs.append(known)
        if len(runs) == 1:  # as on a server where another process writes meanwhile
            slip_in(tx.db, exercise, Paused(0.0))
        return add(exercise, answered(5))(tx)

    assert await store.run(clash) == 2
    assert runs == [1, 1]
    assert memory(store, exercise) == disk(path, exercise) == [answered(1), answered(5)]


async def test_a_clash_that_stays_is_told(store, exercise):
    def clash(tx):
        tx.exercise(exercise)
        slip_in(tx.db, exercise, Paused(0.0))
        tx.append(exercise, [answered(1)])

    with pytest.raises(ClashError):
        await store.run(clash)
    assert await store.run(add(exercise, answered(2))) == 1


# The lock


def test_the_second_opener_is_told_who_is_first(store, path):
    with pytest.raises(LockedError, match=f"process {os.getpid()} on {socket.gethostname()}"):
        opened(path)
    store.close()
    opened(path).close()


def test_what_a_killed_process_left_in_the_lock_file_misleads_nobody(tmp_path):
    path = tmp_path / "valuemap.db"
    path.with_name("valuemap.db.lock").write_text(
        "99999999999 a-machine-of-long-ago-and-far-away\n" * 3
    )
    first = opened(path)
    with pytest.raises(LockedError, match=f"process {os.getpid()} on {socket.gethostname()}"):
        opened(path)
    first.close()
