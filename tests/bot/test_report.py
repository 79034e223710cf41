"""The report: its sections, the same as a page and for Word, whatever people wrote."""

import base64
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from bot.outputs.docx import word
from bot.outputs.files import make
from bot.outputs.html import html
from bot.outputs.pages.blocks import Listed, Quoted, Table
from bot.outputs.pages.report import report
from bot.outputs.picture import svg
from dialogs import show
from dialogs.core import gate
from dialogs.findings.both import Both
from dialogs.findings.findings import compared, findings
from dialogs.phrases import capital, small
from tests.support.languages import each_language_in_time
from tests.support.maps import IDS, ROWS, play, varied
from tests.support.people import DAY

SECTIONS = 15
NO_STOP = (
    "No stop sign: where enough of us scored, there is nothing of which more than half say that it "
    "blocks us or that the risk is very high."
)
CLERKS = "Clerks retire faster than we hire."
YEARS = "It will take years before a post is touched."
HOSTILE = (
    '<script>alert(1)</script> & "quoted" {{ 7 * 7 }} {n}',
    "\u202eمرحبا بالعالم\u202c مع نص عربي",
    "🙂👩‍👩‍👧 =SUM(A1:A9) \x0b\x00",
    "x" * 1500 + " " + "y" * 1499,
)
EMPTY = ("area", "br", "circle", "col", "hr", "img", "link", "meta", "path", "rect")


DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
"""A picture of one dot, where the real one is not what a test is about."""


