"""The team's ballot as files: a paper form, an empty table, a form for KoboToolbox and ODK.

What comes back from each of them is read by `valuemap import` and `analyse` as it is: columns are
found by the codes of the questions, answers are codes or the labels beside them.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.outputs.paper.ballot import TEMPLATES
from dialogs.ballot import Ballot, Question

PARTICIPANT = "participant"
"""The column that says who answered."""

ROWS = 300
"""Rows of the empty table in which a cell offers the codes."""

WIDE = 16
"""Characters that a column is wide."""


def page(it: Ballot) -> bytes:
    """The paper form as one HTML file: large boxes, a code beside each question."""
    return TEMPLATES.get_template("staff.html.j2").render(it=it, say=it.words.say).encode()


def heading(question: Question) -> str:
    """`ADM-T4 Legality`: what a column of the table is called."""
    return f"{question.id} {question.name}"


def table(it: Ballot) -> bytes:
    """An empty table to type paper into: a row a person, a column a question. CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([PARTICIPANT, *map(heading, it.questions)])
    return text.getvalue().encode("utf-8-sig")


def book(it: Ballot) -> bytes:
    """The same for a spreadsheet, with a second sheet that says what the codes mean."""
    head = [PARTICIPANT, *map(heading, it.questions)]
    key = [(q.id, q.text, *(label for _, label in q.answers)) for q in it.questions]
    codes = [code for code, _ in it.questions[0].answers]
    return _book(
        {
            it.words.text("ballot.sheet"): (head, []),
            it.words.text("ballot.key"): (["", "", *codes], key),
        },
        codes,
    )


def xlsform(ballots: Sequence[Ballot]) -> bytes:
    """An XLSForm in these languages, the first of them first; also read by KoboToolbox."""
    first = ballots[0]
    named = [f"{it.words.name} ({it.words.language})" for it in ballots]
    labels = [f"label::{name}" for name in named]
    hints = [f"hint::{name}" for name in named]
    return _book(
        {
            "survey": (
                ["type", "name", *labels, *hints, "required"],
                list(_survey(ballots)),
            ),
            "choices": (["list_name", "name", *labels], list(_choices(ballots))),
            "settings": (
                ["form_title", "form_id", "version", "default_language"],
                [(first.title, f"valuemap_{first.framework}", first.version, named[0])],
            ),
        }
    )


def _survey(ballots: Sequence[Ballot]) -> Iterable[tuple[str, ...]]:
    def asked_in_each(key: str) -> tuple[str, ...]:
        return tuple(it.words.text(f"ballot.{key}") for it in ballots)

    blank = ("",) * len(ballots)
    yield ("note", "how", *asked_in_each("form"), *blank, "")
    yield ("text", PARTICIPANT, *asked_in_each("name"), *asked_in_each("name_hint"), "yes")
    for parts in zip(*(it.parts for it in ballots), strict=True):
        group = parts[0].id
        yield ("begin_group", group, *(p.name for p in parts), *blank, "")
        yield ("note", f"{group}_about", *(p.opening for p in parts), *blank, "")
        for asked in zip(*(p.questions for p in parts), strict=True):
            one = asked[0]
            texts, frames = (q.text for q in asked), (q.frame for q in asked)
            yield (f"select_one {one.category}", coded(one.id), *texts, *frames, "yes")
        yield ("end_group", "", *blank, *blank, "")


def coded(id_: str) -> str:
    """A code as forms take it: a name with letters, digits and underscores."""
    return id_.replace("-", "_")


def _choices(ballots: Sequence[Ballot]) -> Iterable[tuple[str, ...]]:
    """The scale of each category, once."""
    scales: dict[str, list[tuple[tuple[str, str], ...]]] = {}
    for it in ballots:
        for category, question in {q.category: q for q in it.questions}.items():
            scales.setdefault(category, []).append(question.answers)
    for category, each in scales.items():
        for answers in zip(*each, strict=True):
            yield (category, answers[0][0], *(label for _, label in answers))


def _book(
    sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]], codes: Sequence[str] = ()
) -> bytes:
    """A workbook of texts; with `codes` the first sheet is to be filled in with them."""
    import xlsxwriter  # here, since everything that starts would wait for it

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for n, (name, (head, rows)) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name[:31])
            sheet.write_row(0, 0, head, bold)
            for at, row in enumerate(rows, 1):
                sheet.write_row(at, 0, row)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(head) - 1, WIDE)
            if codes and n == 0:
                _offered(sheet, len(head), codes)
    return written.getvalue()


def _offered(sheet: Any, wide: int, codes: Sequence[str]) -> None:
    """A cell offers the codes, and refuses anything else with what they are."""
    rule = {"validate": "list", "source": list(codes)}
    sheet.data_validation(1, 1, ROWS, wide - 1, rule)
