"""How things are called: items, answers, moments, buttons, spreads, in somebody's language."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from markupsafe import Markup

from dialogs import markup
from dialogs.core.addresses import FILES, NO_DAY, ActionData, AnswerData, GroupKey
from dialogs.core.exercise import Exercise
from dialogs.core.items import PROMPT
from dialogs.core.post import Button, Post
from dialogs.core.stage import Stage
from dialogs.instead import PLACEHOLDER
from dialogs.words import Words
from framework.gate import Shown

Rows = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


def button(
    x: Exercise, words: Words, key: str, action: str, *rest: str | int, **values: Any
) -> Button:
    """A button that says `button.KEY`; pressed, it does `action` to `rest`."""
    return labelled(x, words.text(f"button.{key}", **values), action, *rest)


def labelled(x: Exercise, label: str, action: str, *rest: str | int) -> Button:
    """A button with a label that is no sentence of ours: a name, a date, an answer."""
    return Button(label, str(ActionData(x.id, action, tuple(map(str, rest)))))


NAME_MOST = 40
"""UTF-16 units of a name on a button; two stand side by side."""


def named(x: Exercise, number: int, action: str, *rest: str | int) -> Button:
    """A button with somebody's name."""
    return labelled(x, markup.short(x.names[number], NAME_MOST), action, *rest)


def option(
    x: Exercise, label: str, stage: Stage, item: str, answer: str, spoken: str = ""
) -> Button:
    """A button that answers a question."""
    return Button(label, str(AnswerData(x.id, stage.label, item, answer)), spoken=spoken)


def grave(made: Button) -> Button:
    """A button that does what cannot be taken back."""
    return replace(made, tone="grave")


def leading(made: Button) -> Button:
    """A button that most people press next."""
    return replace(made, tone="next")


def pairs(buttons: Sequence[Button]) -> Rows:
    """Buttons two to a row: on a narrow phone a third would cut their labels."""
    return tuple(tuple(buttons[n : n + 2]) for n in range(0, len(buttons), 2))


def simple(words: Words, text: Markup, rows: Rows = (), *, once: bool = False) -> Post:
    """A message of one sentence, with its buttons."""
    return Post(words.render("plain", text=text), rows, once=once)


def until(x: Exercise, words: Words, stage: Stage | None) -> Markup:
    """When a stage closes, or closed, as people say it."""
    if stage is None or (stage.closes is None and stage.closed is None):
        return words.say("calendar.facilitator_says")
    return words.date(stage.closed or stage.closes or 0.0, x.zone)


def item_name(x: Exercise, words: Words, item: str) -> str:
    """What people call an item; without one, a general remark."""
    texts = x.framework.texts[words.language]
    if not item:
        return words.text("item.remark")
    if item.startswith(PROMPT):
        return texts.dimension[item[1:]].name
    if item in texts.component:
        return texts.component[item].name
    return words.text(f"item.{item}")


def answer_name(x: Exercise, words: Words, item: str, answer: str) -> str:
    """What an answer is called: `5 Blocks us`, `Not sure`, `Pilot first`."""
    if not x.framework.has(item):
        return words.text(f"answer.{item}_{answer}")
    texts = x.framework.texts[words.language]
    if answer in ("NS", "NA"):
        return texts.answers.not_sure if answer == "NS" else texts.answers.not_applicable
    labels = texts.category[x.framework.component(item).category].labels
    return f"{answer} {labels[int(answer) - 1]}"


def the_system(x: Exercise, words: Words) -> str:
    """What is considered, with the definite article: the chatbot."""
    return words.definite(x.topic("system", words.language))


def fill(x: Exercise, words: Words, text: str) -> str:
    """A pack's sentence with this exercise's names."""
    service = x.topic("service", words.language)
    people = x.topic("people", words.language) or x.framework.texts[words.language].people or ""
    values = {
        "system": the_system(x, words),
        "service": service,
        "people": people,
        "years": str(x.framework.years),
    }
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def to_decide(x: Exercise, words: Words) -> Markup:
    """Who decides what, and by when if that is known, as it follows a colon."""
    who, whether = (x.topic(name, words.language) for name in ("decides", "whether"))
    by = x.setup.get("by", NO_DAY)
    if by == NO_DAY:
        return words.say("whether.open", who=who, whether=whether)
    day = words.plain_day(date.fromisoformat(by))
    return words.say("whether.by", who=who, whether=whether, day=day)


def in_others(x: Exercise, post: Post, about: GroupKey) -> Post:
    """A message to the group, with the way to read it in another of its languages, in private."""
    others = [code for code in x.languages if code != about.language and code in x.spoken]
    if about.kind in FILES or not others or about.language != x.languages[0]:
        return post
    name = {code: x.library.words[code].name for code in others}
    made = [labelled(x, name[code], "read", str(GroupKey(about.kind, code))) for code in others]
    return replace(post, rows=(*post.rows, *pairs(made)))


def way_in(x: Exercise, words: Words, key: str) -> Button:
    """The way into the private chat."""
    return replace(button(x, words, key, "join"), start=x.token)


def names(x: Exercise, words: Words, ids: Iterable[str]) -> list[str]:
    """What people call these components."""
    texts = x.framework.texts[words.language].component
    return [texts[id_].name for id_ in ids]


def quoted(text: str, most: int) -> Markup:
    """What somebody wrote, for a layout: so much of it is shown at once (UTF-16 units), or less."""
    return Markup(markup.quoted(text, most))


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The text with a small first letter, as a sentence of ours goes on after a colon."""
    return text[:1].lower() + text[1:]


def spread(words: Words, shown: Shown, *, then: bool = False) -> Markup:
    """How we differ on something: in numbers where they may be said, else in words.

    `then`: it is told of a round that is over.
    """
    if shown.bands:
        low, middle, high = shown.bands
        return words.say("spread.bands", low=low, middle=middle, high=high)
    return words.say("spread.said" if then else "spread.say")


def advised(x: Exercise, words: Words, ids: Sequence[str], which: str) -> str:
    """What to do about these components: `here` by this team, or `ask` of others."""
    texts = x.framework.texts[words.language].component
    return words.apart(fill(x, words, getattr(texts[id_], which)) for id_ in ids)