class Page(HTMLParser):
    """Reads a page as a browser would; refuses tags that cross or stay open."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.said = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "title", "desc"} & set(self.open):
            self.said.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())


def page(found, words):
    return Page(html(report(found, words), svg(found, words)))


def document(found, words):
    return Document(BytesIO(word(report(found, words), DOT)))


def everything(doc):
    """All text of a Word file, in no particular order."""
    cells = [c.text for t in doc.tables for row in t.rows for c in row.cells]
    return "\n".join([p.text for p in doc.paragraphs] + cells)


def lines(section):
    """All text of a section."""
    for block in section.blocks:
        if isinstance(block, Table):
            yield from (cell for row in (block.head, *block.rows) for cell in row)
        elif isinstance(block, Listed | Quoted):
            yield from block.items
        elif getattr(block, "text", ""):
            yield block.text


def section(found, words, key):
    title = str(words.say(f"report.{key}"))
    return next(s for s in report(found, words).sections if s.title == title)


# -- what is in it -------------------------------------------------------------------------------


def test_the_sections_in_the_order_of_a_decision():
    _, found, words = varied()
    assert [s.title for s in report(found, words).sections] == [
        "In short", "The exercise", "Scenario and news", "Value map", "Strengths",
        "Findings, the most serious first", "What we differ on",
        "What the people who use the service say", "What we do not know", "Recommendations",
        "Who must agree, who can do it", "Improvement plan", "Methods", "Limits", "Sign-off",
    ]  # fmt: skip


def test_the_decision_and_the_stop_signs_are_said_before_the_map():
    _, found, words = varied()
    said = list(lines(section(found, words, "decision")))
    assert said[:3] == [
        f"To be decided: {found.to_decide}",
        f"The team: {small(found.decision)}",
        "Stop sign: Legality. More than half of us say that it blocks us.",
    ]
    assert said[-2:] == ["Did this exercise change your view?", "Most of us say: no change"]
    calm = play({}, n=9)
    words = calm.x.library.words["en"]
    said = list(lines(section(findings(calm.x, "en"), words, "decision")))
    assert said[1:3] == ["The team: most of us say: pilot first.", NO_STOP]


def test_every_component_leads_somewhere():
    _, found, words = varied()
    keys = ("strengths", "findings", "differ", "unknown")
    said = "\n".join(line for key in keys for line in lines(section(found, words, key)))
    assert all(cell.name in said for cell in found.cells)


def test_every_recommendation_has_its_class_rule_what_it_rests_on_and_its_source():
    x, found, words = varied()
    said = "\n".join(lines(section(found, words, "advice")))
    for item, issued in zip(found.advice, gate.latest(x).recommendations, strict=True):
        assert item.title in said
        assert f"{capital(item.level)}: {item.rule}." in said
        rests = f"Rests on {issued.rests_on} component" if issued.rests_on else ""
        assert item.rests.startswith(rests)
        assert all(reason in said for reason in (item.rests, *item.because))
        kind = "Source, shortened by us: " if item.paraphrase else "Source, in its words: “"
        assert kind + item.source.rstrip(".") in said
        assert all(f"] {cite}" in said for cite in item.cited)
        assert len(item.why) == len(issued.leads)
    assert "Why: a very large benefit under Efficiencies; the team differs on Loss of jobs" in said
    assert said.index("Go step by step, with pilots first") < said.index("R1. ")
    said = "\n".join(lines(section(found, words, "agenda")))
    for lens in ("strategic triangle", "skills that the findings call on", "attitudes that help"):
        assert lens in said.lower()


def test_no_step_stands_under_two_recommendations():
    _, found, _ = varied()
    steps = [step for item in found.advice for step in item.here.split("; ") if step]
    assert steps
    assert len(steps) == len(set(steps))


def test_both_positions_of_what_stays_contested():
    _, found, words = varied()
    said = list(lines(section(found, words, "differ")))
    start = said.index("Loss of jobs (Citizen: risk): we differ; 5 low, 0 medium, 4 high")
    low, high = said.index("Why low:"), said.index("Why high:")
    assert start < low < high
    assert set(said[low + 1 : high]) == {CLERKS, YEARS}
    assert said[high + 1] == "Contract staff do exactly this work."
    assert any("Loss of jobs (Citizen: risk): Asked again: we still differ." in s for s in said)


def test_once_comments_are_deleted_it_does_not_say_that_nobody_released_one():
    made = play(notes=((2, "CIT-R2", CLERKS),))
    made.wait(90 * DAY)
    assert made.x.purged
    words = made.x.library.words["en"]
    said = list(lines(section(findings(made.x, "en"), words, "differ")))
    assert "No comment that may be quoted was released." not in said
    found = findings(made.x, "en")
    assert found.deleted.startswith("Deleted as promised on 23 January 2027")
    assert f"Comments: {found.deleted}" in said
    assert found.deleted in list(lines(section(found, words, "overview")))


def test_remarks_and_what_was_said_before_a_dimension_are_quoted():
    _, found, words = varied()
    sides = tuple(replace(s, comments=(CLERKS,)) if s.id == "ECO" else s for s in found.sides)
    told = replace(found, sides=sides, remarks=(YEARS,))
    assert YEARS in lines(section(told, words, "findings"))
    said = list(lines(section(told, words, "map")))
    place = said.index(CLERKS)
    assert said[place - 2] == "Economic"
    assert said[place - 1] == "In the words of those who released a comment:"


def test_the_public_was_not_asked_or_stands_beside_us_in_words():
    _, found, words = varied()
    said = list(lines(section(found, words, "public")))
    assert said == ["The public was not asked in this exercise."]
    both = replace(found, both=(Both("Trust", "High", "Low", True),), public="41 people answered.")
    said = list(lines(section(both, words, "public")))
    assert said[-4:] == ["Trust", "High", "Low", "otherwise"]


def test_the_plan_has_issue_action_owner_contact_start_due_and_status():
    made = play()
    made.tap(2, "take.1")
    found = findings(made.x, "en")
    plan = section(found, made.x.library.words["en"], "plan")
    table = next(b for b in plan.blocks if isinstance(b, Table))
    head = ("Issue", "Action", "Owner", "Contact", "Start", "Due", "Status")
    assert table.head == head
    assert table.rows[0][2] == "Person 2"
    assert all(all(cell for cell in row) for row in table.rows)


def test_before_and_after_are_one_table():
    _, found, words = varied()
    both = compared(found, found, words)
    tables = [b for b in section(both, words, "map").blocks if isinstance(b, Table)]
    [table] = [t for t in tables if t.head == ("Component", "Before", "Now")]
    assert ("Trust", "high", "high") in table.rows
    assert len(table.rows) == 4 + 26


@pytest.mark.parametrize("rows", [{}, {"ECO-B1": "- - -"}, ROWS])
@pytest.mark.parametrize("small", [None, "yes"])
@pytest.mark.parametrize("n", [2, 3, 5])
def test_any_team_gets_a_whole_report(rows, small, n):
    made = play(rows, n=n, small_team=small)
    words = made.x.library.words["en"]
    written = report(findings(made.x, "en"), words)
    assert len(written.sections) == SECTIONS
    assert all(any(line.strip() for line in lines(s)) for s in written.sections)


def test_nothing_recommended_is_said():
    made = play({}, n=9)
    words = made.x.library.words["en"]
    said = list(lines(section(findings(made.x, "en"), words, "advice")))
    assert said[0] == "Nothing stands out."


# -- as a page -------------------------------------------------------------------------------------


@each_language_in_time
def test_the_page_is_whole_and_needs_nothing(language):
    _, found, words = varied(language)
    read = page(found, words)
    assert read.tags.count("h1") == 1
    assert read.tags.count("h2") == SECTIONS + 1  # and the contents
    assert ("html", "lang", language) in read.attributes
    links = [v for _, name, v in read.attributes if name in ("src", "href", "xlink:href", "data")]
    assert all(link.startswith("#") for link in links)
    ids = [v for _, name, v in read.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)
    assert "script" not in read.tags
    text = html(report(found, words), svg(found, words))
    fetched = re.findall(r"""url\((?!data:|#)|@import|https?://(?!www\.w3\.org/2000/svg)""", text)
    assert fetched == []
    assert text.count("<table") == text.count("<thead>") == text.count("</table>")
    for cell in found.cells:
        assert cell.name in read.text


def test_tables_name_their_rows_and_columns():
    _, found, words = varied()
    read = page(found, words)
    scopes = [value for tag, name, value in read.attributes if (tag, name) == ("th", "scope")]
    assert set(scopes) == {"row", "col"}


# -- for Word --------------------------------------------------------------------------------------


@each_language_in_time
def test_the_word_file_has_headings_tables_and_a_picture_with_words(language):
    _, found, words = varied(language)
    doc = document(found, words)
    heads = [p.text for p in doc.paragraphs if p.style.name == "Heading 1"]
    titles = [s.title for s in report(found, words).sections]
    assert heads == [f"{n}. {title}" for n, title in enumerate(titles, 1)]
    [shape] = doc.inline_shapes
    assert shape._inline.docPr.get("descr") == found.alt
    assert shape.width <= doc.sections[0].page_width - 2 * doc.sections[0].left_margin
    cover, *tables = doc.tables
    assert len(cover.rows) == len(report(found, words).cover.rows)
    assert all(t.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for t in tables)
    assert doc.core_properties.title == found.title
    assert doc.core_properties.language == language


@each_language_in_time
def test_page_and_word_file_say_the_same(language):
    _, found, words = varied(language)
    read, doc = page(found, words).text, everything(document(found, words))
    for part in report(found, words).sections:
        for line in lines(part):
            assert " ".join(line.split()) in read
            assert line in doc


def test_where_nobody_may_be_seen_nothing_is_called_none_and_nobody_is_counted():
    for n in (1, 4):
        found, words = findings(play(n=n).x, "en"), play(n=n).x.library.words["en"]
        for key in ("strengths", "findings", "differ", "agenda"):
            assert told_of(found, words, key) == found.too_few, key
        said = page(found, words).text
        assert f"{n} of 14" not in said
        assert "Took part fewer than 5 answered; views" in said


# -- whatever people wrote ------------------------------------------------------------------------


def test_notes_and_names_of_any_kind_break_nothing_and_lose_nothing():
    beside = ("ADM-T4", "ADM-T4", "CIT-R1")
    notes = [(n, id_, text) for n, (id_, text) in enumerate(zip(beside, HOSTILE, strict=False), 2)]
    made = play(notes=notes, system='a "<b>bot</b>" & {{ 1 }} رأي', service="x" * 80)
    made.names[2] = made.x.names[2] = "<i>Ann</i> {n} \x00"
    made.tap(2, "take.1")
    found, words = findings(made.x, "en"), made.x.library.words["en"]
    read, doc = page(found, words), everything(document(found, words))
    for text in (read.text, doc.replace("\n", " ")):
        for note in HOSTILE[:2]:
            assert note in text
        assert "🙂👩‍👩‍👧 =SUM(A1:A9) \ufffd\ufffd" in text
        assert "<i>Ann</i> {n} \ufffd" in text
        assert 'A "<b>bot</b>" & {{ 1 }} رأي for ' + "x" * 80 in text
    assert "script" not in read.tags
    assert "i" not in read.tags


def test_a_note_of_three_thousand_characters_is_there_to_the_end():
    made = play(notes=((2, "ADM-T4", HOSTILE[3]),))
    found, words = findings(made.x, "en"), made.x.library.words["en"]
    assert HOSTILE[3] in page(found, words).text
    assert HOSTILE[3] in everything(document(found, words))


# -- the files ------------------------------------------------------------------------------------


def test_the_channels_files_are_what_their_posts_say():
    x, found, _ = varied()
    picture = make(x, show.show(x, "picture/en"))
    assert picture.picture
    assert picture.alt == found.alt
    assert picture.name == "a-chatbot-for-the-civil-registry-2026-11-24-en.png"
    assert picture.content.startswith(b"\x89PNG")
    written = make(x, show.show(x, "report/es"))
    assert not written.picture
    assert written.name == "a-chatbot-para-the-civil-registry-2026-11-24-es.docx"
    assert "Recomendaciones" in everything(Document(BytesIO(written.content)))


def test_the_same_findings_give_the_same_page_and_picture():
    _, found, words = varied()
    image = svg(found, words)
    assert image == svg(found, words)
    assert html(report(found, words), image) == html(report(found, words), image)


@pytest.mark.skipif(not shutil.which("chromium"), reason="no browser is installed")
def test_a_browser_shows_it_without_a_complaint(tmp_path):
    _, found, words = varied()
    path = tmp_path / "report.html"
    path.write_text(html(report(found, words), svg(found, words)), "utf-8")
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=420,2000",
         f"--user-data-dir={tmp_path}/profile", "--enable-logging=stderr", "--v=0",
         f"--screenshot={tmp_path}/shot.png", path.as_uri()],
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert (tmp_path / "shot.png").stat().st_size > 20_000
    assert b"CONSOLE" not in done.stderr


# -- what the data carry ---------------------------------------------------------------------------


def told(made, *keys, language="en"):
    """These sections of a report as one text."""
    found, words = findings(made.x, language), made.x.library.words[language]
    return "\n".join(line for key in keys for line in lines(section(found, words, key)))


def test_of_fewer_than_five_scores_it_is_said_why_there_is_no_stop_sign():
    """Three who all say that it blocks them must not read that nobody says so."""
    small = play({"ADM-T4": "5 5 5", "CIT-R2": "1 5 3"}, n=3, small_team="yes")
    said = told(small, "decision", "findings", "limits", "map")
    assert "No stop sign: they are given only where at least 5 of us scored." in said
    assert "do more than half say" not in said
    assert "neither high nor low, or no single view" in said
    assert "who disagrees with its word can often tell" in said
    assert "with no single view" in said
    assert " medium" not in said.partition("Every component")[0]


def test_more_than_half_means_of_those_who_scored_it():
    _, found, words = varied()
    assert "“More than half of us”: of those who scored it." in told_of(found, words, "decision")
    calm = told(play({}), "decision")
    assert "there is nothing of which more than half say" in calm


def told_of(found, words, key):
    return "\n".join(lines(section(found, words, key)))


def test_a_class_claims_no_number_that_the_reasons_below_it_exceed():
    """Seven large benefits are not "one thing"; where the team differs, the rule says so."""
    rows = {id_: "4 4 5 4 4 5 4 4 4" for id_ in IDS if "-B" in id_}
    said = told(play(rows), "advice")
    assert "Medium priority: at least one thing at its core stands out." in said
    said = told(play({"CIT-R2": "1 5 1 5 1 5 1 5 1"}), "advice")
    assert "To watch: at its core stands only what we differ on." in said
    assert "nothing at its core stands out" in said


def test_a_pair_in_a_dimension_is_counted_beside_the_components():
    said = told(play({"CIT-B3": "4 5 4 4 5 4 4 4 4", "CIT-R1": "4 4 4 5 4 4 4 4 4"}), "advice")
    assert re.search(r"Rests on (?:\d+ components?, and on )?a pair:", said)


def test_what_is_too_few_stands_once():
    rows = {"ADM-B2": "NS NS NS NS NS 3 3 3 4", "DEM-B1": "NS NS NS NS NS - - - -"}
    said = told(play(rows), "unknown")
    assert said.count("Sustainability") == said.count("Citizen interaction") == 1


def test_the_corners_say_what_is_open_and_answer_no_question_by_it():
    said = told(play(), "agenda")
    assert "Legitimacy\nWho must agree?\nOpen: " in said
    calm = told(play({"ADM-T4": "5 5 5 5 5 5 5 5 5"}), "agenda")
    assert "Strategy\nIs the goal agreed?\nNothing is open here." in calm


def test_in_spanish_what_is_counted_agrees():
    found, words = varied("es")[1:]
    said = told_of(found, words, "map")
    assert re.search(r"[2-9] medios", said)
    assert not re.search(r"[2-9] (?:medio|alto|bajo|muy alto)\b", said)
