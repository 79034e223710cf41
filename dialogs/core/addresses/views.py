"""Views: what somebody's card shows, as the fact `Turned` keeps it, such as `item:1:ADM-T4`."""

from dataclasses import dataclass
from typing import ClassVar

from dialogs.core.addresses.parts import Address, read, shape_of
from dialogs.core.addresses.setup import SetupField


class _View(Address):
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
class PrivacyView(_View):
    """Who sees what, behind the welcome."""

    kind: ClassVar[str] = "privacy"


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
class NewsView(_View):
    """Invented news of the facilitator's own are asked for: `news`."""

    kind: ClassVar[str] = "news"


@dataclass(frozen=True, slots=True)
class AdmittedView(_View):
    """That somebody who had been removed may take part again."""

    kind: ClassVar[str] = "admitted"


@dataclass(frozen=True, slots=True)
class InvitedView(_View):
    """The way in, for somebody of the group who takes no part yet."""

    kind: ClassVar[str] = "invited"


@dataclass(frozen=True, slots=True)
class WhichView(_View):
    """Whether a command is meant for this exercise: `which:extend:1d`; see `write_argument`."""

    kind: ClassVar[str] = "which"
    command: str
    argument: str


def write_argument(text: str) -> str:
    """What followed a command, as a part of an address: without the mark between parts."""
    return text[:ARGUMENT_MOST].replace(_View.mark, COLON)


def read_argument(text: str) -> str:
    """What `write_argument` wrote."""
    return text.replace(COLON, _View.mark)


COLON = "\N{RATIO}"
"""What stands in an address for a colon: it looks the same."""

ARGUMENT_MOST = 60
"""Characters after a command that are kept: no length of time and no date is longer."""


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
    | PrivacyView
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
    | NewsView
    | AdmittedView
    | InvitedView
    | WhichView
    | SetView
    | PracticeView
)
"""Facts keep them as strings for years: a kind is never taken away, nor its parts changed."""


def read_view(text: str) -> View:
    """The view that was written as `text`. Raises `ValueError` for what is none."""
    view: View = read(VIEWS, _View.mark, text)
    return view


# From the types, so that none can be left out.
VIEWS = {kind.kind: shape_of(kind) for kind in View.__args__}
