"""Who people are: Slack's payloads name them by an id, and the rest has to be asked for.

Asked once a day and person. An answer that does not come in time costs a name or a zone, never
the tap itself: Slack wants to hear within three seconds that it has arrived.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.arrived import cleaned, one_line
from bot.platforms.base import Account, PlatformError
from bot.platforms.slack.errors import FAILURES, Tier, platform_error

DAY = 86400.0
PATIENCE = 1.5
"""Seconds that a profile may take while somebody waits."""

OPENS = 45
"""Calls of `conversations.open` a minute, of the 50 that Slack takes."""

FRESH = 60.0
"""Seconds for which the members of a channel, once read, are believed to be in it."""

PAGE = 500
"""Members that are read at once, of the thousand that Slack takes."""

MOST = 20_000
"""Profiles kept; then it begins anew."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A user of Slack. `outside`: of another organisation, met in a shared channel."""

    name: str
    language: str = ""
    zone: str = ""
    administrator: bool = False
    outside: bool = False
    bot: bool = False


class People:
    """The people of one workspace. Nothing of it is kept on disk."""

    def __init__(
        self, client: AsyncWebClient, now: Callable[[], float], monotonic: Callable[[], float]
    ) -> None:
        self._client = client
        self._now = now
        self._opens = Tier(OPENS, 60.0, monotonic)
        self._profiles: dict[str, tuple[float, Profile]] = {}
        self._direct: dict[str, str] = {}
        self._members: dict[str, tuple[float, frozenset[str]]] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._quiet_until = 0.0
        self.team = ""
        self.enterprise = ""

    async def account(self, account: Account, team: str) -> Account | None:
        """An account with its person's name, zone and language; None for a bot.

        Where Slack does not say who it is, `team` of the payload decides who is from outside.
        """
        user = account.id.partition(":")[2]
        turn = self._turns.setdefault(user, asyncio.Lock())
        try:
            # One after the other, so that nothing somebody does overtakes what they did before.
            async with asyncio.timeout(PATIENCE), turn:
                known = await self.profile(user)
        except (PlatformError, TimeoutError):
            return replace(account, outside=team not in ("", self.team, self.enterprise))
        if known.bot:
            return None
        return replace(
            account,
            name=known.name or account.name,
            language=known.language,
            zone=known.zone,
            outside=known.outside,
        )

    async def profile(self, user: str, *, fresh: bool = False) -> Profile:
        """Who this is, as of today. Raises `PlatformError`."""
        kept = self._profiles.get(user)
        if kept and not fresh and kept[0] > self._now() - DAY:
            return kept[1]
        if self._now() < self._quiet_until:
            raise PlatformError("asked too often who people are", retry_after=1.0, scope="method")
        found = await self._ask(user)
        if len(self._profiles) >= MOST:
            self._profiles.clear()
            self._turns.clear()
        self._profiles[user] = (self._now(), found)
        return found

    async def _ask(self, user: str) -> Profile:
        try:
            answer = await self._client.users_info(user=user, include_locale=True)
        except FAILURES as error:
            failure = platform_error(error)
            if isinstance(error, SlackApiError) and failure.retry_after is not None:
                self._quiet_until = self._now() + failure.retry_after
            raise failure from None
        return profile(dict(answer["user"]), self.team, self.enterprise)

    async def inside(self, channel: str, user: str) -> bool:
        """Whether somebody is in a channel. Raises the library's errors.

        Its members are read anew for who was not there a minute ago: a whole team joins at once.
        """
        until, members = self._members.get(channel, (0.0, frozenset()))
        if self._now() > until or user not in members:
            members = frozenset(await self._inside(channel))
            self._members[channel] = (self._now() + FRESH, members)
        return user in members

    async def _inside(self, channel: str) -> list[str]:
        found: list[str] = []
        cursor = ""
        while True:
            page = await self._client.conversations_members(
                channel=channel, limit=PAGE, cursor=cursor
            )
            found += page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    def learn(self, user: str, channel: str) -> None:
        """The direct message with somebody has this channel."""
        if user and channel.startswith("D"):
            self._direct[user] = channel

    async def channel(self, address: str) -> str:
        """The channel of an address: a channel's own, or the direct message with a person.

        Raises the library's errors, and `PlatformError` for what would be too fast.
        """
        if not address.startswith(("U", "W")):
            return address
        if address not in self._direct:
            self._opens.enter()
            answer = await self._client.conversations_open(users=address)
            self._direct[address] = str(answer["channel"]["id"])
        return self._direct[address]


@cache
def _zone(name: str) -> str:
    """A zone that we know, else none: Slack may know newer ones."""
    try:
        return ZoneInfo(name).key
    except (ValueError, KeyError):
        return ""


def profile(user: dict[str, Any], team: str, enterprise: str = "") -> Profile:
    """What Slack's `users.info` says about somebody, for this workspace.

    Who is of another workspace of the same enterprise is no outsider.
    """
    user = cleaned(user)
    shown, grid = user.get("profile", {}), user.get("enterprise_user") or {}
    ours = {user.get("team_id"), *grid.get("teams", ()), grid.get("enterprise_id")}
    inside = team in ours or (bool(enterprise) and enterprise in ours)
    return Profile(
        name=one_line(str(user.get("real_name") or shown.get("real_name") or user.get("name", ""))),
        language=str(user.get("locale") or "").lower(),
        zone=_zone(str(user.get("tz") or "")),
        administrator=any(user.get(f"is_{kind}") for kind in ("admin", "owner", "primary_owner")),
        outside=bool(user.get("is_stranger")) or not inside,
        bot=bool(user.get("is_bot")),
    )
