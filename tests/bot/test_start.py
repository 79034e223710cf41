"""A start reads when exercises wake and which posts wait: no exercise is made from its facts.

Counted, in databases with a few exercises and with many: exercises made, statements
run, steps of SQLite.
"""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot import health
from bot.app.outbox import addressed
from bot.app.record import record
from bot.platforms.base import Incoming
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core import facts as f
from tests.benchmarks import ready
from tests.bot.test_app import ANA, begun, signed
from tests.support.sheet import sealed_anew

MANY = 60
START = 1_795_438_800.0


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The databases: one exercise, and many alike."""
    folder = tmp_path_factory.mktemp("made")

    async def play():
        theatre = Rehearsal(folder / "app.db", START, library=ready.FILES)
        await theatre.start()
        theatre.demo.administrators.add("boss")
        await begun(folder, theatre=theatre)
        await theatre.stop()
        return theatre.now

    now = asyncio.run(play())
    for exercises in (1, MANY):
        shutil.copy(folder / "app.db", folder / f"{exercises}.db")
        ready.multiply(folder / f"{exercises}.db", exercises)
    return folder, now


@pytest.fixture
async def house(made, tmp_path):
    """Opens a copy of one of these databases; gives the program, not recovered yet."""
    folder, now = made
    opened = []

    async def open_(exercises, *changes):
        path = tmp_path / f"{exercises}.db"
        shutil.copy(folder / path.name, path)
        with closing(sqlite3.connect(path)) as db, db:
            for change in changes:
                db.execute(change)
            sealed_anew(db)
        theatre = Rehearsal(path, now, library=ready.FILES)
        theatre.open()
        opened.append(theatre)
        return theatre

    yield open_
    for theatre in opened:
        await theatre.service.stop()
        theatre.store.close()


async def counted(theatre, work):
    """How many statements this takes, and how many steps of SQLite's machine."""
    statements, steps = [], []

    def watch(tx, *hooks):
        tx.db.conn.set_trace_callback(hooks[0] if hooks else None)
        tx.db.conn.set_progress_handler(hooks[1] if hooks else None, 1)

    await theatre.store.run(lambda tx: watch(tx, statements.append, lambda: steps.append(1)))
    await work()
    await theatre.store.run(watch)
    return len(statements), len(steps)


async def made_of(theatre):
    """How many exercises were made from their facts so far."""
    return await theatre.store.run(lambda tx: tx.loads)


async def test_a_start_costs_the_same_however_many_exercises_run(house):
    one, many = await house(1), await house(MANY)
    few, more = [await counted(each, each.service.recover) for each in (one, many)]
    assert few[0] == more[0]
    assert few[1] == pytest.approx(more[1], rel=0.1)
    assert [await made_of(each) for each in (one, many)] == [0, 0]


async def test_posts_that_wait_are_found_without_their_exercises(house):
    """The card that counts before the one it follows, as if it had just been wanted."""
    waits = "UPDATE posts SET wanted = sent + 1 WHERE key LIKE 'card/%' AND exercise > 5"
    theatre = await house(MANY, waits)
    effects = await theatre.service.app.recover()
    assert await made_of(theatre) == 0
    assert {post.exercise for post in effects.posts} == set(range(6, MANY + 1))
    assert len({post.urgency for post in effects.posts}) > 1
    assert effects.posts == await theatre.store.run(lambda tx: with_theirs(tx, effects.posts))


def with_theirs(tx, posts):
    """The same posts, as their exercises say it."""
    said = (addressed(tx, each.exercise, [(each.key, tx.post(*each.id).to)]) for each in posts)
    return [post for each in said for post in each]


async def test_who_taps_first_reads_their_own_exercise(house):
    theatre = await house(MANY)
    await theatre.service.recover()
    tap = signed(theatre, ANA, "1.next")
    await theatre.service.handle([Incoming("demo", "t1", "", ANA, tap)])
    assert await made_of(theatre) == 1
    assert await theatre.store.run(lambda tx: tx.cached()) == [1]


async def test_the_clock_reads_the_exercises_that_are_due(house):
    theatre = await house(MANY, "UPDATE exercises SET wake = 1 WHERE id = 7")
    await theatre.service.look()
    assert await theatre.store.run(lambda tx: tx.cached()) == [7]


