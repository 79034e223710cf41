"""How Slack's payloads come in, by Socket Mode or by HTTP, and when they are acknowledged.

Bolt checks and unpacks them. Behind its own checks there is one door for everything, so that no
kind of payload is left without an answer, and an acknowledgement says that what it means is
durable: what is not acknowledged, Slack sends again. A payload that asks for a page goes to
`pages`, which shows it at once or not at all.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.platforms.arrived import UNREADABLE
from bot.platforms.base import Incoming, Missed, Take
from bot.platforms.refusals import NotTakenError, Refusal
from bot.platforms.server import Route
from bot.platforms.slack import signature
from bot.platforms.slack.history import RETRIED, CatchingUp, Recent
from bot.platforms.slack.names import Names
from bot.platforms.slack.pages.forms import Forms
from bot.platforms.slack.pages.homes import Homes
from bot.platforms.slack.people import People
from bot.platforms.slack.reading import Me, looked, of_another_app, read
from bot.platforms.slack.socket_mode import Json, Socket

log = logging.getLogger("valuemap")
# Bolt and the SDK write whole payloads, people's words and all, into their logs.
for _library in ("slack_bolt", "slack_sdk"):
    logging.getLogger(_library).setLevel(logging.WARNING)
QUIET = logging.getLogger("slack_bolt.valuemap")
QUIET.setLevel(logging.ERROR)

REMOVED = ("app_uninstalled", "tokens_revoked")
"""After these we may be out. They come in any order, and the second for other tokens, too."""
LONGEST = 30 * 86_400.0
"""Seconds of an outage beyond which nothing is read again: the rounds are long over."""

LOOKS = 1800.0
"""Seconds between two looks into the histories by HTTP: what was written while we could not be
reached for longer than Slack tries waits no longer, and a large team costs a call every few
seconds. What has been taken is known by its id."""


class Intake:
    """The way in. `me` is set once Slack has told who we are.

    `removed` is called where Slack says that the app may have been removed.
    """

    def __init__(
        self,
        people: People,
        recent: Recent,
        forms: Forms,
        homes: Homes,
        names: Names,
        catching_up: CatchingUp,
        now: Callable[[], float],
        *,
        socket: Socket | None,
        signing_secret: str = "",
        removed: Callable[[], None] = lambda: None,
    ) -> None:
        self._removed = removed
        self._people = people
        self._recent = recent
        self._forms = forms
        self._homes = homes
        self._names = names
        self._catching_up = catching_up
        self._now = now
        self._socket = socket
        self._signing_secret = signing_secret
        self.missed: Callable[[], Awaitable[Missed]] | None = None
        self._at_start: Missed | None = None
        self._bolt = self._built(signing_secret)
        self._take: Take | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.me = Me()

    def _built(self, signing_secret: str) -> AsyncApp:
        async def authorize() -> AuthorizeResult:
            """Who we are, as learnt once: to ask again for a payload could cost that payload."""
            me = self.me
            return AuthorizeResult(
                enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot
            )

        bolt = AsyncApp(
            name=QUIET.name,
            logger=QUIET,
            signing_secret=signing_secret,
            request_verification_enabled=False,  # done before: see signature.py
            authorize=authorize,
            process_before_response=True,
        )
        bolt.error(_misshapen)
        bolt.use(self._arrived)
        return bolt

    async def listen(self, take: Take) -> None:
        """Hand everything that arrives to `take` until cancelled. Raises `RefusedError`.

        From its first step on: who was told that we are ready finds us so.
        """
        self._take, missed = take, self._at_start
        reading = [self._spawn(self._catch_up(missed))] if missed and missed.since else []
        reading += [] if self._socket else [self._spawn(self._look_now_and_then())]
        try:
            if self._socket:
                await self._socket.listen(self._enveloped, self._was_away)
            await asyncio.Event().wait()
        finally:
            self._take = None
            for each in reading:
                each.cancel()

    async def look_back(self) -> None:
        """Learn what may have been missed, before anything is heard."""
        self._at_start = await self.missed() if self.missed else None

    @property
    def serving(self) -> bool:
        """Whether there are people whose exercises are kept here, and under way."""
        return bool(self._at_start and self._at_start.addresses)

    async def _catch_up(self, missed: Missed) -> None:
        """Take what was written while nothing was heard."""
        since = max(missed.since - RETRIED, self._now() - LONGEST)
        await self._catching_up.read(replace(missed, since=since), self._history)

    async def _look_now_and_then(self) -> None:
        """By HTTP nobody tells us that we could not be reached: read what was written since."""
        while True:
            since = self._now()
            await asyncio.sleep(LOOKS)
            try:
                if self.missed:
                    await self._catch_up(replace(await self.missed(), since=since))
            except Exception as error:  # noqa: BLE001 - the next look is as good
                log.info("no history was read: %s", type(error).__name__)

    async def _history(self, body: Json) -> bool:
        """A payload that was read from a history; nothing is taken once nobody listens."""
        return self._take is None or await self._arrives(body, self._take)

    async def _was_away(self, seconds: float) -> None:
        """The connection is back after so long: what Slack no longer delivers is read."""
        if self.missed and seconds > RETRIED:
            missed = await self.missed()
            since = min(missed.since, self._now() - seconds)
            self._spawn(self._catch_up(replace(missed, since=since)))

    async def settle(self) -> None:
        """Wait for pages that are being shown."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _enveloped(self, payload: Json) -> bool:
        """A payload from the socket; True if it may be acknowledged: it would not get better."""
        made = partial(AsyncBoltRequest, mode="socket_mode", body=payload)
        answer = await self._answered(made)
        if answer.status == HTTPStatus.BAD_REQUEST:
            log.warning("a payload cannot be read")
        return bool(answer.status != HTTPStatus.SERVICE_UNAVAILABLE)

    async def _answered(self, made: Callable[[], AsyncBoltRequest]) -> BoltResponse:
        """The answer to a request; 400 where it is not as documented."""
        try:
            return await self._bolt.async_dispatch(made())
        except UNREADABLE as error:  # Bolt's, at a part of another kind
            return await _misshapen(error)

    @property
    def route(self) -> Route:
        """The way in by HTTP: for what Slack signed within five minutes."""
        return Route(self._delivered, signature.MOST, lambda r: signature.admit(r, self._now()))

    async def _delivered(self, request: web.Request) -> web.Response:
        """A payload by HTTP. Raises `NotTakenError` for one that is not genuine or misshapen."""
        body = await request.read()
        signature.check(request, body, self._signing_secret)
        answer = await self._answered(partial(signature.unpacked, request, body))
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise NotTakenError(Refusal.BODY)
        return await to_aiohttp_response(answer)

    async def _arrived(self, body: Json) -> BoltResponse:
        """The one door: 200 once it is durable or says nothing to us, else 503."""
        if self._take is None:
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if (body.get("event") or {}).get("type") in REMOVED:
            self._removed()
            return BoltResponse(status=HTTPStatus.OK)
        taken = await self._arrives(body, self._take)
        return BoltResponse(status=HTTPStatus.OK if taken else HTTPStatus.SERVICE_UNAVAILABLE)

    async def _arrives(self, body: Json, take: Take) -> bool:
        """Whether a payload may be acknowledged."""
        try:
            if of_another_app(body, self.me):
                log.warning("a payload of another app was set aside")
                return True
            body = await self._names.put(body, self.me.user)
            incoming, look = read(body, self.me, self._now()), looked(body, self.me, self._now())
        except UNREADABLE as error:
            log.warning("a payload cannot be read: %s", type(error).__name__)
            return True
        if look:
            self._spawn(self._show_home(look))
        return incoming is None or await self._taken(incoming, take)

    async def _taken(self, incoming: Incoming, take: Take) -> bool:
        """Whether it may be acknowledged."""
        self._note(incoming)
        try:
            known = await self._known(incoming)
            if known is None or await self._forms.show(known):
                return True
            if known.handle.get("home"):
                self._homes.pressed(known)
            return await take([known])
        except Exception:
            log.exception("what arrived could not be taken; events come again")
            return False

    def _note(self, incoming: Incoming) -> None:
        """Remember what it tells by the way: somebody's channel, a way to replace a message."""
        of = incoming.handle
        self._people.learn(of["user"], of.get("direct", ""))
        self._recent.tapped(of["channel"], of.get("ts", ""), of.get("response_url", ""))

    async def _known(self, incoming: Incoming) -> Incoming | None:
        """With the person's name, zone and language; None for a bot."""
        told = incoming.account
        if told is None:
            return incoming
        account = await self._people.account(told, str(incoming.handle["team"]))
        if account is None:
            return None
        return replace(incoming, account=replace(account, outside=account.outside or told.outside))

    async def _show_home(self, incoming: Incoming) -> None:
        if known := await self._known(incoming):
            self._homes.show(known)

    def _spawn(self, work: Any) -> "asyncio.Task[None]":
        task: asyncio.Task[None] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _misshapen(error: Exception) -> BoltResponse:
    """What Bolt itself stumbles over; what we do, the one door catches."""
    return BoltResponse(status=HTTPStatus.BAD_REQUEST)
