"""Forms, for platforms that have pages: the questions of a dimension on one of them.

What a page is made of stands in `dialogs/core/post.py`; an adapter makes its own kind of page of
it. A choice in a form comes back as a tap on `form` that names its question (`question.py` handles
it); it is saved at once, like every other.
"""

from collections.abc import Sequence

from dialogs.core.addresses import ActionData
from dialogs.core.exercise import Exercise, current_item
from dialogs.core.items import dimension_of, options
from dialogs.core.people import Participant
from dialogs.core.post import Form, Option, Question
from dialogs.core.stage import Stage
from dialogs.phrases import answer_name, fill, item_name, labelled, until
from dialogs.words import Words


def form(x: Exercise, p: Participant, dimension: str = "") -> Form | None:
    """The form for a dimension, or for the one this person is at; without questions if none is.

    None for who does not take part.
    """
    stage, words = round_asked(x, p), x.words(p.number)
    if not p.joined:
        return None
    if stage is None:
        return _closed(words)
    there = _dimensions(x, stage)
    chosen = dimension if dimension in there else _at(x, p, there)
    names = x.framework.texts[words.language].dimension
    return Form(
        title=names[chosen].name,
        lead=words.text("form.lead", closes=until(x, words, stage)),
        questions=tuple(_question(x, p, words, stage, i) for i in _items(x, stage, chosen)),
        others=tuple(labelled(x, names[d].name, "form", d) for d in there if d != chosen),
        close=words.text("form.close"),
        late=words.text("form.late"),
    )


def _closed(words: Words) -> Form:
    """What a form says that was opened before the close, and is used after it."""
    return Form(
        title=words.text("form.closed_title"),
        lead=words.text("form.closed"),
        questions=(),
        others=(),
        close=words.text("form.close"),
        late=words.text("form.late"),
    )


def round_asked(x: Exercise, p: Participant) -> Stage | None:
    """The round this person is asked now."""
    stages = [s for s in x.asking() if s.step.ask == "components" and s.items]
    here = current_item(x, p)
    return next((s for s in stages if here and s.label == here[0]), stages[0] if stages else None)


def _items(x: Exercise, stage: Stage, dimension: str) -> list[str]:
    scored = (item for item in stage.items if x.framework.has(item))
    return [i for i in scored if x.framework.component(i).dimension == dimension]


def _dimensions(x: Exercise, stage: Stage) -> list[str]:
    """The dimensions that a round asks about, in order."""
    return [d.id for d in x.framework.dimensions if _items(x, stage, d.id)]


def _at(x: Exercise, p: Participant, there: Sequence[str]) -> str:
    """The dimension of the question on this person's card, if that is asked."""
    here = current_item(x, p)
    found = dimension_of(x, here[1] if here else "")
    return found if found in there else there[0]


def _question(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Question:
    texts = x.framework.texts[words.language]
    category = texts.category[x.framework.component(item).category]
    frame = category.frame.replace("{years}", str(x.framework.years))
    given = p.answer(stage.label, item)
    made = {answer: _option(x, words, stage, item, answer) for answer in options(item)}
    return Question(
        item=item,
        name=f"{item_name(x, words, item)} ({category.one})",
        text=f"{fill(x, words, texts.component[item].question)} {frame}".strip(),
        options=tuple(made.values()),
        selected=made[given].data if given in made else "",
    )


def _option(x: Exercise, words: Words, stage: Stage, item: str, answer: str) -> Option:
    label = answer_name(x, words, item, answer)
    return Option(label, str(ActionData(x.id, "form", (stage.label, item, answer))))
