"""What must hold between the entries of a pack and between its files.

A pack that passes can be talked through and always leads somewhere: every name is known, every
sentence is there in every language, every component can reach a recommendation.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from string import Formatter

from framework.schema import (
    ANY,
    CORNERS,
    PAIR,
    ComponentEntry,
    Kind,
    Layout,
    Recommendation,
    Texts,
    Trigger,
)

Found = Iterator[tuple[str, str]]

CASE = frozenset({"system", "service", "years"})
PLACEHOLDERS = {
    ("dimension", "opening"): CASE,
    ("dimension", "prompt"): CASE,
    ("category", "frame"): CASE,
    ("category", "says"): frozenset({"name"}),
    ("component", "question"): CASE,
    ("component", "here"): CASE,
    ("component", "ask"): CASE,
    ("inject", "text"): CASE,
}
# Spanish runs these words together with the article that {system} and {service} begin with.
CONTRACTIONS = {"es": re.compile(r"\b(de|a)\s+\{(?:system|service)\}", re.IGNORECASE)}


def layout_faults(layout: Layout) -> Found:
    """What is wrong in `pack.toml`, as (entry, reason)."""
    for check in (_repeats, _components, _recommendations, _attitudes, _dead_ends):
        yield from check(layout)


def texts_faults(layout: Layout, texts: Texts, language: str, injects: Iterable[str]) -> Found:
    """What is wrong in one language's file, as (entry, reason). `injects` are all there are."""
    if texts.language != language:
        yield "language", f"says {texts.language}, but this is the file of {language}"
    for kind, ids in (*_wanted(layout).items(), ("inject", tuple(injects))):
        given = getattr(texts, kind)
        yield from ((f"{kind}.{id_}", "is missing") for id_ in ids if id_ not in given)
        yield from ((f"{kind}.{id_}", "is not in pack.toml") for id_ in given if id_ not in ids)
    yield from _labels(layout, texts)
    yield from _same_names(texts)
    for entry, sentence in sentences(texts.model_dump()):
        yield from ((entry, reason) for reason in _sentence_faults(entry, sentence, language))


def sentences(data: object, entry: str = "") -> Iterator[tuple[str, str]]:
    """Every text in nested tables and lists, with its entry: `component.ECO-B1.question`."""
    if isinstance(data, str):
        yield entry, data
        return
    if isinstance(data, list | tuple):
        data = dict(enumerate(data))
    for key, value in data.items() if isinstance(data, Mapping) else ():
        yield from sentences(value, f"{entry}.{key}" if entry else str(key))


def _wanted(layout: Layout) -> dict[str, tuple[str, ...]]:
    kinds = ("dimension", "category", "component", "recommendation", "domain", "attitude")
    ids = {kind: tuple(part.id for part in getattr(layout, kind)) for kind in kinds}
    return {**ids, "corner": CORNERS}


def _repeats(layout: Layout) -> Found:
    kinds = ("source", "dimension", "category", "domain", "attitude", "component", "recommendation")
    for kind in kinds:
        counts = Counter(part.id for part in getattr(layout, kind))
        yield from (
            (f"{kind}.{id_}", "the id is there twice") for id_, n in counts.items() if n > 1
        )
    for language, n in Counter(layout.languages).items():
        if n > 1:
            yield "languages", f"{language} is there twice"


def kinds_of(layout: Layout) -> dict[str, Kind]:
    """The kind of every component whose category is known."""
    kinds: dict[str, Kind] = {category.id: category.kind for category in layout.category}
    return {part.id: kinds[part.category] for part in layout.component if part.category in kinds}


def _components(layout: Layout) -> Found:
    kinds = kinds_of(layout)
    for part in layout.component:
        for name in ("dimension", "category", "domain"):
            if getattr(part, name) not in {known.id for known in getattr(layout, name)}:
                yield f"component.{part.id}.{name}", f"there is no {name} {getattr(part, name)}"
        if kinds.get(part.id) == "benefit":
            yield from _only_of_concerns(part)
    used = {part.dimension for part in layout.component}
    yield from (
        (f"dimension.{part.id}", "has no component")
        for part in layout.dimension
        if part.id not in used
    )


def _only_of_concerns(part: ComponentEntry) -> Found:
    if part.corner is not None:
        yield f"component.{part.id}.corner", "a benefit has none: it weighs on the strategy"
    if part.pilots:
        yield f"component.{part.id}.pilots", "a benefit is nothing to resolve first"


