"""The public round in the browser: a question a page, no name, no script needed.

Whoever begins gets a secret in a cookie of this page alone; nothing is kept before their first
answer, so a look, or a preview of the link, leaves nothing behind. At a tablet on a counter
(`?kiosk=1`) everybody begins anew. That somebody answers many times is made hard: one cookie one
answer, so many a minute from one connection, nobody quicker than they can read; what comes in a
burst is marked. The address that is counted by stays in memory.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from bot.platforms.web import forms, pages, visit
from bot.platforms.web.door import nonce
from bot.platforms.web.forms import FormError, Sent
from bot.platforms.web.limits import BURST, CODES, PEOPLE, READING
from bot.platforms.web.visit import SayError, Visit
from dialogs.core.public.page import Page

if TYPE_CHECKING:
    from bot.platforms.web.site import Site

COOKIE = "valuemap_public"

KEPT, AT_COUNTER = 120 * 86400, 15 * 60
"""Seconds for which a browser finds its answers again; at a tablet, in case somebody walks away."""

CODE_MOST = 40
"""Characters of a code as somebody types it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A request for a page of the public round."""

    site: "Site"
    visited: Visit
    token: str

    @property
    def secret(self) -> str:
        """What the browser shows to find its answers again; empty for none."""
        return self.visited.request.cookies.get(COOKIE, "")

    @property
    def kiosk(self) -> bool:
        """Whether it is a tablet that others will use after this person."""
        return "kiosk" in self.visited.request.query

    @property
    def language(self) -> str:
        """The language that is asked for."""
        return visit.wanted(self.visited.request, list(self.site.public.words), "")

    def url(self, **more: str) -> str:
        """The address of the page, in this language and manner."""
        how = {"language": self.language} if self.language else {}
        how |= {"kiosk": "1"} if self.kiosk else {}
        asked = urlencode(how | more)
        return f"/public/{self.token}" + (f"?{asked}" if asked else "")

    def say(self, key: str, status: int) -> SayError:
        """Why this is not done, with the way back to the page."""
        return SayError(key, status, ("public.to_page", self.url()))


def _caller(site: "Site", visited: Visit) -> Caller:
    return Caller(site, visited, visited.request.path.removeprefix("/public/"))


async def _look(caller: Caller, secret: str, item: str = "") -> Page:
    """The page for whoever has this secret. Raises `SayError` where there is none."""
    page = await caller.site.public.look(caller.token, secret, caller.language, item)
    if page is None:
        raise SayError("public.nowhere", 404)
    return page


async def show(site: "Site", visited: Visit) -> web.StreamResponse:
    """The page as it is now; it changes nothing."""
    caller = _caller(site, visited)
    asked = visited.request.query
    page = await _look(caller, caller.secret, asked.get("item", ""))
    lost = "begun" in asked and page.kind == "first"
    said = page.words.text("public.cookies") if lost else ""
    return _shown(caller, page, said)


def _shown(caller: Caller, page: Page, said: str = "", status: int = 200) -> web.StreamResponse:
    names = {code: caller.site.public.words[code].name for code in page.languages}
    text = pages.page(
        "public",
        page.words,
        page=page,
        said=said,
        nonce=nonce(),
        url=caller.url,
        kiosk=caller.kiosk,
        code=caller.visited.request.query.get("code", "")[:CODE_MOST],
        others=[(code, name) for code, name in names.items() if code != page.words.language],
    )
    return visit.squeezed(caller.visited.request, visit.html(text, status))


async def act(site: "Site", visited: Visit) -> web.StreamResponse:
    """Begin, answer, or make room for another person."""
    caller = _caller(site, visited)
    if not site.door.ours(visited.request):
        raise caller.say("web.foreign", 403)
    try:
        sent = await forms.read(visited.request)
    except FormError as error:
        raise caller.say(error.key, 400) from None
    if sent["do"] == "answer":
        return await _answer(caller, sent)
    if sent["do"] == "other":
        return _kept(caller, visit.see(caller.url()), "")
    return await _begin(caller, sent)


async def _begin(caller: Caller, sent: Sent) -> web.StreamResponse:
    """Somebody begins. A code is their secret, so that whoever has it finds the same answers."""
    page = await _look(caller, "")
    if page.kind != "first":
        return visit.see(caller.url())
    code = "".join(c for c in sent["code"][:CODE_MOST].upper() if c.isalnum())
    if page.coded:
        caller.site.within(caller.visited, CODES)
        if not await caller.site.public.opens(caller.token, code):
            return _shown(caller, page, page.words.text("public.code_wrong"), 403)
    secret = code if page.coded else caller.site.door.drawn("public", sent.nonce)
    return _kept(caller, visit.see(caller.url(begun="1")), secret)


async def _answer(caller: Caller, sent: Sent) -> web.StreamResponse:
    """An answer; then the next question."""
    if not caller.secret:
        return visit.see(caller.url(begun="1"))
    page = await _look(caller, caller.secret)
    burst = page.fresh and not page.coded and _crowded(caller)
    if not caller.site.web.limits.allow(READING, caller.secret):
        asked = await _look(caller, caller.secret, sent["item"])
        return _shown(caller, asked, asked.words.text("public.quick"), 429)
    taken = await caller.site.public.answer(
        caller.token, caller.secret, sent["item"], sent["answer"], _way(caller, page), burst=burst
    )
    if not taken:
        raise caller.say("public.not_taken", 409)
    return visit.see(caller.url())


def _crowded(caller: Caller) -> bool:
    """Whether very many have begun at this connection. Raises `SayError` for too many."""
    limits, address = caller.site.web.limits, caller.site.door.address(caller.visited.request)
    if not limits.allow(PEOPLE, address):
        raise caller.say("public.crowd", 429)
    return not limits.allow(BURST, address)


def _way(caller: Caller, page: Page) -> str:
    if page.coded:
        return "code"
    return "kiosk" if caller.kiosk else "link"


def _kept(caller: Caller, response: web.Response, secret: str) -> web.StreamResponse:
    """The answer, after which this browser shows another secret; without one it shows none."""
    path = f"/public/{caller.token}"
    if not secret:
        response.del_cookie(COOKIE, path=path)
        return response
    caller.site.door.set(response, COOKIE, path, secret, AT_COUNTER if caller.kiosk else KEPT)
    return response
