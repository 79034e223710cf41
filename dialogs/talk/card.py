"""What one person's private card shows: a function of the exercise and of where they are.

There is one card a person, edited in place. Their place is derived: the first question without
an answer, unless `view` says that they turned elsewhere.
"""

from collections.abc import Callable

from markupsafe import Markup

from dialogs.core import course, gate
from dialogs.core.exercise import (
    PROMPT,
    Exercise,
    Participant,
    Stage,
    current_item,
    next_item,
    options,
)
from dialogs.core.phrases import Rows, answer_name, button, fill, item_name, spread, until
from dialogs.core.post import Button, Post
from dialogs.talk import desk, plan
from dialogs.talk import note_cards as note_screens
from dialogs.words import Words

PAGED = ("slack",)
"""The platforms that can show a dimension's questions on one page."""


def card(x: Exercise, p: Participant) -> Post | None:
    """The card of somebody in an exercise that has begun; None where there should be none."""
    kind, _, rest = p.view.partition(":")
    words = x.words(p.number)
    if kind == "erase":
        return _erase(x, p, words)
    if kind == "plan":
        return plan.screen(x, p, words)
    if kind == "desk" and p.number == x.facilitator:
        return desk.screen(x, p, words)
    if kind == "why":
        row = (button(x, words, "skip", "next"),)
        return Post(words.render("plain", text=words.say("check.why")), (row,))
    if not p.joined:
        return desk.screen(x, p, words) if p.number == x.facilitator else None
    if x.status == "cancelled":
        return Post(words.render("plain", text=words.say("card.cancelled")))
    return SCREENS[kind](x, p, words, rest)


def _erase(x: Exercise, p: Participant, words: Words) -> Post:
    first = x.stages.get("1")
    before = first is None or first.open
    text = words.say("erase.before" if before else "erase.after")
    row = (button(x, words, "erase", "erase"), button(x, words, "keep_all", "next"))
    return Post(words.render("plain", text=text), (row,))


# -- around the questions ------------------------------------------------------------------------


