"""Each platform with two people and a group in it: what they see, what they do, what goes wrong.

A new adapter takes part in the conformance suite by one more class here and a line in WORLDS.
"""

import asyncio
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import aiohttp

from bot.platforms.base import Account, Incoming, Platform
from bot.platforms.memory.adapter import MemoryPlatform
from bot.platforms.server import Web
from bot.platforms.slack.adapter import Slack
from bot.platforms.telegram.adapter import Telegram
from dialogs.core import events as e
from tests.platforms.conformance import folders
from tests.platforms.slack.server import SlackServer
from tests.platforms.telegram.server import TelegramServer

NOW = 1_790_000_000.0


async def nap(seconds: float) -> None:
    """Pauses of an adapter are over at once."""
    await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it is read. `file`: its name and content."""

    text: str
    labels: tuple[str, ...]
    origin: Any
    file: tuple[str, bytes] | None = None


class World:
    """A platform, its adapter connected to it, and Ana, who administers the group.

    `ana` is how the adapter should name her, `place` the group's address, `ben` the account of
    somebody who administers nothing. `lacks`: what there is nothing of here, and why.
    """

    lacks: ClassVar[Mapping[str, str]] = {}
    offers: ClassVar[frozenset[str]] = frozenset()
    token_setting = ""
    place: str
    ana: Account
    ben: str
    platform: Platform

    async def open(self) -> None:
        """Everything is there, and the adapter connected."""
        raise NotImplementedError

    async def close(self) -> None:
        """Everything ends."""
        raise NotImplementedError

    async def until(self, predicate: Callable[[], Any]) -> None:
        """Wait until this is true."""
        async with asyncio.timeout(15):
            while not predicate():  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.005)

    async def heard(self) -> None:
        """Until somebody listens to what people do."""

    @property
    def idle(self) -> bool:
        """Whether all that people did is confirmed."""
        raise NotImplementedError

    def private(self) -> list[Shown]:
        """What the bot says to Ana now."""
        raise NotImplementedError

    def group(self) -> list[Shown]:
        """What the bot says in the group now."""
        raise NotImplementedError

    def told(self) -> list[str]:
        """What Ana was told by replies, in order; perhaps more that she can read."""
        raise NotImplementedError

    def write(self, text: str) -> None:
        """Ana writes to the bot."""
        raise NotImplementedError

    def command(self, text: str, *, in_group: bool) -> None:
        """Ana gives a command, named without a slash."""
        raise NotImplementedError

    def press(self, message: Shown, label: str) -> None:
        """Ana presses a button."""
        raise NotImplementedError

    def again(self) -> None:
        """What was done last arrives once more."""
        raise NotImplementedError

    def hurry(self) -> None:
        """The platform waits less long before it delivers again, and may do so once too often."""

    def remove(self, message: Shown) -> None:
        """Ana deletes a message of the bot's; it is not told."""
        raise NotImplementedError

    def shut(self, address: str) -> None:
        """The bot may no longer write to Ana, or to the group."""
        raise NotImplementedError

    def leave(self) -> None:
        """The bot is no longer in the group."""
        self.shut(self.place)

    def fail(self, how: str) -> None:
        """The next message: `lost` (sent, no answer), `busy` (429 for 7 s), `later` (not sent)."""
        raise NotImplementedError

    def move(self) -> str:
        """The group gets another address."""
        raise NotImplementedError

    async def go_down(self) -> None:
        """The platform cannot be reached."""
        raise NotImplementedError

    async def come_up(self) -> None:
        """It can be again."""
        raise NotImplementedError

    def stranger(self) -> Platform:
        """An adapter whose token the platform does not know."""
        raise NotImplementedError


# -- in memory -------------------------------------------------------------------------------------

NO_NETWORK = {
    "trouble": "nothing lies between the adapter and its chats",
    "outage": "it cannot be out of reach",
    "token": "it has no token",
    "moving": "its places have no other names",
}


