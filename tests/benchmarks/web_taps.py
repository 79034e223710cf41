"""Taps in the browser through the whole program, beside a bare aiohttp handler.

`python -m tests.benchmarks.web_taps`. The bare handler reads the same form and stores the same row,
with `synchronous=FULL`; ours also knows who it is, whether they may, and answers with the card that
follows. Limits on how often somebody may tap are off: a hand of a benchmark is no thumb.
"""

import asyncio
import itertools
import os
import re
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.platforms.seal import Seal
from tests.benchmarks import ready
from tests.benchmarks.process import Measured
from tests.benchmarks.slack_http import free_port
from tests.benchmarks.table import Row, middle, ratio, show
from tests.support.sheet import sealed_anew

ROUNDS = 5
SECONDS = 1.0
HANDS = (1, 64)
GOAL = 0.5
PEOPLE = 64
PLACE = "benchmark"

Found = dict[tuple[str, int], list[float]]


# -- the contestants, each a process of its own ----------------------------------------------------


def ours(port: str) -> None:
    """`valuemap run` as it is, without limits."""
    from bot.cli import main
    from bot.platforms.web.limits import Limits

    Limits.allow = lambda *_: True  # type: ignore[method-assign]
    os.environ |= {
        "VALUEMAP_HTTP_LISTEN": f"127.0.0.1:{port}",
        "VALUEMAP_WEB_URL": f"http://127.0.0.1:{port}",
    }
    sys.argv[1:] = ["run"]
    main()


def bare(port: str) -> None:
    """What a tutorial shows: the form into a table, committed before it is answered."""
    db = sqlite3.connect("bare.db")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE facts (at REAL, kind TEXT, person TEXT, data TEXT)")

    async def tap(request: web.Request) -> web.Response:
        sent = await request.post()
        row = (time.time(), "Answered", request.cookies["valuemap"], str(sent["data"]))
        with db:
            db.execute("INSERT INTO facts VALUES (?, ?, ?, ?)", row)
        return web.Response(text="<p>Saved.</p>", content_type="text/html")

    app = web.Application()
    app.router.add_post("/room/{place}/tap", tap)
    print("ready", flush=True)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None, access_log=None)


# -- the hands -------------------------------------------------------------------------------------


def secret(n: int) -> str:
    """What the browser of the n-th person shows."""
    return f"secret-{n}"


def to_web(path: Path) -> None:
    """Everything that was played on the demo platform now happened in a room in the browser."""
    from bot.platforms.web.door import account_of

    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE exercises SET platform = 'web', place = ?", (PLACE,))
        db.execute("UPDATE people SET platform = 'web'")
        for n in range(PEOPLE):
            known, was = account_of(secret(n)), str(ready.FIRST + n)
            db.execute("UPDATE people SET account = ?1, address = ?1 WHERE account = ?2",
                       (known, was))  # fmt: skip
        sealed_anew(db)


async def taps(
    url: str, hands: int, seconds: float, seal: Seal, numbers: "itertools.count[int]"
) -> float:
    """Taps a second, each answered before its hand taps again; people take turns.

    `numbers` goes on from round to round, so that each tap changes an answer.
    """
    from bot.platforms.web.door import account_of
    from bot.platforms.web.visit import PARTS

    done, begun = 0, time.perf_counter()
    headers = {"Origin": url, "Content-Type": "application/x-www-form-urlencoded"}

    async def hand(session: aiohttp.ClientSession) -> None:
        nonlocal done
        while time.perf_counter() - begun < seconds:
            turn, who = divmod(n := next(numbers), PEOPLE)
            data = ready.CHANGES[turn % len(ready.CHANGES)]
            signed = seal.sign(account_of(secret(who)), data)
            form = urlencode({"nonce": f"{n:08}{who:08}", "data": signed})
            said = {**headers, PARTS: known, "Cookie": f"valuemap={secret(who)}"}
            async with session.post(f"{url}/room/{PLACE}/tap", data=form, headers=said) as answer:
                text = await answer.text()
                assert answer.status == 200, (answer.status, text)
            done += 1

    free = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=free, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        known = await _parts(session, url)
        await asyncio.gather(*(hand(session) for _ in range(hands)))
    return done / (time.perf_counter() - begun)


async def _parts(session: aiohttp.ClientSession, url: str) -> str:
    """What a page has already, but for the card: a browser asks for what it does not have."""
    said = {"Cookie": f"valuemap={secret(0)}"}
    async with session.get(f"{url}/room/{PLACE}", headers=said) as answer:
        return " ".join(re.findall(r'data-v="(\w+)"', await answer.text()))


async def measured() -> Found:
    """Taps per second, by contestant and hands, round by round. The first round warms up."""
    with tempfile.TemporaryDirectory() as name:
        folder, ports = Path(name), {each: free_port() for each in ("ours", "bare")}
        path = folder / "valuemap.db"
        await ready.exercise(path, PEOPLE, time.time() - 3600, answered=ready.ALL)
        seal = Seal(bytes.fromhex(ready.key_of(path)))
        to_web(path)
        module = "tests.benchmarks.web_taps"
        async with (
            Measured(module, folder, "ours", ports["ours"]) as mine,
            Measured(module, folder, "bare", ports["bare"]) as theirs,
        ):
            await mine.says("ready")
            await theirs.says("ready")
            await _listens(ports["bare"])
            before = await asyncio.to_thread(_answers, path)
            found, tapped = await _rounds(ports, seal)
            stored = await asyncio.to_thread(_answers, path) - before
        assert stored == tapped, f"{tapped} taps, {stored} answers stored"
        return found


async def _listens(port: str) -> None:
    """Wait until something takes connections there."""
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", int(port))
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def _answers(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        [(found,)] = db.execute("SELECT count(*) FROM facts WHERE kind = 'Answered'").fetchall()
    return int(found)


async def _rounds(ports: dict[str, str], seal: Seal) -> tuple[Found, int]:
    """The rates, and how many taps of ours it were."""
    numbers = {name: itertools.count() for name in ports}
    found: Found = {(name, hands): [] for name in ports for hands in HANDS}
    for turn in range(ROUNDS + 1):
        for (name, hands), rates in found.items():
            url = f"http://127.0.0.1:{ports[name]}"
            rate = await taps(url, hands, SECONDS if turn else 0.5, seal, numbers[name])
            rates += [rate] if turn else []
    return found, next(numbers["ours"])


def rows() -> list[Row]:
    """A line for each number of hands."""
    found = asyncio.run(measured())
    lines = []
    for hands in HANDS:
        mine, theirs = found["ours", hands], found["bare", hands]
        rival = f"{middle(theirs):,.0f} (bare aiohttp handler, the same row, FULL)"
        what = f"taps/s in the browser, {hands} at once"
        times, figure = ratio(mine, theirs), f"{middle(mine):,.0f}"
        lines.append(Row("web", what, figure, rival, times, f">= {GOAL}", times >= GOAL))
    return lines


if __name__ == "__main__":
    contestants = {"ours": ours, "bare": bare}
    if sys.argv[1:]:
        contestants[sys.argv[1]](sys.argv[2])
    else:
        show(rows())