def _welcome(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    text = words.render(
        "welcome",
        kept=words.say(f"privacy.platform_{x.platform}"),
        keeper=x.setup.get("keeper", ""),
        small=x.small_team,
        closes=until(x, words, x.stages.get("1")),
        days=course.PURGE_DAYS,
    )
    others = [
        Button(w.text("language.name"), f"{x.id}.lang.{code}")
        for code, w in x.library.words.items()
        if code != words.language and code in x.framework.texts
    ]
    first = button(x, words, "start", "next")
    return Post(text, ((first, *others, button(x, words, "not_now", "later")),))


def _later(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    text = words.say("card.later")
    return Post(words.render("plain", text=text), ((button(x, words, "continue", "next"),),))


def _next(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    here = next_item(x, p)
    if here is not None:
        return question(x, p, words, *here)
    if any(True for _ in x.asking()):
        return _done(x, p, words)
    return _waiting(x, p, words)


def _done(x: Exercise, p: Participant, words: Words) -> Post:
    stage = next(iter(x.asking()))
    text = words.render(
        "done",
        saved=saved(x, p, words),
        n=sum(len(p.answers.get(s.label, {})) for s in x.asking()),
        closes=until(x, words, stage),
    )
    row = (button(x, words, "back", "back"), button(x, words, "my_answers", "list"))
    return Post(text, (row, *_to_desk(x, p, words)))


def _to_desk(x: Exercise, p: Participant, words: Words) -> Rows:
    """For a facilitator who takes part: the way back from the questions to what they decide."""
    if p.number != x.facilitator or not x.under_way:
        return ()
    return ((button(x, words, "desk", "desk"),),)


def _waiting(x: Exercise, p: Participant, words: Words) -> Post:
    """Nothing is asked: the round is being counted, or everything is over."""
    published = any(s.step.publish == "results" and not s.open for s in x.stages.values())
    text = words.say("card.over" if published else "card.waiting")
    notes = note_screens.way(x, p, words)
    rows = (*((notes,) if notes else ()), *_to_desk(x, p, words))
    return Post(words.render("plain", text=text), rows)


def saved(x: Exercise, p: Participant, words: Words) -> Markup:
    """What was just recorded, and how to change it: `Saved. Legality: 5 Blocks us. To …`.

    Only on the card that was tapped: a new one notifies, and a locked screen would show the score.
    """
    if p.last is None or p.last_on != p.cards:
        return Markup("")
    if p.last[0] not in x.stages or not x.stages[p.last[0]].open:
        return Markup("")
    label, item = p.last
    answer = p.answer(label, item)
    change = _how_to_change(x, p, words, item)
    if answer in ("skip", "text"):
        return words.say("card.skipped" if answer == "skip" else "card.saved_text", change=change)
    name, said = item_name(x, words, item), answer_name(x, words, item, answer)
    return words.say("card.saved", name=name, answer=said, change=change)


def _how_to_change(x: Exercise, p: Participant, words: Words, item: str) -> Markup:
    """By the buttons that are on the card; the open questions are not among the answers listed."""
    back = _can_go_back(x, p)
    if item.startswith(PROMPT):
        return words.say("card.by_back_alone") if back else Markup("")
    return words.say("card.by_back" if back else "card.by_list")


def _can_go_back(x: Exercise, p: Participant) -> bool:
    first = next(((s.label, item) for s in x.asking() for item in s.items), None)
    return current_item(x, p) != first


# -- questions -----------------------------------------------------------------------------------


def question(x: Exercise, p: Participant, words: Words, label: str, item: str) -> Post:
    """One question with its buttons."""
    stage = x.stages[label]
    if item.startswith(PROMPT):
        return _prompt(x, p, words, stage, item)
    if x.framework.has(item):
        return _component(x, p, words, stage, item)
    return _other(x, p, words, stage, item)


def _prompt(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Post:
    texts = x.framework.texts[words.language].dimension[item[1:]]
    text = words.render("prompt", saved=saved(x, p, words), dimension=texts)
    skip = button(x, words, "skip", f"{stage.label}.{item}.skip")
    return Post(text, (_foot(x, p, words, skip),))


def _other(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Post:
    """A closing question, or one of the hot wash."""
    text = words.render("other", saved=saved(x, p, words), question=words.say(f"ask.{item}"))
    choices = [
        Button(answer_name(x, words, item, o), f"{x.id}.{stage.label}.{item}.{o}")
        for o in options(item)
        if o != "skip"
    ]
    rows = tuple(tuple(choices[n : n + 2]) for n in range(0, len(choices), 2))
    if "skip" in options(item):
        rows = ((button(x, words, "skip", f"{stage.label}.{item}.skip"),),)
    return Post(text, (*rows, _foot(x, p, words)))


def _component(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Post:
    pack = x.framework
    component, texts = pack.component(item), pack.texts[words.language]
    category = texts.category[component.category]
    scored = [i for i in stage.items if not i.startswith(PROMPT)]
    text = words.render(
        "question",
        saved=saved(x, p, words),
        label=stage.label,
        number=scored.index(item) + 1,
        of=len(scored),
        dimension=texts.dimension[component.dimension].name,
        category=category.one,
        name=texts.component[item].name,
        question=fill(x, words, texts.component[item].question),
        frame=category.frame.replace("{years}", str(pack.years)),
        quotation=texts.component[item].quotation,
        translation=texts.translation,
        before=_before(x, p, words, item) if stage.label != "1" else None,
    )
    return Post(text, (*_scores(x, p, words, stage, item), _foot(x, p, words, noting=True)))


def _before(x: Exercise, p: Participant, words: Words, item: str) -> Markup | str:
    """What round 1 showed of an item, what this person said, and reasons from both sides."""
    first = gate.result(x, "1")
    if first is None:
        return ""
    of, given = first.components[item], p.answer("1", item)
    return words.render(
        "before",
        spread=spread(x, words, of),
        answer=answer_name(x, words, item, given) if given else "",
        low=gate.quotes(x, of, "low"),
        high=gate.quotes(x, of, "high"),
    )


def _scores(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Rows:
    """Digit first, then the word, two to a row."""
    name = item_name(x, words, item)
    given = p.answer(stage.label, item) or p.answer("1", item)
    made = []
    for option in options(item):
        said = answer_name(x, words, item, option)
        label = words.text("button.yours", answer=said) if option == given else said
        made.append(
            Button(label, f"{x.id}.{stage.label}.{item}.{option}", spoken=f"{name}: {said}")
        )
    return tuple(made[0:2]), tuple(made[2:4]), tuple(made[4:5]), tuple(made[5:])


def _foot(
    x: Exercise, p: Participant, words: Words, *more: Button, noting: bool = False
) -> tuple[Button, ...]:
    row = list(more)
    if noting:
        row.append(button(x, words, "add_note", "note"))
    if _can_go_back(x, p):
        row.append(button(x, words, "back", "back"))
    row.append(button(x, words, "my_answers", "list"))
    here = current_item(x, p)
    if x.platform in PAGED and here and x.stages[here[0]].step.ask == "components":
        row.append(button(x, words, "form", "form"))
    return tuple(row)


def _item(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    label, _, item = rest.partition(":")
    return question(x, p, words, label, item)


# -- my answers ----------------------------------------------------------------------------------


def _list(x: Exercise, p: Participant, words: Words, rest: str) -> Post:
    label, _, dimension = rest.partition(":")
    stage, texts = x.stages[label], x.framework.texts[words.language]
    scored = [i for i in stage.items if not i.startswith(PROMPT)]
    sides = {i: x.framework.component(i).dimension if x.framework.has(i) else "" for i in scored}
    here = [i for i in scored if sides[i] == dimension]
    text = words.render(
        "answers",
        answered=sum(1 for i in scored if p.answer(label, i)),
        of=len(scored),
        notes=len(p.notes),
        closes=until(x, words, stage),
        dimension=texts.dimension[dimension].name if dimension else "",
        lines=[_line(x, p, words, label, item) for item in here],
    )
    names = [Button(item_name(x, words, i), f"{x.id}.go.{label}.{i}") for i in here]
    others = [
        Button(texts.dimension[d.id].name, f"{x.id}.list.{label}.{d.id}")
        for d in x.framework.dimensions
        if d.id != dimension and d.id in sides.values()
    ]
    others += [_other_list(x, words, s) for s in x.asking() if s.items and s.label != label]
    last = (*note_screens.way(x, p, words), button(x, words, "continue", "next"))
    pairs = tuple(tuple(names[n : n + 2]) for n in range(0, len(names), 2))
    return Post(text, (*pairs, tuple(others), last) if others else (*pairs, last))


def _other_list(x: Exercise, words: Words, stage: Stage) -> Button:
    """The answers to what is asked besides."""
    key = "list_round" if stage.step.ask == "components" else "list_last"
    return button(x, words, key, f"list.{stage.label}", label=stage.label)


def _line(x: Exercise, p: Participant, words: Words, label: str, item: str) -> Markup:
    answer = p.answer(label, item)
    said = p.texts.get((label, item)) or words.say("answers.none")
    if answer not in ("", "text", "skip"):
        said = answer_name(x, words, item, answer)
    noted = any(x.notes[n].item == item for n in p.notes)
    name = item_name(x, words, item)
    return words.say("answers.noted" if noted else "answers.line", name=name, answer=said)


Screen = Callable[[Exercise, Participant, Words, str], Post]

SCREENS: dict[str, Screen] = {
    "": _next,
    "welcome": _welcome,
    "later": _later,
    "item": _item,
    "list": _list,
    "note": note_screens.write,
    "edit": note_screens.edit,
    "noted": note_screens.noted,
    "notes": note_screens.mine,
    "held": note_screens.held,
}
