"""Erasing: a person leaves the tables, the memory, and the bytes of the files."""

import random

import pytest

from bot.platforms.memory.adapter import MemoryPlatform
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core import facts as f
from storage import connection
from tests.support.office import BOSS, LIBRARY, MONDAY, Office, colleague, office
from tests.support.people import BOSS as AUTHOR
from tests.support.people import drafted
from tests.support.sheet import bytes_of, memory, opened


class Hears(MemoryPlatform):
    """Keeps what it was asked to reply."""

    def __init__(self):
        super().__init__()
        self.said = []

    async def reply(self, incoming, text):
        self.said.append(text)


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


SECRETS = (
    "Ana Quintero",
    "acc0777",
    "addr0777",
    "word-noted",
    "word-held",
    "word-asked",
    "word-told",
)


def private_things(exercise):
    def job(tx):
        tx.enrol(exercise, "telegram", "acc0777", "Ana Quintero", "es", "addr0777", 0.0)
        tx.block("telegram", "chat:addr0777", 99.0)
        tx.want(exercise, "card:1", 1)
        tx.want(exercise, "board", 0)
        tx.append(
            exercise,
            [
                f.Answered(1.0, 1, "round1", "ADM-T4", "5"),
                f.Answered(2.0, 1, "round1", "prompt:ADM", "said", "word-asked"),
                f.Noted(3.0, 1, 1, "ADM-T4", "word-noted"),
                f.Held(4.0, 1, "word-held"),
                f.Told(5.0, 1, 1, "stuck", "word-told"),
                f.Amended(6.0, 1, 1, "what", "the plan stays"),
                f.Noted(7.0, 2, 1, "ADM-T4", "somebody else's"),
            ],
        )

    return job


async def test_nothing_of_an_erased_person_stays_in_the_files(store, exercise, path):
    await store.run(private_things(exercise))
    assert all(secret.encode() in bytes_of(path) for secret in SECRETS)
    await store.run(lambda tx: tx.erase(exercise, 1, answers=False))
    left = [secret for secret in SECRETS if secret.encode() in bytes_of(path)]
    assert left == []
    facts = await store.run(lambda tx: tx.facts(exercise))
    assert facts[0] == f.Answered(1.0, 1, "round1", "ADM-T4", "5")
    assert [fact.text for fact in facts] == [
        "",
        "",
        "",
        "",
        "",
        "the plan stays",
        "somebody else's",
    ]
    assert [post.key for post in await store.run(lambda tx: tx.posts(exercise))] == ["board"]


async def test_before_the_close_the_answers_go_too(store, exercise):
    await store.run(private_things(exercise))
    await store.run(lambda tx: tx.erase(exercise, 1, answers=True))
    facts = await store.run(lambda tx: tx.facts(exercise))
    assert [fact.answer for fact in facts[:2]] == ["", ""]


async def test_the_exercise_in_memory_forgets_as_well(store, exercise):
    await store.run(private_things(exercise))
    await store.run(lambda tx: tx.exercise(exercise))
    await store.run(lambda tx: tx.erase(exercise, 1, answers=True))
    assert "word-noted" not in repr(memory(store, exercise))


async def test_the_group_is_nobody_to_erase(store, exercise):
    with pytest.raises(KeyError):
        await store.run(lambda tx: tx.erase(exercise, 0, answers=True))


async def test_copies_that_moving_rows_left_behind_go_too(store, path):
    """SQLite moves rows between pages and leaves copies, which `secure_delete` does not find."""
    chance = random.Random(1)

    def fill(tx):
        ids = [tx.create("telegram", f"-{k}", f"t{k}", 0.0) for k in range(20)]
        people = []
        for k in range(3000):
            exercise, account = chance.choice(ids), f"<{chance.random()}>" + "y" * (k % 60)
            person = tx.enrol(exercise, "telegram", account, "n" * (k % 50), "", f"a{k}", 0.0)
            people.append((exercise, person.number, account))
            again, _, account = chance.choice(people)
            tx.enrol(again, "telegram", account, "m" * chance.randrange(99), "", "a", 0.0)
        chance.shuffle(people)
        for exercise, number, _ in people[:1500]:
            tx.erase(exercise, number, answers=True)
        return people

    people = await store.run(fill)
    content = bytes_of(path)
    kept = [account.encode() in content for _, _, account in people]
    assert kept == [False] * 1500 + [True] * 1500


async def test_a_reader_in_the_way_only_delays_the_scrubbing(store, exercise, path):
    await store.run(private_things(exercise))
    other = opened(path, exclusive=False)
    reader = other._tx.db.conn
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM facts").fetchall()
    await store.run(lambda tx: tx.erase(exercise, 1, answers=False))
    assert b"word-noted" in bytes_of(path)
    reader.execute("COMMIT")
    await store.run(lambda tx: None)
    assert b"word-noted" not in bytes_of(path)
    other.close()


