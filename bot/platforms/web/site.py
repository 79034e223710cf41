"""The site: which path is answered by what, and the one way in for everything that fails.

`reading` has the pages that change nothing, `acting` what forms do.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from bot.platforms.base import Take
from bot.platforms.public import Public
from bot.platforms.refusals import NotTakenError, Refusal
from bot.platforms.server import Route
from bot.platforms.web import acting, public, reading, visit
from bot.platforms.web.forms import MOST, FormError
from bot.platforms.web.limits import REQUESTS, Limit
from bot.platforms.web.visit import SayError, Visit
from dialogs.words import Words

if TYPE_CHECKING:
    from bot.platforms.web.adapter import Website

log = logging.getLogger("valuemap")

Handler = Callable[["Site", Visit], Awaitable[web.StreamResponse]]

READS: dict[str, Handler] = {
    "": reading.room,
    "in": reading.entered,
    "events": reading.events,
    "file": reading.file,
    "link": reading.link,
    "invite": reading.invite,
    "screen": reading.screen,
    "setup": reading.setup,
}
"""What is shown in a room, by what follows its place in the path."""

ACTS: dict[str, Handler] = {
    "join": acting.join,
    "tap": acting.tap,
    "write": acting.write,
    "leave": acting.leave,
    "setup": acting.fill,
    "mail": acting.mail,
}
"""What forms do in a room."""


class Site:
    """Answers browsers; `take` takes what they send."""

    def __init__(self, website: "Website", take: Take) -> None:
        self.web = website
        self.door = website.door
        self.rooms = website.rooms
        self.take = take

    def routes(self) -> Iterator[tuple[str, str, Route]]:
        """Method, path and route of all that is answered."""
        for method, path, handler in (
            ("GET", "/", reading.home),
            ("POST", "/", acting.start),
            ("GET", "/back/*", reading.back),
            ("POST", "/back/*", acting.back),
            ("GET", "/assets/*", reading.asset),
            ("GET", "/public/*", public.show),
            ("POST", "/public/*", public.act),
        ):
            yield method, path, self._route(method, partial(self._answer, handler))
        for method, table in (("GET", READS), ("POST", ACTS)):
            yield method, "/room/*", self._route(method, partial(self._in_room, table))

    @property
    def public(self) -> Public:
        """The public rounds."""
        return self.web.public

    def _route(
        self, method: str, answer: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Route:
        return Route(answer, MOST if method == "POST" else 0, page=self._refused)

    async def _in_room(self, table: dict[str, Handler], request: web.Request) -> web.StreamResponse:
        """What is asked for in a room."""
        place, *rest = request.path.removeprefix("/room/").split("/")
        handler = table.get(rest[0] if rest else "", _nothing)
        return await self._answer(handler, request, place, tuple(rest[1:]))

    async def _answer(
        self, handler: Handler, request: web.Request, place: str = "", rest: tuple[str, ...] = ()
    ) -> web.StreamResponse:
        """The answer; whatever goes wrong is said on a page."""
        visited = Visit(request, place, rest)
        try:
            self.within(visited, REQUESTS)
            return await handler(self, visited)
        except SayError as error:
            return visit.note(self.words(visited), error.key, error.status, *error.ways)
        except FormError as error:
            return visit.note(self.words(visited), error.key, 400, *visited.ways)
        except (ConnectionError, NotTakenError):
            raise  # nobody is left to answer, or the server answers
        except Exception:
            if self.web.refusals.count(Refusal.MISTAKE):  # who asks again and again fills no disk
                log.exception("a page could not be made")
            return visit.note(self.words(visited), "web.not_saved", 503, *visited.ways)

    def within(self, visited: Visit, limit: Limit, who: str = "") -> None:
        """Count one more of these, of somebody or of an address. Raises `SayError` for too many."""
        if not self.web.limits.allow(limit, who or self.door.address(visited.request)):
            raise SayError("web.too_many", 429, *visited.ways)

    def words(self, visited: Visit) -> Words:
        """The words of somebody of whom only their browser's settings are known."""
        return self.words_for(visited.request)

    def words_for(self, request: web.BaseRequest) -> Words:
        """The words in the language that a browser asks for."""
        known = self.rooms.words
        return known[visit.wanted(request, list(known), next(iter(known)))]

    def _refused(self, request: web.BaseRequest, why: Refusal) -> str:
        """The page for what the server does not take."""
        words = self.words_for(request)
        key = "web.too_large" if why is Refusal.SIZE else "web.refused"
        return visit.note_text(words, words.text("web.refused_title"), [words.text(key)])


async def _nothing(site: Site, visited: Visit) -> web.StreamResponse:
    raise SayError("web.no_room", 404, ("web.to_start", "/"))
