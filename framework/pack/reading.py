"""Read a pack: a directory with `pack.toml` and one file of sentences per language.

`load` gives it whole and sound, or says everything that is wrong with it.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from framework.pack.checks import layout_faults
from framework.pack.files import DataError, Problem, problems_of, read_toml
from framework.pack.model import Component, Framework
from framework.pack.schema import Category, ComponentEntry, Layout
from framework.pack.sentences import texts_faults
from framework.pack.texts import Texts

M = TypeVar("M", bound=BaseModel)
OURS = Path(__file__).parent.parent / "packs"


class PackError(DataError):
    """A pack that cannot be used, with everything that is wrong in it."""


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
    found = [Problem(f"{name}/pack.toml", *fault) for fault in layout_faults(layout)]
    for language, text in texts.items():
        faults = texts_faults(layout, text, language)
        found += [Problem(f"{name}/{language}.toml", *fault) for fault in faults]
    return found


def _framework(
    layout: Layout, texts: Mapping[str, Texts], files: Mapping[str, Mapping[str, Any]]
) -> Framework:
    categories = {part.id: part for part in layout.category}
    return Framework(
        id=layout.id,
        version=layout.version,
        scale=layout.scale,
        years=layout.years,
        method=layout.method,
        seriousness=layout.seriousness,
        labels=layout.labels,
        dimensions=layout.dimension,
        categories=layout.category,
        components=tuple(_component(part, categories[part.category]) for part in layout.component),
        public=layout.public,
        recommendations=layout.recommendation,
        domains=layout.domain,
        attitudes=layout.attitude,
        sources=layout.source,
        kinds=tuple(part.id for part in layout.kind),
        injects=layout.inject,
        roadmap=layout.roadmap,
        countries=layout.country,
        forms=layout.form,
        texts=texts,
        languages=layout.languages,
        files={stem: deepcopy(dict(files[stem])) for stem in ("pack", *layout.languages)},
    )


def _component(part: ComponentEntry, category: Category) -> Component:
    return Component(kind=category.kind, stop=category.stop, **part.model_dump())
