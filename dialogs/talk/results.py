"""The results in the channel: the text, the picture of the map, the report.

The text stands alone when it is forwarded, and every number in it goes through the gate. The
report is a Word file, not a page: a ministry comments on it, puts it on file and takes the action
plan out of it; every phone opens it; and mail gateways refuse pages that are sent as attachments.
`valuemap report` writes the page too. There are no buttons.
"""

from typing import Any

from markupsafe import Markup

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.post import File, Post
from dialogs.findings.about import asked, chosen, moment
from dialogs.findings.findings import file_name, title
from dialogs.phrases import advised, capital, names, simple
from dialogs.words import Words
from framework.recommend import Issued
from framework.result import Assessment, ComponentResult

RECOMMENDED = 3
"""How many recommendations stand in the channel: what a team can act on; the report has all."""

LEADING = 2
"""How many components' steps stand under one recommendation; one, where that would be too long."""

REASONS = 2
"""How many triggers, and names in one, stand under a recommendation."""


def results(x: Exercise, language: str) -> Post | None:
    """The results, no longer than the platform takes in one message, so that it is never cut."""
    released, result = gate.released(x, "results"), gate.latest(x)
    if released is None or result is None or language not in x.languages:
        return None
    words = x.library.words[language]
    if not gate.anything(result):
        n, least = result.participants, result.n_min
        return simple(words, words.say("results.too_few", n=n, least=least), once=True)
    at = released.closed or 0.0
    text = _results(x, words, result, at, LEADING)
    if len(text) > x.capabilities.longest_message:
        text = _results(x, words, result, at, 1)
    return Post(text, once=True)


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


def _team(x: Exercise, words: Words) -> Markup | str:
    """What the team would do."""
    choices = chosen(x, words, "go")
    return words.say("results.team", choices=choices) if choices else ""


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
        "here": words.say("results.here", what=advised(x, words, leading, "here")),
        "ask": words.say("results.ask", what=advised(x, words, leading, "ask")),
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
    for trigger in sorted(item.triggers, key=lambda t: -t.weight * t.strength)[:REASONS]:
        if x.framework.has(trigger.component):
            found.append(_reason(x, words, result.components[trigger.component]))
        elif trigger.mode == "K":
            gaps = words.listed(names(x, words, result.gaps[:REASONS]))
            found.append(words.say("results.gap", names=gaps))
        elif trigger.mode == "X":
            contested = words.listed(names(x, words, result.contested[:REASONS]))
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


# -- files ---------------------------------------------------------------------------------------


def picture(x: Exercise, language: str) -> File | None:
    """The map, once the results are out."""
    return _file(x, language, "picture", "png")


def report(x: Exercise, language: str) -> File | None:
    """The report, once the results are out."""
    return _file(x, language, "report", "docx")


def _file(x: Exercise, language: str, kind: str, ending: str) -> File | None:
    result = gate.latest(x)
    if gate.released(x, "results") is None or result is None or not gate.over(x):
        return None
    if language not in x.languages or not gate.anything(result):
        return None
    words = x.library.words[language]
    caption = words.say(
        f"{kind}.caption",
        title=title(x, words),
        day=words.day(moment(x), x.zone),
        n=result.participants,
        of=asked(x, result),
    )
    name = f"{file_name(x, language)}.{ending}"
    return File(kind, name, str(caption), language=language)
