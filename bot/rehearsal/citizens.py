"""The invented people who use the service: they answer the public round of the demo.

They see much as the team does, but for one thing, in which they expect little of what the team
expects most: that is what a public round is for.
"""

import random
from dataclasses import dataclass

from bot.platforms.public import Public
from bot.rehearsal.cast import Story
from dialogs.core.public.round import PublicRound

SITE = "https://map.example.org"
"""Where the pages would be, if there were any."""


@dataclass(frozen=True, slots=True)
class Citizens:
    """So many people, by this hand."""

    many: int
    rng: random.Random
    story: Story

    async def answer(self, door: Public, asked: PublicRound, items: tuple[str, ...]) -> None:
        """All of them answer every question, by the door that pages use."""
        for n in range(self.many):
            await self.fill_in(door, asked, items, f"citizen {n}")

    async def fill_in(
        self, door: Public, asked: PublicRound, items: tuple[str, ...], secret: str
    ) -> None:
        """One of them, by this secret."""
        for item in items:
            given = self.story.outside(self.rng, item)
            await door.answer(asked.token, secret, item, given, "link", burst=False)
