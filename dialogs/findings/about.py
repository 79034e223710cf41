"""What stands around the map: what it was about, who took part, how it was found, its limits."""

from collections.abc import Iterable

from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.findings import lines
from dialogs.findings.chart import clean, said
from dialogs.phrases import capital, the_system, to_decide
from dialogs.words import Words
from framework.pack import Component
from framework.publish import Published

Named = tuple[tuple[str, str], ...]
"""Texts, each with the name that stands before it."""

METHOD = (
    *("frame", "scale", "states", "stop", "contested", "gap", "close", "rounds", "label"),
    *("findings", "rules", "classes", "missing", "shown"),
)
"""The sentences `report.method_…`, in the order in which a result is made."""

LIMITS = ("views", "money", "teams", "equal", "shown", "program")
"""The sentences `report.limits_…`, what matters most for a decision first."""


def moment(x: Exercise) -> float:
    """When the results were released; until then, when the last round closed."""
    released = gate.released(x, "results")
    closed = [s.closed or 0.0 for s in x.stages.values() if s.step.ask == "components"]
    return (released.closed if released else None) or max(closed, default=0.0)


def overview(x: Exercise, words: Words, of: Published) -> Named:
    """What was considered, for whom, when, to what end, whom to ask, and how many took part."""
    language, pack = words.language, x.framework
    scope = {"components": len(pack.components), "n": len(pack.dimensions)}
    rows = [
        ("exercise", pack.texts[language].name),
        ("system", x.topic("system", language)),
        ("service", x.topic("service", language)),
        ("dates", _dates(x, words)),
        ("scope", said(words, "report.scope_text", **scope)),
        ("to_decide", decision(x, words)),
        ("took_part", _took_part(x, words, of)),
        ("functions", x.actions[0].changed.get("functions", "") if 0 in x.actions else ""),
        ("facilitator", x.names.get(x.facilitator, "" if x.collected else "–")),
        ("keeper", x.setup.get("keeper", "" if x.collected else "–")),
        ("deleted_row", deleted(x, words)),
    ]
    named = [(name, clean(text)) for name, text in rows if text]
    return tuple((said(words, f"report.{name}", n=pack.years), text) for name, text in named)


def decision(x: Exercise, words: Words) -> str:
    """Who decides what; empty where that was never said."""
    said_ = any(x.topic(name, words.language) for name in ("decides", "whether"))
    return clean(str(to_decide(x, words).unescape())) if said_ else ""


def deleted(x: Exercise, words: Words) -> str:
    """That comments were deleted, as it was promised, and when; empty while they are there."""
    if not x.purged:
        return ""
    return said(words, "report.deleted", day=words.day(x.purged_at, x.zone))


def who(x: Exercise, words: Words, of: Published) -> str:
    """`9 of 14 colleagues`; of a table nobody knows how many were asked, nor who they are."""
    if not of.anything and of.participants < gate.FINISHED_FROM:
        return said(words, "picture.few_people")
    if x.collected:
        return said(words, "report.took_part_collected", n=of.participants)
    return said(words, "picture.people", n=of.participants, of=asked(x, of))


def _took_part(x: Exercise, words: Words, of: Published) -> str:
    """How many; and that a link was open beside the group, if somebody came by it."""
    if x.collected or not of.anything:
        return who(x, words, of)
    text = said(words, "report.took_part_text", n=of.participants, of=asked(x, of))
    linked = any(person.platform for person in x.people.values())
    return f"{text}. {said(words, 'report.by_link')}" if linked else text


def _dates(x: Exercise, words: Words) -> str:
    if x.collected:
        return said(words, "report.dates_collected", day=words.day(moment(x), x.zone))
    start, end = words.day(x.began or 0.0, x.zone), words.day(moment(x), x.zone)
    return said(words, "report.dates_text", start=start, end=end)


def asked(x: Exercise, of: Published) -> int:
    """How many were asked to take part: those invited, unless more came."""
    return max(x.reached, of.participants, int(x.setup.get("invited", "0")))


def closing(x: Exercise, words: Words, of: Published) -> Named:
    """What was answered to the closing questions, as far as it may be said."""
    found = ((item, lines.vote(words, of, item)) for item in of.votes)
    system = the_system(x, words)
    few = said(words, "report.votes_few", least=x.framework.method.votes_people)
    return tuple(
        (said(words, f"ask.{item}", system=system), capital(clean(str(text.unescape())) or few))
        for item, text in found
    )


