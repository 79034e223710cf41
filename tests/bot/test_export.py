"""The exports: all numbers, for one reader; no names, no formulas, nothing before the close."""

import csv
import io
import json
import sqlite3
import stat
from contextlib import closing
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from icalendar import Calendar

from bot.app.library import loader
from bot.cli import cli
from bot.inputs.answers import read
from bot.outputs.actions import actions
from bot.outputs.formats import harmless
from bot.outputs.tables import FORMATS, export, sheets
from bot.outputs.tables import assessed as assessed_again
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.findings.findings import findings
from framework.assess import assess, to_json
from storage.store import Store
from tests.support.languages import each_language_in_time
from tests.support.maps import play, varied
from tests.support.people import TOPICS, assessed, library, resulted

FORMULAS = ("=SUM(A1)", "+1", "-1", "@cmd", "\t=1", " =1+1")


def tables(form):
    """The export of the varied team, read back: rows as texts, by table and column."""
    x, found, words = varied()
    files = export(x, found, words, form)
    assert all("not-for-the-group" in name for name in files)
    if form == "csv":
        return {
            name.rpartition("-")[2].removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
            )
            for name, content in files.items()
            if name.endswith(".csv")
        }
    content = next(iter(files.values()))
    if form == "json":
        raw = json.loads(content)
        del raw["assessment"]
        return {key: [{k: text(v) for k, v in row.items()} for row in raw[key]] for key in raw}
    book = openpyxl.load_workbook(BytesIO(content))
    known = sheets(x, found, words)
    keys = [sheet.key for sheet in known]
    heads, shown = ({s.key: getattr(s, part) for s in known} for part in ("head", "shown"))
    made = {}
    for key, page in zip(keys, book.worksheets, strict=True):
        head, *rows = page.iter_rows(values_only=True)
        assert list(head) == list(shown[key])
        made[key] = [dict(zip(heads[key], map(text, row), strict=True)) for row in rows]
    return made


def text(value):
    return "" if value is None else str(value)


@pytest.mark.parametrize("form", FORMATS)
def test_the_numbers_are_those_of_the_answers_and_the_words_those_of_the_report(form):
    x, found, _ = varied()
    read_back = tables(form)
    result = assessed_again(x)
    rows = {row["component"]: row for row in read_back["components"]}
    assert list(rows) == [cell.id for cell in found.cells]
    for cell in found.cells:
        row, of = rows[cell.id], result.components[cell.id]
        assert row["reading"] == cell.word
        assert row["state"] == cell.state == of.state
        assert row["as_published"] == cell.detail
        assert int(row["scored"]) == of.scored
        assert [int(row[f"n{score}"]) for score in range(1, 6)] == list(of.counts)
        if of.median is not None:
            assert float(row["median"]) == of.median
    advice = read_back["recommendations"]
    assert [row["id"] for row in advice] == [item.id for item in found.advice]
    for row, item in zip(advice, found.advice, strict=True):
        assert (row["title"], row["rule"]) == (item.title, item.rule)
    nets = {row["dimension"]: float(row["net"]) for row in read_back["dimensions"]}
    exact = {**{d: i.net for d, i in result.dimensions.items()}, "all": result.overall.net}
    assert nets == pytest.approx(exact)
    assert len(read_back["notes"]) == len(x.notes) == 4


def test_the_whole_assessment_goes_with_it():
    x, found, words = varied()
    whole = to_json(assessed_again(x), x.framework)
    for form in FORMATS:
        files = export(x, found, words, form)
        name = next(name for name in files if name.endswith(".json"))
        data = json.loads(files[name])
        assert (data["assessment"] if form == "json" else data) == json.loads(json.dumps(whole))


def test_the_first_thing_it_says_is_that_it_is_not_for_the_group():
    _, _, words = varied()
    assert tables("xlsx")["about"][0]["entry"] == str(words.say("export.warning"))


def test_the_answers_can_be_assessed_again_to_the_same_result(tmp_path):
    x, found, words = varied()
    path = tmp_path / "answers.csv"
    name = f"{found.name}-not-for-the-group-answers.csv"
    path.write_bytes(export(x, found, words, "csv")[name])
    again = assess(x.framework, read(path, x.framework).answers)
    assert again.seen.components == gate.latest(x).components
    assert again.dimensions == assessed_again(x).dimensions


