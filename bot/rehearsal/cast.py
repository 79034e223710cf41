"""The invented team of the demo: who they are (a file for each language), and what they think.

What they think and write belongs to a framework: `demo.toml` in its folder. One without gets a team
that differs on one thing, is unsure of another, and finds some things strong and some weak, so that
every framework can be rehearsed.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

from framework.pack import Framework, nearest
from framework.pack.files import read_toml

CASTS = Path(__file__).parent / "casts"

FIRST_DAY = date(2026, 11, 23)
"""The Monday on which a play begins."""


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

    def names(self, many: int) -> Iterator[str]:
        """The names of so many colleagues: those of the file, then numbered ones."""
        for n in range(many):
            yield self.people[n] if n < len(self.people) else self.more.format(n=n + 1)


def cast(language: str) -> Cast:
    """The cast of this language, English if there is none."""
    near = nearest(language, (path.stem for path in CASTS.glob("*.toml")))
    found: dict[str, Any] = read_toml(CASTS / f"{near or 'en'}.toml")
    return Cast(phrases=found.pop("stage"), **found)


# -- what they think -------------------------------------------------------------------------------

FILE = "demo.toml"

LEANINGS = (4.4, 3.2, 2.2, 3.8, 4.7, 2.8, 1.7)
"""What a team tends to say, 1 to 5, of one component after the other."""

EXPECTED = 1.8
"""What the people who use the service tend to say of what they see otherwise."""


@dataclass
class Story:
    """What a team thinks of each component, and what it writes; `setup` where the cast's is unfit.

    `torn`: where it is of two minds; `unsure`: what many cannot judge; `otherwise`: what the people
    who use the service expect little of.
    """

    leaning: dict[str, float]
    torn: str
    unsure: str
    otherwise: str
    setup: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
    notes: list[dict[str, str]] = field(default_factory=list)

    def note(self, item: str, side: str) -> str:
        """The next note about a component that fits this side of an answer; "" if there is none.

        Each is given once.
        """
        for note in self.notes:
            if note["item"] == item and note.get("side", side) == side:
                self.notes.remove(note)
                return note["text"]
        return ""

    def opinion(self, rng: random.Random, item: str, side: int) -> str:
        """What somebody answers, by this hand; `side`, 0 or 1, where the team is torn."""
        if item == "go":
            return rng.choice(["pilot", "pilot", "pilot", "later", "now"])
        if item == "view":
            return rng.choice(["favour", "cautious", "same"])
        if item == self.unsure and rng.random() < 0.45:
            return "NS"
        if item == self.torn:
            return rng.choice(["1", "2"] if side else ["4", "5"])
        return near(rng, self.leaning.get(item, 3.0))

    def outside(self, rng: random.Random, item: str) -> str:
        """What somebody answers who uses the service."""
        if rng.random() < 0.06:
            return "NS"
        return near(rng, EXPECTED if item == self.otherwise else self.leaning.get(item, 3.0))


def near(rng: random.Random, leaning: float) -> str:
    """A score near this, by this hand."""
    return str(min(5, max(1, round(rng.gauss(leaning, 0.7)))))


def story(framework: Framework, language: str) -> Story:
    """The story of a framework, in a language; a made-up one if it brings none."""
    for path in (folder / FILE for folder in framework.folders):
        if path.exists():
            return _told(read_toml(path, str(path)), language)
    ids = [part.id for part in framework.components]
    return Story(dict(zip(ids, cycle(LEANINGS))), ids[len(ids) // 2], ids[-1], ids[0])


def _told(raw: dict[str, Any], language: str) -> Story:
    """What a file says, in this language, English if it has none."""
    said = raw.get(nearest(language, raw) or "en", {})
    own = {name: raw.get(name, "") for name in ("torn", "unsure", "otherwise")}
    leaning = dict(_numbers(raw.get("leaning", {})))
    texts = {name: said.get(name, {}) for name in ("setup", "prompts")}
    return Story(leaning, **own, **texts, notes=[*said.get("note", ())])


def _numbers(leaning: dict[str, Any]) -> Iterator[tuple[str, float]]:
    yield from ((item, float(value)) for item, value in leaning.items())
