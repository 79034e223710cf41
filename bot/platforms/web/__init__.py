"""The room in the browser: one link, any phone, no account. Pages by the shared HTTP server.

All that is the browser's alone stands here: pages and their layouts, cookies, forms, the stream
that says "look again", the script and the style sheet, settings and checks. Nothing is sent to a
browser but what it asks for: a page is what stands at that moment, given by `rooms.Rooms`.
"""

import secrets
from collections.abc import AsyncIterator

from bot.platforms.base import Platform
from bot.platforms.checking import Check
from bot.platforms.descriptor import Clock, Descriptor, NewRoom
from bot.platforms.server import Web
from bot.platforms.settings import revealed
from bot.platforms.web.settings import WebSettings
from dialogs.core.post import Capabilities, Post

IN_A_ROW = 4
"""Buttons side by side; on a narrow phone the row breaks by itself."""

LABEL = 120
"""UTF-16 units of a label: a button grows with it, and this is three lines of a phone."""


def takes(post: Post) -> bool:
    """A page takes what is written on it, whatever its length."""
    return True


CAPABILITIES = Capabilities(
    pages=False,
    takes=takes,
    buttons_per_row=IN_A_ROW,
    longest_label=LABEL,
    privacy="privacy.platform_web",
    rooms=True,
    wording="page",
)


def make(settings: WebSettings, server: Web | None, now: Clock) -> Platform | None:
    """The rooms, where their public address is set and our HTTP server is there."""
    if not settings.valuemap_web_url or server is None:
        return None
    from bot.platforms.web.adapter import Website
    from bot.platforms.web.door import Door

    code = revealed(settings.valuemap_web_code)
    proxies = settings.valuemap_trusted_proxy.split()
    door = Door(settings.valuemap_web_url, settings.valuemap_web_new, code, tuple(proxies))
    return Website(server, door, now, settings.post_office)


async def check(settings: WebSettings, now: Clock) -> AsyncIterator[Check]:
    """Whether people can reach the rooms safely, and who may start an exercise."""
    from bot.platforms.web.check import checks, letters

    for one in checks(settings):
        yield one
    if office := settings.post_office:
        yield await letters(office)


def room(settings: WebSettings) -> NewRoom:
    """A room for who has its link. Raises `ConfigError` where no rooms are served."""
    from bot.platforms.web.door import account_of

    settings.require("a room is made", "VALUEMAP_WEB_URL")
    place, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(24)
    url = settings.valuemap_web_url
    return NewRoom(place, account_of(secret), f"{url}/room/{place}", f"{url}/back/{secret}")


def link(settings: WebSettings) -> str:
    """Where the page of an exercise stands whose group is on another platform."""
    url = settings.valuemap_web_url
    return f"{url}/room/{{}}" if url else ""


DESCRIPTOR = Descriptor(
    name="web",
    settings=WebSettings,
    needs=("VALUEMAP_WEB_URL",),
    make=make,
    check=check,
    capabilities=CAPABILITIES,
    example="web:5f0c…",
    room=room,
    link=link,
)
