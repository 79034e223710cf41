"""What was accepted. An exercise is what its facts make of it, and nothing else.

Facts are stored for years: a class here is never renamed, a field never removed, and a new
field has a default. People are numbers; their names stand in a table that can be erased.
Times are UTC seconds, to the millisecond. The fields `person`, `round`, `item`, `answer` and
`text` have columns of their own in the database; the others go into its `body`. `acted` is when the
person did it by their platform's clock; 0 where that is `at`, or not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from dialogs.core.public.facts import (
    PublicClosed as PublicClosed,
)
from dialogs.core.public.facts import (
    PublicCounted as PublicCounted,
)
from dialogs.core.public.facts import (
    PublicHeard as PublicHeard,
)
from dialogs.core.public.facts import (
    PublicOpened as PublicOpened,
)
from dialogs.core.public.facts import (
    PublicWeighed as PublicWeighed,
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """Somebody began to set an exercise up; `person` is its facilitator from here on.

    0: who did it is hidden behind the group, and an administrator takes it up.
    """

    at: float
    person: int
    language: str
    zone: str
    pack: str


@dataclass(frozen=True, slots=True)
class Framed:
    """Another framework was chosen while the exercise is set up: `pack` by its hash."""

    at: float
    person: int
    pack: str


@dataclass(frozen=True, slots=True)
class Set:
    """One thing of the set-up was decided. `item` is its name, with the language if it has one.

    `typed`: the facilitator wrote it, so that their card moves below.
    """

    at: float
    person: int
    item: str
    text: str
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Began:
    """The exercise was posted. `pack` and `script` are hashes of snapshots."""

    at: float
    person: int
    pack: str
    script: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A step of the script began; answers to it are taken until `closes` (None: until told)."""

    at: float
    round: str
    closes: float | None = None


@dataclass(frozen=True, slots=True)
class Extended:
    """The close of an open step was moved."""

    at: float
    person: int
    round: str
    closes: float


@dataclass(frozen=True, slots=True)
class Closed:
    """A step takes no more answers; `person` closed it before its time, 0: the clock."""

    at: float
    round: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows a close by hand may follow; `person` 0: the time to open it again is over."""

    at: float
    round: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Reopened:
    """A step that had closed takes answers again until `closes`; what was made of it is void."""

    at: float
    person: int
    round: str
    closes: float | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """The answers up to here came to this `result`: `to_dict` of what was published.

    `contested`: what is asked again, in order.
    """

    at: float
    round: str
    result: dict[str, Any]
    contested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A publishing step was released to the group."""

    at: float
    round: str


@dataclass(frozen=True, slots=True)
class Passed:
    """The facilitator wants other invented news than `item`."""

    at: float
    person: int
    item: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The facilitator chooses the invented news ahead; an empty `item`: none, OWN: `text`."""

    at: float
    person: int
    item: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Injected:
    """Which invented news the group reads; an empty `item`: none. `person` 0: by the clock."""

    at: float
    item: str
    person: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """Nothing is left of the script."""

    at: float


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The facilitator called it off."""

    at: float
    person: int
    erase: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """A person takes part from here on (again, if they had left).

    `zone`: that of their clock, where the platform tells it and it is not the exercise's.
    `platform`: where they came in by a link, if that is not where the group is.
    """

    at: float
    person: int
    language: str
    zone: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who takes no part yet is shown the way in: they are in the group, and asked.

    `zone` as in `Joined`.
    """

    at: float
    person: int
    language: str
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A person has several exercises: whatever they read in private says from here on which."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class Left:
    """A person no longer takes part; `by` is who removed them, 0 if they left."""

    at: float
    person: int
    by: int = 0


@dataclass(frozen=True, slots=True)
class Admitted:
    """A person who had been removed may take part again; `by` is who let them."""

    at: float
    person: int
    by: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A person cannot be written to; `paper`: they never could, and nobody is surprised."""

    at: float
    person: int
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A person can be written to again."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class Paused:
    """The group cannot be written to; `passing`: for now, and it is tried again by itself."""

    at: float
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    """The group can be written to again."""

    at: float


@dataclass(frozen=True, slots=True)
class Spoke:
    """A person chose a language."""

    at: float
    person: int
    language: str


@dataclass(frozen=True, slots=True)
class Turned:
    """A person looks at something else than the next question: an item, a list, a note.

    `bottom` asks for a new card below whatever was written since. `page`: of what is too long for
    one message; 0 is the card itself.
    """

    at: float
    person: int
    item: str
    bottom: bool = False
    page: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: `1` to `5`, `NS`, `NA` for a component; an option or a text for other items."""

    at: float
    person: int
    round: str
    item: str
    answer: str
    text: str = ""
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Noted:
    """A note was written to an item, or (same number) rewritten. Private until released.

    Without an item it is a general remark.
    """

    at: float
    person: int
    note: int
    item: str
    text: str
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Released:
    """A note may, or may no longer, be quoted without its writer's name."""

    at: float
    person: int
    note: int
    released: bool = True
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Discarded:
    """A note was deleted by its writer."""

    at: float
    person: int
    note: int