@pytest.mark.parametrize("form", FORMATS)
def test_people_are_numbers_in_an_order_that_tells_nothing(form):
    read_back = tables(form)
    assert len({row["participant"] for row in read_back["answers"]}) == 9
    assert "Person" not in json.dumps(read_back["answers"] + read_back["notes"])
    assert "participant" not in read_back["notes"][0]
    jobs = [
        r["answer"] for r in read_back["answers"] if (r["component"], r["round"]) == ("CIT-R2", "1")
    ]
    assert sorted(jobs) == sorted("151515151")
    assert jobs != list("151515151"), "not as they joined"


@pytest.mark.parametrize("given", FORMULAS)
def test_no_text_becomes_a_formula(given):
    assert harmless(given) == f"'{given}"
    made = play(notes=((2, "ADM-T4", given),), system=given)
    x, words = made.x, made.x.library.words["en"]
    found = findings(x, "en")
    book = openpyxl.load_workbook(BytesIO(next(iter(export(x, found, words, "xlsx").values()))))
    for page in book.worksheets:
        assert not [c for row in page.iter_rows() for c in row if c.data_type == "f" or c.hyperlink]
    for name, content in export(x, found, words, "csv").items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
            assert not [cell for cell in row if cell.lstrip(" ")[:1] in "=+@\t\r" and cell.strip()]


def test_numbers_stay_numbers():
    assert harmless(-5.0) == -5.0
    assert harmless(None) is None
    assert harmless("5") == "5"
    x, found, words = varied()
    files = export(x, found, words, "csv")
    assert "'" not in files[f"{found.name}-not-for-the-group-components.csv"].decode()


def test_what_was_not_released_is_not_exported():
    made = play(notes=((2, "ADM-T4", "Keep this to yourself."),))
    made.apply([f.Released(made.at, 2, 1, released=False)])
    found, words = findings(made.x, "en"), made.x.library.words["en"]
    for form in ("csv", "json"):
        assert b"Keep this" not in b"".join(export(made.x, found, words, form).values())


def test_nothing_leaves_before_the_close():
    made, done = assessed(6, 3), resulted(6, 3)
    words = made.x.library.words["en"]
    with pytest.raises(ValueError, match="before the close"):
        export(made.x, findings(done.x, "en"), words, "csv")


# -- the commands ----------------------------------------------------------------------------------


def kept(path, made):
    """A database with this exercise in it."""
    files = library()
    store = Store(path, loader(files))
    store.open()

    def job(tx):
        for key, body in files.snapshots.items():
            tx.keep(key, body)
        number = tx.create("demo", "team", "token", 0.0)
        for person in made.x.people:
            tx.enrol(number, "demo", f"a{person}", f"Person {person}", "en", f"a{person}", 0.0)
        tx.append(number, made.history)

    store.run_sync(job)
    store.close()


@pytest.fixture
def command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VALUEMAP_DATABASE", str(tmp_path / "v.db"))
    return lambda *args: CliRunner().invoke(cli, list(map(str, args)))


