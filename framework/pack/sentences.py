"""What must hold between a language's file and `pack.toml`, and of its sentences."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from string import Formatter

from framework.pack.schema import CORNERS, GAINS, Category, Layout
from framework.pack.texts import CategoryText, Texts

Found = Iterator[tuple[str, str]]

CASE = frozenset({"system", "service", "years"})
PLACEHOLDERS = {
    ("dimension", "opening"): CASE,
    ("dimension", "prompt"): CASE,
    ("category", "frame"): CASE,
    ("category", "public"): CASE,
    ("category", "says"): frozenset({"name"}),
    ("component", "question"): CASE,
    ("component", "public"): CASE,
    ("component", "here"): CASE,
    ("component", "ask"): CASE,
    ("component", "output"): CASE,
    ("component", "outcome"): CASE,
    ("component", "measure"): CASE,
    ("inject", "text"): CASE | {"people"},
}
# These words run together with the article that {system} and {service} begin with.
RUN_TOGETHER = {"es": "de|a", "fr": "de|à", "pt": "de|em|a|por"}
CONTRACTIONS = {
    language: re.compile(rf"\b({words})\s+\{{(?:system|service)\}}", re.IGNORECASE)
    for language, words in RUN_TOGETHER.items()
}
NAMED = (
    *("dimension", "category", "component", "recommendation", "domain", "attitude"),
    *("kind", "inject"),
)


def texts_faults(layout: Layout, texts: Texts, language: str) -> Found:
    """What is wrong in one language's file, as (entry, reason)."""
    if texts.language != language:
        yield "language", f"says {texts.language}, but this is the file of {language}"
    for kind, ids in _wanted(layout).items():
        given = getattr(texts, kind)
        yield from ((f"{kind}.{id_}", "is missing") for id_ in ids if id_ not in given)
        yield from ((f"{kind}.{id_}", "is not in pack.toml") for id_ in given if id_ not in ids)
    for check in (_labels, _says, _public, _people, _sources, _countries):
        yield from check(layout, texts)
    yield from _same_names(texts)
    for entry, sentence in sentences(texts.model_dump(exclude_none=True, exclude={"words"})):
        yield from ((entry, reason) for reason in _sentence_faults(entry, sentence, language))


def sentences(data: object, entry: str = "") -> Iterator[tuple[str, str]]:
    """Every text in nested tables and lists, with its entry: `component.ID.question`."""
    if isinstance(data, str):
        yield entry, data
        return
    if isinstance(data, list | tuple):
        data = dict(enumerate(data))
    for key, value in data.items() if isinstance(data, Mapping) else ():
        yield from sentences(value, f"{entry}.{key}" if entry else str(key))


def _wanted(layout: Layout) -> dict[str, tuple[str, ...]]:
    ids = {kind: tuple(part.id for part in getattr(layout, kind)) for kind in NAMED}
    return {**ids, "corner": CORNERS}


def _labels(layout: Layout, texts: Texts) -> Found:
    for id_, text in texts.category.items():
        yield from _scale(f"category.{id_}.labels", text.labels, layout.scale)
        if text.public:
            yield from _scale(f"category.{id_}.public.labels", text.public.labels, layout.scale)


def _scale(entry: str, labels: tuple[str, ...], size: int) -> Found:
    if len(labels) != size:
        yield entry, f"has {len(labels)} labels, not {size}"
    if len(set(labels)) != len(labels):
        yield entry, "has the same label twice"


def _says(layout: Layout, texts: Texts) -> Found:
    """Every state that a component of a category can have needs its sentence."""
    for category in layout.category:
        text = texts.category.get(category.id)
        if text:
            missing = _unsaid(category, text)
            yield from ((f"category.{category.id}.{name}", "is missing") for name in missing)


def _unsaid(category: Category, text: CategoryText) -> list[str]:
    stop, gain = category.stop is not None, category.kind in GAINS
    wanted = {
        "says.stop": stop and not text.says.stop,
        "stop": stop and not text.stop,
        "says.very_high": gain and not text.says.very_high,
    }
    return [name for name, missing in wanted.items() if missing]


def _public(layout: Layout, texts: Texts) -> Found:
    """What the people who use the service are asked needs a question, and its scale."""
    asked = set(layout.public)
    categories = {part.category for part in layout.component if part.id in asked}
    for id_, text in texts.component.items():
        if (id_ in asked) != (text.public is not None):
            yield f"component.{id_}.public", "is missing" if id_ in asked else "is never asked"
    for id_, category in texts.category.items():
        if id_ in categories and category.public is None:
            yield f"category.{id_}.public", "is missing"
    if asked and texts.public is None:
        yield "public", "is missing"


def _people(layout: Layout, texts: Texts) -> Found:
    """News may speak of {people}; who they are unless an exercise says otherwise."""
    if texts.people is None and any("{people}" in text.text for text in texts.inject.values()):
        yield "people", "is missing"


def _sources(layout: Layout, texts: Texts) -> Found:
    known = {source.id for source in layout.source}
    extra = [id_ for id_ in texts.source if id_ not in known]
    yield from ((f"source.{id_}", "is not in pack.toml") for id_ in extra)


def _countries(layout: Layout, texts: Texts) -> Found:
    """A note without a day and a source is none; a language need not have every note."""
    known = {country.id for country in layout.country}
    yield from ((f"country.{c}", "is not in pack.toml") for c in texts.country if c not in known)


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
        holes = [hole for hole in Formatter().parse(sentence) if hole[1] is not None]
    except ValueError:
        yield "has a { or } without its partner"
        return
    for name in sorted({str(name) for _, name, _, _ in holes} - known):
        yield f"{{{name}}} is not known here"
    if any(form or conversion for _, _, form, conversion in holes):
        yield "has a : or ! between { and }; there is only a name"
    joined = CONTRACTIONS[language].search(sentence) if language in CONTRACTIONS else None
    if joined:
        yield f'"{joined[0]}" does not work: {{system}} and {{service}} begin with an article'
