"""Health, in virtual time against a strict Telegram: well, silent, stuck, unable to write."""

import asyncio
import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.health import answer, report
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import ROOT
from tests.support.service import Service, Wall
from tests.support.virtual import run


def test_health_is_503_for_a_silent_platform_a_stuck_post_and_a_full_disk(tmp_path: Path) -> None:
    async def play() -> None:
        told: list[str] = []
        async with TelegramServer(clock=Wall()) as server, Service(tmp_path, server) as service:

            async def bad() -> list[str]:
                well, figures = report(service.parts)
                status = (await answer(service.parts)).status
                assert (well, status) in ((True, 200), (False, 503))
                named: list[str] = figures["bad"]
                assert len(figures["why"]) == len(named)
                told.extend(figures["why"])
                return named

            async def oldest() -> float:
                _, figures = report(service.parts)
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

            with no_room():
                await asyncio.sleep(61)
                assert await bad() == ["database"]
            await asyncio.sleep(61)
            assert await bad() == []
            assert len(told) == 3
            assert told[0].startswith("A message has waited 70")
            assert told[1].startswith("Nothing has been heard from telegram for ")
            assert told[2] == "The database takes nothing: disk I/O error."

    run(play())


def written(folder: Path) -> list[tuple[str, int]]:
    """When each file in it was last written."""
    return sorted((each.name, each.stat().st_mtime_ns) for each in folder.iterdir())


@contextmanager
def no_room() -> Iterator[None]:
    """No file of this process takes a byte beyond its first page."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_asking_for_health_writes_nothing(tmp_path: Path) -> None:
    async def play() -> None:
        async with TelegramServer(clock=Wall()) as server, Service(tmp_path, server) as service:
            await service.quiet()
            await asyncio.sleep(5)
            commits, visits = service.store.pulse.commits, service.store.visits
            files = written(tmp_path)
            for _ in range(100):
                assert (await answer(service.parts)).status == 200
            assert service.store.pulse.commits == commits
            assert service.store.visits == visits, "not even asked"
            assert written(tmp_path) == files

    run(play())


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    async def play() -> None:
        async with TelegramServer(clock=Wall()) as server, Service(tmp_path, server) as service:
            await service.quiet()
            service.store.pulse._since = time.monotonic() - 11
            _, figures = report(service.parts)
            assert figures["why"] == ["The database has not answered for 11 s."]

    run(play())


def test_what_a_platform_refuses_is_told_while_it_lasts(tmp_path: Path) -> None:
    """In its own words, and well all the same: it is tried again by itself."""

    async def play() -> None:
        async with TelegramServer(clock=Wall()) as server, Service(tmp_path, server) as service:
            boss = server.user(9, "A. Mohammed")
            group = server.group(-5, "Team", admins=[boss])
            boss.started = True
            shut = "400 Bad Request: TOPIC_CLOSED"
            server.fail("sendMessage", shut, 10_000, when=lambda call: call["chat_id"] == "-5")
            group.add_bot(by=boss)
            await asyncio.sleep(30)
            well, figures = report(service.parts)
            assert (well, figures["refused"]) == (True, ["Topic_closed"])
            server.mend()
            await service.quiet()
            assert report(service.parts)[1]["refused"] == []

    run(play())


def test_the_page_explains_every_field(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")
    explained = re.search(r"What `/health` says:\n\n(.*?)\n\n", page, re.DOTALL)
    assert explained
    rows = [line.split("|")[1] for line in explained[1].splitlines()[2:]]

    async def play() -> None:
        async with TelegramServer(clock=Wall()) as server, Service(tmp_path, server) as service:
            _, figures = report(service.parts)
            assert set(figures) == {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    run(play())
