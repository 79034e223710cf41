"""What the group reads before the results: the pinned card, half-time, feedback, the inject.

Their buttons lead into the private chat (`welcome`), or say who sees what. What they say of answers
is made of `Published`. Each message exists once in every language of the exercise.
"""

from markupsafe import Markup

from dialogs.core import course, gate
from dialogs.core.exercise import Exercise
from dialogs.core.gate import FINISHED_FROM
from dialogs.core.post import Post
from dialogs.core.public import round as outside
from dialogs.core.stage import Stage
from dialogs.findings.lines import listed, stop_signs
from dialogs.phrases import Rows, button, names, simple, spread, to_decide, until, way_in
from dialogs.talk.copilot import inject as invented
from dialogs.talk.public import drawer, pages
from dialogs.talk.results import some
from dialogs.words import Words
from framework.publish import Published

# -- the card ------------------------------------------------------------------------------------


def board(x: Exercise, language: str) -> Post | None:
    """The pinned card: what, why, until when, who; and the way in."""
    if x.began is None or language not in x.languages:
        return None
    words = x.worded(language)
    text = brief(x, words, state=_where(x, words), counts=counts(x, words))
    return Post(text, _board_buttons(x, words), once=True, pinned=True)


def brief(x: Exercise, words: Words, state: object, counts: object) -> Markup:
    """The text of the card."""
    language = words.language
    names = {name: x.topic(name, language) for name in ("system", "service", "change")}
    return words.render(
        "board",
        title=words.say("board.title", system=names["system"], service=names["service"]),
        situation=words.say("board.situation", situation=x.topic("situation", language)),
        change=words.say("board.change", n=x.framework.years, change=names["change"]),
        purpose=words.say("board.purpose", decision=to_decide(x, words)),
        how=_how(x, words) if _can_join(x) else "",
        link=_link(x, words),
        facilitator=words.say("board.facilitator", name=x.names.get(x.facilitator, "–")),
        state=state,
        counts=counts,
    )


def _how(x: Exercise, words: Words) -> Markup:
    """How many questions, and how long they take: at one's own pace, or live."""
    live = not x.schedule.day
    minutes = x.minutes_live if live else x.minutes
    key = "board.how_live" if live else "board.how"
    return words.say(key, n=len(x.framework.components), minutes=minutes)


def _can_join(x: Exercise) -> bool:
    """Whether one can still take part, or will be able to."""
    first = x.stages.get("1")
    return x.status != "cancelled" and (first is None or first.open)


def _link(x: Exercise, words: Words) -> Markup | str:
    """The way in for whoever has a browser and nothing else, as long as one can come in."""
    return words.say("board.link", link=x.link) if x.link and _can_join(x) else ""


def preview(x: Exercise, words: Words) -> Markup:
    """The card as the group will see it, before anything is posted."""
    return brief(x, words, state="", counts="")


def state(x: Exercise, words: Words) -> Markup:
    """Where it stands, in a sentence: which round is open, until when."""
    called_off = x.status == "cancelled" and gate.released(x, "results") is None
    if called_off or x.paused:
        return words.say("board.cancelled" if called_off else "board.paused")
    if begins := course.opens(x):
        close = _close(x, words)
        return words.say("board.opens", begins=words.date(begins, x.zone), closes=close)
    stage = next(iter(asked(x)), None)
    if stage is not None:
        key = "board.closes" if stage.step.ask == "components" else "board.last_close"
        return words.say(key, label=stage.label, when=until(x, words, stage))
    if gate.released(x, "results"):
        return words.say("board.over")
    closed = [s.label for s in x.stages.values() if s.step.ask == "components"]
    return words.say("board.closed", label=closed[-1]) if closed else Markup("")


def _where(x: Exercise, words: Words) -> Markup:
    """Where it stands; and by which address the public answers, while it does."""
    said = state(x, words)
    if not outside.is_open(x, x.last_at):
        return said
    more = words.say("public.board", url=drawer.address(x), when=pages.closes(x, words))
    return said + Markup("\n") + more


def _close(x: Exercise, words: Words) -> Markup:
    closes = course.first_close(x)
    return words.date(closes, x.zone) if closes else words.say("calendar.facilitator_says")


def counts(x: Exercise, words: Words) -> Markup:
    """How many joined and finished, each from so many on that it tells of nobody."""
    if x.joined < FINISHED_FROM:
        return Markup("")
    first = x.stages.get("1")
    text = words.say("board.joined", n=x.joined)
    if first and first.open and first.finished >= FINISHED_FROM:
        text += words.say("board.finished", finished=first.finished)
    return text


def _board_buttons(x: Exercise, words: Words) -> Rows:
    if x.status == "cancelled":
        return ()
    sees = button(x, words, "who_sees", "privacy")
    return ((way_in(x, words, "take_part"), sees),) if _can_join(x) else ((sees,),)


