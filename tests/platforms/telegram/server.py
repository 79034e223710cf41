"""A strict Telegram of our own: the Bot API over HTTP, and the people behind it.

An unmodified python-telegram-bot talks to it. It refuses what Telegram refuses, in the same words,
keeps updates until they are confirmed, and breaks on demand. In a test:

    async with TelegramServer() as server:
        ana = server.user(1, "Ana Mohammed", "es")
        team = server.group(-5, "Team", admins=[ana])
        ...the bot is given server.token, server.base_url, server.file_url
        team.add_bot(by=ana)
        await server.until(lambda: team.heard)
        ana.tap(team.last, "Set it up")

In memory, nothing is kept. As a process of its own: `python -m tests.platforms.telegram_server
--port 8081`; then the people are reached over HTTP, see telegram_control.py.
"""

import argparse
import asyncio
import json
import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Self

from aiohttp import web

from tests.platforms.strict import Call, Fault, StrictServer
from tests.platforms.telegram.control import add_routes
from tests.platforms.telegram.methods import Methods, Params, Refusal, standing
from tests.platforms.telegram.people import (
    Attachment,
    Chat,
    Group,
    Tapped,
    User,
)

TOKEN = "123456789:AAErfundenesTokenNurFuerTests_0123456"
DEFAULT_KINDS = {"message", "edited_message", "callback_query", "my_chat_member"}
RIVAL_PAUSE = 0.05
"""Seconds until a rival polls again after it was ended."""


