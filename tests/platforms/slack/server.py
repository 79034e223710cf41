"""A strict Slack of our own: Web API, Socket Mode, signed HTTP, uploads, and the people behind it.

An unmodified slack-bolt and slack-sdk talk to it. It refuses what Slack refuses, by the same codes;
what is not acknowledged within three seconds is sent again if it is an event, and lost if somebody
pressed a button. In a test:

    async with SlackServer() as server:
        ana = server.user("U1", "Ana Mohammed")
        team = server.channel("C1", "team", creator=ana)
        ...the bot is given server.token, server.app_token, server.base_url
        team.add_bot(by=ana)
        await server.until(lambda: team.heard)
        ana.tap(team.last, "Set it up")

By HTTP instead of the socket: set `server.deliver_to` to the bot's address.
In memory, nothing is kept.
"""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import web

from tests.platforms.slack.check import Refusal, read
from tests.platforms.slack.delivery import Delivery, Outbound
from tests.platforms.slack.methods import Methods
from tests.platforms.slack.people import Channel, Chat, Json, Message, User
from tests.platforms.strict import Call, Fault

TOKEN = "-".join(("xoxb", "11111", "not", "a", "real", "token"))
APP_TOKEN = "-".join(("xapp", "1", "not", "a", "real", "token"))
ALL_SCOPES = {
    *("chat:write", "commands", "im:write", "im:history", "users:read", "channels:read"),
    *("groups:read", "files:write", "app_mentions:read", "pins:write"),
}


@dataclass(slots=True)
class Answering:
    """Where a response_url leads."""

    user: User
    message: Message | None
    chat: Chat | None
    until: float
    uses: int = 5


@dataclass(slots=True)
class Trigger:
    user: User
    until: float
    used: bool = False


