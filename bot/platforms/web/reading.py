"""The pages that change nothing: a room, its files, the ways back and in, the first page."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import segno
from aiohttp import web
from markupsafe import Markup

from bot.platforms.refusals import NotTakenError, Refusal
from bot.platforms.rooms import Guest
from bot.platforms.web import pages, streams, visit
from bot.platforms.web.door import HEADERS, account_of, nonce
from bot.platforms.web.visit import SayError, Visit
from dialogs.core.post import File

if TYPE_CHECKING:
    from bot.platforms.web.site import Site


async def view(site: "Site", visited: Visit, said: tuple[str, ...] = ()) -> pages.View:
    """A room as whoever visits it sees it now. Raises `SayError` where there is none."""
    language = visit.wanted(visited.request, list(site.rooms.words), "")
    room = await site.rooms.look(visited.place, visited.account, language)
    if room is None:
        raise SayError("web.no_room", 404, ("web.to_start", "/"))
    said = (*said, *(site.web.replies.take(visited.account) if visited.account else ()))
    names = {code: words.name for code, words in site.rooms.words.items()}
    now = site.web.now()
    return pages.View(room, visited.place, nonce(), said, site.door.new, now, names)


async def guest(site: "Site", visited: Visit) -> Guest:
    """Who visits a room. Raises `SayError` where there is none."""
    found = await site.rooms.guest(visited.place, visited.account)
    if found is None:
        raise SayError("web.no_room", 404, ("web.to_start", "/"))
    return found


async def room(site: "Site", visited: Visit) -> web.StreamResponse:
    """The page of a room; for the script, what changed in it."""
    return show(site, visited, await view(site, visited))


def show(site: "Site", visited: Visit, seen: pages.View, status: int = 200) -> web.Response:
    """A room as an answer. A cookie that opens nothing is taken away."""
    looks = visited.scripted and visited.request.method != "POST"
    if looks and not (seen.said or {*seen.parts.values()} - {*visited.parts}):
        return web.Response(status=204, headers=HEADERS)
    text = pages.changed(seen, visited.parts) if visited.scripted else pages.room(seen)
    response = visit.squeezed(visited.request, visit.html(text, status))
    if visited.secret and not seen.room.guest.known:
        site.door.forget(response, visited.place)
    return response


async def entered(site: "Site", visited: Visit) -> web.StreamResponse:
    """Where whoever has just come in goes on from, if their browser kept who they are."""
    if not (await guest(site, visited)).known:
        raise SayError("web.no_cookie", 403, *visited.ways)
    return visit.see(visited.base)


async def events(site: "Site", visited: Visit) -> web.StreamResponse:
    """The stream that says when to look again."""
    who = await guest(site, visited)
    if site.web.streams.full or visited.request.method == "HEAD":
        return web.Response(status=204, headers=HEADERS)
    response = web.StreamResponse(headers=HEADERS)
    addresses = {who.group, visited.account} - {""}
    await streams.serve(visited.request, response, site.web.streams.changes(addresses))
    return response


async def file(site: "Site", visited: Visit) -> web.StreamResponse:
    """A file that stands in a room, for who may see it."""
    seen = await view(site, replace(visited, rest=()))
    key = "/".join(visited.rest)
    found = any(m.key == key and isinstance(m.post, File) for m in seen.room.messages)
    which = visited.place, visited.account, seen.words.language, key
    made = await site.rooms.file(*which) if found else None
    if made is None:
        raise SayError("web.no_file", 404, ("web.to_room", visited.base))
    return visit.file(visited.request, made, hashlib.sha256(made.content).hexdigest()[:16])


def asks_address(site: "Site", who: Guest) -> bool:
    """Whether somebody may leave an e-mail address for reminders."""
    return site.web.office is not None and who.takes_part and not who.mailbox


async def link(
    site: "Site", visited: Visit, wrong: str = "", typed: str = ""
) -> web.StreamResponse:
    """Somebody's own way back, by e-mail too, and the way to leave this device.

    `wrong` is the sentence that says why the address they `typed` is not kept.
    """
    who = await guest(site, visited)
    if not who.known:
        return visit.see(visited.base)
    words = (await view(site, visited)).words
    url = f"{site.door.url}/back/{visited.secret}"
    text = pages.page(
        "link",
        words,
        link=url,
        qr=qr(url),
        base=visited.base,
        nonce=nonce(),
        mailbox=who.mailbox,
        mails=asks_address(site, who),
        wrong=wrong,
        typed=typed,
    )
    return visit.squeezed(visited.request, visit.html(text, 400 if wrong else 200))


async def invite(site: "Site", visited: Visit) -> web.StreamResponse:
    """The way in for colleagues: an address, and a picture of it."""
    seen = await view(site, visited)
    url, title = f"{site.door.url}{visited.base}", seen.room.title or seen.words.text("web.title")
    text = pages.page("invite", seen.words, title=title, link=url, qr=qr(url), base=visited.base)
    return visit.squeezed(visited.request, visit.html(text))


async def setup(
    site: "Site",
    visited: Visit,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> web.StreamResponse:
    """The open questions of the set-up on one page; beside each what is wrong with what was sent.

    Once nothing is asked any more, the room. What was sent to a question that is asked no longer is
    answered above.
    """
    typed, wrong = typed or {}, wrong or {}
    seen = await view(site, replace(visited, rest=()))
    asked = {question.turn for question in seen.room.questions}
    gone = tuple(dict.fromkeys(text for turn, text in wrong.items() if turn not in asked))
    if not asked:
        for text in (*seen.said, *gone):
            site.web.replies.add(visited.account, text)
        return visit.see(visited.base)
    seen = replace(seen, said=(*seen.said, *gone))
    text = pages.page("setup", seen.words, view=seen, typed=typed, wrong=wrong)
    return visit.squeezed(visited.request, visit.html(text, 400 if wrong else 200))


async def screen(site: "Site", visited: Visit) -> web.StreamResponse:
    """What a projector shows: the way in, where it stands, then the map."""
    seen = await view(site, Visit(visited.request, visited.place))
    if visited.scripted and seen.screen in visited.parts:
        return web.Response(status=204, headers=HEADERS)
    url = f"{site.door.url}{visited.base}"
    layout = "shown" if visited.scripted else "screen"
    text = pages.page(layout, seen.words, view=seen, link=url, qr=qr(url))
    return visit.squeezed(visited.request, visit.html(text))


def qr(url: str) -> Markup:
    """A QR code, as SVG in the page."""
    code = segno.make(url, micro=False, error="m")
    return Markup(code.svg_inline(scale=6, border=3, omitsize=True, svgclass=None, lineclass=None))


async def home(site: "Site", visited: Visit, key: str = "", status: int = 200) -> web.Response:
    """The first page: into a room, or start an exercise where that is allowed."""
    words = site.words(visited)
    asked = visited.request.query.get("room", "").strip()
    if asked:
        place = urlsplit(asked).path.rstrip("/").rpartition("/")[2]
        if await site.rooms.guest(place, "") is not None:
            return visit.see(f"/room/{place}")
        key, status = "web.no_room", 404
    others = [(c, w.name) for c, w in site.rooms.words.items() if w is not words]
    text = pages.page(
        "home",
        words,
        said=words.text(key) if key else "",
        new=site.door.new,
        nonce=nonce(),
        others=others,
    )
    return visit.squeezed(visited.request, visit.html(text, status))


async def back(site: "Site", visited: Visit) -> web.StreamResponse:
    """Before somebody's way back is taken: a look at it, as previews do, changes nothing."""
    await way_back(site, visited)
    words = site.words(visited)
    return visit.html(pages.page("back", words, nonce=nonce()))


async def way_back(site: "Site", visited: Visit) -> tuple[str, str]:
    """Secret and room of a way back. Raises `SayError` for one that leads nowhere."""
    secret = visited.request.path.removeprefix("/back/")
    place = await site.rooms.place(account_of(secret)) if secret else None
    if place is None:
        raise SayError("web.no_back", 404, ("web.to_start", "/"))
    return secret, place


async def asset(site: "Site", visited: Visit) -> web.StreamResponse:
    """A file of ours, to be kept for ever."""
    name = visited.request.path.rpartition("/")[2]
    if name not in pages.ASSETS or pages.asset_url(name) != visited.request.path:
        raise NotTakenError(Refusal.PATH)
    headers = {**HEADERS, "Cache-Control": "public, max-age=31536000, immutable"}
    body, kind = pages.asset(name), pages.ASSETS[name]
    response = web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)
    return visit.squeezed(visited.request, response)