def test_report_and_export_write_files(tmp_path, command):
    kept(tmp_path / "v.db", resulted(6, 3, languages="en es"))
    done = command("report", 1, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    suffixes = sorted(p.suffix for p in (tmp_path / "out").iterdir())
    assert suffixes == [".csv", ".docx", ".docx", ".html", ".html", ".ics", ".png"]
    done = command("report", 1, "--language", "es", "--theme", "dark")
    assert done.exit_code == 0, done.output
    assert any("para" in p.name for p in tmp_path.glob("*.html"))
    for form in FORMATS:
        assert command("export", 1, "--format", form, "--out", tmp_path / form).exit_code == 0
        for path in (tmp_path / form).iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, "single answers are for one reader"


def test_report_and_export_end_with_the_hash_of_the_record(tmp_path, command):
    """Erasing changes neither; a record that was changed by hand makes no report at all."""
    kept(tmp_path / "v.db", resulted(6, 3))
    with closing(sqlite3.connect(tmp_path / "v.db")) as db:
        found = db.execute("SELECT n, kind, lower(hex(hash)) FROM facts ORDER BY n").fetchall()
    n, _, result = next(row for row in reversed(found) if row[1] == "Assessed")
    end, _, last = found[-1]

    def made():
        assert command("report", 1, "--out", "out").exit_code == 0
        assert command("export", 1, "--format", "csv", "--out", "out").exit_code == 0
        [page] = (p for p in (tmp_path / "out").glob("*.html") if "brief" not in p.name)
        [about] = (tmp_path / "out").glob("*about.csv")
        return page.read_text("utf-8"), about.read_text("utf-8-sig")

    page, about = made()
    assert f"{n} entries and the check value {result}" in page[page.index("<footer>") :]
    assert about.splitlines()[-1].endswith(f"{end}: {last}")
    assert command("erase", "demo:a1", "--yes").exit_code == 0
    page, about = made()
    assert f"{n} entries and the check value {result}" in page[page.index("<footer>") :]
    assert f"{end + 1}: " in about.splitlines()[-1]
    with closing(sqlite3.connect(tmp_path / "v.db")) as db, db:
        db.execute("UPDATE facts SET answer = '1' WHERE kind = 'Answered' AND person = 2")
    for words in (("report", 1), ("exercises",), ("backup", "copy.db")):
        done = command(*words)
        assert done.exit_code == 2
        assert done.output.count("\n") == 1
        assert "restore the last backup" in done.output


@pytest.mark.parametrize("name", ["report", "export"])
def test_before_the_close_and_for_an_unknown_id_it_is_refused(name, tmp_path, command):
    assert command(name, 1).exit_code == 2
    kept(tmp_path / "v.db", assessed(6, 3))
    for args, says in (
        ((name, 1), "exercise 1 is not over: nothing is shown before the close"),
        ((name, 2), "there is no exercise 2"),
        ((name, 1, "--language", "fr"), "exercise 1 is in en"),
    ):
        done = command(*args)
        assert done.exit_code == 2
        assert says in done.output
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix != ".db") in ([], ["v.db.lock"])


def test_it_works_beside_a_running_service(tmp_path, command):
    kept(tmp_path / "v.db", resulted(6, 3))
    store = Store(tmp_path / "v.db", loader(library()))
    store.open()
    assert command("report", 1).exit_code == 0
    store.close()
    with closing(sqlite3.connect(tmp_path / "v.db")) as db:
        assert db.execute("SELECT count(*) FROM exercises").fetchone() == (1,)
    assert TOPICS["system"] == "a chatbot"


# -- for people ---------------------------------------------------------------------------------


def test_a_workbook_says_what_it_is_prints_well_and_can_be_filtered():
    _, found, words = varied("es")
    x, _, _ = varied()
    book = openpyxl.load_workbook(BytesIO(next(iter(export(x, found, words, "xlsx").values()))))
    assert book.properties.title == f"{found.title}: tablas"
    assert book.properties.creator == "A. Mohammed"
    assert book.properties.created.timestamp() > 0
    for page in book.worksheets:
        assert page.auto_filter.ref
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"
        assert "Solo para quien administra" in page.oddFooter.left.text
    answers = book["respuestas"]
    assert [cell.value for cell in answers[1]] == [
        "participante",
        "componente",
        "respuesta",
        "ronda",
    ]


@each_language_in_time
def test_a_sheet_of_answers_is_read_again_whatever_its_columns_are_called(tmp_path, language):
    _, found, words = varied(language)
    x, _, _ = varied()
    path = tmp_path / "a.xlsx"
    path.write_bytes(next(iter(export(x, found, words, "xlsx").values())))
    again = assess(x.framework, read(path, x.framework).answers)
    assert again.seen.components == gate.latest(x).components


def test_the_plan_is_a_table_and_dates_for_whatever_the_team_uses():
    made = play()
    made.tap(2, "take.1")
    found, words = findings(made.x, "en"), made.x.library.words["en"]
    files = actions(found, words)
    name = f"{found.name}-actions"
    assert sorted(files) == [f"{name}.csv", f"{name}.ics"]
    head, *rows = csv.reader(io.StringIO(files[f"{name}.csv"].decode("utf-8-sig")))
    assert head[:5] == ["No.", "Issue", "Action", "Owner", "Due"]
    assert [row[2] for row in rows] == [line.what for line in found.plan]
    assert (rows[0][3], rows[0][4]) == ("Person 2", "2027-01-08")
    dates = Calendar.from_ical(files[f"{name}.ics"])
    assert [str(e["SUMMARY"]) for e in dates.walk("VEVENT")] == [
        f"{line.what} ({line.owner})" for line in found.plan
    ]
    assert actions(findings(play({}, n=2).x, "en"), words) == {}
