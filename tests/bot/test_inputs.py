"""Tables of answers as people have them: every form tool's export gives the same answers."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest

from bot.inputs.answers import read
from bot.inputs.columns import Column, Columns
from bot.inputs.errors import AnswersError
from bot.inputs.grid import UNPACKED
from bot.inputs.labels import Labels
from tests.framework.teams import IDS, PACK

PEOPLE = ("Ana Díaz", "Brian", "Carla")
ENGLISH, SPANISH = PACK.texts["en"], PACK.texts["es"]
CYCLE = ("1", "2", "3", "4", "5", "NS", "NA")
GIVEN = {
    name: {id_: CYCLE[(n * 5 + m) % len(CYCLE)] for m, id_ in enumerate(IDS)}
    for n, name in enumerate(PEOPLE)
}
NOTE = 'Two rules, "old", none new;\nask Legal.'


def question(id_, text=ENGLISH):
    """As somebody put it into a form, for a system and a service of their own."""
    said = text.component[id_].question
    return said.format(system="the new helpdesk, version 2", service="the Land Office", years=3)


def label(id_, answer, text=ENGLISH, number=True):
    """What the form shows for an answer."""
    if answer == "NS":
        return text.answers.not_sure
    if answer == "NA":
        return text.answers.not_applicable
    said = text.category[PACK.component(id_).category].labels[int(answer) - 1]
    return f"{answer} {said}" if number else said


def table(heads, rows, delimiter=",", before=()):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([*before, heads, *rows])
    return out.getvalue()


def book(rows, first=()):
    made, out = openpyxl.Workbook(), io.BytesIO()
    sheet = made.active
    if first:
        for row in first:
            sheet.append(row)
        sheet = made.create_sheet("Answers")
    for row in rows:
        sheet.append(row)
    made.save(out)
    return out.getvalue()


# -- what the tools export, imitated --------------------------------------------------------------


def google_forms():
    """A CSV with a time, and the questions as they were asked, with labels."""
    heads = ["Timestamp", "Your name", *map(question, IDS)]
    rows = [
        ["2026/11/23 9:30:00 AM AST", name, *(label(i, a) for i, a in given.items())]
        for name, given in GIVEN.items()
    ]
    return table(heads, rows)


def google_grid():
    """A grid a dimension, each row of it a column in Spanish."""
    names = {d: text.name for d, text in SPANISH.dimension.items()}
    heads = [
        "Marca temporal",
        "Nombre",
        *(f"{names[i[:3]]} [{SPANISH.component[i].name}]" for i in IDS),
    ]
    rows = [
        ["23/11/2026 9:30:00", name, *(label(i, a, SPANISH, number=False) for i, a in g.items())]
        for name, g in GIVEN.items()
    ]
    return table(heads, rows)


def microsoft_forms():
    """An XLSX with the form's own columns; nobody has to give a name, and so all are anonymous."""
    heads = ["ID", "Start time", "Completion time", "Email", "Name", *map(question, IDS)]
    rows = [
        [
            n,
            "11/23/26 9:30:00",
            "11/23/26 9:41:10",
            "anonymous",
            "",
            *(label(*each) for each in g.items()),
        ]
        for n, g in enumerate(GIVEN.values(), 1)
    ]
    return book([heads, *rows])


def limesurvey():
    """Semicolons; codes without a dash, then the question; each with a column for a comment."""
    heads = ["id. Response ID", "submitdate. Date submitted", "name. Your name"]
    for i in IDS:
        code = i.replace("-", "")
        heads += [f"{code}. {question(i)}", f"{code}[comment]. {question(i)} [Comment]"]
    rows = []
    for n, (name, given) in enumerate(GIVEN.items(), 1):
        row = [n, "1980-01-01 00:00:00", name]
        for i, a in given.items():
            row += [label(i, a), NOTE if (n, i) == (1, "ADM-T4") else ""]
        rows.append(row)
    return table(heads, rows, ";").encode("utf-8-sig")


