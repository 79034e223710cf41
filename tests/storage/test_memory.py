"""Exercises in memory: made when first asked for, let go when others were used since."""

import pytest

from storage import tx as transactions
from tests.support.sheet import add, answered, opened

FACTS = 10


@pytest.fixture
def store(tmp_path):
    store = opened(tmp_path / "valuemap.db")
    yield store
    store.close()


def filled(store, exercises):
    """So many exercises of ten facts each, none of them in memory; gives their ids."""

    def fill(tx):
        ids = [tx.create("telegram", f"-{n}", f"token{n}", 0.0) for n in range(exercises)]
        for id_ in ids:
            tx.enrol(id_, "telegram", "99", "Ana", "es", "99", 0.0)
            tx.append(id_, [answered(k) for k in range(FACTS)])
        return ids

    return store.run_sync(fill)


def ask(store, *exercises):
    """Each of them, asked for by a job of its own."""
    for exercise in exercises:
        store.run_sync(lambda tx, n=exercise: tx.exercise(n))


def in_memory(store):
    return store.run_sync(lambda tx: tx.cached())


def test_nothing_is_read_before_it_is_asked_for(store):
    filled(store, 5)
    store.run_sync(lambda tx: (tx.rows(), tx.unsent(), tx.due(1e9), tx.unfinished()))
    assert (in_memory(store), store.run_sync(lambda tx: tx.loads)) == ([], 0)


def test_those_used_last_stay(store, monkeypatch):
    monkeypatch.setattr(transactions, "FACTS_IN_MEMORY", 6 * FACTS)
    ids = filled(store, 10)
    ask(store, *ids)
    assert in_memory(store) == ids[4:]
    ask(store, ids[4], ids[0])  # used again; and one that was let go
    assert in_memory(store) == [*ids[6:], ids[4], ids[0]]
    assert store.run_sync(lambda tx: tx.loads) == 11


def test_some_stay_however_long_they_are(store, monkeypatch):
    """Or a tap in a very large exercise would read all of it each time."""
    monkeypatch.setattr(transactions, "FACTS_IN_MEMORY", 1)
    ids = filled(store, 6)
    ask(store, *ids, *ids[-transactions.ALWAYS_IN_MEMORY :])
    assert in_memory(store) == ids[-transactions.ALWAYS_IN_MEMORY :]
    assert store.run_sync(lambda tx: tx.loads) == 6


def test_what_one_job_holds_stays_until_it_is_done(store, monkeypatch):
    monkeypatch.setattr(transactions, "FACTS_IN_MEMORY", 1)
    monkeypatch.setattr(transactions, "ALWAYS_IN_MEMORY", 0)
    ids = filled(store, 6)
    held = store.run_sync(lambda tx: [tx.exercise(n) is tx.exercise(n) for n in ids])
    assert held == [True] * 6
    assert in_memory(store) == []


def test_an_exercise_that_went_comes_back_with_what_was_added(store, monkeypatch):
    monkeypatch.setattr(transactions, "FACTS_IN_MEMORY", 1)
    monkeypatch.setattr(transactions, "ALWAYS_IN_MEMORY", 0)
    one, other = filled(store, 2)
    for k in range(5):
        assert store.run_sync(add(one, answered(k))) == FACTS + k + 1
        assert store.run_sync(add(other, answered(k))) == FACTS + k + 1
    assert store.run_sync(lambda tx: len(tx.facts(one))) == FACTS + 5


def test_with_an_exercise_goes_what_was_read_of_it(store, monkeypatch):
    monkeypatch.setattr(transactions, "FACTS_IN_MEMORY", 1)
    ids = filled(store, 40)
    for n in ids:
        store.run_sync(lambda tx, n=n: (tx.row(n), tx.exercise(n), tx.person(n, "99")))
    kept = store.run_sync(lambda tx: (set(tx._read), set(tx._ends)))
    assert [each <= set(ids[-4:]) for each in kept] == [True, True]
