"""Button data: what a button sends back when it is pressed, such as `12.1.ADM-T4.5`."""

from dataclasses import dataclass
from functools import lru_cache

from dialogs.core.addresses.parts import read_number


@dataclass(frozen=True, slots=True)
class AnswerData:
    """An answer to a question: `12.1.ADM-T4.5` is exercise 12, round 1, item, answer."""

    exercise: int
    round: str
    item: str
    answer: str

    def __str__(self) -> str:
        return f"{self.exercise}.{self.round}.{self.item}.{self.answer}"


ANSWER = 3
"""Parts of an answer, but for the exercise."""


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
        *("admit", "dates", "erase", "file", "give", "holiday", "link", "own", "there"),
        *("extend", "form", "go", "hand", "held", "join", "keep", "kind", "lang", "langs", "later"),
        *("list", "meant", "mute", "news", "next", "note", "notes", "people", "place", "plan"),
        *("post", "practice", "preview", "privacy", "read", "release", "remove", "repeat", "set"),
        *("setup", "small", "take", "told", "welcome", "when"),
        *("noday", "sees", "which"),
        *("reopen", "settle", "over", "here", "depute"),
        *("public", "framework", "also"),
    }
)
"""The actions of buttons. They tell an action from an answer, so no round may have such a name."""


READ = 500
"""Of so many taps it is remembered what they mean: each is asked for five times on its way."""


@lru_cache(READ)
def read_data(text: str) -> ButtonData | None:
    """What a button means; None for data that no button of ours has.

    An action that is not among `ACTIONS` is an `ActionData` all the same: the engine refuses it in
    the words of the exercise.
    """
    number, *parts = text.split(".")
    try:
        exercise = read_number(number)
    except ValueError:
        return None
    if not parts or not all(parts):
        return None
    if len(parts) == ANSWER and parts[0] not in ACTIONS:
        return AnswerData(exercise, *parts)
    return ActionData(exercise, parts[0], tuple(parts[1:]))


EVERY = "every"
"""All languages, in the data of a button; no code of a language is as long."""


def write_span(first: int, last: int) -> str:
    """The numbers from `first` to `last` in the data of one button: `1-3`."""
    return f"{first}-{last}"


def read_span(text: str) -> tuple[int, int] | None:
    """The first and the last number in the data of a button; None for what is no span."""
    try:
        first, last = map(read_number, text.split("-"))
    except ValueError:
        return None
    return first, last
