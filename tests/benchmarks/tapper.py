"""A fast local Telegram and Slack for several bots at once, and the hands that tap.

A process of its own. It checks nothing and keeps little, so that what is measured is the bots. A
tap is over when its query is answered and the card in its chat was edited after it. Run as
`python -m tests.benchmarks.tapper`; it prints its port. `POST /run/{token}` with `seconds`,
`at_once`, `people` (account to message) and `data` makes hands tap, and gives taps per second;
`POST /slack_run/{bot}` does it for a bot on Slack that is reached at `to`.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections import defaultdict
from contextlib import suppress
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from bot.platforms.seal import Seal

PATIENCE = 30.0
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ME = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


class Line:
    """What waits for one bot, and what is waited for from it."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.news = asyncio.Event()
        self.numbers = count(1)
        self.turn: defaultdict[int, int] = defaultdict(int)
        self.answered: dict[str, asyncio.Future[None]] = {}
        self.edited: dict[int, asyncio.Future[None]] = {}

    async def get(self, offset: int, timeout: float) -> list[dict[str, Any]]:  # noqa: ASYNC109
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        if not self.updates:
            self.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), timeout)
        return self.updates[:100]

    async def tap(self, person: int, message: int, data: list[str], key: str) -> None:
        """One tap of one person, until it is answered and on view."""
        number, loop = next(self.numbers), asyncio.get_running_loop()
        turn = self.turn[person]
        self.turn[person] = turn + 1
        who = {"id": person, "is_bot": False, "first_name": f"Person {person}"}
        chat = {"id": person, "type": "private", "first_name": f"Person {person}"}
        query = {
            "id": str(number),
            "from": who,
            "chat_instance": "1",
            "data": _sealed(key, str(person), data[turn % len(data)]),
            "message": {"message_id": message, "date": 1, "chat": chat, "from": ME, "text": "Q"},
        }
        answered = self.answered[str(number)] = loop.create_future()
        edited = self.edited[person] = loop.create_future()
        self.updates.append({"update_id": number, "callback_query": query})
        self.news.set()
        await asyncio.wait_for(answered, PATIENCE)
        await asyncio.wait_for(edited, PATIENCE)


def _sealed(key: str, chat: str, data: str) -> str:
    """Data as its bot signed it; as it is, for one that signs nothing."""
    return Seal(bytes.fromhex(key)).sign(chat, data) if key else data


def _resolve(waiting: dict[Any, asyncio.Future[None]], key: Any) -> None:
    future = waiting.pop(key, None)
    if future and not future.done():
        future.set_result(None)


LINES: defaultdict[str, Line] = defaultdict(Line)


async def serve(request: web.Request) -> web.Response:
    """One call of one bot."""
    line, method = LINES[request.match_info["token"]], request.match_info["method"]
    json_body = request.content_type == "application/json"
    given: dict[str, Any]
    given = await request.json() if json_body else {**request.query, **await request.post()}
    result: Any = True
    if method == "getUpdates":
        result = await line.get(int(given.get("offset") or 0), float(given.get("timeout") or 0))
    elif method == "getMe":
        result = ME
    elif method == "answerCallbackQuery":
        _resolve(line.answered, str(given["callback_query_id"]))
    elif method in ("editMessageText", "sendMessage"):
        chat = int(given["chat_id"])
        result = {
            "message_id": int(given.get("message_id") or 1),
            "date": 1,
            "chat": {"id": chat, "type": "private", "first_name": "P"},
            "text": str(given["text"]),
        }
        if method == "editMessageText":
            _resolve(line.edited, chat)
    return web.json_response({"ok": True, "result": result})


