"""Forms: opened by a tap, turned by their own buttons, told what was refused.

At once or not at all: the payload that asks for one lets a page be opened for three seconds.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import Incoming, View
from bot.platforms.seal import bare
from bot.platforms.slack.errors import FAILURES, code
from bot.platforms.slack.pages.patience import patiently, why
from bot.platforms.slack.pages.views import modal
from dialogs.core.addresses import ActionData, read_data
from dialogs.core.events import Event, Tap
from dialogs.core.post import Form

log = logging.getLogger("valuemap")

USED = "exchanged_trigger_id"
"""What Slack says of a tap that has opened something already."""

OPENS = 2.5
"""Seconds for which it is worth trying again to open a form after a tap."""

Say = Callable[[Incoming, str], Awaitable[None]]


class Forms:
    """Shows forms; `view` says what is on them, `say` what to say where one comes too late."""

    def __init__(self, client: AsyncWebClient, say: Say) -> None:
        self._client = client
        self._say = say
        self.view: View | None = None

    async def show(self, incoming: Incoming) -> bool:
        """Open the form that a tap asks for, or turn its page; False if it asks for none."""
        if self.view is None or not _asks_for_form(incoming.event):
            return False
        form = await self.view(incoming, "form")
        if not isinstance(form, Form) or not (form.questions or incoming.handle["view"]):
            return False
        try:
            await patiently(lambda: self._open(incoming, form), OPENS)
        except FAILURES as error:
            log.info("a form was not shown: %s", why(error))
            if code(error) != USED:
                await self._say(incoming, form.late)
        return True

    async def tell(self, incoming: Incoming, text: str) -> bool:
        """Say something on the form on which a choice was made; False if that is not possible."""
        if self.view is None or not incoming.handle.get("view"):
            return False
        form = await self.view(incoming, "form")
        if not isinstance(form, Form):
            return False
        try:
            await self._open(incoming, replace(form, lead=text))
        except FAILURES as error:
            log.info("a form was not changed: %s", why(error))
            return False
        return True

    async def _open(self, incoming: Incoming, form: Form) -> None:
        """A tap on a message opens a page, one within a page turns it."""
        if page := incoming.handle["view"]:
            await self._client.views_update(view_id=page, view=modal(form))
        else:
            await self._client.views_open(trigger_id=incoming.handle["trigger"], view=modal(form))


def _asks_for_form(event: Event) -> bool:
    """Whether a tap asks for a form, or for another page of it; not an answer chosen in one."""
    data = read_data(bare(event.data)) if isinstance(event, Tap) else None
    return isinstance(data, ActionData) and data.action == "form" and len(data.rest) < 2
