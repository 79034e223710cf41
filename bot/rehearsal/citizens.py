"""The invented people who use the service: they answer the public round of the demo.

They see much as the team does, but for one thing, in which they expect little of what the team
expects most: that is what a public round is for.
"""

import random
from dataclasses import dataclass

from bot.app.public import StoredPublic
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

    async def answer(self, door: StoredPublic, asked: PublicRound, items: tuple[str, ...]) -> None:
        """All of them answer every question, by the door that pages use."""
        for n in range(self.many):
            for item in items:
                given = self.story.outside(self.rng, item)
                await door.answer(asked.token, f"citizen {n}", item, given, "link", burst=False)
