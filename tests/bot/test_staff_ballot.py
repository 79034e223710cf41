"""The team's ballot: what comes back from paper, table or form is read as it is."""

import csv
import io
import re
from functools import cache

import docx
import openpyxl
import pytest
from click.testing import CliRunner

from bot.app import clock
from bot.commands.paper.ballot import ballot as command
from bot.commands.shared.summary import summary
from bot.inputs.answers import read
from bot.outputs.paper import staff
from dialogs.ballot import ballot
from dialogs.findings.collected import draft
from dialogs.findings.names import title
from framework.assess import assess, to_json
from tests.bot.test_inputs import CYCLE, GIVEN, PACK, book
from tests.framework.teams import IDS
from tests.support.languages import LANGUAGES, each_language, each_language_in_time
from tests.support.office import office
from tests.support.people import library

SIX = {
    name: {id_: CYCLE[(n * m + m) % len(CYCLE)] for m, id_ in enumerate(IDS)}
    for n, name in enumerate(("Ana Díaz", "Ben", "Carla", "Dev", "Eva", "Zoë"))
}
ANSWERS = frozenset((who, id_, a) for who, given in GIVEN.items() for id_, a in given.items())


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = office(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: made.theatre.now)
    return made


@cache
def made(language="en"):
    about = {"system": "a chatbot", "service": "the Registry"}
    x, words = (
        draft(library(), "public_value", language, "UTC", about, 0),
        library().words[language],
    )
    return ballot(x, words, title(x, words))


def returned(tmp_path, content, name):
    """What is read of a file that came back."""
    path = tmp_path / name
    path.write_bytes(content)
    given = read(path, PACK)
    assert not given.nameless
    return given


def same(given):
    assert {(a.person, a.component, a.answer) for a in given.answers} == ANSWERS
    whole = {to_json(assess(PACK, given.answers), PACK)["participants"]}
    assert whole == {len(GIVEN)}


def rows(content, sheet):
    found = openpyxl.load_workbook(io.BytesIO(content))[sheet].iter_rows(values_only=True)
    return [[cell or "" for cell in row] for row in found]


@each_language
def test_the_empty_table_filled_in_is_read_as_it_is(tmp_path, language):
    same(returned(tmp_path, typed(staff.table(made(language)), GIVEN), "a.csv"))


@each_language_in_time
def test_the_spreadsheet_filled_in_is_read_as_it_is(tmp_path, language):
    empty = staff.book(made(language))
    [rule] = openpyxl.load_workbook(io.BytesIO(empty)).worksheets[0].data_validations.dataValidation
    assert rule.formula1 == '"1,2,3,4,5,NS,NA"'
    same(returned(tmp_path, entered(empty, GIVEN), "a.xlsx"))


@pytest.mark.parametrize("shown", ["names", "labels"])
@each_language
def test_what_a_form_made_of_it_exports_is_read_as_it_is(tmp_path, language, shown):
    """As KoboToolbox and ODK export: by the names in the form, or by its labels in a language."""
    form = staff.xlsform([made(code) for code in LANGUAGES])
    same(returned(tmp_path, exported(form, GIVEN, language, shown), "export.xlsx"))


def typed(table, given):
    """The empty table, filled in."""
    [head] = csv.reader(io.StringIO(table.decode("utf-8-sig")))
    filled = io.StringIO()
    csv.writer(filled).writerows([head, *([who, *g.values()] for who, g in given.items())])
    return filled.getvalue().encode("utf-8-sig")


def entered(book_, given):
    """The empty spreadsheet, filled in: a number is a number there."""
    file, out = openpyxl.load_workbook(io.BytesIO(book_)), io.BytesIO()
    for line, (who, answers) in enumerate(given.items(), 2):
        for column, value in enumerate([who, *answers.values()], 1):
            file.worksheets[0].cell(line, column, int(value) if value.isdigit() else value)
    file.save(out)
    return out.getvalue()


def exported(form, given, language, shown):
    """What KoboToolbox and ODK export of a form: by its names, or by its labels in a language."""
    survey, choices = rows(form, "survey"), rows(form, "choices")
    label = f"label::{library().words[language].text('language.name')} ({language})"
    at = survey[0].index(label)
    scales = {(c[0], str(c[1])): c[choices[0].index(label)] for c in choices[1:]}
    asked, group = {}, ""
    for kind, name, *rest in survey[1:]:
        group = name if kind == "begin_group" else group
        if kind.startswith("select_one "):
            text = ["", "", *rest][at]
            asked[name.replace("_", "-")] = (kind.split()[1], f"{group}/{name}", text)
    assert list(asked) == list(IDS)
    who = next(["", "", *rest][at] for kind, _, *rest in survey[1:] if kind == "text")
    heads = ["start", "participant" if shown == "names" else who]
    heads += [path if shown == "names" else text for _, path, text in asked.values()]
    filled = [
        ["2026-11-23T09:30", name]
        + [a if shown == "names" else scales[asked[i][0], a] for i, a in answers.items()]
        for name, answers in given.items()
    ]
    return book([heads, *filled])


