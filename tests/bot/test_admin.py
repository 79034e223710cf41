"""The administrator's commands, beside a service that runs and without one."""

import asyncio
import json
import logging
import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from bot.app import clock
from bot.app.datafiles import DIALOGS
from bot.app.library import Files
from bot.app.record import record
from bot.commands.shared import forget
from bot.commands.shared.published import leave
from bot.config import compose
from dialogs.core import facts as f
from storage import connection
from tests.platforms.telegram.server import TelegramServer
from tests.support.office import BOSS, MONDAY, colleague, office
from tests.support.process import ROOT

NOTE = "the registry has no address for half of us"
DAY = 86400.0


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An office; commands take its clock, and leave logging as it was."""
    made = office(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: made.theatre.now)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    return made


async def team(desk, size=3):
    await desk.begin()
    for n in range(1, size + 1):
        await desk.joins(colleague(n))
    await desk.answers(colleague(1), "ADM-T4", "5")
    await desk.notes(colleague(1), "ADM-T4", NOTE)


def paper(desk, *rows, name="paper.csv"):
    path = desk.folder / name
    path.write_text("\n".join(["participant,component,answer,note", *rows]), encoding="utf-8")
    return str(path)


def facts(desk):
    with closing(sqlite3.connect(desk.database)) as db:
        return db.execute("SELECT exercise, n, kind, person, item, answer FROM facts").fetchall()


# -- exercises -------------------------------------------------------------------------------------


async def test_exercises_are_listed_beside_the_service(desk):
    await team(desk)
    result = await desk.run("exercises", "--json")
    [listed] = json.loads(result.stdout)
    assert listed["status"] == "running"
    assert (listed["round"], listed["joined"], listed["finished"]) == ("1", 3, 0)
    assert listed["system"] == "a chatbot"
    line = (await desk.run("exercises")).stdout
    assert "running" in line
    assert "3 joined" in line
    await desk.ends()


def test_without_a_database_every_command_says_so(desk):
    for words in (["exercises"], ["backup", "x.db"], ["erase", "demo:1"], ["import", "1", "x.csv"]):
        paper(desk, "Ana,ADM-T4,5", name="x.csv")
        result = desk.command(*words)
        assert result.exit_code == 2, words
        assert "there is no" in result.stderr
    assert not desk.database.exists()


# -- erase -----------------------------------------------------------------------------------------


async def test_erase_leaves_no_byte_and_the_service_notices(desk):
    await team(desk)
    assert NOTE.encode() in desk.bytes
    result = await desk.run("erase", "demo:acc1", "--yes")
    assert result.exit_code == 0, result.output
    for secret in (NOTE, "Person Number1", "acc1", "chat-of-1"):
        assert secret.encode() not in desk.bytes, secret
    assert b"Person Number2" in desk.bytes

    await desk.theatre.service.look()
    await desk.theatre.settle()
    x = await desk.exercise()
    assert (x.joined, x.names.get(2)) == (2, None)
    assert "Person Number1" not in desk.theatre.group[-1].text
    assert not x.people[2].answers, "before the close the answers go too"
    await desk.ends()


async def test_after_the_close_the_answers_stay_without_a_name(desk):
    await team(desk)
    await desk.closes()
    assert (await desk.run("erase", "demo:acc1", "--yes")).exit_code == 0
    assert any(row[4:] == ("ADM-T4", "5") for row in facts(desk))
    assert b"acc1" not in desk.bytes
    await desk.ends()


async def test_erase_asks_first(desk):
    await team(desk)
    for answer, there in (("", True), ("n\n", True), ("y\n", False)):
        result = await desk.run("erase", "demo:acc1", ask=answer)
        assert (result.exit_code == 1) is there, result.output
        assert (b"Person Number1" in desk.bytes) is there
    await desk.ends()


async def test_whom_nobody_knows(desk):
    await team(desk)
    for person, said in (("demo:acc99", "nothing is kept"), ("acc1", "is no account")):
        result = await desk.run("erase", person, "--yes")
        assert (result.exit_code, said in result.stderr) == (2, True)
    await desk.ends()


async def test_a_facilitator_is_asked_to_hand_over(desk):
    await team(desk)
    result = await desk.run("erase", "demo:boss", ask="n\n")
    assert "demo:boss facilitates exercise 1" in result.stderr
    assert "facilitates" not in (await desk.run("erase", "demo:acc1", ask="n\n")).stderr
    await desk.ends()


async def test_messages_are_taken_away_from_the_chat():
    async with TelegramServer() as server:
        server.user(1, "Ana").start("x")
        call = f"{server.base_url}{server.token}/sendMessage"
        said = {"chat_id": 1, "text": "Question 1"}
        async with aiohttp.ClientSession() as http, http.post(call, data=said) as answer:
            ref = str((await answer.json())["result"]["message_id"])
        settings = compose(
            telegram_bot_token=server.token,
            telegram_api_base_url=server.base_url,
            telegram_file_base_url=server.file_url,
        )
        gone = ("telegram", "1", ref)
        assert await forget.take_away(settings, [gone, ("slack", "D1", "1.2")]) == 1
        assert [message.text for message in server.user(1).chat] == ["/start x"]
        assert await forget.take_away(compose(), [gone]) == 1


# -- purge -----------------------------------------------------------------------------------------


async def all_answered(desk, people=range(2, 7)):
    """Five colleagues have answered everything."""
    await team(desk, size=5)
    at = desk.theatre.now

    def all_answer(tx):
        x = tx.exercise(1)
        record(
            tx,
            x,
            [
                f.Answered(at, n, "1", part.id, str(1 + (n + k) % 5))
                for n in people
                for k, part in enumerate(x.framework.components)
            ],
            at,
        )

    await desk.theatre.store.run(all_answer)


async def held(desk):
    """An exercise with results and a plan."""
    await all_answered(desk)
    for _ in range(2):
        await desk.closes()
    await desk.theatre.settle()
    assert (await desk.exercise()).status == "following"


async def test_purge_forgets_people_and_keeps_map_and_plan(desk):
    await held(desk)
    before = (await desk.exercise()).results["2"]
    desk.theatre.now += 10 * DAY
    early = await desk.run("purge", "--older-than", "90d", "--yes")
    assert "Purged 0 exercises" in early.stdout

    desk.theatre.now += 85 * DAY  # the service was down, so nothing was purged by itself
    result = await desk.run("purge", "--older-than", "90d", "--yes", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == [{"exercise": 1, "people": 5}]
    for secret in (NOTE, "Person Number3", "acc3", "chat-of-3"):
        assert secret.encode() not in desk.bytes, secret
    x = await desk.exercise()
    assert x.results["2"] == before
    assert x.purged
    assert any("what 5 of " in message.text for message in desk.theatre.group)
    again = await desk.run("purge", "--older-than", "90d", "--yes", "--json")
    assert json.loads(again.stdout) == []
    await desk.ends()


SCORES = "SELECT count(*), count(DISTINCT person), sum(name <> '') FROM scores"
BESIDE = """
SELECT count(*) FROM facts AS f JOIN people AS p ON p.exercise = f.exercise AND p.number = f.person
WHERE f.kind = 'Answered' AND (f.answer <> '' OR f.answer_salt IS NOT NULL)
"""


def rows(desk, sql):
    with closing(sqlite3.connect(desk.database)) as db:
        return db.execute(sql).fetchall()


async def test_who_owns_an_action_keeps_a_name_and_no_answers(desk):
    await held(desk)
    await desk.theatre.sends(colleague(1), "1.take.1")
    (scores, people, _), *_ = rows(desk, SCORES)
    assert people == 5
    before = (await desk.exercise()).results["2"]
    desk.theatre.now += 61 * DAY
    purged = await desk.run("purge", "--older-than", "60d", "--yes", "--json")
    assert purged.exit_code == 0, purged.output
    assert [name for (name,) in rows(desk, "SELECT name FROM people ORDER BY number")] == [
        BOSS.name,
        colleague(1).name,
    ]
    assert rows(desk, BESIDE) == [(0,)]
    assert rows(desk, SCORES) == [(scores * 4 // 5, 4, 0)]
    x = await desk.exercise()
    assert (x.results["2"], x.actions[1].owner) == (before, 2)
    assert x.people[2].answers == {}
    out = desk.folder / "tables"
    result = await desk.run("export", "1", "--format", "json", "--out", str(out))
    assert result.exit_code == 0, result.output
    made = json.loads(next(p for p in out.iterdir() if "assessment" not in p.name).read_text())
    assert len({row["participant"] for row in made["answers"]}) == 4
    assert any("stay on record" in str(row.values()) for row in made["about"])
    connection.examine(desk.database)
    await desk.ends()


async def test_what_is_called_off_and_erased_after_round_1_can_still_be_read(desk):
    await all_answered(desk)
    await desk.closes()
    await desk.theatre.settle()
    assert (await desk.exercise()).results
    await desk.theatre.sends(BOSS, "1.cancel.erase")
    assert (await desk.exercise()).status == "cancelled"
    result = await desk.run("exercises")
    assert (result.exit_code, "cancelled" in result.stdout) == (0, True), result.output
    await desk.ends()


async def test_what_never_came_to_results_is_called_off_by_age(desk):
    await team(desk)  # live: nothing happens by itself
    desk.theatre.now = MONDAY + 100 * DAY
    asked = await desk.run("purge", "--older-than", "90d", ask="n\n")
    assert asked.exit_code == 1
    assert "exercise 1 (running): 4 people" in asked.stderr
    await desk.run("purge", "--older-than", "90d", "--yes")
    assert b"acc1" not in desk.bytes
    assert (await desk.exercise()).status == "cancelled"
    await desk.ends()


@pytest.mark.parametrize("age", ["90", "d", "-1d", "soon", "1.5d"])
def test_an_age_is_a_number_of_days(desk, age):
    result = desk.command("purge", f"--older-than={age}", "--yes")
    assert result.exit_code == 2
    assert "such as 90d" in result.stderr


# -- import ----------------------------------------------------------------------------------------


async def test_answers_on_paper_count_like_others_and_come_once(desk):
    await team(desk)
    parts = [part.id for part in (await desk.exercise()).framework.components]
    file = paper(desk, *(f"Ana Q.,{part},4," for part in parts), f"Ben,{parts[0]},NS,too early")
    result = await desk.run("import", "1", file)
    assert result.exit_code == 0, result.output
    assert "2 participants, 27 answers, 1 note" in result.stdout
    before = facts(desk)
    assert "0 participants, 0 answers, 0 notes" in (await desk.run("import", "1", file)).stdout
    assert facts(desk) == before

    await desk.theatre.service.look()
    await desk.theatre.settle()
    assert "5 joined" in desk.theatre.group[-1].text
    assert (await desk.exercise()).stages["1"].finished == 1
    assert not any("can no longer write" in m.text for m in desk.theatre.chat(BOSS))
    changed = paper(desk, f"Ben,{parts[0]},2,too early")
    assert "0 participants, 1 answer, 0 notes" in (await desk.run("import", "1", changed)).stdout

    assert (await desk.run("erase", "paper:Ana Q.", "--yes")).exit_code == 0
    assert b"Ana Q." not in desk.bytes
    await desk.ends()


async def test_a_form_with_one_row_a_person_is_taken_in(desk):
    """Its own columns are not read; who wrote "ana q." later is Ana Q., for erasing as well."""
    await team(desk)
    form = desk.folder / "form.csv"
    rows = "Timestamp;Name;Legality;Note on Legality;Trust\n9:00;Ana Q.;5 Blocks us;no rule;4\n"
    form.write_text(rows + "9:02;Ben;Not sure;;", encoding="cp1252")
    result = await desk.run("import", "1", str(form))
    assert result.exit_code == 0, result.output
    assert "2 participants, 3 answers, 1 note" in result.stdout
    assert "The column Timestamp is not read." in result.stderr
    form.write_text("Name;Trust\nana q. ;4\n", encoding="utf-16")
    assert "0 participants, 0 answers" in (await desk.run("import", "1", str(form))).stdout
    form.write_text("Trust\n4\n", encoding="utf-8")
    nameless = await desk.run("import", "1", str(form))
    assert nameless.exit_code == 2
    assert "no column says who answered; add one called participant" in nameless.stderr
    assert "Legality" in (await desk.run("mydata", "paper:ANA Q.")).stdout
    assert (await desk.run("erase", "paper:ana q.", "--yes")).exit_code == 0
    assert b"Ana Q." not in desk.bytes
    await desk.ends()


async def test_who_answers_everything_on_paper_is_through(desk):
    """A week asks every component and nothing else: a full sheet leaves no question open."""
    await desk.begin("1.when.2026-11-23")
    parts = [part.id for part in (await desk.exercise()).framework.components]
    most = [f"Ana,{part},4," for part in parts[1:]]
    await desk.run("import", "1", paper(desk, *most))
    stage = (await desk.exercise()).stages["1"]
    assert [*stage.items] == parts
    assert stage.finished == 0, "one is missing"
    await desk.run("import", "1", paper(desk, *most, f"Ana,{parts[0]},4,"))
    assert (await desk.exercise()).stages["1"].finished == 1
    await desk.ends()


async def test_open_questions_are_not_on_paper_and_count_as_skipped(tmp_path, monkeypatch):
    """Where a script asks them, a full sheet leaves nothing open either."""
    week = (DIALOGS / "scripts" / "week.toml").read_text(encoding="utf-8")
    own = tmp_path / "own" / "scripts"
    own.mkdir(parents=True)
    asks = week.replace('ask = "components"', 'ask = "components"\nprompts = true', 1)
    (own / "week.toml").write_text(asks, encoding="utf-8")
    desk = office(tmp_path, Files(own.parent))
    monkeypatch.setattr(clock, "now", lambda: desk.theatre.now)
    await desk.begin("1.when.2026-11-23")
    parts = [part.id for part in (await desk.exercise()).framework.components]
    file = paper(desk, *(f"Ana,{part},4," for part in parts))
    result = await desk.run("import", "1", file, VALUEMAP_FILES=str(own.parent))
    assert "1 participant, 26 answers, 0 notes" in result.stdout
    stage = (await desk.exercise()).stages["1"]
    assert len(stage.items) == 30
    assert stage.finished == 1
    await desk.ends()


async def test_every_bad_row_is_named_and_nothing_written(desk):
    await team(desk)
    before = facts(desk)
    file = paper(desk, "Ana,ADM-T4,5,", "Ana,XXX,5,", "Ben,ADM-T4,6,", ",ADM-T4,1,")
    result = await desk.run("import", "1", file)
    assert result.exit_code == 2
    for line in (3, 4, 5):
        assert f"line {line}:" in result.stderr
    assert facts(desk) == before
    await desk.ends()


async def test_after_the_close_paper_is_refused(desk):
    await team(desk)
    await desk.closes()
    before = facts(desk)
    result = await desk.run("import", "1", paper(desk, "Ana,ADM-T4,5,"))
    assert (result.exit_code, "closed" in result.stderr) == (2, True)
    assert facts(desk) == before
    unknown = await desk.run("import", "7", paper(desk, "Ana,ADM-T4,5,"))
    assert (unknown.exit_code, "no exercise 7" in unknown.stderr) == (2, True)
    await desk.ends()


async def test_a_participant_on_paper_is_nobody_of_the_chat(desk):
    """A name that looks like an account must not become that account's answers."""
    await team(desk)
    await desk.run("import", "1", paper(desk, "acc2,ADM-T4,1,"))
    x = await desk.exercise()
    assert not x.people[3].answer("1", "ADM-T4")
    await desk.ends()


