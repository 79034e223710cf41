"""What the group reads before the results: the pinned card, half-time, feedback, the inject.

Their buttons lead into the private chat (`welcome`), or say who sees what. Every number goes
through the gate. Each message exists once in every language of the exercise.
"""

from typing import Any

from markupsafe import Markup

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.post import Post
from dialogs.phrases import Rows, button, fill, names, simple, spread, until, way_in
from dialogs.talk.notices import FINISHED_FROM
from dialogs.words import Words
from framework.result import Assessment

# -- the card ------------------------------------------------------------------------------------


def board(x: Exercise, language: str) -> Post | None:
    """The pinned card: what, why, until when, who; and the way in."""
    if x.began is None or language not in x.languages:
        return None
    words = x.library.words[language]
    text = brief(x, words, state=_state(x, words), counts=_counts(x, words))
    return Post(text, _board_buttons(x, words), once=True, pinned=True)


def brief(x: Exercise, words: Words, state: object, counts: object) -> Markup:
    """The text of the card."""
    language = words.language
    names = {name: x.topic(name, language) for name in ("system", "service", "change")}
    return words.render(
        "board",
        title=words.say("board.title", system=names["system"], service=names["service"]),
        situation=words.say("board.situation", situation=x.topic("situation", language)),
        change=words.say("board.change", change=names["change"]),
        purpose=words.say("board.purpose", decision=x.topic("decision", language)),
        how=words.say("board.how", n=len(x.framework.components)),
        facilitator=words.say("board.facilitator", name=x.names.get(x.facilitator, "–")),
        state=state,
        counts=counts,
    )


def preview(x: Exercise, words: Words) -> Markup:
    """The card as the group will see it, before anything is posted."""
    return brief(x, words, state="", counts="")


def _state(x: Exercise, words: Words) -> Markup:
    called_off = x.status == "cancelled" and gate.released(x, "results") is None
    if called_off or x.paused:
        return words.say("board.cancelled" if called_off else "board.paused")
    stage = next((s for s in x.stages.values() if s.step.ask == "components" and s.open), None)
    if stage is not None:
        return words.say("board.closes", label=stage.label, when=until(x, words, stage))
    if gate.released(x, "results"):
        return words.say("board.over")
    closed = [s.label for s in x.stages.values() if s.step.ask == "components"]
    return words.say("board.closed", label=closed[-1]) if closed else Markup("")


def _counts(x: Exercise, words: Words) -> Markup:
    first = x.stages.get("1")
    text = words.say("board.joined", n=x.joined)
    if first and first.open and first.finished >= FINISHED_FROM:
        text += words.say("board.finished", finished=first.finished)
    return text


def _board_buttons(x: Exercise, words: Words) -> Rows:
    if x.status == "cancelled":
        return ()
    first = x.stages.get("1")
    sees = button(x, words, "who_sees", "privacy")
    if first is None or not first.open:
        return ((sees,),)
    return ((way_in(x, words, "take_part"), sees),)


def halfway(x: Exercise, language: str) -> Post | None:
    """Once, at half-time: how many have joined."""
    stage = x.stages.get("1")
    if x.halfway is None or stage is None or language not in x.languages:
        return None
    words = x.library.words[language]
    n, _ = x.halfway
    invited = max(n, int(x.setup.get("invited", "0")))
    closes = until(x, words, stage)
    text = words.say("halfway.text", n=n, invited=invited, label=stage.label, when=closes)
    rows = ((way_in(x, words, "take_part"),),) if stage.open else ()
    return simple(words, text, rows, once=True)


# -- feedback ------------------------------------------------------------------------------------


def feedback(x: Exercise, language: str) -> Post | None:
    """What round 1 shows: largest, where we differ, what we need to know."""
    result = gate.result(x, "1")
    if gate.released(x, "feedback") is None or result is None or language not in x.languages:
        return None
    words = x.library.words[language]
    if not gate.anything(result):
        least = result.n_min
        text = words.say("feedback.too_few", n=result.participants, least=least)
        return simple(words, text, once=True)
    text = words.render(
        "feedback",
        title=words.say("feedback.title", n=result.participants),
        largest=[_largest(x, words, result, c.id) for c in x.framework.categories],
        differ=_differ(x, words, result),
        gaps=_gaps(x, words, result),
        next=_what_next(x, words),
    )
    stage = x.stages.get("2")
    key = "answer_again" if stage and stage.items else "answer_last"
    rows = ((way_in(x, words, key),),) if stage and stage.open else ()
    return Post(text, rows, once=True)


def _largest(x: Exercise, words: Words, result: Assessment, category: str) -> Markup | None:
    """`Largest obstacles: Legality and Competence`: the two highest of those that are high."""
    texts = x.framework.texts[words.language]
    high = [
        c
        for c in result.components.values()
        if c.state == "high" and x.framework.component(c.id).category == category
    ]
    high.sort(key=lambda c: -(c.mean or 0.0))
    if not high:
        return None
    title = (
        texts.category[category].largest if len(high) > 1 else texts.category[category].largest_one
    )
    return words.say("feedback.list", title=title, names=words.listed(names(x, words, high[:2])))


def _differ(x: Exercise, words: Words, result: Assessment) -> dict[str, Any]:
    shown = [result.components[id_] for id_ in result.contested]
    of = len(result.components)
    every = len(result.contested) + len(result.contested_rest)
    key = "feedback.differ" if every else "feedback.agree"
    return {
        "title": words.say(key, n=every, of=of),
        "lines": [
            words.say("feedback.spread", name=name, spread=spread(x, words, c))
            for c, name in zip(shown, names(x, words, shown), strict=True)
        ],
    }


def _gaps(x: Exercise, words: Words, result: Assessment) -> list[Markup]:
    """Where knowledge is missing; how many are not sure only from five answers on."""
    lines = []
    for id_, name in zip(result.gaps, names(x, words, result.gaps), strict=True):
        c = result.components[id_]
        unsure = gate.unsure(c)
        said = words.say("feedback.gap", name=name, unsure=unsure, n=c.answered)
        lines.append(said if unsure else Markup.escape(name))
    return lines


def _what_next(x: Exercise, words: Words) -> list[Markup]:
    stage = x.stages.get("2")
    if stage is None:
        return []
    closes = until(x, words, stage)
    if not stage.items:
        return [words.say("feedback.two_more", when=closes)]
    again = words.say("feedback.again", n=len(stage.items), when=closes)
    return [words.say("feedback.thread"), again]


def inject(x: Exercise, language: str) -> Post | None:
    """One piece of invented news, to talk about; the same for everybody."""
    if gate.released(x, "feedback") is None or language not in x.languages:
        return None
    result = gate.result(x, "1")
    if not x.framework.injects or result is None or not result.contested:
        return None
    words = x.library.words[language]
    chosen = x.framework.injects[x.id % len(x.framework.injects)]
    news = fill(x, words, x.framework.texts[language].inject[chosen].text)
    return Post(words.render("inject", news=news), once=True)
