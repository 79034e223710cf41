"""The report as it is filed: title page, contents, pages that say what they are; what it is for."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from bot.outputs.docx import word
from bot.outputs.html import html
from bot.outputs.pages.report import report
from dialogs.core import facts as f
from dialogs.findings.findings import findings
from dialogs.phrases import small
from tests.bot.test_report import DOT, document, everything, lines, section
from tests.support.languages import each_language_in_time
from tests.support.maps import play, varied
from tests.support.people import BOSS, DAY


def parts(content):
    """The texts of a Word file's parts, by name."""
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name).decode("utf-8", "replace") for name in file.namelist()}


def told(found, words, key):
    return "\n".join(lines(section(found, words, key)))


# -- the file ------------------------------------------------------------------------------------


def test_the_title_page_says_what_it_is_for_whom_and_as_of_when():
    _, found, words = varied()
    cover = report(found, words).cover
    assert dict(cover.rows)["Version"] == f"as of {found.as_of}"
    assert dict(cover.rows)["Facilitated by"] == "A. Mohammed"
    top = [p.text for p in document(found, words).paragraphs[:3]]
    assert top == [cover.marking.upper(), found.title, cover.kind]
    own = report(found, words, marking='Cabinet only "\\ }</style>')
    page = html(own)
    assert "Cabinet only &#34;\\ }&lt;/style&gt;" in page
    assert page.count("</style>") == 1


@each_language_in_time
def test_the_contents_lead_to_every_section(language):
    _, found, words = varied(language)
    made = report(found, words)
    xml = parts(word(made, DOT))["word/document.xml"]
    led = re.findall(r'w:hyperlink w:anchor="(\w+)"', xml)
    assert led == re.findall(r'w:bookmarkStart w:id="\d+" w:name="(\w+)"', xml)
    assert len(led) == len(made.sections)
    assert re.findall(r"PAGEREF (\w+)", xml) == led
    assert xml.count('fldCharType="begin"') == xml.count('fldCharType="end"')


def test_every_page_says_what_it_is_for_whom_and_which_of_how_many():
    _, found, words = varied()
    doc = document(found, words)
    [page] = doc.sections
    assert page.different_first_page_header_footer
    assert "After-action report" in page.header.paragraphs[0].text
    assert 'STYLEREF "Heading 1"' in page.header.paragraphs[0]._p.xml
    foot = page.footer.paragraphs[0]
    assert foot.text == "Internal: for the team and for those who decide\tPage 1 of 1"
    assert re.findall(r"PAGE|NUMPAGES", foot._p.xml) == ["PAGE", "NUMPAGES"]
    printed = html(report(found, words))
    assert '"Page " counter(page) " of " counter(pages)' in printed


def test_the_file_says_who_made_it_and_when_and_not_what_its_library_would():
    _, found, words = varied()
    of = document(found, words).core_properties
    assert (of.title, of.author) == (found.title, "A. Mohammed")
    assert of.created == of.modified == datetime.fromtimestamp(found.made, UTC)
    assert of.created.year == 2026
    assert "python-docx" not in "".join(parts(word(report(found, words), DOT)).values())


@pytest.mark.soak
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_an_office_shows_the_pages_as_they_are_meant(tmp_path):
    _, found, words = varied("es")
    path = tmp_path / "report.docx"
    path.write_bytes(word(report(found, words), DOT))
    own = f"-env:UserInstallation=file://{tmp_path}/office"
    to = ("--headless", "--convert-to", "pdf", "--outdir", tmp_path)
    subprocess.run(["soffice", own, *to, path], check=True, capture_output=True)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()
    first, second, *rest = text.split("\f")[:-1]
    pages = 2 + len(rest)
    assert "CONTENIDO" in first.upper()
    led = re.findall(r"^ *\d+\. .*?(\d+)$", first, re.M)
    assert len(led) == len(report(found, words).sections), "each with its page, unasked"
    assert led == sorted(led, key=int)
    assert "Página" not in first
    assert f"Página 2 de {pages}" in second
    assert "En breve" in second
    assert all(f"de {pages}" in page for page in rest)


# -- what is in it -------------------------------------------------------------------------------


