"""Whether a request by HTTP comes from Slack, and what it holds.

Bolt takes a body apart before it looks at the signature; here nothing is taken apart that is not
known to be Slack's. What the headers show is looked at before the body is even read.
"""

import hmac
import re
from hashlib import sha256
from urllib.parse import urlsplit

from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.platforms.refusals import NotTakenError, Refusal

MOST = 1024 * 1024
"""Bytes of the largest body that is read: a form comes back with its view, of 250 KB at most, and
grows to three times that as it is encoded."""

AGE = 300.0
"""Seconds by which a request's own time may differ from ours: older ones may be repetitions."""

STAMP, SIGNED = "X-Slack-Request-Timestamp", "X-Slack-Signature"


def admit(request: web.BaseRequest, now: float) -> None:
    """Raises `NotTakenError` for headers that no request of Slack's has at this time."""
    stamp, signed = request.headers.get(STAMP, ""), request.headers.get(SIGNED, "")
    shaped = re.fullmatch(r"[0-9]{1,12}", stamp) and re.fullmatch(r"v0=[0-9a-f]{64}", signed)
    if not shaped or abs(now - int(stamp)) > AGE:
        raise NotTakenError(Refusal.SIGNATURE)


def check(request: web.BaseRequest, body: bytes, secret: str) -> None:
    """Raises `NotTakenError` for an admitted request whose body Slack did not sign."""
    signed = b"v0:%s:%s" % (request.headers[STAMP].encode(), body)
    expected = "v0=" + hmac.new(secret.encode(), signed, sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers[SIGNED]):
        raise NotTakenError(Refusal.SIGNATURE)


HOSTS = ("slack.com", "slack-gov.com")
"""Slack's own: `hooks.slack.com` takes answers, `files.slack.com` takes files."""


def trusted(url: str, base: str) -> bool:
    """Whether an address that came with a payload is Slack's, or where its methods are called.

    What we send there holds people's words: it goes to nobody whom a payload only names.
    """
    own = urlsplit(base)
    try:
        asked = urlsplit(url)
        host, port = asked.hostname or "", asked.port
    except ValueError:  # half a bracket, a port of letters
        return False
    if (asked.scheme, asked.netloc) == (own.scheme, own.netloc):
        return True
    slack = any(host == each or host.endswith(f".{each}") for each in HOSTS)
    return slack and asked.scheme == "https" and port in (None, 443)


def unpacked(request: web.BaseRequest, body: bytes) -> AsyncBoltRequest:
    """A genuine request as Bolt takes it. Raises one of `UNREADABLE` if it is not as documented."""
    return AsyncBoltRequest(body=body.decode(), headers={"Content-Type": request.content_type})
