"""What `valuemap check` says of the rooms in the browser."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.platforms.checking import Check
from bot.platforms.web.settings import WebSettings

HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts to which nobody else's connection leads, so that nothing is read on the way."""

WHO = {
    "nobody": "only `valuemap room` makes a room",
    "code": "who knows VALUEMAP_WEB_CODE may start an exercise",
    "anyone": "anyone who finds the page may start an exercise",
}


def checks(settings: WebSettings) -> Iterator[Check]:
    """Whether the way to the rooms is safe, and who may start an exercise."""
    url = settings.valuemap_web_url
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in HERE:
        todo = "Put a proxy with TLS before it and write https:// (docs/administrator.md)."
        yield Check("web", f"{url} is read by anybody on the way", todo, bad=True)
    else:
        yield Check("web", f"rooms are at {url}")
    todo = "" if settings.valuemap_web_new != "anyone" else "Set VALUEMAP_WEB_NEW to code."
    yield Check("web", WHO[settings.valuemap_web_new], todo)
