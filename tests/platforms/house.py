"""The whole service on both platforms, with every way in, inside the test's own process."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.app.library import loader
from bot.platforms.base import Incoming, Platform
from bot.platforms.server import Web
from bot.platforms.slack.adapter import Slack
from bot.platforms.telegram.adapter import Telegram
from bot.platforms.telegram.polling import Reader
from bot.platforms.telegram.webhook import PATH, SECRET_HEADER, deliveries
from bot.service import Service, assemble
from dialogs.core.exercise import Exercise
from storage.store import Store
from tests.platforms.payloads import NOW
from tests.platforms.slack.server import SlackServer
from tests.platforms.telegram.server import TelegramServer
from tests.platforms.test_front_door import FORM, JSON, signed
from tests.support.files import library

SECRET = "a-secret-of-Telegram-and-us"
FILES = library()


@dataclass
class House:
    """`by` brings a payload in, and is over once it was answered; `taken` counts what was read."""

    folder: Path
    telegram: TelegramServer
    slack: SlackServer
    web: Web
    session: aiohttp.ClientSession
    service: Service
    taken: int = 0
    answers: list[tuple[str, object]] = field(default_factory=list)

    async def take(self, batch: list[Incoming]) -> bool:
        self.taken += len(batch)
        return await self.service.handle(batch)

    async def by(self, way: str, kind: str, payload: Any) -> None:
        """Deliver it by one of WAYS."""
        self.answers.append((way, await getattr(self, way)(kind, payload)))

    async def polling(self, kind: str, payload: Any) -> bool:
        """In a batch that was asked for."""
        return await Reader(lambda: NOW, self.take, "me").taken([payload])

    async def webhook(self, kind: str, payload: Any) -> int:
        headers = {SECRET_HEADER: SECRET}
        return await self._post(PATH, json.dumps(payload).encode(), headers)

    async def socket(self, kind: str, payload: Any) -> bool:
        delivery = self.slack.deliver(kind, payload)
        await self.slack.until(lambda: delivery.acknowledged or delivery.failed)
        return delivery.acknowledged

    async def http(self, kind: str, payload: Any) -> int:
        """As JSON, or as one of the two forms."""
        body, form = json.dumps(payload).encode(), kind != "events_api"
        if kind == "slash_commands" and isinstance(payload, dict):
            body = urlencode(payload, errors="surrogatepass").encode()
        elif form:
            body = urlencode({"payload": body}).encode()
        headers = signed(body, FORM if form else JSON, secret=self.slack.secret)
        return await self._post(Slack.path, body, headers)

    async def _post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        url = f"http://127.0.0.1:{self.web.port}{path}"
        async with self.session.post(url, data=body, headers=headers) as answer:
            return answer.status

    def stored(self) -> list[object]:
        """Everything that is kept."""
        with closing(sqlite3.connect(self.folder / "valuemap.db")) as db:
            return list(db.iterdump())


WAYS = {"telegram": ("polling", "webhook"), "slack": ("socket", "http")}


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[House]:
    """The service, with the database that is in the folder, or a new one."""
    async with AsyncExitStack() as ends:
        web = Web("127.0.0.1:0")
        telegram = await ends.enter_async_context(TelegramServer(username="me", clock=_now))
        slack = await ends.enter_async_context(SlackServer(clock=_now))
        session = await ends.enter_async_context(aiohttp.ClientSession())
        store: Store[Exercise] = Store(folder / "valuemap.db", loader(FILES))
        store.open()
        ends.callback(store.close)
        await web.open()
        ends.push_async_callback(web.close)
        by_http = Slack(slack.token, slack.base_url, _now, signing_secret=slack.secret, web=web)
        platforms: dict[str, Platform] = {
            "telegram": Telegram(telegram.token, telegram.base_url, telegram.file_url, _now),
            "slack": Slack(slack.token, slack.base_url, _now, app_token=slack.app_token),
        }
        service = assemble(store, FILES, platforms, now=_now)
        house = House(folder, telegram, slack, web, session, service)
        route = deliveries(Reader(_now, house.take, "me"), SECRET)
        await ends.enter_async_context(web.at("POST", PATH, route))
        for each in (*platforms.values(), by_http):
            await each.connect()
            ends.push_async_callback(each.close)
        ends.push_async_callback(service.stop)
        for each in (platforms["slack"], by_http):
            await ends.enter_async_context(_listening(each, house))
        await slack.until(lambda: slack.lines and Slack.path in web._routes)
        yield house


def _now() -> float:
    return NOW


@asynccontextmanager
async def _listening(platform: Platform, house: House) -> AsyncIterator[None]:
    task = asyncio.create_task(platform.listen(house.take))
    try:
        yield
        assert not task.done(), "it listens no longer"
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
