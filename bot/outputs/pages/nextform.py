"""A form that comes next, filled in as far as the exercise knows; its gaps are marked."""

from collections.abc import Iterable

from bot.outputs.pages.blocks import Block, Cover, Paragraph, Report, Section, Table
from dialogs.findings.chart import said
from dialogs.findings.findings import Findings
from dialogs.findings.nextforms import NextForm, NextSection
from dialogs.words import Words


def nextform(of: Findings, form: NextForm, words: Words) -> Report:
    """The form in its own order. Every section ends open: who is responsible completes it."""
    rows = (
        (said(words, "forms.about"), of.title),
        (said(words, "report.day_row"), of.day),
        (said(words, "forms.source"), form.source),
        (said(words, "forms.as_of"), form.day),
        (said(words, "forms.status"), said(words, "forms.draft")),
    )
    return Report(
        language=of.language,
        title=form.name,
        lines=(),
        sections=tuple(
            Section(f"{section.ref} {section.title}".strip(), tuple(_section(section, words)))
            for section in form.sections
        ),
        alt="",
        footer=(said(words, "forms.law"), of.credit),
        cover=Cover(
            marking=said(words, "forms.marking"),
            kind=said(words, "forms.kind"),
            rows=rows,
            contents=said(words, "report.contents"),
            page=said(words, "report.page", n="|n|", total="|total|"),
        ),
        numbered=False,
        author=of.author,
        made=of.made,
    )


def _section(section: NextSection, words: Words) -> Iterable[Block]:
    if section.known:
        head = (said(words, "forms.known"), said(words, "forms.from_exercise"))
        yield Table(head, section.known, (3, 7))
        yield Paragraph(said(words, "forms.open"), strong=True)
    else:
        yield Paragraph(said(words, "forms.nothing"), strong=True)