def kobo_toolbox():
    """An XLSX: the group's name before a slash, codes with an underscore, answers as codes."""
    heads = [
        "start",
        "end",
        "participant",
        *(f"group_{i[:3].lower()}/{i.replace('-', '_')}" for i in IDS),
    ]
    heads += ["_id", "_uuid", "_submission_time"]
    rows = [
        [
            "2026-11-23T09:30",
            "2026-11-23T09:41",
            name,
            *(int(a) if a.isdigit() else a.lower() for a in g.values()),
            *(n, f"8a-{n}", "2026-11-23T09:41"),
        ]
        for n, (name, g) in enumerate(GIVEN.items(), 1)
    ]
    return book([heads, *rows])


def qualtrics():
    """Three rows of headings: codes, questions, and one in JSON."""
    codes = ["StartDate", "ResponseId", "QID1", *(f"Q{n}" for n in range(2, 2 + len(IDS)))]
    asked = ["Start Date", "Response ID", "Your name", *map(question, IDS)]
    ids = [json.dumps({"ImportId": code}) for code in codes]
    rows = [
        ["2026-11-23 09:30:00", f"R_{n}", name, *(label(i, a, number=False) for i, a in g.items())]
        for n, (name, g) in enumerate(GIVEN.items())
    ]
    return table(asked, [ids, *rows], before=[codes])


def excel(encoding="utf-8-sig", delimiter=",", first="", columns=IDS, people=PEOPLE):
    """One row a person, made by hand, saved as Excel saves it."""
    rows = [[name, *(GIVEN[name][i] for i in IDS)] for name in people]
    return (first + table(["Participant", *columns], rows, delimiter)).encode(encoding)


def by_hand(text=SPANISH):
    """One answer a row, headings and components in Spanish."""
    rows = [
        [name, text.component[i].name, label(i, a, text), ""]
        for name, g in GIVEN.items()
        for i, a in g.items()
    ]
    return table(["Participante", "Componente", "Respuesta", "Nota"], rows, "\t")


EXPORTS = {
    "google forms": google_forms,
    "google grid": google_grid,
    "limesurvey": limesurvey,
    "kobotoolbox": kobo_toolbox,
    "qualtrics": qualtrics,
    "excel": excel,
    "excel, utf-16": lambda: excel("utf-16", "\t"),
    "excel, windows": lambda: excel("cp1252", ";"),
    "excel, sep": lambda: excel(delimiter="|", first="sep=|\r\n"),
    "excel, names": lambda: excel(columns=[ENGLISH.component[i].name for i in IDS]),
    "excel, a title above": lambda: excel(first="Exercise of November\n\n"),
    "by hand": by_hand,
    "a second sheet": lambda: book(
        [["participant", *IDS], *([n, *(g[i] for i in IDS)] for n, g in GIVEN.items())],
        first=[["About this file"], ["Name", "R. Khan"]],
    ),
}


