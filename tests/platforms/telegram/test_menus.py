"""People are shown the commands in their language, by what they may do; a failure is harmless."""

import logging

import pytest

from bot.platforms.telegram.adapter import Telegram
from bot.platforms.telegram.menus import SCOPES
from dialogs.commands import menu
from tests.platforms.telegram.server import TelegramServer
from tests.platforms.telegram.test_adapter import NOW, listening
from tests.support.files import library

WORDS = library().words


async def connected(server: TelegramServer) -> Telegram:
    telegram = Telegram(server.token, server.base_url, server.file_url, lambda: NOW)
    telegram.show_commands(WORDS, "en")
    await telegram.connect()
    return telegram


async def test_every_place_has_a_menu_in_every_language():
    async with TelegramServer() as server:
        telegram = await connected(server)
        async with listening(telegram):
            await server.until(lambda: len(server.menus) == len(SCOPES) * (len(WORDS) + 1))
        await telegram.close()
    for audience, scope in SCOPES.items():
        assert server.menus[scope, ""] == menu(WORDS["en"], audience), "whatever else they speak"
        for code, words in WORDS.items():
            assert server.menus[scope, code] == menu(words, audience)


async def test_a_menu_that_is_refused_hinders_nothing(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING)
    async with TelegramServer() as server:
        server.fail("setMyCommands", "500", times=1)
        telegram = await connected(server)
        async with listening(telegram) as taken:
            await server.until(lambda: len(server.menus) == len(SCOPES) * (len(WORDS) + 1) - 1)
            server.user(1, "Ana").start()
            await server.until(lambda: taken.events)
        await telegram.close()
    assert "a menu of commands is not shown" in caplog.text
    assert server.token not in caplog.text
