"""The set-up on one page, for platforms that have pages: every question that is still open.

A page is sent as what it stands for: for each question the tap that has it asked (`turn`), then the
tap or the text that answers it, in the order of the page. So each is taken or refused for itself,
in the words that it would hear on the card.
"""

from collections.abc import Iterator
from typing import Literal

from dialogs.core.addresses import ActionData, SetupField, read_data
from dialogs.core.exercise import Exercise
from dialogs.core.post import Button, Option, Question
from dialogs.markup import plain
from dialogs.talk.setup import questions
from dialogs.talk.setup.offers import OFFERED, elsewhere
from dialogs.words import Words

Typed = Literal["", "line", "lines", "number", "day"]

TYPED: dict[str, Typed] = {
    **dict.fromkeys(questions.SPOKEN, "line"),
    "change": "lines",
    "situation": "lines",
    "keeper": "line",
    "invited": "number",
    "by": "day",
    "when": "day",
}
"""What is answered in words, too; all else by one of the answers that are offered."""

AS_ASKED = {"when": "when_other"}
"""The question under whose key the answers stand that need no other page."""


def open_questions(x: Exercise) -> tuple[Question, ...]:
    """The questions that are open, in order; the last may be left so. None but in a draft."""
    if x.status != "draft" or x.facilitator not in x.people:
        return ()
    words = x.words(x.facilitator)
    left = [field for field in questions.optional(x) if str(field) not in x.setup]
    return tuple(_question(x, words, field) for field in (*questions.missing(x), *left))


def _question(x: Exercise, words: Words, field: SetupField) -> Question:
    name = field.name
    turn = str(ActionData(x.id, "set", field.parts))
    return Question(
        item=str(field),
        name=_language(x, field),
        text=plain(str(questions.question(x, words, _sentence(name)))),
        options=tuple(_options(x, words, field)),
        typed=TYPED.get(name, ""),
        most=questions.SPOKEN.get(name, questions.KEEPER_MOST if name == "keeper" else 0),
        turn=turn,
    )


def _sentence(name: str) -> str:
    """A draft of the situation is made of answers on the same page: it cannot be read before."""
    return "situation_later" if name == "situation" else name


def _language(x: Exercise, field: SetupField) -> str:
    """The language to answer in, where it is not that of the set-up."""
    return x.library.words[field.language].name if elsewhere(x, field) else ""


def _options(x: Exercise, words: Words, field: SetupField) -> Iterator[Option]:
    """The answers that are offered as buttons; without those that lead to another question."""
    key = AS_ASKED.get(field.name, field.name)
    rows = OFFERED[key](x, words, field) if key in OFFERED else ()
    return (Option(b.label, b.data) for row in rows for b in row if not _leads_on(b))


def _leads_on(button: Button) -> bool:
    """Whether a button asks another question, instead of answering this one."""
    data = read_data(button.data)
    return isinstance(data, ActionData) and data.action == "set"