def test_a_scrub_cut_short_is_done_at_the_next_start(path):
    store = opened(path)
    exercise = store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 0.0))
    store.run_sync(private_things(exercise))
    store._scrub_after = float("inf")  # as if killed between the commit and the scrub
    store.run_sync(lambda tx: tx.erase(exercise, 1, answers=False))
    store.close()
    again = opened(path)
    due = again.run_sync(lambda tx: tx.db.execute("PRAGMA user_version").fetchall())
    again.close()
    assert due == [(0,)]
    assert not [secret for secret in SECRETS if secret.encode() in bytes_of(path)]


def test_who_stays_on_record_keeps_a_name_and_no_answer(store, exercise, path):
    def given(tx):
        tx.append(exercise, [f.Answered(8.0, 1, "round1", "ADM-T1", "answer-0777")])
        key = tx.want(exercise, "card:1:1", 1).key
        tx.update_post(exercise, key, sent=1, digest="d1ge57", ref="7")

    store.run_sync(private_things(exercise))
    store.run_sync(given)
    assert b"answer-0777" in bytes_of(path)
    store.run_sync(lambda tx: tx.erase_said(exercise, 1))
    left = bytes_of(path)
    for gone in ("answer-0777", "d1ge57", "word-noted", "word-held", "word-asked"):
        assert gone.encode() not in left, gone
    facts = memory(store, exercise)
    assert {fact.answer for fact in facts if isinstance(fact, f.Answered)} == {""}
    assert store.run_sync(lambda tx: tx.person(exercise, "acc0777")).name == "Ana Quintero"
    assert connection.examine(path).facts == 8


def test_the_private_texts_alone_go_of_who_stays_in_the_plan(store, exercise, path):
    store.run_sync(private_things(exercise))
    store.run_sync(lambda tx: tx.erase_texts(exercise, 1))
    assert store.run_sync(lambda tx: tx.person(exercise, "acc0777")).name == "Ana Quintero"
    store.close()
    left = bytes_of(path)
    for word in ("word-noted", "word-held", "word-asked"):
        assert word.encode() not in left
    assert b"word-told" in left


async def test_of_a_draft_its_author_hears_what_is_kept_and_all_of_it_can_go(tmp_path):
    """`/erase` before anything is posted; with /cancel no word of it stays in the file."""
    words = ("a chatbot of many words", "the Office of Odd Things")
    hears = Hears()
    theatre = Rehearsal(tmp_path / "valuemap.db", MONDAY, library=LIBRARY, demo=hears)
    desk = Office(tmp_path, theatre)
    hears.administrators.add(BOSS.id)
    await theatre.start()
    await theatre.happens(BOSS, e.Added(theatre.now), theatre.place)
    await desk.taps(BOSS, "Set it up")
    await desk.writes(BOSS, words[0])
    await desk.taps(BOSS, "Answers or talks")
    await desk.writes(BOSS, words[1])
    await desk.writes(BOSS, "/erase")
    assert "what you wrote for it" in hears.said[-1]
    assert "/cancel" in hears.said[-1]
    assert words[0].encode() in bytes_of(theatre.database)
    await desk.writes(BOSS, "/cancel")
    theatre.store._tx._cache.clear()
    assert (await desk.exercise()).status == "cancelled", "and it can be read without them"
    await desk.ends()
    left = bytes_of(theatre.database)
    assert [each for each in (*words, BOSS.name) if each.encode() in left] == []


async def test_who_erases_themselves_is_in_no_file_of_a_service_that_goes_on(tmp_path):
    """Name, account, address and words: not in the database, its log, nor what lies beside them."""
    desk, ana = office(tmp_path), colleague(1)
    await desk.begin()
    for n in range(1, 4):
        await desk.joins(colleague(n))
        await desk.answers(colleague(n), "ADM-T4", "4")
    await desk.notes(ana, "ADM-T4", "only Ana would say so")
    traces = [each.encode() for each in (ana.name, ana.id, ana.address, "only Ana would say so")]
    assert [each for each in traces if each not in desk.bytes] == []
    await desk.writes(ana, "/erase")
    await desk.taps(ana, "Erase")
    assert [each for each in traces if each in desk.bytes] == []
    await desk.answers(colleague(2), "ADM-T4", "2")
    assert [each for each in traces if each in desk.bytes] == []
    assert colleague(2).name.encode() in desk.bytes
    await desk.ends()


def test_who_handed_a_draft_on_can_be_erased_from_it():
    play = drafted()
    play.apply([f.Handed(play.at, AUTHOR, 2)])
    stranger = play.happens(e.Command(play.at, "erase", person=9, private=True))
    assert stranger.key == "refuse.not_begun"
    gone = play.happens(e.Command(play.at, "erase", person=AUTHOR, private=True))
    assert gone.key == "erased"
    assert AUTHOR not in play.x.names
