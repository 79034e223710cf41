"""Nobody who stands alone is shown, in any number of people, in any file or message."""

import re

import pytest

from bot.outputs.picture import svg
from bot.platforms.markup import plain
from dialogs import show
from dialogs.core import gate
from dialogs.core.addresses import GROUP
from dialogs.findings.findings import findings
from tests.bot.test_report import document, everything, page
from tests.support.maps import play
from tests.support.people import resulted

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
    yield "picture", " ".join(re.findall(r"<(?:text|desc)[^>]*>([^<]*)<", image))
    yield "page", page(found, words).text
    yield "word", everything(document(found, words))


def row(found, id_):
    return next(cell for cell in found.cells if cell.id == id_)


@pytest.mark.parametrize(("n", "small"), CASES)
def test_no_lone_count_stands_anywhere(n, small):
    made = play(ROWS, n=n, small_team=small)
    lone = re.compile(
        r"\b1 (low|medium|high|not sure|does not apply|pilot first|not yet|no|answer)\b"
        r"|\b(?:low|medium|high|not sure|first|yet)[:,] 1\b|\b1 of \d|\(1\)"
    )
    for kind, text in outputs(made):
        text = re.sub(r"\bRound 1\b|\b1 person\b", "", text)
        assert not lone.search(text), (kind, lone.search(text))


@pytest.mark.parametrize(("n", "small"), CASES)
def test_nor_can_one_be_worked_out_from_the_others(n, small):
    """Of somebody's lone answer there is no count of the rest either, at most where most are."""
    found = findings(play(ROWS, n=n, small_team=small).x, "en")
    assert row(found, "ADM-T4").spread == ("largest group: high" if n == 5 else "")
    assert all(not re.search(r"\d", cell.spread) for cell in found.cells if n < 5)
    assert all(cell.unsure == 0 for cell in found.cells)
    assert all(not cell.why_low and not cell.why_high for cell in found.cells)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_below_five_there_is_nothing_without_the_small_team_mode(n):
    found = findings(play(ROWS, n=n).x, "en")
    assert {cell.state for cell in found.cells} == {"too_few"}
    assert not any(cell.value or cell.gap or cell.scored for cell in found.cells)
    assert not any(side.net or any(side.bars) for side in (*found.sides, found.overall))
    assert not found.advice


@pytest.mark.parametrize("n", [3, 4])
def test_a_small_team_sees_a_word_and_no_number(n):
    made = play({**ROWS, "CIT-R2": "1 1 5 5"[: 2 * n - 1]}, n=n, small_team="yes")
    found = findings(made.x, "en")
    shown = [cell for cell in found.cells if cell.shown]
    assert shown
    assert {cell.word for cell in shown} <= {"high", "medium", "low", "mixed"}
    assert not any(c.value or c.scored or c.spread or c.agreement or c.close_call for c in shown)
    assert not any(side.net or side.bars for side in (*found.sides, found.overall))
    assert not any(item.priority for item in found.advice)
    assert all(not reason.evidence for item in found.advice for reason in item.reasons)


def test_two_of_a_small_team_are_still_too_few():
    found = findings(play(ROWS, n=2, small_team="yes").x, "en")
    assert {cell.state for cell in found.cells} == {"too_few"}


def test_set_aside_by_a_few_is_not_said():
    """That one person says "does not apply" is that person's answer."""
    made = play({"DEM-T2": "NA - - - - - -"}, n=7)
    assert gate.latest(made.x).components["DEM-T2"].state == "set_aside"
    assert row(findings(made.x, "en"), "DEM-T2").state == "too_few"


def test_a_component_that_nobody_answered_is_shown_as_such():
    found = findings(play({"DEM-T2": "- - - - - - -"}, n=7).x, "en")
    assert row(found, "DEM-T2").state == "too_few"
    assert next(s for s in found.sides if s.id == "DEM").net == "0"


def test_bars_on_one_question_do_not_give_a_lone_answer_away():
    """Five answers, four of them 5: the bar must fit more than one way to answer."""
    found = findings(play(ROWS, n=5).x, "en")
    bar = next(s for s in found.sides if s.id == "DEM").bars[0]
    sums = [s for s in range(21) if round(10 * s / 20) == bar]
    assert len(sums) > 1


def test_finished_by_fewer_than_five_is_only_that():
    found = findings(play(ROWS, n=4).x, "en")
    assert ("Round 1: finished (26 questions)", "fewer than 5") in found.participation


def test_a_lone_choice_at_the_end_is_not_counted():
    made = resulted(6, 3)
    asked = dict(findings(made.x, "en").participation)
    assert asked["Should we go ahead?"] == "strong agreement: pilot first"
    lone = play(ROWS, n=6)
    said = dict(findings(lone.x, "en").participation)["Should we go ahead?"]
    assert said == "largest group: pilot first"
