"""The chain over the facts: what was changed is found, what was erased leaves it whole."""

import sqlite3
from contextlib import closing

import pytest

from dialogs.core.facts import Answered, Assessed, Held, Noted, Told
from storage import connection
from storage.errors import BrokenError
from storage.facts.chain import SALT
from storage.public.sheets import PublicSheet
from tests.support.sheet import add, bytes_of, disk, memory, opened, together

FACTS = (
    Answered(1.0, 1, "1", "ADM-T4", "5"),
    Answered(2.0, 1, "1", "?ADM", "text", "No law yet"),
    Noted(3.0, 2, 1, "ADM-T4", "On paper"),
    Held(4.0, 2, "Wait"),
    Told(5.0, 1, 1, "stuck", "No money"),
    Assessed(6.0, "1", {"words": {"ADM-T4": "high"}}),
    Answered(7.0, 2, "1", "ADM-T4", "4"),
)


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
    def job(tx):
        number = tx.create("telegram", "-1", "token", 1.0)
        for n, name in enumerate(("Ana", "Bo"), 1):
            tx.enrol(number, "telegram", f"a{n}", name, "es", f"a{n}", 1.0)
        tx.keep("9f86d081884c7d65", "test")
        tx.append(number, FACTS)
        tx.open_public(number, "public token")
        for secret, burst in (("one", False), ("two", True)):
            tx.keep_sheet(number, secret, PublicSheet("link", burst, {"CIT-B3": "1"}))
        tx.keep_sheet(number, "one", PublicSheet("link", False, {"CIT-B3": "2"}))
        return number

    return store.run_sync(job)


def by_hand(store, statement):
    """Change the closed file as anybody can who has a database browser."""
    store.close()
    with closing(sqlite3.connect(store.path)) as db, db:
        assert db.execute(statement).rowcount > 0