def _recommendations(layout: Layout) -> Found:
    kinds = kinds_of(layout)
    sources = {source.id for source in layout.source}
    known = {part.id for part in layout.recommendation}
    for part in layout.recommendation:
        entry = f"recommendation.{part.id}"
        yield from (
            (f"{entry}.sources", f"there is no source {name}")
            for name in part.sources
            if name not in sources
        )
        yield from (
            (f"{entry}.items", f"there is no recommendation {name} besides this one")
            for name in part.items
            if name not in known - {part.id}
        )
        yield from _triggers(part, entry, kinds)
        if not any(_can_fire(trigger, layout, kinds) for trigger in part.triggers):
            yield entry, "cannot fire: none of its triggers can"


def _triggers(part: Recommendation, entry: str, kinds: Mapping[str, Kind]) -> Found:
    seen = Counter((trigger.component, trigger.mode) for trigger in part.triggers)
    for (component, mode), n in seen.items():
        place = f"{entry}.triggers.{component}"
        if n > 1:
            yield place, f"mode {mode} is there twice"
        reason = _misplaced(component, mode, kinds)
        if reason:
            yield place, reason


def _misplaced(component: str, mode: str, kinds: Mapping[str, Kind]) -> str:
    """Why this mode cannot go with this component; empty if it can."""
    wanted = {"K": ANY, "X": ANY, "P": PAIR}.get(mode)
    if wanted:
        return "" if component == wanted else f'mode {mode} goes with "{wanted}"'
    if component not in kinds:
        return f"there is no component {component}"
    if mode == "L" and kinds[component] != "benefit":
        return "mode L is for benefits only"
    return ""


def _can_fire(trigger: Trigger, layout: Layout, kinds: Mapping[str, Kind]) -> bool:
    if trigger.mode != "P":
        return not _misplaced(trigger.component, trigger.mode, kinds)
    mixed: dict[str, set[bool]] = {}
    for part in layout.component:
        mixed.setdefault(part.dimension, set()).add(kinds.get(part.id) == "benefit")
    return any(len(both) == 2 for both in mixed.values())


def _attitudes(layout: Layout) -> Found:
    kinds = kinds_of(layout)
    for part in layout.attitude:
        if part.mode in "HL" and part.component == ANY:
            continue
        reason = _misplaced(part.component, part.mode, kinds)
        if reason:
            yield f"attitude.{part.id}", reason


def _dead_ends(layout: Layout) -> Found:
    named = {(t.component, t.mode) for part in layout.recommendation for t in part.triggers}
    kinds = kinds_of(layout)
    for part in layout.component:
        if (part.id, "H") not in named:
            yield f"component.{part.id}", "leads nowhere when high: no trigger names it with mode H"
        if kinds.get(part.id) == "benefit" and (part.id, "L") not in named:
            yield f"component.{part.id}", "leads nowhere when low: no trigger names it with mode L"


def _labels(layout: Layout, texts: Texts) -> Found:
    for id_, text in texts.category.items():
        if len(text.labels) != layout.scale:
            yield f"category.{id_}.labels", f"has {len(text.labels)} labels, not {layout.scale}"
        if len(set(text.labels)) != len(text.labels):
            yield f"category.{id_}.labels", "has the same label twice"


def _same_names(texts: Texts) -> Found:
    for kind in ("component", "dimension"):
        named = getattr(texts, kind)
        counts = Counter(text.name.casefold() for text in named.values())
        for id_, text in named.items():
            if counts[text.name.casefold()] > 1:
                yield f"{kind}.{id_}.name", f'"{text.name}" is the name of another {kind} too'


def _sentence_faults(entry: str, sentence: str, language: str) -> Iterator[str]:
    path = entry.split(".")
    known = PLACEHOLDERS.get((path[0], path[2]), frozenset()) if len(path) > 2 else frozenset()
    try:
        used = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        yield "has a { or } without its partner"
        return
    for name in sorted(used - known):
        yield f"{{{name}}} is not known here"
    joined = CONTRACTIONS[language].search(sentence) if language in CONTRACTIONS else None
    if joined:
        yield f'"{joined[0]}" does not work: {{system}} and {{service}} begin with an article'
