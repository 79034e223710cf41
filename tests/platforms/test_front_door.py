"""The HTTP server under whatever a stranger sends: a sentence each, no traceback, no 500."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.platforms import connections, refusals, server
from bot.platforms.base import Incoming
from bot.platforms.refusals import A_SECOND, AT_ONCE, LONGEST, Refusal, Refusals
from bot.platforms.server import Route, Web
from bot.platforms.slack.adapter import Slack
from bot.platforms.slack.signature import MOST
from bot.platforms.telegram import webhook
from bot.platforms.telegram.polling import Reader
from bot.platforms.telegram.webhook import SECRET_HEADER, deliveries
from tests.platforms.listening import Taken, listening
from tests.support.process import ROOT

SECRET = "a-secret-of-the-platform-and-us"
NOW = 1_800_000_000.0
PATIENCE = 60.0
DEEP = "[" * 100_000 + "]" * 100_000
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Door:
    """Our server with both platforms behind it. `send` speaks to it by a bare socket."""

    def __init__(self) -> None:
        self.web = Web("127.0.0.1:0")
        self.updates: list[Incoming] = []

    async def take(self, batch: list[Incoming]) -> bool:
        self.updates += batch
        return True

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.web.port}{path}"

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.web.port)

    async def send(self, raw: bytes) -> bytes:
        """What comes back until the end of the connection."""
        reader, writer = await self.connect()
        writer.write(raw)
        try:
            async with asyncio.timeout(PATIENCE):
                return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def opened() -> AsyncIterator[tuple[Door, Taken]]:
    """The door, and what of Slack's got through it."""
    door = Door()
    await door.web.open()
    slack = Slack("xoxb-1", "http://127.0.0.1:9/", lambda: NOW, signing_secret=SECRET, web=door.web)
    telegram = deliveries(Reader(lambda: NOW, door.take, "me"), SECRET)
    try:
        async with door.web.at("POST", "/telegram", telegram), listening(slack) as taken:
            await until(lambda: there(door))
            yield door, taken
    finally:
        await door.web.close()


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def there(door: Door) -> bool:
    async with aiohttp.ClientSession() as session, session.get(door.url(Slack.path)) as answer:
        return answer.status == 405


@pytest.fixture
async def both() -> AsyncIterator[tuple[Door, Taken]]:
    async with opened() as found:
        yield found


def signed(
    body: bytes, kind: str = FORM, *, age: float = 0, secret: str = SECRET
) -> dict[str, str]:
    """The headers that Slack gives a body."""
    stamp = str(int(NOW - age))
    of = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={of.hexdigest()}",
    }


def ours(kind: str = JSON) -> dict[str, str]:
    """The headers that Telegram gives a body."""
    return {"Content-Type": kind, SECRET_HEADER: SECRET}


@contextmanager
def no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield
    for record in caplog.records:
        assert not record.exc_info, record.getMessage()
        assert record.levelno < logging.ERROR, record.getMessage()


