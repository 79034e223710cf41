"""The addresses of an exercise: button data, views of a card, keys of posts. Made and read here.

Each is a short string that is stored for years and comes back: from a button (`12.1.ADM-T4.5`),
in a fact (`item:1:ADM-T4`), in a row of posts (`card/3/2`). Everybody else holds the type: `str`
writes it, and the one reader of its family takes it apart again or refuses what is malformed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any, ClassVar

LONGEST_NUMBER = 11
"""Digits of a number in button data, which anybody can forge: none that the database refuses."""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise ValueError(f"{text!r} is no number")
    return int(text)


# -- button data: what a button sends back when it is pressed --------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerData:
    """An answer to a question: `12.1.ADM-T4.5` is exercise 12, round 1, item, answer."""

    exercise: int
    round: str
    item: str
    answer: str

    def __str__(self) -> str:
        return f"{self.exercise}.{self.round}.{self.item}.{self.answer}"


@dataclass(frozen=True, slots=True)
class ActionData:
    """Any other button: `12.close.1` is exercise 12, the action `close`, and what it is about."""

    exercise: int
    action: str
    rest: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join((str(self.exercise), self.action, *self.rest))


ButtonData = AnswerData | ActionData


ACTIONS = frozenset(
    {
        *("again", "back", "cancel", "close", "copy", "delete", "desk", "down", "draft", "edit"),
        *("erase", "there"),
        *("extend", "form", "go", "hand", "held", "join", "keep", "kind", "lang", "langs", "later"),
        *("list", "meant", "mute", "news", "next", "note", "notes", "people", "place", "plan"),
        *("post", "practice", "preview", "privacy", "read", "release", "remove", "repeat", "set"),
        *("setup", "small", "take", "told", "welcome", "when"),
    }
)
"""The actions of buttons. They tell an action from an answer, so no round may have such a name."""


def read_data(text: str) -> ButtonData | None:
    """What a button means; None for data that no button of ours has.

    An action that is not among `ACTIONS` is an `ActionData` all the same: the engine refuses it in
    the words of the exercise.
    """
    number, *parts = text.split(".")
    try:
        exercise = _number(number)
    except ValueError:
        return None
    if not parts or not all(parts):
        return None
    if len(parts) == len(fields(AnswerData)) - 1 and parts[0] not in ACTIONS:
        return AnswerData(exercise, *parts)
    return ActionData(exercise, parts[0], tuple(parts[1:]))


# -- the set-up's fields and values ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetupField:
    """One thing that is set up, as the fact `Set` names it: `invited`, or `system.en`."""

    name: str
    language: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Its name, and its language if it has one: the rest of a button's data."""
        return (self.name, self.language) if self.language else (self.name,)

    def __str__(self) -> str:
        return ".".join(self.parts)


def read_field(text: str) -> SetupField:
    """The field that was written as `text`. Raises `ValueError` for what is none."""
    name, dot, language = text.partition(".")
    if not name or bool(dot) != bool(language) or "." in language:
        raise ValueError(f"{text!r} is no field of the set-up")
    return SetupField(name, language)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it begins, the value of the field `when`: `live`, or `week 2026-11-23`.

    `script` is the id of the script; `day` an ISO date from which days count, empty for now.
    """

    script: str
    day: str = ""

    def __str__(self) -> str:
        return f"{self.script} {self.day}" if self.day else self.script


def read_schedule(text: str) -> Schedule:
    """The schedule that was written as `text`; one without a script while none is chosen."""
    script, _, day = text.partition(" ")
    return Schedule(script, day)


def write_languages(codes: Iterable[str]) -> str:
    """Several languages in the data of one button: `en-es`."""
    return "-".join(codes)


def read_languages(text: str) -> list[str]:
    """The languages in the data of a button."""
    return text.split("-")


def write_span(first: int, last: int) -> str:
    """The numbers from `first` to `last` in the data of one button: `1-3`."""
    return f"{first}-{last}"


def read_span(text: str) -> tuple[int, int] | None:
    """The first and the last number in the data of a button; None for what is no span."""
    try:
        first, last = map(_number, text.split("-"))
    except ValueError:
        return None
    return first, last


# -- views: what somebody's card shows, as the fact `Turned` keeps it ------------------------------


class _Address:
    """Writes the name and the fields of an address with a mark between; what is None is left out.

    Subclasses are frozen and slotted, so `__slots__` names the fields in order.
    """

    __slots__: tuple[str, ...] = ()
    kind: ClassVar[str]
    mark: ClassVar[str]

    def __str__(self) -> str:
        values = (getattr(self, name) for name in self.__slots__)
        return self.mark.join((self.kind, *(str(v) for v in values if v is not None)))


class _View(_Address):
    __slots__ = ()
    mark = ":"


@dataclass(frozen=True, slots=True)
class NextView(_View):
    """The next question without an answer; written as nothing at all."""

    kind: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class WelcomeView(_View):
    """What the exercise is and who sees what, before the first question."""

    kind: ClassVar[str] = "welcome"


@dataclass(frozen=True, slots=True)
class LaterView(_View):
    """Not now: where to go on."""

    kind: ClassVar[str] = "later"


@dataclass(frozen=True, slots=True)
class ItemView(_View):
    """One question: `item:1:ADM-T4`."""

    kind: ClassVar[str] = "item"
    round: str
    item: str


@dataclass(frozen=True, slots=True)
class ListView(_View):
    """The answers to a dimension in a round: `list:1:ADM`; `list:closing:` has no dimension."""

    kind: ClassVar[str] = "list"
    round: str
    dimension: str


@dataclass(frozen=True, slots=True)
class NoteView(_View):
    """A note to an item is asked for: `note:ADM-T4`."""

    kind: ClassVar[str] = "note"
    item: str


@dataclass(frozen=True, slots=True)
class EditView(_View):
    """A note is asked for anew: `edit:3`. In a draft, `edit`: which field to change."""

    kind: ClassVar[str] = "edit"
    note: int | None = None


@dataclass(frozen=True, slots=True)
class NotedView(_View):
    """One note and what becomes of it: `noted:3`."""

    kind: ClassVar[str] = "noted"
    note: int


@dataclass(frozen=True, slots=True)
class NotesView(_View):
    """All notes of one's own."""

    kind: ClassVar[str] = "notes"


