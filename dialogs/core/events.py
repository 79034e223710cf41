"""What came in: the few things that can happen to an exercise, whatever the platform.

An adapter makes them with `person=0`; the application puts in the number that this person
has in the exercise. Times are UTC seconds, to the millisecond. `at` is when it arrived here,
`acted` when the person did it, as their platform tells; 0 where it tells nothing. Deadlines hold
against `at`, so that what comes late never changes a result; what somebody meant, against `acted`.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Tap:
    """A button was pressed. `data` is the button's, whole, as `addresses.read_data` reads it.

    `entitled` as in `Command`; it is asked for the buttons that need it.
    """

    at: float
    data: str
    person: int = 0
    acted: float = field(default=0.0, compare=False)
    entitled: bool = False


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody wrote a text to the bot, in private.

    - `own`: in their own words, not passed on from elsewhere;
    - `edited`: it is the new text of a message that they had sent before;
    - `partly`: something came with it that is not kept, such as a picture;
    - `aside`: in a thread of the chat, where they do not see their card;
    - `shown`: what their card asks for has reached their screen, as far as is known;
    - `on_page`: below its question on a page, whose `turn` this is: it answers that or nothing,
      and the card need not have shown it;
    - `asked`: on a page that shows their card, and since when that had asked for words; None where
      no page says it.
    """

    at: float
    text: str
    person: int = 0
    acted: float = field(default=0.0, compare=False)
    own: bool = True
    edited: bool = False
    partly: bool = False
    aside: bool = False
    shown: bool = True
    on_page: str = ""
    asked: float | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command, in the group or in private: `/extend 1d` is `extend`, `1d`.

    `entitled` says that the platform vouches for this person: an administrator of the chat,
    or who added the bot. It is asked afresh for every command that needs it. `several`: they
    run more than one exercise, and did not say which they mean.
    """

    at: float
    name: str
    argument: str = ""
    private: bool = False
    person: int = 0
    entitled: bool = False
    several: bool = False
    acted: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody came in by a link of the exercise: to take part, or to set it up.

    `language` is the platform's guess of theirs, `zone` that of their clock; empty if it has none.
    `platform` is where they are.
    """

    at: float
    token: str
    person: int = 0
    entitled: bool = False
    language: str = ""
    zone: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody on a page left an e-mail address for reminders; an empty one takes it away."""

    at: float
    address: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Added:
    """The bot was added to a group, or may write there again."""

    at: float
    person: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """The bot was removed from the group, or the channel was archived."""

    at: float
    person: int = 0


@dataclass(frozen=True, slots=True)
class Shut:
    """The group takes no messages for now: rights that were taken away, a platform out of reach."""

    at: float
    person: int = 0


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This person blocked the bot or left; nothing can be sent."""

    at: float
    person: int = 0


@dataclass(frozen=True, slots=True)
class Returned:
    """This person can be written to again."""

    at: float
    person: int = 0


@dataclass(frozen=True, slots=True)
class Belongs:
    """This person left the group, or is `inside` again."""

    at: float
    inside: bool
    person: int = 0


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has a new address (some platforms give a group that grows another one)."""

    at: float
    to: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Started:
    """The program runs again: nobody was there until now, and no deadline was acted on."""

    at: float
    person: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock looked: it is `at` now."""

    at: float
    person: int = 0


@dataclass(frozen=True, slots=True)
class Computed:
    """The assessment of the closed round `step` is ready: `result` is `publish.to_dict` of it."""

    at: float
    step: str
    result: dict[str, Any]
    person: int = 0


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A message to the group may or may not have arrived; the facilitator decides."""

    at: float
    key: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A message was refused. `why` is a sentence `refusal.WHY`, `code` the platform's own word.

    `final`: it is not tried again by itself.
    """

    at: float
    key: str
    why: str
    code: str = ""
    final: bool = True
    person: int = 0


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that was refused stands now."""

    at: float
    key: str
    person: int = 0


Event = (
    Tap
    | Wrote
    | Command
    | Entered
    | Mailbox
    | Added
    | Dropped
    | Shut
    | Unreachable
    | Returned
    | Belongs
    | Moved
    | Started
    | Tick
    | Computed
    | Doubtful
    | Refused
    | Delivered
)

Acted = Tap | Wrote | Command
"""What a person does, of which the platform may tell when."""


def moment(event: Acted) -> float:
    """When the person did it; when it arrived, where that is not told or cannot be."""
    return min(event.acted or event.at, event.at)


def apart(event: Acted) -> float:
    """When the person did it, as a fact keeps it: 0 where that is when it arrived."""
    done = moment(event)
    return done if done != event.at else 0.0
