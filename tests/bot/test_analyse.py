"""`analyse`: spreadsheets as people save them in, the map out; and every bad row named."""

import json
import re
import shutil

import click
import pytest
from click.testing import CliRunner

from bot.commands import analyse as command
from bot.commands.analyse import analyse
from dialogs.core import gate
from dialogs.findings.collected import collected
from dialogs.findings.findings import findings
from framework.assess import assess, to_json
from framework.pack import OURS
from tests.framework.teams import EXAMPLE, PACK, answers, everything
from tests.support.maps import play
from tests.support.people import library

HEAD = "participant,component,answer"
ROWS = {"*": "2 2 3 4 5", "ADM-T4": "4 4 5 5 5"}


def run(*arguments):
    return CliRunner().invoke(analyse, [str(argument) for argument in arguments])


def table(rows=ROWS):
    rows = dict(rows)
    return everything(rows.pop("*")) | rows if "*" in rows else rows


def lines(rows=ROWS, head=HEAD, separator=","):
    body = [separator.join((a.person, a.component, a.answer)) for a in answers(table(rows))]
    return [head.replace(",", separator), *body]


@pytest.fixture
def save(tmp_path):
    def write(text, encoding="utf-8", name="a.csv"):
        path = tmp_path / name
        text = "\n".join(text) + "\n" if isinstance(text, list) else text
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_the_json_is_the_assessment_and_nothing_else(save):
    result = run(save(lines()), "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert json.loads(result.stdout) == to_json(assess(PACK, answers(table())), PACK)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spreadsheets_as_people_save_them(save, encoding, separator, newline):
    rows = lines(separator=separator)
    rows = [rows[0].upper(), *reversed(rows[1:]), "", separator * 2]
    result = run(save(newline.join(rows), encoding), "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == to_json(assess(PACK, answers(table())), PACK)


def test_quotes_notes_rounds_other_columns_and_blank_answers(save):
    rows = [
        '"Answer"; "PARTICIPANT";Component;Round;Note;Timestamp',
        '4;"Díaz; Ana";"eco-b1";;"we said ""yes""\nand; no";9:00',
        '" ns ";Bo;ECO-B1;1;;9:01',
        ";Cy;ECO-B1;1;;9:02",
        ";Cy;ECO-B1;1;;9:02",
        "2;Bo;ECO-B1;2;;9:03",
    ]
    result = run(save(rows), "--json")
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)
    assert (data["participants"], data["round"]) == (2, 2)
    assert data["components"]["ECO-B1"]["counts"] == [0, 0, 0, 1, 0], "one alone does not move"
    assert data["components"]["ECO-B1"]["not_sure"] == 1
    assert "The column Timestamp is not read." in result.stderr


def test_every_bad_row_is_named_with_its_line(save, tmp_path):
    rows = [
        HEAD + ",note,round",
        "ana,ECO-B1,4,,",
        'ana,XXX,9,"two\nlines",',
        "bo,ECO-B1,6,,1",
        ",ECO-B1,3,,1",
        "bo,ECO-B1,3,,third",
        "ana,ECO-B1,5,,1",
        "ana,,5,,1",
        "bo,ECO-B2,NS,,3",
        "bo,ECO-B2,maybe,,1",
        "bo,ECO-B3,4,one, two,1",
    ]
    path = save(rows)
    result = run(path, "--json", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()
    said = [line.removeprefix(f"{path}: ") for line in result.stderr.splitlines()]
    no_answer = "is no answer; it is 1 to 5 or its label, NS (not sure) or NA (does not apply)"
    assert said == [
        "line 3: there is no component XXX",
        f"line 3: 9 {no_answer}",
        f"line 5: 6 {no_answer}",
        "line 6: no participant",
        "line 7: third is no round; it is 1 or 2",
        "line 8: ana has answered ECO-B1 in line 2",
        "line 9: there is no component (blank)",
        "line 10: 3 is no round; it is 1 or 2",
        f"line 11: maybe {no_answer}",
        "line 12: has 6 fields, not 5 (a note with commas needs quotes)",
    ]


def test_what_stands_in_a_cell_does_not_flood_or_steer_the_terminal(save):
    rows = [
        HEAD + ",\x1b]0;title\x07",
        "ana,ECO-B1," + "9" * 5000,
        "ana,\x1b[2J,4",
        "b\x00o,ECO-B1,6",
    ]
    result = run(save("\n".join(rows)))
    assert result.exit_code == 2
    assert f"{'9' * 40}… is no answer" in result.stderr
    assert "9" * 41 not in result.stderr
    assert "there is no component �[2J" in result.stderr
    assert "\x1b" not in result.stderr
    assert "\x00" not in result.stderr


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("\n \n", "the file is empty"),
        (HEAD + "\n", "there is no row below the column names"),
        ("participant,answer\nana,4\n", "line 1: there is no column component"),
        ("\n\nparticipant,answer\nana,4\n", "line 3: there is no column component"),
        (";;\n;;\n", "the file is empty"),
        (HEAD + ",Answer\nana,ECO-B1,4,4\n", "line 1: the column answer is there twice"),
        (HEAD + "\nana,ECO-B1,4,and,more\n", "line 2: has 5 fields, not 3"),
        (HEAD + '\nana,ECO-B1,"4\n', "line 2: is not CSV"),
        (HEAD + '\nana,ECO-B1,"4"5\n', "line 2: is not CSV"),
    ],
)
def test_files_that_are_no_table(save, text, reason):
    result = run(save(text))
    assert result.exit_code == 2
    assert reason in result.stderr


