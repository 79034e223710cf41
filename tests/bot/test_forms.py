"""The forms that come next: what the exercise knows for each, and nothing that it does not."""

from io import BytesIO
from typing import get_args

import pytest
from docx import Document

from bot.outputs.docx import word
from bot.outputs.pages.nextform import nextform
from dialogs.findings.findings import findings
from dialogs.findings.nextforms import GIVES, next_forms
from framework.pack import PackError, parse
from framework.pack.schema import Gives
from tests.bot.test_report import everything
from tests.framework.teams import raw_pack
from tests.support.languages import each_language_in_time
from tests.support.maps import play, varied

FORMS = ("unesco-eia", "eu-fria", "canada-aia", "uk-atrs")


def form(id_, language="en"):
    x, found, words = varied(language)
    return next(f for f in next_forms(x, words, found) if f.id == id_), found, words


@each_language_in_time
@pytest.mark.parametrize("id_", FORMS)
def test_a_word_file_each_with_its_source_its_date_and_every_section(id_, language):
    made, found, words = form(id_, language)
    written = nextform(found, made, words)
    text = everything(Document(BytesIO(word(written, b""))))
    assert made.source.rstrip(".") in text
    assert made.day in text
    for section in made.sections:
        assert section.title in text
        for name, known in section.known:
            assert name in text
            assert known in text


def test_the_six_points_of_article_27_in_their_order():
    made, found, words = form("eu-fria")
    assert [s.ref for s in made.sections] == [f"({letter})" for letter in "abcdef"]
    written = nextform(found, made, words)
    nothing, opened = str(words.say("forms.nothing")), str(words.say("forms.open"))
    last = [section.blocks[-1].text for section in written.sections]
    assert last == [opened, nothing, opened, opened, opened, opened]


def test_what_is_given_is_what_the_findings_say():
    made, found, _ = form("eu-fria")
    risks = dict(made.sections[3].known)
    trust = next(cell for cell in found.cells if cell.id == "DEM-R2")
    assert risks["Trust (Democratic: risk)"].split("; ")[0] == f"staff see: {trust.word}"
    jobs = risks["Loss of jobs (Citizen: risk)"]
    assert "we differ" in jobs
    assert "“Contract staff do exactly this work.”" in jobs
    assert risks["Serious or high"] == ", ".join(
        c.name for c in found.of("stop", "high", gain=False)
    )


def test_with_nothing_answered_nothing_is_claimed():
    x = play({}, n=2).x
    found, words = findings(x, "en"), x.library.words["en"]
    for made in next_forms(x, words, found):
        text = everything(Document(BytesIO(word(nextform(found, made, words), b""))))
        assert "staff see: high" not in text
        assert "staff see: low" not in text
        assert all(known for section in made.sections for _, known in section.known)


def test_a_mapping_that_names_what_is_not_there_is_refused():
    files = raw_pack()
    files["pack"]["form"][0]["section"][1]["components"] = ["ADM-R9"]
    files["pack"]["form"][1]["source"] = "nobody"
    with pytest.raises(PackError) as caught:
        parse(files, "p")
    assert [str(problem) for problem in caught.value.problems] == [
        "p/pack.toml: form.unesco-eia: there is no component ADM-R9",
        "p/pack.toml: form.eu-fria.source: there is no source nobody",
    ]


def test_everything_that_a_section_may_be_given_is_given_by_somebody():
    assert set(GIVES) == set(get_args(Gives))
