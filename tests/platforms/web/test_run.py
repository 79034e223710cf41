"""`valuemap run` and `valuemap room`: the real process, and browsers that come to it."""

import json
import socket
from pathlib import Path
from typing import Any

from bot.platforms.web import DESCRIPTOR
from bot.platforms.web.settings import WebSettings
from tests.platforms.web.team import TEXTS, Person
from tests.support.process import Program


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Site:
    """Where a process serves."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.settings: dict[str, str] = {
            "VALUEMAP_HTTP_LISTEN": f"127.0.0.1:{port}",
            "VALUEMAP_WEB_URL": self.url,
            "VALUEMAP_ZONE": "America/Port_of_Spain",
        }


async def made(folder: Path, site: Site) -> dict[str, Any]:
    async with Program(
        folder, "room", "--name", "A. Mohammed", "--json", **site.settings
    ) as command:
        assert await command.ends() == 0, command.told
        return dict(json.loads("".join(command.lines)))


async def test_a_room_from_its_making_to_a_kill_and_the_same_page(tmp_path: Path) -> None:
    site = Site(free_port())
    served: Any = site
    boss, ana = Person(served, "A. Mohammed"), Person(served, "Ana")
    async with Program(tmp_path, "run", **site.settings) as running:
        assert await running.says("ready") == "ready: web"
        links = await made(tmp_path, site)
        page = await boss.open(links["facilitator"].removeprefix(site.url))
        page = await boss.browser.send(page.forms()[0])
        boss.room = page.url
        assert site.url + boss.room == links["room"]
        await boss.tap("Set it up")
        await boss.write(TEXTS[0])
        assert "What kind of system is it?" in boss.card.text
        await boss.open()
        before = boss.page.text
        running.process.kill()
        await running.ends()
    async with Program(tmp_path, "run", **site.settings) as running:
        await running.says("ready")
        await boss.open()
        assert boss.page.text == before
        assert (await ana.open(boss.room)).form(id="join")
        assert await running.stop() == 0, running.told
    assert boss.secret not in running.told
    for person in (boss, ana):
        await person.browser.close()


async def test_no_room_where_none_is_served(tmp_path: Path) -> None:
    async with Program(tmp_path, "room", "--name", "A. Mohammed") as command:
        assert await command.ends() == 2
    assert "VALUEMAP_WEB_URL" in command.told


async def test_what_check_says() -> None:
    said: dict[str, list[str]] = {}
    for url in ("", "https://map.example.org", "http://map.example.org", "http://127.0.0.1:80"):
        settings = WebSettings(valuemap_web_url=url, valuemap_web_new="anyone")
        said[url] = [found.rank async for found in DESCRIPTOR.check(settings, lambda: 0.0)]
    assert [*said.values()] == [[], ["ok", "note"], ["stop", "note"], ["ok", "note"]]