def test_files_that_cannot_be_read(save, tmp_path):
    assert "is a directory, not a table" in run(tmp_path).stderr
    assert "cannot be read: No such file" in run(tmp_path / "none.csv").stderr
    assert {run(path).exit_code for path in (tmp_path, tmp_path / "none.csv")} == {2}


def test_out_writes_what_was_printed(save, tmp_path):
    path, out = save(lines()), tmp_path / "new" / "out"
    printed = run(path, "--out", out).stdout
    assert (out / "summary.txt").read_text(encoding="utf-8") == printed
    assert (out / "assessment.json").read_text(encoding="utf-8") == run(path, "--json").stdout
    others = [each.name for each in out.iterdir() if not each.stat().st_mode & 0o077]
    assert others == ["assessment.json"], "single answers can be worked out from its numbers"


def test_out_that_is_a_file(save):
    path = save(lines())
    result = run(path, "--out", path)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def rows_of(given):
    return [HEAD, *(f"{a.person},{a.component},{a.answer}" for a in given)]


def test_the_summary_says_what_may_be_shown_in_plain_words(save):
    said = run(save(rows_of(EXAMPLE))).stdout
    for line in (
        "12 people answered; round 1.",
        "STOP SIGN: Legality. More than half of us say that it blocks us.",
        "Administrative: no clear lean",
        "  Obstacle: Legality: stop sign: blocks us; 7 of us say: blocks us",
        "  Risk: Data quality: high; 0 low, 3 medium, 9 high",
        "  Risk: Loss of jobs: we differ; 4 low, 3 medium, 5 high",
        "  Benefit: Costs (savings): medium; information needed",
        "  Benefit: Accessibility: high; 8 of us say: high",
        "Go step by step, with pilots first. Resolve first: Legality, Data quality",
        "1. Settle rules and means (High; rests on 1 component)",
        "   Why: Legality blocks us, say more than half.",
        "   Here: list the laws that the system touches, and the gaps.",
        "Ask again in a second round: Loss of jobs",
        "Information needed on: Costs (savings)",
    ):
        assert f"{line}\n" in said, said
    assert "{" not in said


def test_the_summary_says_what_must_not_be_passed_on_and_has_none_of_it(save):
    path = save(rows_of(EXAMPLE))
    said, data = run(path).stdout, json.loads(run(path, "--json").stdout)
    above, below = said.split("These are views")
    assert "are for you alone, who hold the answers: do not pass them on." in below
    for word in ("median", "mean", "net value", "agreement", "alpha", "range", "scores,"):
        assert not re.search(rf"\b{word}", above.replace("rules and means", ""))
    numbers = {str(part["shown"]["count"]) for part in data["components"].values()}
    allowed = r"12 people|needs 5 scores|rests on \d+ component|\d+ low, \d+ medium, \d+ high"
    allowed += r"|\d+ of us say|round 1|^\d\. |^  [A-Z]\d |\d+ records|\d+ requests"
    rest = re.sub(allowed, "", above, flags=re.MULTILINE)
    assert not re.search(r"\d", rest), rest
    assert numbers == {"None", "7", "8"}


