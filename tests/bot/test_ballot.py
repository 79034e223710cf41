"""The ballot of a public round, as a page and for Word: a poster and a form, a page each."""

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest

from bot.outputs.paper.ballot import page
from bot.outputs.paper.word import word
from dialogs.talk.public.paper import Ballot, ballot
from tests.dialogs.test_public import asked
from tests.support import people
from tests.support.people import library, posted

CODES = ("ABCDEFGH2345", "ABCDEFGH6789")


LONGEST = {
    "system": "chatbots and agents that answer questions and take applications",
    "service": "The Civil Registry of Births, Marriages, Deaths and Changes of Name",
    "situation": "From next year on people could ask about it at any hour of the day. " * 6,
}
"""What the facilitator writes, about as long as it may be."""


@pytest.fixture(autouse=True)
def _served(monkeypatch: pytest.MonkeyPatch) -> None:
    served = library().with_pages("https://map.example.org")
    monkeypatch.setattr(people, "library", lambda: served)


def made(language: str, *, long: bool) -> Ballot:
    x = asked(posted(languages="en es", **(LONGEST if long else {}))).x
    return ballot(x, library().words[language])


CASES = [(language, long) for language in ("en", "es") for long in (False, True)]


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_the_word_file_says_what_the_page_says() -> None:
    it = made("en", long=False)
    doc = docx.Document(BytesIO(word(it, ())))
    said = "\n".join(paragraph.text for paragraph in doc.paragraphs)
    for text in (it.first.title, *it.first.texts, it.url):
        assert text in said
    for question in it.questions:
        assert f"{question.title} {question.texts[0]}" in said
    assert said.replace("\u00a0", " ").count("☐ Not sure") == len(it.questions) == 10
    assert len(doc.inline_shapes) == 1, "the way there"
    assert word(it, ()) == word(it, ()), "the same ballot is the same file"


def test_with_codes_the_open_address_is_not_on_the_poster() -> None:
    doc = docx.Document(BytesIO(word(made("en", long=False), CODES)))
    [table] = doc.tables
    slips = [cell.text for row in table.rows for cell in row.cells if cell.text]
    assert len(slips) == 2
    assert "ABCD-EFGH-2345" in slips[0]
    assert "ABCD-EFGH-6789" in slips[1]
    assert "/public/" not in "\n".join(paragraph.text for paragraph in doc.paragraphs)


def test_poster_and_form_are_a_page_each_in_word(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not here: whether the ballot is two pages was NOT tried")
    files = []
    for language, long in CASES:
        files.append(tmp_path / f"{language}-{long}.docx")
        files[-1].write_bytes(word(made(language, long=long), ()))
    own = f"-env:UserInstallation=file://{tmp_path}/office"
    to = ("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path))
    subprocess.run([office, own, *to, *files], check=True, capture_output=True)
    found = {path.stem: pages(path.with_suffix(".pdf").read_bytes()) for path in files}
    assert found == dict.fromkeys(found, 2)


def test_poster_and_form_are_a_page_each_when_printed(tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("Chromium is not here: whether the ballot prints as two pages was NOT tried")
    found = {}
    for language, long in CASES:
        path = tmp_path / f"{language}-{long}.html"
        path.write_bytes(page(made(language, long=long), ()))
        alone = ("--headless", "--no-sandbox", f"--user-data-dir={tmp_path}/own")
        to = ("--no-pdf-header-footer", f"--print-to-pdf={path.with_suffix('.pdf')}", path.as_uri())
        subprocess.run([browser, *alone, *to], check=True, capture_output=True)
        found[path.stem] = pages(path.with_suffix(".pdf").read_bytes())
    assert found == dict.fromkeys(found, 2)
