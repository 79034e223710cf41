"""Telegram out of reach, the disk full, the poll deaf: what is caught up, and what is said."""

import asyncio
import math
import resource
from collections import Counter
from pathlib import Path

import pytest

from bot.commands.shared.terminal import guarded
from bot.platforms.base import DeafError
from bot.platforms.telegram.polling import GIVE_UP_AFTER, RECONNECT_AFTER
from dialogs.core import facts as f
from dialogs.core.course import BACK
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import Program
from tests.support.service import Service, Wall, set_up, wall
from tests.support.virtual import run

AT_LENGTH = 5
"""Hours of an outage that are lived through, longer than any time of ours; the clock goes on to the
last of the others. Each costs hundreds of polls: `make soak` lives through all of them."""

MOST_LINES = 20

LOOK = 180.0
"""Seconds between two looks at the clock, each of which costs several reads."""

WHOLE = [pytest.param(how, 48, True, marks=pytest.mark.soak) for how in ("", "502")]


@pytest.mark.parametrize(
    ("how", "hours", "whole"),
    [("", 48, False), ("502", 1, True), ("page 403", 1, True), *WHOLE],
)
def test_two_days_over_the_deadline(
    tmp_path: Path, how: str, hours: int, whole: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Row "5xx, outage": the round stays open until its people are there; nothing is repeated.

    `how`: what answers every call meanwhile, Telegram or somebody between; empty: nobody.
    """

    async def play() -> None:
        time = Wall()
        async with TelegramServer(clock=time) as server:
            service = Service(tmp_path, server)
            await service.start(look=LOOK)
            boss = server.user(99, "A. Mohammed")
            team = [server.user(n, f"Person {n}") for n in range(1, 7)]
            group = server.group(-5, "Team", admins=[boss])
            await set_up(server, group, boss, "Monday")
            for who in team:
                who.tap(group.pinned[0], "Take part")
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
            await _sleep_until(server, closes - 3600)
            await _goes(server, how)
            if not whole:
                await asyncio.sleep(AT_LENGTH * 3600)
                time.skip_to(closes + (hours - 1) * 3600)
            await _sleep_until(server, closes + hours * 3600)
            team[0].tap_old(team[0].last, "1.1.ADM-T4.1")
            await _comes_back(server, how)
            back = server.clock()
            await service.quiet()
            await asyncio.sleep(1200)
            await service.quiet()
            closed = [c for c in await service.facts(f.Closed) if c.round == "1"]
            assert len(closed) == 1
            assert BACK <= closed[0].at - back < BACK + 2 * LOOK
            answers = [a.answer for a in await service.facts(f.Answered)]
            assert answers == [*"555555", "1"]
            assert len(await service.facts(f.Reminded)) == reminded
            assert all(len(who.heard) - said[who.id] <= 1 for who in team), "one new card each"
            texts = [message.text for message in group.heard]
            assert len(texts) == len(set(texts))
            assert sum("Round 1: what" in text for text in texts) == 1
            await service.stop()

    run(play())
    told = Counter(record.getMessage().partition(" ")[0] for record in caplog.records)
    assert told.total() <= MOST_LINES, f"some lines for each fault, none for each try: {told}"


def test_not_running_over_the_deadline(tmp_path: Path) -> None:
    """What waited at the platform counts; the round closes a little after the start, once."""

    async def play() -> None:
        time = Wall()
        async with TelegramServer(clock=time) as server:
            service = Service(tmp_path, server)
            await service.start(look=20.0)
            boss, ana = server.user(99, "A. Mohammed"), server.user(1, "Ana")
            group = server.group(-5, "Team", admins=[boss])
            await set_up(server, group, boss, "Monday")
            ana.tap(group.pinned[0], "Take part")
            await service.quiet()
            x = await service.store.run(lambda tx: tx.exercise(1))
            closes = x.stages["1"].closes
            assert closes
            await service.kill()
            time.skip_to(closes - 60)
            ana.tap_old(ana.last, "1.1.ADM-T4.5")
            time.skip_to(closes + 30 * 3600)
            began = server.clock()
            await service.start(look=20.0)
            await service.quiet()
            assert [a.answer for a in await service.facts(f.Answered)] == ["5"]
            assert await service.facts(f.Closed) == []
            assert not any("I show nothing" in m.text for m in group.heard)
            [moved] = await service.facts(f.Extended)
            assert (moved.round, moved.closes) == ("1", pytest.approx(began + BACK, abs=5))
            await asyncio.sleep(BACK + 60)
            await service.quiet()
            closed = [c for c in await service.facts(f.Closed) if c.round == "1"]
            assert len(closed) == 1
            assert sum("I show nothing" in m.text for m in group.heard) == 1
            await service.stop()

    run(play())


async def _goes(server: TelegramServer, how: str) -> None:
    """The outage begins."""
    if how:
        server.fail("*", how, times=math.inf)
        server.changed()
    else:
        await server.go_down()


async def _comes_back(server: TelegramServer, how: str) -> None:
    if how:
        server.mend()
    else:
        await server.come_up()


async def _sleep_until(server: TelegramServer, moment: float) -> None:
    await asyncio.sleep(moment - server.clock())


def test_a_deaf_poll_is_connected_anew_and_given_up_in_the_end(tmp_path: Path) -> None:
    """Row "token revoked, polling dead, socket deaf": reconnect, then an end with a reason."""

    async def play() -> None:
        async with TelegramServer(clock=wall()) as server:
            service = Service(tmp_path, server)
            await service.start(look=300.0)
            await server.until(lambda: server.idle)
            server.fail("getUpdates", "hold", times=10**6)
            server.changed()
            before = service.telegram._request._session
            began = server.clock()
            with pytest.raises(DeafError, match="not answered a poll for 4 hours"):
                await service.tasks[0]
            with pytest.raises(SystemExit) as ended, guarded():
                service.tasks[0].result()
            assert ended.value.code == 1, "whoever watches over it starts it again"
            assert server.clock() - began >= GIVE_UP_AFTER
            assert service.telegram._request._session is not before
            assert len(server.calls("getUpdates")) > GIVE_UP_AFTER / RECONNECT_AFTER / 2
            server.mend()
            await service.stop()

    run(play())


@pytest.mark.parametrize("how", ["401 Unauthorized", "404 Not Found", "409 Conflict", "502", "500"])
def test_one_refusal_is_survived(tmp_path: Path, how: str) -> None:
    """Row "token revoked, polling dead": one slip of a gateway is not the end."""

    async def play() -> None:
        async with TelegramServer(clock=wall()) as server, Service(tmp_path, server) as service:
            ana = server.user(1)
            await server.until(lambda: server.idle)
            server.fail("getUpdates", how)
            ana.start()
            await server.until(lambda: ana.heard)
            assert not service.tasks[0].done()

    run(play())


def test_silence_is_counted(tmp_path: Path) -> None:
    """Health: how long the last successful poll is ago."""

    async def play() -> None:
        async with TelegramServer(clock=wall()) as server, Service(tmp_path, server) as service:
            await server.until(lambda: server.idle)
            await server.go_down()
            await asyncio.sleep(300)
            assert 250 <= (service.telegram.silence() or 0) <= 400
            await server.come_up()
            await asyncio.sleep(120)
            assert (service.telegram.silence() or 0) <= 51

    run(play())


async def test_a_full_disk(tmp_path: Path) -> None:
    """Row "disk full": people hear "not saved"; with room again everything is as it should be."""
    async with TelegramServer() as server:
        boss = server.user(99, "A. Mohammed")
        ana = server.user(1, "Ana")
        group = server.group(-5, "Team", admins=[boss])
        async with Service(tmp_path, server) as service:
            service.parts.delivery.pace.rates.clear()
            await set_up(server, group, boss)
            ana.tap(group.pinned[0], "Take part")
            await service.quiet()
        running = Program(
            tmp_path,
            TELEGRAM_BOT_TOKEN=server.token,
            TELEGRAM_API_BASE_URL=server.base_url,
            PYTHONDONTWRITEBYTECODE="1",
        )
        async with running:
            await running.says("ready")
            await server.until(lambda: server.idle)
            _limit(running, 1000)
            refused = ana.tap_old(ana.last, "1.1.ADM-T4.5")
            await server.until(lambda: refused.answered)
            assert "Not saved" in (refused.toast or "")
            assert server.updates, "not confirmed: it will come again"
            _limit(running, resource.RLIM_INFINITY)
            await server.until(lambda: server.idle, timeout=60)
            after = ana.tap_old(ana.last, "1.1.ADM-T1.4")
            await server.until(lambda: after.answered and server.idle)
            assert await running.stop() == 0, running.told
        async with Service(tmp_path, server) as service:
            kept = [(a.item, a.answer) for a in await service.facts(f.Answered)]
            assert kept == [("ADM-T4", "5"), ("ADM-T1", "4")]
            x = await service.store.run(lambda tx: tx.exercise(1))
            person = next(p for p in x.people.values() if p.answers)
            assert person.answers["1"] == dict(kept)
            await service.quiet()
        assert "ADM" not in running.told
        said = [line for line in running.errors if " INFO " not in line]
        lost = [line.partition("nothing is saved")[2] for line in said if "nothing is" in line]
        assert lost, running.told
        assert len(lost) == len(set(lost)), "one line a reason, none a try"
        assert sum("saved again, after" in line for line in said) == 1
        assert len(said) == len(lost) + 1, running.told


def _limit(running: Program, size: int) -> None:
    """No file of the process may grow beyond so many bytes, as on a disk that is full."""
    resource.prlimit(running.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