def least(x: Exercise, of: Published) -> int:
    """How many must score a component for anything to be said of it."""
    method = x.framework.method
    return method.n_min_small_team if of.seen.small_team else method.n_min


def few(of: Published) -> bool:
    """Whether something is shown of fewer than five scores, in three words."""
    return any(shown.thin and shown.valid for shown in of.components.values())


def no_stop(x: Exercise, words: Words, of: Published) -> str:
    """That there is no stop sign, or why there can be none; nothing where there never is one."""
    if not x.framework.stops:
        return ""
    if few(of):
        return said(words, "report.no_stop_thin", least=x.framework.method.thin_below)
    return said(words, "report.no_stop", stops=_stops(x, words))


def _stops(x: Exercise, words: Words) -> str:
    """What stop signs say: `it blocks us or that the risk is very high`."""
    texts = x.framework.texts[words.language].category
    *others, last = [texts[c.id].stop or "" for c in x.framework.categories if c.stop is not None]
    if not others:
        return last
    return said(words, "report.no_stop_or", others=", ".join(others), last=last)


def method(x: Exercise, words: Words, of: Published) -> tuple[str, ...]:
    """The method in short, with its numbers."""
    m, texts = x.framework.method, x.framework.texts[words.language]
    facts: dict[str, object] = {
        "unsure_label": texts.answers.not_sure.lower(),
        "apart_label": texts.answers.not_applicable.lower(),
        "frames": _frames(x, words),
        "stops": _stops(x, words) if x.framework.stops else "",
        "name": texts.name,
        "version": x.framework.version,
        "least": least(x, of),
        "low": m.low_to,
        "high": m.high_from,
        "camp": round(100 * m.contested_share),
        "unsure": m.gap_least,
        "again": m.answered_again_least,
        "lean": round(m.lean_from),
        "bands": m.bands_from,
        "band": m.band_least,
        "count": m.count_from,
        "others": m.count_others_least,
        "headlines": m.shown_headlines,
    }
    return (*(said(words, f"report.method_{part}", **facts) for part in _parts(x)), *texts.notes)


def _parts(x: Exercise) -> Iterable[str]:
    """The parts of the method that this framework has."""
    for part in METHOD:
        if part == "label" and x.framework.level:
            yield "level"
        elif part != "stop" or x.framework.stops:
            yield part


def _frames(x: Exercise, words: Words) -> str:
    """What the frames of the categories say: `Benefits: over the next 3 years.`."""
    texts = x.framework.texts[words.language].category
    frames = [(texts[c.id].many, texts[c.id].frame) for c in x.framework.categories]
    said_of = [
        said(words, "report.line", name=capital(many), line=frame[:1].lower() + frame[1:])
        for many, frame in frames
    ]
    return " ".join(said_of).replace("{years}", str(x.framework.years))


def limits(x: Exercise, words: Words, of: Published) -> tuple[str, ...]:
    """What the result cannot bear."""
    said_of = [said(words, f"report.limits_{part}") for part in LIMITS]
    said_of.insert(1, clean(str(lines.public(x, words, of).unescape())))
    if x.collected:
        said_of.append(said(words, "report.limits_collected"))
    if few(of):
        said_of.append(said(words, "report.limits_few"))
    thin = [_field(x, words, part) for part in _alone(x)]
    if thin:
        said_of.append(said(words, "report.limits_thin", names=words.apart(thin)))
    return tuple(said_of)


def _field(x: Exercise, words: Words, part: Component) -> str:
    """`Economic: risks (Economic harm)`."""
    texts = x.framework.texts[words.language]
    return said(
        words,
        "report.field",
        dimension=texts.dimension[part.dimension].name,
        category=texts.category[part.category].many,
        name=texts.component[part.id].name,
    )


def _alone(x: Exercise) -> Iterable[Component]:
    """The components that are the only one of their category in their dimension."""
    fields: dict[tuple[str, str], list[Component]] = {}
    for part in x.framework.components:
        fields.setdefault((part.dimension, part.category), []).append(part)
    return [parts[0] for parts in fields.values() if len(parts) == 1]
