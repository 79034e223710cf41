"""The state of one exercise: what its facts have made of it so far.

An `Exercise` is the fold of its facts. `evolve` changes it, everybody else only reads. Where a
person stands is derived from it, never kept: the first question without an answer, unless they
turned elsewhere.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dialogs.core.addresses import (
    ItemView,
    NextView,
    Schedule,
    SetupField,
    read_schedule,
)
from dialogs.core.calendar import Holidays
from dialogs.core.facts import Prepared, Undelivered
from dialogs.core.people import Action, Note, Participant
from dialogs.core.post import Capabilities
from dialogs.core.public.round import PublicRound
from dialogs.core.script import Script
from dialogs.core.stage import Stage
from dialogs.words import Words
from framework.pack import Framework, nearest
from framework.publish import Published

FEW = 10
"""Below this many invited, too few may answer for any result: the facilitator is warned."""


class Library(Protocol):
    """Where an exercise finds its pack and script, the languages, and what its platform can do."""

    @property
    def site(self) -> str:
        """The address of the pages for people who use the service; empty where none are served."""

    @property
    def words(self) -> Mapping[str, Words]:
        """The languages by their code."""

    @property
    def packs(self) -> Mapping[str, Framework]:
        """The frameworks of today by id, in the order in which they are offered."""

    @property
    def scripts(self) -> Mapping[str, Script]:
        """The scripts of today by id, in the order in which they are offered."""

    def on(self, platform: str) -> "Library":
        """The same, in the words of a platform."""

    def pack(self, name: str) -> Framework:
        """The framework with this hash."""

    def script(self, name: str) -> Script:
        """The script with this hash."""

    def newest(self, kind: str, name: str) -> str:
        """The hash of the `pack` or `script` of this id as it stands in the files today."""

    def snapshot(self, name: str) -> str:
        """What a pack or script says, to be kept with whatever begins with it; empty if it is."""

    def link(self, token: str) -> str:
        """The address at which an exercise with this token opens in a browser; empty for none."""

    def country(self, zone: str) -> str:
        """The country whose holidays count in a zone, by its code; empty where none is known."""

    def holidays(self, zone: str) -> Holidays:
        """Which days are public holidays in a zone."""

    def capabilities(self, platform: str) -> Capabilities:
        """What this platform can show. Raises `KeyError` for one that is not served."""


@dataclass(frozen=True, slots=True)
class Handed:
    """The exercise went from one facilitator to another; `taken`: the first was not reached.

    `begun` is false of a set-up that somebody else goes on with.
    """

    before: int
    to: int
    taken: bool
    begun: bool = True


class Exercise:
    """One exercise. Made by `fold`, changed by `evolve`, read by everybody else in this room."""

    def __init__(
        self, number: int, platform: str, library: Library, token: str = "", group: str = ""
    ) -> None:
        self.id = number
        self.platform = platform
        self.token = token
        self.group = group  # what its group is called; empty where no platform says
        self.library = library.on(platform)
        self.status = "draft"
        self.paused = False
        self.barred = False
        self.facilitator = 0
        self.deputies: set[int] = set()
        self.outside: set[int] = set()
        self.handed: list[Handed] = []
        self.asked = 0.0  # since when whoever runs it is to say that they do; 0: not asked
        self.asker = 0
        self.asks = 0
        self.vacant = False
        self.recalled: set[str] = set()
        self.offered = 0
        self.language = "en"
        self.zone = "UTC"
        self.setup: dict[str, str] = {}
        self.drafted = 0.0
        self.began: float | None = None
        self.stages: dict[str, Stage] = {}
        self.results: dict[str, Published] = {}
        self.quoted: dict[tuple[str, str], tuple[int, ...]] = {}
        self.passed: list[str] = []
        self.prepared: Prepared | None = None
        self.injected: str | None = None
        self.contested: tuple[str, ...] = ()
        self.people: dict[int, Participant] = {}
        self.names: dict[int, str] = {}
        self.removed: set[int] = set()
        self.readers: set[int] = set()
        self.joined = 0
        self.reached = 0
        self.speaking: Counter[str] = Counter()
        self.zones: set[str] = {""}
        self.notes: dict[int, Note] = {}
        self.last_note = 0
        self.notes_of: dict[str, list[int]] = {}
        self.halfway: tuple[int, int] | None = None
        self.actions: dict[int, Action] = {}
        self.doubted: dict[str, float] = {}  # since when; 0: no longer
        self.repeats: dict[str, int] = {}
        self.undelivered: dict[str, Undelivered] = {}
        self.fetched: set[str] = set()
        self.public: PublicRound | None = None
        self.called_off: float | None = None
        self.purged = False
        self.purged_at = 0.0
        self.last_at = 0.0
        self.framework: Framework
        self.script: Script

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the group's messages, the first being the facilitator's choice."""
        return tuple(self.setup.get("languages", self.language).split())

    @property
    def spoken(self) -> tuple[str, ...]:
        """The languages that a person may choose: those of the words and of the pack."""
        return tuple(c for c in self.library.words if c in self.framework.languages)

    @property
    def standing(self) -> str:
        """The status as it is written down: what is paused stands still, whatever it was doing."""
        return "paused" if self.paused else self.status

    @property
    def collected(self) -> bool:
        """Whether its answers were collected elsewhere, and nobody was asked in it."""
        return not self.id

    @property
    def away(self) -> bool:
        """Whether the group cannot be reached: `paused` until somebody acts, `barred` for now."""
        return self.paused or self.barred

    def leads(self, person: int) -> bool:
        """Whether somebody runs it: the facilitator, or a co-facilitator."""
        return bool(person) and (person == self.facilitator or person in self.deputies)

    @property
    def contact(self) -> int:
        """Who is told what needs a decision: the facilitator, or who runs it and can be reached."""
        there = (self.facilitator, *sorted(self.deputies))
        return next((n for n in there if n in self.people and self.people[n].reachable), there[0])

    @property
    def under_way(self) -> bool:
        """Whether it has begun and is not over: rounds, or the plan that follows the results."""
        return self.status in ("running", "following")

    @property
    def small_team(self) -> bool:
        """Whether the team chose results for three or four, knowing what that gives away."""
        few = int(self.setup.get("invited", "0")) < FEW
        return few and self.setup.get("small_team") == "yes"

    @property
    def capabilities(self) -> Capabilities:
        """What its platform can show."""
        return self.library.capabilities(self.platform)

    def capabilities_of(self, person: int) -> Capabilities:
        """What is shown to a person can be; 0 is the group."""
        participant = self.people.get(person)
        own = participant.platform if participant else ""
        return self.library.capabilities(own) if own else self.capabilities

    @property
    def link(self) -> str:
        """Where it opens in a browser for whoever is not on its platform; empty for nowhere."""
        return "" if self.capabilities.rooms else self.library.link(self.token)

    @property
    def holidays(self) -> Holidays:
        """Which days are public holidays where it takes place."""
        return self.library.holidays(self.zone)

    @property
    def minutes(self) -> int:
        """About how long its questions take, in steps of five minutes: half a minute each."""
        return 5 * math.ceil(len(self.framework.components) / 10)

    @property
    def minutes_live(self) -> int:
        """About how long they take in one sitting, where nobody comes back."""
        return max(1, round(0.46 * len(self.framework.components)))

    @property
    def schedule(self) -> Schedule:
        """When it begins, as chosen at set-up, and with which script."""
        return read_schedule(self.setup.get("when", ""))

    def words(self, person: int = 0) -> Words:
        """The language of a person; of the exercise for everybody else."""
        participant = self.people.get(person)
        language = participant.language if participant else self.languages[0]
        return self.worded(language, person)

    def worded(self, language: str, person: int = 0) -> Words:
        """A language as it is put where a person reads it, or the group."""
        return self.language_of(language).worded(self.capabilities_of(person).wording)

    def language_of(self, code: str) -> Words:
        """A language as its framework puts things, wherever it is read.

        Of one that the files have no longer, its nearest, else another: its readers go on in that.
        """
        every = self.library.words
        there = code if code in every else nearest(code, self.spoken) or next(iter(self.spoken))
        return every[there].of(self.framework)

    def topic(self, name: str, language: str) -> str:
        """What the set-up says of a thing (`system`, `service`, …) in this language.

        What is considered is the framework's to say, where that is always the same.
        """
        texts = self.framework.texts.get(language)
        if name == "system" and texts and texts.system:
            return texts.system
        first = self.setup.get(str(SetupField(name, self.languages[0])), "")
        return self.setup.get(str(SetupField(name, language))) or first

    def asking(self) -> Iterable[Stage]:
        """The stages that take answers now, in order."""
        return (s for s in self.stages.values() if s.step.ask and s.open)

    def participants(self) -> Iterable[Participant]:
        """Those who take part."""
        return (p for p in self.people.values() if p.joined)


def next_item(exercise: Exercise, person: Participant) -> tuple[str, str] | None:
    """The first question this person has not answered, as round and item; None at the end."""
    for stage in exercise.asking():
        answered = person.answers.get(stage.label, {})
        if len(answered) < len(stage.items):
            for item in stage.order(person.number):
                if item not in answered:
                    return stage.label, item
    return None


def current_item(exercise: Exercise, person: Participant) -> tuple[str, str] | None:
    """The question on this person's card, if it is a question."""
    if isinstance(person.view, NextView):
        return next_item(exercise, person)
    if isinstance(person.view, ItemView):
        return person.view.round, person.view.item
    return None
