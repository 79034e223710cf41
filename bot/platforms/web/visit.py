"""One request as the site sees it, and the answers that it may get."""

import mimetypes
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import web

from bot.platforms.base import Upload
from bot.platforms.web.door import COOKIE, HEADERS, account_of
from bot.platforms.web.pages import page
from dialogs.words import Words
from framework.pack import nearest

PARTS = "X-Parts"
"""The script's header: the digests of what its page shows. Then only what differs is answered."""


class SayError(Exception):
    """The request is answered by a page that says what is wrong and what to do.

    `key` names its sentence, `key_title` its title.
    """

    def __init__(self, key: str, status: int, *ways: tuple[str, str]) -> None:
        super().__init__(key)
        self.key, self.status, self.ways = key, status, ways


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page: the place and what follows it in the path."""

    request: web.Request
    place: str
    rest: tuple[str, ...] = ()

    @property
    def secret(self) -> str:
        """What the browser shows for who it is; empty for nobody."""
        return self.request.cookies.get(COOKIE, "")

    @property
    def account(self) -> str:
        """Whose secret that is, whether they are known or not."""
        return account_of(self.secret)

    @property
    def base(self) -> str:
        """The address of the room, without the host."""
        return f"/room/{self.place}"

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """Where to go on from a page that says what is wrong."""
        return (("web.to_room", self.base),) if self.place else (("web.to_start", "/"),)

    @property
    def scripted(self) -> bool:
        """Whether our script asks, which wants the parts that changed."""
        return PARTS in self.request.headers

    @property
    def parts(self) -> list[str]:
        """The digests of the parts that its page shows."""
        return self.request.headers.get(PARTS, "").split()


def wanted(request: web.BaseRequest, languages: list[str], otherwise: str) -> str:
    """The language that somebody asks for, by the address or by their browser's settings."""
    asked = [request.query.get("language", "")]
    asked += request.headers.get("Accept-Language", "").split(",")
    for each in asked:
        code = nearest(each.partition(";")[0].strip(), languages)
        if code:
            return code
    return otherwise


def html(text: str, status: int = 200) -> web.Response:
    """A page."""
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def squeezed(request: web.BaseRequest, response: web.Response) -> web.Response:
    """The answer, compressed where the browser can read that."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.enable_compression(web.ContentCoding.gzip)
    return response


def see(url: str) -> web.Response:
    """Go on there, by a request that may be made again."""
    return web.Response(status=303, headers={**HEADERS, "Location": url})


def note(words: Words, key: str, status: int, *ways: tuple[str, str]) -> web.Response:
    """A page of one sentence with its title, and ways on: pairs of a label's key and an address."""
    named = [(words.text(label), url) for label, url in ways]
    texts = [words.text(key)]
    return html(note_text(words, words.text(f"{key}_title"), texts, named), status)


def note_text(words: Words, title: str, texts: list[str], ways: Any = ()) -> str:
    """Such a page, as text."""
    return page("note", words, title=title, texts=texts, ways=ways)


def file(request: web.Request, made: Upload, tag: str) -> web.Response:
    """A file; one that the browser has already is not sent again."""
    headers = {**HEADERS, "Cache-Control": "private, no-cache", "ETag": f'"{tag}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    way = "inline" if made.picture else "attachment"
    headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(made.name, safe='')}"
    kind = mimetypes.guess_type(made.name)[0] or "application/octet-stream"
    return web.Response(body=made.content, content_type=kind, headers=headers)
