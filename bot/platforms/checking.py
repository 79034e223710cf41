"""What the checks of all platforms share: one question over HTTPS, and what is found out by it.

Plain requests, not the libraries the service speaks through: what is wanted here is the answer
itself, its headers (granted scopes, the platform's clock) and no retries.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.platforms.outbound import Way

SECONDS = aiohttp.ClientTimeout(total=10)

OFF_NOTED, OFF_BAD = 10.0, 300.0
"""Seconds by which our clock may differ from the platform's: unremarked, at all. An HTTP date is
whole seconds, and a slow answer adds a few; beyond five minutes platforms refuse signatures."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of `valuemap check`: what it looked at and what it found there.

    `do` betters it; `bad`: it stops an exercise.
    """

    what: str
    says: str
    do: str = ""
    bad: bool = False

    @property
    def rank(self) -> str:
        """How it stands, in a word: `ok`, `note`, `stop`."""
        return "stop" if self.bad else "note" if self.do else "ok"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a platform answered: its HTTP status, the fields of its JSON, its headers."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]


class UnreachedError(Exception):
    """Nobody answered, or something that is not the platform."""


@asynccontextmanager
async def session(way: Way, base: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Connections for a few questions to what is below `base`."""
    async with aiohttp.ClientSession(timeout=SECONDS, **way.session(base)) as opened:
        yield opened


async def ask(opened: aiohttp.ClientSession, url: str, bearer: str = "") -> Answer:
    """One call. Raises `UnreachedError`, whose text never holds the address: it has the token."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        async with opened.post(url, headers=headers, allow_redirects=False) as answer:
            body = await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise UnreachedError(_why(error)) from None
    if not isinstance(body, dict) or "ok" not in body:
        raise UnreachedError(f"somebody else answers there ({answer.status})")
    return Answer(answer.status, body, answer.headers)


def _why(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy refuses it ({error.status})"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "nobody this machine believes signed its certificate (VALUEMAP_CA_FILE)"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection to {error.host}:{error.port}"
    return {"TimeoutError": "no answer in 10 s"}.get(type(error).__name__, type(error).__name__)


def unreached(platform: str, base: str, error: UnreachedError) -> Check:
    """What is said of a platform that did not answer at `base`."""
    host = urlsplit(base).hostname
    todo = f"Let this machine reach https://{host} (port 443, outgoing), or set VALUEMAP_PROXY."
    return Check(platform, f"{host} cannot be reached: {error}", todo, bad=True)


def clocks(platform: str, answer: Answer, now: Callable[[], float]) -> Iterator[Check]:
    """Whether our clock agrees with theirs."""
    date = answer.headers.get("Date", "")
    off = abs(now() - parsedate_to_datetime(date).timestamp()) if date else 0.0
    if off > OFF_NOTED:
        says = f"this machine's clock is {off:.0f} s off {platform}'s"
        yield Check("clock", says, "Let the system keep time by NTP.", bad=off > OFF_BAD)
