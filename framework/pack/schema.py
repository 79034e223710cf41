"""The shape of `pack.toml`: structure, rules and numbers of one framework.

Only what one entry can show by itself is checked here; what holds between entries is in
`checks.py`, the sentences of a language in `texts.py`.
"""

from datetime import date
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

from framework.pack.languages import PATTERN

Kind = Literal["benefit", "capacity", "obstacle", "risk"]
Corner = Literal["strategy", "legitimacy", "capacity"]
Mode = Literal["H", "L", "K", "X", "P", "V"]
Tone = Literal["setback", "mixed", "success"]
GAINS: frozenset[Kind] = frozenset({"benefit", "capacity"})
CORNERS: tuple[Corner, ...] = ("strategy", "legitimacy", "capacity")
ANY = "any"
PUBLIC = "public"
PAIR = "dimension pair"


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
Language = Annotated[str, Field(pattern=rf"^{PATTERN}$")]
Sentence = Annotated[str, AfterValidator(_sentence)]


class Part(BaseModel):
    """What every part of a pack is: frozen, and without keys that nobody reads."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        defer_build=True,  # until one is read: a start reads none
    )


class Method(Part):
    """The numbers of the method. What each means is said in `pack.toml` and docs/method.md.

    Those that decide what may be shown have a floor: the proof in docs/method.md holds for it. A
    pack may be stricter, never looser.
    """

    n_min: Annotated[StrictInt, Field(ge=5)]
    n_min_small_team: Annotated[StrictInt, Field(ge=3)]
    n_min_public: Annotated[StrictInt, Field(ge=10)]
    low_to: Literal[2]
    high_from: Literal[4]
    thin_below: Annotated[StrictInt, Field(ge=5)]
    set_aside_answered_least: Annotated[StrictInt, Field(ge=5)]
    contested_share: Share
    gap_least: Annotated[StrictInt, Field(ge=3)]
    gap_share: Share
    gap_people_least: Annotated[StrictInt, Field(ge=4)]
    coverage_share: Share
    disagreement_base: Annotated[Number, Field(gt=0)]
    disagreement_slope: Annotated[Number, Field(ge=0)]
    second_round_most: Count
    answered_again_least: Annotated[StrictInt, Field(ge=3)]
    lean_from: Points
    zone: Points
    range_level: Annotated[Number, Field(gt=0, lt=1)]
    one_person_from: Annotated[StrictInt, Field(ge=2)]
    core_weight: Count
    high_two: Share
    medium_one: Share
    shown_headlines: Count
    leads: Count
    public_apart: Count
    bands_from: Annotated[StrictInt, Field(ge=8)]
    band_least: Annotated[StrictInt, Field(ge=3)]
    count_from: Annotated[StrictInt, Field(ge=10)]
    count_others_least: Annotated[StrictInt, Field(ge=4)]
    close_call_from: Annotated[StrictInt, Field(ge=6)]
    votes_people: Annotated[StrictInt, Field(ge=5)]
    notes_a_side: Count


class Seriousness(Part):
    """How serious a finding of each kind is, 0 to 1. It follows from the state alone."""

    stop: Share
    high: Share
    missing: Share
    very_large: Share
    large: Share
    gap: Share
    differ: Share
    public_worse: Share
    public_better: Share


class Labels(Part):
    """The four labels of a balance, as `analyse --json` says them."""

    up: Sentence
    down: Sentence
    none: Sentence
    few: Sentence


class Source(Part):
    """Where something is from; `cite` is the citation, the same in every language."""

    id: Id
    cite: Sentence


class Dimension(Part):
    """A side of what is assessed."""

    id: Id


class Category(Part):
    """What a component is in its dimension.

    `kind` decides how its answers are read, `stop` is the score that blocks, if it has one.
    """

    id: Id
    kind: Kind
    stop: Literal[1, 5] | None = None


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
    """A component as the file has it; see `model.Component`."""

    id: Id
    dimension: str
    category: str
    domain: str
    corner: Corner
    pilots: StrictBool = False
    source: str | None = None
    step: str | None = None


class Trigger(Part):
    """One reason to issue a recommendation. `component` is an id, `ANY`, `PUBLIC` or `PAIR`."""

    component: str
    mode: Mode
    weight: Annotated[StrictInt, Field(ge=1, le=2)]


class Recommendation(Part):
    """A recommendation with its triggers; a headline has supporting `items`."""

    id: Id
    headline: StrictBool = False
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    items: tuple[str, ...] = ()
    triggers: tuple[Trigger, ...] = ()


class SystemKind(Part):
    """A kind of AI system, asked at set-up; it chooses the news that fit."""

    id: Id


class Inject(Part):
    """Invented news: the components it touches, first the one it is about; for which kinds."""

    id: Id
    components: Annotated[tuple[str, ...], Field(min_length=1)]
    kinds: Annotated[tuple[str, ...], Field(min_length=1)]
    tone: Tone
    source: Sentence | None = None


class Country(Part):
    """A note about a country: as of which day, and whose it is."""

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    day: date
    source: str


Gives = Literal[
    "system",
    "situation",
    "people",
    "decision",
    "benefits",
    "concerns",
    "plan",
    "public",
    "part",
    "gaps",
]
"""What an exercise can give to a section of a form, beside what is seen of components."""


class FormSection(Part):
    """A section of somebody else's form, in its own words, and what is given to it."""

    ref: str = ""
    title: Sentence
    gives: tuple[Gives, ...] = ()
    components: tuple[str, ...] = ()


class Form(Part):
    """A form that may come next: whose it is, and from which day its sections are."""

    id: Id
    name: Sentence
    source: str
    day: date
    section: Annotated[tuple[FormSection, ...], Field(min_length=1)]


class Layout(Part):
    """The whole of `pack.toml`.

    `order`: its place among the frameworks offered at set-up, the first needs no choosing.
    `quoted`: the source of the quotations, where a component names none.
    """

    id: Id
    version: Sentence
    order: StrictInt = 100
    quoted: str | None = None
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    scale: Literal[5]
    years: Count
    public: tuple[str, ...] = ()
    roadmap: tuple[str, ...] = ()
    method: Method
    seriousness: Seriousness
    labels: Labels
    source: tuple[Source, ...]
    dimension: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    category: Annotated[tuple[Category, ...], Field(min_length=1)]
    domain: tuple[Domain, ...]
    attitude: tuple[Attitude, ...] = ()
    component: Annotated[tuple[ComponentEntry, ...], Field(min_length=1)]
    recommendation: Annotated[tuple[Recommendation, ...], Field(min_length=1)]
    kind: tuple[SystemKind, ...] = ()
    inject: tuple[Inject, ...] = ()
    country: tuple[Country, ...] = ()
    form: tuple[Form, ...] = ()
