"""The report as a Word file: for those who edit, comment on and file it.

A title page with the contents; real headings, so that it has an outline; real tables, whose heads
are repeated on each page; the map as a picture with its alternative text. It is written in a
process of its own, which also keeps the library for it out of the service's memory.
"""

import pickle
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Doc
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as Text

from bot.outputs import fields
from bot.outputs.apart import limited
from bot.outputs.pages.blocks import (
    Cover,
    Heading,
    Listed,
    Paragraph,
    Picture,
    Quoted,
    Report,
    Table,
)

PAGE = (Cm(21.0), Cm(29.7))
MARGIN, BRIEF_MARGIN = Cm(2.0), Cm(1.3)
TEXT_WIDTH = Cm(17.0)
ROOMY = Cm(1.6)
"""The height of a row to be filled in by hand."""

TALLEST = Cm(23.5)
CELL = "Cell"
"""The style of what stands in a table."""

SIZES = {
    "Normal": 10.5,
    CELL: 9,
    "Heading 1": 15,
    "Heading 2": 12,
    "Heading 3": 10.5,
    "Title": 24,
    "Subtitle": 12,
    "TOC 1": 10.5,
    "TOC Heading": 13,
}
"""Points of each style of a report."""

HEAD = "E1EDF9"
"""What stands behind the head of a table."""

INK = RGBColor(0x14, 0x50, 0x8F)


def word(it: Report, image: bytes) -> bytes:
    """The file; `image` is the map as PNG."""
    doc = Document()
    _page(doc, it)
    if it.cover:
        _cover(doc, it, it.cover)
    else:
        _write(doc, it.title, "Title")
    for line in it.lines:
        doc.add_paragraph(line)
    for number, section in enumerate(it.sections, 1):
        heading = _write(doc, _titled(it, number), "Heading 1")
        heading.paragraph_format.page_break_before = bool(it.cover) and number == 1
        fields.bookmark(heading, number, f"_Toc{number:03}")
        for block in section.blocks:
            if isinstance(block, Picture):
                _picture(doc, it, image)
            else:
                WRITE[type(block)](doc, block)
    for line in it.footer:
        doc.add_paragraph(line).runs[0].font.size = Pt(min(8, (it.brief or 9) - 1))
    written = BytesIO()
    doc.save(written)
    return timeless(written)


def _write(doc: Doc, text: str, style: str) -> Text:
    """A paragraph in a style."""
    paragraph = doc.add_paragraph(text)
    _style(paragraph, style)
    return paragraph


def _style(paragraph: Text, name: str) -> None:
    """Give it a style. By a name python-docx would look through all styles for every paragraph."""
    paragraph._p.style = _id(name)


def _id(name: str) -> str:
    """The id of a style, as python-docx makes it and has it in its template."""
    return name.replace(" ", "")


def _titled(it: Report, number: int) -> str:
    title = it.sections[number - 1].title
    return f"{number}. {title}" if it.numbered else title


def _cover(doc: Doc, it: Report, cover: Cover) -> None:
    """The title page: for whom it is, what it is, the contents."""
    _write(doc, cover.marking.upper(), "Subtitle")
    _write(doc, it.title, "Title")
    _write(doc, cover.kind, "Subtitle").paragraph_format.space_after = Pt(18)
    _table(doc, Table(("", ""), cover.rows, (3, 7)))
    _write(doc, cover.contents, "TOC Heading")
    titles = [(_titled(it, n), f"_Toc{n:03}") for n in range(1, len(it.sections) + 1)]
    fields.contents(doc, titles)
    fields.furnish(doc, it, cover, TEXT_WIDTH)


