"""Calls to Telegram over aiohttp, and errors that say whether anything was sent.

httpx slows down with many requests at once and aiohttp serves the rest of the program already.
The library's own errors do not tell "never left" from "may have worked", which decides whether
a message may be repeated; here every failure is one or the other. The token is part of every
address, so no error from below is passed on: only its kind is.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import BaseRequest, RequestData

from bot.platforms.outbound import STRAIGHT, Way
from bot.platforms.telegram.errors import NotSentError, TooManyRequestsError, UnknownOutcomeError

# Seconds. A bad line needs some to connect and to send a file; an answer takes Telegram far less.
CONNECT = 10.0
READ = 15.0
WRITE = 15.0
WRITE_FILE = 60.0

JSON = {"Content-Type": "application/json"}

Body = bytes | aiohttp.FormData | None
Headers = dict[str, str]


# What a status means, in the library's own errors. A 404 may be about the token: every method that
# we call is there. Any other says as little as a 400.
STATUSES: dict[int, type[TelegramError]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
    421: InvalidToken,
}


class AiohttpRequest(BaseRequest):
    """One aiohttp session for all requests to one bot's address. Timeouts are in seconds."""

    def __init__(self, way: Way = STRAIGHT, base: str = "") -> None:
        self._way = way
        self._base = base
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long to wait for an answer where the call does not say."""
        return READ

    async def initialize(self) -> None:
        """Open the session; again is harmless."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers={"User-Agent": self.USER_AGENT}, **self._way.session(self._base)
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """Status and body of the answer, for the library's own calls.

        Of the timeouts only the one for reading is the caller's to choose.
        """
        read = read_timeout if isinstance(read_timeout, int | float) else READ
        write = WRITE_FILE if request_data is not None and request_data.contains_files else WRITE
        return await self._exchange(url, method, *_body(request_data), _timeout(write, read))

    async def call(self, url: str, given: Mapping[str, object], read: float | None = None) -> Any:
        """The `result` of a method with plain values, as JSON; None stands for "not given".

        Raises what the library would. What goes out with every tap goes this way: the library's
        objects for a card with its buttons, and for the message that comes back, cost as much as
        the call itself.
        """
        plain = {name: _written(value) for name, value in given.items() if value is not None}
        timeout = _timeout(WRITE, READ if read is None else read)
        status, said = await self._exchange(url, "POST", json.dumps(plain).encode(), JSON, timeout)
        if failure := refusal(status, said):
            raise failure
        answer = self.parse_json_payload(said)
        if "result" not in answer:
            raise UnknownOutcomeError("an answer without a result")
        return answer["result"]

    async def _exchange(
        self, url: str, method: str, body: Body, headers: Headers, within: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        """One request and the whole answer. Raises this module's errors, and nothing of aiohttp's.

        Raised outside the except block, so that no traceback leads to the address.
        """
        failure: TelegramError | None
        try:
            status, said = await self._request(url, method, body, headers, within)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            failure = connection_failure(error)
        else:
            failure = status_failure(status, said)
        if failure is not None:
            raise failure
        return status, said

    async def _request(
        self, url: str, method: str, body: Body, headers: Headers, within: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        """Status and body; redirections are not followed."""
        if self._session is None:
            raise NotSentError("the session is closed")
        async with self._session.request(
            method, url, data=body, headers=headers, timeout=within, allow_redirects=False
        ) as answer:
            return answer.status, await answer.read()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; one that cannot be read is not logged, since people's words may be in it."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise UnknownOutcomeError("an answer that cannot be read")
        return answer


def _timeout(write: float, read: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=CONNECT + write + read, connect=CONNECT, sock_read=read)


def _written(value: object) -> str:
    """A value as Telegram takes it in any kind of request: a text, or JSON within a text."""
    return value if isinstance(value, str) else json.dumps(value)


def _body(data: RequestData | None) -> tuple[Body, Headers]:
    """What is sent, and what to say of it: JSON, a form only where there are files.

    A form costs more to write than a card costs to render. Names of files are in plain UTF-8.
    """
    if data is None:
        return None, {}
    if not data.contains_files:
        return data.json_payload, JSON
    form = aiohttp.FormData(data.json_parameters, quote_fields=False, charset="utf-8")
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, {}


def connection_failure(error: Exception) -> NetworkError:
    """What an error of the connection means: before there was one, nothing can have left."""
    reason = type(error).__name__
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return NotSentError(f"the proxy refuses the connection ({error.status})")
    if isinstance(error, aiohttp.ClientConnectorError):
        return NotSentError(f"cannot reach {error.host}:{error.port} ({reason})")
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return NotSentError(f"no connection ({reason})")
    return UnknownOutcomeError(f"the connection failed ({reason})")


def status_failure(status: int, body: bytes) -> TelegramError | None:
    """The failure that a status stands for, where the library would not tell it precisely.

    Only an answer of Telegram's own counts as its word: any other 4xx is of somebody between, who
    let nothing through. A 5xx may have been carried out, in Telegram's own words too: a server
    that closes says it to all calls under way.
    """
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TooManyRequestsError(_retry_after(body))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return UnknownOutcomeError(f"a problem at Telegram or on the way ({status})")
    if status >= HTTPStatus.MULTIPLE_CHOICES and not _own(body):
        return NotSentError(f"an answer from somewhere else ({status})")
    return None


def _own(body: bytes) -> bool:
    """Whether an answer that refuses something is Telegram's own."""
    answer = _answer(body)
    return answer.get("ok") is False and isinstance(answer.get("description"), str)


def refusal(status: int, body: bytes) -> TelegramError | None:
    """What the library makes of an answer that is no success; None for one that is."""
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    answer = _answer(body)
    if to := (answer.get("parameters") or {}).get("migrate_to_chat_id"):
        return ChatMigrated(int(to))
    return STATUSES.get(status, BadRequest)(str(answer["description"]))


def _retry_after(body: bytes) -> float:
    """The seconds that a 429 asks for; 5 if it does not say."""
    parameters = _answer(body).get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(seconds) if isinstance(seconds, int | float) else 5.0


def _answer(body: bytes) -> dict[str, Any]:
    try:
        return AiohttpRequest.parse_json_payload(body)
    except UnknownOutcomeError:
        return {}
