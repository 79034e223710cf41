"""Read a pack: a directory with `pack.toml` and one file of sentences per language.

`load` gives it whole and sound, or says everything that is wrong with it.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from framework.pack import layers
from framework.pack.checks import layout_faults
from framework.pack.files import DataError, Problem, problems_of
from framework.pack.model import Component, Framework
from framework.pack.schema import Category, ComponentEntry, Layout
from framework.pack.sentences import texts_faults
from framework.pack.texts import Texts

M = TypeVar("M", bound=BaseModel)


class PackError(DataError):
    """A pack that cannot be used, with everything that is wrong in it."""


def load(directory: Path) -> Framework:
    """The pack in a folder, laid over what it extends. Raises `PackError`."""
    read = layers.read(directory)
    if "pack" not in read.raw or any(each.entry == "extends" for each in read.problems):
        raise PackError(read.problems)
    try:
        made = _parse(read.raw, read.name, read.problems)
        return replace(made, notes=tuple(read.notes), folders=tuple(f for f, _ in read.folders))
    except PackError as error:
        unread = [problem for problem in error.problems if problem not in read.problems]
        raise PackError(dict.fromkeys([*read.problems, *map(read.blame, unread)])) from None


def parse(files: Mapping[str, Mapping[str, Any]], name: str = "pack") -> Framework:
    """The pack in `{"pack": {...}, "en": {...}, ...}`. Raises `PackError`."""
    return _parse(files, name, [])


def _parse(files: Mapping[str, Mapping[str, Any]], name: str, read: list[Problem]) -> Framework:
    """The pack; what could not be `read` of it is among what is wrong."""
    problems = [*read]
    if isinstance(files.get("pack"), Mapping):
        files = {**files, "pack": layers.whole(files["pack"])}
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
        if not any(problem.file.endswith(file) for problem in problems):
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
        order=layout.order,
        version=layout.version,
        scale=layout.scale,
        years=layout.years,
        method=layout.method,
        seriousness=layout.seriousness,
        labels=layout.labels,
        dimensions=layout.dimension,
        categories=layout.category,
        components=tuple(
            _component(part, categories[part.category], layout.quoted) for part in layout.component
        ),
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


def _component(part: ComponentEntry, category: Category, quoted: str | None) -> Component:
    said = part.model_dump() | {"source": part.source or quoted}
    return Component(kind=category.kind, stop=category.stop, **said)
