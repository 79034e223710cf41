"""What the team is asked, for who answers on paper or in a form: the questions of round 1."""

from dataclasses import dataclass

from dialogs.core.exercise import Exercise
from dialogs.phrases import fill
from dialogs.words import Words
from framework.pack import Component

NO_SCORE = ("NS", "NA")


@dataclass(frozen=True, slots=True)
class Question:
    """One of them: its code, its name, how it is asked, and each answer with its code."""

    id: str
    category: str
    name: str
    text: str
    frame: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The questions of a dimension."""

    id: str
    name: str
    opening: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """All of it in one language; `version` is the framework's."""

    framework: str
    version: str
    words: Words
    title: str
    parts: tuple[Part, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the order of the framework."""
        return tuple(question for part in self.parts for question in part.questions)


def ballot(x: Exercise, words: Words, title: str) -> Ballot:
    """What this exercise asks in a language."""
    of, texts = x.framework, x.framework.texts[words.language]
    parts = tuple(
        Part(
            d.id,
            texts.dimension[d.id].name,
            fill(x, words, texts.dimension[d.id].opening),
            tuple(_question(x, words, part) for part in of.of(d.id)),
        )
        for d in of.dimensions
    )
    return Ballot(of.id, of.version, words, title, parts)


def _question(x: Exercise, words: Words, part: Component) -> Question:
    texts = x.framework.texts[words.language]
    category = texts.category[part.category]
    labels = (*category.labels, texts.answers.not_sure, texts.answers.not_applicable)
    codes = (*map(str, range(1, len(category.labels) + 1)), *NO_SCORE)
    return Question(
        id=part.id,
        category=part.category,
        name=texts.component[part.id].name,
        text=fill(x, words, texts.component[part.id].question),
        frame=fill(x, words, category.frame),
        answers=tuple(zip(codes, labels, strict=True)),
    )