def test_two_rounds_in_one_file(save):
    rows = [HEAD + ",round"]
    rows += [f"p{n},CIT-R2,{a},1" for n, a in enumerate("11355")]
    rows += [f"p{n},CIT-R2,{a},2" for n, a in enumerate("13333")]
    path = save(rows)
    assert "5 people answered; round 2." in run(path).stdout
    data = json.loads(run(path, "--json").stdout)
    assert data["components"]["CIT-R2"]["counts"] == [1, 0, 4, 0, 0]


def test_nothing_to_recommend(save):
    said = run(save(lines({"*": "3 3 3 3 3"}))).stdout
    assert "Nothing stands out, so nothing is recommended." in said


def test_the_people_who_use_the_service_stand_beside_us(save):
    ours = save(lines({"*": "3 3 3 3 3", "CIT-B3": "5 5 5 4 5", "DEM-R2": "2 2 2 1 2"}))
    outside = {"CIT-B3": " ".join("2" * 12), "DEM-R2": " ".join("4" * 12)}
    theirs = save(lines(outside), name="b.csv")
    data = json.loads(run(ours, "--public", theirs, "--json").stdout)
    staff = assess(
        PACK,
        answers(table({"*": "3 3 3 3 3", "CIT-B3": "5 5 5 4 5", "DEM-R2": "2 2 2 1 2"})),
        public=answers(outside),
    )
    assert data == to_json(staff, PACK)
    assert data["public"]["components"]["CIT-B3"]["apart"] == -2
    said = run(ours, "--public", theirs).stdout
    assert "  12 people answered; not a sample." in said
    assert "  Accessibility: we very high; they low" in said
    assert "Seen otherwise by the people who use the service: Trust, Accessibility" in said


def test_the_people_who_use_the_service_are_asked_once(save):
    ours = save(lines())
    theirs = save([HEAD + ",round", "x,CIT-B3,4,1", "x,CIT-B3,5,2"], name="b.csv")
    done = run(ours, "--public", theirs)
    assert done.exit_code == 2
    assert "b.csv: the people who use the service are asked in one round" in done.stderr


