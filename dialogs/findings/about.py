"""What stands around the map: what it was about, who took part, how it was found, its limits."""

from collections import Counter

from markupsafe import Markup

from dialogs.core import gate
from dialogs.core.exercise import Exercise, Stage
from dialogs.core.items import CHOICES
from dialogs.findings import chart
from dialogs.findings.chart import clean, said
from dialogs.phrases import names
from dialogs.words import Words
from framework.pack import Component
from framework.result import Assessment

Named = tuple[tuple[str, str], ...]
"""Texts, each with the name that stands before it."""

METHOD = (
    *("frame", "scale", "states", "contested", "gap", "agreement", "rounds"),
    *("index", "range", "rules", "classes", "robust", "missing", "shown"),
)
"""The sentences `report.method_…` in the order in which the arithmetic goes."""

LIMITS = ("views", "staff", "money", "steps", "teams", "shown", "program")
"""The sentences `report.limits_…`, what matters most for a decision first."""


def moment(x: Exercise) -> float:
    """When the results were released; until then, when the last round closed."""
    released = gate.released(x, "results")
    closed = [s.closed or 0.0 for s in x.stages.values() if s.step.ask == "components"]
    return (released.closed if released else None) or max(closed, default=0.0)


def overview(x: Exercise, words: Words) -> Named:
    """What was considered, for whom, when, to what end, and whom to ask."""
    language = words.language
    rows = [
        ("exercise", x.framework.texts[language].name),
        ("system", x.topic("system", language)),
        ("service", x.topic("service", language)),
        ("dates", _dates(x, words)),
        ("scope", said(words, "report.scope_text", n=len(x.framework.components))),
        ("situation", x.topic("situation", language)),
        ("change", x.topic("change", language)),
        ("decision", x.topic("decision", language)),
        ("facilitator", x.names.get(x.facilitator, "–")),
        ("keeper", x.setup.get("keeper", "–")),
    ]
    return tuple((said(words, f"report.{name}"), clean(text)) for name, text in rows)


def _dates(x: Exercise, words: Words) -> str:
    start, end = words.day(x.began or 0.0, x.zone), words.day(moment(x), x.zone)
    return said(words, "report.dates_text", start=start, end=end)


def participation(x: Exercise, words: Words, result: Assessment) -> Named:
    """How many took part, by round, and what they answered to the closing questions."""
    rows = [
        ("invited", str(asked(x, result))),
        ("joined", str(max(x.reached, result.participants))),
        ("answered", str(result.participants)),
    ]
    found = [(said(words, f"report.{name}"), text) for name, text in rows]
    found += [_round(x, words, s) for s in x.stages.values() if s.step.ask == "components"]
    for item in ("go", "view"):
        text = Markup(chosen(x, words, item)).unescape()
        if text:
            found.append((said(words, f"ask.{item}"), clean(text)))
    return tuple(found)


def _round(x: Exercise, words: Words, stage: Stage) -> tuple[str, str]:
    """How many answered everything that a round asked; of fewer than five, just that."""
    asked = [item for item in stage.items if x.framework.has(item)]
    name = said(words, "report.round", label=stage.label, n=len(asked))
    if not asked:
        return name, said(words, "report.round_nothing")
    if stage.finished < gate.BANDS_FROM:
        return name, said(words, "report.round_few", least=gate.BANDS_FROM)
    return name, str(stage.finished)


def asked(x: Exercise, result: Assessment) -> int:
    """How many were asked to take part: those invited, unless more came."""
    return max(x.reached, result.participants, int(x.setup.get("invited", "0")))


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


def method(x: Exercise, words: Words, result: Assessment) -> tuple[str, ...]:
    """The method in short, with its numbers."""
    m, texts = x.framework.method, x.framework.texts[words.language]
    facts: dict[str, object] = {
        "name": texts.name,
        "version": x.framework.version,
        "least": result.n_min,
        "years": x.framework.years,
        "low": m.low_to,
        "high": m.high_from,
        "camp": chart.number(words, float(100 * m.contested_share)),
        "gap": chart.number(words, round(float(100 * m.gap_share))),
        "unsure": m.gap_least,
        "range": chart.number(words, float(100 * m.range_level)),
        "top": m.priority_high,
        "middle": m.priority_medium,
    }
    lines = [said(words, f"report.method_{part}", **facts) for part in METHOD]
    if result.alpha is not None and result.participants >= gate.BANDS_FROM:
        lines.append(
            said(words, "report.method_alpha", alpha=chart.number(words, round(result.alpha, 2)))
        )
    return (*lines, *texts.notes)


def limits(x: Exercise, words: Words) -> tuple[str, ...]:
    """What the result cannot bear."""
    lines = [said(words, f"report.limits_{part}") for part in LIMITS]
    thin = [names(x, words, [a.id])[0] for a in _alone(x)]
    if thin:
        lines.append(said(words, "report.limits_thin", names=words.listed(thin)))
    return tuple(lines)


def _alone(x: Exercise) -> list[Component]:
    """The components that are the only one of their category in their dimension."""
    fields: dict[tuple[str, str], list[Component]] = {}
    for part in x.framework.components:
        fields.setdefault((part.dimension, part.category), []).append(part)
    return [parts[0] for parts in fields.values() if len(parts) == 1]
