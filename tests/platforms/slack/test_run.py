"""`valuemap run` on Slack: the real process against a strict Slack, as a team in its channel."""

import socket
import sqlite3
from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.platforms.slack.people import Channel, User
from tests.platforms.slack.server import SlackServer
from tests.support.process import Program
from tests.support.setting_up import set_up
from tests.support.unseen import FIRST, UNSEEN


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


def program(folder: Path, server: SlackServer, **settings: str) -> Program:
    server.database = folder / "valuemap.db"
    return Program(
        folder,
        "run",
        **{
            "SLACK_BOT_TOKEN": server.token,
            "SLACK_APP_TOKEN": server.app_token,
            "SLACK_API_BASE_URL": server.base_url,
            "VALUEMAP_ZONE": "UTC",
            **settings,
        },
    )


def by_http(server: SlackServer) -> dict[str, str]:
    """The settings with which Slack delivers to an address of ours."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{probe.getsockname()[1]}"
    server.deliver_to = f"http://{listen}/slack/events"
    return {
        "SLACK_MODE": "http",
        "SLACK_SIGNING_SECRET": server.secret,
        "VALUEMAP_HTTP_LISTEN": listen,
    }


def card(team: Channel):
    """The card of the exercise, once it is there."""
    return next((m for m in team.heard if "Take part" in m.buttons), None)


async def begin(server: SlackServer, team: Channel, boss: User, invited: int = 3) -> None:
    """A live exercise in this channel, set up and posted."""
    await set_up(server, team, boss, lambda: card(team), invited=invited)


async def join(server: SlackServer, team: Channel, who: User) -> None:
    who.tap(card(team), "Take part")
    await server.until(lambda: who.heard and "Start" in who.last.buttons)
    who.tap(who.last, "Start")
    await server.until(lambda: "Citizen" in who.last.text or "1 of 26" in who.last.text)


async def close(server: SlackServer, team: Channel, boss: User) -> None:
    """Close the open round, from the channel, and say so again when asked in private."""
    team.command(boss, "/valuemap close")
    await server.until(lambda: "Close it" in boss.last.buttons)
    boss.tap(boss.last, "Close it")


async def patiently(server: SlackServer, who: User, then: str, *taps: str) -> None:
    """Tap until all is taken: what has only just come on screen is refused for a second."""
    while then not in who.last.text:
        before = len(who.whispers)
        for data in taps:
            who.tap_old(who.last, data)
        await server.until(lambda n=before: then in who.last.text or len(who.whispers) > n)


async def answer_all(server: SlackServer, who: User, score: str) -> None:
    """All 26: first those that cannot have been on screen a moment ago."""
    for component in reversed(UNSEEN):
        who.tap_old(who.last, f"1.1.{component}.{score}")
    await server.until(lambda: server.idle)
    await patiently(server, who, "That was everything", *(f"1.1.{c}.{score}" for c in FIRST))


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "valuemap.db")) as db:
        return db.execute(sql).fetchall()


async def test_three_people_from_the_invitation_to_the_results(
    server: SlackServer, tmp_path: Path
) -> None:
    boss = server.user("U9", "A. Mohammed", tz="America/Port_of_Spain")
    team = server.channel("C1", "registry", creator=boss)
    people = [server.user(f"U{n}", f"Person {n}") for n in range(1, 4)]
    server.limits = True
    async with program(tmp_path, server) as running:
        assert await running.says("ready") == "ready: slack"
        await begin(server, team, boss)
        assert "3 of 8" in boss.every[4].text
        await gather(*(join(server, team, who) for who in people))
        assert all("direct message" in who.whispers[0] for who in people)
        scores = zip(people, "454", strict=True)
        await gather(*(answer_all(server, who, score) for who, score in scores))
        team.command(boss, "/valuemap status")
        await server.until(lambda: any("Round 1 is open" in w for w in boss.whispers))
        await close(server, team, boss)
        for who in people:
            await server.until(lambda w=who: "Open" in w.last.buttons)
            who.tap(who.last, "Open")
            await server.until(lambda w=who: "Should we go ahead with" in w.last.text)
            await patiently(server, who, "Saved", "1.closing.view.same")
            await patiently(server, who, "That was everything", "1.closing.go.pilot")
        await close(server, team, boss)
        await server.until(lambda: any("colleagues see" in m.text for m in team.heard))
        await server.until(lambda: any("Who does what" in m.text for m in team.heard))
        await server.until(lambda: server.idle)
        assert await running.stop() == 0, running.told

    results = [m for m in team.heard if "colleagues see" in m.text]
    assert len(results) == 1, server.transcript()
    assert "what 3 of 3 colleagues see" in results[0].text
    assert rows(tmp_path, "SELECT count(*) FROM scores WHERE round = '1'") == [(78,)]
    posted = server.calls("chat.postMessage")
    assert not [c for c in posted if "Saved. " in c.params["text"]], "what notifies has no score"
    assert [m.file.name.rpartition(".")[2] for m in team.heard if m.file] == ["png", "docx", "docx"]
    assert not server.refusals, server.refusals
    assert [line for line in running.errors if " INFO " not in line] == []


async def test_a_refused_token_ends_it_with_one_sentence(
    server: SlackServer, tmp_path: Path
) -> None:
    async with program(tmp_path, server, SLACK_APP_TOKEN="xapp-wrong-and-secret") as refused:
        assert await refused.ends() == 3, refused.told
    assert "SLACK_APP_TOKEN" in refused.told
    assert len(refused.errors) == 1, refused.told
    assert "secret" not in refused.told