@dataclass(frozen=True, slots=True)
class HeldView(_View):
    """Texts that nobody asked for, and where they belong; `item` was on the card, maybe empty.

    All of them, `held:ADM-T4`, or one alone, by its number, `held:ADM-T4:2`.
    """

    kind: ClassVar[str] = "held"
    item: str
    only: int | None = None


@dataclass(frozen=True, slots=True)
class WaitsView(_View):
    """That questions wait: what notifies somebody of a step that opened. They open it."""

    kind: ClassVar[str] = "waits"


@dataclass(frozen=True, slots=True)
class ReadView(_View):
    """The whole of a message that was too long for its chat: `read:results/en`."""

    kind: ClassVar[str] = "read"
    post: str


@dataclass(frozen=True, slots=True)
class EraseView(_View):
    """Whether to be erased."""

    kind: ClassVar[str] = "erase"


@dataclass(frozen=True, slots=True)
class PlanView(_View):
    """The plan: `plan`, an action `plan:1`, one of its fields to be written `plan:1:due`."""

    kind: ClassVar[str] = "plan"
    action: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class WhyView(_View):
    """What an action is stuck on: `why:1`."""

    kind: ClassVar[str] = "why"
    action: int


@dataclass(frozen=True, slots=True)
class DeskView(_View):
    """The facilitator's desk: `desk`, a drawer `desk:people`, somebody in it `desk:remove:3`."""

    kind: ClassVar[str] = "desk"
    drawer: str | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class SetView(_View):
    """One field of the set-up is asked: `set:when`, `set:system.en`."""

    kind: ClassVar[str] = "set"
    field: SetupField


@dataclass(frozen=True, slots=True)
class PracticeView(_View):
    """A question to try: `practice:2`."""

    kind: ClassVar[str] = "practice"
    number: int


View = (
    NextView
    | WelcomeView
    | LaterView
    | ItemView
    | ListView
    | NoteView
    | EditView
    | NotedView
    | NotesView
    | HeldView
    | WaitsView
    | ReadView
    | EraseView
    | PlanView
    | WhyView
    | DeskView
    | SetView
    | PracticeView
)
"""Facts keep them as strings for years: a kind is never taken away, nor its parts changed."""


def read_view(text: str) -> View:
    """The view that was written as `text`. Raises `ValueError` for what is none."""
    view: View = _read(VIEWS, _View.mark, text)
    return view


# -- keys: which post it is, for good --------------------------------------------------------------


class _Key(_Address):
    __slots__ = ()
    mark = "/"


@dataclass(frozen=True, slots=True)
class CardKey(_Key):
    """The `number`th card of a person: `card/3/2`."""

    kind: ClassVar[str] = "card"
    person: int
    number: int


@dataclass(frozen=True, slots=True)
class ReminderKey(_Key):
    """The `nth` reminder of a round to a person: `reminder/1/2/3`."""

    kind: ClassVar[str] = "reminder"
    round: str
    nth: int
    person: int


@dataclass(frozen=True, slots=True)
class ProgressKey(_Key):
    """How is it going? To the owner of an action: `told/1/3`."""

    kind: ClassVar[str] = "told"
    action: int
    person: int