@dataclass(frozen=True, slots=True)
class Held:
    """A text that nobody asked for waits for its writer to say where it belongs.

    `number` counts what is held of this person, from 1; the same number again: it goes on. A text
    without one (of an earlier release) waits until something else is done.
    """

    at: float
    person: int
    text: str
    number: int = 0
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """The held texts with these numbers wait no longer: they have a place, or were discarded."""

    at: float
    person: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reminded:
    """These people were reminded of an open step, for the `nth` time.

    `zone`: they are those with this zone of their own; empty: those without one.
    """

    at: float
    round: str
    nth: int
    people: tuple[int, ...]
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Muted:
    """A person wants no more reminders."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class Mailed:
    """A person on a page left an e-mail address for reminders; an empty one takes it away."""

    at: float
    person: int
    text: str


@dataclass(frozen=True, slots=True)
class Warned:
    """The facilitator is told, for the `nth` time, that too few have finished; 0: enough had."""

    at: float
    round: str
    nth: int


@dataclass(frozen=True, slots=True)
class Halfway:
    """Half of an open step's time is over, and the group is told how it goes."""

    at: float
    round: str


@dataclass(frozen=True, slots=True)
class Handed:
    """The exercise has another facilitator; `taken` over, where the one before was not reached."""

    at: float
    person: int
    to: int
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Deputed:
    """Somebody runs the exercise together with the facilitator from here on, or no longer."""

    at: float
    person: int
    to: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class Belonged:
    """Somebody who is known left the group, or is `inside` again."""

    at: float
    person: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Whoever runs it is asked whether they still do: by `person`, 0 since they left the group."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class Recalled:
    """Something is brought up again: `owners` of actions that have none, the `decision`."""

    at: float
    what: str


@dataclass(frozen=True, slots=True)
class Inquired:
    """Owners are asked how it goes; the group reads it `until` then at the latest."""

    at: float
    round: str
    until: float


@dataclass(frozen=True, slots=True)
class Vacated:
    """Nobody who runs it can be reached, or did anything after being asked."""

    at: float


@dataclass(frozen=True, slots=True)
class Offered:
    """An administrator of the chat wants to take it over, and is to say so again."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class Relinked:
    """The facilitator wants a new link: the one before leads nowhere. It stands in no fact."""

    at: float
    person: int


@dataclass(frozen=True, slots=True)
class Dated:
    """A person wants the dates as a file for their calendar, in this language."""

    at: float
    person: int
    language: str


@dataclass(frozen=True, slots=True)
class Took:
    """A person owns an action of the plan (`person` 0: nobody)."""

    at: float
    person: int
    action: int


@dataclass(frozen=True, slots=True)
class Amended:
    """One field of an action of the plan: what, due, citizens."""

    at: float
    person: int
    action: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """How an action is going, three months on: done, under_way, stuck, dropped."""

    at: float
    person: int
    action: int
    answer: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A message in doubt, or one that was refused, is to be sent again."""

    at: float
    person: int
    key: str


@dataclass(frozen=True, slots=True)
class Doubted:
    """A message to the group may not have arrived."""

    at: float
    key: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The facilitator says that a message in doubt is there."""

    at: float
    person: int
    key: str


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message was refused; `why`, `code` and `final` as in the event `Refused`."""

    at: float
    key: str
    why: str
    code: str = ""
    final: bool = True


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that had been refused stands."""

    at: float
    key: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """The facilitator gets a message that was refused in private."""

    at: float
    person: int
    key: str


@dataclass(frozen=True, slots=True)
class Erased:
    """A person asked to be erased; `answers` went too if it was before the close."""

    at: float
    person: int
    answers: bool


@dataclass(frozen=True, slots=True)
class Purged:
    """Names, private texts and addresses were deleted.

    `kept` are the facilitator and who still has an action: they keep their names, and neither
    private texts nor answers, so that no answer stands beside a name any more.
    """

    at: float
    kept: tuple[int, ...] = ()


Fact = (
    Drafted
    | Framed
    | Set
    | Began
    | Opened
    | Extended
    | Closed
    | Settled
    | Reopened
    | Assessed
    | Published
    | Passed
    | Prepared
    | Injected
    | Finished
    | Cancelled
    | Joined
    | Invited
    | Named
    | Left
    | Admitted
    | Lost
    | Found
    | Paused
    | Resumed
    | Spoke
    | Turned
    | Answered
    | Noted
    | Released
    | Discarded
    | Held
    | Placed
    | Reminded
    | Muted
    | Mailed
    | Warned
    | Halfway
    | Handed
    | Deputed
    | Belonged
    | Asked
    | Recalled
    | Inquired
    | Vacated
    | Offered
    | Relinked
    | Dated
    | Took
    | Amended
    | Told
    | Repeated
    | Doubted
    | Confirmed
    | Undelivered
    | Delivered
    | Fetched
    | PublicOpened
    | PublicClosed
    | PublicHeard
    | PublicWeighed
    | PublicCounted
    | Erased
    | Purged
)

RESULT = Assessed.__name__
"""The kind of fact that holds a result."""

KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in Fact.__args__}
"""The kinds by the name under which they are stored."""


def write(fact: Fact) -> dict[str, Any]:
    """The fields of a fact by name, without its kind. Values are those of JSON, and tuples."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def read(kind: str, values: Mapping[str, Any]) -> Fact:
    """The fact that `write` took apart; lists become tuples again.

    Raises `KeyError` for a kind, `TypeError` for a field, that this release does not know.
    """
    build: Any = KINDS[kind]
    fact: Fact = build(
        **{name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
    )
    return fact
