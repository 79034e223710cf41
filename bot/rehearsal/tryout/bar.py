"""The bar above each page of a try-out: whose seat this is, and the clock.

Nothing else of a page is not the real thing. Whoever changes seats goes the way by which everybody
comes back from another device; so this browser is known as somebody else from then on.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from http.cookies import Morsel
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.platforms.refusals import NotTakenError, Refusal
from bot.platforms.server import Answer, Route, Web

HERE = Path(__file__).parent

LAYOUTS = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)

BELOW = re.compile(r"<header|<main")
"""What the bar stands above: a link that skips to the content stays the first on its page."""

AT = re.compile(r"\d{1,12}(\.\d{1,6})?")
"""A moment as the bar's form has it."""

SMALL = 4096
"""Bytes of a form of the bar."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the clock says, and the next moment that matters: in words, and in UTC seconds."""

    now: str
    then: str = ""
    at: float = 0.0


class BarredWeb(Web):
    """Our HTTP server, with the bar on whatever page it answers.

    `words` are those of the bar; `moment` asks the clock; `move` sets it to a moment. Before `seat`
    there is no bar.
    """

    def __init__(
        self,
        listen: str,
        words: Mapping[str, str],
        moment: Callable[[], Awaitable[Moment]],
        move: Callable[[float], Awaitable[None]],
    ) -> None:
        super().__init__(listen)
        self._words, self._moment, self._move = words, moment, move
        self._room = self._facilitator = self._citizen = ""
        self._cookie: Morsel[str] | None = None
        self._participant = ""

    def seat(self, room: str, facilitator: str, citizen: str = "") -> None:
        """The room's path, the facilitator's secret, and the path of the public round, if any."""
        self._room, self._facilitator, self._citizen = room, facilitator, citizen

    @asynccontextmanager
    async def at(self, method: str, path: str, route: Route) -> AsyncIterator[None]:
        """As without the bar, with it."""
        async with super().at(
            method, path, replace(route, answer=partial(self._with, route.answer))
        ):
            yield

    @asynccontextmanager
    async def moving(self) -> AsyncIterator[None]:
        """While this lasts, the bar's own forms are answered."""
        style = Route(_style)
        on, join = Route(self._on, SMALL, _from_here), Route(self._join, SMALL, _from_here)
        async with (
            super().at("GET", "/try/bar.css", style),
            super().at("POST", "/try/on", on),
            super().at("POST", "/try/join", join),
        ):
            yield

    # -- the bar on a page ---------------------------------------------------------------------

    async def _with(self, answer: Answer, request: web.Request) -> web.StreamResponse:
        response = await answer(request)
        if response.status == 404 and request.path == f"/back/{self._participant}":
            self._participant = ""  # erased by themselves, or sixty days after the results
            return self._nobody()
        self._remember(response)
        if isinstance(response, web.Response) and response.content_type == "text/html":
            text = response.text or ""
            if "<body" in text and (found := BELOW.search(text)):
                bar = await self._bar(request)
                response.text = f"{text[: found.start()]}{bar}\n{text[found.start() :]}"
        return response

    def _remember(self, response: web.StreamResponse) -> None:
        """Who this browser is from now on, if it was just told: whoever comes in takes part."""
        for cookie in response.cookies.values():
            if cookie["path"] != self._room:
                continue  # a citizen's, whom nobody knows
            self._cookie = cookie
            if cookie.value != self._facilitator:
                self._participant = cookie.value

    async def _bar(self, request: web.Request) -> str:
        return LAYOUTS.get_template("bar.html.j2").render(
            words=self._words,
            seat=self._seat(request),
            room=self._room,
            facilitator=self._facilitator,
            citizen=self._citizen,
            participant=self._participant,
            moment=await self._moment(),
            here=self._here(request.path),
        )

    def _seat(self, request: web.Request) -> str:
        """Whose page this is."""
        if request.path == self._citizen:
            return "citizen"
        if request.path.endswith("/screen"):
            return "screen"
        known = request.cookies.values()
        return "facilitator" if self._facilitator in known else "participant"

    def _here(self, path: str) -> str:
        """The page to come back to: this one, or the room for what is none of its pages."""
        ours = path.startswith(self._room) or path == self._citizen
        return path if ours else self._room

    # -- what its forms do ---------------------------------------------------------------------

    async def _on(self, request: web.Request) -> web.StreamResponse:
        """Set the clock to the moment that the form names: sent twice, it goes on once."""
        fields = dict(parse_qsl((await request.read()).decode(errors="replace")))
        at, here = fields.get("at", ""), fields.get("here", "")
        if AT.fullmatch(at):
            await self._move(float(at))
        return _see(self._here(here))

    async def _join(self, request: web.Request) -> web.StreamResponse:
        """The seat of somebody who does not take part yet: this browser is nobody."""
        return self._nobody()

    def _nobody(self) -> web.StreamResponse:
        response = _see(self._room)
        if self._cookie is not None:
            response.del_cookie(self._cookie.key, path=self._cookie["path"])
        return response


def _from_here(request: web.BaseRequest) -> None:
    """Raises `NotTakenError` for the form of another site."""
    if urlsplit(request.headers.get("Origin", "")).netloc != request.host:
        raise NotTakenError(Refusal.SIGNATURE)


def _see(path: str) -> web.Response:
    return web.Response(status=303, headers={"Location": path})


async def _style(request: web.Request) -> web.StreamResponse:
    return web.Response(text=(HERE / "bar.css").read_text("utf-8"), content_type="text/css")
