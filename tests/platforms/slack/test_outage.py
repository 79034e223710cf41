"""Slack out of reach for two days over a deadline, and the first moment: nothing is lost.

The whole service in this process, in virtual time.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.base import Missed
from bot.platforms.server import Web
from bot.platforms.slack.adapter import Slack
from dialogs.core import facts as f
from dialogs.core.course import BACK
from tests.platforms.listening import listening
from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.test_run import card
from tests.support.service import Service, Wall
from tests.support.setting_up import set_up
from tests.support.virtual import run

AT_LENGTH = 3600.0
"""Seconds of the outage that are lived through before the clock goes on to its last half-hour."""

LOOK = 120.0
MOST_LINES = 12
FIRST, SECOND = "written while nobody heard it", "written on the second day"


class SlackService(Service):
    """The service on Slack, by Socket Mode."""

    server: Any

    def adapter(self) -> Any:
        server, clock = self.server, asyncio.get_running_loop().time
        return Slack(
            server.token, server.base_url, self.now, app_token=server.app_token, monotonic=clock
        )


def slack_server(time: Wall) -> SlackServer:
    """A Slack in virtual time, which tries again as late as the real one."""
    server = SlackServer(clock=time, monotonic=asyncio.get_running_loop().time)
    server.again_after = (60.0, 240.0)
    return server


def test_two_days_over_the_deadline(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The round waits for its people; what they wrote is read and counts; nothing is said twice."""

    async def play() -> None:
        time = Wall()
        async with slack_server(time) as server:
            service = SlackService(tmp_path, server)
            await service.start(look=LOOK)
            boss = server.user("U9", "A. Mohammed", tz="America/Port_of_Spain")
            team = [server.user(f"U{n}", f"Person {n}") for n in range(1, 7)]
            channel = server.channel("C1", "registry", creator=boss, private=True)
            await set_up(server, channel, boss, lambda: card(channel), "Monday")
            for who in team:
                who.tap(card(channel), "Take part")
            await service.quiet()
            for who in team:
                who.tap(who.last, "Start")
            await service.quiet()
            x = await service.store.run(lambda tx: tx.exercise(1))
            closes = x.stages["1"].closes
            assert closes
            time.skip_to(closes - 5400)
            await asyncio.sleep(LOOK)
            for who in team:
                who.tap_old(who.last, "1.1.ADM-T4.5")
            await service.quiet()
            said = {who.id: len(who.heard) for who in team}
            reminded = len(await service.facts(f.Reminded))

            await server.go_down()
            await asyncio.sleep(5400 + 600)
            written = server.clock()
            team[0].write(FIRST)
            await asyncio.sleep(AT_LENGTH)
            time.skip_to(closes + 48 * 3600 - 1800)
            await asyncio.sleep(1800)
            team[1].write(SECOND)
            assert not await service.facts(f.Held)
            await server.come_up()
            back = server.clock()
            await server.until(lambda: server.lines)
            await service.quiet()
            team[2].tap_old(team[2].last, "1.1.ADM-T4.1")
            await asyncio.sleep(1200)
            await service.quiet()

            held = {fact.text: fact.acted for fact in await service.facts(f.Held)}
            assert held.keys() == {FIRST, SECOND}
            assert held[FIRST] == pytest.approx(written, abs=2), "it has Slack's own moment"
            closed = [c for c in await service.facts(f.Closed) if c.round == "1"]
            assert len(closed) == 1
            assert BACK <= closed[0].at - back < BACK + 2 * LOOK
            assert [a.answer for a in await service.facts(f.Answered)] == [*"555555", "1"]
            assert len(await service.facts(f.Reminded)) == reminded
            assert await service.facts(f.Lost) == []
            assert all(paused.passing for paused in await service.facts(f.Paused))
            assert all(len(who.heard) - said[who.id] <= 2 for who in team), "no card repeated"
            texts = [message.text for message in channel.heard]
            assert len(texts) == len(set(texts))
            assert sum("Round 1: what" in text for text in texts) == 1
            await service.stop()

    run(play())
    told = [r.getMessage() for r in caplog.records]
    assert len(told) <= MOST_LINES, "some lines for each fault, none for each try"


async def test_what_comes_as_soon_as_we_are_ready_is_taken(tmp_path: Path) -> None:
    """By HTTP, where a tap that is not taken is lost: nothing is waited for once we listen."""

    async def missed() -> Missed:
        return Missed(0.0, ())

    async def never() -> Missed:
        await asyncio.Event().wait()
        raise AssertionError

    web = Web("127.0.0.1:0")
    await web.open()
    async with SlackServer() as server:
        server.deliver_to = f"http://127.0.0.1:{web.port}{Slack.path}"
        slack = Slack(
            server.token, server.base_url, server.clock, signing_secret=server.secret, web=web
        )
        slack.show_missed(missed)
        await slack.connect()
        slack.show_missed(never)
        async with listening(slack) as taken:
            await asyncio.sleep(0)  # as `serve` does before it says that it is ready
            server.user("U1", "Ana").write("hello")
            await server.until(lambda: server.deliveries[-1].tries)
            await server.until(lambda: server.idle)
            assert (server.deliveries[-1].tries, len(taken.all)) == (1, 1)
        await slack.close()
    await web.close()
