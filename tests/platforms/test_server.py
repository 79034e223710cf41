"""The HTTP server: health, and Telegram's deliveries."""

import asyncio
import json
import socket
from pathlib import Path

import aiohttp
import pytest

from bot.platforms.base import Incoming
from bot.platforms.server import Web
from bot.platforms.telegram.polling import Reader
from bot.platforms.telegram.webhook import SECRET_HEADER, deliveries
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import Program

SECRET = "a-secret-of-Telegram-and-us"
START = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 1, "type": "private", "first_name": "Ana"},
        "from": {"id": 1, "is_bot": False, "first_name": "Ana"},
        "text": "/help",
    },
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("secret", "body", "taken", "status", "handed"),
    [
        (SECRET, json.dumps(START), True, 200, 1),
        (SECRET, json.dumps(START), False, 503, 1),
        ("wrong", json.dumps(START), True, 401, 0),
        (None, json.dumps(START), True, 401, 0),
        (SECRET, "{no json", True, 400, 0),
        (SECRET, '{"update_id": 8, "message": {"chat": null}}', True, 200, 0),
    ],
)
async def test_a_delivery_is_confirmed_once_it_is_durable(
    secret: str | None, body: str, taken: bool, status: int, handed: int
) -> None:
    """Webhook mode: the secret is checked, 200 only after the commit, 503 otherwise."""
    seen: list[Incoming] = []

    async def take(batch: list[Incoming]) -> bool:
        seen.extend(batch)
        return taken

    web = Web("127.0.0.1:0")
    await web.open()
    answer = deliveries(Reader(lambda: 0.0, take, "me"), SECRET)
    url = f"http://127.0.0.1:{web.port}/telegram"
    headers = {SECRET_HEADER: secret} if secret else {}
    async with web.at("POST", "/telegram", answer), aiohttp.ClientSession() as session:
        async with session.post(url, data=body, headers=headers) as got:
            assert got.status == status
        async with session.get(url) as got:
            assert got.status == 405
            assert got.headers["Allow"] == "POST"
    async with aiohttp.ClientSession() as session, session.post(url, data=body) as got:
        assert got.status == 404, "nobody listens any longer"
    await web.close()
    assert len(seen) == handed


async def test_webhook_mode_and_health(tmp_path: Path) -> None:
    """The real process: Telegram delivers, what is taken is answered, health says how it is."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    async with TelegramServer() as server:
        ana = server.user(1, "Ana")
        ana.started = True
        running = Program(
            tmp_path,
            TELEGRAM_BOT_TOKEN=server.token,
            TELEGRAM_API_BASE_URL=server.base_url,
            TELEGRAM_MODE="webhook",
            TELEGRAM_WEBHOOK_URL=f"{here}/telegram",
            TELEGRAM_WEBHOOK_SECRET=SECRET,
            VALUEMAP_HTTP_LISTEN=f"127.0.0.1:{port}",
        )
        async with running, aiohttp.ClientSession() as session:
            await running.says("ready")
            await server.until(lambda: server.webhook)
            [told] = server.calls("setWebhook")
            assert told.params["secret_token"] == SECRET
            assert set(json.loads(told.params["allowed_updates"])) == {
                *("message", "edited_message", "callback_query", "my_chat_member", "chat_member")
            }
            headers = {SECRET_HEADER: SECRET}
            for _ in range(2):
                async with session.post(f"{here}/telegram", json=START, headers=headers) as got:
                    assert got.status == 200
            await server.until(lambda: ana.heard)
            async with session.get(f"{here}/health") as got:
                health = await got.json()
                assert got.status == 200
            assert health["database_writable"] is True
            assert health["queue"] == 0
            assert not server.calls("getUpdates")
            assert await running.stop() == 0, running.told
        assert len(ana.heard) == 1
        assert SECRET not in running.told


async def test_health_says_when_the_platform_is_silent(tmp_path: Path) -> None:
    """Row "token revoked, polling dead": before anything is heard, health is no 200."""
    port = free_port()
    running = Program(
        tmp_path,
        TELEGRAM_BOT_TOKEN="123456789:AAErfundenesTokenNurFuerTests_0123456",
        TELEGRAM_API_BASE_URL=f"http://127.0.0.1:{free_port()}/bot",
        VALUEMAP_HTTP_LISTEN=f"127.0.0.1:{port}",
    )
    async with running, aiohttp.ClientSession() as session:
        async with asyncio.timeout(20):
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/health") as got:
                        figures = await got.json()
                        break
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.05)
        assert set(figures) == {
            *("ok", "bad", "why", "refused"),
            *("last_poll", "queue", "oldest_unsent", "database_writable"),
        }
        assert await running.stop() == 0, running.told


async def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with TelegramServer() as server:
            running = Program(
                tmp_path,
                TELEGRAM_BOT_TOKEN=server.token,
                TELEGRAM_API_BASE_URL=server.base_url,
                VALUEMAP_HTTP_LISTEN=f"127.0.0.1:{taken.getsockname()[1]}",
            )
            async with running:
                assert await running.ends() == 2
    assert "VALUEMAP_HTTP_LISTEN" in running.told