def timeless(written: BytesIO) -> bytes:
    """The same file without the moment of writing, so that the same report is the same file."""
    kept = BytesIO()
    with ZipFile(written) as old, ZipFile(kept, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(ZipInfo(name), old.read(name), ZIP_DEFLATED)
    return kept.getvalue()


def _page(doc: Doc, it: Report) -> None:
    section = doc.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = BRIEF_MARGIN if it.brief else MARGIN
    properties = doc.core_properties
    properties.title, properties.language = it.title, it.language
    properties.author, properties.last_modified_by = it.author or "valuemap", "valuemap"
    properties.subject = it.cover.kind if it.cover else ""
    properties.comments = ""
    properties.created = properties.modified = datetime.fromtimestamp(it.made, UTC)
    _styles(doc, _brief_sizes(it.brief) if it.brief else SIZES)
    doc.styles["Normal"].paragraph_format.space_after = Pt(2 if it.brief else 5)
    if it.brief:
        doc.styles["Normal"].paragraph_format.line_spacing = 1.0
        heading = doc.styles["Heading 1"].paragraph_format
        heading.space_before, heading.space_after = Pt(it.brief * 0.5), Pt(1)
        doc.styles["Title"].paragraph_format.space_after = Pt(2)
    language(doc, it.language)


def _brief_sizes(size: float) -> Mapping[str, float]:
    """What is one page has the same letters everywhere, but for its headings."""
    heads = {"Heading 1": size * 1.1, "Heading 2": size, "Title": size * 1.6}
    return {"Normal": size, CELL: size, **heads}


def _styles(doc: Doc, sizes: Mapping[str, float]) -> None:
    doc.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH).paragraph_format.space_after = Pt(1)
    entry = doc.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH).paragraph_format
    entry.space_after = Pt(2)
    entry.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    doc.styles["Subtitle"].font.italic = False
    for name, size in sizes.items():
        font = doc.styles[name].font
        font.name, font.size = "Calibri", Pt(size)
        doc.styles[name].element.get_or_add_rPr().get_or_add_rFonts().set(
            qn("w:eastAsia"), "Calibri"
        )
    for name in ("Heading 1", "Heading 2", "Heading 3", "Title", "Subtitle", "TOC Heading"):
        doc.styles[name].font.color.rgb = INK


def language(doc: Doc, code: str) -> None:
    """So that spelling is checked, and read aloud, in the right language."""
    element = OxmlElement("w:lang")
    element.set(qn("w:val"), code)
    doc.styles["Normal"].element.get_or_add_rPr().append(element)


def _picture(doc: Doc, it: Report, image: bytes) -> None:
    """As wide as the text, unless it would not fit on a page; its words go with it."""
    shape = doc.add_picture(BytesIO(image), width=TEXT_WIDTH)
    if shape.height > TALLEST:
        shape.width, shape.height = round(shape.width * TALLEST / shape.height), TALLEST
    about = shape._inline.docPr
    about.set("descr", it.alt)
    about.set("title", it.title)


def _paragraph(doc: Doc, block: Paragraph) -> None:
    paragraph = doc.add_paragraph()
    run = paragraph.add_run(block.text)
    if block.strong:  # what is not said costs nothing
        run.bold = paragraph.paragraph_format.keep_with_next = True


def _heading(doc: Doc, block: Heading) -> None:
    _write(doc, block.text, "Heading 2")


def _listed(doc: Doc, block: Listed) -> None:
    for item in block.items:
        _write(doc, item, "List Bullet")


def _quoted(doc: Doc, block: Quoted) -> None:
    for item in block.items:
        _write(doc, item, "Quote")


def _table(doc: Doc, block: Table) -> None:
    headed = any(block.head)
    texts = [block.head, *block.rows] if headed else [*block.rows]
    table = doc.add_table(len(texts), len(block.head))  # whole: a row added later costs five
    table._tbl.tblStyle_val = _id("Table Grid")
    table.autofit = False
    shares = block.wide or (1,) * len(block.head)
    widths = [round(TEXT_WIDTH * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, said) in enumerate(zip(table.rows, texts, strict=True)):
        head = headed and not number
        _row(row.cells, said, widths, head=head)
        _mark(row, "w:tblHeader" if head else "w:cantSplit")
        if block.roomy and not head:
            row.height = ROOMY
    after = _write(doc, "", CELL)  # or two tables in a row would become one
    after.paragraph_format.space_after = after.paragraph_format.line_spacing = Pt(4)


def _mark(row: Any, name: str) -> None:
    """What python-docx has no word for: repeat this row on each page, keep it on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", HEAD)):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _row(cells: Iterable[Any], texts: Iterable[str], widths: Iterable[int], *, head: bool) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        paragraph = cell.paragraphs[0]
        _style(paragraph, CELL)
        run = paragraph.add_run(text)
        cell.width = width
        if head:
            _shade(cell)
            run.bold = True
            paragraph.paragraph_format.keep_with_next = True


WRITE: dict[type, Callable[[Doc, Any], None]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Listed: _listed,
    Quoted: _quoted,
    Table: _table,
}


def main() -> None:
    """Read a report and its picture, write the file."""
    limited()
    it, image = pickle.loads(sys.stdin.buffer.read())  # noqa: S301 - from our own process
    sys.stdout.buffer.write(word(it, image))


if __name__ == "__main__":
    main()