async def slack(request: web.Request) -> web.Response:
    """A call of Slack's Web API, answered with the least that does."""
    user = str((request.query or await request.post()).get("user", ""))
    about = {"id": user, "name": user, "real_name": user, "locale": "en-US", "tz": "UTC"}
    known = {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1", "user": about}
    return web.json_response({**known, "channel": {"id": "D1"}, "ts": "1.1"})


async def respond(request: web.Request) -> web.Response:
    """A card was replaced through the tap."""
    await request.read()
    _resolve(LINES[request.match_info["bot"]].edited, int(request.match_info["person"]))
    return web.Response(text="ok")


def signed(
    person: int, ref: str, data: str, number: int, answer: str
) -> tuple[str, dict[str, str]]:
    """A tap of somebody on Slack as it is delivered: body and headers. `answer` replaces a card."""
    channel = f"D{person}"
    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": f"U{person}", "name": f"u{person}", "team_id": "T1"},
        "api_app_id": "A1",
        "trigger_id": str(number),
        "container": {"type": "message", "message_ts": ref, "channel_id": channel},
        "channel": {"id": channel, "name": "directmessage"},
        "response_url": answer,
        "actions": [{"type": "button", "action_id": "a", "block_id": "b", "action_ts": "1",
                     "value": data}],
    }  # fmt: skip
    body, stamp = urlencode({"payload": json.dumps(payload)}), str(int(time.time()))
    proof = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={proof}"}
    return body, {**headers, "Content-Type": "application/x-www-form-urlencoded"}


async def press(
    session: aiohttp.ClientSession, line: Line, bot: str, to: str, about: dict[str, Any]
) -> None:
    """One signed action of one person on Slack, until acknowledged and on view."""
    person, loop = about["person"], asyncio.get_running_loop()
    number, turn = next(line.numbers), line.turn[person]
    line.turn[person] = turn + 1
    data = about["data"]
    answer = f"{about['address']}/respond/{bot}/{person}/{number}"
    value = _sealed(about["key"], f"U{person}", data[turn % len(data)])
    body, headers = signed(person, about["ref"], value, number, answer)
    edited = line.edited[person] = loop.create_future()
    async with session.post(to, data=body, headers=headers) as acknowledged:
        acknowledged.raise_for_status()
    await asyncio.wait_for(edited, PATIENCE)


async def run_slack(request: web.Request) -> web.Response:
    """As `run`, for a bot that is reached by HTTP at `to`."""
    asked, bot = json.loads(await request.read()), request.match_info["bot"]
    people = list(asked["people"].items())
    done, begun = 0, time.perf_counter()
    async with aiohttp.ClientSession() as session:

        async def hand(n: int) -> None:
            nonlocal done
            mine = people[n :: asked["at_once"]]
            for turn in count():
                if time.perf_counter() - begun > asked["seconds"]:
                    return
                person, ref = mine[turn % len(mine)]
                about = {"person": int(person), "ref": str(ref)}
                about |= {"data": asked["data"], "key": asked["key"]}
                about["address"] = f"http://{request.host}"
                await press(session, LINES[bot], bot, asked["to"], about)
                done += 1

        await asyncio.gather(*(hand(n) for n in range(asked["at_once"])))
    return web.json_response({"rate": done / (time.perf_counter() - begun), "taps": done})


async def run(request: web.Request) -> web.Response:
    """Hands tap for a while; each has people of its own."""
    asked = json.loads(await request.read())
    line, at_once, data = LINES[request.match_info["token"]], asked["at_once"], asked["data"]
    people = [(int(person), message) for person, message in asked["people"].items()]
    done, begun = 0, time.perf_counter()

    async def hand(n: int) -> None:
        nonlocal done
        mine = people[n::at_once]
        for turn in count():
            if time.perf_counter() - begun > asked["seconds"]:
                return
            await line.tap(*mine[turn % len(mine)], data, asked["key"])
            done += 1

    await asyncio.gather(*(hand(n) for n in range(at_once)))
    return web.json_response({"rate": done / (time.perf_counter() - begun), "taps": done})


async def main() -> None:
    """Serve until ended."""
    app = web.Application()
    app.router.add_post("/run/{token}", run)
    app.router.add_post("/slack_run/{bot}", run_slack)
    app.router.add_route("*", "/api/{method}", slack)
    app.router.add_post("/respond/{bot}/{person}/{number}", respond)
    app.router.add_route("*", "/bot{token}/{method}", serve)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"port {runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
