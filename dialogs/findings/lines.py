"""What post, picture and report say first, in the same words and order: all of it from `Published`.

The decision line, the stop signs, what stands in the way and what is worth most, the line of a
dimension, and what goes before the recommendations. Nothing here can say more than what may be
seen, since it is given nothing else.
"""

from collections.abc import Callable, Iterable

from markupsafe import Markup

from dialogs.core.exercise import Exercise
from dialogs.phrases import capital, names
from dialogs.words import Words
from framework.advice.groups import Groups
from framework.pack.schema import Kind
from framework.publish import Published

# Each key is `findings.KEY` in the words. In this order a decision needs them: what stops it, what
# it is worth, what it may cost; last what is not agreed and not known.
PARTS = (
    *("in_the_way", "weak", "worth_most", "strong", "worth_little", "weighs_most"),
    *("differ", "gaps", "otherwise"),
)


FEW = 5
"""From how many on people are counted aloud."""

STOPS = ("blocks", "risk")
"""What stop signs are: what blocks us, and risks that are very high."""


def parts(x: Exercise, of: Groups) -> dict[str, tuple[str, ...]]:
    """The components of each of `PARTS` that has any: stop signs and the largest first."""
    of_part = {
        "in_the_way": of.obstacles,
        "weak": of_kind(x, of.missing, "capacity"),
        "worth_most": of_kind(x, of.benefits, "benefit"),
        "strong": of_kind(x, of.benefits, "capacity"),
        "worth_little": of_kind(x, of.missing, "benefit"),
        "weighs_most": of.risks,
        "differ": of.differ,
        "gaps": of.gaps,
        "otherwise": of.otherwise,
    }
    return {key: of_part[key] for key in PARTS if of_part[key]}


def of_kind(x: Exercise, ids: Iterable[str], kind: Kind) -> tuple[str, ...]:
    """Those of these components that are of a kind."""
    return tuple(id_ for id_ in ids if x.framework.component(id_).kind == kind)


def listed(x: Exercise, words: Words, ids: Iterable[str]) -> Markup:
    """These components by name: `Legality, Competence and Trust`."""
    return words.listed(names(x, words, ids))


def decision(
    x: Exercise, words: Words, of: Published, name: Callable[..., Markup] = listed
) -> Markup:
    """What most of us say, beside what blocks us; empty if it was not asked and nothing blocks.

    `name` puts what is most serious into a row; stop signs are all said.
    """
    it = of.decision
    if "go" not in of.votes and not it.stop_signs:
        return Markup("")
    answer = words.text(f"answer.go_{it.answer}").lower() if it.answer else ""
    key = f"findings.decision_{'unsure' if _unsure(of) else it.case}"
    if it.stop_signs:
        form = "this" if it.case == "ahead" else "what"
        stops = stopping(x, words, it.stop_signs, form)
        return words.say(f"{key}_stopped", answer=answer, stops=stops)
    if it.case == "wait" and not x.framework.stops:
        key += "_plain"
    if it.case == "wait" and it.serious:
        return words.say(f"{key}_serious", answer=answer, names=name(x, words, it.serious))
    return words.say(key, answer=answer)


def _unsure(of: Published) -> bool:
    """Whether most of us are not sure: no agreement either, but to be said as it is."""
    return "go" in of.votes and of.votes["go"].most == "NS"


def stopping(x: Exercise, words: Words, ids: Iterable[str], form: str) -> Markup:
    """What more than half say of these stop signs: `this blocks us: Legality`, or `what` does.

    Risks apart: of a risk people say that it is very high, not that it blocks.
    """
    kinds: dict[str, list[str]] = {}
    for id_ in ids:
        risk = x.framework.component(id_).kind == "risk"
        kinds.setdefault("risk" if risk else "blocks", []).append(id_)
    found = [(kind, kinds[kind]) for kind in STOPS if kind in kinds]
    said = [
        words.say(f"findings.{form}_{kind}", n=len(of), names=listed(x, words, of))
        for kind, of in found
    ]
    if len(said) == 1:
        return said[0]
    return words.say(f"findings.{form}_both", first=said[0], then=said[1])


def stop_signs(x: Exercise, words: Words, ids: Iterable[str]) -> tuple[Markup, ...]:
    """`Stop sign: Legality. More than half of us say that it blocks us.` A sentence a category."""
    texts = x.framework.texts[words.language].category
    stopped: dict[str, list[str]] = {}
    for id_ in ids:
        stopped.setdefault(texts[x.framework.component(id_).category].stop or "", []).append(id_)
    return tuple(
        words.say("findings.stop_sign", n=len(of), names=listed(x, words, of), stop=stop)
        for stop, of in stopped.items()
    )


