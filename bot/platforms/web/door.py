"""Who stands at the door: whether a request is from our own pages, from where, and by whom.

A person is a secret of 192 bits in a cookie of one room. Only its hash is kept, as their account,
so what lies in the database opens no room. A cookie is sent to the pages of its room alone.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import ip_address, ip_network

from aiohttp import web

COOKIE = "valuemap"

DAYS = 120
"""How long a browser is known: a week, the plan, and the check three months later."""

HEADERS: Mapping[str, str] = {
    # Nothing but our own files; no script and no style within a page; nobody frames it.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # A room's address is the way in: no other site learns it. With `no-referrer` a browser would
    # not say either where our own forms come from.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""What every answer says."""


@dataclass(frozen=True)
class Door:
    """The public address, who may start an exercise and by which code, whose word counts."""

    url: str
    new: str = "nobody"
    code: str = ""
    proxies: tuple[str, ...] = ()
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    @cached_property
    def _networks(self) -> tuple[object, ...]:
        return tuple(ip_network(each) for each in self.proxies)

    def ours(self, request: web.BaseRequest) -> bool:
        """Whether a form was sent by a page of ours: a foreign one cannot say so."""
        origin = request.headers.get("Origin", "")
        return origin in (self.url, f"http://{request.host}", f"https://{request.host}")

    def opens(self, code: str) -> bool:
        """Whether somebody may start an exercise, or take over one that is being set up."""
        if self.new == "code":
            return hmac.compare_digest(code.strip().encode(), self.code.encode())
        return self.new == "anyone"

    def address(self, request: web.BaseRequest) -> str:
        """From where a request comes; a proxy is believed only if it is trusted."""
        here = request.remote or ""
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return forwarded if forwarded and self._trusted(here) else here

    def _trusted(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self._networks)  # type: ignore[operator]

    def drawn(self, use: str, nonce: str, size: int = 24) -> str:
        """A secret for this use of a page, the same however often its form is sent.

        Without the key, which no other process has, nobody can know it.
        """
        made = hmac.digest(self.key, f"{use} {nonce}".encode(), "sha256")[:size]
        return base64.urlsafe_b64encode(made).decode().rstrip("=")

    def keep(self, response: web.StreamResponse, place: str, secret: str) -> None:
        """Let this browser be known in a room."""
        self.set(response, COOKIE, f"/room/{place}", secret, DAYS * 86400)

    def set(
        self, response: web.StreamResponse, name: str, path: str, secret: str, seconds: int
    ) -> None:
        """Let this browser show a secret below a path of ours, and nowhere else."""
        response.set_cookie(
            name,
            secret,
            path=path,
            max_age=seconds,
            httponly=True,
            samesite="Lax",
            secure=self.url.startswith("https:"),
        )

    def forget(self, response: web.StreamResponse, place: str) -> None:
        """Let this browser be known there no longer."""
        response.del_cookie(COOKIE, path=f"/room/{place}")


def account_of(secret: str) -> str:
    """The account of whoever has this secret; empty for none."""
    return hashlib.sha256(secret.encode()).hexdigest()[:40] if secret else ""


def nonce() -> str:
    """What tells one look at a page from another: 72 bits."""
    return secrets.token_urlsafe(9)
