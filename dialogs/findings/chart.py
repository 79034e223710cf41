"""The value map as it may be shown: every component and dimension, in somebody's language.

Picture, report and export are made from these, so that all say the same. Every number has been
through the gate. The bars and the net value are means, and a mean of few answers gives single
ones away; so they are coarse: bars in tenths, net values to the nearest five.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.phrases import fill, spread
from dialogs.words import Words
from framework.index import Index
from framework.result import Assessment, ComponentResult

COARSE = 5
"""Net values are given to the nearest multiple of this: the edges of their words are between."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One component.

    `state`: high, middle, low, contested, too_few or set_aside; `word` says it. `value` is the
    median 1 to 5, `scored` how many scored it, `unsure` how many are not sure: empty and 0 where
    that may not be said. `before` is what an earlier exercise showed, for a comparison.
    """

    id: str
    dimension: str
    category: str
    kind: str
    name: str
    question: str
    state: str
    word: str
    says: str
    value: str = ""
    scored: int = 0
    spread: str = ""
    agreement: str = ""
    unsure: int = 0
    gap: bool = False
    close_call: bool = False
    few: bool = False
    here: str = ""
    ask: str = ""
    why_low: tuple[str, ...] = ()
    why_high: tuple[str, ...] = ()
    verdict: str = ""
    before: str = ""
    before_word: str = ""

    @property
    def shown(self) -> bool:
        """Whether there is a state to show."""
        return self.state not in ("too_few", "set_aside")


@dataclass(frozen=True, slots=True)
class Side:
    """A dimension, or all of them together. `bars` are tenths by category, None: not to be said.

    `net` and `between` are in words of numbers, empty where not to be said.
    """

    id: str
    name: str
    label: str
    bars: tuple[int | None, ...] = ()
    net: str = ""
    between: str = ""
    remarks: tuple[str, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A column of the map; `labels` are those of its scale, from 1 up."""

    id: str
    kind: str
    name: str
    many: str
    labels: tuple[str, ...]


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


def number(words: Words, value: float) -> str:
    """A number as people write it: `4`, `4.5`, `−5`."""
    return f"{value:g}".replace("-", "−").replace(".", words.text("report.decimal"))


def signed(words: Words, value: float) -> str:
    """A net value, coarse: `+25`, `0`, `−5`."""
    coarse = COARSE * round(value / COARSE)
    return ("+" if coarse > 0 else "") + number(words, coarse)


# -- components ----------------------------------------------------------------------------------


def cells(x: Exercise, words: Words, result: Assessment) -> tuple[Cell, ...]:
    """Every component, in the order of the framework."""
    return tuple(cell(x, words, result, part.id) for part in x.framework.components)


def cell(x: Exercise, words: Words, result: Assessment, id_: str) -> Cell:
    """One component."""
    of, part = result.components[id_], x.framework.component(id_)
    texts = x.framework.texts[words.language]
    state = gate.state(of, small_team=x.small_team)
    text, category = texts.component[id_], texts.category[part.category]
    says = getattr(category.says, state, "").replace("{name}", text.name)
    made = Cell(
        id=id_,
        dimension=part.dimension,
        category=part.category,
        kind=part.kind,
        name=text.name,
        question=fill(x, words, text.question),
        state=state,
        word=_word(words, state, of),
        says=says or said(words, "report.says", name=text.name, state=_word(words, state, of)),
        unsure=gate.unsure(of),
        gap=gate.gap(of, small_team=x.small_team),
        here=fill(x, words, text.here),
        ask=fill(x, words, text.ask),
        verdict=_verdict(words, result, id_),
    )
    return _numbers(x, words, of, made) if made.shown and gate.counted(of) else made


def _word(words: Words, state: str, of: ComponentResult) -> str:
    mixed = state == "contested" and of.scored < gate.BANDS_FROM
    return said(words, "spread.mixed" if mixed else f"picture.{state}")


def _numbers(x: Exercise, words: Words, of: ComponentResult, made: Cell) -> Cell:
    """What only five and more answers show; where all agree the spread says so already."""
    alike = gate.component(of, small_team=x.small_team).detail == "alike"
    return replace(
        made,
        value=number(words, of.median or 0.0),
        scored=of.scored,
        spread=clean(str(spread(x, words, of).unescape())),
        agreement="" if alike else said(words, f"agreement.{of.agreement_word}"),
        close_call=of.hangs_on_one_person,
        few=of.low_coverage,
        why_low=tuple(clean(text) for text in gate.quotes(x, of, "low")),
        why_high=tuple(clean(text) for text in gate.quotes(x, of, "high")),
    )


def _verdict(words: Words, result: Assessment, id_: str) -> str:
    outcome = result.outcomes.get(id_)
    return said(words, f"report.verdict_{outcome.verdict}") if outcome else ""


# -- dimensions ----------------------------------------------------------------------------------


def sides(x: Exercise, words: Words, result: Assessment) -> tuple[Side, ...]:
    """Every dimension, in order."""
    texts = x.framework.texts[words.language].dimension
    return tuple(
        _side(x, words, result.dimensions[d.id], texts[d.id].name, d.id, _may(x, result, d.id))
        for d in x.framework.dimensions
    )


def overall(x: Exercise, words: Words, result: Assessment) -> Side:
    """All dimensions together, with a net value where each of them has one."""
    may = all(_may(x, result, d.id) for d in x.framework.dimensions)
    return _side(x, words, result.overall, said(words, "report.overall"), "", may)


def _may(x: Exercise, result: Assessment, dimension: str) -> bool:
    """Whether numbers may be given of a dimension: of each of its components that has any."""
    of = [result.components[part.id] for part in x.framework.of(dimension)]
    return all(gate.counted(c) for c in of if c.median is not None)


def _side(x: Exercise, words: Words, of: Index, name: str, id_: str, may: bool) -> Side:
    label = said(words, "index." + of.label.replace(" ", "_"))
    bars = (of.benefits, of.threats, of.risks) if id_ and may else ()
    made = Side(id_, name, label, tuple(None if b is None else round(10 * b) for b in bars))
    if of.net is None or of.low is None or of.high is None or not may:
        return made
    low, high = signed(words, of.low), signed(words, of.high)
    return replace(
        made,
        net=signed(words, of.net),
        between=said(words, "report.between", low=low, high=high),
        remarks=tuple(_remarks(words, of)),
    )


def _remarks(words: Words, of: Index) -> Sequence[str]:
    found = [
        ("report.not_clear", of.includes_balance),
        ("report.depends", of.depends_on_scoring),
        ("results.close_call", of.hangs_on_one_person),
    ]
    return [said(words, key) for key, holds in found if holds]


def categories(x: Exercise, words: Words) -> tuple[Category, ...]:
    """The columns of the map."""
    texts = x.framework.texts[words.language].category
    return tuple(
        Category(c.id, c.kind, texts[c.id].one, texts[c.id].many, tuple(texts[c.id].labels))
        for c in x.framework.categories
    )