def label(x: Exercise, words: Words, of: Published, dimension: str) -> str:
    """`leans to benefits`: the label of a dimension, in the pack's words."""
    return str(getattr(x.framework.texts[words.language].labels, of.dimensions[dimension].label))


def leans(of: Published, dimension: str) -> bool:
    """Whether a dimension's line is worth a line of its own: its label has a direction."""
    return of.dimensions[dimension].label in ("up", "down")


def line(x: Exercise, words: Words, of: Published, dimension: str) -> Markup:
    """What is said of a dimension, everywhere the same: stop signs first, then the label."""
    it = of.dimensions[dimension].groups
    said = [Markup.escape(capital(says(x, words, of, id_)) + ".") for id_ in it.stop_signs]
    said.append(Markup.escape(capital(label(x, words, of, dimension)) + "."))
    rest = (
        ("serious", it.serious),
        ("weak", of_kind(x, it.missing, "capacity")),
        ("large", of_kind(x, it.benefits, "benefit")),
        ("strong", of_kind(x, it.benefits, "capacity")),
        ("differ", it.differ),
        ("gaps", it.gaps),
    )
    said += [_named(x, words, key, ids) for key, ids in rest if ids]
    return Markup(" ").join(said)


def says(x: Exercise, words: Words, of: Published, id_: str) -> str:
    """What is found of a component, in the pack's words: `a large benefit under Accessibility`."""
    texts, shown = x.framework.texts[words.language], of.components[id_]
    name = texts.component[id_].name
    if not shown.valid:
        return words.text(f"findings.says_{shown.word}", name=name)
    state = "thin" if shown.thin and shown.word == "middle" else shown.word
    of_category = texts.category[x.framework.component(id_).category].says
    return str(getattr(of_category, state)).replace("{name}", name)


def pilots(x: Exercise, words: Words, of: Published) -> Markup:
    """What is said above all recommendations, if something must be resolved first; else empty."""
    if not of.pilots_first:
        return Markup("")
    return words.say("findings.pilots", names=listed(x, words, of.pilots_first))


def vote(words: Words, of: Published, item: str) -> Markup:
    """What was answered to a closing question, in the form in which it may be said; else empty."""
    it = of.votes.get(item)
    if it is None or it.most is None:
        return Markup("")
    if it.numbers:
        some = [(n, answered(words, item, o)) for o, n in it.numbers.items() if n]
        return Markup(", ").join(words.say("findings.choice", n=n, choice=c) for n, c in some)
    if it.most == "split":
        return words.say("findings.split")
    return words.say("findings.most", choice=answered(words, item, it.most))


def answered(words: Words, item: str, option: str) -> str:
    """An answer to a closing question inside a sentence: `pilot first`."""
    text = words.text(f"answer.{item}_{option}")
    return text[:1].lower() + text[1:]


def public(x: Exercise, words: Words, of: Published) -> Markup:
    """How many of the people who use the service answered, or that they were not asked."""
    if of.public is None or not any(shown.valid for shown in of.public.components.values()):
        asked = of.public is not None or x.public is not None
        return words.say("findings.public_few" if asked else "findings.not_asked")
    if x.collected:
        return words.say("findings.public_collected", n=of.public.participants)
    ways = x.public.counted.ways if x.public and x.public.counted else ("link",)
    if ways == ("code",):
        return words.say("findings.public_coded", n=of.public.participants)
    said = [words.say(f"findings.way_{way}") for way in ways]
    return words.say("findings.public", n=of.public.participants, ways=words.listed(said))


def aside(x: Exercise, words: Words) -> tuple[Markup, ...]:
    """Of the public's answers, what came in bursts from one connection, and whether it counts.

    Few are not counted aloud, here as everywhere.
    """
    it = x.public.counted if x.public else None
    found = {"bursts": it.bursts, "aside": it.aside} if it else {}
    return tuple(
        words.say(f"findings.{key}", n=n) if n >= FEW else words.say(f"findings.{key}_few")
        for key, n in found.items()
        if n
    )


def _named(x: Exercise, words: Words, key: str, ids: tuple[str, ...]) -> Markup:
    return words.say(f"findings.line_{key}", names=listed(x, words, ids))
