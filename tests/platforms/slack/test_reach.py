"""What Slack refuses for now, and what it refuses for good: nothing is lost, nothing is silent.

The real process against the strict Slack.
"""

from asyncio import gather
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.platforms.base import Missed, RefusedError
from bot.platforms.slack import socket_mode
from bot.platforms.slack.adapter import Slack
from tests.platforms.listening import listening
from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.test_run import answer_all, begin, close, join, patiently, program, rows
from tests.support.files import library


@pytest.mark.soak
async def test_a_workspace_that_takes_no_files(tmp_path: Path) -> None:
    """`file_uploads_disabled` on results day: told, in private if wanted, and sent again."""
    async with SlackServer() as server, program(tmp_path, server) as running:
        boss = server.user("U9", "A. Mohammed")
        team = server.channel("C1", "registry", creator=boss)
        people = [server.user(f"U{n}", f"Person {n}") for n in range(1, 4)]
        await running.says("ready")
        await begin(server, team, boss)
        await gather(*(join(server, team, who) for who in people))
        scores = zip(people, "454", strict=True)
        await gather(*(answer_all(server, who, score) for who, score in scores))
        server.files_refused = "file_uploads_disabled"
        await close(server, team, boss)
        for who in people:
            await server.until(lambda w=who: "Open" in w.last.buttons)
            who.tap(who.last, "Open")
            await server.until(lambda w=who: "Should we go ahead with" in w.last.text)
            await patiently(server, who, "change your view", "1.closing.go.pilot")
        await close(server, team, boss)

        def told() -> list[object]:
            return [m for m in boss.heard if "did not arrive in the channel" in m.text]

        await server.until(lambda: len(told()) == 3, timeout=30)
        await server.until(lambda: any("cannot be posted here" in m.text for m in team.heard))
        await server.until(lambda: any("Who does what" in m.text for m in team.heard))
        assert not [m for m in team.heard if m.file]
        server.files_refused = ""
        boss.tap(told()[1], "Get it here")
        await server.until(lambda: [m for m in boss.heard if m.file])
        boss.tap(told()[0], "Send again")
        await server.until(lambda: [m for m in team.heard if m.file], timeout=30)
        assert await running.stop() == 0, running.told


async def test_the_app_is_removed_and_comes_back(tmp_path: Path) -> None:
    """Exit 3, nobody marked; with the new token all goes on."""
    async with SlackServer() as server:
        boss = server.user("U9", "A. Mohammed")
        team = server.channel("C1", "registry", creator=boss)
        ana = server.user("U1", "Ana")
        async with program(tmp_path, server) as running:
            await running.says("ready")
            await begin(server, team, boss)
            await join(server, team, ana)
            server.uninstall()
            assert await running.ends() == 3, running.told
            assert "removed" in running.told
        assert rows(tmp_path, "SELECT kind FROM facts WHERE kind IN ('Lost', 'Paused')") == []
        assert rows(tmp_path, "SELECT count(*) FROM people WHERE reachable = 0") == [(0,)]
        server.reinstall("xoxb-anew-1234567890")
        async with program(tmp_path, server, SLACK_BOT_TOKEN=server.token) as running:
            await running.says("ready")
            await patiently(server, ana, "4 ", "1.1.ADM-T1.4")
            assert await running.stop() == 0, running.told


async def test_a_second_process_yields(tmp_path: Path) -> None:
    async with SlackServer() as server, program(tmp_path, server) as first:
        await first.says("ready")
        other = tmp_path / "other"
        other.mkdir()
        async with program(other, server) as newcomer:
            assert await newcomer.ends() == 3, newcomer.told
            assert "another process" in newcomer.told
        assert await first.stop() == 0, first.told


async def test_who_was_killed_starts_again_though_slack_counts_it_on(tmp_path: Path) -> None:
    """As the systemd unit does it: the same command, a moment later, over and over."""
    async with SlackServer() as server:
        server.counted_on = 2.0
        ana = server.user("U1", "Ana")
        async with program(tmp_path, server) as running:
            await running.says("ready")
            for _ in range(2):
                await running.kill()
                await server.until(lambda: server.ghosts)
                await running.start()
                await running.says("ready")
            ana.write("hello")
            await server.until(lambda: server.idle and ana.heard)
            assert await running.stop() == 0, running.told


@asynccontextmanager
async def waking(server: SlackServer, *people: str) -> AsyncIterator[tuple[Slack, list[float]]]:
    """The adapter of a process with these people in its database, and how long it waited."""
    naps: list[float] = []

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    async def missed() -> Missed:
        return Missed(0.0, people)

    slack = Slack(server.token, server.base_url, server.clock, app_token="xapp-1", sleep=nap)
    server.app_token = "xapp-1"
    slack.show_missed(missed)
    try:
        yield slack, naps
    finally:
        await slack.close()


