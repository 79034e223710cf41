"""Slack, through slack-bolt: Socket Mode or HTTP in, web methods out.

All that is Slack's alone stands here: payloads, blocks, forms and Home, rates, what its errors
mean, the app's manifest, its settings and checks. What two platforms share stands in the folder
above.
"""

from collections.abc import AsyncIterator
from typing import Any

from bot.platforms.base import Platform
from bot.platforms.checking import Check
from bot.platforms.descriptor import Clock, Descriptor
from bot.platforms.server import Web
from bot.platforms.settings import revealed
from bot.platforms.slack import blocks
from bot.platforms.slack.settings import SlackSettings
from dialogs.core.post import Capabilities

CAPABILITIES = Capabilities(
    pages=True,
    takes=blocks.takes,
    buttons_per_row=blocks.ELEMENTS,
    longest_label=blocks.LABEL,
    privacy="privacy.platform_slack",
)


def make(settings: SlackSettings, server: Web | None, now: Clock) -> Platform | None:
    """Slack, by Socket Mode or by HTTP."""
    if not settings.slack_bot_token:
        return None
    from bot.platforms.slack.adapter import Slack

    by_http = settings.slack_mode == "http"
    return Slack(
        revealed(settings.slack_bot_token),
        settings.slack_api_base_url,
        now,
        app_token="" if by_http else revealed(settings.slack_app_token),
        signing_secret=revealed(settings.slack_signing_secret) if by_http else "",
        web=server if by_http else None,
        way=settings.way,
    )


async def check(settings: SlackSettings, now: Clock) -> AsyncIterator[Check]:
    """Who we are there and what we may do."""
    if settings.slack_bot_token:
        from bot.platforms.slack.check import checks

        for one in await checks(settings, now):
            yield one


def manifest(settings: SlackSettings, address: str) -> dict[str, Any]:
    """The app's manifest, for the way in that is set."""
    from bot.platforms.slack.manifest import manifest

    return manifest(settings.slack_mode, address)


DESCRIPTOR = Descriptor(
    name="slack",
    settings=SlackSettings,
    needs=("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"),
    make=make,
    check=check,
    capabilities=CAPABILITIES,
    example="slack:T123:U123",
    manifest=manifest,
)
