"""What is recommended and why, and the lenses, in somebody's language, as far as may be shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.findings.chart import Cell, clean, number, said
from dialogs.phrases import advised, names
from dialogs.words import Words
from framework.recommend import Fired, Issued
from framework.result import Assessment

LEADING = 2
"""How many components' steps stand under one recommendation."""

QUOTED = 2
"""How many released comments stand beside a recommendation."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a recommendation is made: what was found, the numbers, and what the rule makes of it."""

    says: str
    evidence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation. `block`: first, then, or empty for a supporting one.

    `priority` is 0 to 100, empty where that number may not be given.
    """

    id: str
    title: str
    source: str
    cited: tuple[str, ...]
    level: str
    priority: str
    robustness: str
    block: str
    here: str
    ask: str
    pilots: str
    reasons: tuple[Reason, ...]
    quotes: tuple[str, ...]
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lens:
    """One view of the same result: a title, what it asks, and the components that answer."""

    title: str
    text: str
    names: tuple[str, ...] = ()


def evidence(words: Words, cell: Cell) -> str:
    """The numbers of a component in one line, empty where none may be given."""
    if not cell.value:
        return ""
    parts = [
        said(words, "report.median", value=cell.value),
        said(words, "report.answers", n=cell.scored),
        cell.spread,
    ]
    parts += [said(words, "report.agreement", agreement=cell.agreement)] if cell.agreement else []
    parts += [said(words, "report.unsure", n=cell.unsure)] if cell.unsure else []
    parts += [said(words, "report.few")] if cell.few else []
    return "; ".join(parts)


def advice(
    x: Exercise, words: Words, result: Assessment, chart: Mapping[str, Cell]
) -> tuple[Advice, ...]:
    """Every recommendation, in order."""
    return tuple(_advice(x, words, result, chart, item) for item in result.recommendations)


def _advice(
    x: Exercise, words: Words, result: Assessment, chart: Mapping[str, Cell], item: Issued
) -> Advice:
    texts = x.framework.texts[words.language]
    cites = {source.id: source.cite for source in x.framework.sources}
    issued = {other.id for other in result.recommendations}
    leading = item.leading[:LEADING]
    return Advice(
        id=item.id,
        title=texts.recommendation[item.id].title,
        source=texts.recommendation[item.id].text,
        cited=tuple(cites[source] for source in item.sources),
        level=said(words, f"class.{item.level}"),
        priority=_priority(words, result, item),
        robustness=said(words, "report.robust_" + item.robustness.replace(" ", "_")),
        block=item.block,
        here=clean(advised(x, words, leading, "here")),
        ask=clean(advised(x, words, leading, "ask")),
        pilots=_pilots(x, words, result) if item.block == "then" else "",
        reasons=tuple(_reason(x, words, chart, fired) for fired in _ranked(item)),
        quotes=tuple(_quotes(chart, item)),
        supports=tuple(texts.recommendation[id_].title for id_ in item.items if id_ in issued),
    )


def _priority(words: Words, result: Assessment, item: Issued) -> str:
    """Whole points, rounded down, so that the number never reaches a class it does not have."""
    because = {id_ for fired in item.triggers for id_ in fired.because}
    enough = all(result.components[id_].scored >= gate.BANDS_FROM for id_ in because)
    return number(words, floor(round(item.priority, 9))) if enough else ""


def _ranked(item: Issued) -> list[Fired]:
    return sorted(item.triggers, key=lambda fired: -fired.weight * fired.strength)


def _reason(x: Exercise, words: Words, chart: Mapping[str, Cell], fired: Fired) -> Reason:
    core = fired.weight >= x.framework.method.core_weight
    rule = said(words, "report.rule_core" if core else "report.rule_other")
    if fired.mode in "HL":
        cell = chart[fired.component]
        rule += "" if fired.firm else "; " + said(words, "report.rule_precaution")
        return Reason(cell.says, evidence(words, cell), rule)
    listed = ", ".join(names(x, words, fired.because))
    return Reason(said(words, f"report.because_{fired.mode}", names=listed), "", rule)


def _quotes(chart: Mapping[str, Cell], item: Issued) -> Iterable[str]:
    """Released comments from the side that the recommendation follows."""
    found: list[str] = []
    for fired in _ranked(item):
        if fired.mode in "HL":
            cell = chart[fired.component]
            found += cell.why_high if fired.mode == "H" else cell.why_low
    return list(dict.fromkeys(found))[:QUOTED]


def _pilots(x: Exercise, words: Words, result: Assessment) -> str:
    if not result.pilots_first:
        return ""
    listed = words.listed(names(x, words, result.pilots_first))
    return said(words, "results.pilots", names=listed)


# -- lenses --------------------------------------------------------------------------------------


def corners(x: Exercise, words: Words, result: Assessment) -> tuple[Lens, ...]:
    """The strategic triangle: what weighs on each corner."""
    texts, lenses = x.framework.texts[words.language].corner, result.lenses
    ids = {
        "strategy": lenses.strategy,
        "legitimacy": lenses.legitimacy,
        "capacity": lenses.capacity,
    }
    return tuple(
        Lens(
            texts[corner].name,
            texts[corner].question
            + (" " + said(words, "report.weakest") if corner == lenses.weakest else ""),
            tuple(names(x, words, listed)),
        )
        for corner, listed in ids.items()
    )


def competencies(x: Exercise, words: Words, result: Assessment) -> tuple[Lens, ...]:
    """Who must learn what."""
    texts = x.framework.texts[words.language].domain
    return tuple(
        Lens(texts[domain.id].name, "", tuple(names(x, words, domain.components)))
        for domain in result.lenses.competencies
        if domain.components
    )


def attitudes(x: Exercise, words: Words, result: Assessment) -> tuple[Lens, ...]:
    """What attitudes the result calls for."""
    texts = x.framework.texts[words.language].attitude
    return tuple(Lens(texts[id_].name, texts[id_].sentence) for id_ in result.lenses.attitudes)
