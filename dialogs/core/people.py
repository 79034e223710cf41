"""Who takes part in an exercise, and what is theirs: answers, texts, notes, actions of the plan."""

from dataclasses import dataclass, field

from dialogs.core.addresses import NextView, ReminderKey, View
from dialogs.core.facts import Answered, Held, Noted


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
