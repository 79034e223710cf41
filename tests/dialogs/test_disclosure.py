"""What a group reads is made of what may be seen, and of nothing else.

Two exercises of which the same may be seen read byte for byte alike, though people gave other
scores: so nobody can work any of them out from a message, a card or a file.
"""

import ast
import random
import re
from functools import cache

import pytest

from bot.outputs.picture import svg
from dialogs import show
from dialogs.core import gate
from dialogs.core.addresses import GROUP
from dialogs.findings.findings import findings
from dialogs.markup import plain
from framework.gate.shown import shown
from framework.measures.states import reader
from framework.measures.tally import tally
from tests.bot.test_report import document, everything, page
from tests.support.maps import IDS, play, release
from tests.support.people import BOSS, DAY, answered, posted, resulted
from tests.support.process import ROOT

PEOPLE = range(2, 11)
READER = 2
"""Whose cards are compared: they give the same answers in both exercises."""


# -- nothing but what may be seen ------------------------------------------------------------------


@cache
def columns(seed):
    """Scores of nine people to each component, and others that may be seen alike."""
    rng = random.Random(seed)
    pack = posted().x.framework
    one, other = {}, {}
    for part in pack.components:
        rules = reader(part, pack.method, pack.method.n_min)
        moods = ("12", "45", "12345", "1245", "555534", "1123")
        column = [rng.choice(rng.choice(moods)) for _ in PEOPLE]
        one[part.id], other[part.id] = column, _alike(rng, rules, column)
    return one, other


def _alike(rng, rules, column):
    """Another column in which the reader's own answer is the same, and what is shown of it."""
    wanted = _shown(rules, column)
    for _ in range(400):
        changed = [column[0], *(rng.choice("12345") for _ in column[1:])]
        if changed != column and _shown(rules, changed) == wanted:
            return changed
    return column


def _shown(rules, column):
    return shown(rules, tally([column.count(c) for c in ("1", "2", "3", "4", "5", "NS", "NA")]))


def told(rows):
    """Everything that the group, the facilitator and the reader see, to three months after."""
    made = posted(languages="en es")
    made.joins(*PEOPLE)
    for item in IDS:
        for person, score in zip(PEOPLE, rows[item], strict=True):
            made.tap(person, f"1.{item}.{score}")
    release(made, 1, READER, IDS[0], "It was like this before.")
    made.closes()
    made.compute()
    stand = [_seen(made)]
    for item in made.x.stages["2"].items:
        made.tap(READER, f"go.2.{item}")
        stand.append(_seen(made))
        for person, score in zip(PEOPLE, rows[item], strict=True):
            made.tap(person, f"2.{item}.{score}")
    for person in PEOPLE:
        made.answers(person)
    for days in (4, 100):
        made.wait(days * DAY)
        stand.append(_seen(made))
    return made, stand


def _seen(made):
    """Every message to the group and the facilitator, and the reader's card."""
    keys = [f"{kind}/{language}" for kind in GROUP for language in ("en", "es")]
    keys += ["news/group", f"card/{READER}/{made.of(READER).cards}", f"card/{BOSS}/1"]
    return {key: show.show(made.x, key) for key in keys}


@pytest.mark.parametrize("seed", range(4))
def test_of_which_the_same_may_be_seen_read_alike(seed):
    one, other = columns(seed)
    assert sum(one[i] != other[i] for i in IDS) > 20, "the answers are others"
    (first, here), (second, there) = told(one), told(other)
    assert first.x.results == second.x.results
    assert len(here) > 3
    assert here == there
    for language in ("en", "es"):
        assert findings(first.x, language) == findings(second.x, language)


def test_other_words_read_otherwise():
    """So that the comparison above can fail at all."""
    one, _ = columns(0)
    other = {**one, "ADM-T4": ["3"] * 9}
    assert told(one)[1] != told(other)[1]


def test_nothing_that_is_shown_is_made_of_an_assessment():
    """Screens and findings are given `Published`; numbers are for who holds the answers."""
    for room in ("dialogs/talk", "dialogs/findings"):
        for path in sorted((ROOT / room).glob("*.py")):
            for name in imported(path):
                assert not name.startswith(("framework.assess", "framework.measures")), path
                assert not name.startswith(("framework.answers", "framework.output")), path


def imported(path):
    """The modules that a file imports, and from where."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


# -- nobody alone ----------------------------------------------------------------------------------

ROWS = {
    "ADM-T4": "1 5 5 5 5",
    "ADM-B2": "NS 4 4 4 4 4",
    "DEM-T2": "NA 4 4 4 4 4",
    "CIT-R2": "3 1 1 5 5",
    "DEM-B1": "2 5 5 5 5",
}
"""Somebody alone low, alone unsure, alone in the middle, alone in a field of the map."""

CASES = [(n, small) for n in (2, 3, 4, 5) for small in (None, "yes")]


def outputs(made):
    """Everything that leaves the house, as text: messages, picture, page, Word file."""
    x = made.x
    words, found = x.library.words["en"], findings(x, "en")
    for kind in GROUP:
        post = show.show(x, f"{kind}/en")
        if post:
            yield kind, plain(getattr(post, "caption", "") or post.text)
    image = svg(found, words)
    yield "picture", " ".join(re.findall(r"<text[^>]*>([^<]*)<", image))
    yield "page", page(found, words).text
    yield "word", everything(document(found, words))


def row(found, id_):
    return next(cell for cell in found.cells if cell.id == id_)


@pytest.mark.parametrize(("n", "small"), CASES)
def test_no_numbers_of_answers_stand_anywhere_in_a_small_team(n, small):
    """A count of components is none of people: `1 high` below a heading."""
    made = play(ROWS, n=n, small_team=small)
    people = re.compile(r"\d of us say|\d low, \d medium|\d not sure|\d (?:pilot first|not yet)\b")
    for kind, text in outputs(made):
        assert not people.search(text), (kind, people.search(text))
    assert all(not cell.detail for cell in findings(made.x, "en").cells)
    assert all(not c.why_low and not c.why_high for c in findings(made.x, "en").cells)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_below_five_there_is_nothing_without_the_small_team_mode(n):
    found = findings(play(ROWS, n=n).x, "en")
    assert {cell.state for cell in found.cells} == {"too_few"}
    assert not found.advice


@pytest.mark.parametrize("n", [3, 4])
def test_a_small_team_sees_a_word(n):
    made = play({**ROWS, "CIT-R2": "1 1 5 5"[: 2 * n - 1]}, n=n, small_team="yes")
    words = {cell.word for cell in findings(made.x, "en").cells}
    assert words <= {"high", "medium", "low", "no single view", "too few answers"}


def test_two_of_a_small_team_are_still_too_few():
    found = findings(play(ROWS, n=2, small_team="yes").x, "en")
    assert {cell.state for cell in found.cells} == {"too_few"}


def test_set_aside_by_one_is_not_said():
    """That one person says "does not apply" is that person's answer."""
    made = play({"DEM-T2": "NA - - - - - -"}, n=7)
    assert gate.latest(made.x).components["DEM-T2"].word == "too_few"
    assert row(findings(made.x, "en"), "DEM-T2").state == "too_few"


def test_a_lone_choice_at_the_end_is_not_counted():
    for made in (resulted(6, 3), play(ROWS, n=6)):
        assert gate.latest(made.x).votes["go"].numbers is None
        assert gate.latest(made.x).votes["go"].most == "pilot"


@pytest.mark.parametrize("n", range(8))
def test_how_many_have_finished_is_said_from_five(n):
    made = answered(n)
    assert ("finished" in made.group("board")) == (n >= 5)
