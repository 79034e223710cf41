"""The value map as it may be shown: every component and dimension, in somebody's language.

Picture, report and export are made from these, so that all say the same. A component is shown in
the form that its answers allow: a word, a word with three bands, or a word with one count.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.items import PROMPT
from dialogs.findings import lines
from dialogs.phrases import fill
from dialogs.words import Words
from framework.gate import Shown
from framework.gate.shown import Side as SideOf
from framework.pack import Component
from framework.pack.schema import GAINS, Kind
from framework.pack.texts import CategoryText
from framework.publish import Published

# How dark a component is: by its level, so that a stop sign of a concern is as dark as a high one
# (it has a sign of its own), and one of a gain as pale as a low one.
LEVELS = ("low", "middle", "high")
RAISED = {"very_high": "high", "contested": "contested"}

ORDER = (
    "stop",
    "very_high",
    "high",
    "contested",
    "middle",
    "thin",
    "low",
    "too_few",
    "set_aside",
)
"""States as they are counted below a heading: what asks for attention first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One component.

    `kind` is its category's. `state` is what is published of it, `level` how dark it is (low,
    middle, high, contested; empty: nothing to show), `word` says it. `detail` are the numbers that
    its form allows, empty if none. `before` is the word of an earlier exercise, for a comparison.
    `they`: what the people who use the service say of it, empty if nothing; `otherwise`: far enough
    from us for a finding.
    """

    id: str
    dimension: str
    category: str
    kind: Kind
    name: str
    question: str
    state: str
    level: str
    word: str
    says: str
    detail: str = ""
    close_call: bool = False
    gap: bool = False
    why_low: tuple[str, ...] = ()
    why_high: tuple[str, ...] = ()
    before: str = ""
    they: str = ""
    otherwise: bool = False

    @property
    def gain(self) -> bool:
        """Whether more of it is better."""
        return self.kind in GAINS

    @property
    def shown(self) -> bool:
        """Whether there is a state to show."""
        return self.level != ""


@dataclass(frozen=True, slots=True)
class Side:
    """A dimension: its label, its whole line, and by category how many are in which state.

    `comments`: what was released of the open question before it.
    """

    id: str
    name: str
    label: str
    line: str
    counts: tuple[str, ...]
    comments: tuple[str, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A column of the map; `labels` are those of its scale, from 1 up."""

    id: str
    kind: Kind
    name: str
    many: str
    labels: tuple[str, ...]

    @property
    def gain(self) -> bool:
        """Whether more of it is better."""
        return self.kind in GAINS


def said(words: Words, key: str, **values: object) -> str:
    """A sentence as plain text."""
    return clean(words.text(key, **values))


def clean(text: str) -> str:
    """The text with a visible mark for what no file may hold: control characters, half letters."""
    return "".join(
        "\ufffd" if c in "\ufffe\uffff" or 0xD800 <= ord(c) < 0xE000 or _control(c) else c
        for c in text
    )


def _control(c: str) -> bool:
    return (c < " " and c not in "\n\t") or "\x7f" <= c < "\xa0"


# -- components ----------------------------------------------------------------------------------


def cells(x: Exercise, words: Words, of: Published) -> tuple[Cell, ...]:
    """Every component, in the order of the framework."""
    return tuple(cell(x, words, of, part) for part in x.framework.components)


def cell(x: Exercise, words: Words, of: Published, part: Component) -> Cell:
    """One component."""
    shown, texts = of.components[part.id], x.framework.texts[words.language]
    category = texts.category[part.category]
    return Cell(
        id=part.id,
        dimension=part.dimension,
        category=part.category,
        kind=part.kind,
        name=texts.component[part.id].name,
        question=clean(fill(x, words, texts.component[part.id].question)),
        state=shown.word,
        level=level(shown, gain=part.gain),
        word=word(words, shown, category.labels, part.stop),
        says=clean(lines.says(x, words, of, part.id)),
        detail=detail(words, shown, category, part.stop),
        close_call=shown.close_call is True,
        gap=shown.gap,
        why_low=_quotes(x, part.id, "low"),
        why_high=_quotes(x, part.id, "high"),
        they=they(x, words, of, part.id),
        otherwise=part.id in of.groups.otherwise,
    )


