"""The shapes of a pack's files: what may stand in `pack.toml` and in a language's file.

Only what one entry can show by itself is checked here; what holds between entries and between
files is in `checks.py`.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
)

Kind = Literal["benefit", "obstacle", "risk"]
Corner = Literal["legitimacy", "capacity"]
Mode = Literal["H", "L", "K", "X", "P"]
ANY = "any"
PAIR = "dimension pair"
CORNERS = ("strategy", "legitimacy", "capacity")


def _fraction(value: object) -> Fraction:
    try:
        if isinstance(value, str | int | Fraction) and not isinstance(value, bool):
            return Fraction(value)
    except (ValueError, ZeroDivisionError):
        pass
    raise ValueError(f'{value!r} is no exact number; write, in quotes, "3/10" or "0.15"')


def _sentence(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Number = Annotated[Fraction, BeforeValidator(_fraction)]
Share = Annotated[Number, Field(ge=0, le=1)]
Count = Annotated[StrictInt, Field(ge=1)]
Points = Annotated[Number, Field(ge=0, le=100)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,23}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Sentence = Annotated[str, AfterValidator(_sentence)]


class Part(BaseModel):
    """What every part of a pack is: frozen, and without keys that nobody reads."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Method(Part):
    """The numbers of the method. What each means is said in `pack.toml` and docs/method.md."""

    n_min: Annotated[StrictInt, Field(ge=3)]
    n_min_small_team: Annotated[StrictInt, Field(ge=3)]
    low_to: Annotated[StrictInt, Field(ge=1, le=2)]
    high_from: Annotated[StrictInt, Field(ge=4, le=5)]
    set_aside_share: Share
    contested_share: Share
    gap_least: Count
    gap_share: Share
    coverage_share: Share
    disagreement_base: Annotated[Number, Field(gt=0)]
    disagreement_slope: Annotated[Number, Field(ge=0)]
    agreement_strong: Share
    agreement_moderate: Share
    second_round_most: Count
    stable_share: Share
    stable_least: Annotated[StrictInt, Field(ge=0)]
    balanced_below: Points
    leans_below: Points
    range_level: Annotated[Number, Field(gt=0, lt=1)]
    core_weight: Count
    provisional: Share
    priority_high: Points
    priority_medium: Points
    strong_core: Share
    robust_least: Count


class Source(Part):
    """Where something is from; `cite` is the citation, the same in every language."""

    id: Id
    cite: Sentence


class Dimension(Part):
    """A side of public value. Its net value is benefits against obstacles and risks."""

    id: Id


class Category(Part):
    """What a component is in its dimension; `kind` decides how its answers are read."""

    id: Id
    kind: Kind


class Domain(Part):
    """A domain of competency; `json_name` is its name in `analyse --json`."""

    id: Id
    json_name: Annotated[Sentence, Field(alias="json")]


class Attitude(Part):
    """An attitude that a result calls for, and what calls for it."""

    id: Id
    component: str
    mode: Mode


class ComponentEntry(Part):
    """A component as the file has it; see `pack.Component`."""

    id: Id
    dimension: str
    category: str
    domain: str
    corner: Corner | None = None
    pilots: StrictBool = False


class Trigger(Part):
    """One reason to issue a recommendation. `component` is an id, or `any`, or a `PAIR`."""

    component: str
    mode: Mode
    weight: Annotated[StrictInt, Field(ge=1, le=2)]


class Recommendation(Part):
    """A recommendation with its triggers; a headline has a `block` and supporting `items`."""

    id: Id
    block: Literal["first", "then"] | None = None
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    items: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()


class Layout(Part):
    """The whole of `pack.toml`."""

    id: Id
    version: Sentence
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    scale: Literal[5]
    years: Count
    method: Method
    source: tuple[Source, ...]
    dimension: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    category: Annotated[tuple[Category, ...], Field(min_length=1)]
    domain: tuple[Domain, ...]
    attitude: tuple[Attitude, ...] = ()
    component: Annotated[tuple[ComponentEntry, ...], Field(min_length=1)]
    recommendation: Annotated[tuple[Recommendation, ...], Field(min_length=1)]


class DimensionText(Part):
    """`opening`: what the dimension is about. `prompt`: one open question."""

    name: Sentence
    opening: Sentence
    prompt: Sentence


class Says(Part):
    """How a result says the state of a component, with {name}."""

    high: Sentence
    middle: Sentence
    low: Sentence
    contested: Sentence


class CategoryText(Part):
    """The words for a category, the labels of the scale from 1 up, the question's second line."""

    one: Sentence
    many: Sentence
    largest: Sentence
    largest_one: Sentence
    labels: tuple[Sentence, ...]
    frame: Sentence
    says: Says


class ComponentText(Part):
    """The plain question, the source's sentence, what to do `here` and what to `ask` of others."""

    name: Sentence
    question: Sentence
    quotation: Sentence
    here: Sentence
    ask: Sentence


class RecommendationText(Part):
    """Our plain title, and the source's wording."""

    title: Sentence
    text: Sentence


class InjectText(Part):
    """Invented news."""

    text: Sentence


class DomainText(Part):
    """The name of a domain of competency."""

    name: Sentence


class AttitudeText(Part):
    """An attitude, and why it is called for."""

    name: Sentence
    sentence: Sentence


class CornerText(Part):
    """A corner of the strategic triangle and the question it stands for."""

    name: Sentence
    question: Sentence


class Texts(Part):
    """The whole of a language's file: every sentence of the pack, by kind and id."""

    language: str
    name: Sentence
    credit: Sentence
    translation: str
    notes: tuple[Sentence, ...] = ()
    dimension: dict[str, DimensionText]
    category: dict[str, CategoryText]
    component: dict[str, ComponentText]
    recommendation: dict[str, RecommendationText]
    inject: dict[str, InjectText] = {}
    domain: dict[str, DomainText]
    attitude: dict[str, AttitudeText] = {}
    corner: dict[str, CornerText]