@pytest.mark.parametrize("other", ["Ana", "a na", "ana\u200b", "\uff41na"])
def test_names_that_differ_only_in_what_nobody_sees_are_one_person(save, other):
    done = run(save([HEAD, "ana,ECO-B1,4", f"{other},ECO-B2,4"]), "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["participants"] == 1
    assert "Taken for one person: ana (line 2), " in done.stderr
    twice = run(save([HEAD, "ana,ECO-B1,4", f"{other},ECO-B1,4"]))
    assert twice.exit_code == 2
    assert "line 3: ana has answered ECO-B1 in line 2" in twice.stderr


@pytest.mark.parametrize(
    ("row", "flags", "said"),
    [
        ("4", (), "With fewer than three people nothing can be said of a team."),
        ("4 4", ("--small-team",), "With fewer than three people nothing can be said of a team."),
        ("4 4 4 4", (), "With fewer than 5 people no component can be read"),
    ],
)
def test_too_few_people_for_anything(save, row, flags, said):
    path = save(lines({"*": row}))
    result = run(path, *flags)
    assert result.exit_code == 0
    assert said in result.stdout
    assert "Here:" not in result.stdout
    data = json.loads(run(path, "--json", *flags).stdout)
    assert data["recommendations"] == []
    assert data["overall"]["net"] is None


def test_enough_people_who_do_not_know_are_told_to_find_out(save):
    result = run(save(lines({"*": "4 4 4 NS NS"})))
    assert "No component has that many yet." in result.stdout
    assert "Economic: not enough answers" in result.stdout
    assert "Information needed on: Costs (savings), Efficiencies" in result.stdout


def test_a_file_without_any_answer_is_nobody(save):
    result = run(save([HEAD, "ana,ECO-B1,"]))
    assert result.exit_code == 0
    assert "0 people answered" in result.stdout


def test_a_small_team_is_read_from_three_on(save):
    path = save(lines({"*": "4 4 4"}))
    assert json.loads(run(path, "--json").stdout)["components"]["ECO-B1"]["state"] == "too_few"
    data = json.loads(run(path, "--json", "--small-team").stdout)
    assert (data["n_min"], data["components"]["ECO-B1"]["state"]) == (3, "high")
    assert "Costs (savings): high\n" in run(path, "--small-team").stdout


def test_another_framework(save, tmp_path, monkeypatch):
    path = save(lines())
    unknown = run(path, "--framework", "../packs")
    assert unknown.exit_code == 2
    assert "There is no framework ../packs. There is: public_value" in unknown.stderr
    own = shutil.copytree(OURS / "public_value", tmp_path / "packs" / "ours")
    text = (own / "pack.toml").read_text(encoding="utf-8")
    text = text.replace('id = "public_value"', 'id = "ours"')
    (own / "pack.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("VALUEMAP_FILES", str(tmp_path))
    found = run(path, "--framework", "ours", "--json")
    assert json.loads(found.stdout)["framework"] == "ours"
    (own / "es.toml").unlink()
    broken = run(path, "--framework", "ours")
    assert broken.exit_code == 2
    assert broken.stderr == f"{own}/es.toml: the file is missing\n"


def test_work_that_takes_long_says_so_on_stderr(save, monkeypatch):
    path = save(lines())
    assert "Working" not in run(path, "--json").stderr
    real = assess

    def slowly(*args, **kwargs):
        assert said.wait(10)
        return real(*args, **kwargs)

    from threading import Event

    said = Event()
    shown = type(click.progressbar(length=1))
    render = shown.render_progress

    def noticed(bar):
        render(bar)
        said.set()

    monkeypatch.setattr(command, "PATIENCE", 0.0)
    monkeypatch.setattr(shown, "render_progress", noticed)
    monkeypatch.setattr(command, "assess", slowly)
    result = run(path, "--json")
    assert f"Working on {path} ..." in result.stderr
    assert json.loads(result.stdout)["participants"] == 5


# -- picture, brief and report -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("A helpdesk for the Land Office", "Legality blocks us", "collected elsewhere")),
        ("es", ("A helpdesk para the Land Office", "Legalidad", "se recogieron por otra vía")),
    ],
)
def test_out_has_picture_brief_and_report_in_a_language(save, tmp_path, language, said):
    out = tmp_path / "out"
    topic = ("--system", "a helpdesk", "--service", "the Land Office")
    result = run(save(lines()), "--out", out, "--language", language, *topic)
    assert result.exit_code == 0, result.output
    names = sorted(path.suffix for path in out.iterdir())
    assert names == [
        ".csv", ".docx", ".docx", ".html", ".html", ".ics", ".json", ".png", ".txt"
    ]  # fmt: skip
    [page] = [path for path in out.glob("*.html") if not re.search("brief|resumen", path.name)]
    text = page.read_text("utf-8")
    assert all(part in text for part in said)
    assert not re.search(r"\d (of|de) \d+ (colleagues|colegas)", text), "nobody knows of how many"
    assert "1970" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
    assert "<dt></dt>" not in text


def test_a_language_that_the_framework_does_not_have(save):
    result = run(save(lines()), "--language", "xx")
    assert result.exit_code == 2
    assert result.stderr == f"--language: public_value is in {', '.join(PACK.languages)}\n"


def test_a_table_says_what_an_exercise_with_the_same_answers_says():
    """Except what is about people: who was asked, when, who facilitates."""
    rows = dict.fromkeys(("ADM-T4", "CIT-R1"), "4 4 5 5 5 2 1 1 2")
    made = play(rows)
    of = gate.latest(made.x)
    about = {"system": "a chatbot", "service": "the Civil Registry"}
    table_ = findings(collected(library(), "en", "UTC", of, about, made.at), "en")
    group = findings(made.x, "en")
    for name in ("cells", "sides", "found", "first", "stop_signs", "pilots", "corners", "roadmap"):
        assert getattr(table_, name) == getattr(group, name), name
    assert [a.title for a in table_.advice] == [a.title for a in group.advice]
    assert table_.title == group.title
    assert table_.to_decide == ""