CHANGES = {
    "an answer": "UPDATE facts SET answer = '1' WHERE n = 1",
    "a text": "UPDATE facts SET text = 'No law needed' WHERE n = 2",
    "a note": "UPDATE facts SET text = 'On paper.' WHERE n = 3",
    "a salt": "UPDATE facts SET answer_salt = zeroblob(16) WHERE n = 1",
    "no salt": "UPDATE facts SET answer_salt = NULL WHERE n = 1",
    "a seal": "UPDATE facts SET answer = '', answer_seal = zeroblob(32) WHERE n = 1",
    "no answer": "UPDATE facts SET answer = '' WHERE n = 1",
    "nothing for an answer": "UPDATE facts SET answer = NULL WHERE n = 1",
    "whose": "UPDATE facts SET person = 2 WHERE n = 1",
    "what": "UPDATE facts SET item = 'ADM-T5' WHERE n = 1",
    "which round": "UPDATE facts SET round = '2' WHERE n = 1",
    "when": "UPDATE facts SET at = at + 1 WHERE n = 4",
    "the kind": "UPDATE facts SET kind = 'Told' WHERE n = 4",
    "a result": "UPDATE facts SET body = replace(body, 'high', 'none') WHERE n = 6",
    "a hash": "UPDATE facts SET hash = zeroblob(32) WHERE n = 4",
    "the last hash": "UPDATE facts SET hash = zeroblob(32) WHERE n = 7",
    "one goes": "DELETE FROM facts WHERE n = 4",
    "the last goes": "DELETE FROM facts WHERE n = 7",
    "all go": "DELETE FROM facts",
    "the end is forgotten": "UPDATE exercises SET head = zeroblob(32)",
    "another place": "UPDATE exercises SET place = '-2'",
    "another token": "UPDATE exercises SET token = 'taken'",
    "another state": "UPDATE exercises SET status = 'running'",
    "numbers given again": "UPDATE exercises SET people = 1",
    "a name": "UPDATE people SET name = 'Eva' WHERE number = 1",
    "an address": "UPDATE people SET address = 'a3' WHERE number = 1",
    "a public answer": "UPDATE public_sheets SET answers = replace(answers, '2', '5')",
    "a burst": "UPDATE public_sheets SET burst = 0 WHERE burst = 1",
    "a public sheet goes": "DELETE FROM public_sheets WHERE secret = 'two'",
    "a public sheet twice": "INSERT INTO public_sheets SELECT exercise, 'three', way, burst,"
    " answers, checksum FROM public_sheets LIMIT 1",
    "how many of the public": "UPDATE public_rounds SET sheets = 1",
    "the key of the public round": "UPDATE public_rounds SET key = zeroblob(32)",
    "a snapshot": "UPDATE snapshots SET body = 'toast'",
    "a text that is none": "UPDATE facts SET text = CAST(x'ff41' AS TEXT) WHERE n = 2",
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_by_hand_is_found(store, exercise, tmp_path, what):
    """By `check`, which reads everything; in the copy by `backup`, which leaves none then."""
    by_hand(store, CHANGES[what])
    copy = tmp_path / "copy.db"
    with pytest.raises(BrokenError, match=r"damaged or was changed .* restore the last backup"):
        connection.examine(store.path)
    with pytest.raises(BrokenError, match=r"no backup was made: .*restore the last backup"):
        connection.backup(store.path, copy)
    assert not copy.exists()


@pytest.mark.parametrize("what", [k for k in CHANGES if k != "a snapshot"])
def test_what_is_changed_by_hand_is_not_served(store, exercise, what):
    by_hand(store, CHANGES[what])
    again = opened(store.path)
    with pytest.raises(BrokenError, match="restore the last backup"):
        again.run_sync(lambda tx: _all_of(tx, exercise))
    again.close()


def _all_of(tx, number):
    return tx.exercise(number), tx.row(number), tx.people(number), tx.sheets(number)


def test_forgotten_sheets_are_sound(store, exercise, path):
    store.run_sync(lambda tx: tx.forget_sheets(exercise))
    assert connection.examine(path).sheets == 0


def test_the_key_of_a_public_round_leaves_the_files(store, exercise, path):
    key = store.run_sync(lambda tx: tx.sheet_key(exercise))
    assert key in bytes_of(path)
    store.run_sync(lambda tx: tx.forget_sheet_key(exercise))
    assert store.run_sync(lambda tx: tx.sheet_key(exercise)) is None
    assert key not in bytes_of(path)
    assert connection.examine(path).sheets == 2


def test_what_was_not_changed_is_sound(store, exercise, path, tmp_path):
    found = connection.examine(path)
    assert (found.exercises, found.facts, found.people, found.sheets) == (1, 7, 2, 2)
    store.backup(tmp_path / "copy.db")
    assert disk(tmp_path / "copy.db", exercise) == list(FACTS)


def test_equal_answers_do_not_look_equal(store, exercise):
    """Otherwise whoever has the hashes alone could guess among five answers."""

    def entries(tx):
        other = tx.create("telegram", "-2", "token2", 1.0)
        tx.append(other, FACTS)
        return tx.entry(exercise), tx.entry(other)

    one, other = store.run_sync(entries)
    assert (one[0], len(one[1])) == (7, 64)
    assert one != other


def salts(path):
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT answer_salt, text_salt FROM facts ORDER BY n").fetchall()
    return [salt for row in rows for salt in row]


def test_erasing_leaves_the_chain_whole_and_nothing_to_guess_from(store, exercise, path):
    before = salts(path)
    entry = store.run_sync(lambda tx: tx.entry(exercise))
    store.run_sync(lambda tx: tx.erase(exercise, 1, answers=True))
    assert store.run_sync(lambda tx: tx.entry(exercise)) == entry
    connection.examine(path)
    kept = salts(path)
    gone = [n for n, salt in enumerate(before) if salt and not kept[n]]
    assert gone == [0, 2, 3, 9]  # the score; an answer and its text; what was told of an action
    left = bytes_of(path)
    for n, salt in enumerate(before):
        assert salt is None or (salt in left) == (n not in gone)
        assert salt is None or len(salt) == SALT
    assert [f.answer for f in memory(store, exercise) if isinstance(f, Answered)] == ["", "", "4"]


def test_texts_alone_may_go_and_the_answers_beside_them_stay_under_the_chain(store, exercise):
    store.run_sync(lambda tx: tx.erase(exercise, 1, answers=False))
    store.run_sync(lambda tx: tx.erase_texts(exercise, 2))
    store.run_sync(lambda tx: tx.erase_texts(exercise, 2))  # and again, as `purge` may
    assert [getattr(fact, "text", "") for fact in memory(store, exercise)] == [""] * 7
    connection.examine(store.path)
    by_hand(store, "UPDATE facts SET answer = 'skip' WHERE n = 2")
    with pytest.raises(BrokenError, match="entry 2"):
        connection.examine(store.path)


@pytest.mark.parametrize("column", ["answer", "text"])
def test_nothing_can_be_put_where_something_was_erased(store, exercise, column):
    store.run_sync(lambda tx: tx.erase(exercise, 1, answers=True))
    by_hand(store, f"UPDATE facts SET {column} = 'NS' WHERE n = 2")
    with pytest.raises(BrokenError, match="entry 2"):
        connection.examine(store.path)


async def test_the_chain_goes_on_after_jobs_that_fail(store, exercise, path):
    def fails(tx):
        add(exercise, FACTS[0])(tx)
        raise ZeroDivisionError

    def blind(tx):
        tx.append(exercise, [FACTS[3]])
        raise ZeroDivisionError

    jobs = [add(exercise, FACTS[0]), fails, add(exercise, FACTS[1]), blind, add(exercise, FACTS[2])]
    await together(store, *jobs)
    assert memory(store, exercise) == disk(path, exercise) == [*FACTS, *FACTS[:3]]
    assert connection.examine(path).facts == 10


def test_a_table_that_is_not_as_it_was_made_is_refused(store, exercise, path):
    """One byte of its statement, and a column has another name."""
    store.close()
    content = path.read_bytes()
    assert content.count(b"item TEXT") == 1
    path.write_bytes(content.replace(b"item TEXT", b"itum TEXT"))
    with pytest.raises(BrokenError, match=r"damaged \(facts is not as it was made\)"):
        opened(path)
    with pytest.raises(BrokenError, match=r"damaged \(facts is not as it was made\)"):
        connection.examine(path)
