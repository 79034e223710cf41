"""A thousand open pages that wait to be told of news: `python -m tests.benchmarks.streams`.

The program is the real one, in a process of its own. What they cost is the memory that it takes.
"""

import asyncio
import json
import tempfile
import time
from pathlib import Path

import aiohttp

from tests.benchmarks.process import Measured
from tests.benchmarks.slack_http import free_port
from tests.benchmarks.table import Row, middle, show

PAGES = 1000
MEMORY = 40.0
"""MB that so many may cost."""


async def measure(folder: Path) -> Row:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {"VALUEMAP_HTTP_LISTEN": f"127.0.0.1:{port}", "VALUEMAP_WEB_URL": url}
    async with Measured("bot", folder, "run", **settings) as running:
        await running.says("ready")
        async with Measured("bot", folder, "room", "--name", "A", "--json", **settings) as made:
            links = json.loads(await made.says("facilitator"))
        free = aiohttp.TCPConnector(limit=0)
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(connector=free, cookie_jar=jar) as session:
            fields = {"nonce": "benchmark"}
            await session.post(links["facilitator"], data=fields, headers={"Origin": url})
            before = running.memory
            open_ = [await session.get(f"{links['room']}/events") for _ in range(PAGES)]
            assert {answer.status for answer in open_} == {200}
            cost = running.memory - before
            taken = [await seconds(session, links["room"]) for _ in range(20)]
            for answer in open_:
                answer.close()
    figure = f"{cost:.0f} MB, a page meanwhile {middle(taken) * 1000:.0f} ms"
    what = f"{PAGES} open pages that wait to be told"
    return Row("streams", what, figure, goal=f"{MEMORY:.0f} MB", met=cost < MEMORY)


async def seconds(session: aiohttp.ClientSession, url: str) -> float:
    """How long a page takes."""
    begun = time.perf_counter()
    async with session.get(url) as answer:
        await answer.read()
    return time.perf_counter() - begun


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return [asyncio.run(measure(Path(folder)))]


if __name__ == "__main__":
    show(rows())
