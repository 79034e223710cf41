"""What a word processor fills in by itself: page numbers, the head and foot of each page.

The contents are links with a field each for the page, and no table of contents of Word's: an office
program other than Word shows the numbers at once, Word when it prints or when they are updated (all
selected, F9). Until then nothing stands there: a number that might be wrong is worse. What is
always right, in Word too, is the foot, and in the head the section that a page belongs to. Word
could be told to update a file as it opens, but then asks each reader a question that looks like a
warning.
"""

from typing import Any

from docx.document import Document as Doc
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from bot.outputs.pages.blocks import Cover, Report

FIELDS = {"n": "PAGE", "total": "NUMPAGES"}
"""What Word calls what a page knows."""

SMALL = Pt(8)


def field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """A field with what it shows until it is updated."""
    _mark(paragraph, "begin")
    text = OxmlElement("w:instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    paragraph.add_run()._r.append(text)
    _mark(paragraph, "separate")
    paragraph.add_run(shown)
    _mark(paragraph, "end")


def _mark(paragraph: WordParagraph, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def furnish(doc: Doc, it: Report, cover: Cover, width: Length) -> None:
    """The head and foot of every page but the first: what it is, for whom, which page."""
    section = doc.sections[0]
    section.different_first_page_header_footer = True
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph in (head, foot):
        paragraph.style = doc.styles["Normal"]  # those of Word have a stop in the middle, too
        paragraph.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    head.add_run(f"{cover.kind} · {it.title}\t")
    field(head, 'STYLEREF "Heading 1"', "")
    foot.add_run(f"{cover.marking}\t")
    for n, part in enumerate(cover.page.split("|")):
        if n % 2:
            field(foot, FIELDS[part], "1")
        else:
            foot.add_run(part)
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = SMALL


def contents(doc: Doc, titles: list[tuple[str, str]]) -> None:
    """The contents: `titles` with the bookmarks of their headings."""
    for title, bookmark in titles:
        paragraph = doc.add_paragraph(style="TOC 1")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), bookmark)
        run = paragraph.add_run(title)
        link.append(run._r)
        paragraph._p.append(link)
        paragraph.add_run("\t")
        field(paragraph, f"PAGEREF {bookmark} \\h", "")


def bookmark(heading: Any, number: int, name: str) -> None:
    """A name for a heading, to which the contents lead."""
    for kind, place in (("w:bookmarkStart", 0), ("w:bookmarkEnd", -1)):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), str(number))
        if place == 0:
            mark.set(qn("w:name"), name)
            heading._p.insert(1, mark)
        else:
            heading._p.append(mark)
