"""What is found and recommended and why, and the lenses, in somebody's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialogs.core.exercise import Exercise
from dialogs.findings.chart import Cell, clean, named, said
from dialogs.phrases import advised, capital
from dialogs.words import Words
from framework.advice.findings import Finding, FindingKind, of_kind
from framework.advice.recommend import Issued, lists
from framework.advice.triggers import ANYWHERE, Fired
from framework.publish import Published

QUOTED = 2
"""How many released comments stand beside a recommendation."""


@dataclass(frozen=True, slots=True)
class Found:
    """A finding: which component (with its place), what it is, what may be shown of it."""

    name: str
    kind: str
    shown: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation. `rule` says in words why it is in its class, `rests` on how many.

    `why`, `here`, `ask` and `quotes` are of its lead components; only headlines have any. `first`:
    one of those that the channel reads. `paraphrase`: `source` is shortened, not its own words.
    """

    id: str
    title: str
    level: str
    rule: str
    rests: str
    because: tuple[str, ...]
    headline: bool
    first: bool
    why: tuple[str, ...]
    here: str
    ask: str
    quotes: tuple[str, ...]
    supports: tuple[str, ...]
    source: str
    paraphrase: bool
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lens:
    """One view of the same result: a title, what it asks, and what is open or answers it."""

    title: str
    text: str
    names: tuple[str, ...] = ()


# -- findings ------------------------------------------------------------------------------------


def findings(
    x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell]
) -> tuple[Found, ...]:
    """Every finding, the most serious first."""
    return tuple(_found(x, words, cells[finding.component], finding) for finding in of.findings)


def _found(x: Exercise, words: Words, cell: Cell, finding: Finding) -> Found:
    [name] = named(x, words, [finding.component])
    own = finding.kind not in ("gap", "public")
    return Found(name, kind(words, cell, finding.kind), shown(words, cell) if own else "")


def kind(words: Words, cell: Cell, of: FindingKind) -> str:
    """What a finding is: `large benefit`, `information needed`."""
    side = "capacity" if cell.kind == "capacity" else "gain" if cell.gain else "concern"
    return cell.word if of == "stop" else said(words, f"finding.{of.replace(' ', '_')}_{side}")


def shown(words: Words, cell: Cell) -> str:
    """The numbers of a component, or that it is a close call; empty if only its word is shown."""
    marks = [cell.detail] if cell.detail else []
    marks += [said(words, "picture.close_call")] if cell.close_call else []
    return words.apart(marks)


# -- recommendations -----------------------------------------------------------------------------


def advice(
    x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell]
) -> tuple[Advice, ...]:
    """Every recommendation that is made, in order."""
    return tuple(_advice(x, words, of, cells, item) for item in of.recommendations)


def _advice(
    x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell], item: Issued
) -> Advice:
    texts, entry = x.framework.texts[words.language], x.framework.recommendation(item.id)
    cites = {source.id: source.cite for source in x.framework.sources}
    made, text = {other.id for other in of.recommendations}, texts.recommendation[item.id]
    return Advice(
        id=item.id,
        title=text.title,
        level=said(words, f"class.{item.level}"),
        rule=said(words, f"report.rule_{_rule(x, item)}"),
        rests=_rests(words, item),
        because=tuple(_because(x, words, of, cells, fired) for fired in _ranked(item)),
        headline=entry.headline,
        first=item.id in of.headlines,
        why=tuple(_why(words, cells[id_]) for id_ in item.leads),
        here=clean(advised(x, words, item.leads, "here")),
        ask=clean(advised(x, words, item.leads, "ask")),
        quotes=tuple(_quotes(cells[id_] for id_ in item.leads))[:QUOTED],
        supports=tuple(texts.recommendation[id_].title for id_ in entry.items if id_ in made),
        source=text.text,
        paraphrase=text.paraphrase,
        cited=tuple(cites[source] for source in entry.sources),
    )