@pytest.fixture
def save(tmp_path):
    def write(content, name="answers"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def found(given):
    """The answers by person and component."""
    people = {}
    for answer in given.answers:
        people.setdefault(answer.person, {})[answer.component] = answer.answer
    return people


@pytest.mark.parametrize("tool", EXPORTS)
def test_every_export_gives_the_same_answers(save, tool):
    given = read(save(EXPORTS[tool]()), PACK)
    assert found(given) == GIVEN
    assert not given.nameless


def test_people_who_gave_no_name_are_known_by_the_forms_number(save):
    given = read(save(microsoft_forms()), PACK)
    assert found(given) == {str(n): g for n, g in enumerate(GIVEN.values(), 1)}


def test_without_any_name_each_line_is_somebody(save):
    rows = [[g[i] for i in IDS] for g in GIVEN.values()]
    given = read(save(table(IDS, rows)), PACK)
    assert [*found(given).values()] == [*GIVEN.values()]
    assert given.nameless
    assert "No column says who answered; each line is taken as one person." in given.said


def test_notes_stand_beside_their_component(save):
    given = read(save(limesurvey()), PACK)
    noted = [(row.participant, row.component, row.note) for row in given.rows if row.note]
    assert noted == [("Ana Díaz", "ADM-T4", NOTE)]
    rows = [["ana", "4", "because", "2", "no"]]
    beside = read(save(table(["Name", "Legality", "Why?", "Trust", "Why?2"], rows)), PACK)
    assert [(row.component, row.note) for row in beside.rows] == [
        ("ADM-T4", "because"),
        ("DEM-R2", "no"),
    ]


def test_what_was_guessed_is_said(save):
    assert "It is not UTF-8 (line 2)" in read(save(excel("cp1252", ";")), PACK).said[0]
    titled = read(save(excel(first="Exercise of November\n\n")), PACK)
    assert "The column names are in line 3; what is above is not read." in titled.said
    google = read(save(google_forms()), PACK)
    assert google.said == ("The column Timestamp is not read.",)
    other = read(save(EXPORTS["a second sheet"]()), PACK)
    assert other.said == ("The sheet Answers is read.",)


HEADINGS = {
    "12. Legality": "ADM-T4",
    "Q7: Legality": "ADM-T4",
    "g) legality": "ADM-T4",
    "group_adm/ADM_T4": "ADM-T4",
    "ADMT4": "ADM-T4",
    "adm-t4 (12 of 26)": "ADM-T4",
    "Administrative - Legality": "ADM-T4",
    "Legalidad": "ADM-T4",
    "Costs (obstacle)": "ECO-T1",
    "Beneficio: Costos": "ECO-B1",
    "Service quality": "CIT-B1",
    "Service quality (data ownership and assurance)": "CIT-T1",
    "Security": "ADM-R1",
    "Security and accuracy": "ADM-B1",
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_as_people_write_them(heading):
    assert Columns(PACK).column(heading) == Column("answer", HEADINGS[heading])


@pytest.mark.parametrize(
    "heads",
    [
        "Person Factor Rating",
        "Persona Criterio Valoración",
        "Personne Critère Évaluation",
        "Pessoa Critério Avaliação",
        "Persoon Criterium Beoordeling",
    ],
)
def test_the_columns_of_a_long_table_as_people_call_them(heads):
    found = [Columns(PACK).column(heading).kind for heading in heads.split()]
    assert found == ["participant", "component", "answer"]


def test_the_number_of_a_round_as_people_and_programs_write_it(save):
    rounds = {"1": 1, "Round 1": 1, "1.0": 1, "Ronda 2": 2, "2": 2}
    rows = [[f"p{n}", "Legality", "4", written] for n, written in enumerate(rounds)]
    given = read(save(table(["participant", "component", "answer", "round"], rows)), PACK)
    assert [answer.round for answer in given.answers] == [*rounds.values()]


@pytest.mark.parametrize("text", [ENGLISH, SPANISH])
@pytest.mark.parametrize("id_", IDS)
def test_every_name_and_question_is_found(id_, text):
    columns = Columns(PACK)
    frame = text.category[PACK.component(id_).category].frame.format(years=3)
    for heading in (
        id_,
        text.component[id_].name,
        question(id_, text),
        f"{question(id_, text)} {frame}",
    ):
        assert columns.column(heading) == Column("answer", id_), heading


@pytest.mark.parametrize(
    "heading", ["Timestamp", "Q12_3", "Which office?", "", "?", "Marca temporal"]
)
def test_other_headings_are_nobodys(heading):
    assert Columns(PACK).column(heading) == Column()


@pytest.mark.parametrize(
    ("item", "cell", "answer"),
    [
        ("ADM-T4", "4", "4"),
        ("ADM-T4", "4.0", "4"),
        ("ADM-T4", " 4 - Serious ", "4"),
        ("ADM-T4", "4.", "4"),
        ("ADM-T4", "(4)", "4"),
        ("ADM-T4", "NS/NC", "NS"),
        ("ADM-T4", "I don't know", "NS"),
        ("ADM-T4", "Serious (4)", "4"),
        ("ADM-T4", "SERIO", "4"),
        ("ECO-B1", "Large", "4"),
        ("ECO-B1", "Big", "4"),
        ("ADM-T4", "Large", ""),
        ("ADM-T4", "4 Small", ""),
        ("ADM-T4", "6", ""),
        ("ADM-T4", "-4", ""),
        ("ADM-T4", "4.5", ""),
        ("ADM-T4", "4;5", ""),
        ("ADM-T4", "maybe", ""),
        ("ADM-T4", "n/a", "NA"),
        ("ADM-T4", "Not sure", "NS"),
        ("ADM-T4", "Don’t know", "NS"),
        ("ADM-T4", "No se aplica", "NA"),
    ],
)
def test_answers_as_people_write_them(item, cell, answer):
    assert Labels(PACK).answer(item, cell) == answer


def test_a_map_says_what_cannot_be_told(save):
    content = table(
        ["Who", "V1", "V2", "V1b"], [["ana", "A4", "-9", "since"], ["bo", "A1", "2", ""]]
    )
    path = save(content)
    map_ = save(
        'participant = "Who"\n[columns]\nV1 = "ADM-T4"\nv2 = "dem-r2"\n[notes]\nV1b = "ADM-T4"\n'
        '[answers]\nA4 = 4\nA1 = "1"\n"-9" = "ns"\n',
        "map.toml",
    )
    with pytest.raises(AnswersError, match="no column is a question"):
        read(path, PACK)
    given = read(path, PACK, map_)
    assert found(given) == {
        "ana": {"ADM-T4": "4", "DEM-R2": "NS"},
        "bo": {"ADM-T4": "1", "DEM-R2": "2"},
    }
    assert [row.note for row in given.rows if row.note] == ["since"]


@pytest.mark.parametrize(
    ("map_", "problem"),
    [
        ('[columns]\nA = "XXX"', "columns, A: there is no component XXX"),
        ('[answers]\nA = "9"', "answers, A: 9 is none of 1, 2, 3, 4, 5, NS, NA"),
        ('colums = "A"', "colums: "),
        ("[columns", "is not TOML"),
        ('participant = "B"', "answers: there is no column B, which the map names"),
    ],
)
def test_a_map_that_is_wrong(save, map_, problem):
    with pytest.raises(AnswersError) as error:
        read(save(table(["participant", "ADM-T4"], [["ana", "4"]])), PACK, save(map_, "map.toml"))
    assert problem in str(error.value)


def bomb() -> bytes:
    """An Excel file of a few kilobytes that unpacks to more than is read."""
    made = io.BytesIO(book([["name", "Trust"], ["ana", "4"]]))
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/more.xml", bytes(UNPACKED))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (table(["name", "Costs"], [["ana", "4"]]), "line 1: Costs may be ECO-B1 or ECO-T1; write"),
        (
            table(["name", "Trust", "DEM-R2"], [["ana", "4", "4"]]),
            "line 1: the columns Trust and DEM-R2 are both DEM-R2; take one away",
        ),
        (
            table(["name", "Trust"], [["ana", "4"], ["bo", "6"], ["cy", "very"]]),
            "line 3, Trust: 6 is no answer; it is 1 to 5 or its label, NS (not sure) or NA",
        ),
        (
            table(["name", "Trust"], [["ana", "4"], ["Ana ", "5"]]),
            "line 3, Trust: ana has answered DEM-R2 in line 2",
        ),
        (table(["name", "Trust"], []), "there is no row below the column names"),
        (table(["one", "two"], [["a", "b"]]), "line 1: no column is a question"),
        (b"PK\x03\x04" + b"0" * 50, "is no Excel file that can be read; save it as CSV UTF-8"),
        (bomb(), "is far too large for a table of answers"),
        (b"\xd0\xcf\x11\xe0rest", "is an old Excel file; save it as XLSX"),
        (b"%PDF-1.7", "is no table"),
        (b"\x81\x8d", "is no text in an encoding known here"),
        (b"", "the file is empty"),
        (book([]), "the file is empty"),
    ],
)
def test_files_that_cannot_be_meant(save, content, problem):
    with pytest.raises(AnswersError) as error:
        read(save(content), PACK)
    assert problem in str(error.value)
    assert all(str(each).count("answers: ") == 1 for each in error.value.problems)


def test_every_bad_cell_is_named_at_once(save):
    rows = [["ana", "6", "x"], ["", "1", "2"], ["bo", "3", "7"]]
    with pytest.raises(AnswersError) as error:
        read(save(table(["name", "Trust", "Legality"], rows)), PACK)
    assert [
        problem.partition("answers: ")[2].partition(" is no")[0] for problem in error.value.problems
    ] == [
        "line 2, Trust: 6",
        "line 2, Legality: x",
        "line 3, Trust: no participant",
        "line 3, Legality: no participant",
        "line 4, Legality: 7",
    ]
