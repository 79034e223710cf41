"""Exercises, people, posts and the small things: what a job can ask and change."""

import asyncio
import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.store import BrokenError
from tests.support.often import often
from tests.support.sheet import opened

BODY = sha256(b"body").hexdigest()


@pytest.fixture
def store(tmp_path):
    store = opened(tmp_path / "valuemap.db")
    yield store
    store.close()


@pytest.fixture
def exercise(store):
    return store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 1.0))


def test_exercises_by_place_token_and_status(store):
    def job(tx):
        old = tx.create("telegram", "-1", "old", 1.25)
        tx.mark(old, "finished", None)
        new = tx.create("telegram", "-1", "new", 2.0)
        tx.create("slack", "-1", "slack", 3.0)
        return old, new

    old, new = store.run_sync(job)
    row = store.run_sync(lambda tx: tx.row(old))
    assert (row.status, row.wake, row.created, row.token) == ("finished", None, 1.25, "old")
    assert store.run_sync(lambda tx: tx.at_place("telegram", "-1")).id == new
    assert store.run_sync(lambda tx: tx.by_token("old")).id == old
    assert store.run_sync(lambda tx: tx.by_token("none")) is None
    assert store.run_sync(lambda tx: tx.at_place("telegram", "-9")) is None
    assert store.run_sync(lambda tx: tx.row(99)) is None
    assert [row.id for row in store.run_sync(lambda tx: tx.rows(["finished"]))] == [old]
    assert len(store.run_sync(lambda tx: tx.rows())) == 3
    with pytest.raises(KeyError):
        store.run_sync(lambda tx: tx.mark(99, "running", None))


def test_due(store, exercise):
    assert store.run_sync(lambda tx: tx.due(100.0)) == []
    store.run_sync(lambda tx: tx.mark(exercise, "running", 50.001))
    assert store.run_sync(lambda tx: tx.row(exercise)).wake == 50.001
    assert store.run_sync(lambda tx: tx.due(50.0)) == []
    assert store.run_sync(lambda tx: tx.due(50.001)) == [exercise]
    store.run_sync(lambda tx: tx.mark(exercise, "cancelled", 60.0))
    assert store.run_sync(lambda tx: tx.due(59.0)) == []
    assert store.run_sync(lambda tx: tx.due(60.0)) == [exercise], "to delete personal data"
    store.run_sync(lambda tx: tx.mark(exercise, "cancelled", None))
    assert store.run_sync(lambda tx: tx.due(100.0)) == []


def test_a_mark_that_says_nothing_new_is_not_written(store, exercise):
    def written(status, wake):
        def job(tx):
            before = tx.db.conn.total_changes
            tx.mark(exercise, status, wake)
            return tx.db.conn.total_changes - before

        return store.run_sync(job)

    marks = (("running", 50.0), ("running", 50.0), ("running", 50.0001), ("running", 51.0))
    assert [written(*mark) > 0 for mark in marks] == [True, False, False, True]
    marks = (("paused", 51.0), ("paused", 51.0), ("paused", None))
    assert [written(*mark) > 0 for mark in marks] == [True, False, True]


def test_a_group_that_moves_gets_its_messages_anew(store, exercise):
    def prepare(tx):
        tx.mark(exercise, "running", None)
        over = tx.create("telegram", "-1", "over", 0.0)
        tx.mark(over, "finished", None)
        for id_ in (exercise, over):
            for key, to in (("board", 0), ("card:1", 1)):
                tx.want(id_, key, to)
                tx.update_post(id_, key, sent=1, ref="77", digest="d")
        return over

    over = store.run_sync(prepare)
    assert store.run_sync(lambda tx: tx.move("telegram", "-1", "-100")) == [exercise, over]
    assert store.run_sync(lambda tx: tx.at_place("telegram", "-100")).id == exercise
    board, card = store.run_sync(lambda tx: tx.posts(exercise))
    assert (board.sent, board.ref, board.digest) == (0, "", "")
    assert (card.sent, card.ref, card.digest) == (1, "77", "d")
    assert [post.exercise for post in store.run_sync(lambda tx: tx.unsent())] == [exercise]
    assert store.run_sync(lambda tx: tx.post(over, "board")).ref == ""


# People


