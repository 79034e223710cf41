"""`valuemap run`: the real process against a strict Telegram, as a team and an administrator."""

import contextlib
import os
import signal
import sqlite3
from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from storage.lock import Lock
from tests.fixtures import release
from tests.platforms.telegram.people import Group, Tapped, User
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import Program
from tests.support.setting_up import set_up
from tests.support.unseen import FIRST, UNSEEN


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


def program(folder: Path, server: TelegramServer, **settings: str) -> Program:
    server.database = folder / "valuemap.db"
    return Program(
        folder,
        "run",
        **{
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_API_BASE_URL": server.base_url,
            "TELEGRAM_FILE_BASE_URL": server.file_url,
            "VALUEMAP_ZONE": "America/Port_of_Spain",
            **settings,
        },
    )


async def join(server: TelegramServer, group: Group, who: User) -> None:
    who.tap(group.pinned[0], "Take part")
    await server.until(lambda: who.heard and "Start" in who.last.buttons)
    who.tap(who.last, "Start")
    await server.until(lambda: "1 of 26" in who.last.text)


async def patiently(server: TelegramServer, who: User, data: str) -> None:
    """Tap until it is taken: what has only just come on screen is refused for a second."""
    refused = True
    while refused:
        tapped = who.tap_old(who.last, data)
        assert isinstance(tapped, Tapped)
        await server.until(lambda t=tapped: t.answered)
        refused = "Too quick" in (tapped.toast or "")


async def answer_all(server: TelegramServer, who: User, score: str) -> None:
    """All 26: first those that cannot have been on screen a moment ago."""
    for component in reversed(UNSEEN):
        who.tap_old(who.last, f"1.1.{component}.{score}")
    for component in FIRST:
        await patiently(server, who, f"1.1.{component}.{score}")
    await server.until(lambda: "That was everything" in who.last.text)


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "valuemap.db")) as db:
        return db.execute(sql).fetchall()


async def test_five_people_answer_26_and_read_their_results_once(
    server: TelegramServer, tmp_path: Path
) -> None:
    boss = server.user(9, "A. Mohammed")
    team = [server.user(n, f"Person {n}") for n in range(1, 6)]
    group = server.group(-5, "Team", admins=[boss])
    async with program(tmp_path, server) as running:
        assert await running.says("ready") == "ready: telegram"
        await set_up(server, group, boss, lambda: group.pinned)
        await gather(*(join(server, group, who) for who in team))
        scores = zip(team, "45454", strict=True)
        await gather(*(answer_all(server, who, score) for who, score in scores))
        await server.until(lambda: "5 joined, 5 finished" in group.pinned[0].text)
        boss.closes()
        for who in team:
            await server.until(lambda w=who: "Open" in w.last.buttons)
            who.tap(who.last, "Open")
            await server.until(lambda w=who: "Should we go ahead with" in w.last.text)
            who.tap_old(who.last, "1.closing.view.same")
            await patiently(server, who, "1.closing.go.pilot")
            await server.until(lambda w=who: "That was everything" in w.last.text)
        boss.closes("2")
        await server.until(lambda: any("colleagues see" in m.text for m in group.heard))
        await server.until(lambda: any("Who does what" in m.text for m in group.heard))
        assert await running.stop() == 0, running.told

    results = [m for m in group.heard if "colleagues see" in m.text]
    assert len(results) == 1, server.transcript()
    assert "what 5 of 14 colleagues see" in results[0].text
    assert "Team: most of us say: pilot first." in results[0].text
    assert rows(tmp_path, "SELECT count(*) FROM scores WHERE round = '1'") == [(130,)]
    assert not server.refusals, server.refusals
    assert running.errors == []


async def test_control_c_stops_it_too(server: TelegramServer, tmp_path: Path) -> None:
    async with program(tmp_path, server) as running:
        await running.says("ready")
        running.process.send_signal(signal.SIGINT)
        assert await running.ends() == 0
    assert running.errors == []


async def test_damage_that_is_found_beside_the_service_ends_it(
    server: TelegramServer, tmp_path: Path
) -> None:
    """No start waits until the whole file was looked through."""
    release.restore(release.RELEASE, tmp_path / "valuemap.db")
    with closing(sqlite3.connect(tmp_path / "valuemap.db")) as db, db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("UPDATE facts SET n = -n WHERE exercise = 1 AND n = 5")
    async with program(tmp_path, server) as running:
        assert await running.says("ready") == "ready: telegram"
        assert await running.ends() == 2
    assert "restore the last backup" in running.told


async def test_a_refused_token_is_named_in_one_sentence(
    server: TelegramServer, tmp_path: Path
) -> None:
    wrong = "12345:wrong-and-secret"
    async with program(tmp_path, server, TELEGRAM_BOT_TOKEN=wrong) as refused:
        assert await refused.ends() == 3, refused.told
    one_sentence(refused.told, "TELEGRAM_BOT_TOKEN")
    assert server.token not in refused.told


# -- before anybody is called: to see that, no process of its own is needed ------------------------

TOKEN = "12345:a-secret-of-letters-and-so-on-for-long"


def refusal(folder: Path, code: int, **settings: str) -> str:
    """What `valuemap run` says when it ends at once in this folder, with this code."""
    with contextlib.chdir(folder):
        refused = CliRunner().invoke(cli, ["run"], env={"TELEGRAM_BOT_TOKEN": TOKEN, **settings})
    assert refused.exit_code == code, refused.output
    return refused.stderr


def test_a_database_that_another_process_serves_is_refused(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "valuemap.db")
    lock.take()
    assert f"{os.getpid()}" in refusal(tmp_path, 2)
    lock.release()


def test_without_a_token_there_is_nobody_to_serve(tmp_path: Path) -> None:
    one_sentence(refusal(tmp_path, 3, TELEGRAM_BOT_TOKEN=""), "TELEGRAM_BOT_TOKEN")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"TELEGRAM_BOT_TOKN": "x"}, "TELEGRAM_BOT_TOKN"),
        ({"VALUEMAP_ZONE": "Mars/Base"}, "VALUEMAP_ZONE"),
        ({"VALUEMAP_LOG": "loud"}, "VALUEMAP_LOG"),
        ({"TELEGRAM_API_BASE_URL": "ftp://x/bot"}, "TELEGRAM_API_BASE_URL"),
        ({"VALUEMAP_FILES": "nowhere"}, "VALUEMAP_FILES"),
        ({"VALUEMAP_HTTP_LISTEN": "8080"}, "VALUEMAP_HTTP_LISTEN"),
        ({"TELEGRAM_MODE": "webhook"}, "TELEGRAM_WEBHOOK_URL"),
        ({"VALUEMAP_DATABASE": "no/such/folder/x.db"}, "VALUEMAP_DATABASE"),
        ({"VALUEMAP_LANGUAGE": "xx"}, "VALUEMAP_LANGUAGE"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    one_sentence(refusal(tmp_path, 2, **settings), named)


def one_sentence(told: str, named: str) -> None:
    assert named in told
    assert len(told.strip().splitlines()) == 1, told
    assert "secret" not in told
    assert "Traceback" not in told


def test_the_env_file_is_read_and_its_mistakes_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("VALUEMAP_DATABSE=x.db\n")
    assert "VALUEMAP_DATABSE" in refusal(tmp_path, 2)
