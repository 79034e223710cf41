"""`valuemap check`: what would stop an exercise is named, with what to do, and ends with 1."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner

from bot.app import clock
from bot.cli import cli
from bot.commands.upkeep.check import database, platforms
from bot.config import compose
from bot.platforms.slack.manifest import SCOPES
from storage.store import Store
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import OURS
from tests.support.sheet import add, answered, opened


@pytest.fixture(autouse=True)
def _alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)


def run(**settings):
    return CliRunner().invoke(cli, ["check"], env=settings)


def made(path):
    store = Store(path, lambda tx, n: None)
    store.open()
    store.close()
    return path


def bad(path):
    return [one for one in database(path) if one.bad]


# -- files, settings, clock ------------------------------------------------------------------------


def test_a_fresh_folder_is_fine():
    result = run()
    assert result.exit_code == 0, result.output
    for said in (
        "ok    pack public_value: 26 components",
        "words: en, es",
        "database: there is no",
    ):
        assert said in result.output
    assert not Path("valuemap.db").exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"VALUEMAP_ZONE": "Mars/Base"}, "stop  VALUEMAP_ZONE"),
        ({"VALUEMAP_LANGUAGE": "xx"}, "stop  VALUEMAP_LANGUAGE"),
        ({"VALUEMAP_DATABASE": "no/where/x.db"}, "stop  database"),
        ({"VALUEMAP_FILES": "nowhere"}, "stop  VALUEMAP_FILES"),
        ({"TELEGRAM_BOT_TOKN": "x"}, "stop  TELEGRAM_BOT_TOKN"),
    ],
)
def test_what_would_stop_an_exercise(settings, said):
    result = run(**settings)
    assert (result.exit_code, said in result.output) == (1, True), result.output


def test_an_organisations_own_broken_script_is_named(tmp_path):
    (tmp_path / "own" / "scripts").mkdir(parents=True)
    (tmp_path / "own" / "scripts" / "odd.toml").write_text('id = "odd"\n[[step]]\nsay = "brief"\n')
    result = run(VALUEMAP_FILES=str(tmp_path / "own"))
    assert result.exit_code == 1
    assert "odd.toml" in result.output


def test_a_clock_that_was_never_set(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: 0.0)
    result = run()
    assert (result.exit_code, "stop  clock" in result.output) == (1, True)


def test_an_env_file_that_others_can_read():
    Path(".env").write_text("TELEGRAM_WEBHOOK_SECRET=0123456789abcdef\n")
    Path(".env").chmod(0o644)
    assert "chmod 600 .env" in run().output
    Path(".env").chmod(0o600)
    assert "chmod 600 .env" not in run().output
    assert f"read from {Path('.env').absolute()}" in run().output


def test_a_file_that_cannot_be_read_says_itself_what_to_do():
    Path(".env").write_bytes("VALUEMAP_ZONE=UTC\n".encode("utf-16"))
    said = run().output
    assert "save it as UTF-8" in said
    assert "leave it out" not in said
    Path(".env").write_text("VALUEMAP_ZONE=Nowhere\n")
    assert "Set it right, or leave it out." in run().output


# -- the database ----------------------------------------------------------------------------------


def test_a_sound_database(tmp_path):
    path = made(tmp_path / "v.db")
    assert bad(path) == []
    [state, _] = database(path)
    assert state.says.endswith("0 facts of 0 exercises are as they were written")


def test_a_database_changed_by_hand(tmp_path):
    path = tmp_path / "v.db"
    store = opened(path)
    exercise = store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 0.0))
    store.run_sync(add(exercise, answered(1)))
    store.close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE facts SET answer = '5'")
    [one] = bad(path)
    assert "changed by hand (exercise 1 at entry 1)" in one.says
    assert "backup" in one.do


def test_an_empty_database(tmp_path):
    path = tmp_path / "v.db"
    path.touch()
    [one] = bad(path)
    assert "is empty" in one.says
    assert "Restore the last backup" in one.do


def test_a_damaged_database(tmp_path):
    path = made(tmp_path / "v.db")
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * 8192)
    [one] = bad(path)
    assert "damaged" in one.says
    assert "backup" in one.do


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "v.db"
    path.write_text("Dear administrator, " * 300)
    [one] = bad(path)
    assert "damaged" in one.says


def test_another_programs_database(tmp_path):
    path = tmp_path / "v.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE cats (name)")
    [one] = bad(path)
    assert "another program" in one.says


def test_a_newer_database(tmp_path):
    path = made(tmp_path / "v.db")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('valuemap', 'm999_later', '')"
        )
    [one] = bad(path)
    assert "newer release (m999_later)" in one.says
    assert "Install that release" in one.do


def test_a_locked_database(tmp_path, monkeypatch):
    path = made(tmp_path / "v.db")
    monkeypatch.setattr("storage.connection.BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        [one] = bad(path)
    assert "locked" in one.says


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_read_only_database():
    """For root nothing is read-only, so somebody else looks."""
    folder = Path(tempfile.mkdtemp())
    path = made(folder / "v.db")
    path.chmod(0o444)
    folder.chmod(0o555)
    me = os.geteuid()
    try:
        os.seteuid(me or 65534)
        [found] = bad(path)
    finally:
        os.seteuid(me)
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert "cannot be opened" in found.says
    assert "write to it and to its directory" in found.do


def test_a_disk_that_is_nearly_full(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=5_000_000))
    [one] = bad(tmp_path / "v.db")
    assert "4 MiB are free" in one.says


# -- Telegram --------------------------------------------------------------------------------------


async def asked(**settings):
    return [one async for one in platforms(compose(**settings))]


def telegram(server, token=""):
    return {
        "telegram_bot_token": token or server.token,
        "telegram_api_base_url": server.base_url,
        "telegram_file_base_url": server.file_url,
    }


async def test_telegram_says_who_we_are():
    async with TelegramServer() as server:
        [one] = await asked(**telegram(server))
        assert (one.says, one.rank) == ("we are @valuemap_bot", "ok")
        server.webhook = "https://old.example.org/hook/very-secret"
        [_, hook] = await asked(**telegram(server))
        assert hook.bad
        assert "old.example.org is left over" in hook.says
        assert "very-secret" not in hook.says


async def test_a_wrong_token_is_named_and_not_printed():
    async with TelegramServer() as server:
        [one] = await asked(**telegram(server, "12345:wrong-and-secret"))
        assert (one.what, one.bad) == ("TELEGRAM_BOT_TOKEN", True)
        result = await asyncio.to_thread(
            run,
            TELEGRAM_BOT_TOKEN="12345:wrong-and-secret",
            TELEGRAM_API_BASE_URL=server.base_url,
        )
        assert result.exit_code == 1
        assert "wrong-and-secret" not in result.output


async def test_nobody_is_there():
    async with TelegramServer() as server:
        gone = telegram(server)
    [one] = await asked(**gone)
    assert one.bad
    assert "cannot be reached" in one.says
    assert gone["telegram_bot_token"] not in f"{one.says}{one.do}"


async def test_a_bot_that_sees_too_much_or_may_not_join():
    me = {"username": "x", "can_join_groups": False, "can_read_all_group_messages": True}
    async with answering({"/bot1:a/getMe": me, "/bot1:a/getWebhookInfo": {"url": ""}}) as base:
        found = await asked(telegram_bot_token="1:a", telegram_api_base_url=f"{base}bot")
    assert [(each.rank, each.do.split()[1]) for each in found[1:]] == [
        ("stop", "/setjoingroups"),
        ("note", "/setprivacy"),
    ]


async def test_somebody_else_answers():
    async with answering({}) as base:
        [one] = await asked(telegram_bot_token="1:a", telegram_api_base_url=f"{base}bot")
    assert "somebody else answers" in one.says


async def test_a_clock_that_is_off(monkeypatch):
    async with TelegramServer() as server:
        monkeypatch.setattr(clock, "now", lambda: 2_000_000_000.0)
        found = await asked(**telegram(server))
    assert [(each.what, each.bad) for each in found[1:]] == [("clock", True)]


# -- Slack -----------------------------------------------------------------------------------------


class answering:  # noqa: N801 - reads like the call it is
    """A platform that says the same to everybody. `results` by path; `flat`: as Slack does."""

    def __init__(self, results, flat=False, scopes=""):
        self.results, self.flat, self.scopes = results, flat, scopes

    async def _answer(self, request):
        found = self.results.get(request.path)
        if found is None:
            return web.json_response([])
        body = found if self.flat else {"ok": True, "result": found}
        return web.json_response(body, headers={"x-oauth-scopes": self.scopes})

    async def __aenter__(self):
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", self._answer)
        self.server = TestServer(app)
        await self.server.start_server()
        return str(self.server.make_url("/"))

    async def __aexit__(self, *_):
        await self.server.close()


def slack(base, **settings):
    tokens = {"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}
    return {**tokens, "slack_api_base_url": f"{base}api/", **settings}


WELL = {
    "/api/auth.test": {"ok": True, "user": "valuemap", "team": "Registry"},
    "/api/apps.connections.open": {"ok": True, "url": "wss://x"},
}


async def test_slack_says_who_we_are():
    async with answering(WELL, flat=True, scopes=",".join(SCOPES)) as base:
        found = await asked(**slack(base))
    assert [each.rank for each in found] == ["ok", "ok"]
    assert found[0].says == "we are valuemap in Registry"


async def test_scopes_missing_or_too_many():
    async with answering(
        WELL, flat=True, scopes=",".join({*SCOPES, "admin"} - {"im:write"})
    ) as base:
        found = await asked(**slack(base))
    assert [(each.rank, each.says.split(": ")[-1]) for each in found[1:3]] == [
        ("stop", "im:write"),
        ("note", "admin"),
    ]


@pytest.mark.parametrize(
    ("path", "setting"),
    [("/api/auth.test", "SLACK_BOT_TOKEN"), ("/api/apps.connections.open", "SLACK_APP_TOKEN")],
)
async def test_a_slack_token_that_is_refused(path, setting):
    refused = {**WELL, path: {"ok": False, "error": "invalid_auth"}}
    async with answering(refused, flat=True, scopes=",".join(SCOPES)) as base:
        found = await asked(**slack(base))
    assert [each.what for each in found if each.bad] == [setting]
