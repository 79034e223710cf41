"""A pack: what is assessed, by which rules and in which words.

A pack is a directory with `pack.toml` (structure, rules, numbers) and one file of sentences per
language. `load` gives it whole and sound, or says everything that is wrong with it.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from framework.checks import kinds_of, layout_faults, texts_faults
from framework.files import DataError, Problem, problems_of, read_toml
from framework.schema import (
    Attitude,
    Category,
    Corner,
    Dimension,
    Domain,
    Kind,
    Layout,
    Method,
    Recommendation,
    Source,
    Texts,
)

M = TypeVar("M", bound=BaseModel)
OURS = Path(__file__).parent / "packs"


class PackError(DataError):
    """A pack that cannot be used, with everything that is wrong in it."""


@dataclass(frozen=True, slots=True)
class Component:
    """What one question asks about. `kind` is its category's.

    `corner`: where an obstacle or risk weighs in the strategic triangle. `pilots`: to be resolved
    first when the last headline says to start with pilots.
    """

    id: str
    dimension: str
    category: str
    kind: Kind
    domain: str
    corner: Corner | None = None
    pilots: bool = False


@dataclass(frozen=True, eq=False)
class Framework:
    """A pack, checked. Tuples are in the order of `pack.toml`, which is the order shown.

    `files` is what it was parsed from: plain data for a snapshot, and `parse(files)` gives it
    again.
    """

    id: str
    version: str
    scale: int
    years: int
    method: Method
    dimensions: tuple[Dimension, ...]
    categories: tuple[Category, ...]
    components: tuple[Component, ...]
    recommendations: tuple[Recommendation, ...]
    domains: tuple[Domain, ...]
    attitudes: tuple[Attitude, ...]
    sources: tuple[Source, ...]
    texts: Mapping[str, Texts]
    languages: tuple[str, ...]
    files: Mapping[str, Mapping[str, Any]] = field(repr=False)
    _by_id: Mapping[str, Component] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {part.id: part for part in self.components})

    def component(self, id_: str) -> Component:
        """The component of that id. Raises `KeyError`."""
        return self._by_id[id_]

    def has(self, id_: str) -> bool:
        """Whether there is a component of that id."""
        return id_ in self._by_id

    def of(self, dimension: str) -> tuple[Component, ...]:
        """The components of a dimension, in order."""
        return tuple(part for part in self.components if part.dimension == dimension)

    @property
    def injects(self) -> tuple[str, ...]:
        """The ids of the injects, in the order of the first language."""
        return tuple(self.texts[self.languages[0]].inject)


def load(directory: Path) -> Framework:
    """The pack in a directory. Raises `PackError`."""
    files: dict[str, Mapping[str, Any]] = {}
    problems: list[Problem] = []
    for stem in _stems(directory, files, problems):
        _read(directory, stem, files, problems)
    if "pack" not in files:
        raise PackError(problems)
    return _parse(files, directory.name, problems)


def parse(files: Mapping[str, Mapping[str, Any]], name: str = "pack") -> Framework:
    """The pack in `{"pack": {...}, "en": {...}, ...}`. Raises `PackError`."""
    return _parse(files, name, [])


def installed(*roots: Path) -> dict[str, Path]:
    """Every pack there is by the name of its directory, from these roots first and then ours."""
    found: dict[str, Path] = {}
    for root in (OURS, *reversed(roots)):
        found.update({path.parent.name: path.parent for path in sorted(root.glob("*/pack.toml"))})
    return found


def _stems(
    directory: Path, files: dict[str, Mapping[str, Any]], problems: list[Problem]
) -> Iterable[str]:
    """The languages to read, once pack.toml is read; those lying there if it cannot be."""
    _read(directory, "pack", files, problems)
    languages = files.get("pack", {}).get("languages")
    if isinstance(languages, list):
        return [stem for stem in languages if isinstance(stem, str) and stem.isalpha()]
    return sorted(path.stem for path in directory.glob("*.toml") if path.stem != "pack")


def _read(
    directory: Path, stem: str, files: dict[str, Mapping[str, Any]], problems: list[Problem]
) -> None:
    try:
        files[stem] = read_toml(directory / f"{stem}.toml", f"{directory.name}/{stem}.toml")
    except DataError as error:
        problems += error.problems


def _parse(files: Mapping[str, Mapping[str, Any]], name: str, problems: list[Problem]) -> Framework:
    layout = _shape(Layout, "pack", files, name, problems)
    shaped = {stem: _shape(Texts, stem, files, name, problems) for stem in _expected(layout, files)}
    texts = {stem: text for stem, text in shaped.items() if text is not None}
    if layout is not None:
        problems += _faults(layout, texts, name)
    if layout is None or problems:
        raise PackError(dict.fromkeys(problems))
    return _framework(layout, texts, files)


def _expected(layout: Layout | None, files: Mapping[str, Any]) -> list[str]:
    stems = layout.languages if layout else files
    return [stem for stem in dict.fromkeys(stems) if stem != "pack"]


def _shape(
    model: type[M],
    stem: str,
    files: Mapping[str, Mapping[str, Any]],
    name: str,
    problems: list[Problem],
) -> M | None:
    file = f"{name}/{stem}.toml"
    if stem not in files:
        if file not in {problem.file for problem in problems}:
            problems.append(Problem(file, "", "the file is missing"))
        return None
    try:
        return model.model_validate(files[stem])
    except ValidationError as error:
        problems += problems_of(error, file, files[stem])
        return None


def _faults(layout: Layout, texts: Mapping[str, Texts], name: str) -> list[Problem]:
    """What holds between entries and files but should not, or should and does not."""
    injects = tuple(dict.fromkeys(id_ for text in texts.values() for id_ in text.inject))
    found = [Problem(f"{name}/pack.toml", *fault) for fault in layout_faults(layout)]
    for language, text in texts.items():
        faults = texts_faults(layout, text, language, injects)
        found += [Problem(f"{name}/{language}.toml", *fault) for fault in faults]
    return found


def _framework(
    layout: Layout, texts: Mapping[str, Texts], files: Mapping[str, Mapping[str, Any]]
) -> Framework:
    kinds = kinds_of(layout)
    return Framework(
        id=layout.id,
        version=layout.version,
        scale=layout.scale,
        years=layout.years,
        method=layout.method,
        dimensions=layout.dimension,
        categories=layout.category,
        components=tuple(
            Component(kind=kinds[part.id], **part.model_dump()) for part in layout.component
        ),
        recommendations=layout.recommendation,
        domains=layout.domain,
        attitudes=layout.attitude,
        sources=layout.source,
        texts=texts,
        languages=layout.languages,
        files={stem: deepcopy(dict(files[stem])) for stem in ("pack", *layout.languages)},
    )
