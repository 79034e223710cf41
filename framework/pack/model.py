"""A pack, checked: what everything else asks about the framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framework.pack.files import Problem
from framework.pack.schema import (
    GAINS,
    Attitude,
    Category,
    Corner,
    Country,
    Dimension,
    Domain,
    Form,
    Inject,
    Kind,
    Labels,
    Method,
    Recommendation,
    Seriousness,
    Source,
)
from framework.pack.texts import Texts


@dataclass(frozen=True, slots=True)
class Component:
    """What one question asks about. `kind` and `stop`, the score that blocks, are its category's.

    `corner`: where it weighs in the strategic triangle. `pilots`: to be resolved first, before
    anything goes step by step. `source`: whose sentence the quotation is. `step`: to which step of
    the roadmap it belongs.
    """

    id: str
    dimension: str
    category: str
    kind: Kind
    stop: int | None
    domain: str
    corner: Corner
    pilots: bool = False
    source: str | None = None
    step: str | None = None

    @property
    def gain(self) -> bool:
        """Whether more of it is better: a benefit or a capacity, not an obstacle or a risk."""
        return self.kind in GAINS


@dataclass(frozen=True, eq=False)
class Framework:
    """A pack, checked. Tuples are in the order of `pack.toml`, which is the order shown.

    `public` are the components that people who use the service are asked about, in the order of
    asking; `kinds` those of AI systems. `order` is its place among the frameworks that are offered.
    `roadmap`: the recommendations that are steps, in order; `countries` those of which there is a
    note. `folders`: where it was read. `notes`: what stands in for what an organisation's own files
    lack. `files` is what it was parsed from: plain data for a snapshot; `parse(files)` gives it
    again.
    """

    id: str
    version: str
    scale: int
    years: int
    method: Method
    seriousness: Seriousness
    labels: Labels
    dimensions: tuple[Dimension, ...]
    categories: tuple[Category, ...]
    components: tuple[Component, ...]
    public: tuple[str, ...]
    recommendations: tuple[Recommendation, ...]
    domains: tuple[Domain, ...]
    attitudes: tuple[Attitude, ...]
    sources: tuple[Source, ...]
    kinds: tuple[str, ...]
    injects: tuple[Inject, ...]
    roadmap: tuple[str, ...]
    countries: tuple[Country, ...]
    forms: tuple[Form, ...]
    texts: Mapping[str, Texts]
    languages: tuple[str, ...]
    order: int
    files: Mapping[str, Mapping[str, Any]] = field(repr=False)
    notes: tuple[Problem, ...] = field(default=(), repr=False)
    folders: tuple[Path, ...] = field(default=(), repr=False)
    _by_id: Mapping[str, Component] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {part.id: part for part in self.components})

    @property
    def stops(self) -> bool:
        """Whether anything in it can be a stop sign."""
        return any(category.stop is not None for category in self.categories)

    @property
    def level(self) -> bool:
        """Whether nothing stands against anything: gains alone, or concerns alone."""
        return len({part.gain for part in self.components}) == 1

    def component(self, id_: str) -> Component:
        """The component of that id. Raises `KeyError`."""
        return self._by_id[id_]

    def has(self, id_: str) -> bool:
        """Whether there is a component of that id."""
        return id_ in self._by_id

    def of(self, dimension: str) -> tuple[Component, ...]:
        """The components of a dimension, in order."""
        return tuple(part for part in self.components if part.dimension == dimension)

    def recommendation(self, id_: str) -> Recommendation:
        """The recommendation of that id. Raises `KeyError`."""
        found = next((item for item in self.recommendations if item.id == id_), None)
        if found is None:
            raise KeyError(id_)
        return found