# -- backup ----------------------------------------------------------------------------------------


async def test_a_backup_is_verified_and_never_overwrites(desk):
    await team(desk)
    copy = desk.folder / "copy.db"
    assert (await desk.run("backup", str(copy))).exit_code == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    content = copy.read_bytes()
    again = await desk.run("backup", str(copy))
    assert (again.exit_code, "there already" in again.stderr) == (2, True)
    assert copy.read_bytes() == content
    nowhere = await desk.run("backup", str(desk.folder / "no" / "copy.db"))
    assert nowhere.exit_code == 2
    await desk.ends()
    listed = await desk.run("exercises", "--json", VALUEMAP_DATABASE=str(copy))
    assert json.loads(listed.stdout)[0]["joined"] == 3


async def test_a_backup_amid_taps_is_a_prefix_of_the_facts(desk):
    """Hundreds of facts are committed while it is made; it holds them up to some moment, whole."""
    await team(desk)
    store = desk.theatre.store
    copies, going = [], True

    def add(k):
        fact = f.Answered(MONDAY + 100 + k, 3, "1", "ADM-T4", str(1 + k % 5))

        def job(tx):
            x = tx.exercise(1)
            record(tx, x, [fact], fact.at)

        return store.run(job)

    async def taps():
        k = 0
        while going:
            await asyncio.gather(*(add(k + i) for i in range(50)))
            k += 50
        return k

    tapping = asyncio.create_task(taps())
    for n in range(3):
        copies.append(desk.folder / f"copy{n}.db")
        assert (await desk.run("backup", str(copies[-1]))).exit_code == 0
    going = False
    assert await tapping > 100
    whole = facts(desk)
    for copy in copies:
        with closing(sqlite3.connect(copy)) as db:
            kept = db.execute(
                "SELECT exercise, n, kind, person, item, answer FROM facts"
            ).fetchall()
        assert kept == whole[: len(kept)]
    assert len(kept) < len(whole)
    await desk.ends()