class MemoryWorld(World):
    """Chats in memory."""

    lacks = NO_NETWORK
    place, ben = "team", "ben"
    ana = Account("ana", "Ana Mohammed", "es", "ana")
    platform: MemoryPlatform

    async def open(self) -> None:
        self.platform = MemoryPlatform(sleep=nap)
        self.platform.administrators.add("ana")
        self._number = 0
        await self.platform.connect()

    async def close(self) -> None:
        await self.platform.close()

    @property
    def idle(self) -> bool:
        return self.platform.idle

    def _chat(self, address: str) -> list[Shown]:
        return [
            Shown(
                m.text,
                tuple(b.label for b in m.buttons),
                m,
                (m.file.name, m.file.content) if m.file else None,
            )
            for m in self.platform.chats.get(address, {}).values()
        ]

    def private(self) -> list[Shown]:
        return self._chat("ana")

    def group(self) -> list[Shown]:
        return self._chat(self.place)

    def told(self) -> list[str]:
        return [text for who, text in self.platform.replies if who == "ana"]

    def _does(self, event: e.Event, place: str = "") -> None:
        self._number += 1
        self._last = Incoming("demo", str(self._number), place, self.ana, event)
        self.platform.arrive(self._last)

    def write(self, text: str) -> None:
        self._does(e.Wrote(NOW, text))

    def command(self, text: str, *, in_group: bool) -> None:
        name, _, argument = text.partition(" ")
        event = e.Command(NOW, name, argument, private=not in_group)
        self._does(event, self.place if in_group else "")

    def press(self, message: Shown, label: str) -> None:
        [button] = [b for b in message.origin.buttons if b.label == label]
        place = self.place if message in self.group() else ""
        event = e.Entered(NOW, button.start) if button.start else e.Tap(NOW, button.data)
        self._does(event, place)

    def again(self) -> None:
        self.platform.arrive(self._last)

    def remove(self, message: Shown) -> None:
        for chat in self.platform.chats.values():
            chat.pop(message.origin.ref, None)

    def shut(self, address: str) -> None:
        self.platform.blocked.add(address)


# -- in folders ------------------------------------------------------------------------------------


class FoldersWorld(World):
    """Folders of files, through the tiny adapter, made as the registry makes any."""

    lacks = NO_NETWORK
    place, ben = "team", "ben"
    ana = Account("ana", "Ana Mohammed", "es", "ana")

    async def open(self) -> None:
        self._folder = TemporaryDirectory()
        self.root = Path(self._folder.name)
        (self.root / "in").mkdir()
        (self.root / "team").mkdir()
        (self.root / "team" / "administrators").write_text("ana")
        self._number = 0
        descriptor = folders.DESCRIPTOR
        made = descriptor.make(descriptor.settings(folders_root=self.root), None, lambda: NOW)
        assert made
        self.platform = made
        await self.platform.connect()

    async def close(self) -> None:
        await self.platform.close()
        self._folder.cleanup()

    @property
    def idle(self) -> bool:
        return not list(self.root.glob("in/*.json"))

    def _chat(self, address: str) -> list[Shown]:
        shown = []
        for path in sorted(self.root.glob(f"{address}/*.json")):
            said = json.loads(path.read_text())
            labels = tuple(label for row in said["rows"] for label, _, _ in row)
            name, content = said.get("file", ("", ""))
            file = (name, bytes.fromhex(content)) if name else None
            shown.append(Shown(said["text"], labels, path, file))
        return shown

    def private(self) -> list[Shown]:
        return self._chat("ana")

    def group(self) -> list[Shown]:
        return self._chat("team")

    def told(self) -> list[str]:
        return [shown.text for shown in self._chat("ana.told")]

    def _does(self, do: str, text: str, place: str = "") -> None:
        self._number += 1
        did = {"who": asdict(self.ana), "do": do, "text": text, "place": place}
        self._last = self.root / "in" / f"{self._number:06}.json", json.dumps(did)
        self.again()

    def again(self) -> None:
        path, did = self._last
        beside = path.with_suffix(".part")
        beside.write_text(did)
        beside.rename(path)

    def write(self, text: str) -> None:
        self._does("write", text)

    def command(self, text: str, *, in_group: bool) -> None:
        self._does("command", text, "team" if in_group else "")

    def press(self, message: Shown, label: str) -> None:
        rows = json.loads(message.origin.read_text())["rows"]
        [(data, start)] = [(data, start) for row in rows for it, data, start in row if it == label]
        place = "team" if message.origin.parent.name == "team" else ""
        self._does("start" if start else "tap", start or data, place)

    def remove(self, message: Shown) -> None:
        message.origin.unlink()

    def shut(self, address: str) -> None:
        (self.root / address).mkdir(exist_ok=True)
        (self.root / address / "shut").touch()