def test_within_a_page_it_says_what_to_decide_what_is_in_the_way_and_who_does_what():
    made = play()
    made.tap(2, "take.1")
    found, words = findings(made.x, "en"), made.x.library.words["en"]
    said = told(found, words, "decision")
    for text in (found.to_decide, small(found.decision), *found.stop_signs):
        assert text in said
    first = found.plan[0]
    assert f"{first.what}\n{first.owner}\n{first.due}" in said
    assert first.owner == "Person 2"


def test_objectives_stand_with_what_came_of_them():
    made = play()
    found = findings(made.x, "en")
    aims = dict(found.objectives)
    read = sum(cell.shown for cell in found.cells)
    assert aims["See where the team expects public value, and what stands against it"] == (
        f"Of {read} of 26 components something can be said."
    )
    assert aims["Agree on who does what, and by when"].endswith("none has an owner yet.")
    made.tap(2, "take.1")
    now = dict(findings(made.x, "en").objectives)
    assert now["Agree on who does what, and by when"].endswith("with an owner: 1.")
    assert dict(findings(play(n=2).x, "en").objectives)[
        "See where the team expects public value, and what stands against it"
    ].startswith("Of 0 of 26")


def test_what_the_facilitator_tells_for_the_report_stands_in_it_and_nowhere_else():
    made = play()
    words = made.x.library.words["en"]
    assert "By function" not in told(findings(made.x, "en"), words, "overview")
    for name, text in (("functions", "Registry clerks, a lawyer"), ("thread", "Who would pay?")):
        made.apply([f.Amended(made.at, BOSS, 0, name, text)])
    found = findings(made.x, "en")
    assert "By function\nRegistry clerks, a lawyer" in told(found, words, "overview")
    assert "What was said about it\nWho would pay?" in told(found, words, "scenario")
    assert found.decided == ()


def test_the_news_stand_in_it_as_the_group_read_them():
    made = play()
    made.x.injected = "price"
    said = told(findings(made.x, "en"), made.x.library.words["en"], "scenario")
    assert "the supplier asks twice the agreed price for the full version of the chatbot" in said
    assert "None was read out" not in said


def test_an_action_leads_to_an_outcome_to_trust_and_to_something_to_count():
    made = play()
    found, words = findings(made.x, "en"), made.x.library.words["en"]
    legal = next(line for line in found.plan if "laws" in line.what).chain
    assert legal.output == "A list of the laws and the gaps"
    assert legal.outcome.startswith("Suggested: a written rule protects")
    assert legal.trust == "Trust, as we see it today: high."
    assert "gaps closed, of those listed" in legal.baseline
    assert "stop sign" in legal.baseline
    assert legal.later.startswith("22 February 2027: count the same again")
    made.apply([f.Amended(made.at, BOSS, 1, "citizens", "Everyone knows the rule.")])
    made.apply([f.Amended(made.at, BOSS, 1, "what", "Ask the ministry")])
    changed = findings(made.x, "en")
    of = changed.plan[0].chain
    assert (of.output, of.outcome) == ("", "Everyone knows the rule.")
    assert "What there is then\nnot said yet" in told(changed, words, "plan")


def test_the_plan_stands_in_the_steps_of_the_roadmap():
    x, found, _ = varied()
    assert [step.title for step in found.roadmap] == [
        x.framework.texts["en"].recommendation[id_].title for id_ in x.framework.roadmap
    ]
    assert sorted(n for step in found.roadmap for n in step.actions) == [
        line.number for line in found.plan
    ]
    assert all(part.step for part in x.framework.components)


def test_the_country_is_a_dated_note_with_its_source_and_only_where_there_is_one():
    made = play()
    [note] = findings(made.x, "en").context
    assert note.text.startswith("Trinidad and Tobago: rank 86 of 193")
    assert note.day == "17 September 2024"
    assert "United Nations" in note.source
    made.x.zone = "Europe/Berlin"
    assert findings(made.x, "en").context == ()


def test_the_deletion_is_said_as_what_it_is_wherever_comments_stood():
    made = play(notes=((2, "CIT-R2", "Clerks retire."), (3, "ADM-T4", "No rule.")))
    made.wait(90 * DAY)
    found, words = findings(made.x, "en"), made.x.library.words["en"]
    doc = everything(Document(BytesIO(word(report(found, words), DOT))))
    assert doc.count("Deleted as promised on 23 January 2027") >= 2
    assert "No comment that may be quoted was released." not in doc
    assert "Clerks retire" not in doc
