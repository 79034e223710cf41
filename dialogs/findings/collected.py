"""Answers that were collected elsewhere, as an exercise that nobody was asked in.

Picture, brief and report are made of an exercise; this one has a result and a setting, no people
and no number. What only an exercise in a chat can say of itself, such as its dates, is left out
where `Exercise.collected` is asked for.
"""

from collections.abc import Iterator, Mapping

from dialogs.core import facts as f
from dialogs.core.addresses import SetupField
from dialogs.core.evolve import evolve
from dialogs.core.exercise import Exercise, Library
from dialogs.findings.chart import said
from framework.publish import Published, to_dict

NOBODY = 1
"""The number of the facilitator whom there is not."""

SCRIPT = "week"
"""A script with a result at its end; nothing else of it is seen."""


def collected(
    library: Library, language: str, zone: str, of: Published, topics: Mapping[str, str], at: float
) -> Exercise:
    """What was found in a table, as of `at`. `topics`: what the set-up would have said of it."""
    x = draft(library, of.framework, language, zone, topics, at)
    for fact in _results(x, of, at):
        evolve(x, fact)
    return x


def draft(
    library: Library, framework: str, language: str, zone: str, topics: Mapping[str, str], at: float
) -> Exercise:
    """An exercise with this framework that nobody has begun."""
    x = Exercise(0, "", library)
    x.language, x.zone = language, zone
    for fact in _setup(x, framework, topics, at):
        evolve(x, fact)
    return x


def _setup(x: Exercise, framework: str, topics: Mapping[str, str], at: float) -> Iterator[f.Fact]:
    language, words = x.language, x.library.words[x.language]
    yield f.Drafted(at, NOBODY, language, x.zone, x.library.newest("pack", framework))
    usual = {name: said(words, f"report.some_{name}") for name in ("system", "service")}
    for name, text in (usual | {n: t for n, t in topics.items() if t}).items():
        yield f.Set(at, NOBODY, str(SetupField(name, language)), text)


def _results(x: Exercise, of: Published, at: float) -> Iterator[f.Fact]:
    """Its life in one moment: begun, assessed, released."""
    pack = x.library.newest("pack", of.framework)
    yield f.Began(at, NOBODY, pack, x.library.newest("script", SCRIPT))
    for label, step in x.script.by_label.items():
        if step.assessed:
            yield f.Assessed(at, label, to_dict(of))
    [label] = [label for label, step in x.script.by_label.items() if step.publish == "results"]
    yield f.Opened(at, label)
    yield f.Published(at, label)