# -- Telegram --------------------------------------------------------------------------------------


class TelegramWorld(World):
    """A strict local Telegram, which is polled."""

    token_setting = "TELEGRAM_BOT_TOKEN"
    place, ben = "-5", "2"
    ana = Account("1", "Ana Mohammed", "es-mx", "1")
    platform: Telegram

    async def open(self) -> None:
        self.server = TelegramServer(clock=lambda: NOW)
        await self.server.come_up()
        self._ana = self.server.user(1, "Ana Mohammed", "es-MX")
        self._ana.start()
        self._team = self.server.group(-5, "Team", admins=[self._ana])
        self._team.add_bot(by=self._ana)
        self._team.members[2] = self.server.user(2, "Ben")
        self.server.updates.clear()
        self.platform = self._made(self.server.token)
        await self.platform.connect()

    def _made(self, token: str) -> Telegram:
        return Telegram(token, self.server.base_url, self.server.file_url, lambda: NOW, nap)

    def stranger(self) -> Platform:
        return self._made("123456789:AAE-another-token-of-no-use-012345")

    async def close(self) -> None:
        await self.platform.close()
        await self.server.go_down()

    async def until(self, predicate: Callable[[], Any]) -> None:
        await self.server.until(predicate)

    @property
    def idle(self) -> bool:
        return self.server.idle

    def private(self) -> list[Shown]:
        return [_of_telegram(m) for m in self._ana.heard]

    def group(self) -> list[Shown]:
        return [_of_telegram(m) for m in self._team.heard]

    def told(self) -> list[str]:
        return [*self._ana.toasts, *(m.text for m in (*self._ana.heard, *self._team.heard))]

    def write(self, text: str) -> None:
        self._does(lambda: self._ana.write(text))

    def command(self, text: str, *, in_group: bool) -> None:
        said = f"/{text}"
        self._does(lambda: self._team.say(self._ana, said) if in_group else self._ana.write(said))

    def press(self, message: Shown, label: str) -> None:
        self._does(lambda: self._ana.tap(message.origin, label))

    def _does(self, what: Callable[[], object]) -> None:
        what()
        self._last = self.server.updates[-1]

    def again(self) -> None:
        self.server.push_again(self._last)

    def remove(self, message: Shown) -> None:
        self._ana.delete(message.origin)

    def shut(self, address: str) -> None:
        if address == self.place:
            self._team.remove_bot(by=self._ana)
        else:
            self._ana.block()

    def fail(self, how: str) -> None:
        said = {"lost": "drop after", "busy": "429 7", "later": "page 403"}[how]
        self.server.fail("sendMessage", said)

    def move(self) -> str:
        return str(self._team.migrate().id)

    async def go_down(self) -> None:
        await self.server.go_down()

    async def come_up(self) -> None:
        await self.server.come_up()


def _of_telegram(message: Any) -> Shown:
    file = (message.file.name, message.file.content) if message.file else None
    return Shown(message.text, tuple(message.buttons), message, file)


# -- Slack -----------------------------------------------------------------------------------------


