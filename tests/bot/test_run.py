"""`valuemap run`: the real process against a strict Telegram, as a team and an administrator."""

import signal
import sqlite3
from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
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
            await server.until(lambda w=who: "Should we go ahead?" in w.last.text)
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
    assert "Team: Most of us say: pilot first." in results[0].text
    assert rows(tmp_path, "SELECT count(*) FROM scores WHERE round = '1'") == [(130,)]
    assert not server.refusals, server.refusals
    assert running.errors == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_when_it_is_told(
    server: TelegramServer, tmp_path: Path, number: signal.Signals
) -> None:
    async with program(tmp_path, server) as running:
        await running.says("ready")
        running.process.send_signal(number)
        assert await running.ends() == 0
    assert running.errors == []


async def test_a_second_process_on_the_same_database_is_refused(
    server: TelegramServer, tmp_path: Path
) -> None:
    async with program(tmp_path, server) as first:
        await first.says("ready")
        async with program(tmp_path, server) as second:
            assert await second.ends() == 2
        assert f"{first.process.pid}" in second.told
        assert await first.stop() == 0


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


@pytest.mark.parametrize(
    ("settings", "code", "named"),
    [
        ({"TELEGRAM_BOT_TOKEN": "12345:wrong-and-secret"}, 3, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": ""}, 3, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKN": "x"}, 2, "TELEGRAM_BOT_TOKN"),
    ],
)
async def test_a_bad_setting_is_named_in_one_sentence(
    server: TelegramServer, tmp_path: Path, settings: dict[str, str], code: int, named: str
) -> None:
    async with program(tmp_path, server, **settings) as refused:
        assert await refused.ends() == code, refused.told
    one_sentence(refused.told, named)
    assert server.token not in refused.told


TOKEN = "12345:a-secret-of-letters-and-so-on-for-long"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
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
def test_so_is_one_that_is_found_wrong_before_anybody_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(cli, ["run"], env={"TELEGRAM_BOT_TOKEN": TOKEN, **settings})
    assert refused.exit_code == 2, refused.output
    one_sentence(refused.stderr, named)


def one_sentence(told: str, named: str) -> None:
    assert named in told
    assert len(told.strip().splitlines()) == 1, told
    assert "secret" not in told
    assert "Traceback" not in told


async def test_the_env_file_is_read_and_its_mistakes_named(
    server: TelegramServer, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("VALUEMAP_DATABSE=x.db\n")
    async with program(tmp_path, server) as refused:
        assert await refused.ends() == 2
    assert "VALUEMAP_DATABSE" in refused.told