class SlackServer(Outbound):
    """The server and everything in it. `clock` gives UTC seconds.

    `fail` also takes any of Slack's codes, "internal_error", and the methods "answer" and "upload".
    """

    team = "T0TEST"
    bot = "U0BOT"
    bot_id = "B0BOT"

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        port: int = 0,
    ) -> None:
        super().__init__(clock)
        self.token = TOKEN
        self.app_token = APP_TOKEN
        self.monotonic = monotonic
        self.port = port
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.scopes = set(ALL_SCOPES)
        self.gaps = False
        self.limits = False
        self.revoked = False
        self.removed = False
        """Whether the app is not installed, see `uninstall`."""
        self.enterprise = ""
        """The id of the organization (E…) that the workspace is part of."""
        self.files_refused = ""
        """The code by which uploads are refused, such as "file_uploads_disabled"."""
        self.tells_of_deactivated = True
        """Whether a post to somebody without an account is refused. The real Slack takes it."""
        self.trigger_lifetime = 3.0
        self.sockets = ""
        """Where its sockets are said to be, if not here."""
        self._answers: dict[str, Answering] = {}
        self._triggers: dict[str, Trigger] = {}
        self._methods = Methods(self)
        self._runner: web.AppRunner | None = None

    # --- the house -----------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.come_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.give_up()
        await self.go_down()

    async def come_up(self) -> None:
        """Listen, at the same port as before if there was one."""
        app = web.Application(client_max_size=60 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._serve)
        app.router.add_get("/socket/{ticket}", self.line)
        app.router.add_post("/answer/{number}", self._answered)
        app.router.add_post("/upload/{file}", self._uploaded)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def go_down(self) -> None:
        """An outage: connections end, and new ones are refused, until `come_up`."""
        runner, self._runner = self._runner, None
        if runner is not None:
            self.cut()
            await runner.cleanup()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What SLACK_API_BASE_URL should be."""
        return f"{self.root}/api/"

    # --- people ----------------------------------------------------------------------------------

    def user(self, user: str, name: str = "", **profile: Any) -> User:
        """Somebody, made when first asked for; more of `users.info` as needed."""
        if user not in self.users:
            self.users[user] = User(self, user, name or f"Person {user}", **profile)
        return self.users[user]

    def channel(
        self, channel: str, title: str = "team", creator: User | None = None, private: bool = False
    ) -> Channel:
        """A channel, made when first asked for."""
        if channel not in self.channels:
            self.channels[channel] = Channel(self, channel, title, creator, private=private)
        return self.channels[channel]

    def colleague(self, user: str, name: str = "", team: str = "T0OTHER") -> User:
        """Somebody of another workspace of the same organization, which this makes one of."""
        self.enterprise = self.enterprise or "E0TEST"
        return self.user(user, name, team_id=team)

    def group_message(self, channel: str, *members: User) -> Channel:
        """A direct message of several people. The app cannot be in there, commands can."""
        title = f"mpdm-{'--'.join(each.brief()['name'] for each in members)}-1"
        found = Channel(self, channel, title, None, private=True, members_only=True)
        found.members = {each.id: each for each in members}
        return self.channels.setdefault(channel, found)

    def organization(self) -> Json:
        """How the organization is named, where there is one."""
        return {"enterprise_id": self.enterprise} if self.enterprise else {}

    def uninstall(self) -> None:
        """Remove the app from the workspace: every call is refused until `reinstall`."""
        self.removed = True
        self.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.bot]}})
        self.event({"type": "app_uninstalled"})

    def reinstall(self, token: str = "") -> None:
        """Install it again, with a new token if one is given."""
        self.removed, self.token = False, token or self.token

    def by(self) -> Json:
        """Who wrote the bot's messages."""
        return {"user": self.bot, "bot_id": self.bot_id, "app_id": self.app_id}

    def stamp(self) -> str:
        """A ts, of which there is no second."""
        return f"{int(self.clock())}.{self.number():06d}"

    # --- what happens, and what waits for it -----------------------------------------------------

    def said(self) -> list[str]:
        """Everything said, chat by chat."""
        chats: list[Chat] = [*self.users.values(), *self.channels.values()]
        lines = [str(message) for chat in chats for message in chat.every]
        return [
            *lines,
            *(f"whispered to {u.name}: {w}" for u in self.users.values() for w in u.whispers),
        ]

    def waiting(self) -> object:
        """What the bot has not acknowledged."""
        left = [each for each in self.deliveries if not (each.acknowledged or each.failed)]
        return [str(each.payload)[:400] for each in left]

    @property
    def refusals(self) -> list[Call]:
        """The calls that Slack would refuse: a bot in order makes none."""
        return [call for call in self.journal if call.error]

    # --- what people do --------------------------------------------------------------------------

    def event(self, event: Json) -> Delivery:
        """Something the app is told of."""
        number = f"Ev{self.number():06d}"
        about = {"team_id": self.team, "api_app_id": self.app_id, "event_time": int(self.clock())}
        about |= self.organization()
        body = {"type": "event_callback", "event_id": number, **about, "event": event}
        return self.deliver("events_api", body)

    def command(self, user: User, channel: str, name: str, command: str, text: str) -> Json:
        """Somebody typed a slash command."""
        brief = user.brief()
        who = {"user_id": user.id, "user_name": brief["name"], "team_id": brief["team_id"]}
        where = {"channel_id": channel, "channel_name": name, "team_domain": "test"}
        said = {"command": command, "text": text, "api_app_id": self.app_id}
        said |= {"enterprise_name": "Test", **self.organization()} if self.enterprise else {}
        trigger = {"trigger_id": self._trigger(user), "is_enterprise_install": "false"}
        answer = {"response_url": self._answer_at(user, None, self._chat(channel))}
        body = {**who, **where, **said, **trigger, **answer}
        return self.deliver("slash_commands", body).payload

    def press(self, user: User, message: Message, action: Json) -> Json:
        """Somebody pressed a button of a message."""
        chat = message.chat
        where = {"id": chat.channel, "name": getattr(chat, "shown", "directmessage")}
        about = {"message_ts": message.ts, "channel_id": where["id"], "is_ephemeral": False}
        body = {
            **self._interaction(user, action),
            "container": {"type": "message", **about},
            "channel": where,
            "message": message.json(),
            "response_url": self._answer_at(user, message, message.chat),
        }
        return self.deliver("interactive", body).payload

    def press_page(self, user: User, view: Json, action: Json) -> Json:
        """Somebody pressed, or chose, something in a view."""
        container = {"type": "view", "view_id": view["id"]}
        body = {**self._interaction(user, action), "container": container, "view": view}
        return self.deliver("interactive", body).payload

    def _interaction(self, user: User, action: Json) -> Json:
        return {
            "type": "block_actions",
            "user": user.brief(),
            "api_app_id": self.app_id,
            "team": {"id": self.team, "domain": "t", **self.organization()},
            "trigger_id": self._trigger(user),
            "actions": [{**action, "action_ts": self.stamp()}],
        }

    def _chat(self, channel: str) -> Chat | None:
        return next(
            (c for c in [*self.users.values(), *self.channels.values()] if c.channel == channel),
            None,
        )

    def _trigger(self, user: User) -> str:
        number = f"{self.number()}.{self.team}.{hashlib.sha256(user.id.encode()).hexdigest()[:8]}"
        self._triggers[number] = Trigger(user, self.monotonic() + self.trigger_lifetime)
        return number

    def spend_trigger(self, number: str) -> User:
        """Whose trigger this is; it works once, and for three seconds."""
        trigger = self._triggers.get(number)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if trigger.until < self.monotonic():
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def _answer_at(self, user: User, message: Message | None, chat: Chat | None) -> str:
        number = f"{self.number()}x{len(self._answers)}"
        self._answers[number] = Answering(user, message, chat, self.monotonic() + 1800)
        return f"{self.root}/answer/{number}"

    # --- HTTP ------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        """One call: into the journal, through the planned trouble, to the method and back."""
        method = request.match_info["method"]
        call = Call(self.clock(), method, await _parameters(request))
        return await self._through(request, call, lambda: self._answer(request, call))

    async def _through(
        self, request: web.Request, call: Call, work: Callable[[], web.Response]
    ) -> web.StreamResponse:
        self.journal.append(call)
        fault = self.fault(call.method, call.params)
        try:
            if fault and not fault.after and (answer := await self._break(request, fault, call)):
                return answer
            answer = work()
            broken = await self._break(request, fault, call) if fault and fault.after else None
            return broken or answer
        finally:
            self.changed()

    def _answer(self, request: web.Request, call: Call) -> web.Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self.scopes))}
        try:
            self._check_token(request, call)
            self._methods.check_scope(call.method)
            if self.limits:
                self._methods.check_rate(call.method, call.params)
            call.result = self._do(call)
        except Refusal as refusal:
            return _refused(call, refusal)
        call.status = 200
        return web.json_response({"ok": True, **call.result}, headers=headers)

    def _check_token(self, request: web.Request, call: Call) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        given = given or str(call.params.pop("token", ""))
        if not given:
            raise Refusal("not_authed")
        if call.method == "apps.connections.open":
            if given != self.app_token:
                bot = given.startswith("xoxb")
                raise Refusal("not_allowed_token_type" if bot else "invalid_auth")
        elif self.removed:
            raise Refusal("account_inactive")
        elif self.revoked:
            raise Refusal("token_revoked")
        elif given != self.token:
            raise Refusal("invalid_auth")

    def _do(self, call: Call) -> Json:
        if call.method == "apps.connections.open":
            return {
                "url": f"{self.sockets or self.root.replace('http', 'ws')}/socket/{self.ticket()}"
            }
        name = re.sub(r"(?=[A-Z])", "_", call.method.replace("URL", "Url")).replace(".", "_")
        method = getattr(self._methods, name.lower(), None)
        if method is None or "." not in call.method:
            raise Refusal("unknown_method")
        result: Json = method(call.params)
        return result

    async def _break(self, request: web.Request, fault: Fault, call: Call) -> web.Response | None:
        """The answer that a fault gives instead; None to go on."""
        call.error = fault.how
        what, _, words = fault.how.removesuffix(" after").partition(" ")
        if what == "hold":
            fault.arrived.set()
            await fault.released.wait()
            return None
        if what == "drop":
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if what == "garbage":
            return web.Response(text='{"ok": tru', content_type="application/json")
        if what == "502":
            what, words = "page", "502"
        if what == "page":
            page = f"<html><h1>{words}</h1></html>"
            return web.Response(status=int(words), text=page, content_type="text/html")
        if what == "429":
            return _refused(call, Refusal("ratelimited", 429, retry_after=float(words or 1)))
        return _refused(call, Refusal(what))

    async def _answered(self, request: web.Request) -> web.StreamResponse:
        """Something was said to a response_url."""
        call = Call(self.clock(), "answer", await request.json())
        found = self._answers.get(request.match_info["number"])
        return await self._through(request, call, lambda: self._taken(call, found))

    def _taken(self, call: Call, at: Answering | None) -> web.Response:
        try:
            self._say_at(at, call.params)
        except Refusal as refusal:
            return _refused(call, refusal)
        call.status = 200
        return web.json_response({"ok": True})

    def _say_at(self, at: Answering | None, content: Json) -> None:
        if at is None or at.until < self.monotonic():
            raise Refusal("expired_url", 404)
        if at.uses < 1:
            raise Refusal("used_url", 404)
        at.uses -= 1
        if content.get("replace_original"):
            if at.message is None or at.message.deleted:
                raise Refusal("message_not_found", 404)
            self._methods.replace(at.message, content)
        elif content.get("response_type", "ephemeral") == "ephemeral":
            at.user.whispers.append(read(content["text"]))
        elif at.chat is not None:
            at.chat.add(raw=content["text"], blocks=content.get("blocks") or [])

    async def _uploaded(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        call = Call(self.clock(), "upload", {"length": len(content)})
        file = request.match_info["file"]

        def work() -> web.Response:
            try:
                self._methods.uploaded(file, content)
            except Refusal as refusal:
                return _refused(call, refusal)
            return web.Response(text=f"OK - {len(content)}")

        return await self._through(request, call, work)


async def _parameters(request: web.Request) -> Json:
    """The parameters of a call, however they came."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}


def _refused(call: Call, refusal: Refusal) -> web.Response:
    call.status, call.error = refusal.status, refusal.code
    if why := refusal.more.get("why"):
        call.error += f": {why}"
    wait = {"Retry-After": f"{refusal.retry_after:g}"} if refusal.retry_after else {}
    body = {"ok": False, "error": refusal.code, **refusal.more}
    return web.json_response(body, status=refusal.status, headers=wait)
