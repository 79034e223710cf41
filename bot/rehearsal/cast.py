"""The invented team of the demo: who they are and what they write (a file), what they think."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from framework.pack.files import read_toml

CASTS = Path(__file__).parent / "casts"

FIRST_DAY = date(2026, 11, 23)
"""The Monday on which a play begins."""

LEANING = {
    "ECO-B1": 3.2, "ECO-B2": 4.4, "ECO-B3": 3.6, "ECO-T1": 3.1, "ECO-T2": 2.6, "ECO-R1": 2.4,
    "ADM-B1": 3.7, "ADM-B2": 3.0, "ADM-T1": 4.1, "ADM-T2": 3.2, "ADM-T3": 3.3, "ADM-T4": 4.6,
    "ADM-R1": 3.4, "ADM-R2": 3.2, "DEM-B1": 3.9, "DEM-T1": 3.4, "DEM-T2": 3.2, "DEM-R1": 3.0,
    "DEM-R2": 3.1, "DEM-R3": 2.2, "CIT-B1": 3.5, "CIT-B2": 2.9, "CIT-B3": 4.5, "CIT-T1": 2.7,
    "CIT-R1": 4.3, "CIT-R2": 3.0,
}  # fmt: skip
"""What this team tends to say, 1 to 5."""

TORN = "CIT-R2"
"""Where the team is of two minds, by turns low and high."""

UNSURE = "ADM-B2"
"""What many of the team cannot judge."""


@dataclass
class Cast:
    """The people of a cast file.

    `phrases` are the stage directions of its transcript, `bar` stands above a try-out's pages.
    """

    zone: str
    facilitator: str
    people: list[str]
    more: str
    citizens: str
    stuck: str
    decided: str
    noticed: str
    phrases: dict[str, str]
    bar: dict[str, str]
    setup: dict[str, str]
    prompts: dict[str, str]
    notes: list[dict[str, str]] = field(default_factory=list)

    def names(self, many: int) -> Iterator[str]:
        """The names of so many colleagues: those of the file, then numbered ones."""
        for n in range(many):
            yield self.people[n] if n < len(self.people) else self.more.format(n=n + 1)

    def note(self, item: str, side: str) -> str:
        """The next note about a component that fits this side of an answer; "" if there is none.

        Each is given once.
        """
        for note in self.notes:
            if note["item"] == item and note.get("side", side) == side:
                self.notes.remove(note)
                return note["text"]
        return ""


def cast(language: str) -> Cast:
    """The cast of this language, English if there is none."""
    path = CASTS / f"{language}.toml"
    found: dict[str, Any] = read_toml(path if path.exists() else CASTS / "en.toml")
    return Cast(phrases=found.pop("stage"), notes=found.pop("note"), **found)


def opinion(rng: random.Random, item: str, side: int) -> str:
    """What somebody answers to an item, by this hand; `side`, 0 or 1, where the team is torn."""
    if item == "go":
        return rng.choice(["pilot", "pilot", "pilot", "later", "now"])
    if item == "view":
        return rng.choice(["favour", "cautious", "same"])
    if item == UNSURE and rng.random() < 0.45:
        return "NS"
    if item == TORN:
        return rng.choice(["1", "2"] if side else ["4", "5"])
    return str(min(5, max(1, round(rng.gauss(LEANING.get(item, 3.0), 0.7)))))
