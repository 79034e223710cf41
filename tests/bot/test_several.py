"""Which exercise: what is open to somebody, whose draft gives way, and who is asked which."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.base import Account, Incoming
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.markup import plain
from tests.bot.test_app import ANA, BOSS, begun

BEN = Account("ben", "Ben", "es-419", "ben")


def newest(theatre: Rehearsal, who: Account) -> str:
    return plain(theatre.chat(who)[-1].text)


async def happens(theatre: Rehearsal, event: e.Event, place: str, who: Account | None) -> None:
    theatre.now += 1
    taken = await theatre.service.handle([Incoming("demo", f"x{theatre.now}", place, who, event)])
    assert taken
    await theatre.settle()


async def statuses(theatre: Rehearsal) -> dict[str, str]:
    rows = await theatre.store.run(lambda tx: tx.rows())
    return {f"{row.id} {row.place}": row.status for row in rows}


async def test_a_newcomer_without_a_link_is_shown_the_way_in_and_joins_only_if_they_want(
    tmp_path: Path,
) -> None:
    theatre = await begun(tmp_path)
    await theatre.writes(BEN, "/start")
    text = newest(theatre, BEN)
    assert text.startswith("A chatbot for the Civil Registry\n"), text
    assert "Usted puede participar. Cierre de la ronda 1:" in text, "in their language"
    x = await theatre.store.run(lambda tx: tx.exercise(1))
    assert x.joined == 1, "nobody joins by asking"
    await theatre.writes(BEN, "/start")
    assert "Usted puede participar" in newest(theatre, BEN)
    await theatre.taps(BEN, "Participar")
    assert x.joined == 2
    await theatre.writes(BEN, "/start")
    assert "Usted puede participar" not in newest(theatre, BEN)
    await theatre.stop()


async def test_who_is_in_no_group_learns_of_no_exercise(tmp_path: Path) -> None:
    theatre = await begun(tmp_path)
    theatre.demo.strangers.add("ben")
    theatre.demo.replies.clear()
    await theatre.writes(BEN, "/start")
    [(_, text)] = theatre.demo.replies
    assert text.startswith("Conduzco ejercicios de mesa en grupos, y no encuentro ninguno")
    assert not theatre.chat(BEN)
    assert await theatre.store.run(lambda tx: tx.known("demo", "ben")) == []
    await theatre.stop()


async def test_with_one_exercise_nothing_is_named_and_nothing_is_asked_twice(
    tmp_path: Path,
) -> None:
    theatre = await begun(tmp_path)
    assert newest(theatre, ANA).startswith("Welcome")
    await theatre.writes(BOSS, "/cancel")
    assert "several exercises" not in newest(theatre, BOSS)
    await begun(tmp_path, "other", theatre)
    assert newest(theatre, ANA).startswith("A chatbot for the Civil Registry (since 23 November")
    await theatre.stop()


async def test_who_helps_to_run_another_is_asked_which_too(tmp_path: Path) -> None:
    theatre = await begun(tmp_path)
    await begun(tmp_path, "port", theatre)
    await theatre.sends(BOSS, "1.hand.2")
    await theatre.sends(BOSS, "2.depute.2")
    await theatre.writes(ANA, "/extend 10m")
    assert "Is /extend 10m meant for this one?" in newest(theatre, ANA)
    for number in (1, 2):
        x = await theatre.store.run(lambda tx, n=number: tx.exercise(n))
        assert x.leads(2)
        assert x.stages["1"].closes is None
    await theatre.stop()


async def test_what_runs_wins_over_a_draft_when_a_group_moves(tmp_path: Path) -> None:
    """Telegram says that we joined the new group before it says that it is the old one."""
    theatre = await begun(tmp_path)
    await happens(theatre, e.Added(theatre.now), "moved", BOSS)
    assert await statuses(theatre) == {"1 team": "running", "2 moved": "draft"}
    await happens(theatre, e.Moved(theatre.now, "moved"), "team", None)
    assert await statuses(theatre) == {"1 moved": "running", "2 moved": "cancelled"}
    assert [m for m in theatre.demo.chats["moved"].values() if "Exercise:" in m.post.text]
    assert not [m for m in theatre.demo.chats["moved"].values() if "Set it up" in str(m.buttons)]
    await theatre.writes(ANA, "/status")
    await theatre.stop()


async def test_a_draft_of_the_old_group_wins_over_an_empty_one_of_the_new(tmp_path: Path) -> None:
    theatre = Rehearsal(tmp_path / "app.db", 1_795_438_800.0)
    await theatre.start()
    theatre.demo.administrators.add("boss")
    theatre.place = "team"
    await theatre.writes(BOSS, "/new", "team")
    await theatre.taps(BOSS, "Set it up")
    await theatre.writes(BOSS, "a chatbot")
    await happens(theatre, e.Added(theatre.now), "moved", BOSS)
    await happens(theatre, e.Moved(theatre.now, "moved"), "team", None)
    assert await statuses(theatre) == {"1 moved": "draft", "2 moved": "cancelled"}
    await theatre.stop()


async def test_a_group_hears_hello_though_who_added_us_stays_anonymous(tmp_path: Path) -> None:
    theatre = Rehearsal(tmp_path / "app.db", 1_795_438_800.0)
    await theatre.start()
    theatre.demo.administrators.add("boss")
    theatre.place = "team"
    await happens(theatre, e.Added(theatre.now), "team", None)
    [hello] = theatre.demo.chats["team"].values()
    assert "Nothing has started" in hello.text
    x = await theatre.store.run(lambda tx: tx.exercise(1))
    await theatre.taps(ANA, "Set it up")
    assert x.facilitator == 0, "nobody but an administrator takes it up"
    await theatre.writes(ANA, "/cancel", "team")
    await theatre.writes(ANA, "/new")
    assert (x.status, x.facilitator, x.people) == ("draft", 0, {})
    await theatre.taps(BOSS, "Set it up")
    assert x.names[x.facilitator] == "Boss"
    assert newest(theatre, BOSS).startswith("1 of 8.")
    await theatre.stop()


async def plans(theatre: Rehearsal, event: e.Event, place: str, who: Account) -> list[str]:
    """How the database found what an update asked for: the steps of each of its statements."""
    said: list[str] = []
    await theatre.store.run(lambda tx: tx.db.conn.set_trace_callback(said.append))
    await happens(theatre, event, place, who)
    await theatre.store.run(lambda tx: tx.db.conn.set_trace_callback(None))
    asked = [each for each in said if each.lstrip().startswith(("SELECT", "UPDATE", "DELETE"))]

    def job(tx: Any) -> list[str]:
        steps = [tx.db.execute(f"EXPLAIN QUERY PLAN {each}").fetchall() for each in asked]
        return [f"{plan[-1]}: {each}" for plans, each in zip(steps, asked, strict=True)
                for plan in plans]  # fmt: skip

    return await theatre.store.run(job)


UPDATES: dict[str, tuple[e.Event, str]] = {
    "a bare /start": (e.Command(0, "start", private=True), ""),
    "somebody left": (e.Belongs(0, inside=False), "team"),
    "somebody is back": (e.Belongs(0, inside=True), "team"),
    "a command in the group": (e.Command(0, "status"), "team"),
    "a text": (e.Wrote(0, "a word"), ""),
    "the group moved": (e.Moved(0, "elsewhere"), "team"),
}


@pytest.mark.parametrize("what", UPDATES)
async def test_no_update_looks_through_all_that_is_kept(tmp_path: Path, what: str) -> None:
    """Each finds its exercise by an index, however many run: nothing is scanned."""
    theatre = await begun(tmp_path)
    event, place = UPDATES[what]
    steps = await plans(theatre, replace(event, at=theatre.now), place, ANA)
    assert steps
    assert [each for each in steps if each.startswith("SCAN")] == []
    if what == "a bare /start":
        assert any("exercises_running" in each for each in steps), "of the newest alone"
    await theatre.stop()


async def test_who_leaves_a_group_left_that_group_alone(tmp_path: Path) -> None:
    """Two exercises, one of them in a topic: only where the group is the same it is heard."""
    theatre = await begun(tmp_path, "team/7")
    await begun(tmp_path, "other", theatre)
    await happens(theatre, e.Belongs(theatre.now, inside=False), "team", ANA)
    left = [
        [fact for fact in await theatre.store.run(lambda tx, n=n: tx.facts(n))
         if isinstance(fact, f.Belonged)]
        for n in (1, 2)
    ]  # fmt: skip
    assert [len(each) for each in left] == [1, 0]
    await happens(theatre, e.Belongs(theatre.now, inside=False), "team", Account("no", "No"))
    await theatre.stop()
