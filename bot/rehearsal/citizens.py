"""The invented people who use the service: they answer the public round of the demo.

They see much as the team does, but for one thing, in which they expect little of what the team
expects most: that is what a public round is for.
"""

import random
from dataclasses import dataclass

from bot.app.public import StoredPublic
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

    async def answer(self, door: StoredPublic, asked: PublicRound, items: tuple[str, ...]) -> None:
        """All of them answer every question, by the door that pages use."""
        for n in range(self.many):
            for item in items:
                given = self._opinion(item)
                await door.answer(asked.token, f"citizen {n}", item, given, "link", burst=False)

    def _opinion(self, item: str) -> str:
        if self.rng.random() < 0.06:
            return "NS"
        leans = EXPECTED if item == OTHERWISE else LEANING.get(item, 3.0)
        return str(min(5, max(1, round(self.rng.gauss(leans, 0.7)))))