def they(x: Exercise, words: Words, of: Published, id_: str) -> str:
    """What the people who use the service say of a component, with the labels that they read.

    Empty where they were not asked about it, or nothing may be said.
    """
    shown = of.public.components.get(id_) if of.public else None
    if shown is None or not shown.valid:
        return ""
    part = x.framework.component(id_)
    category = x.framework.texts[words.language].category[part.category]
    return word(words, shown, (category.public or category).labels, part.stop)


def we(x: Exercise, words: Words, of: Published, id_: str) -> str:
    """What we say of it, in the same words."""
    part = x.framework.component(id_)
    labels = x.framework.texts[words.language].category[part.category].labels
    return word(words, of.components[id_], labels, part.stop)


def level(shown: Shown, *, gain: bool) -> str:
    """How dark a component is; empty if nothing is known of it."""
    if not shown.valid:
        return ""
    if shown.word == "stop":
        return "low" if gain else "high"
    return RAISED.get(shown.word, shown.word)


def word(words: Words, shown: Shown, labels: tuple[str, ...], stop: int | None) -> str:
    """A state in a word or two: `high`, `we differ`, `stop sign: blocks us`."""
    if shown.word == "stop":
        return said(words, "picture.stop", label=_small(labels[(stop or 1) - 1]))
    return said(words, f"picture.{_state(shown)}")


def _state(shown: Shown) -> str:
    """A state by the key of its word: of fewer than five, neither high nor low is `thin`."""
    return "thin" if shown.thin and shown.word == "middle" else shown.word


def detail(words: Words, shown: Shown, category: CategoryText, stop: int | None) -> str:
    """The numbers that a component's form allows: three bands, or one count; else empty."""
    if shown.bands:
        low, middle, high = shown.bands
        return said(words, "spread.bands", low=low, middle=middle, high=high)
    if shown.count is None:
        return ""
    if shown.word in ("high", "low"):
        what = said(words, f"picture.{shown.word}")
    else:
        labels = category.labels
        what = _small(labels[stop - 1] if shown.word == "stop" and stop else labels[-1])
    return said(words, "picture.count", n=shown.count, what=what)


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _quotes(x: Exercise, id_: str, side: SideOf) -> tuple[str, ...]:
    return tuple(clean(text) for text in gate.quotes(x, id_, side))


# -- dimensions ----------------------------------------------------------------------------------


def sides(x: Exercise, words: Words, of: Published) -> tuple[Side, ...]:
    """Every dimension, in order."""
    return tuple(side(x, words, of, dimension.id) for dimension in x.framework.dimensions)


def side(x: Exercise, words: Words, of: Published, id_: str) -> Side:
    """One dimension."""
    parts = x.framework.of(id_)
    return Side(
        id=id_,
        name=x.framework.texts[words.language].dimension[id_].name,
        label=lines.label(x, words, of, id_),
        line=clean(str(lines.line(x, words, of, id_).unescape())),
        counts=tuple(
            counted(words, (of.components[part.id] for part in parts if part.category == category))
            for category in (c.id for c in x.framework.categories)
        ),
        comments=tuple(map(clean, gate.beside(x, PROMPT + id_))),
    )


def counted(words: Words, shown: Iterable[Shown]) -> str:
    """How many are in which state: `1 stop sign, 2 medium`; empty for none."""
    states = Counter(map(_state, shown))
    found = [(states[state], state) for state in ORDER if states[state]]
    return ", ".join(said(words, f"picture.count_{state}", n=n) for n, state in found)


def categories(x: Exercise, words: Words) -> tuple[Category, ...]:
    """The columns of the map."""
    texts = x.framework.texts[words.language].category
    return tuple(
        Category(c.id, c.kind, texts[c.id].one, texts[c.id].many, texts[c.id].labels)
        for c in x.framework.categories
    )


def places(x: Exercise, words: Words) -> dict[str, str]:
    """Where each component stands: `Administrative: obstacle`."""
    texts = x.framework.texts[words.language]
    return {
        part.id: said(
            words,
            "report.place",
            dimension=texts.dimension[part.dimension].name,
            category=texts.category[part.category].one,
        )
        for part in x.framework.components
    }


def named(x: Exercise, words: Words, ids: Iterable[str]) -> tuple[str, ...]:
    """Components by name and place: `Legality (Administrative: obstacle)`."""
    texts, where = x.framework.texts[words.language].component, places(x, words)
    return tuple(f"{texts[id_].name} ({where[id_]})" for id_ in ids)
