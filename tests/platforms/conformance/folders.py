"""A whole platform in one short file, to show how little one needs: chats are folders of files.

A message is a file of JSON in its chat's folder, what people do is one in the folder `in`, which is
deleted once it is taken. A chat with a file `shut` in it takes nothing.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from bot.platforms.base import (
    ANEW,
    GONE,
    Account,
    Incoming,
    PlatformError,
    Rates,
    Take,
    Upload,
)
from bot.platforms.checking import Check
from bot.platforms.descriptor import Clock, Descriptor
from bot.platforms.server import Web
from bot.platforms.settings import PlatformSettings
from dialogs.core.events import Added, Command, Entered, Event, Tap, Wrote
from dialogs.core.post import Capabilities, Post
from dialogs.markup import plain


class Folders:
    """The adapter. An address is the name of a folder in `root`."""

    name = "folders"
    rates = Rates()

    def __init__(self, root: Path, now: Clock) -> None:
        self.root, self.now = root, now

    def silence(self) -> float | None:
        return None

    async def connect(self) -> None:
        if not self.root.is_dir():
            raise PlatformError(f"there is no folder {self.root.name}")

    async def close(self) -> None:
        pass

    async def listen(self, take: Take) -> None:
        while True:
            for path in sorted(self.root.glob("in/*.json")):
                with suppress(Exception):
                    if await take([self._read(path.stem, json.loads(path.read_text()))]):
                        path.unlink()
            await asyncio.sleep(0.002)

    def _read(self, number: str, did: dict[str, str]) -> Incoming:
        who, place, event = Account(**did["who"]), did["place"], did["text"]
        return Incoming(self.name, number, place, who, _event(did["do"], event, place, self.now()))

    def _chat(self, address: str) -> Path:
        (chat := self.root / address).mkdir(exist_ok=True)
        if (chat / "shut").exists():
            raise PlatformError("shut", GONE)
        return chat

    def _message(self, address: str, ref: str) -> Path:
        if not (path := self._chat(address) / ref).exists():
            raise PlatformError("no such message", ANEW)
        return path

    async def send(self, address: str, post: Post, key: str) -> str:
        path = self._chat(address) / f"{time.time_ns()}.json"
        path.write_text(_written(post))
        return path.name

    async def edit(self, address: str, ref: str, post: Post) -> None:
        self._message(address, ref).write_text(_written(post))

    async def retire(self, address: str, ref: str) -> None:
        with suppress(PlatformError):
            path = self._message(address, ref)
            path.write_text(json.dumps({**json.loads(path.read_text()), "rows": []}))

    async def delete(self, address: str, ref: str) -> None:
        (self._chat(address) / ref).unlink(missing_ok=True)

    async def upload(self, address: str, file: Upload) -> str:
        about = {"file": [file.name, file.content.hex()], "text": plain(file.caption), "rows": []}
        path = self._chat(address) / f"{time.time_ns()}.json"
        path.write_text(json.dumps(about))
        return path.name

    async def reply(self, incoming: Incoming, text: str) -> None:
        if text and incoming.account:
            await self.send(f"{incoming.account.id}.told", Post(text), "")

    async def entitled(self, place: str, account: str) -> bool:
        return account in (self._chat(place) / "administrators").read_text().split()


def _written(post: Post) -> str:
    rows = [[[b.label, b.data, b.start] for b in row] for row in post.rows]
    return json.dumps({"text": plain(post.text), "rows": rows})


def _event(do: str, text: str, place: str, now: float) -> Event:
    if do == "command":
        name, _, argument = text.partition(" ")
        return Command(now, name, argument, private=not place)
    if do == "add":
        return Added(now)
    return {"tap": Tap, "start": Entered, "write": Wrote}[do](now, text)


class FoldersSettings(PlatformSettings):
    folders_root: Path | None = None


def make(settings: FoldersSettings, server: Web | None, now: Clock) -> Folders | None:
    return Folders(settings.folders_root, now) if settings.folders_root else None


async def check(settings: FoldersSettings, now: Clock) -> AsyncIterator[Check]:
    if settings.folders_root:
        yield Check("folders", "there", bad=not settings.folders_root.is_dir())


CAPABILITIES = Capabilities(pages=False, takes=bool, privacy="privacy.platform_folders")

DESCRIPTOR = Descriptor(
    name="folders", settings=FoldersSettings, needs=("FOLDERS_ROOT",), make=make, check=check,
    capabilities=CAPABILITIES, example="folders:ana",
)  # fmt: skip