async def test_what_a_crash_cut_short_is_read(house):
    """A send under way in one; a group that took nothing in another."""
    began = "UPDATE posts SET phase = 'sending' WHERE exercise = 9 AND key = 'card/2/1'"
    theatre = await house(MANY, began)
    await theatre.service.app.apply(3, e.Shut(theatre.now))
    assert await theatre.store.run(lambda tx: tx.unfinished()) == [3]
    await theatre.store.run(lambda tx: [tx.drop(n) for n in tx.cached()])
    await theatre.service.recover()
    assert await theatre.store.run(lambda tx: sorted(tx.cached())) == [3, 9]
    assert await theatre.store.run(lambda tx: tx.unfinished()) == []
    assert isinstance((await theatre.store.run(lambda tx: tx.facts(3)))[-1], f.Resumed)


async def test_a_record_that_does_not_hold_stops_nobody_but_itself(house, caplog):
    """It is found when it is first read, said in one sentence, and by `/health`."""
    theatre = await house(MANY, "UPDATE facts SET at = at + 1 WHERE exercise = 9 AND n = 3")
    await theatre.service.recover()
    assert health.report(theatre.service)[0]
    for number in (9, 1):
        who = replace(ANA, id=f"{number}ana", address=f"{number}ana") if number > 1 else ANA
        tap = signed(theatre, who, f"{number}.next")
        assert await theatre.service.handle([Incoming("demo", f"t{number}", "", who, tap)])
    [said] = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert said.startswith("the record is damaged or was changed by hand (exercise 9 at entry 3)")
    assert said in health.report(theatre.service)[1]["why"][0]
    assert await theatre.store.run(lambda tx: tx.cached()) == [1]


async def test_a_damaged_record_that_a_start_would_go_on_with_stops_no_other(house, caplog):
    """It is due, has a send that was cut short, and was being assessed; so is its neighbour."""
    theatre = await house(
        MANY,
        "UPDATE facts SET at = at + 1 WHERE exercise = 9 AND n = 3",
        "UPDATE posts SET phase = 'sending' WHERE exercise IN (9, 10) AND key = 'card/2/1'",
        "UPDATE exercises SET unfinished = 1, wake = 1 WHERE id IN (9, 10)",
    )
    await theatre.service.recover()
    assert await theatre.store.run(lambda tx: tx.unfinished()) == [9]
    assert [row.exercise for row in await theatre.store.run(sending)] == [9]
    await theatre.service.app.recover()  # as after another process wrote something
    said = {record.getMessage() for record in caplog.records if record.levelname == "ERROR"}
    assert len(said) == 1
    assert "(exercise 9 at entry 3)" in said.pop()
    assert "(exercise 9 at entry 3)" in health.report(theatre.service)[1]["why"][0]


def sending(tx):
    return [row for row in tx.unsent() if row.phase == "sending"]


async def test_a_group_that_took_nothing_is_not_asked_once_all_is_over(house):
    theatre = await house(1)
    await theatre.service.app.apply(1, e.Shut(theatre.now))
    await theatre.store.run(lambda tx: called_off(tx, theatre.now))
    assert await theatre.store.run(lambda tx: tx.unfinished()) == []
    before = await theatre.store.run(lambda tx: tx.facts(1))
    await theatre.service.recover()
    assert await theatre.store.run(lambda tx: tx.facts(1)) == before


def called_off(tx, at):
    return record(tx, tx.exercise(1), [f.Cancelled(at, 1, erase=False)], at)


async def test_a_group_that_is_heard_again_is_told_though_another_is_damaged(house):
    theatre = await house(MANY, "UPDATE facts SET at = at + 1 WHERE exercise = 9 AND n = 3")
    app = theatre.service.app
    await app.apply(10, e.Shut(theatre.now))
    app._unheard = {9: "demo", 10: "demo"}
    await theatre.service.look()
    assert not await theatre.store.run(lambda tx: tx.exercise(10).barred)


def test_an_exercise_keeps_what_its_pack_and_script_said_and_no_others(made):
    folder, _ = made
    with closing(sqlite3.connect(folder / "1.db")) as db:
        kept = {hash_ for (hash_,) in db.execute("SELECT hash FROM snapshots")}
    pack = ready.FILES.newest("pack", "public_value")
    scripts = {ready.FILES.newest("script", name) for name in ready.FILES.scripts}
    assert pack in kept
    assert len(kept & scripts) == 1
    assert len(kept) == 2
