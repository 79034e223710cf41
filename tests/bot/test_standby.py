"""A second machine takes over: process and disk of the first are gone, a copy is not.

A backup every few seconds stands for Litestream, which does the same every second.
"""

import asyncio
import shutil
from pathlib import Path

from dialogs.core.facts import Answered
from storage import connection
from storage.copies.restoring import restore
from tests.platforms.telegram.people import User
from tests.platforms.telegram.server import TelegramServer
from tests.support.service import Service, Wall, set_up
from tests.support.unseen import UNSEEN
from tests.support.virtual import run

SECONDS = 5.0
"""Between two copies. What was confirmed since the last one is lost, and no more than that."""


async def answers(server: TelegramServer, who: User, component: str, score: str) -> None:
    tapped = who.tap_old(who.last, f"1.1.{component}.{score}")
    await server.until(lambda: tapped.answered)


async def kept(service: Service) -> dict[tuple[int, str], str]:
    return {(f.person, f.item): f.answer for f in await service.facts(Answered)}


def test_another_machine_goes_on_where_the_last_copy_ends(tmp_path: Path) -> None:
    run(_taken_over(tmp_path))


async def _taken_over(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    async with TelegramServer(clock=Wall()) as server:
        boss, ana = server.user(99, "A. Mohammed"), server.user(1, "Ana")
        group = server.group(-5, "Team", admins=[boss])
        service = Service(first, server)
        await service.start()
        await set_up(server, group, boss)
        ana.tap(group.pinned[0], "Take part")
        await service.quiet()
        ana.tap(ana.last, "Start")
        await service.quiet()
        copies: list[Path] = []
        for component in UNSEEN[:6]:
            await answers(server, ana, component, "4")
            await asyncio.sleep(SECONDS)
            copies.append(tmp_path / f"copy-{len(copies)}.db")
            connection.backup(service.store.path, copies[-1])
        copied = await kept(service)
        await answers(server, ana, UNSEEN[6], "5")  # after the last copy
        lost = set(await kept(service)) - set(copied)
        said = len(group.heard)
        await service.kill()
        shutil.rmtree(first)

        restore(copies[-1], second / "valuemap.db", second / "before.db")
        service = Service(second, server)
        await service.start()
        await service.quiet()
        assert await kept(service) == copied
        assert len(lost) == 1, "what came within the last seconds, and nothing else"
        assert len(group.heard) == said, "the group is told nothing twice"
        await answers(server, ana, UNSEEN[6], "5")
        await answers(server, ana, UNSEEN[7], "2")
        assert len(await kept(service)) == len(copied) + 2, "people go on"
        await service.stop()
