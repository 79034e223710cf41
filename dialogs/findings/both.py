"""Two views side by side: before and after the second round, staff and the people who use it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.core.exercise import Exercise
from dialogs.findings.chart import Cell, named, said
from dialogs.phrases import capital
from dialogs.words import Words
from framework.publish import Published, outcomes


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a component that was asked again, in words."""

    name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Both:
    """A component as we see it and as they do. `otherwise`: far enough apart for a finding."""

    name: str
    we: str
    they: str
    otherwise: bool


def changed(x: Exercise, words: Words, of: Published) -> tuple[Changed, ...]:
    """What became of each component that a second round asked again; empty if there was none."""
    rounds = [s for s in x.stages.values() if s.step.ask == "components"]
    again = {item for stage in rounds[1:] for item in stage.items}
    first = x.results.get(rounds[0].label) if again else None
    found = outcomes(first, of) if first else {}
    return tuple(
        Changed(named(x, words, [id_])[0], said(words, f"report.outcome_{outcome}"))
        for id_, outcome in found.items()
        if id_ in again
    )


def both(x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell]) -> tuple[Both, ...]:
    """The table we / they, in words alone: where they answered, and anything may be said.

    What is seen otherwise stands first.
    """
    if of.public is None or not any(s.valid for s in of.public.components.values()):
        return ()
    return tuple(
        Both(
            name=cells[id_].name,
            we=capital(cells[id_].word),
            they=capital(cells[id_].they or said(words, "picture.too_few")),
            otherwise=cells[id_].otherwise,
        )
        for id_ in sorted(of.public.components, key=lambda id_: not cells[id_].otherwise)
    )


def positions(
    x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell]
) -> tuple[str, ...]:
    """Both positions of what the two see far apart, each in a sentence."""
    return tuple(
        said(
            words,
            "report.position_more" if (of.apart[id_] or 0) > 0 else "report.position_less",
            name=named(x, words, [id_])[0],
            we=cells[id_].word,
            they=cells[id_].they,
        )
        for id_ in of.groups.otherwise
    )


def apart(x: Exercise, words: Words, of: Published, cells: Mapping[str, Cell]) -> str:
    """What the two see far apart, in one line with both positions; empty for nothing."""
    seen = [cells[id_] for id_ in of.groups.otherwise]
    if not seen:
        return ""
    sides = [said(words, "results.both", name=c.name, we=c.word, they=c.they) for c in seen]
    head = said(words, "findings.otherwise", n=len(seen))
    return said(words, "report.line", name=head, line=", ".join(sides))