async def test_a_connection_that_died_keeps_no_team_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Slack counts it for hours, as after a power cut: we wait a minute, say so, and serve."""
    async with SlackServer() as server, waking(server, "U1") as (slack, naps):
        server.ghosts = 1
        await slack.connect()
        assert 30 <= sum(naps) <= 60
        assert [r for r in caplog.records if r.getMessage() == socket_mode.GHOST]
        async with listening(slack) as taken:
            server.user("U1", "Ana").write("hello")
            await server.until(lambda: taken.all)
        assert len(server.lines) <= 1


async def test_a_team_of_another_process_is_not_shared() -> None:
    """Who has no exercise here goes, soon, and holds nothing open."""
    async with SlackServer() as server, waking(server) as (slack, naps):
        server.other_lines = 1
        with pytest.raises(RefusedError, match="another process"):
            await slack.connect()
        assert sum(naps) < 10
        await server.until(lambda: not server.lines)


async def test_a_connection_that_slack_forgets_meanwhile_is_waited_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with SlackServer() as server, waking(server, "U1") as (slack, naps):
        server.ghosts = 1
        naps_until = 4

        async def nap(seconds: float) -> None:
            naps.append(seconds)
            server.ghosts = int(len(naps) < naps_until)

        assert slack._socket
        slack._socket._sleep = nap
        await slack.connect()
        assert len(naps) == naps_until
        assert socket_mode.GHOST not in caplog.text


async def test_an_organization_of_several_workspaces(tmp_path: Path) -> None:
    """Enterprise Grid, a direct message of several, a channel that gets another id."""
    async with SlackServer() as server:
        server.database = tmp_path / "valuemap.db"
        boss, ben = server.user("U9", "A. Mohammed"), server.user("U2", "Ben")
        eva = server.colleague("W7", "Eva")
        team = server.channel("C1", "registry", creator=boss, private=True)
        several = server.group_message("G9", boss, eva)
        async with program(tmp_path, server) as running:
            await running.says("ready")
            several.command(boss, "/valuemap new")
            await server.until(
                lambda: any("cannot run an exercise here" in w for w in boss.whispers)
            )
            await begin(server, team, boss)
            await join(server, team, eva)
            await patiently(server, eva, "4 ", "1.1.ADM-T1.4")
            team.renumber("C2")
            await server.until(lambda: server.idle)
            await join(server, team, ben)
            await close(server, team, boss)
            await server.until(lambda: any("Round 1 is closed" in m.text for m in team.heard))
            assert await running.stop() == 0, running.told
        assert rows(tmp_path, "SELECT place FROM exercises") == [("C2",)]
        assert rows(tmp_path, "SELECT account FROM people ORDER BY number") == [
            ("T0TEST:U9",),
            ("T0TEST:W7",),
            ("T0TEST:U2",),
        ]
        answered = "SELECT person, item, answer FROM facts WHERE kind = 'Answered'"
        assert rows(tmp_path, answered) == [(2, "ADM-T1", "4")]


async def test_a_workspace_that_moves_house(tmp_path: Path) -> None:
    """`team_added_to_org` on the close's message: it appears a little later."""
    async with SlackServer() as server, program(tmp_path, server) as running:
        boss = server.user("U9", "A. Mohammed")
        team = server.channel("C1", "registry", creator=boss)
        await running.says("ready")
        await begin(server, team, boss)
        server.fail("chat.postMessage", "team_added_to_org", when=lambda c: c["channel"] == "C1")
        await close(server, team, boss)
        await server.until(
            lambda: any("Round 1 is closed" in m.text for m in team.heard), timeout=30
        )
        assert await running.stop() == 0, running.told


async def test_a_command_where_the_app_cannot_be_ends_nothing(tmp_path: Path) -> None:
    """`/valuemap new` in a message of several people, of which Slack says `missing_scope`."""
    async with SlackServer() as server, program(tmp_path, server) as running:
        ana = server.user("U1", "Ana")
        several = server.group_message("G9", ana, server.user("U2", "Ben"))
        await running.says("ready")
        several.command(ana, "/valuemap new")
        await server.until(lambda: ana.whispers)
        assert ana.whispers == [library().words["en"].text("refuse.absent")]
        assert server.refusals[0].error == "missing_scope"
        ana.write("hello")
        await server.until(lambda: server.idle and ana.heard)
        assert await running.stop() == 0, running.told