@dataclass(frozen=True, slots=True)
class OfferKey(_Key):
    """To the facilitator: everybody has finished a round: `offer/1`."""

    kind: ClassVar[str] = "offer"
    round: str


@dataclass(frozen=True, slots=True)
class DoubtKey(_Key):
    """To the facilitator: another post may not have arrived: `doubt/results/en`."""

    kind: ClassVar[str] = "doubt"
    post: str


@dataclass(frozen=True, slots=True)
class RefusedKey(_Key):
    """To the facilitator: another post was refused: `refused/results/en`."""

    kind: ClassVar[str] = "refused"
    post: str


@dataclass(frozen=True, slots=True)
class CopyKey(_Key):
    """To the facilitator: what the group does not get, to pass it on: `copy/picture/en`."""

    kind: ClassVar[str] = "copy"
    post: str


@dataclass(frozen=True, slots=True)
class MissingKey(_Key):
    """To the group: where to get a file that may not be posted there: `missing/picture/en`."""

    kind: ClassVar[str] = "missing"
    post: str


@dataclass(frozen=True, slots=True)
class LostKey(_Key):
    """To the facilitator: somebody cannot be written to: `lost/3`."""

    kind: ClassVar[str] = "lost"
    person: int


@dataclass(frozen=True, slots=True)
class PausedKey(_Key):
    """To the facilitator: the group cannot be written to: `paused/group`."""

    kind: ClassVar[str] = "paused"
    what: str = "group"


@dataclass(frozen=True, slots=True)
class NewsKey(_Key):
    """To the facilitator: the invented news that the group is about to read: `news/group`."""

    kind: ClassVar[str] = "news"
    what: str = "group"


@dataclass(frozen=True, slots=True)
class HelloKey(_Key):
    """To the group, before the exercise is set up: `hello`."""

    kind: ClassVar[str] = "hello"


@dataclass(frozen=True, slots=True)
class GroupKey:
    """A message to the group in one of its languages: `results/en`."""

    kind: str
    language: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.language}"


Key = (
    CardKey
    | ReminderKey
    | ProgressKey
    | OfferKey
    | DoubtKey
    | RefusedKey
    | CopyKey
    | MissingKey
    | LostKey
    | PausedKey
    | NewsKey
    | HelloKey
    | GroupKey
)

GROUP = (
    *("board", "halfway", "feedback", "inject"),
    *("results", "picture", "report", "plan", "check"),
)
"""The messages to the group once it runs, in the order in which they come; one a language."""


FILES = ("picture", "report")
"""Those of them that are files."""


def kind_of(key: str) -> str:
    """The kind of a key, whatever follows: so that one that nobody knows holds up no other."""
    return key.partition("/")[0]


def read_key(text: str) -> Key:
    """The key that was written as `text`. Raises `ValueError` for what is none."""
    kind, rest = kind_of(text), text.partition("/")[2]
    if kind in GROUP:
        if not rest or "/" in rest:
            raise ValueError(f"{text!r} names no language")
        return GroupKey(kind, rest)
    if about := ABOUT.get(kind):
        return about(str(read_key(rest)))
    key: Key = _read(KEYS, _Key.mark, text)
    return key


ABOUT: dict[str, Callable[[str], Key]] = {
    DoubtKey.kind: DoubtKey,
    RefusedKey.kind: RefusedKey,
    CopyKey.kind: CopyKey,
    MissingKey.kind: MissingKey,
}
"""Posts about another post, whose key follows."""


# -- the one reader of views and keys --------------------------------------------------------------

PARTS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: _number,
    str | None: str,
    int | None: _number,
    SetupField: read_field,
}
"""How a part is read, by the type of its field."""


def _shape(kind: type[Any]) -> tuple[type[Any], tuple[Callable[[str], Any], ...], int]:
    """The type, how each of its parts is read, and how many there must be at least."""
    made = fields(kind)
    return kind, tuple(PARTS[f.type] for f in made), sum(f.default is not None for f in made)


def _read(shapes: dict[str, Any], mark: str, text: str) -> Any:
    kind, *parts = text.split(mark)
    if kind not in shapes:
        raise ValueError(f"{text!r} is no address")
    build, readers, least = shapes[kind]
    if not least <= len(parts) <= len(readers):
        raise ValueError(f"{text!r} has {len(parts)} parts")
    return build(*(read(part) for read, part in zip(readers, parts, strict=False)))


# The tables follow from the types, so that none can be left out.
VIEWS = {kind.kind: _shape(kind) for kind in View.__args__}
KEYS = {kind.kind: _shape(kind) for kind in Key.__args__ if kind is not GroupKey}
