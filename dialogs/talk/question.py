"""One question on somebody's card: a component, an open question, or one of the closing ones.

Shows the question, what was just saved, and in round 2 how the team and the person answered
before. Its buttons answer it, explain it, or go back to the question before.
"""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import ItemView, NextView
from dialogs.core.decision import NOTHING, Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.exercise import Exercise, current_item
from dialogs.core.items import PROMPT, dimension_of, options
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post
from dialogs.core.stage import Stage
from dialogs.phrases import (
    Rows,
    answer_name,
    button,
    fill,
    item_name,
    option,
    pairs,
    quoted,
    spread,
    the_system,
)
from dialogs.words import Words

TOO_QUICK = 1.0
"""Seconds for which a question that just came up takes no score: the thumb was still moving."""

QUOTED = 350
"""UTF-16 units of each reason on a card: six of them are read before the question is answered."""

# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words, view: ItemView) -> Post:
    """One question with its buttons."""
    stage, item = x.stages[view.round], view.item
    if item.startswith(PROMPT):
        return _prompt(x, p, words, stage, item)
    if x.framework.has(item):
        return _component(x, p, words, stage, item)
    return _other(x, p, words, stage, item)


def _prompt(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Post:
    """The open question before a dimension."""
    texts = x.framework.texts[words.language].dimension[item[len(PROMPT) :]]
    text = words.render("prompt", saved=saved(x, p, words), dimension=texts)
    return Post(text, (_foot(x, p, words, _skip(x, words, stage, item)),))


def _other(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Post:
    """A closing question, or one of the hot wash."""
    asked = words.say(f"ask.{item}", system=the_system(x, words))
    text = words.render("other", saved=saved(x, p, words), question=asked)
    if "skip" in options(item):
        rows: Rows = ((_skip(x, words, stage, item),),)
    else:
        rows = pairs(
            [option(x, answer_name(x, words, item, o), stage, item, o) for o in options(item)]
        )
    return Post(text, (*rows, _foot(x, p, words)))


def _skip(x: Exercise, words: Words, stage: Stage, item: str) -> Button:
    return option(x, words.text("button.skip"), stage, item, "skip")


def _component(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Post:
    pack = x.framework
    component, texts = pack.component(item), pack.texts[words.language]
    category = texts.category[component.category]
    scored = [i for i in stage.order(p.number) if not i.startswith(PROMPT)]
    text = words.render(
        "question",
        saved=saved(x, p, words),
        opening=_opening(x, p, words, stage, item),
        label=stage.label,
        number=scored.index(item) + 1,
        of=len(scored),
        dimension=texts.dimension[component.dimension].name,
        category=category.one,
        name=texts.component[item].name,
        question=fill(x, words, texts.component[item].question),
        frame=category.frame.replace("{years}", str(pack.years)),
        quotation=_quotation(x, words, item),
        translation=texts.translation,
        before=_before(x, p, words, item) if stage.label != "1" else None,
    )
    rows = (*_scores(x, p, words, stage, item), _beside(x, words, item))
    return Post(text, (*rows, _foot(x, p, words)))


def _quotation(x: Exercise, words: Words, item: str) -> Markup:
    """The source's own sentence, after its name where the pack has a short one."""
    texts, source = x.framework.texts[words.language], x.framework.component(item).source or ""
    text = texts.component[item].quotation
    if source not in texts.source:
        return words.say("question.quotation_alone", text=text)
    return words.say("question.quotation", source=texts.source[source].short, text=text)


def _opening(
    x: Exercise, p: Participant, words: Words, stage: Stage, item: str
) -> Mapping[str, str]:
    """What a dimension is about, above its first question, unless an open question says it."""
    order, dimension = stage.order(p.number), x.framework.component(item).dimension
    place = order.index(item)
    before = order[place - 1] if place else ""
    if stage.label != "1" or dimension_of(x, before) == dimension:
        return {}
    texts = x.framework.texts[words.language].dimension[dimension]
    return {"name": texts.name, "text": texts.opening}


def _beside(x: Exercise, words: Words, item: str) -> tuple[Button, ...]:
    """A note, and what is meant, where the pack explains it."""
    note = button(x, words, "add_note", "note")
    if x.framework.texts[words.language].component[item].example is None:
        return (note,)
    return note, button(x, words, "meant", "meant", item)


def _before(x: Exercise, p: Participant, words: Words, item: str) -> Markup | str:
    """What round 1 showed of an item, what this person said, and reasons from both sides.

    What they said not on a new card: that notifies, and a locked screen would show it.
    """
    first = gate.result(x, "1")
    if first is None:
        return ""
    given = p.answer("1", item)
    return words.render(
        "before",
        spread=spread(words, first.components[item], then=True),
        answer=answer_name(x, words, item, given) if given and p.used == p.cards else "",
        low=[quoted(each, QUOTED) for each in gate.quotes(x, item, "low")],
        high=[quoted(each, QUOTED) for each in gate.quotes(x, item, "high")],
        again=words.say("again.anew", least=x.framework.method.answered_again_least),
    )


def _scores(x: Exercise, p: Participant, words: Words, stage: Stage, item: str) -> Rows:
    """Digit first, then the word, two to a row."""
    name = item_name(x, words, item)
    given = p.answer(stage.label, item) or p.answer("1", item)
    made = []
    for answer in options(item):
        said = answer_name(x, words, item, answer)
        spoken = words.text("answers.line", name=name, answer=said)
        one = option(x, said, stage, item, answer, spoken=spoken)
        made.append(_chosen(words, one) if answer == given else one)
    return tuple(made[0:2]), tuple(made[2:4]), tuple(made[4:5]), tuple(made[5:])


def _chosen(words: Words, of: Button) -> Button:
    return replace(of, label=words.text("button.yours", answer=of.label), tone="chosen")


def _foot(x: Exercise, p: Participant, words: Words, *more: Button) -> tuple[Button, ...]:
    """The last row: back, my answers, and the page where there are pages."""
    row = list(more)
    if _can_go_back(x, p):
        row.append(button(x, words, "back", "back"))
    row.append(button(x, words, "my_answers", "list"))
    here = current_item(x, p)
    if x.capabilities_of(p.number).pages and here and x.stages[here[0]].step.ask == "components":
        row.append(button(x, words, "form", "form"))
    return tuple(row)


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
    first = next(((s.label, item) for s in x.asking() for item in s.order(p.number)), None)
    return current_item(x, p) != first


# -- what it does --------------------------------------------------------------------------------


def score(
    x: Exercise, event: e.Tap, label: str, item: str, answer: str, *, hurry: bool = False
) -> Decision:
    """An answer; the last one counts. `hurry`: it may come as fast as it likes."""
    person = x.people[event.person]
    stage = x.stages.get(label)
    if stage is None or item not in stage.items or answer not in options(item):
        return refuse("unknown_button")
    if stage.shut(event.at):
        return too_late(stage)
    if e.moment(event) < person.chosen.get((label, item), 0.0):
        return refuse("older")
    asked = not hurry and (label, item) == current_item(x, person)
    if asked and 0 <= _since(person, event.at) < TOO_QUICK:
        return refuse("too_quick")
    if person.answer(label, item) == answer and person.view == NextView():
        return NOTHING
    return do(f.Answered(event.at, event.person, label, item, answer, acted=e.apart(event)))


def _since(person: Participant, at: float) -> float:
    """Seconds for which the question on this card has been there, to the millisecond."""
    return round(at - person.asked_at, 3)


def too_late(stage: Stage) -> Decision:
    """An answer after the close. Only the rounds of components have a number that people know."""
    why = "closed" if stage.step.ask == "components" else "questions_closed"
    return refuse(why, label=stage.label, when=stage.closed or stage.closes)


def _from_form(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`form.1.ADM-T4.5`: chosen where all questions stand side by side, so never by mistake."""
    return score(x, event, *rest, hurry=True) if len(rest) == 3 else refuse("nothing_asked")


def _back(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """The question before the one on screen; at the first one, the first one."""
    here = current_item(x, person)
    order = [(s.label, item) for s in x.asking() for item in s.order(person.number)]
    if not order:
        return do(f.Turned(event.at, event.person, ""))
    place = order.index(here) if here in order else len(order)
    return do(f.Turned(event.at, event.person, str(ItemView(*order[max(place - 1, 0)]))))


def _meant(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`meant.ADM-T4`: an example from public services in general, said at once and not kept."""
    item = rest[0] if len(rest) == 1 else ""
    if not x.framework.has(item):
        return refuse("unknown_button")
    words = x.words(person.number)
    texts = x.framework.texts[words.language].component[item]
    return do(say="meant", name=texts.name, example=texts.example or "")


TAPS: dict[str, Handler] = {
    "form": _from_form,
    "meant": for_participants(_meant),
    "back": for_participants(_back),
}
"""What the buttons of a question do, besides its answers."""
