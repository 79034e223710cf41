"""What must hold between the entries of `pack.toml`.

A pack that passes can be talked through and always leads somewhere: every name is known, and
every component can reach a recommendation.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from framework.pack.schema import (
    ANY,
    GAINS,
    PAIR,
    PUBLIC,
    Attitude,
    Category,
    ComponentEntry,
    Inject,
    Kind,
    Layout,
    Mode,
    Recommendation,
    Trigger,
)

Found = Iterator[tuple[str, str]]
LISTS = (
    *("source", "dimension", "category", "domain", "attitude", "component", "recommendation"),
    *("kind", "inject", "country", "form"),
)
# What stands in a trigger instead of a component, by mode; H and L name a component.
WHERE: Mapping[Mode, str] = {"K": ANY, "X": ANY, "P": PAIR, "V": PUBLIC}


def layout_faults(layout: Layout) -> Found:
    """What is wrong in `pack.toml`, as (entry, reason)."""
    checks = (_repeats, _quoted, _categories, _components, _public, _recommendations, _attitudes)
    for check in (*checks, _dead_ends, _injects, _roadmap, _countries, _forms):
        yield from check(layout)


def kinds_of(layout: Layout) -> dict[str, Kind]:
    """The kind of every component whose category is known."""
    kinds: dict[str, Kind] = {category.id: category.kind for category in layout.category}
    return {part.id: kinds[part.category] for part in layout.component if part.category in kinds}


def twice(ids: Iterable[str]) -> list[str]:
    """What occurs more than once."""
    return [id_ for id_, n in Counter(ids).items() if n > 1]


def _repeats(layout: Layout) -> Found:
    for kind in LISTS:
        for id_ in twice(part.id for part in getattr(layout, kind)):
            yield f"{kind}.{id_}", "the id is there twice"
    for name in ("languages", "public", "roadmap"):
        yield from ((name, f"{id_} is there twice") for id_ in twice(getattr(layout, name)))


def _quoted(layout: Layout) -> Found:
    if layout.quoted is not None and layout.quoted not in {part.id for part in layout.source}:
        yield "quoted", f"there is no source {layout.quoted}"


def _categories(layout: Layout) -> Found:
    yield from (fault for category in layout.category for fault in _stop(category))
    if layout.method.medium_one > layout.method.high_two:
        yield "method.medium_one", "is above high_two"


def _stop(category: Category) -> Found:
    """The score that blocks is the worst one: 1 of a gain, 5 of a concern."""
    worst = 1 if category.kind in GAINS else 5
    if category.stop not in (None, worst):
        yield f"category.{category.id}.stop", f"must be {worst} for the kind {category.kind}"


def _components(layout: Layout) -> Found:
    for part in layout.component:
        yield from _names(layout, part)
    used = {part.dimension for part in layout.component}
    yield from (
        (f"dimension.{part.id}", "has no component")
        for part in layout.dimension
        if part.id not in used
    )


def _names(layout: Layout, part: ComponentEntry) -> Found:
    for name in ("dimension", "category", "domain", "source"):
        value = getattr(part, name)
        if value is not None and value not in {known.id for known in getattr(layout, name)}:
            yield f"component.{part.id}.{name}", f"there is no {name} {value}"
    if part.pilots and kinds_of(layout).get(part.id) in GAINS:
        yield f"component.{part.id}.pilots", "a gain is nothing to resolve first"


def _public(layout: Layout) -> Found:
    known = {part.id for part in layout.component}
    yield from (("public", f"there is no component {i}") for i in layout.public if i not in known)


def _recommendations(layout: Layout) -> Found:
    kinds = kinds_of(layout)
    for part in layout.recommendation:
        entry = f"recommendation.{part.id}"
        yield from _references(layout, part, entry)
        yield from _triggers(part, entry, kinds)
        if not any(_can_fire(trigger, layout, kinds) for trigger in part.triggers):
            yield entry, "cannot fire: none of its triggers can"
    if not any(part.headline for part in layout.recommendation):
        yield "recommendation", "none of them is a headline"


def _references(layout: Layout, part: Recommendation, entry: str) -> Found:
    sources = {source.id for source in layout.source}
    others = {other.id for other in layout.recommendation} - {part.id}
    for name in part.sources:
        if name not in sources:
            yield f"{entry}.sources", f"there is no source {name}"
    for name in part.items:
        if name not in others:
            yield f"{entry}.items", f"there is no recommendation {name} besides this one"


def _triggers(part: Recommendation, entry: str, kinds: Mapping[str, Kind]) -> Found:
    seen = Counter((trigger.component, trigger.mode) for trigger in part.triggers)
    for (component, mode), n in seen.items():
        place = f"{entry}.triggers.{component}"
        if n > 1:
            yield place, f"mode {mode} is there twice"
        reason = _misplaced(component, mode, kinds)
        if reason:
            yield place, reason


def _misplaced(component: str, mode: Mode, kinds: Mapping[str, Kind]) -> str:
    """Why this mode cannot go with this component; empty if it can."""
    if mode in WHERE:
        return "" if component == WHERE[mode] else f'mode {mode} goes with "{WHERE[mode]}"'
    if component not in kinds:
        return f"there is no component {component}"
    if mode == "L" and kinds[component] not in GAINS:
        return "mode L is for benefits and capacities only"
    return ""


def _can_fire(trigger: Trigger, layout: Layout, kinds: Mapping[str, Kind]) -> bool:
    if trigger.mode == "V":
        return bool(layout.public)
    if trigger.mode != "P":
        return not _misplaced(trigger.component, trigger.mode, kinds)
    mixed: dict[str, set[bool]] = {}
    for part in layout.component:
        mixed.setdefault(part.dimension, set()).add(kinds.get(part.id) in GAINS)
    return any(len(both) == 2 for both in mixed.values())


def _attitudes(layout: Layout) -> Found:
    kinds = kinds_of(layout)
    for part in layout.attitude:
        reason = _of_attitude(part, kinds)
        if reason:
            yield f"attitude.{part.id}", reason


def _of_attitude(part: Attitude, kinds: Mapping[str, Kind]) -> str:
    """An attitude may also be called for by any component that fires H or L."""
    anywhere = part.mode in ("H", "L") and part.component == ANY
    return "" if anywhere else _misplaced(part.component, part.mode, kinds)


def _dead_ends(layout: Layout) -> Found:
    """Whatever a component can fire leads somewhere. What is well in hand calls for nothing."""
    named = {(t.component, t.mode) for part in layout.recommendation for t in part.triggers}
    kinds = kinds_of(layout)
    for part in layout.component:
        kind = kinds.get(part.id)
        if kind != "capacity" and (part.id, "H") not in named:
            yield f"component.{part.id}", "leads nowhere when high: no trigger names it with mode H"
        if kind in GAINS and (part.id, "L") not in named:
            yield f"component.{part.id}", "leads nowhere when low: no trigger names it with mode L"


def _injects(layout: Layout) -> Found:
    components = {part.id for part in layout.component}
    kinds = {part.id for part in layout.kind} | {ANY}
    for part in layout.inject:
        yield from _inject(part, components, kinds)


def _inject(part: Inject, components: set[str], kinds: set[str]) -> Found:
    for id_ in part.components:
        if id_ not in components:
            yield f"inject.{part.id}.components", f"there is no component {id_}"
    for id_ in part.kinds:
        if id_ not in kinds:
            yield f"inject.{part.id}.kinds", f"there is no kind {id_}"


def _roadmap(layout: Layout) -> Found:
    advised = {part.id for part in layout.recommendation}
    yield from (
        ("roadmap", f"there is no recommendation {i}") for i in layout.roadmap if i not in advised
    )
    for part in layout.component:
        if part.step is not None and part.step not in layout.roadmap:
            yield f"component.{part.id}.step", f"{part.step} is no step of the roadmap"


def _countries(layout: Layout) -> Found:
    sources = {source.id for source in layout.source}
    for part in layout.country:
        if part.source not in sources:
            yield f"country.{part.id}.source", f"there is no source {part.source}"


def _forms(layout: Layout) -> Found:
    sources, known = ({e.id for e in entries} for entries in (layout.source, layout.component))
    for form in layout.form:
        if form.source not in sources:
            yield f"form.{form.id}.source", f"there is no source {form.source}"
        for id_ in (id_ for section in form.section for id_ in section.components):
            if id_ not in known:
                yield f"form.{form.id}", f"there is no component {id_}"
