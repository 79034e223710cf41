"""The team's paper form as a Word file, to be adapted: what `staff.page` prints, in a table each.

A row of answers is never parted from its question, nor a box from its label.
"""

from io import BytesIO

from docx import Document
from docx.document import Document as Doc
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Cm, Length, Pt
from docx.text.paragraph import Paragraph

from bot.outputs.docx import INK, PAGE, language, timeless
from bot.outputs.fields import field
from bot.outputs.paper.ballot import BOX
from dialogs.ballot import Ballot, Part, Question

MARGIN, WIDTH = Cm(1.8), Cm(17.4)
TEXT, SMALL, LARGE = Pt(10.5), Pt(8.5), Pt(22)
TICKED, ANSWER = "Box", "Answer"


def word(it: Ballot) -> bytes:
    """The file."""
    doc = Document()
    _page(doc, it)
    doc.add_heading(it.title, 1)
    for key in ("how", "seen"):
        doc.add_paragraph(it.words.text(f"ballot.{key}"))
    doc.add_paragraph().add_run(it.words.text("ballot.name")).bold = True
    doc.add_paragraph().add_run(it.words.text("ballot.name_hint")).font.size = SMALL
    doc.add_paragraph("_" * 60)
    for part in it.parts:
        _part(doc, part)
    written = BytesIO()
    doc.save(written)
    return timeless(written)


def _page(doc: Doc, it: Ballot) -> None:
    section = doc.sections[0]
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    doc.styles["Normal"].font.name, doc.styles["Normal"].font.size = "Calibri", TEXT
    doc.styles["Normal"].paragraph_format.space_after = Pt(4)
    for name in ("Heading 1", "Heading 2"):
        doc.styles[name].font.color.rgb = INK
    _style(doc, TICKED, LARGE)
    _style(doc, ANSWER, SMALL)
    doc.core_properties.title, doc.core_properties.author = it.title, "valuemap"
    doc.core_properties.language, doc.core_properties.comments = it.words.language, ""
    language(doc, it.words.language)
    foot = section.footer.paragraphs[0]
    foot.style = doc.styles["Normal"]
    foot.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{it.framework} {it.version}\t")
    field(foot, "PAGE", "1")
    foot.add_run(" / ")
    field(foot, "NUMPAGES", "1")


def _part(doc: Doc, part: Part) -> None:
    doc.add_heading(part.name, 2)
    _with_next(doc.add_paragraph(part.opening))
    for question in part.questions:
        _question(doc, question)


def _question(doc: Doc, it: Question) -> None:
    asked = _with_next(doc.add_paragraph())
    asked.paragraph_format.space_before = Pt(8)
    asked.add_run(f"{it.id}  {it.name}. ").bold = True
    asked.add_run(f"{it.text} ")
    asked.add_run(it.frame).font.size = SMALL
    table = doc.add_table(rows=1, cols=len(it.answers))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, (code, label) in zip(table.rows[0].cells, it.answers, strict=True):
        box = cell.paragraphs[0]
        box.style = TICKED
        box.add_run(BOX)
        cell.add_paragraph(f"{code} {label}", ANSWER)


def _with_next(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _style(doc: Doc, name: str, size: Length) -> None:
    style = doc.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.font.size = size
    form = style.paragraph_format
    form.alignment, form.space_after, form.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, Pt(0), 1.0
    form.keep_with_next = name == TICKED
