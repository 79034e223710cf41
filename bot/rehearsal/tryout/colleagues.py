"""Invented colleagues in a room in the browser: they see what stands there, and press its buttons.

What they do arrives as from a page, without one: the same updates, by the same service.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from bot.app.rooms import StoredRooms
from bot.platforms.base import Account, Incoming
from bot.platforms.rooms import Message
from bot.platforms.seal import bare
from bot.rehearsal.tryout.clock import Clock
from bot.service import Service
from dialogs.core import events as e
from dialogs.core.post import Button, Post


@dataclass
class Hands:
    """The hands of everybody invented in one room."""

    platform: str
    place: str
    service: Service
    rooms: StoredRooms
    clock: Clock
    _numbers: Iterator[int] = field(default_factory=count)

    async def private(self, who: Account) -> list[list[Button]]:
        """The buttons of each message that somebody alone reads."""
        return [_buttons(m) for m in await self._messages(who) if not m.group]

    async def group(self) -> list[list[Button]]:
        """The buttons of each message that everybody reads."""
        nobody = Account("", "")
        return [_buttons(m) for m in await self._messages(nobody) if m.group]

    async def _messages(self, who: Account) -> tuple[Message, ...]:
        room = await self.rooms.look(self.place, who.id, who.language)
        return room.messages if room else ()

    async def taps(self, who: Account, label: str) -> None:
        """The newest button with this label, its beginning, or this data; raises `LookupError`."""
        messages = await self._messages(who)
        for message in (*(m for m in reversed(messages) if not m.group), *reversed(messages)):
            for button in _buttons(message):
                if bare(button.data) == label or button.label.startswith(label):
                    await self._press(who, button, self.place if message.group else "")
                    return
        raise LookupError(f"{who.name} sees no button {label!r}")

    async def _press(self, who: Account, button: Button, place: str) -> None:
        now = self.clock.now()
        if button.start:
            await self._happens(who, e.Entered(now, button.start))
        else:
            await self._happens(who, e.Tap(now, button.data), place)

    async def writes(self, who: Account, text: str) -> None:
        """A text, written on one's own page, which says by now what it is to answer."""
        await self.service.delivery.settle()
        await self._happens(who, e.Wrote(self.clock.now(), text))

    async def _happens(self, who: Account, event: e.Event, place: str = "") -> None:
        number = f"invented {next(self._numbers)}"
        incoming = Incoming(self.platform, number, place, who, event, room=self.place)
        await self.service.handle([incoming])


def _buttons(message: Message) -> list[Button]:
    post = message.post
    return [button for row in post.rows for button in row] if isinstance(post, Post) else []
