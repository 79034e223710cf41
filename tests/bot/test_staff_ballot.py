"""The team's ballot: what comes back from paper, table or form is read as it is."""

import csv
import io
import re
from functools import cache

import openpyxl
import pytest
from click.testing import CliRunner

from bot.commands.paper.ballot import ballot as command
from bot.inputs.answers import read
from bot.outputs.paper import staff
from dialogs.ballot import ballot
from dialogs.findings.collected import draft
from dialogs.findings.names import title
from framework.assess import assess, to_json
from tests.bot.test_inputs import GIVEN, PACK, book
from tests.framework.teams import IDS
from tests.support.languages import LANGUAGES, each_language, each_language_in_time
from tests.support.people import library

ANSWERS = frozenset((who, id_, a) for who, given in GIVEN.items() for id_, a in given.items())


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
    text = staff.table(made(language)).decode("utf-8-sig")
    [head] = csv.reader(io.StringIO(text))
    filled = io.StringIO()
    csv.writer(filled).writerows([head, *([who, *g.values()] for who, g in GIVEN.items())])
    same(returned(tmp_path, filled.getvalue().encode("utf-8-sig"), "a.csv"))


@each_language_in_time
def test_the_spreadsheet_filled_in_is_read_as_it_is(tmp_path, language):
    it = made(language)
    file = openpyxl.load_workbook(io.BytesIO(staff.book(it)))
    sheet = file[it.words.text("ballot.sheet")]
    for line, (who, given) in enumerate(GIVEN.items(), 2):
        for column, value in enumerate([who, *given.values()], 1):
            sheet.cell(line, column, int(value) if value.isdigit() else value)
    [rule] = sheet.data_validations.dataValidation
    assert rule.formula1 == '"1,2,3,4,5,NS,NA"'
    out = io.BytesIO()
    file.save(out)
    same(returned(tmp_path, out.getvalue(), "a.xlsx"))


@pytest.mark.parametrize("shown", ["names", "labels"])
@each_language
def test_what_a_form_made_of_it_exports_is_read_as_it_is(tmp_path, language, shown):
    """As KoboToolbox and ODK export: by the names in the form, or by its labels in a language."""
    form = staff.xlsform([made(code) for code in LANGUAGES])
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
        + [a if shown == "names" else scales[asked[i][0], a] for i, a in given.items()]
        for name, given in GIVEN.items()
    ]
    same(returned(tmp_path, book([heads, *filled]), "export.xlsx"))


def test_the_form_is_one_that_the_tools_take():
    form = staff.xlsform([made(code) for code in LANGUAGES])
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