def test_people_get_numbers_that_are_never_reused(store, exercise):
    def enrol(account, name, at=0.0):
        return store.run_sync(
            lambda tx: tx.enrol(exercise, "telegram", account, name, "es", "a" + account, at)
        )

    assert [enrol("11", "Ana").number, enrol("12", "Bo").number] == [1, 2]
    store.run_sync(lambda tx: tx.erase(exercise, 2, answers=True))
    assert enrol("12", "Bo").number == 3
    with pytest.raises(KeyError):
        store.run_sync(lambda tx: tx.enrol(99, "telegram", "1", "Ana", "es", "1", 0.0))


def test_who_comes_back_is_updated(store, exercise):
    def job(tx):
        tx.enrol(exercise, "telegram", "11", "Ana", "es", "1", 0.0)
        tx.set_reachable(exercise, 1, False)
        tx.set_language(exercise, 1, "pt")
        away = tx.person(exercise, "11")
        return (
            away,
            tx.enrol(exercise, "telegram", "11", "Ana María", "en", "2", 5.0),
            tx.people(exercise),
        )

    away, back, everybody = store.run_sync(job)
    assert not away.reachable
    assert (back.number, back.name, back.language, back.address) == (1, "Ana María", "pt", "2")
    assert back.reachable
    assert everybody == [back]
    assert store.run_sync(lambda tx: tx.person(exercise, "12")) is None


def test_exercises_of_somebody_the_last_used_first(store):
    def job(tx):
        ids = [tx.create("telegram", f"-{k}", f"t{k}", 0.0) for k in range(4)]
        for at, id_ in enumerate(ids):
            tx.enrol(id_, "telegram", "11", "Ana", "es", "1", float(at))
        tx.mark(ids[3], "finished", None)
        tx.touch_person(ids[0], 1, 9.0)
        return ids

    ids = store.run_sync(job)
    assert store.run_sync(lambda tx: tx.exercises_of("telegram", "11")) == [ids[0], ids[2], ids[1]]
    assert store.run_sync(lambda tx: tx.exercises_of("slack", "11")) == []


# Posts, updates seen, snapshots, rate limits


def test_posts_want_and_are_sent(store, exercise):
    for times in (1, 2, 3):
        row = store.run_sync(lambda tx: tx.want(exercise, "card:1", 1))
        assert (row, row.wanted) == (store.run_sync(lambda tx: tx.post(exercise, "card:1")), times)
    store.run_sync(lambda tx: tx.update_post(exercise, "card:1", phase="sending"))
    [post] = store.run_sync(lambda tx: tx.unsent())
    assert (post.to, post.wanted, post.sent, post.phase) == (1, 3, 0, "sending")
    store.run_sync(lambda tx: tx.update_post(exercise, "card:1", sent=3, ref="5", digest="d"))
    assert len(store.run_sync(lambda tx: tx.unsent())) == 1
    store.run_sync(lambda tx: tx.update_post(exercise, "card:1", phase=""))
    assert store.run_sync(lambda tx: tx.unsent()) == []
    post = store.run_sync(lambda tx: tx.post(exercise, "card:1"))
    assert (post.sent, post.ref, post.digest) == (3, "5", "d")


def test_a_dead_post_stays_dead(store, exercise):
    store.run_sync(lambda tx: tx.want(exercise, "card:1", 1))
    store.run_sync(lambda tx: tx.update_post(exercise, "card:1", phase="dead"))
    store.run_sync(lambda tx: tx.want(exercise, "card:1", 1))
    assert store.run_sync(lambda tx: tx.unsent()) == []
    assert store.run_sync(lambda tx: tx.post(exercise, "none")) is None


def test_an_unknown_column_is_a_mistake(store, exercise):
    with pytest.raises(TypeError):
        store.run_sync(lambda tx: tx.update_post(exercise, "card:1", colour="red"))


def test_an_update_is_new_once(store):
    assert store.run_sync(lambda tx: tx.first_sight("telegram", "1", 1.0))
    assert not store.run_sync(lambda tx: tx.first_sight("telegram", "1", 2.0))
    assert store.run_sync(lambda tx: tx.first_sight("slack", "1", 3.0))
    store.run_sync(lambda tx: tx.forget_seen(3.0))
    assert store.run_sync(lambda tx: tx.first_sight("telegram", "1", 4.0))
    assert not store.run_sync(lambda tx: tx.first_sight("slack", "1", 4.0))


def test_an_update_of_a_job_that_failed_is_still_new(store):
    def bad(tx):
        assert tx.first_sight("telegram", "1", 1.0)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.run_sync(bad)
    assert store.run_sync(lambda tx: tx.first_sight("telegram", "1", 1.0))


