"""The state of one exercise: what its facts have made of it so far.

An `Exercise` is the fold of its facts. `evolve` changes it, everybody else only reads. Where a
person stands is derived from it, never kept: the first question without an answer, unless they
turned elsewhere.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from dialogs.core.addresses import (
    ItemView,
    NextView,
    ReminderKey,
    Schedule,
    SetupField,
    View,
    read_schedule,
)
from dialogs.core.calendar import Holidays
from dialogs.core.facts import Answered, Held, Noted, Prepared, Undelivered
from dialogs.core.post import Capabilities
from dialogs.core.public.round import PublicRound
from dialogs.core.script import Script, Step
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


@dataclass(slots=True)
class Note:
    """A note to an item. Its writer alone sees it until it is released.

    `rare`: when it was written, few used its writer's language here. `decided`: when its writer
    last wrote, released or took it back, so that what they pressed before that changes nothing.
    """

    number: int
    person: int
    item: str
    text: str
    released: bool = False
    rare: bool = False
    decided: float = 0.0


@dataclass(slots=True)
class Action:
    """One action of the plan. Unlike answers it is public, and its owner is named.

    `progress` is how it goes in its owner's word (done, under_way, stuck, dropped), `why` the
    reason they gave.
    """

    owner: int = 0
    changed: dict[str, str] = field(default_factory=dict)
    progress: str = ""
    why: str = ""


@dataclass(slots=True)
class Participant:
    """One person in one exercise. `view` is what their card shows, `zone` their own, if known.

    `platform`: where they take part by a link, if that is not where the group is.
    `named`: what they read in private says which exercise it is of, since they have several;
    `alike`: another of these has the same name.

    `mailbox`: the e-mail address at which they may be reminded, of who is on a page.
    `filed`: when they asked for a file of their own, in which language, and of which kind.

    `cards` counts the cards they were given, `used` is the last one they did something on; `last`
    was answered on the card `last_on`; `asked` is the question on the newest, since `asked_at`;
    `prompt` what words would be taken for, since `prompted_at`; `page` is that of a card that is
    too long, 0 for its front; `reminded` is a reminder not yet acted on. `held` are texts without a
    place, by number, `last_held` the highest number so far; `typed` is the last text that was
    taken; `chosen` when they last answered an item of a round.
    """

    number: int
    language: str
    joined: bool = False
    counted: bool = True
    reachable: bool = True
    paper: bool = False
    muted: bool = False
    named: bool = False
    alike: bool = False
    zone: str = ""
    platform: str = ""
    mailbox: str = ""
    filed: tuple[tuple[float, str, str], ...] = ()
    cards: int = 0
    view: View = field(default_factory=NextView)
    page: int = 0
    held: dict[int, str] = field(default_factory=dict)
    last_held: int = 0
    typed: Noted | Held | Answered | None = None
    used: int = 0
    prompt: str = ""
    prompted_at: float = 0.0
    reminded: ReminderKey | None = None
    asked: tuple[str, str] | None = None
    asked_at: float = 0.0
    last: tuple[str, str] | None = None
    last_on: int = 0
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    chosen: dict[tuple[str, str], float] = field(default_factory=dict)
    notes: list[int] = field(default_factory=list)

    def answer(self, label: str, item: str) -> str:
        """What this person answered in a round, empty if nothing."""
        return self.answers.get(label, {}).get(item, "")


@dataclass(slots=True)
class Stage:
    """A step that has been opened. `items` are what it asks, `finished` how many are through.

    `needed` are those of the items without which nobody is through: a sentence may be left out.
    `orders`: in which orders it asks, so that not everybody comes last to the same (`order`).

    `reminded`: how often those of each zone were; of an empty one, those without one.

    `settles`: closed by hand, until when it can be opened again; 0 once what follows may follow.
    `again`: opened again after nothing could be shown. `warned`: when it was last looked at whether
    too few have finished; `warnings`: how often the facilitator was told so. `inquired`: owners
    have been asked how it goes.
    """

    label: str
    step: Step
    opened: float
    closes: float | None
    items: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    orders: tuple[tuple[str, ...], ...] = ()
    closed: float | None = None
    held: bool = False
    finished: int = 0
    settles: float = 0.0
    again: bool = False
    warned: float = 0.0
    warnings: int = 0
    inquired: bool = False
    reminded: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether answers are still taken."""
        return self.closed is None

    def order(self, person: int) -> tuple[str, ...]:
        """In which order somebody is asked, for good: the first person as the pack has it.

        Number 1 mostly facilitates.
        """
        return self.orders[(person - 2) % len(self.orders)] if self.orders else self.items

    def through(self, given: Mapping[str, str]) -> bool:
        """Whether somebody with these answers has finished it."""
        return len(given) >= len(self.needed) > 0 and all(item in given for item in self.needed)

    def left(self, given: Mapping[str, str]) -> int:
        """How many questions wait for somebody with these answers.

        Sentences are among them only where nothing else is asked: none needs to be written.
        """
        return sum(1 for item in self.needed or self.items if item not in given)

    def shut(self, at: float) -> bool:
        """Whether an answer comes too late: the deadline counts, though no clock came by yet.

        It does not while it is `held`: nobody could be told of the close.
        """
        return not self.open or (self.closes is not None and self.closes <= at and not self.held)


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
