"""The service in its parts under a clock that is moved by hand, for the demo and for tests."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.app.library import Files, loader
from bot.outputs.files import make
from bot.platforms.base import Account, Incoming
from bot.platforms.memory.adapter import MemoryPlatform, Message
from bot.platforms.seal import bare
from bot.service import assemble
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from dialogs.core.post import Button
from storage.store import Store, Tx


@dataclass
class Rehearsal:
    """The service on one platform in memory; its people act, and its clock moves, from here."""

    database: Path
    now: float
    zone: str = "UTC"
    language: str = "en"
    library: Files = field(default_factory=Files)
    demo: MemoryPlatform = field(default_factory=MemoryPlatform)
    place: str = "team"
    _seen: int = 0

    def open(self) -> None:
        """Open the store and put the parts together."""
        self.store: Store[Exercise] = Store(self.database, loader(self.library))
        self.store.open()
        self.service = assemble(
            self.store,
            self.library,
            {"demo": self.demo},
            now=lambda: self.now,
            monotonic=lambda: self.now,
            sleep=self._wait,
            make=make,
            zone=self.zone,
            language=self.language,
        )

    async def _wait(self, seconds: float) -> None:
        """Pauses of the delivery cost no time here, and move the clock."""
        self.now = round(self.now + seconds, 3)

    async def start(self) -> None:
        """What a process does when it starts."""
        self.open()
        await self.service.recover()
        await self.settle()

    async def stop(self) -> None:
        """What a process does when it ends."""
        await self.settle()
        self.store.close()

    async def settle(self) -> None:
        """Until nothing is under way."""
        await self.service.delivery.settle()

    async def pass_time(self, until: float) -> None:
        """Move the clock, stopping wherever something is due."""
        while (wake := await self.store.run(_earliest)) is not None and wake <= until:
            self.now = max(self.now, wake)
            await self.service.look()
            await self.settle()
        self.now = max(self.now, until)

    # -- people --------------------------------------------------------------------------------

    async def happens(self, who: Account | None, event: e.Event, place: str = "") -> bool:
        """Something arrives from somebody, and everything it sets going is waited for."""
        self._seen += 1
        incoming = Incoming("demo", f"d{self._seen}", place, who, event)
        durable = await self.service.handle([incoming])
        await self.settle()
        return durable

    async def sends(self, who: Account, data: str, place: str = "") -> bool:
        """A button with this data is pressed, as ours signed it, whether or not it still stands."""
        signed = self.service.app.seal.sign(place or who.address, data)
        return await self.happens(who, e.Tap(self.now, signed), place)

    async def writes(self, who: Account, text: str, place: str = "") -> None:
        """A text, or a command."""
        name, _, argument = text.removeprefix("/").partition(" ")
        event: e.Event = (
            e.Command(self.now, name, argument, private=not place)
            if text.startswith("/")
            else e.Wrote(self.now, text)
        )
        await self.happens(who, event, place)

    async def taps(self, who: Account, label: str) -> None:
        """The newest button with this label (or its beginning, or this data) that is in sight."""
        place, button = self._find(who, label)
        await self.press(who, button, place)

    def label(self, who: Account, label: str) -> str:
        """What the button that `taps` would press is called."""
        return self._find(who, label)[1].label

    def _find(self, who: Account, label: str) -> tuple[str, Button]:
        for address, place in ((who.address, ""), (self.place, self.place)):
            for message in reversed(list(self.demo.chats.get(address, {}).values())):
                for button in message.buttons:
                    if label in (button.label, bare(button.data)) or button.label.startswith(label):
                        return place, button
        raise LookupError(f"{who.name} sees no button {label!r}")

    async def press(self, who: Account, button: Button, place: str) -> None:
        """Press a button: a link opens the private chat, others send their data."""
        if button.start:
            await self.happens(who, e.Entered(self.now, button.start))
        else:
            await self.happens(who, e.Tap(self.now, button.data), place)

    def chat(self, who: Account) -> list[Message]:
        """What stands in somebody's private chat now."""
        return list(self.demo.chats.get(who.address, {}).values())

    @property
    def group(self) -> list[Message]:
        """What stands in the group now."""
        return list(self.demo.chats.get(self.place, {}).values())


def _earliest(tx: "Tx[Exercise]") -> float | None:
    return min((row.wake for row in tx.rows() if row.wake is not None), default=None)