def test_snapshots_and_rate_limits(store):
    store.run_sync(lambda tx: (tx.keep(BODY, "body"), tx.keep(BODY, "body")))
    assert store.run_sync(lambda tx: tx.snapshot(BODY)) == "body"
    with pytest.raises(BrokenError, match="snapshot x is not there"):
        store.run_sync(lambda tx: tx.snapshot("x"))
    store.run_sync(lambda tx: (tx.block("slack", "bot", 9.0), tx.block("slack", "bot", 7.5)))
    assert store.run_sync(lambda tx: tx.blocks("slack")) == {"bot": 7.5}
    assert store.run_sync(lambda tx: tx.blocks("telegram")) == {}


ACCOUNTS = ("a", "b", "c")
EXERCISES = st.integers(1, 3)
NUMBERS = st.integers(1, 3)
CHANGES = st.one_of(
    st.tuples(st.just("enrol"), EXERCISES, st.sampled_from(ACCOUNTS), st.integers(1, 9)),
    st.tuples(st.just("touch"), EXERCISES, NUMBERS, st.integers(1, 9)),
    st.tuples(st.just("reach"), EXERCISES, NUMBERS, st.booleans()),
    st.tuples(st.just("speak"), EXERCISES, NUMBERS, st.sampled_from(["en", "es"])),
    st.tuples(st.just("erase"), EXERCISES, NUMBERS, st.booleans()),
    st.tuples(st.just("mark"), EXERCISES, st.sampled_from(["draft", "finished"]), st.none()),
    st.tuples(st.just("move"), EXERCISES, st.sampled_from(["-8", "-9"]), st.none()),
)
WHO = st.sampled_from(["we", "we", "we", "somebody else", "a job that fails", "in company"])


def change(tx, kind, exercise, what, value):
    """One of `CHANGES`."""
    if kind == "enrol":
        tx.enrol(exercise, "telegram", what, f"{what}{value}", "en", what, float(value))
    elif kind == "touch":
        tx.touch_person(exercise, what, float(value))
    elif kind == "reach":
        tx.set_reachable(exercise, what, value)
    elif kind == "speak":
        tx.set_language(exercise, what, value)
    elif kind == "erase":
        tx.erase(exercise, what, answers=value)
    elif kind == "mark":
        tx.mark(exercise, what, value)
    else:
        tx.move("telegram", tx.row(exercise).place, what)


def known(tx):
    """All that is asked about people and exercises with every tap."""
    return (
        [tx.row(n) for n in (1, 2, 3, 4)],
        [tx.person(n, account) for n in (1, 2, 3) for account in ACCOUNTS],
        [tx.member(n, number) for n in (1, 2, 3) for number in (1, 2, 3, 4)],
        [tx.exercises_of("telegram", account) for account in ACCOUNTS],
        [tx.people(n) for n in (1, 2, 3)],
    )


def twice(tx):
    """The same by memory, and with none."""
    remembered = known(tx)
    tx._read.clear()
    return remembered, known(tx)


@given(st.lists(st.tuples(WHO, CHANGES), max_size=12))
@often(30)
def test_what_is_remembered_is_what_the_file_says(changes):
    def fails(tx, one):
        change(tx, *one)
        known(tx)
        raise ZeroDivisionError

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "valuemap.db"
        store = opened(path)
        other = opened(path, exclusive=False)
        for n in (1, 2, 3):
            store.run_sync(lambda tx, n=n: tx.create("telegram", f"-{n}", f"token{n}", 1.0))
        for who, one in changes:
            if who == "a job that fails":
                with pytest.raises(ZeroDivisionError):
                    store.run_sync(lambda tx, one=one: fails(tx, one))
            elif who == "in company":
                asyncio.run(_in_company(store, one, fails))
            else:
                by = other if who == "somebody else" else store
                by.run_sync(lambda tx, one=one: change(tx, *one))
            remembered, read = store.run_sync(twice)
            assert remembered == read
        other.close()
        store.close()


def test_what_is_not_there_is_not_remembered(store):
    """Anybody can send the number of an exercise that there never was, as often as they like."""

    def ask(tx):
        for n in range(10, 20):
            assert tx.row(n) is None
            assert tx.person(n, "a") is None
            assert tx.exercises_of("telegram", f"stranger{n}") == []
        return len(tx._read)

    assert store.run_sync(ask) == 0


async def _in_company(store, one, fails):
    """In one transaction with a job that fails after it has looked."""
    change_, look, bad = (lambda tx: change(tx, *one)), known, (lambda tx: fails(tx, one))
    await asyncio.gather(*store.run_all([change_, look, bad, look]), return_exceptions=True)