def halfway(x: Exercise, language: str) -> Post | None:
    """Once, at half-time: how many have joined."""
    stage = x.stages.get("1")
    if x.halfway is None or stage is None or language not in x.languages:
        return None
    words = x.worded(language)
    n, _ = x.halfway
    invited = max(n, int(x.setup.get("invited", "0")))
    closes = until(x, words, stage)
    key = gate.counting("halfway.text", n)
    values = {"invited": invited, "label": stage.label, "minutes": x.minutes}
    text = words.say(key, n=n, when=closes, **values)
    rows = ((way_in(x, words, "take_part"),),) if stage.open else ()
    return simple(words, text, rows, once=True)


# -- feedback ------------------------------------------------------------------------------------


def feedback(x: Exercise, language: str) -> Post | None:
    """What round 1 shows: the largest, where we differ, what we need to know."""
    result = gate.result(x, "1")
    if gate.released(x, "feedback") is None or result is None or language not in x.languages:
        return None
    words = x.worded(language)
    return Post(_feedback(x, words, result), _ways_in(x, words), once=True)


def _feedback(x: Exercise, words: Words, of: Published) -> Markup:
    return words.render(
        "feedback",
        title=words.say("feedback.title", n=of.participants),
        stop_signs=stop_signs(x, words, of.stop_signs),
        largest=_largest(x, words, of),
        differ=_differ(x, words, of),
        spreads=[_spread(x, words, of, id_) for id_ in of.groups.differ],
        unknown=_unknown(x, words, of),
        next=_what_next(x, words, of),
    )


def _largest(x: Exercise, words: Words, of: Published) -> list[Markup]:
    """`Largest obstacles: Legality and Competence`: all that are large or high, by category."""
    groups = of.groups
    every = (*groups.benefits, *groups.obstacles, *groups.risks)
    found = {
        category.id: [i for i in every if x.framework.component(i).category == category.id]
        for category in x.framework.categories
    }
    return [_list(x, words, category, ids) for category, ids in found.items() if ids]


def _list(x: Exercise, words: Words, category: str, ids: list[str]) -> Markup:
    texts = x.framework.texts[words.language].category[category]
    title = texts.largest if len(ids) > 1 else texts.largest_one
    return words.say("feedback.list", title=title, names=listed(x, words, ids))


def _differ(x: Exercise, words: Words, of: Published) -> Markup | str:
    """On how many we differ, or that we do not: of those of which that can be said."""
    every, differ = of.components, of.groups.differ
    if differ:
        return words.say("feedback.differ", n=len(differ), of=len(every))
    told = sum(shown.valid and not shown.thin for shown in every.values())
    return words.say("feedback.agree", n=told) if told else ""


def _spread(x: Exercise, words: Words, of: Published, id_: str) -> Markup:
    [name] = names(x, words, [id_])
    return words.say("feedback.spread", name=name, spread=spread(words, of.components[id_]))


NO_VIEW_NAMED = 5
"""Of what a small team has no single view on, which may be most of it, so many are named."""


def _unknown(x: Exercise, words: Words, of: Published) -> list[Markup]:
    """What the answers do not tell: what we do not know, and where a few have no single view."""
    gaps = of.groups.gaps
    rows = {
        "gaps": [i for i in gaps if of.components[i].valid],
        "gaps_few": [i for i in gaps if not of.components[i].valid],
    }
    known = [words.say(f"feedback.{k}", names=listed(x, words, i)) for k, i in rows.items() if i]
    without = tuple(i for i, s in of.components.items() if s.thin and s.word == "middle")
    named = some(x, words, without, NO_VIEW_NAMED)
    return [*known, words.say("feedback.no_view", names=named)] if without else known


def asked(x: Exercise) -> list[Stage]:
    """The steps that ask something now; a round in which nothing is asked again asks nothing."""
    return [s for s in x.asking() if s.items and s.step.ask in ("components", "closing")]


def _what_next(x: Exercise, words: Words, of: Published) -> list[Markup]:
    """What is asked now, after round 1; nothing once that has closed."""
    stage = next((s for s in asked(x) if s.label != "1"), None)
    if stage is None:
        return []
    when = until(x, words, stage)
    if stage.step.ask == "closing":
        return [words.say("feedback.last", when=when)]
    every = len(stage.items) == len(of.groups.differ)
    key = "feedback.again" if every else "feedback.again_some"
    again = words.say(key, n=len(stage.items), label=stage.label, when=when)
    together = not x.script.days  # they sit in one room, and talk there
    return [words.say("feedback.aloud" if together else "feedback.thread"), again]


def _ways_in(x: Exercise, words: Words) -> Rows:
    stage = next((s for s in asked(x) if s.label != "1"), None)
    if stage is None:
        return ()
    again = stage.step.ask == "components"
    return ((way_in(x, words, "answer_again" if again else "answer_last"),),)


def inject(x: Exercise, language: str) -> Post | None:
    """One piece of invented news, to talk about; the same for everybody."""
    if not x.injected or language not in x.languages:
        return None
    words = x.worded(language)
    news = invented.text(x, words, x.injected)
    return Post(words.render("inject", news=news), once=True)
