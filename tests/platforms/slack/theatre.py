"""People of a strict local Slack on the theatre of the scenarios.

Everything goes through the real adapter. Only names are exchanged on the way, so that what comes
of it can be held against the other platforms: user U5 is account 5, channel C5 is group -5.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.platforms.base import Incoming, Missed
from bot.platforms.seal import bare
from bot.platforms.server import Web
from bot.platforms.slack.adapter import Slack
from bot.rehearsal.people import Actor, Key, Seen
from bot.rehearsal.theatre import Theatre
from dialogs.core.post import Post
from tests.platforms.slack.people import Channel, Message, User
from tests.platforms.slack.server import SlackServer
from tests.support.crowds import at

ONLY_HERE = ("form",)
"""Buttons that no other platform has, by what they send."""


class Renamed:
    """The adapter under the names of the theatre."""

    def __init__(self, slack: Slack) -> None:
        self.slack = slack
        self.refs: list[str] = [""]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.slack, name)

    def ref(self, ts: str) -> str:
        if ts not in self.refs:
            self.refs.append(ts)
        return str(self.refs.index(ts))

    def _at(self, ref: str) -> str:
        return self.refs[int(ref)]

    async def send(self, address: str, post: Post, key: str) -> str:
        return self.ref(await self.slack.send(_slack_name(address), post, key))

    async def upload(self, address: str, file: Any) -> str:
        return self.ref(await self.slack.upload(_slack_name(address), file))

    async def edit(self, address: str, ref: str, post: Post) -> None:
        await self.slack.edit(_slack_name(address), self._at(ref), post)

    async def retire(self, address: str, ref: str) -> None:
        await self.slack.retire(_slack_name(address), self._at(ref))

    async def delete(self, address: str, ref: str) -> None:
        await self.slack.delete(_slack_name(address), self._at(ref))

    async def find(self, address: str, key: str) -> str | None:
        found = await self.slack.find(_slack_name(address), key)
        return self.ref(found) if found else None

    def show_missed(self, missed: Callable[[], Awaitable[Missed]]) -> None:
        async def renamed() -> Missed:
            found = await missed()
            return Missed(found.since, tuple(map(_slack_name, found.addresses)))

        self.slack.show_missed(renamed)

    async def entitled(self, place: str, account: str) -> bool:
        return await self.slack.entitled(_slack_name(place), f"T0TEST:U{account}")

    async def member(self, place: str, account: str) -> bool:
        return await self.slack.member(_slack_name(place), f"T0TEST:U{account}")


def _slack_name(name: str) -> str:
    return f"C{name[1:]}" if name.startswith("-") else f"U{name}"


def _stage_name(incoming: Incoming) -> Incoming:
    account, place = incoming.account, incoming.place.replace("C", "-")
    if account is not None:
        number = account.id.partition(":U")[2]
        account = replace(account, id=number, address=number)
    return replace(incoming, place=place, account=account)


class SlackPeople:
    """People of a strict local Slack, to which the real adapter speaks: by socket, or by HTTP."""

    def __init__(self, theatre: Theatre, *, by_http: bool = False) -> None:
        self._theatre = theatre
        self._web = Web("127.0.0.1:0") if by_http else None
        self._last: list[Any] = []
        self._seen = 0

    async def open(self) -> None:
        self.server = SlackServer(clock=lambda: self._theatre.now)
        self.server.patience = 60.0  # a busy machine is no tap that failed
        await self.server.come_up()
        if self._web:
            await self._web.open()
            self.server.deliver_to = f"http://127.0.0.1:{self._web.port}{Slack.path}"
        self.platform = Renamed(self._slack())
        await self._begin()

    def _slack(self) -> Slack:
        server, web = self.server, self._web
        return Slack(
            server.token,
            server.base_url,
            lambda: self._theatre.now,
            app_token="" if web else server.app_token,
            signing_secret=server.secret if web else "",
            web=web,
            monotonic=lambda: self._theatre._pulse,
        )

    async def _begin(self) -> None:
        await self.platform.slack.connect()
        self._listening = asyncio.create_task(self.platform.slack.listen(self._taken))

    async def _end(self) -> None:
        self._listening.cancel()
        with suppress(asyncio.CancelledError):
            await self._listening
        await self.platform.slack.close()

    async def anew(self) -> None:
        """What the adapter remembers of messages and people is gone."""
        await self._end()
        self.platform.slack = self._slack()
        await self._begin()

    async def close(self) -> None:
        await self._end()
        if self._web:
            await self._web.close()
        await self.server.give_up()
        await self.server.go_down()

    def listen(self, take: Callable[[list[Incoming]], Awaitable[bool]]) -> None:
        self._take = take

    async def _taken(self, batch: list[Incoming]) -> bool:
        return await self._take([_stage_name(each) for each in batch])

    async def arrive(self, *, again: bool) -> None:
        deliveries = self.server.deliveries
        if again:
            for delivery in self._last:
                delivery.acknowledged = False
                self.server.again(delivery)
        else:
            self._last, self._seen = deliveries[self._seen :], len(deliveries)
        await self.server.until(lambda: self.server.idle or self._listening.done())
        assert not self._listening.done(), self._listening

    async def look(self) -> None:
        """They see it anyway."""

    def _user(self, who: Actor) -> User:
        return self.server.user(f"U{who.number}", who.name, tz="", locale=f"{who.language}-XX")

    def _team(self, place: int) -> Channel:
        return self.server.channel(f"C{-place}", "team")

    def private(self, who: Actor) -> list[Seen]:
        return [self._shown(message) for message in self._user(who).heard]

    def group(self, place: int) -> list[Seen]:
        return [self._shown(message) for message in self._team(place).heard]

    def _shown(self, message: Message) -> Seen:
        """As on every platform: commands without our name before them, no forms."""
        keys = tuple(
            Key(label, bare(value.split(":")[-1]), value.startswith("enter:"), value)
            for label, value in zip(message.buttons, message.values, strict=True)
            if value.split(".")[1:2] != ["form"]
        )
        ref = message.file.id if message.file else message.ts
        return Seen(self.platform.ref(ref), message.text.replace("/valuemap ", "/"), keys, message)

    def entitle(self, who: Actor, place: int) -> None:
        self._user(who).profile["is_admin"] = True

    def add_bot(self, who: Actor, place: int) -> None:
        self._team(place).add_bot(by=self._user(who))

    def remove_bot(self, who: Actor, place: int) -> None:
        self._team(place).remove_bot(by=self._user(who))

    def write(self, who: Actor, text: str, typed: float = 0.0) -> None:
        user = self._user(who)
        if text.startswith("/"):
            user.command(f"/valuemap {text[1:]}")
        else:
            with at(self.server, typed):
                user.write(text)

    def forward(self, who: Actor, text: str) -> None:
        self._user(who).write("", attachments=[{"is_share": True, "text": text}])

    def show(self, who: Actor, caption: str) -> None:
        self._user(who).write(caption, subtype="file_share", files=[{"id": "F1"}])

    def change(self, who: Actor, before: str, text: str) -> None:
        user = self._user(who)
        [message] = [m for m in user.messages if m.author is user and m.raw == before]
        user.edit(message, text)

    def say(self, who: Actor, place: int, text: str) -> None:
        team, user = self._team(place), self._user(who)
        team.bot = True
        if text.startswith("/"):
            team.command(user, f"/valuemap {text[1:]}")
        else:
            team.mention(user, text)

    def press(self, who: Actor, message: Seen, key: Key, place: int) -> None:
        self._user(who).send_tap(message.origin, key.origin)

    def send_tap(self, who: Actor, data: str, place: int) -> None:
        user = self._user(who)
        chat = self._team(place) if place else user
        user.send_tap(chat.every[-1] if chat.every else chat.add(raw="…"), data)

    def leave(self, who: Actor, place: int) -> None:
        self._team(place).leave(self._user(who))

    def enter(self, who: Actor, place: int) -> None:
        self._team(place).join(self._user(who))

    def block(self, who: Actor) -> None:
        raise NotImplementedError("nobody blocks a bot on Slack")

    def unblock(self, who: Actor) -> None:
        raise NotImplementedError
