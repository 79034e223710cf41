"""My answers: what somebody has answered, a dimension of a round at a time.

Shows each answer and how many there are. Its buttons go to a question again, to another
dimension or to what is asked besides, to one's notes, and on.
"""

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import ItemView, ListView
from dialogs.core.decision import Decision, Handler, Rest, do, for_participants, refuse
from dialogs.core.exercise import Exercise, current_item
from dialogs.core.items import PROMPT, dimension_of
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post
from dialogs.core.stage import Stage
from dialogs.phrases import answer_name, button, item_name, labelled, pairs, quoted, until
from dialogs.talk import held, notes
from dialogs.talk.question import too_late
from dialogs.words import Words

TYPED = 300
"""UTF-16 units of an answer in words that stand in the list."""

# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words, view: ListView) -> Post:
    """The answers to a dimension in a round."""
    stage, texts = x.stages[view.round], x.framework.texts[words.language]
    scored = [i for i in stage.items if not i.startswith(PROMPT)]
    here = [i for i in scored if dimension_of(x, i) == view.dimension]
    text = words.render(
        "answers",
        answered=sum(1 for i in scored if p.answer(stage.label, i)),
        of=len(scored),
        notes=len(p.notes),
        closes=until(x, words, stage),
        dimension=texts.dimension[view.dimension].name if view.dimension else "",
        lines=[_line(x, p, words, stage.label, item) for item in here],
    )
    again = pairs([labelled(x, item_name(x, words, i), "go", stage.label, i) for i in here])
    others = _others(x, words, stage, view.dimension)
    last = (*notes.way(x, p, words), *held.way(x, p, words), button(x, words, "continue", "next"))
    return Post(text, (*again, others, last) if others else (*again, last))


def _others(x: Exercise, words: Words, stage: Stage, dimension: str) -> tuple[Button, ...]:
    """The ways to the other dimensions, and to what is asked besides."""
    names, asked = x.framework.texts[words.language].dimension, [*_dimensions(x, stage)]
    return (
        *(
            labelled(x, names[d.id].name, "list", stage.label, d.id)
            for d in x.framework.dimensions
            if d.id != dimension and d.id in asked
        ),
        *(_other_list(x, words, s) for s in x.asking() if s.items and s.label != stage.label),
    )


def _dimensions(x: Exercise, stage: Stage) -> list[str]:
    """The dimension of each component that a round asks."""
    return [dimension_of(x, i) for i in stage.items if x.framework.has(i)]


def _other_list(x: Exercise, words: Words, stage: Stage) -> Button:
    """The answers to what is asked besides."""
    key = "list_round" if stage.step.ask == "components" else "list_last"
    return button(x, words, key, "list", stage.label, label=stage.label)


def _line(x: Exercise, p: Participant, words: Words, label: str, item: str) -> Markup:
    answer = p.answer(label, item)
    text = p.texts.get((label, item))
    said = quoted(text, TYPED) if text else words.say("answers.none")
    if answer not in ("", "text", "skip"):
        said = Markup.escape(answer_name(x, words, item, answer))
    noted = any(x.notes[n].item == item for n in p.notes)
    name = item_name(x, words, item)
    return words.say("answers.noted" if noted else "answers.line", name=name, answer=said)


# -- what it does --------------------------------------------------------------------------------


def _list(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`list.1.ADM`: the answers of a dimension in a round; alone, where one is."""
    asking = [s.label for s in x.asking() if s.items]
    if not asking:
        return refuse("between" if x.status == "running" else "over")
    here = current_item(x, person)
    near = [rest[:1], here, person.last, asking]
    label = next(place[0] for place in near if place and place[0] in asking)
    known = _dimensions(x, x.stages[label]) or [""]
    asked = rest[1] if len(rest) > 1 else dimension_of(x, here[1] if here else "")
    view = ListView(label, asked if asked in known else known[0])
    return do(f.Turned(event.at, event.person, str(view)))


def _go(x: Exercise, event: e.Tap, rest: Rest, person: Participant) -> Decision:
    """`go.1.ADM-T4`: that question again."""
    stage = x.stages.get(rest[0]) if len(rest) == 2 else None
    if stage is None or rest[1] not in stage.items:
        return refuse("unknown_button")
    if stage.shut(event.at):
        return too_late(stage)
    return do(f.Turned(event.at, event.person, str(ItemView(stage.label, rest[1]))))


TAPS: dict[str, Handler] = {
    "list": for_participants(_list),
    "go": for_participants(_go),
}
"""What the buttons of the list of answers do."""