class TelegramServer(StrictServer):
    """The server and everything in it. `clock` gives UTC seconds.

    `fail` also takes any status, "500", "400 Some words": Telegram's own JSON.
    """

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "valuemap_bot",
        clock: Callable[[], float] = time.time,
        port: int = 0,
    ) -> None:
        super().__init__(clock)
        self.token = token
        self.username = username
        self.port = port
        self.users: dict[int, User] = {}
        self.groups: dict[int, Group] = {}
        self.queries: dict[str, Tapped] = {}
        self.updates: list[Params] = []
        self.webhook = ""
        self.privacy = True
        self.limits = False
        self.revoked = False
        self.nulls = False
        """Whether what is absent is written as null."""
        self.query_lifetime = 60.0
        self.confirmed_to = 0
        self._kinds = DEFAULT_KINDS
        self._numbers = 100
        self._polls = 0
        self._rival: asyncio.Task[None] | None = None
        self._waiting = 0
        self._methods = Methods(self)
        self._runner: web.AppRunner | None = None

    # --- the house -----------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.come_up()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop_rival()
        await self.go_down()

    async def come_up(self) -> None:
        """Listen, at the same port as before if there was one."""
        app = web.Application(client_max_size=60 * 1024**2)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        add_routes(app, self)
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
            self._polls += 1
            self.changed()
            await runner.cleanup()

    @property
    def base_url(self) -> str:
        """What TELEGRAM_API_BASE_URL should be."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def file_url(self) -> str:
        """What TELEGRAM_FILE_BASE_URL should be."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    # --- people ----------------------------------------------------------------------------------

    def user(self, number: int, name: str = "", language: str = "en") -> User:
        """Somebody, made when first asked for."""
        if number not in self.users:
            self.users[number] = User(self, number, name or f"Person {number}", language)
        return self.users[number]

    def group(
        self, number: int, title: str = "Team", admins: Iterable[User] = (), forum: bool = False
    ) -> Group:
        """A group, made when first asked for. The first administrator owns it."""
        if number not in self.groups:
            self.groups[number] = Group(self, number, title, admins, forum)
        return self.groups[number]

    def chat(self, number: int) -> Chat | None:
        """A private chat or a group by its number."""
        return self.users.get(number) or self.groups.get(number)

    @property
    def menus(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """The commands that are shown, with what they say, by scope and language."""
        return self._methods.commands

    def me(self) -> Params:
        """The bot itself."""
        number = int(self.token.split(":")[0])
        return {"id": number, "is_bot": True, "first_name": "Valuemap", "username": self.username}

    # --- what happens, and what waits for it -----------------------------------------------------

    @property
    def idle(self) -> bool:
        """Whether all that happened is confirmed and the bot is waiting for more."""
        return not self.updates and self._waiting > 0

    def said(self) -> list[str]:
        """Everything said, chat by chat."""
        chats = [*self.users.values(), *self.groups.values()]
        return [str(message) for chat in chats for message in chat.every]

    def waiting(self) -> object:
        """What the bot has not confirmed."""
        return self.updates

    @property
    def refusals(self) -> list[Call]:
        """The calls that Telegram would refuse: a bot in order makes none."""
        return [call for call in self.journal if 400 <= call.status < 500]

    def push(self, kind: str, content: Any) -> int:
        """Put an update in the queue, whole and sound or not; gives its number."""
        self._numbers += 1
        if kind in self._kinds:
            self.updates.append({"update_id": self._numbers, kind: content})
        self.changed()
        return self._numbers

    def push_broken(self) -> int:
        """An update that says it is a message and is not."""
        return self.push("message", {"message_id": "?", "chat": None, "date": []})

    def push_again(self, update: Params) -> None:
        """The same update once more, as Telegram does after trouble of its own."""
        self.updates.append(update)
        self.changed()

    def push_standing(
        self, chat: Any, by: Params, before: str, after: str, user: Params | None = None
    ) -> None:
        """The standing of the bot, or of a user, in a chat changed."""
        change = {"chat": chat.json(), "from": by, "date": int(self.clock())}
        old, new = (standing(status, user or self.me()) for status in (before, after))
        kind = "chat_member" if user else "my_chat_member"
        self.push(kind, {**change, "old_chat_member": old, "new_chat_member": new})

    def new_number(self) -> int:
        """A number that nothing has yet."""
        self._numbers += 1
        return self._numbers

    def new_query(self) -> str:
        """The number of a new callback query."""
        return str(4_000_000_000 + len(self.queries))

    # --- another process -------------------------------------------------------------------------

    def start_rival(self, *, steals: bool = False) -> None:
        """Another process polls with the same token; `steals`: it confirms what it gets.

        Telegram knows no first and no second: who waits is ended by who comes, the rival as well,
        which comes back.
        """
        self.stop_rival()
        self._rival = asyncio.get_running_loop().create_task(self._compete(steals))

    def stop_rival(self) -> None:
        """The other process ends."""
        if self._rival:
            self._rival.cancel()
            self._rival = None

    async def _compete(self, steals: bool) -> None:
        while True:
            self._polls += 1
            mine = self._polls
            self.changed()
            while self._polls == mine:
                if steals:
                    self.updates.clear()
                await self._change.wait()
            await asyncio.sleep(RIVAL_PAUSE)

    # --- HTTP ------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        """One call: into the journal, through the planned trouble, to the method and back."""
        method = request.match_info["method"]
        call = Call(self.clock(), method, await _parameters(request))
        self.journal.append(call)
        fault = self.fault(method, call.params)
        try:
            if fault and not fault.after and (answer := await self._break(request, fault, call)):
                return answer
            answer = await self._answer(request.match_info["token"], call)
            broken = await self._break(request, fault, call) if fault and fault.after else None
            return broken or answer
        finally:
            self.changed()

    async def _answer(self, token: str, call: Call) -> web.Response:
        try:
            self._check_token(token)
            call.result = await self._do(call)
        except Refusal as refusal:
            call.status, call.error = refusal.status, refusal.description
            return _refused(refusal)
        call.status = 200
        return web.json_response({"ok": True, "result": call.result})

    def _check_token(self, token: str) -> None:
        if not re.fullmatch(r"\d+:[\w-]{20,}", token):
            raise Refusal(404, "Not Found")
        if token != self.token or self.revoked:
            raise Refusal(401, "Unauthorized")

    async def _do(self, call: Call) -> Any:
        if call.method == "getUpdates":
            return await self._get_updates(call.params)
        name = re.sub(r"(?=[A-Z])", "_", call.method).lower()
        method = getattr(self._methods, name, None)
        if method is None or name.startswith("_"):
            raise Refusal(404, "Not Found")
        return method(call.params)

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
            call.status = int(words)
            page = f"<html><h1>{words}</h1></html>"
            return web.Response(status=call.status, text=page, content_type="text/html")
        call.status = int(what)
        wait = {"retry_after": int(words)} if what == "429" else {}
        return _refused(Refusal(int(what), words or "Internal Server Error", **wait))

    # --- updates ---------------------------------------------------------------------------------

    async def _get_updates(self, call: Params) -> list[Params]:
        """Confirms what is below the offset; waits for the rest; ends an older poll.

        Only a poll that waits ends another; one that has its answer at once does not.
        """
        now = asyncio.get_running_loop().time
        patience = min(50.0, float(call.get("timeout", 0)))
        self._confirm(int(call.get("offset", 0)))
        self._polls += patience > 0 and not self.updates
        mine, deadline = self._polls, now() + patience
        self.changed()
        if allowed := call.get("allowed_updates"):
            self._kinds = set(json.loads(allowed) if isinstance(allowed, str) else allowed)
        self._waiting += 1
        try:
            while not self.updates and deadline - now() > 1e-6:  # less is no wait at all
                self._check_alone(mine)
                with suppress(TimeoutError):
                    remaining = deadline - now()
                    await asyncio.wait_for(self._change.wait(), remaining)
            self._check_alone(mine)
        finally:
            self._waiting -= 1
        return self.updates[: int(call.get("limit", 100))]

    def _confirm(self, offset: int) -> None:
        self.confirmed_to = max(self.confirmed_to, offset - 1)
        self.updates = [each for each in self.updates if each["update_id"] >= offset]

    def _check_alone(self, mine: int) -> None:
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
                "to delete the webhook first",
            )
        if self._polls != mine:
            raise Refusal(
                409,
                "Conflict: terminated by other getUpdates request; make sure that only one bot "
                "instance is running",
            )


async def _parameters(request: web.Request) -> Params:
    """The parameters of a call, however they came; files as `Attachment`."""
    if request.content_type == "application/json":
        return dict(await request.json())
    form = {**request.query, **await request.post()}
    return {name: _value(name, value) for name, value in form.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, web.FileField):
        with value.file as file:
            return Attachment(name, value.filename, file.read())
    return value


def _refused(refusal: Refusal) -> web.Response:
    body: Params = {
        "ok": False,
        "error_code": refusal.status,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)


async def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--limits", action="store_true", help="keep to Telegram's rates")
    asked = parser.parse_args()
    async with TelegramServer(token=asked.token, port=asked.port) as server:
        server.limits = asked.limits
        print(f"TELEGRAM_BOT_TOKEN={server.token}")
        print(f"TELEGRAM_API_BASE_URL={server.base_url}")
        print(f"TELEGRAM_FILE_BASE_URL={server.file_url}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
