"""The pages of the public round: first page, a question at a time, thanks, and what was decided.

They say nothing of what anybody answered, nor of what colleagues see; a reader finds their own
answers again, and what the team has made public of its plan.
"""

from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from dialogs.core import course, gate
from dialogs.core.exercise import Exercise
from dialogs.core.public import round as outside
from dialogs.core.public.page import Kind, Mine, Option, Page
from dialogs.findings import actions
from dialogs.phrases import capital, fill, to_decide
from dialogs.words import Words
from framework.measures.tally import ANSWERS, NOT_APPLICABLE, NOT_SURE

A_MINUTE = 4
"""Questions that somebody answers in a minute."""


def takes(x: Exercise, item: str, answer: str, at: float) -> bool:
    """Whether this is an answer, in time, to a question that is asked."""
    return outside.is_open(x, at) and item in x.framework.public and answer in ANSWERS


def page(
    x: Exercise, words: Words, at: float, given: Mapping[str, str] | None, item: str = ""
) -> Page:
    """The page for somebody who has given these answers; None: who has not begun."""
    if not outside.is_open(x, at):
        return _page(x, words, "closed", "public.closed", _after(x, words))
    if given is None:
        return _first(x, words)
    items = x.framework.public
    asked = item if item in items else next((i for i in items if i not in given), "")
    if not asked:
        done = _page(x, words, "thanks", "public.thanks", _thanks(x, words))
        return replace(done, mine=_mine(x, words, given))
    return replace(_question(x, words, asked, given.get(asked, "")), fresh=not given)


def _page(x: Exercise, words: Words, kind: Kind, title: str, texts: list[Markup]) -> Page:
    said = tuple(str(text.unescape()) for text in texts)
    return Page(kind, words, x.spoken, words.text(title), said)


def _first(x: Exercise, words: Words) -> Page:
    """Who asks, what about, how long, until when; who sees what."""
    n, language = len(x.framework.public), words.language
    service, system = x.topic("service", language), x.topic("system", language)
    texts = [
        words.say("public.asks", service=capital(service)),
        words.say("public.situation", situation=x.topic("situation", language)),
        words.say("public.long", n=n, minutes=-(-n // A_MINUTE), when=closes(x, words)),
        words.say("public.counted", least=x.framework.method.n_min_public),
        words.say("public.kept"),
    ]
    title = words.text("public.title", system=system, service=service)
    said = tuple(str(text.unescape()) for text in texts)
    return Page("first", words, x.spoken, title, said)


def closes(x: Exercise, words: Words) -> Markup:
    """When it closes, as people say it: with the last round."""
    ahead = {label: until for label, _, until in course.ahead(x)}
    until = ahead.get(outside.last(x))
    return words.date(until, x.zone) if until else words.say("public.team_says")


def _question(x: Exercise, words: Words, item: str, chosen: str) -> Page:
    items, texts = x.framework.public, x.framework.texts[words.language]
    category = texts.category[x.framework.component(item).category].public
    number = items.index(item)
    frame = category.frame.replace("{years}", str(x.framework.years)) if category else ""
    return Page(
        kind="question",
        words=words,
        languages=x.spoken,
        title=fill(x, words, texts.component[item].public or ""),
        texts=(frame,),
        place=(number + 1, len(items)),
        item=item,
        back=items[number - 1] if number else "",
        options=tuple(
            Option(answer, label(x, words, item, answer), answer == chosen) for answer in ANSWERS
        ),
    )


def _mine(x: Exercise, words: Words, given: Mapping[str, str]) -> tuple[Mine, ...]:
    """What somebody answered, to look at again."""
    name = x.framework.texts[words.language].component
    return tuple(
        Mine(item, name[item].name, label(x, words, item, given[item]))
        for item in x.framework.public
        if item in given
    )


def label(x: Exercise, words: Words, item: str, answer: str) -> str:
    """What an answer is called: `5 Very big`, `Not sure`."""
    texts = x.framework.texts[words.language]
    if answer in (NOT_SURE, NOT_APPLICABLE) and texts.public:
        return texts.public.not_sure if answer == NOT_SURE else texts.public.not_applicable
    category = texts.category[x.framework.component(item).category]
    labels = (category.public or category).labels
    return f"{answer} {labels[int(answer) - 1]}"


def _thanks(x: Exercise, words: Words) -> list[Markup]:
    return [words.say("public.next"), words.say("public.change", when=closes(x, words))]


def _after(x: Exercise, words: Words) -> list[Markup]:
    """What became of it: what is to be decided, what was, and what people should notice."""
    if x.status == "cancelled" or gate.released(x, "results") is None:
        off = x.status == "cancelled" or x.public is None
        return [words.say("public.called_off" if off else "public.next")]
    told = actions.action(x, 0).changed.get("decision")
    decided = (
        words.say("public.decided", what=told)
        if told
        else words.say("public.to_decide", decision=to_decide(x, words))
    )
    plans = (actions.action(x, n).changed.get("citizens") for n in actions.numbers(x))
    return [decided, *(words.say("public.notice", what=what) for what in plans if what)]
