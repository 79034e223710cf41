"""The shape of a language's file: every sentence that belongs to one framework."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StrictBool

from framework.pack.files import flatten
from framework.pack.schema import Part, Sentence


class DimensionText(Part):
    """`opening`: what the dimension is about. `prompt`: one open question."""

    name: Sentence
    opening: Sentence
    prompt: Sentence


class Says(Part):
    """How a result says the state of a component, with {name}.

    `stop` for a category with a score that blocks, `very_high` for gains. `thin`: where fewer
    than five people scored it and their views are neither high nor low.
    """

    stop: Sentence | None = None
    very_high: Sentence | None = None
    high: Sentence
    middle: Sentence
    low: Sentence
    contested: Sentence
    thin: Sentence


class PublicCategoryText(Part):
    """The scale of a category and the question's second line, for people who use the service."""

    labels: tuple[Sentence, ...]
    frame: Sentence


class CategoryText(Part):
    """The words for a category, the labels of the scale from 1 up, the question's second line.

    `stop`: what a stop sign says of it, as in "more than half of us say that it blocks us".
    """

    one: Sentence
    many: Sentence
    largest: Sentence
    largest_one: Sentence
    stop: Sentence | None = None
    labels: tuple[Sentence, ...]
    frame: Sentence
    says: Says
    public: PublicCategoryText | None = None


class ComponentText(Part):
    """The plain question, the source's sentence, what to do `here` and what to `ask` of others.

    `example` explains the idea without suggesting a score; `public` is the question for people
    who use the service. Once `here` is done: `output` is what there is, `outcome` what people have
    of it, `measure` what to count for it.
    """

    name: Sentence
    question: Sentence
    example: Sentence | None = None
    quotation: Sentence
    here: Sentence
    ask: Sentence
    output: Sentence | None = None
    outcome: Sentence | None = None
    measure: Sentence | None = None
    public: Sentence | None = None


class RecommendationText(Part):
    """Our plain title, and the source's wording, or a paraphrase of it."""

    title: Sentence
    text: Sentence
    paraphrase: StrictBool = False


class InjectText(Part):
    """Invented news; `basis`: what has really happened somewhere, never shown with the news."""

    text: Sentence
    basis: Sentence | None = None


class Named(Part):
    """Something with a name only: a domain of competency, a kind of system."""

    name: Sentence


class AttitudeText(Part):
    """An attitude, and why it is called for."""

    name: Sentence
    sentence: Sentence


class CornerText(Part):
    """A corner of the strategic triangle and the question it stands for."""

    name: Sentence
    question: Sentence


class SourceText(Part):
    """Who says it, in a word or two before a quotation: `ECLAC`."""

    short: Sentence


class LabelTexts(Part):
    """What a dimension's published words come to: the four labels."""

    up: Sentence
    down: Sentence
    none: Sentence
    few: Sentence


class AnswerTexts(Part):
    """The two answers that are no score."""

    not_sure: Sentence
    not_applicable: Sentence


class Texts(Part):
    """The whole of a language's file: every sentence of the pack, by kind and id.

    `short`: the name as a button has it. `credit` is whose exercise it is, in full; `by` the same
    in a few words, for a chat. `system`: what is considered, where that is always the same, so that
    nobody is asked. `country`: what a report says of a country, by its code. `words`: sentences of
    the program that read otherwise here, by their key.
    """

    language: str
    name: Sentence
    short: Sentence | None = None
    credit: Sentence
    by: Sentence | None = None
    translation: str
    notes: tuple[Sentence, ...] = ()
    people: Sentence | None = None
    system: Sentence | None = None
    answers: AnswerTexts
    public: AnswerTexts | None = None
    labels: LabelTexts
    dimension: dict[str, DimensionText]
    category: dict[str, CategoryText]
    component: dict[str, ComponentText]
    source: dict[str, SourceText] = Field(default_factory=dict)
    recommendation: dict[str, RecommendationText]
    kind: dict[str, Named] = Field(default_factory=dict)
    inject: dict[str, InjectText] = Field(default_factory=dict)
    domain: dict[str, Named]
    attitude: dict[str, AttitudeText] = Field(default_factory=dict)
    corner: dict[str, CornerText]
    country: dict[str, Sentence] = Field(default_factory=dict)
    words: Annotated[dict[str, Sentence], BeforeValidator(flatten)] = Field(default_factory=dict)
