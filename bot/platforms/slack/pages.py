"""The form and the Home tab: asked for by a tap or a look, and shown at once, or not at all."""

import logging
from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import Incoming, View
from bot.platforms.slack.errors import FAILURES, code
from bot.platforms.slack.views import home, modal
from dialogs.core.addresses import ActionData, read_data
from dialogs.core.events import Event, Tap
from dialogs.talk.forms import Form, Home

log = logging.getLogger("valuemap")

USED = "exchanged_trigger_id"
"""What Slack says of a tap that has opened something already."""

"""What a page shows: `form` for a tap that asks for one, `home` for somebody's Home tab."""

Say = Callable[[Incoming, str], Awaitable[None]]


class Pages:
    """Shows pages; `view` says what is on them, `say` what to say where one comes too late."""

    def __init__(self, client: AsyncWebClient, say: Say) -> None:
        self._client = client
        self._say = say
        self.view: View | None = None

    async def form(self, incoming: Incoming) -> bool:
        """Open the form that a tap asks for, or turn its page; False if it asks for none."""
        if self.view is None or not _asks_for_form(incoming.event):
            return False
        form = await self.view(incoming, "form")
        if not isinstance(form, Form):
            return False
        try:
            await self._open(incoming, form)
        except FAILURES as error:
            log.info("a form was not shown: %s", code(error) or type(error).__name__)
            if code(error) != USED:
                await self._say(incoming, form.late)
        return True

    async def _open(self, incoming: Incoming, form: Form) -> None:
        """A tap on a message opens a page, one within a page turns it."""
        if page := incoming.handle["view"]:
            await self._client.views_update(view_id=page, view=modal(form))
        else:
            await self._client.views_open(trigger_id=incoming.handle["trigger"], view=modal(form))

    async def home(self, incoming: Incoming) -> None:
        """Publish somebody's Home tab; one that fails is published when they next look."""
        try:
            shown = await self.view(incoming, "home") if self.view else None
            if isinstance(shown, Home):
                await self._client.views_publish(user_id=incoming.handle["user"], view=home(shown))
        except FAILURES as error:
            log.info("a home tab was not published: %s", code(error) or type(error).__name__)


def _asks_for_form(event: Event) -> bool:
    """Whether a tap asks for a form, or for another page of it; not an answer chosen in one."""
    data = read_data(event.data) if isinstance(event, Tap) else None
    return isinstance(data, ActionData) and data.action == "form" and len(data.rest) < 2