def _rests(words: Words, item: Issued) -> str:
    """On how many components it rests, and whether also on a pair of gain and concern."""
    pair = any(fired.mode == "P" for fired in item.triggers)
    key = "report.rests_pair" if pair else "report.rests"
    return (
        said(words, key, n=item.rests_on)
        if item.rests_on
        else said(words, "report.rests_pair_only")
    )


def _rule(x: Exercise, item: Issued) -> str:
    """Which part of the rule for classes gave it its own."""
    core = lists(x.framework, item.triggers)[0]
    if item.level == "High":
        return "stop" if core[0] >= float(x.framework.seriousness.stop) else "two"
    if item.level == "Medium":
        return "one"
    return "differ" if core else "watch"


def _ranked(item: Issued) -> list[Fired]:
    """Core before supporting, the most serious first, else in the pack's order."""
    return sorted(item.triggers, key=lambda fired: (-fired.weight, -fired.seriousness))


def _because(
    x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell], fired: Fired
) -> str:
    """One reason that it rests on, and whether it is at the core of the rule."""
    core = fired.weight >= x.framework.method.core_weight
    return said(
        words,
        "report.because_core" if core else "report.because_other",
        what=_fired(x, words, of, cells, fired),
    )


def _fired(
    x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell], fired: Fired
) -> str:
    if fired.mode == "P":
        return said(words, "report.because_P")
    if fired.mode not in ANYWHERE:
        return capital(cells[fired.component].says)
    listed = of_kind(of.findings, ANYWHERE[fired.mode])
    names = [cells[id_].name for id_ in cells if id_ in listed]
    return said(words, f"report.because_{fired.mode}", names=words.listed(names))


def _why(words: Words, cell: Cell) -> str:
    """What is found of a lead component, with what may be shown of it."""
    marks = [shown(words, cell)] if shown(words, cell) else []
    marks += [said(words, "picture.gap")] if cell.gap else []
    return cell.says + (f" ({words.apart(marks)})" if marks else "")


def _quotes(cells: Iterable[Cell]) -> Iterable[str]:
    """Released comments from the side that the word names; of what we differ on, from both."""
    for cell in cells:
        yield from dict.fromkeys((*cell.why_high, *cell.why_low))


# -- lenses --------------------------------------------------------------------------------------


def corners(x: Exercise, words: Words, of: Published) -> tuple[Lens, ...]:
    """The strategic triangle: what weighs on each corner."""
    texts, it = x.framework.texts[words.language].corner, of.lenses
    listed = {
        "strategy": it.strategy,
        "legitimacy": it.legitimacy,
        "capacity": it.capacity,
    }
    return tuple(
        Lens(
            texts[corner].name,
            texts[corner].question,
            (_open(x, words, ids, weakest=corner == it.weakest),),
        )
        for corner, ids in listed.items()
    )


def _open(x: Exercise, words: Words, ids: Iterable[str], *, weakest: bool) -> str:
    """What is open at a corner; it is no answer to the corner's question."""
    names = words.listed(_names(x, words, ids))
    if not names:
        return said(words, "report.corner_closed")
    listed = said(words, "report.corner_open", names=names)
    return f"{listed} {said(words, 'report.weakest')}" if weakest else listed


def competencies(x: Exercise, words: Words, of: Published) -> tuple[Lens, ...]:
    """Who must learn what."""
    texts = x.framework.texts[words.language].domain
    return tuple(
        Lens(texts[domain].name, "", _names(x, words, ids))
        for domain, ids in of.lenses.competencies.items()
        if ids
    )


def attitudes(x: Exercise, words: Words, of: Published) -> tuple[Lens, ...]:
    """What attitudes the result calls for."""
    texts = x.framework.texts[words.language].attitude
    return tuple(Lens(texts[id_].name, texts[id_].sentence) for id_ in of.lenses.attitudes)


def _names(x: Exercise, words: Words, ids: Iterable[str]) -> tuple[str, ...]:
    texts = x.framework.texts[words.language].component
    return tuple(texts[id_].name for id_ in ids)
