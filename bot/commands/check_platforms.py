"""Asks each platform whose token is set who we are there and what we may do. Changes nothing.

Plain requests, not the libraries the service speaks through: what is wanted here is the answer
itself, its headers (granted scopes, the platform's clock) and no retries.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.app import clock
from bot.commands.finding import Finding
from bot.config import Settings
from bot.platforms.slack.manifest import SCOPES

SECONDS = aiohttp.ClientTimeout(total=10)

OFF_NOTED, OFF_BAD = 10.0, 300.0
"""Seconds by which our clock may differ from the platform's: unremarked, at all."""

REINSTALL = "Reinstall the app with what `valuemap manifest` prints."


@dataclass(frozen=True, slots=True)
class Said:
    """What a platform answered: its status, the fields of its JSON, its headers."""

    status: int
    body: dict[str, Any]
    scopes: str
    clock: float | None


class UnreachedError(Exception):
    """Nobody answered, or something that is not the platform."""


async def platforms(settings: Settings) -> AsyncIterator[Finding]:
    """Findings for every platform whose token is set; a note where there is none."""
    if not settings.telegram_bot_token and not settings.slack_bot_token:
        todo = "Set TELEGRAM_BOT_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN, to serve a team."
        yield Finding("platforms", "no token is set, so none was asked", todo)
    async with _session() as session:
        if settings.telegram_bot_token:
            for finding in await _telegram(session, settings):
                yield finding
        if settings.slack_bot_token:
            for finding in await _slack(session, settings):
                yield finding


@asynccontextmanager
async def _session() -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(timeout=SECONDS, cookie_jar=jar) as session:
        yield session


async def _ask(session: aiohttp.ClientSession, url: str, bearer: str = "") -> Said:
    """One call. Raises `UnreachedError`, whose text never holds the address: it has the token."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        async with session.post(url, headers=headers, allow_redirects=False) as answer:
            body = await answer.json(content_type=None)
            told = answer.headers
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise UnreachedError(_why(error)) from None
    if not isinstance(body, dict) or "ok" not in body:
        raise UnreachedError(f"somebody else answers there ({answer.status})")
    date = told.get("Date", "")
    at = parsedate_to_datetime(date).timestamp() if date else None
    return Said(answer.status, body, told.get("x-oauth-scopes", ""), at)


def _why(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"no connection to {error.host}:{error.port}"
    return {"TimeoutError": "no answer in 10 s"}.get(type(error).__name__, type(error).__name__)


def _unreached(platform: str, base: str, error: UnreachedError) -> Finding:
    host = urlsplit(base).hostname
    todo = f"Let this machine reach https://{host} (port 443, outgoing), then check again."
    return Finding(platform, f"{host} cannot be reached: {error}", todo, bad=True)


def _clocks(platform: str, said: Said) -> Iterator[Finding]:
    """Whether our clock agrees with theirs."""
    off = abs(clock.now() - said.clock) if said.clock else 0.0
    if off > OFF_NOTED:
        what = f"this machine's clock is {off:.0f} s off {platform}'s"
        yield Finding("clock", what, "Let the system keep time by NTP.", bad=off > OFF_BAD)


# -- Telegram ------------------------------------------------------------------------------------


async def _telegram(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    assert settings.telegram_bot_token  # noqa: S101 - asked only where it is set
    base = settings.telegram_api_base_url + settings.telegram_bot_token.get_secret_value()
    try:
        me = await _ask(session, f"{base}/getMe")
        hook = await _ask(session, f"{base}/getWebhookInfo") if me.body["ok"] else me
    except UnreachedError as error:
        return [_unreached("telegram", settings.telegram_api_base_url, error)]
    return [*_bot(me), *_webhook(hook, settings), *_clocks("Telegram", me)]


def _bot(me: Said) -> Iterator[Finding]:
    if not me.body["ok"]:
        refused = me.status in (401, 404)
        what = "the token is refused" if refused else f"it refuses us ({me.status})"
        yield Finding(
            "TELEGRAM_BOT_TOKEN",
            what,
            "Ask @BotFather for the token (/mybots, API Token) and set it.",
            bad=True,
        )
        return
    found = me.body.get("result", {})
    yield Finding("telegram", f"we are @{found.get('username')}")
    if not found.get("can_join_groups", True):
        todo = "Send /setjoingroups to @BotFather and choose Enable."
        yield Finding("telegram", "this bot may not be added to groups", todo, bad=True)
    if found.get("can_read_all_group_messages"):
        yield Finding(
            "telegram",
            "privacy mode is off: the bot is sent everything that is said in its groups",
            "Send /setprivacy to @BotFather, choose Enable, then add the bot to its groups anew.",
        )


def _webhook(hook: Said, settings: Settings) -> Iterator[Finding]:
    if not hook.body["ok"]:
        return
    found = hook.body.get("result", {})
    host = urlsplit(str(found.get("url") or "")).hostname
    if host and settings.telegram_mode == "polling":
        yield Finding(
            "telegram",
            f"a webhook to {host} is left over, so polling is refused",
            "Stop the program that set it, which removes it, or call Telegram's deleteWebhook.",
            bad=True,
        )
    if waiting := int(found.get("pending_update_count", 0)):
        yield Finding("telegram", f"{waiting} updates wait; `valuemap run` takes them")


# -- Slack ---------------------------------------------------------------------------------------


async def _slack(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    assert settings.slack_bot_token  # noqa: S101 - asked only where it is set
    base, app = settings.slack_api_base_url, settings.slack_app_token
    try:
        me = await _ask(session, f"{base}auth.test", settings.slack_bot_token.get_secret_value())
        found = [*_app(me), *_clocks("Slack", me)]
        if settings.slack_mode == "socket" and app:
            opened = await _ask(session, f"{base}apps.connections.open", app.get_secret_value())
            found += _socket(opened)
    except UnreachedError as error:
        return [_unreached("slack", base, error)]
    return found


def _app(me: Said) -> Iterator[Finding]:
    if not me.body["ok"]:
        todo = "Take the Bot User OAuth Token (xoxb-…) from the app's page, OAuth & Permissions."
        yield _refused("SLACK_BOT_TOKEN", me, todo)
        return
    yield Finding("slack", f"we are {me.body.get('user')} in {me.body.get('team')}")
    granted = {scope.strip() for scope in me.scopes.split(",") if scope.strip()}
    if lacking := sorted(set(SCOPES) - granted) if granted else []:
        yield Finding("slack", f"scopes are missing: {', '.join(lacking)}", REINSTALL, bad=True)
    if more := sorted(granted - set(SCOPES)):
        yield Finding("slack", f"the app may do more than it needs: {', '.join(more)}", REINSTALL)


def _socket(opened: Said) -> Iterator[Finding]:
    if opened.body["ok"]:
        yield Finding("slack", "Socket Mode is open to us")
        return
    todo = (
        "Make an app-level token (xapp-…) with connections:write on the app's page, Basic "
        "Information, and turn Socket Mode on."
    )
    yield _refused("SLACK_APP_TOKEN", opened, todo)


def _refused(setting: str, said: Said, todo: str) -> Finding:
    from bot.platforms.slack.errors import (
        REFUSED,  # Slack's library is only loaded where it is needed
    )

    code = str(said.body.get("error", said.status))
    return Finding(setting, REFUSED.get(code, f"Slack refuses it ({code})"), todo, bad=True)
