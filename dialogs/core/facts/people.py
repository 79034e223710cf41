"""Who takes part, who facilitates, and what they want to be told."""

from dataclasses import dataclass


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
    """A person has several exercises: whatever they read in private says from here on which.

    `alike`: another of them has the same name, so it also says what tells the two apart.
    """

    at: float
    person: int
    alike: bool = False


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
