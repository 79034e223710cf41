"""`valuemap mydata`: all of one person, nothing of anybody else; else one clear sentence."""

import logging
import sqlite3
import stat
import sys
from contextlib import closing
from dataclasses import replace

import pytest

from bot.app import clock
from dialogs.core import facts as f
from tests.fixtures import release
from tests.support.office import BOSS, colleague, office

ANA, BEN = (replace(colleague(n), name=name) for n, name in ((1, "Ana Quintero"), (2, "Ben")))
NOTE, OTHERS, LOOSE, GONE = "half is on paper", "the lines are long", "hello\nthere", "wrong word"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = office(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: made.theatre.now)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    return made


async def team(desk):
    await desk.begin()
    for who in (ANA, BEN, colleague(3)):
        await desk.joins(who)
    await desk.answers(ANA, "ADM-T4", "5")
    await desk.answers(ANA, "ADM-T4", "2")
    await desk.answers(BEN, "ADM-T4", "4")
    await desk.notes(BEN, "ADM-T4", OTHERS)
    await desk.notes(ANA, "ADM-T4", NOTE)
    await desk.taps(ANA, "Release")
    await desk.writes(ANA, LOOSE)


def first(desk, sql):
    with closing(sqlite3.connect(desk.database)) as db:
        return db.execute(sql).fetchone()[0]


async def test_everything_of_one_person_and_nothing_of_others(desk):
    await team(desk)
    result = await desk.run("mydata", "demo:acc1")
    assert result.exit_code == 0, result.output
    said = result.stdout
    for there in (
        "Everything that is kept about Ana Quintero",
        "Exercise 1: a chatbot",
        "Account: demo:acc1",
        "Address of the private chat: chat-of-1",
        "Language: en",
        "Joined: Monday 23 November 2026",
        f"(released): {NOTE}",
        f"without a place: {LOOSE}",
        "60 days after the results",
    ):
        assert there in said, there
    [answer] = [line for line in said.splitlines() if line.startswith("- Round 1, ")]
    assert ": 2 " in answer
    assert "item=ADM-T4 answer=5" in said, "what they chose before is kept, so it is shown"
    for other in (OTHERS, "Ben", "acc2", "chat-of-2"):
        assert other not in said
    entries = said.partition("Every entry of the record")[2].count("\n- ")
    assert entries >= first(desk, "SELECT count(*) FROM facts WHERE person = 2") > 5
    await desk.ends()


async def test_by_name_as_people_write_it(desk):
    await team(desk)
    by_name, by_account = [await desk.run("mydata", p) for p in (" ana  QUINTERO", "demo:acc1")]
    assert by_name.exit_code == 0, by_name.output
    assert by_name.stdout == by_account.stdout
    await desk.ends()


async def test_who_answered_on_paper_was_never_written_to(desk):
    await team(desk)
    table = desk.folder / "paper.csv"
    table.write_text("participant,component,answer\nHana,ADM-T4,4\n", encoding="utf-8")
    assert (await desk.run("import", "1", str(table))).exit_code == 0
    said = (await desk.run("mydata", "Hana")).stdout
    assert "Account: paper:hana" in said
    assert "private message" not in said
    assert "private message" in (await desk.run("mydata", "demo:acc1")).stdout
    await desk.ends()


async def test_nobody_and_several_are_told_in_a_sentence(desk):
    await team(desk)
    await desk.joins(replace(colleague(4), name="Ben"))
    nobody, several = await desk.run("mydata", "Zoe"), await desk.run("mydata", "Ben")
    assert (nobody.exit_code, nobody.stdout) == (2, "")
    assert nobody.stderr == "valuemap: nothing is kept of Zoe\n"
    assert (several.exit_code, several.stdout) == (2, "")
    assert (
        several.stderr
        == "valuemap: Ben is the name of 2 accounts: demo:acc2, demo:acc4. Say which one\n"
    )
    await desk.ends()


async def test_a_file_is_for_its_owner_alone(desk):
    await team(desk)
    out = desk.folder / "for-ana.txt"
    result = await desk.run("mydata", "demo:acc1", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(out)
    assert out.read_text("utf-8") == (await desk.run("mydata", "demo:acc1")).stdout
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    nowhere = await desk.run("mydata", "demo:acc1", "--out", str(desk.folder))
    assert (nowhere.exit_code, "Traceback" in nowhere.output) == (1, False)
    await desk.ends()


async def test_what_was_deleted_in_the_chat_and_is_still_kept_is_shown(desk):
    await team(desk)
    await desk.notes(ANA, "ADM-T1", GONE)

    def discard(tx):
        tx.append(1, [f.Discarded(desk.theatre.now, 2, tx.exercise(1).last_note)])
        tx.drop(1)

    await desk.theatre.store.run(discard)
    said = (await desk.run("mydata", "demo:acc1")).stdout
    listed, _, record = said.partition("Every entry of the record")
    assert (GONE in listed, GONE in record) == (False, True)
    await desk.ends()


async def test_what_they_wrote_does_not_command_a_terminal(desk):
    await team(desk)

    def escapes(tx):
        tx.append(1, [f.Told(desk.theatre.now, 2, 1, "stuck", "\x1b[2J gone")])
        tx.drop(1)

    await desk.theatre.store.run(escapes)
    said = (await desk.run("mydata", "demo:acc1")).stdout
    assert ("\x1b" in said, "\ufffd[2J gone" in said) == (False, True)
    await desk.ends()


async def test_in_their_language_and_every_exercise_over_or_not(desk):
    """In what release 0.2 left: one over and purged, one running, one called off, a draft."""
    release.restore("0.2", desk.database)
    await desk.theatre.start()
    await desk.ends()
    boss = await desk.run("mydata", f"demo:{BOSS.id}")
    numbers = first(desk, f"SELECT count(*) FROM people WHERE account = '{BOSS.id}'")
    assert boss.exit_code == 0, boss.output
    assert boss.stdout.count("Everything that is kept about") == numbers == 3
    spanish = (await desk.run("mydata", "demo:acc3")).stdout
    assert spanish.startswith("Todo lo que se guarda sobre")
    owner = first(desk, "SELECT name FROM people WHERE exercise = 1 AND number = 2")
    kept = (await desk.run("mydata", owner)).stdout
    assert "What had to go after 60 days is deleted." in kept
    assert "What you answered\n- nothing" in kept
    assert "Your actions in the plan\n- 1" in kept
