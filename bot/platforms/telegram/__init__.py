"""Telegram, through python-telegram-bot's calls and a polling loop of our own.

All that is Telegram's alone stands here: its updates, markup and limits, what its errors mean, its
settings and checks. What two platforms share stands in the folder above.
"""

from collections.abc import AsyncIterator

from bot.platforms.base import Platform
from bot.platforms.checking import Check
from bot.platforms.descriptor import Clock, Descriptor
from bot.platforms.server import Web
from bot.platforms.settings import revealed
from bot.platforms.telegram import limits
from bot.platforms.telegram.settings import TelegramSettings
from dialogs.core.post import Capabilities

CAPABILITIES = Capabilities(
    pages=False,
    takes=limits.takes,
    buttons_per_row=limits.IN_A_ROW,
    longest_label=limits.LABEL,
    privacy="privacy.platform_telegram",
)


def make(settings: TelegramSettings, server: Web | None, now: Clock) -> Platform | None:
    """Telegram, which is asked for what is new, or delivers it to an address of ours."""
    if not settings.telegram_bot_token:
        return None
    from bot.platforms.telegram.adapter import Telegram
    from bot.platforms.telegram.webhook import Hook

    hook, secret = None, revealed(settings.telegram_webhook_secret)
    if settings.telegram_mode == "webhook" and server and secret:
        hook = Hook(settings.telegram_webhook_url, secret, server)
    return Telegram(
        revealed(settings.telegram_bot_token),
        settings.telegram_api_base_url,
        settings.telegram_file_base_url,
        now,
        hook=hook,
        way=settings.way,
    )


async def check(settings: TelegramSettings, now: Clock) -> AsyncIterator[Check]:
    """Who we are there and what we may do."""
    if settings.telegram_bot_token:
        from bot.platforms.telegram.check import checks

        for one in await checks(settings, now):
            yield one


DESCRIPTOR = Descriptor(
    name="telegram",
    settings=TelegramSettings,
    needs=("TELEGRAM_BOT_TOKEN",),
    make=make,
    check=check,
    capabilities=CAPABILITIES,
    example="telegram:123456",
)
