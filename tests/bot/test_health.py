"""Health, in virtual time against a strict Telegram: well, silent, stuck, unable to write."""

import asyncio
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.health import answer, report
from tests.platforms.telegram.server import TelegramServer
from tests.support.service import Service, Wall
from tests.support.virtual import run


def test_health_is_503_for_a_silent_platform_a_stuck_post_and_a_full_disk(tmp_path: Path) -> None:
    async def play() -> None:
        async with TelegramServer(clock=Wall()) as server, Service(tmp_path, server) as service:

            async def bad() -> list[str]:
                well, figures = await report(service.parts)
                status = (await answer(service.parts)).status
                assert (well, status) in ((True, 200), (False, 503))
                named: list[str] = figures["bad"]
                return named

            async def oldest() -> float:
                _, figures = await report(service.parts)
                seconds: float = figures["oldest_unsent"]
                return seconds

            boss = server.user(9, "A. Mohammed")
            group = server.group(-5, "Team", admins=[boss])
            group.add_bot(by=boss)
            await service.quiet()
            assert await bad() == []
            assert await oldest() == 0

            group.say(boss, "/new")
            boss.tap(group.last, "Set it up")
            await service.quiet()
            fault = server.fail("sendMessage", "500", times=10_000)
            boss.write("a chatbot")
            await asyncio.sleep(550)
            assert await bad() == []
            assert 545 <= await oldest() <= 550
            group.say(boss, "/new")  # whatever else comes, that one waits on
            await asyncio.sleep(150)
            assert await bad() == ["posts"]
            assert 695 <= await oldest() <= 700
            fault.release()
            server.mend()
            await service.quiet()
            assert await bad() == []

            await server.go_down()
            await asyncio.sleep(200)
            assert await bad() == ["telegram"]
            await server.come_up()
            await asyncio.sleep(120)
            assert await bad() == []

            await asyncio.sleep(1)  # the same write again would not touch the disk
            with no_room():
                assert await bad() == ["database"]
            assert await bad() == []

    run(play())


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process takes a byte beyond its first page."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