# -- what is in the way ----------------------------------------------------------------------------


def spoiled(path):
    path.write_bytes(b"Dear administrator, " * 300)


def newer(path):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('valuemap', 'm999_later', '')"
        )


@pytest.mark.parametrize(
    ("spoil", "said"), [(spoiled, "is damaged"), (newer, "made by a newer release")]
)
async def test_a_file_that_cannot_be_served(desk, spoil, said):
    await desk.begin()
    await desk.ends()
    for file in desk.folder.glob("valuemap.db-*"):
        file.unlink()
    spoil(desk.database)
    for words in (["exercises"], ["erase", "demo:acc1", "--yes"], ["run"]):
        token = {"TELEGRAM_BOT_TOKEN": "1:x"} if words == ["run"] else {}
        result = await desk.run(*words, **token)
        assert result.exit_code == 2, result.output
        assert said in result.stderr
        assert result.stderr.count("\n") == 1, "one sentence"


FULL = """
import json, resource, sys
from click.testing import CliRunner
from bot.cli import cli
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
for room, *words in json.loads(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    result = CliRunner().invoke(cli, words)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    print(json.dumps([result.exit_code, result.stderr]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
async def test_a_full_disk(desk):
    """Files that cannot grow, as on a disk that is full."""
    await team(desk)
    await desk.ends()
    before = facts(desk)
    asked = (
        (9000, "exercises"),
        (36000, "erase", "demo:acc1", "--yes"),
        (36000, "backup", "copy.db"),
    )
    env = {"PYTHONPATH": str(ROOT), "VALUEMAP_DATABASE": str(desk.database)}
    env["PYTHONDONTWRITEBYTECODE"] = "1"  # it would be cut short as well, and kept
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", FULL, json.dumps(asked)),
        cwd=desk.folder,
        env=env,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    results = [json.loads(line) for line in told.splitlines()]
    assert len(results) == len(asked)
    for code, said in results:
        assert code == 1, said
        assert "Is there room on the disk?" in said
        assert "Traceback" not in said
    assert facts(desk) == before
    assert not (desk.folder / "copy.db").exists()


# -- a service and a stranger ----------------------------------------------------------------------


async def test_commands_leave_the_service_its_lock_and_its_messages(desk):
    await team(desk)
    for words in (["exercises"], ["backup", "b.db"], ["purge", "--older-than", "1d", "--yes"]):
        assert (await desk.run(*words)).exit_code == 0, words
    await desk.answers(colleague(2), "ADM-T4", "3")
    x = await desk.exercise()
    assert x.people[3].answer("1", "ADM-T4") == "3"
    await desk.ends()


def test_an_exercise_is_not_compared_with_itself(desk):
    result = desk.command("report", "3", "--compare", "3")
    assert (result.exit_code, "name an earlier exercise" in result.stderr) == (2, True)


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_folder_that_this_user_may_not_write_to_is_named(capsys):
    """For root there is none, so somebody else writes."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    me = os.geteuid()
    try:
        os.seteuid(me or 65534)
        with pytest.raises(SystemExit) as ended:
            leave(folder, {"x.txt": b"x"})
    finally:
        os.seteuid(me)
        folder.rmdir()
    assert ended.value.code == 2
    assert f"this user may not write to {folder}; name another" in capsys.readouterr().err


async def test_hand_makes_somebody_else_the_facilitator(desk):
    await team(desk)
    for person, said in (
        ("demo:acc9", "is not known in exercise 1"),
        ("demo:boss", "is the facilitator of exercise 1 already"),
        ("acc1", "`valuemap mydata NAME` says which accounts"),
        ("paper:ana", "cannot run an exercise"),
    ):
        result = await desk.run("hand", "1", person)
        assert result.exit_code == 2, result.output
        assert said in result.output
    assert "there is no exercise 7" in (await desk.run("hand", "7", "demo:acc1")).output
    result = await desk.run("hand", "1", "demo:acc1")
    assert result.exit_code == 0, result.output
    await desk.theatre.service.look()
    await desk.theatre.settle()
    assert (await desk.exercise()).facilitator == 2
    assert "Facilitator: Person Number1" in desk.theatre.group[-1].text
    assert any("is the facilitator now." in m.text for m in desk.theatre.chat(BOSS))
    assert "You are the facilitator now." in desk.theatre.chat(colleague(1))[-1].text
    await desk.ends()
