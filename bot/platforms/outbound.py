"""The way out to a platform: straight or through a proxy, and whose certificates are believed."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp


@dataclass(frozen=True, slots=True)
class Way:
    """How a platform is reached. Nothing here is taken from the environment by a library.

    - `proxy`: of every call, with its user and password if it wants them;
    - `secure_proxy`: of calls by HTTPS, where there is no other;
    - `straight`: hosts reached without one, as NO_PROXY writes them;
    - `authorities`: a file of certificates that are believed beside those of the system.
    """

    proxy: str = ""
    secure_proxy: str = ""
    straight: str = ""
    authorities: Path | None = None

    @property
    def proxied(self) -> bool:
        """Whether any call may go by a proxy."""
        return bool(self.proxy or self.secure_proxy)

    def proxy_to(self, url: str) -> str:
        """The proxy by which an address is reached; empty where that is straight."""
        at = urlsplit(url)
        if _listed(at.hostname or "", self.straight):
            return ""
        return self.proxy or (self.secure_proxy if at.scheme == "https" else "")

    def session(self, base: str) -> dict[str, Any]:
        """What an aiohttp session needs to know, in a running loop, to call what is below `base`.

        Other addresses of the same platform, for files and sockets, are reached like it.
        """
        made: dict[str, Any] = {"trust_env": False, "cookie_jar": aiohttp.DummyCookieJar()}
        if proxy := self.proxy_to(base):
            made["proxy"] = proxy
        if self.authorities:
            made["connector"] = aiohttp.TCPConnector(ssl=trust(self.authorities))
        return made


STRAIGHT = Way()


def _listed(host: str, names: str) -> bool:
    """Whether NO_PROXY names a host, or a domain that it is in; `*` is every host."""
    for each in names.split(","):
        name = each.strip().partition(":")[0].removeprefix("*").removeprefix(".")
        if each.strip() and (not name or host == name or host.endswith(f".{name}")):
            return True
    return False


def trust(authorities: Path) -> ssl.SSLContext:
    """Believe these as well. Raises `OSError` (`ssl.SSLError` is one) for no such file."""
    context = ssl.create_default_context()
    context.load_verify_locations(authorities)
    return context


def shown(proxy: str) -> str:
    """A proxy's address without its user and password."""
    at = urlsplit(proxy)
    return f"{at.scheme}://{at.netloc.rpartition('@')[2]}"