async def posted(door: Door, path: str, body: Any, headers: dict[str, str]) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(door.url(path), data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


HELLO = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "member_joined_channel", "user": "U0", "channel": "C1"},
}
BAD = {
    "no JSON": b"{no json",
    "nothing": b"null",
    "a list": b'[{"update_id": 1}]',
    "a number": b"1",
    "a string": b'"x"',
    "deep": DEEP.encode(),
    "a deep object": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "a lone surrogate's bytes": b'{"a": "\xed\xa0\x80"}',
    "bytes": bytes(range(256)),
    "a huge number": b'{"update_id": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
async def test_a_genuine_request_that_cannot_be_read_is_a_400(
    both: tuple[Door, Taken], body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    door, taken = both
    with no_traceback(caplog):
        for path, headers in (("/telegram", ours()), (Slack.path, signed(body, JSON))):
            status, text = await posted(door, path, body, headers)
            assert (status, text) == (400, f"{Refusal.BODY.sentence}\n"), path
    assert not door.updates
    assert not taken.all


async def test_slack_hears_its_own_word_when_it_asks_for_the_address(
    both: tuple[Door, Taken],
) -> None:
    door, _ = both
    body = json.dumps({"type": "url_verification", "challenge": "its own word"}).encode()
    status, text = await posted(door, Slack.path, body, signed(body, JSON))
    assert (status, "its own word" in text) == (200, True)


FORMS = {
    "no JSON": urlencode({"payload": "{no json"}),
    "a list": urlencode({"payload": "[1]"}),
    "deep": urlencode({"payload": DEEP}),
    "nothing": urlencode({"payload": "null"}),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
async def test_a_form_whose_payload_cannot_be_read_is_a_400(
    both: tuple[Door, Taken], form: str, caplog: pytest.LogCaptureFixture
) -> None:
    door, taken = both
    with no_traceback(caplog):
        status, text = await posted(door, Slack.path, form.encode(), signed(form.encode()))
    assert (status, text) == (400, f"{Refusal.BODY.sentence}\n")
    assert not taken.all


ODD = (None, 1, "x", [], [1], {}, {"id": []}, [[]], True, [None], [{"team_id": 5}])
NAMES = (
    *("type", "event", "team", "user", "channel", "authorizations", "enterprise", "view"),
    *("actions", "container", "message", "command", "event_id", "token", "challenge", "context"),
    *("update_id", "callback_query", "my_chat_member", "edited_message", "is_enterprise_install"),
    *("is_ext_shared_channel", "ssl_check", "function_data", "bot_access_token", "response_url"),
)
KINDS = ("event_callback", "block_actions", "view_submission", "url_verification", "shortcut")


@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.soak)])
async def test_a_genuine_object_of_the_wrong_shape_is_no_mistake_of_ours(
    both: tuple[Door, Taken], every: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Stepped over (200) or refused (400): it would come again for ever, and never be better.

    Every seventh has each name and each value; what is between is also tried in test_fuzz.py.
    """
    door, _ = both
    odd = [
        {**HELLO, "type": kind, name: value} for kind in KINDS for name in NAMES for value in ODD
    ]
    odd += [{"update_id": 1, "message": {}, name: value} for name in NAMES for value in ODD]
    found = set()
    with no_traceback(caplog):
        async with aiohttp.ClientSession() as session:
            for each in odd[::every]:
                body = json.dumps(each).encode()
                for path, headers in (("/telegram", ours()), (Slack.path, signed(body, JSON))):
                    async with session.post(door.url(path), data=body, headers=headers) as answer:
                        assert answer.status in (200, 400), (path, each)
                        found.add(answer.status)
    assert 200 in found


# -- who it comes from -------------------------------------------------------------------------


FORGED = {
    "nothing": {},
    "a wrong secret": signed(b"{}", JSON, secret="another"),
    "of another body": signed(b"other", JSON),
    "old": signed(b"{}", JSON, age=301),
    "of the future": signed(b"{}", JSON, age=-301),
    "no stamp": {"X-Slack-Signature": "v0=" + "0" * 64},
    "a stamp that is none": {**signed(b"{}", JSON), "X-Slack-Request-Timestamp": "yesterday"},
    "a stamp beyond all numbers": {**signed(b"{}"), "X-Slack-Request-Timestamp": "9" * 500},
    "another alphabet's numbers": {**signed(b"{}"), "X-Slack-Request-Timestamp": "١٨٠٠٠٠٠٠٠٠"},
    "a signature that is none": {**signed(b"{}", JSON), "X-Slack-Signature": "é"},
}


@pytest.mark.parametrize("headers", FORGED.values(), ids=FORGED)
async def test_what_slack_did_not_sign_is_a_401(
    both: tuple[Door, Taken], headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    door, taken = both
    with no_traceback(caplog):
        got = await posted(door, Slack.path, b"{}", headers)
    assert got == (401, f"{Refusal.SIGNATURE.sentence}\n")
    assert not taken.all


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", "é", None])
async def test_what_telegram_did_not_send_is_a_401(
    both: tuple[Door, Taken], secret: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    door, _ = both
    headers = {} if secret is None else {SECRET_HEADER: secret}
    with no_traceback(caplog):
        assert (await posted(door, "/telegram", b"{}", headers))[0] == 401
    assert not door.updates


@pytest.mark.parametrize("path", ["/telegram", Slack.path])
async def test_a_form_of_a_megabyte_from_nobody_is_not_taken_apart(
    both: tuple[Door, Taken], path: str
) -> None:
    """Not even waited for: the answer is there before its body is."""
    door, _ = both
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {2**20}\r\n"
    reader, writer = await door.connect()
    writer.write(head.encode() + b"\r\n" + b"a=1&" * 100)
    async with asyncio.timeout(PATIENCE):
        assert (await reader.readline()).split()[1] == b"401"
    writer.close()


# -- what is no request --------------------------------------------------------------------------

GARBAGE = {
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)),
    "zeros": bytes(1000),
    "all bytes": bytes(range(256)) * 8 + b"\r\n\r\n",
    "a bad version": b"GET / HTTP/9.9\r\n\r\n",
    "a long line": b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n\r\n",
    "a long header": b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
    "many headers": b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
    "a header without a name": b"GET /health HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
    "a zero in a header": b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
    "a length that is none": b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
    "a negative length": b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    "two lengths": b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\n",
    "both ways of length": b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a bad address": b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("raw", GARBAGE.values(), ids=GARBAGE)
async def test_what_is_no_request_is_a_400(
    both: tuple[Door, Taken], raw: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    door, _ = both
    with no_traceback(caplog):
        got = await door.send(raw)
    assert got.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 ")), got
    assert got.endswith(f"\r\n\r\n{Refusal.PROTOCOL.sentence}\n".encode())
    assert door.web.refusals.total[Refusal.PROTOCOL] == 1


@pytest.mark.parametrize("header", [SECRET_HEADER, "X-Slack-Signature", "X-Other", "Cookie"])
@pytest.mark.parametrize("path", ["/telegram", Slack.path])
async def test_a_byte_of_no_text_in_a_header_is_a_400(
    both: tuple[Door, Taken], path: str, header: str, caplog: pytest.LogCaptureFixture
) -> None:
    door, _ = both
    raw = f"POST {path} HTTP/1.1\r\nHost: x\r\n{header}: a".encode() + b"\xff\xfe"
    with no_traceback(caplog):
        got = await door.send(raw + b"\r\nContent-Length: 2\r\n\r\n{}")
    assert got.startswith(b"HTTP/1.1 400 ")
    assert got.endswith(f"\r\n\r\n{Refusal.HEADER.sentence}\n".encode())


async def test_a_body_whose_parts_are_no_http_is_a_400(
    both: tuple[Door, Taken], caplog: pytest.LogCaptureFixture
) -> None:
    door, _ = both
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: %s\r\n"
    head += "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n"
    with no_traceback(caplog):
        genuine = await door.send(head.replace("%s", SECRET).encode())
        stranger = await door.send(head.replace("%s", "x").encode())
    assert genuine.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert stranger == b"" or stranger.split()[1] in (b"400", b"401")
    assert door.web.refusals.total[Refusal.MISTAKE] == 0


@pytest.mark.parametrize("secret", [SECRET, "x"])
async def test_a_body_that_ceases_to_be_http_is_refused(
    both: tuple[Door, Taken],
    secret: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While it is read, and while what is left of a refused one is drained.

    Whether the library tells at once or waits for more depends on how it was built.
    """
    monkeypatch.setattr(server, "SECONDS", 0.5)
    door, _ = both
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {secret}\r\n"
    refused = door.web.refusals.total
    with no_traceback(caplog):
        reader, writer = await door.connect()
        writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n".encode())

        async def begun() -> bool:
            return bool(refused[Refusal.SIGNATURE] or door.web._large)

        await until(begun)
        writer.write(b"nonsense\r\n")
        async with asyncio.timeout(PATIENCE):
            got = await reader.read()
        writer.close()
    assert got.split()[1] in ((b"400", b"408") if secret == SECRET else (b"401",))
    assert refused[Refusal.MISTAKE] == 0


async def test_who_is_refused_has_to_connect_again(both: tuple[Door, Taken]) -> None:
    """One refusal is one connection, so that its cost is theirs as well."""
    door, _ = both
    again = b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n" * 2
    got = await door.send(again)
    assert got.count(b"HTTP/1.1 404 ") == 1
    assert door.web.refusals.total[Refusal.PATH] == 1


async def test_requests_are_not_logged_one_by_one(
    both: tuple[Door, Taken], caplog: pytest.LogCaptureFixture
) -> None:
    """A path can hold anything, and a flood would fill the disk."""
    door, _ = both
    door.web.refusals.tell()
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        await posted(door, "/what-nobody-may-read", b"", {})
        await posted(door, "/telegram", b'{"update_id": 1}', ours())
        door.web.refusals.tell()
    lines = [r.getMessage() for r in caplog.records if r.name != "asyncio"]
    assert lines == [f"refused by HTTP: 1 ({Refusal.PATH.sentence})"]


async def test_paths_and_methods(both: tuple[Door, Taken]) -> None:
    door, _ = both
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/x", "/telegram/", "/%00", "/..%2f..%2fetc/passwd", "/telegram%0a"):
            async with session.get(door.url(path)) as answer:
                assert answer.status == 404, path
        for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"):
            async with session.request(method, door.url("/telegram")) as answer:
                assert answer.status == 405, method
                assert answer.headers["Allow"] == "POST"
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket"}
        async with session.get(door.url("/telegram"), headers=upgrade) as answer:
            assert answer.status == 405
    for raw in (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n", b"CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n"):
        assert await door.send(raw + b"Connection: close\r\n\r\n") != b""
    assert door.web.refusals.total[Refusal.MISTAKE] == 0


# -- limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "most"), [("/telegram", webhook.MOST), (Slack.path, MOST)])
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_has_the_size_of_its_route(
    both: tuple[Door, Taken], path: str, most: int, chunked: bool
) -> None:
    door, _ = both
    for size, expected in ((most, 400), (most + 1, 413)):  # 400: genuine, and no JSON
        body = b"x" * size
        headers = ours() if path == "/telegram" else signed(body, JSON)

        async def parts(body: bytes = body) -> AsyncIterator[bytes]:
            yield body

        sent = parts() if chunked else BytesIO(body)
        status, _ = await posted(door, path, sent, headers)
        assert status == expected


LINE, FIELD, HEADERS = (
    connections.LIMITS[each] for each in ("max_line_size", "max_field_size", "max_headers")
)
HEAD = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
FITS = {
    "a line": b"GET /" + b"a" * (LINE - 100) + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    "a header": HEAD + b"X: " + b"a" * (FIELD - 100) + b"\r\n\r\n",
    "headers": HEAD + b"X: y\r\n" * (HEADERS - 4) + b"\r\n",
}
TOO_MUCH = {
    "a line": b"GET /" + b"a" * (LINE + 100) + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header": HEAD + b"X: " + b"a" * (FIELD + 100) + b"\r\n\r\n",
    "headers": HEAD + b"X: y\r\n" * (HEADERS + 1) + b"\r\n",
}


@pytest.mark.parametrize("what", FITS)
async def test_a_head_has_its_size(both: tuple[Door, Taken], what: str) -> None:
    """The library's own limits are twice as wide and more."""
    door, _ = both
    assert (await door.send(FITS[what])).startswith(b"HTTP/1.1 404 ")
    assert (await door.send(TOO_MUCH[what])).split()[1] == b"400"
    assert door.web.refusals.total[Refusal.PROTOCOL] == 1


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
async def test_a_small_body_that_unpacks_to_a_huge_one_stays_small(
    both: tuple[Door, Taken], packed: str
) -> None:
    """Fifty megabytes of nothing in fifty kilobytes, from somebody who seems genuine."""
    door, taken = both
    form = zlib.compressobj(9, wbits=31 if packed == "gzip" else 15)
    bomb = form.compress(bytes(50 * 2**20)) + form.flush()
    assert len(bomb) < server.SMALL
    for path, headers in (("/telegram", ours()), (Slack.path, signed(bomb, JSON))):
        tracemalloc.start()
        got = await posted(door, path, bomb, {**headers, "Content-Encoding": packed})
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert got == (400, f"{Refusal.BODY.sentence}\n"), path
        assert most < 5 * 2**20, "it was never there"
    assert not door.updates
    assert not taken.all


async def test_what_is_packed_is_not_unpacked(both: tuple[Door, Taken]) -> None:
    door, _ = both
    headers = {**ours(), "Content-Encoding": "gzip"}
    status, _ = await posted(door, "/telegram", b'{"update_id": 1}', headers)
    assert status == 200, "what it says of itself is not asked"


async def test_half_sent_requests_are_ended(
    both: tuple[Door, Taken], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a header, and half a body of somebody who seems genuine."""
    monkeypatch.setitem(connections.LIMITS, "keepalive_timeout", 0.2)
    monkeypatch.setattr(server, "SECONDS", 0.2)
    door, _ = both
    post = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n".encode()
    assert await door.send(b"") == b""
    assert await door.send(post) == b""
    got = await door.send(post + b"Content-Length: 100\r\n\r\n{")
    assert got.startswith(b"HTTP/1.1 408 ")
    assert got.endswith(f"{Refusal.SLOW.sentence}\n".encode())
    reader, writer = await door.connect()

    writer.write(post)
    ended = asyncio.create_task(reader.read())
    async with asyncio.timeout(PATIENCE):
        while not ended.done():
            writer.write(b"X: y\r\n")
            await asyncio.wait([ended], timeout=0.02)
    assert not ended.exception() or isinstance(ended.exception(), ConnectionError)
    writer.close()


async def test_a_body_that_comes_in_drops_is_ended_all_the_same(
    both: tuple[Door, Taken], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then buys no time: all of it has to be there."""
    monkeypatch.setattr(server, "SECONDS", 0.3)
    door, _ = both
    reader, writer = await door.connect()
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
    writer.write(f"{head}Content-Length: 100000\r\n\r\n".encode())
    ended = asyncio.create_task(reader.readline())
    async with asyncio.timeout(PATIENCE):
        while not ended.done():
            writer.write(b" ")
            await asyncio.wait([ended], timeout=0.02)
    assert ended.result().split()[1] == b"408"
    assert not door.updates
    writer.close()


async def test_after_a_genuine_request_its_connection_is_as_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was genuine once may not hold its place for ever."""
    monkeypatch.setattr(connections, "MOST", 1)
    async with opened() as (door, _), aiohttp.ClientSession() as session:
        url = door.url("/telegram")
        async with session.post(url, data=b'{"update_id": 1}', headers=ours()) as answer:
            assert answer.status == 200
        assert (await posted(door, "/telegram", b'{"update_id": 2}', ours()))[0] == 200


async def test_who_holds_connections_open_keeps_nobody_out(both: tuple[Door, Taken]) -> None:
    door, _ = both
    held = [await door.connect() for _ in range(connections.MOST + 50)]
    for _, writer in held:
        writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\n")
    body = b'{"update_id": 1}'
    assert (await posted(door, "/telegram", body, ours()))[0] == 200
    assert door.web.connections.count <= connections.MOST
    async with asyncio.timeout(PATIENCE):
        assert await held[0][0].read() == b"", "the oldest went"
    assert not held[-1][0].at_eof()
    for _, writer in held:
        writer.close()


@pytest.mark.parametrize("size", [1, 700, 6000])
async def test_a_head_that_comes_in_pieces_is_read(both: tuple[Door, Taken], size: int) -> None:
    """However the network cuts it, and if it is longer than what is waited for."""
    door, _ = both
    more = "".join(f"X-{n}: {'y' * 2000}\r\n" for n in range(3))
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n{more}"
    body = b'{"update_id": 1}'
    raw = f"{head}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    reader, writer = await door.connect()
    for begin in range(0, len(raw), size):
        writer.write(raw[begin : begin + size])
        await writer.drain()
        await asyncio.sleep(0)
    assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
    writer.close()


async def test_half_requests_take_nobodys_place_who_sent_a_whole_one(
    both: tuple[Door, Taken], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is answered, and may be idle until it asks again."""
    monkeypatch.setattr(connections, "NEWCOMERS", 2)
    door, _ = both
    reader, writer = await door.connect()
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n"
    whole = head.encode() + b'Content-Length: 16\r\n\r\n{"update_id": 1}'
    writer.write(whole)
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
    held = [await door.connect() for _ in range(5)]
    for _, each in held:
        each.write(head.encode())
    async with asyncio.timeout(PATIENCE):
        assert await held[2][0].read() == b"", "the oldest of them went"
    writer.write(whole)
    assert b"HTTP/1.1 200 " in await reader.readuntil(b"\r\n\r\n")
    assert door.web.refusals.total[Refusal.CROWD] == 3
    for _, each in [*held, (reader, writer)]:
        each.close()


async def test_a_genuine_request_in_hand_is_never_cut_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "MOST", 2)
    door, going, done = Door(), asyncio.Event(), asyncio.Event()

    async def slow(request: Any) -> Any:
        going.set()
        await done.wait()
        return server.web.Response(text="kept")

    await door.web.open()
    async with door.web.at("POST", "/slow", Route(slow, 10)), aiohttp.ClientSession() as session:
        first = asyncio.create_task(session.post(door.url("/slow"), data=b"x"))
        await going.wait()
        going.clear()
        second = asyncio.create_task(session.post(door.url("/slow"), data=b"x"))
        await going.wait()
        asked = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
        assert await door.send(asked) == b"", "there is room for nobody"
        done.set()
        assert [(await (await each).text()) for each in (first, second)] == ["kept", "kept"]
    await door.web.close()
    assert door.web.refusals.total[Refusal.CROWD] == 1


@pytest.mark.parametrize("length", [f"Content-Length: {2**20}", "Transfer-Encoding: chunked"])
async def test_large_bodies_are_read_a_few_at_a_time(both: tuple[Door, Taken], length: str) -> None:
    """What has not shown itself genuine takes up no more memory than that; the small go on.

    So does what does not say how large it is.
    """
    door, _ = both
    head = f"POST {Slack.path} HTTP/1.1\r\nHost: x\r\n{length}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in signed(b"").items()) + "\r\n"
    held = [await door.connect() for _ in range(server.LARGE_AT_ONCE)]
    for _, writer in held:
        writer.write(head.encode() + b"1\r\nx\r\n")

    async def all_read() -> bool:
        return door.web._large == server.LARGE_AT_ONCE

    await until(all_read)
    got = await door.send(head.encode())
    assert got.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 1\r\n" in got
    assert (await posted(door, "/telegram", b'{"update_id": 1}', ours()))[0] == 200
    for _, writer in held:
        writer.close()


# -- mistakes, and the log -----------------------------------------------------------------------


async def test_the_log_gets_a_line_a_kind_however_many_come(
    both: tuple[Door, Taken], caplog: pytest.LogCaptureFixture
) -> None:
    door, _ = both
    began = time.monotonic()
    for _ in range(30):
        await posted(door, "/telegram", b"{}", {})
        await door.send(b"garbage\r\n\r\n")
    seconds = time.monotonic() - began
    door.web.refusals.tell()
    told = [record.getMessage() for record in caplog.records if record.name == "valuemap"]
    assert sum(Refusal.SIGNATURE.sentence in each for each in told) <= 2 + seconds
    assert sum(int(each.split()[3]) for each in told if Refusal.SIGNATURE.sentence in each) == 30
    assert sum(int(each.split()[3]) for each in told if Refusal.PROTOCOL.sentence in each) == 30


async def test_a_mistake_of_ours_is_one_sentence_too(caplog: pytest.LogCaptureFixture) -> None:
    door = Door()

    async def broken(request: Any) -> Any:
        raise ZeroDivisionError

    await door.web.open()
    async with door.web.at("GET", "/broken", Route(broken)), aiohttp.ClientSession() as session:
        for _ in range(3):
            async with session.get(door.url("/broken")) as answer:
                assert (answer.status, await answer.text()) == (500, "a mistake of ours\n")
    await door.web.close()
    assert len([record for record in caplog.records if record.exc_info]) == 1


async def test_refusals_take_turns() -> None:
    """The first few at once, then so many a second; nobody waits longer than the longest."""
    counted = Refusals()
    waits = [counted.wait() for _ in range(1000)]
    assert max(waits[: AT_ONCE - 1]) == 0
    assert waits[AT_ONCE + A_SECOND] > 0.9
    assert max(waits) <= LONGEST
    assert waits[-1] > LONGEST - 0.5


async def test_who_no_longer_waits_to_be_refused_is_forgotten(
    both: tuple[Door, Taken], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever asks and goes away would fill the memory with those who wait for their turn."""
    door, _ = both
    monkeypatch.setattr(refusals, "LONGEST", 1000.0)
    door.web.refusals._turn = asyncio.get_running_loop().time() + 1000
    for _ in range(50):
        _, writer = await door.connect()
        writer.write(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        await writer.drain()
        writer.close()

    async def all_there() -> bool:
        return door.web.refusals.total[Refusal.PATH] == 50

    async def all_gone() -> bool:
        runner = door.web.connections._runner
        return bool(runner and runner.server and not runner.server.connections)

    await until(all_there)
    await until(all_gone)


@pytest.mark.parametrize("chunked", [False, True])
async def test_where_no_body_belongs_there_is_none(chunked: bool) -> None:
    door = Door()

    async def answer(request: Any) -> Any:
        return server.web.Response(text="well")

    async def parts() -> AsyncIterator[bytes]:
        yield b"x"

    await door.web.open()
    async with door.web.at("GET", "/health", Route(answer)), aiohttp.ClientSession() as session:
        sent = parts() if chunked else b"x"
        async with session.get(door.url("/health"), data=sent) as got:
            assert got.status == 413
        async with session.get(door.url("/health")) as got:
            assert got.status == 200
    await door.web.close()


async def test_the_page_says_how_much_the_door_bears() -> None:
    """And the settings are there: what is left to the library's own is wider."""
    page = (ROOT / "docs" / "administrator.md").read_text(encoding="utf-8")
    limits, seconds = connections.LIMITS, ("keepalive_timeout", "lingering_time")
    assert limits["auto_decompress"] is False
    assert [limits[each] for each in seconds] == [15.0, 1.0]
    for row in (
        f"| body | {webhook.MOST // 1024} KB to `/telegram`, {MOST // 2**20} MB to `/slack/events`",
        f"| time of a body | {server.SECONDS:.0f} s | 408 |",
        f"| bodies over {server.SMALL // 1024} KB that are read at once | {server.LARGE_AT_ONCE} |",
        f"| first line, a header; headers | {LINE // 1024} KB each; {HEADERS} | 400 |",
        f"between two | {limits['keepalive_timeout']:.0f} s | the connection ends |",
        f"| connections | {connections.MOST} |",
        f"| connections that have not sent the head of a request | {connections.NEWCOMERS} |",
        f"| refusals | {AT_ONCE} at once, then {A_SECOND} a second | others wait up to 5 s",
    ):
        assert row in page, row
