"""The forms that come next, such as an impact assessment: what the exercise already knows for each.

Which section takes what is data of the pack. Nothing is invented: what the exercise does not know
stays open, and no section is ever finished by it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dialogs.core.exercise import Exercise
from dialogs.findings.about import Named
from dialogs.findings.advice import shown
from dialogs.findings.chart import Cell, clean, said
from dialogs.findings.findings import Findings
from dialogs.phrases import capital
from dialogs.words import Words
from framework.pack.schema import Form, FormSection, Gives


@dataclass(frozen=True, slots=True)
class NextSection:
    """A section of a form, in the form's own words, with what is known for it."""

    ref: str
    title: str
    known: Named


@dataclass(frozen=True, slots=True)
class NextForm:
    """A form, with whose it is and from which day its sections are."""

    id: str
    name: str
    source: str
    day: str
    sections: tuple[NextSection, ...]


def next_forms(x: Exercise, words: Words, of: Findings) -> tuple[NextForm, ...]:
    """Every form that the pack knows, with what these findings give to it."""
    return tuple(_form(x, words, of, form) for form in x.framework.forms)


def _form(x: Exercise, words: Words, of: Findings, form: Form) -> NextForm:
    cites = {source.id: source.cite for source in x.framework.sources}
    sections = tuple(
        NextSection(section.ref, section.title, _known(x, words, of, section))
        for section in form.section
    )
    day = str(words.plain_day(form.day))
    return NextForm(form.id, form.name, cites[form.source], day, sections)


def _known(x: Exercise, words: Words, of: Findings, section: FormSection) -> Named:
    rows = [row for name in section.gives for row in GIVES[name](x, words, of)]
    by_id = {cell.id: cell for cell in of.cells}
    seen = [_view(words, of, by_id[id_]) for id_ in section.components]
    return tuple((name, text) for name, text in (*rows, *seen) if text)


def _view(words: Words, of: Findings, cell: Cell) -> tuple[str, str]:
    """What is seen of a component, by us and by those who use the service, in released words."""
    parts = [said(words, "forms.we", we=cell.word)]
    parts += [shown(words, cell)] if shown(words, cell) else []
    parts += [said(words, "picture.gap")] if cell.gap else []
    parts += [said(words, "forms.they", they=cell.they)] if cell.they else []
    released = (*cell.why_low, *cell.why_high)
    quotes = [said(words, "question.quotation_alone", text=text) for text in released]
    return f"{cell.name} ({dict(of.places)[cell.id]})", words.apart([*parts, *quotes])


def _topics(*names: str) -> Callable[[Exercise, Words, Findings], Named]:
    """What the set-up says of these."""

    def give(x: Exercise, words: Words, of: Findings) -> Named:
        return tuple(
            (
                said(words, f"forms.{name}", n=x.framework.years),
                clean(x.topic(name, words.language)),
            )
            for name in names
        )

    return give


def _listed(key: str, *states: str, gain: bool) -> Callable[[Exercise, Words, Findings], Named]:
    """The components in these states, by name."""

    def give(x: Exercise, words: Words, of: Findings) -> Named:
        names = ", ".join(cell.name for cell in of.of(*states, gain=gain))
        return ((said(words, f"forms.{key}"), names),)

    return give


def _decision(x: Exercise, words: Words, of: Findings) -> Named:
    stops = " ".join(of.stop_signs)
    return (
        (said(words, "report.to_decide"), of.to_decide),
        (said(words, "forms.team"), " ".join(filter(None, (of.decision, stops)))),
    )


def _plan(x: Exercise, words: Words, of: Findings) -> Named:
    return tuple(
        (
            said(words, "report.action_number", n=line.number),
            said(words, "forms.step", what=line.what, owner=line.owner, due=line.due),
        )
        for line in of.plan
    )


def _public(x: Exercise, words: Words, of: Findings) -> Named:
    return ((said(words, "report.public"), " ".join((of.public, *of.otherwise))),)


def _part(x: Exercise, words: Words, of: Findings) -> Named:
    return (
        (said(words, "report.facilitator"), of.author),
        (said(words, "report.took_part"), capital(of.who)),
    )


def _gaps(x: Exercise, words: Words, of: Findings) -> Named:
    return (
        (said(words, "report.needed"), ", ".join(cell.name for cell in of.cells if cell.gap)),
        (said(words, "report.differ"), ", ".join(cell.name for cell in of.of("contested"))),
    )


GIVES: Mapping[Gives, Callable[[Exercise, Words, Findings], Named]] = {
    "system": _topics("system", "service"),
    "situation": _topics("situation", "change"),
    "people": _topics("people"),
    "decision": _decision,
    "benefits": _listed("benefits", "very_high", "high", gain=True),
    "concerns": _listed("concerns", "stop", "high", gain=False),
    "plan": _plan,
    "public": _public,
    "part": _part,
    "gaps": _gaps,
}