class SlackWorld(World):
    """A strict local Slack, by Socket Mode."""

    lacks: ClassVar[Mapping[str, str]] = {"moving": "a channel keeps its id"}
    offers = frozenset({"pages", "find"})
    token_setting = "SLACK_BOT_TOKEN"
    place, ben = "C1", "T0TEST:U2"
    ana = Account("T0TEST:U1", "Ana Mohammed", "es-pe", "U1", "America/Lima")
    platform: Slack

    async def open(self) -> None:
        self.server = SlackServer(clock=lambda: NOW)
        self.server.again_after = (0.05,) * 50
        await self.server.come_up()
        self._ana = self.server.user("U1", "Ana Mohammed", locale="es-PE", tz="America/Lima")
        self.server.user("U2", "Ben")
        self._team = self.server.channel("C1", "team", creator=self._ana)
        self._team.bot = True
        self.platform = self._made(self.server.token)
        await self.platform.connect()

    def _made(self, token: str) -> Slack:
        app_token = self.server.app_token
        return Slack(token, self.server.base_url, lambda: NOW, app_token=app_token, sleep=nap)

    def stranger(self) -> Platform:
        return self._made("xoxb-another")

    async def close(self) -> None:
        await self.platform.close()
        await self.server.give_up()
        await self.server.go_down()

    async def until(self, predicate: Callable[[], Any]) -> None:
        await self.server.until(predicate)

    @property
    def idle(self) -> bool:
        return bool(self.server.idle)

    def private(self) -> list[Shown]:
        return [_of_slack(m) for m in self._ana.heard]

    def group(self) -> list[Shown]:
        return [_of_slack(m) for m in self._team.heard]

    def told(self) -> list[str]:
        said = (_of_slack(message).text for message in (*self._ana.heard, *self._team.heard))
        return [*map(_rendered, self._ana.whispers), *said]

    def write(self, text: str) -> None:
        self._ana.write(text)

    def command(self, text: str, *, in_group: bool) -> None:
        self._ana.command(f"/valuemap {text}", self._team if in_group else None)

    def press(self, message: Shown, label: str) -> None:
        self._ana.tap(message.origin, label)

    def again(self) -> None:
        last = self.server.deliveries[-1]
        last.acknowledged = False
        self.server.again(last)

    def hurry(self) -> None:
        self.server.patience = 0.3

    def remove(self, message: Shown) -> None:
        message.origin.deleted = True

    def shut(self, address: str) -> None:
        if address == self.place:
            self._team.archived = True
        else:
            self._ana.deactivated = True

    def leave(self) -> None:
        self._team.bot = False

    def fail(self, how: str) -> None:
        said = {"lost": "drop after", "busy": "429 7", "later": "service_unavailable"}[how]
        self.server.fail("chat.postMessage", said)

    async def go_down(self) -> None:
        await self.server.go_down()

    async def come_up(self) -> None:
        await self.server.come_up()


def _of_slack(message: Any) -> Shown:
    """A message; its text is what a screen reader reads, where there are blocks beside it."""
    file = (message.file.name, message.file.content) if message.file else None
    text = message.text if message.blocks else _rendered(message.text)
    return Shown(text, tuple(message.buttons), message, file)


def _rendered(mrkdwn: str) -> str:
    """Slack's markup as its apps show it: marks go, but for those between zero-width spaces."""
    lines = [line.removeprefix("> ") for line in mrkdwn.split("\n")]
    shown = re.sub(r"(?<!\u200b)[*_]|[*_](?!\u200b)", "", "\n".join(lines))
    return shown.replace("\u200b", "")


class SlackByHttpWorld(SlackWorld):
    """A strict local Slack, which delivers to an address of ours."""

    async def open(self) -> None:
        self._web = Web("127.0.0.1:0")
        await self._web.open()
        await super().open()
        self.server.deliver_to = f"http://127.0.0.1:{self._web.port}{Slack.path}"

    def _made(self, token: str) -> Slack:
        secret = self.server.secret
        return Slack(token, self.server.base_url, lambda: NOW, signing_secret=secret, web=self._web)

    async def heard(self) -> None:
        """Nothing is at our address until then."""
        async with aiohttp.ClientSession() as session, asyncio.timeout(15):
            status = 404
            while status == 404:
                async with session.post(self.server.deliver_to) as answer:
                    status = answer.status

    async def close(self) -> None:
        await super().close()
        await self._web.close()


WORLDS: dict[str, type[World]] = {
    "memory": MemoryWorld,
    "folders": FoldersWorld,
    "telegram": TelegramWorld,
    "slack by socket": SlackWorld,
    "slack by HTTP": SlackByHttpWorld,
}
