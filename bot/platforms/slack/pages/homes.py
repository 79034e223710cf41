"""Home tabs: shown to whoever looks, and kept up to date for whoever looked today.

Slack says when somebody opens their Home tab, and not when they leave it. So one that was looked at
is published again whenever something of its reader's changes, for as long as a working day; nobody
else's is, since it is made when they next look. What is known here ends with the process: after a
start the first look begins anew.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import Incoming, View
from bot.platforms.slack.blocks import Json
from bot.platforms.slack.errors import FAILURES, ChannelTiers, Tier, platform_error
from bot.platforms.slack.pages.patience import WENT_WRONG, patiently, why
from bot.platforms.slack.pages.views import home
from dialogs.core.post import Home

log = logging.getLogger("valuemap")

PUBLISHED = 90
"""Calls of `views.publish` a minute, of the 100 that Slack takes."""

EACH = 3
"""Of these, one person's in as many seconds: a busy hour is shown in few steps."""

WORTH = 60.0
"""Seconds for which it is worth trying again to publish a Home tab."""

LOOKING = 12 * 3600.0
"""Seconds after a look for which somebody's Home tab is kept up to date."""

LOOKERS_MOST = 500
"""How many at once; who looked longest ago is forgotten first."""


@dataclass(slots=True)
class _Looker:
    """Whose Home tab it is, what was last said there, what should be on it and what is."""

    incoming: Incoming
    until: float
    said: str = ""
    wanted: int = 0
    page: Json | None = None
    work: "asyncio.Task[None] | None" = None


class Homes:
    """Publishes Home tabs, each reader's in order; `view` says what is on them."""

    def __init__(self, client: AsyncWebClient, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._monotonic = monotonic
        self._lookers: dict[str, _Looker] = {}
        self._tier = Tier(PUBLISHED, 60.0, monotonic)
        self._each = ChannelTiers(EACH, float(EACH), monotonic)
        self.view: View | None = None

    def show(self, incoming: Incoming) -> None:
        """Somebody looks at their Home tab: publish it, even if it should say the same."""
        self._begin(incoming).page = None
        self._want(incoming.handle["user"])

    def pressed(self, incoming: Incoming) -> None:
        """Somebody pressed a button there: what was said before has been read."""
        self._begin(incoming)
        self._want(incoming.handle["user"])

    def changed(self, user: str) -> None:
        """Something of this person's says something else."""
        looker = self._lookers.get(user)
        if looker and looker.until > self._monotonic():
            self._want(user)

    def tell(self, incoming: Incoming, text: str) -> bool:
        """Say something above the exercises, where a button was pressed; False if it was not."""
        looker = self._lookers.get(incoming.handle.get("user", ""))
        if looker is None or not incoming.handle.get("home"):
            return False
        looker.said = text
        self._want(incoming.handle["user"])
        return True

    async def settle(self) -> None:
        """Leave it at what is published."""
        tasks = [each.work for each in self._lookers.values() if each.work]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, incoming: Incoming) -> _Looker:
        user, until = incoming.handle["user"], self._monotonic() + LOOKING
        looker = self._lookers.pop(user, None) or _Looker(incoming, until)
        looker.incoming, looker.until, looker.said = incoming, until, ""
        self._lookers[user] = looker  # the last of all
        if len(self._lookers) > LOOKERS_MOST:
            self._lookers.pop(next(iter(self._lookers)))
        return looker

    def _want(self, user: str) -> None:
        looker = self._lookers[user]
        looker.wanted += 1
        if looker.work is None or looker.work.done():
            looker.work = asyncio.get_running_loop().create_task(self._keep(user, looker))

    async def _keep(self, user: str, looker: _Looker) -> None:
        """Publish until what is wanted stands; what fails is published when they next look."""
        shown = -1
        try:
            while shown != looker.wanted:
                shown = looker.wanted
                await patiently(lambda: self._publish(user, looker), WORTH)
        except WENT_WRONG as error:
            log.info("a home tab was not published: %s", why(error))

    async def _publish(self, user: str, looker: _Looker) -> None:
        """Make the page as it is now, and publish it unless it is there already."""
        shown = await self.view(looker.incoming, "home") if self.view else None
        page = home(shown, looker.said) if isinstance(shown, Home) else None
        if page is None or page == looker.page:
            return
        self._each[user].enter()
        self._tier.enter()
        try:
            await self._client.views_publish(user_id=user, view=page)
        except FAILURES as error:
            raise self._tier.refused(platform_error(error)) from None
        looker.page = page
