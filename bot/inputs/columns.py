"""What a column of a table is about, from its heading as people and form tools write it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.inputs.errors import quoted
from bot.inputs.wording import plain, readings, squeezed, wording
from framework.pack import Framework

PARTICIPANT, ID = "participant", "id"
COMPONENT, ANSWER, NOTE, ROUND = "component", "answer", "note", "round"
LONG = (COMPONENT, ANSWER, ROUND, NOTE, PARTICIPANT, ID)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column has. `kind` as above; with an `item` its answer or its note.

    `doubt`: what else the heading could mean, and so nothing.
    """

    kind: str = ""
    item: str = ""
    doubt: tuple[str, ...] = ()


class Columns:
    """The names that the columns of a framework's answers may have.

    `given`: what a heading means, said by whoever knows the table; it comes first.
    """

    def __init__(self, framework: Framework, given: Mapping[str, Column] | None = None) -> None:
        self._framework = framework
        self._given = {plain(heading): column for heading, column in (given or {}).items()}

    def column(self, heading: str) -> Column:
        """What the column under this heading has; `Column()` if that cannot be told."""
        whole = plain(heading)
        if whole in self._given:
            return self._given[whole]
        words = wording()
        for kind in LONG:
            if whole in getattr(words, kind):
                return Column(kind)
        about = self._noted(heading)
        if about:
            found = self.item(about)
            return Column(NOTE, *_one(found)) if found else Column()
        found = self.item(heading)
        return Column(ANSWER, *_one(found)) if found else Column(_who(heading))

    def item(self, text: str) -> tuple[str, ...]:
        """The components that a text may stand for: by id, name or question, in any language."""
        for reading in readings(text):
            found = self._named(reading)
            if found:
                return self._of_category(found, text)
        inside = dict.fromkeys(self._inside(text))
        return tuple(inside) if len(inside) == 1 else ()

    def _named(self, text: str) -> tuple[str, ...]:
        words = plain(text)
        if not words:
            return ()
        if (id_ := self._ids.get(squeezed(text))) is not None:
            return (id_,)
        if words in self._names:
            return self._names[words]
        asked = (id_ for pattern, id_ in self._questions if pattern.match(words))
        return tuple(dict.fromkeys(asked))

    def _inside(self, text: str) -> Iterator[str]:
        """Ids that stand somewhere in a heading, as a form's export writes them."""
        for token in re.findall(r"[^\W_]+(?:[-_][^\W_]+)*", text):
            if (id_ := self._ids.get(squeezed(token))) is not None:
                yield id_

    def _noted(self, heading: str) -> str:
        """What a note is about by its heading, as in "Note on Legality"; empty if it is none."""
        words = plain(heading)
        for note in wording().note:
            if words.startswith(f"{note} "):
                rest = words.removeprefix(note).strip()
                joined = next((j for j in wording().joins if rest.startswith(f"{j} ")), "")
                return rest.removeprefix(joined).strip()
            if words.endswith(f" {note}"):
                return _without_last(heading, len(note.split()))
        return ""

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {squeezed(part.id): part.id for part in self._framework.components}

    @cached_property
    def _names(self) -> Mapping[str, tuple[str, ...]]:
        """Who has a name; where nobody has it whole, who has it with something in brackets."""
        whole: dict[str, dict[str, None]] = {}
        begun: dict[str, dict[str, None]] = {}
        for text in self._framework.texts.values():
            for id_, part in text.component.items():
                whole.setdefault(plain(part.name), {})[id_] = None
                begun.setdefault(plain(part.name.partition("(")[0]), {})[id_] = None
        return {name: tuple(ids) for name, ids in {**begun, **whole}.items()}

    def _of_category(self, found: tuple[str, ...], text: str) -> tuple[str, ...]:
        """Of several components those whose category stands in the text: "Costs (obstacle)"."""
        if len(found) == 1:
            return found
        words = plain(text).split()
        told = tuple(
            id_
            for id_ in found
            if self._categories[self._framework.component(id_).category] & {*words}
        )
        return told or found

    @cached_property
    def _categories(self) -> Mapping[str, set[str]]:
        """What each category is called."""
        found: dict[str, set[str]] = {}
        for text in self._framework.texts.values():
            for id_, words in text.category.items():
                found.setdefault(id_, set()).update((plain(words.one), plain(words.many)))
        return found

    @cached_property
    def _questions(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The questions, for staff and for the public, with any system and service in them."""
        asked = (
            (question, id_)
            for text in self._framework.texts.values()
            for id_, part in text.component.items()
            for question in (part.question, part.public)
            if question
        )
        return tuple((_pattern(question), id_) for question, id_ in asked)


def _pattern(question: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", question)
    return re.compile(".+".join(re.escape(plain(part)) for part in parts))


def _who(heading: str) -> str:
    """Whether a column says who answered, by its heading without a form's additions."""
    readings_ = [plain(reading) for reading in readings(heading)]
    kinds = (kind for kind in (PARTICIPANT, ID) if {*readings_} & {*getattr(wording(), kind)})
    return next(kinds, "")


def _one(found: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    return (found[0], ()) if len(found) == 1 else ("", found)


def _without_last(heading: str, words: int) -> str:
    """A heading without its last words, with the signs that stand around them."""
    for _ in range(words):
        heading = re.sub(r"[\W_]*[^\W_]+[\W_]*$", "", heading)
    return heading


def doubtful(heading: str, found: Iterable[str]) -> str:
    """What to say of a heading that may mean several components."""
    return f"{quoted(heading)} may be {' or '.join(found)}; write the id"
