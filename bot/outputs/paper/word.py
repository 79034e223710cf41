"""The ballot as a Word file, to be adapted: poster, paper form, slips with codes.

The poster and the form are a page each: the form's letters become smaller the more is asked.
"""

from collections.abc import Sequence
from io import BytesIO

import segno
from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from bot.outputs.docx import PAGE, language, timeless
from bot.outputs.paper.ballot import BOX, GAP, form_scale, grouped, poster_scale
from dialogs.core.public.page import Page
from dialogs.talk.public.paper import Ballot

MARGIN = Cm(1.8)
QR, SLIP_QR = Cm(9.0), Cm(3.2)

LETTERS = 10.0
"""Points of the form's letters, where not very much is asked."""

SLIPS = 3
"""Slips side by side."""


def word(it: Ballot, codes: Sequence[str]) -> bytes:
    """The file; with codes, a slip for each and no open address on the poster."""
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    doc.styles["Normal"].font.name = "Calibri"
    doc.styles["Normal"].paragraph_format.space_after = Pt(0)
    doc.core_properties.title, doc.core_properties.author = it.first.title, "valuemap"
    doc.core_properties.language, doc.core_properties.comments = it.words.language, ""
    language(doc, it.words.language)
    _poster(doc, it, coded=bool(codes))
    _form(doc, it)
    if codes:
        _slips(doc, it, codes)
    written = BytesIO()
    doc.save(written)
    return timeless(written)


def _poster(doc: Doc, it: Ballot, *, coded: bool) -> None:
    """What hangs on the wall, its letters to be read from where people stand."""
    scale = poster_scale(it)
    _said(doc, it.first.title, 28 * scale, bold=True, after=14 * scale)
    for text in it.first.texts[:3]:
        _said(doc, text, 15 * scale, after=8 * scale)
    if not coded:
        picture = doc.add_paragraph()
        picture.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = picture.add_run().add_picture(_qr(it.url), width=QR)
        shape._inline.docPr.set("descr", it.url)
        _said(doc, it.url, 12, after=10)
    for text in it.first.texts[3:]:
        _said(doc, text, 12 * scale, after=6 * scale)


def _said(doc: Doc, text: str, size: float, *, bold: bool = False, after: float = 0) -> None:
    paragraph = doc.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(after)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold


def _form(doc: Doc, it: Ballot) -> None:
    """What somebody fills in with a pen: a row of boxes below each question."""
    size = LETTERS * form_scale(it)
    head = doc.add_heading("", 1)
    head.paragraph_format.page_break_before = True
    head.paragraph_format.space_before = Pt(0)
    run = head.add_run(it.first.title)
    run.font.size = Pt(size * 1.4)
    _line(doc, it.words.text("public.paper"), size, after=size * 0.7)
    for number, page in enumerate(it.questions, 1):
        _line(doc, _question(number, page), size, bold=len(f"{number}. {page.title}"))
        _line(doc, _boxes(page), size, after=size * 0.8)


def _question(number: int, page: Page) -> str:
    return f"{number}. {page.title} {' '.join(page.texts)}"


def _boxes(page: Page) -> str:
    """The answers in a row; none is parted from its box."""
    return GAP.join(f"{BOX} {option.label}".replace(" ", "\u00a0") for option in page.options)


def _line(doc: Doc, text: str, size: float, *, bold: int = 0, after: float = 0) -> None:
    """A paragraph whose first characters may be bold."""
    paragraph = doc.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(after)
    for part, strong in ((text[:bold], True), (text[bold:], False)):
        if part:
            run = paragraph.add_run(part)
            run.font.size, run.bold = Pt(size), strong


def _slips(doc: Doc, it: Ballot, codes: Sequence[str]) -> None:
    """To be cut apart: a code each, with the picture that carries it."""
    doc.add_paragraph().paragraph_format.page_break_before = True
    table = doc.add_table(rows=-(-len(codes) // SLIPS), cols=SLIPS, style="Table Grid")
    cells = [cell for row in table.rows for cell in row.cells]
    for code, cell in zip(codes, cells, strict=False):
        first = cell.paragraphs[0]
        first.add_run(it.words.text("public.slip")).font.size = Pt(9)
        picture = cell.add_paragraph()
        picture.add_run().add_picture(_qr(f"{it.url}?code={code}"), width=SLIP_QR)
        named = cell.add_paragraph().add_run(grouped(code))
        named.bold = True
        cell.add_paragraph().add_run(it.url).font.size = Pt(7)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _qr(url: str) -> BytesIO:
    """A QR code, as PNG."""
    drawn = BytesIO()
    segno.make(url, micro=False, error="m").save(drawn, kind="png", scale=8, border=2)
    drawn.seek(0)
    return drawn