async def test_each_goes_into_a_running_exercise_and_gives_the_assessment_of_its_table(desk):
    """The ballot of an exercise, filled in, imported; what the group then sees is what it says."""
    await desk.begin()
    wrote = await desk.run("ballot", "1", "--format", "xlsform")
    assert wrote.exit_code == 0, wrote.output
    form = (desk.folder / "1-ballot-en.xlsform.xlsx").read_bytes()
    five = {name: given for name, given in SIX.items() if name != "Zoë"}
    for name, content, new in (
        ("typed.csv", typed(staff.table(made()), five), "5 participants, 130 answers"),
        ("entered.xlsx", entered(staff.book(made()), five), "0 participants, 0 answers"),
        ("export.xlsx", exported(form, SIX, "en", "names"), "1 participant, 26 answers"),
    ):
        (desk.folder / name).write_bytes(content)
        took = await desk.run("import", "1", name)
        assert new in took.stdout, took.output
    await desk.closes()
    x = await desk.exercise()
    await desk.ends()
    told = await desk.run("analyse", "export.xlsx")
    assert told.stdout == summary(PACK, x.results["1"])
    assert x.results["1"].participants == len(SIX)


def test_the_form_is_one_that_the_tools_take():
    form = staff.xlsform([made("en"), made("es")])
    survey, settings = rows(form, "survey"), rows(form, "settings")
    assert survey[0] == [
        *("type", "name", "label::English (en)", "label::Español (es)"),
        *("hint::English (en)", "hint::Español (es)", "required"),
    ]
    names = [row[1] for row in survey[1:] if row[1]]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in names)
    depth = 0
    for row in survey[1:]:
        depth += {"begin_group": 1, "end_group": -1}.get(row[0], 0)
        assert depth in (0, 1)
    assert depth == 0
    lists = {row[0] for row in rows(form, "choices")[1:]}
    assert {row[0].split()[1] for row in survey if row[0].startswith("select_one")} == lists
    assert dict(zip(*settings, strict=True))["default_language"] == "English (en)"


@each_language
def test_the_paper_form_has_a_code_a_box_and_a_label_for_each_answer(language):
    it = made(language)
    text = staff.page(it).decode()
    for question in it.questions:
        assert f'<span class="code">{question.id}</span>' in text
    assert text.count('class="box"') == len(IDS) * 7
    assert "{" not in re.sub(r"<style>.*</style>", "", text, flags=re.S)


def test_the_word_file_asks_what_the_page_asks(tmp_path, monkeypatch):
    monkeypatch.setenv("VALUEMAP_DATABASE", str(tmp_path / "none.db"))
    about = ["--system", "a chatbot", "--service", "the Registry", "--out", str(tmp_path)]
    done = CliRunner().invoke(command, ["--format", "docx", "--language", "es", *about])
    assert done.exit_code == 0, done.output
    it = made("es")
    doc = docx.Document(str(tmp_path / "public_value-ballot-es.docx"))
    said = "\n".join(paragraph.text for paragraph in doc.paragraphs)
    for question, table in zip(it.questions, doc.tables, strict=True):
        assert f"{question.id}  {question.name}. {question.text} {question.frame}" in said
        boxes = [cell.text.split("\n", 1) for cell in table.rows[0].cells]
        assert boxes == [["☐", f"{code} {label}"] for code, label in question.answers]


def test_the_command_writes_each_format_and_says_what_goes_with_what(tmp_path, monkeypatch):
    monkeypatch.setenv("VALUEMAP_DATABASE", str(tmp_path / "none.db"))

    def run(*arguments):
        return CliRunner().invoke(command, [*arguments, "--out", str(tmp_path)])

    for form in ("html", "csv", "xlsx", "xlsform"):
        done = run("--format", form, "--system", "a chatbot")
        assert done.exit_code == 0, done.output
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        f"public_value-ballot-en.{end}" for end in ("csv", "html", "xlsform.xlsx", "xlsx")
    ]
    for wrong, said in (
        (("--framework", "other"), "there is no framework other"),
        (("--language", "xx"), "--language: public_value is in en, es"),
        (("--codes", "3"), "--codes goes with --public"),
        (("--public",), "--public is about an exercise: say its number"),
    ):
        done = run(*wrong)
        assert (done.exit_code, said in done.output) == (2, True), done.output
