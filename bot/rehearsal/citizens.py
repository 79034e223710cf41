"""The invented people who use the service: they answer the public round of the demo.

They see much as the team does, but for one thing, in which they expect little of what the team
expects most: that is what a public round is for.
"""

import random
from dataclasses import dataclass

from bot.platforms.public import Public
from bot.rehearsal.cast import LEANING
from dialogs.core.public.round import PublicRound

SITE = "https://map.example.org"
"""Where the pages would be, if there were any."""

OTHERWISE = "CIT-B3"
"""What they see otherwise than the team."""

EXPECTED = 1.8
"""What they tend to say of it, 1 to 5."""


@dataclass(frozen=True, slots=True)
class Citizens:
    """So many people, by this hand."""

    many: int
    rng: random.Random

    async def answer(self, door: Public, asked: PublicRound, items: tuple[str, ...]) -> None:
        """All of them answer every question, by the door that pages use."""
        for n in range(self.many):
            await self.fill_in(door, asked, items, f"citizen {n}")

    async def fill_in(
        self, door: Public, asked: PublicRound, items: tuple[str, ...], secret: str
    ) -> None:
        """One of them, by this secret."""
        for item in items:
            await door.answer(asked.token, secret, item, self._opinion(item), "link", burst=False)

    def _opinion(self, item: str) -> str:
        if self.rng.random() < 0.06:
            return "NS"
        leans = EXPECTED if item == OTHERWISE else LEANING.get(item, 3.0)
        return str(min(5, max(1, round(self.rng.gauss(leans, 0.7)))))
