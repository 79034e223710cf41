"""Slack: our posts become its messages, its payloads our events. Translates, decides nothing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import nullcontext

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import (
    GONE,
    Incoming,
    Missed,
    PlatformError,
    Rates,
    RefusedError,
    Take,
    View,
)
from bot.platforms.outbound import STRAIGHT, Way
from bot.platforms.server import Route, Web
from bot.platforms.slack.blocks import Json, in_a_line
from bot.platforms.slack.errors import FAILURES, code, platform_error, refusal
from bot.platforms.slack.history import CatchingUp, Recent
from bot.platforms.slack.intake import QUIET, Intake
from bot.platforms.slack.manifest import PATH, lacking, scopes
from bot.platforms.slack.names import Names
from bot.platforms.slack.pages.forms import Forms
from bot.platforms.slack.pages.homes import Homes
from bot.platforms.slack.people import People
from bot.platforms.slack.reading import Me
from bot.platforms.slack.sending import SETTING, Sending
from bot.platforms.slack.socket_mode import Socket
from dialogs.core.events import Wrote
from dialogs.markup import plain

log = logging.getLogger("valuemap")

TIMEOUT = aiohttp.ClientTimeout(total=30, connect=10)


class Slack(Sending):
    """The Slack platform, in one workspace. A place is a channel; a person's address their id.

    `app_token` for Socket Mode; `signing_secret` and `web` for HTTP. `now` gives UTC seconds.
    Nothing that it raises or logs holds a token or what people said.
    """

    name = "slack"
    path = PATH
    rates = Rates()  # its methods have rates, not its chats: see Tier in errors.py

    def __init__(
        self,
        token: str,
        api_base_url: str,
        now: Callable[[], float],
        *,
        app_token: str = "",
        signing_secret: str = "",
        web: Web | None = None,
        way: Way = STRAIGHT,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        client = AsyncWebClient(token, api_base_url, retry_handlers=[], logger=QUIET)
        # The library would take a proxy from the environment; the session knows the way.
        client.proxy = None
        self._way = way
        super().__init__(client, People(client, now, monotonic), Recent(now), monotonic)
        self._forms = Forms(self._client, self.reply)
        self._homes = Homes(self._client, monotonic)
        self._socket = Socket(client, app_token, sleep, monotonic=monotonic) if app_token else None
        names, catching_up = Names(client, self._people), CatchingUp(client, self._people, sleep)
        self._intake = Intake(
            self._people, self._recent, self._forms, self._homes, names, catching_up, now,
            socket=self._socket, signing_secret=signing_secret, removed=self.ask,
        )  # fmt: skip
        self._web = web

    async def connect(self) -> None:
        """Learn who we are, check what we may do, open the socket.

        Raises `RefusedError` for a bad token or a missing scope, `PlatformError` out of reach.
        """
        if self._client.session is None:
            way = self._way.session(self._client.base_url)
            self._client.session = aiohttp.ClientSession(timeout=TIMEOUT, **way)
        try:
            answer = await self._client.auth_test()
        except FAILURES as error:
            raise (refusal(error, SETTING) or platform_error(error)) from None
        told = answer.headers.get("x-oauth-scopes", "")
        if missing := lacking(told):
            reason = f"the app lacks {missing}; reinstall it with what `valuemap manifest` prints"
            raise RefusedError(SETTING, reason)
        self.granted = scopes(told)
        bot, enterprise = str(answer["bot_id"] or ""), str(answer.get("enterprise_id") or "")
        app = await self._app(bot)
        me = Me(str(answer["team_id"]), str(answer["user_id"]), bot, app, enterprise)
        self._intake.me, self._people.team = me, me.team
        self._people.enterprise = enterprise
        await self._intake.look_back()
        if self._socket:
            await self._socket.open(serving=self._intake.serving)

    async def _app(self, bot: str) -> str:
        """The id of our app, which every payload names; empty where Slack does not say now."""
        try:
            return str((await self._client.bots_info(bot=bot))["bot"]["app_id"])
        except (*FAILURES, KeyError, TypeError) as error:
            log.warning("payloads of other apps are not told apart: %s", code(error))
            return ""

    async def listen(self, take: Take) -> None:
        """Hand everything that arrives to `take` until cancelled. Raises `RefusedError`."""
        there = self._web.at("POST", self.path, self.route) if self._web else nullcontext()
        async with there:
            self._refusal = asyncio.get_running_loop().create_future()
            intake = asyncio.ensure_future(self._intake.listen(take))
            try:
                await asyncio.wait((intake, self._refusal), return_when=asyncio.FIRST_COMPLETED)
                (self._refusal if self._refusal.done() else intake).result()
            finally:
                asking = [self._asking] if self._asking else []
                for task in (intake, *asking):
                    task.cancel()
                await asyncio.gather(intake, *asking, return_exceptions=True)

    @property
    def route(self) -> Route:
        """The way in by HTTP, at `path`."""
        return self._intake.route

    async def close(self) -> None:
        """Let go of connections."""
        await self._intake.settle()
        await self._homes.settle()
        if self._socket:
            await self._socket.close()
        session, self._client.session = self._client.session, None
        if session is not None:
            await session.close()

    def silence(self) -> float | None:
        """Seconds since the socket was lost, 0 while it is there; None where Slack comes to us."""
        return self._socket.silence() if self._socket else None

    def show_pages(self, view: View) -> None:
        """From here on this says what is on a form or a Home tab."""
        self._forms.view = self._homes.view = view

    def page_changed(self, address: str) -> None:
        """What somebody reads in private says something else, and their Home tab with it."""
        self._homes.changed(address)

    def show_missed(self, missed: Callable[[], Awaitable[Missed]]) -> None:
        """From here on this says what may have been missed."""
        self._intake.missed = missed

    async def reply(self, incoming: Incoming, text: str) -> None:
        """Say something to one person alone; in their direct chat, to what they wrote there."""
        if not text:
            return
        if self._homes.tell(incoming, text) or await self._forms.tell(incoming, plain(text)):
            return
        of = incoming.handle
        content: Json = {"text": in_a_line(text)}
        if url := of.get("response_url"):
            whispered = {"response_type": "ephemeral", "replace_original": False, **content}
            if await self._respond(url, whispered):
                return
        with self._watched():
            if isinstance(incoming.event, Wrote) and not incoming.place:
                thread = {"thread_ts": of["thread"]} if of.get("thread") else {}
                await self._client.chat_postMessage(channel=of["user"], **thread, **content)
                return
            channel = of["channel"] or await self._people.channel(of["user"])
            await self._client.chat_postEphemeral(channel=channel, user=of["user"], **content)

    async def entitled(self, place: str, account: str) -> bool:
        """Whether this account administers the workspace or made the channel.

        Raises a `PlatformError` that is `unreachable` where we are not in the channel.
        """
        user = account.partition(":")[2]
        with self._watched():
            channel = (await self._client.conversations_info(channel=place))["channel"]
        if not channel.get("is_member"):
            raise PlatformError("not_in_channel", GONE)
        if channel.get("creator") == user:
            return True
        known = await self._people.profile(user, fresh=True)
        return known.administrator and not known.outside

    async def member(self, place: str, account: str) -> bool:
        """Whether this account is in the channel. Who was a minute ago is not asked about again."""
        with self._watched():
            return await self._people.inside(place, account.partition(":")[2])
