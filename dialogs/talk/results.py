"""The results in the channel: they stand alone when they are forwarded.

Every number goes through the gate.
"""

from collections import Counter
from typing import Any

from markupsafe import Markup

from dialogs.core import gate
from dialogs.core.exercise import CHOICES, Exercise
from dialogs.core.phrases import capital, names, steps
from dialogs.core.post import Post
from dialogs.words import Words
from framework.recommend import Issued
from framework.result import Assessment, ComponentResult

RECOMMENDED = 3
"""How many recommendations stand in the channel; the report has all."""


ACTIONS = 2
"""How many components' steps stand under one recommendation; one, where that would be too long."""

LONGEST = 3900
"""Characters: a little less than a platform takes in one message, so that it is never cut."""


def results(x: Exercise, language: str) -> Post | None:
    """The results, so that they stand alone when they are forwarded."""
    released, result = gate.released(x, "results"), gate.latest(x)
    if released is None or result is None or language not in x.languages:
        return None
    words = x.library.words[language]
    if not gate.anything(result):
        n, least = result.participants, result.n_min
        text = words.say("results.too_few", n=n, least=least)
        return Post(words.render("plain", text=text), once=True)
    whole = _results(x, words, result, released.closed or 0.0, ACTIONS)
    short = len(whole) > LONGEST
    return Post(
        _results(x, words, result, released.closed or 0.0, 1) if short else whole, once=True
    )


def _results(x: Exercise, words: Words, result: Assessment, at: float, most: int) -> Markup:
    """The text, with the steps of at most so many components under each recommendation."""
    language, headlines = words.language, [*result.first, *result.then]
    return words.render(
        "results",
        title=words.say(
            "results.title",
            system=capital(x.topic("system", language)),
            service=x.topic("service", language),
            n=result.participants,
            of=asked(x, result),
        ),
        day=words.day(at, x.zone),
        decision=words.say("results.decision", decision=x.topic("decision", language)),
        team=_team(x, words),
        dimensions=[_dimension(x, words, result, d.id) for d in x.framework.dimensions],
        differ=_still_differing(x, words, result),
        recommendations=[
            _recommendation(x, words, result, item, n, most)
            for n, item in enumerate(headlines[:RECOMMENDED], 1)
        ],
        nothing=_nothing(x, words, result) if not headlines else "",
        credit=x.framework.texts[language].credit,
    )


def asked(x: Exercise, result: Assessment) -> int:
    """How many were asked to take part: those invited, unless more came."""
    return max(x.reached, result.participants, int(x.setup.get("invited", "0")))


def _team(x: Exercise, words: Words) -> Markup | str:
    """What the team would do."""
    choices = chosen(x, words, "go")
    return words.say("results.team", choices=choices) if choices else ""


def chosen(x: Exercise, words: Words, item: str) -> Markup | str:
    """What was answered to a closing question, through the gate; empty if nothing may be said."""
    label = next((s.label for s in x.stages.values() if s.step.ask == "closing"), "")
    counts = Counter(p.answer(label, item) for p in x.people.values() if p.counted)
    tally = {option: counts[option] for option in CHOICES[item] if counts[option]}
    seen = gate.choices(tally, small_team=x.small_team)
    said = {o: words.say(f"answer.{item}_{o}").lower() for o in tally}
    if seen.detail == "alike":
        return words.say("results.alike", choice=said[seen.band])
    if seen.detail == "bands":
        parts = [words.say("results.choice", n=n, choice=said[o]) for o, n in tally.items()]
        return Markup(", ").join(parts)
    if seen.detail == "nothing" or not seen.band:
        return ""
    return words.say("results.mostly", choice=said[seen.band])


def _dimension(x: Exercise, words: Words, result: Assessment, id_: str) -> Markup:
    index = result.dimensions[id_]
    label = words.say("index." + index.label.replace(" ", "_"))
    name = x.framework.texts[words.language].dimension[id_].name
    return words.say("results.dimension", name=name, label=label)


def _still_differing(x: Exercise, words: Words, result: Assessment) -> Markup | str:
    differing = [*result.contested, *result.contested_rest]
    if not differing:
        return ""
    return words.say("results.differ", names=words.listed(names(x, words, differing)))


def _nothing(x: Exercise, words: Words, result: Assessment) -> Markup:
    highest = words.listed(names(x, words, result.highest_means))
    return words.say("results.nothing", names=highest)


def _recommendation(
    x: Exercise, words: Words, result: Assessment, item: Issued, number: int, most: int
) -> dict[str, Any]:
    """One recommendation: what here, what of others, and why."""
    texts = x.framework.texts[words.language]
    leading = item.leading[:most]
    return {
        "title": words.say(
            "results.recommendation",
            number=number,
            title=texts.recommendation[item.id].title,
            **{"class": words.say(f"class.{item.level}")},
        ),
        "pilots": _pilots(x, words, result) if item.block == "then" else "",
        "here": words.say("results.here", what=steps(x, words, leading, "here")),
        "ask": words.say("results.ask", what=steps(x, words, leading, "ask")),
        "why": words.say("results.why", reasons=_reasons(x, words, result, item)),
        "close_call": item.robustness == "hangs on one person",
    }


def _pilots(x: Exercise, words: Words, result: Assessment) -> Markup | str:
    if not result.pilots_first:
        return ""
    return words.say("results.pilots", names=words.listed(names(x, words, result.pilots_first)))


def _reasons(x: Exercise, words: Words, result: Assessment, item: Issued) -> Markup:
    """The strongest triggers, in words, with how many answered and how far they agree."""
    found: list[Markup] = []
    for trigger in sorted(item.triggers, key=lambda t: -t.weight * t.strength)[:ACTIONS]:
        if x.framework.has(trigger.component):
            found.append(_reason(x, words, result.components[trigger.component]))
        elif trigger.mode == "K":
            gaps = words.listed(names(x, words, result.gaps[:ACTIONS]))
            found.append(words.say("results.gap", names=gaps))
        elif trigger.mode == "X":
            contested = words.listed(names(x, words, result.contested[:ACTIONS]))
            found.append(words.say("results.contested", names=contested))
        else:
            found.append(words.say("results.pair"))
    return Markup("; ").join(dict.fromkeys(found))


def _reason(x: Exercise, words: Words, of: ComponentResult) -> Markup:
    texts = x.framework.texts[words.language]
    category = texts.category[x.framework.component(of.id).category]
    says = getattr(category.says, of.state).replace("{name}", texts.component[of.id].name)
    if of.scored < gate.BANDS_FROM or of.agreement_word is None:
        return words.say("results.reason_word", says=says)
    agreement = words.say(f"agreement.{of.agreement_word}")
    return words.say("results.reason", says=says, n=of.scored, agreement=agreement)
