"""How much a phone loads: the first page with all it needs, an answer, a look in vain."""

import gzip
import re
from pathlib import Path

import aiohttp

from bot.platforms.web.visit import PARTS
from tests.platforms.web.served import Served
from tests.platforms.web.team import Person

KB = 1000


async def sizes(
    url: str, cookie: str, data: bytes | None = None, **headers: str
) -> tuple[int, str]:
    """Bytes over the wire of an answer, its headers among them, and what it says."""
    said = {"Accept-Encoding": "gzip", "Cookie": cookie, **headers}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.request("POST" if data else "GET", url, data=data, headers=said) as answer,
    ):
        body = await answer.read()
        head = sum(len(name) + len(value) + 4 for name, value in answer.raw_headers)
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return head + len(body), (gzip.decompress(body) if packed else body).decode()


async def test_bytes(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        boss, ana = Person(served, "A. Mohammed"), Person(served, "Ana")
        await boss.set_up()
        first, text = await sizes(served.url + boss.room, "")
        for url in re.findall(r'(?:src|href)="(/assets/[^"]+)"', text):
            first += (await sizes(served.url + url, ""))[0]
        await ana.join(boss.room)
        await ana.tap("Start")
        await served.pass_time(2)  # to read the question
        parts = " ".join(re.findall(r'data-v="(\w+)"', ana.page.html))
        [button] = [b for b in ana.card.buttons if b.text.startswith("4")]
        assert ana.card.form
        fields = f"nonce={ana.card.form.fields['nonce']}&data={button.of['value']}".encode()
        cookie = ana.browser.cookies(ana.room)
        said = {PARTS: parts, "Origin": served.url}
        said["Content-Type"] = "application/x-www-form-urlencoded"
        answer, text = await sizes(f"{served.url}{ana.room}/tap", cookie, fields, **said)
        page = (await sizes(served.url + ana.room, cookie))[0]
        parts = " ".join(re.findall(r'data-v="(\w+)"', (await ana.open()).html))
        nothing, empty = await sizes(served.url + ana.room, cookie, **{PARTS: parts})
        for person in (boss, ana):
            await person.browser.close()
    print(f"first page {first}, answer {answer}, a page {page}, nothing new {nothing} bytes")
    assert "Question 2 of 26" in text
    assert first < 15 * KB
    assert answer < 3 * KB
    assert nothing < KB
    assert not empty
