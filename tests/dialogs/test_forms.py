"""The same questions on one page: what a form says."""

import pytest

from dialogs.core.items import SCORES
from dialogs.talk import forms
from tests.support.people import BOSS, answered, assessed, posted, resulted

ANA = 2


@pytest.fixture
def play():
    play = posted()
    play.x.platform = "slack"
    play.joins(ANA)
    return play


def form(play, person=ANA, dimension=""):
    return forms.form(play.x, play.of(person), dimension)


def choose(play, item, answer, wait=0.1):
    """Choose an answer in the form, however fast."""
    found = next(
        q
        for d in play.x.framework.dimensions
        for q in form(play, ANA, d.id).questions
        if q.item == item
    )
    data = next(o.data for o in found.options if o.data.endswith(f".{answer}"))
    return play.tap(ANA, data.partition(".")[2], wait)


def test_a_form_holds_a_dimension_and_leads_to_the_others(play):
    seen = []
    for dimension in play.x.framework.dimensions:
        page = form(play, ANA, dimension.id)
        seen += [q.item for q in page.questions]
        assert len(page.others) == 3
        assert all(len(q.options) == len(SCORES) for q in page.questions)
        assert all(
            len(o.label) <= 75 and len(o.data) <= 64 for q in page.questions for o in q.options
        )
        assert len(page.title) <= 24
        assert len(page.questions) + 2 <= 100
    assert seen == [
        c.id
        for d in play.x.framework.dimensions
        for c in play.x.framework.components
        if c.dimension == d.id
    ]


def test_it_opens_where_the_person_is(play):
    assert form(play).title == "Economic"
    play.tap(ANA, "go.1.ADM-T4")
    assert form(play).title == "Administrative"
    assert form(play, ANA, "no such").title == "Administrative"


def test_a_choice_is_saved_at_once_and_shown_as_chosen(play):
    first = form(play).questions[0].item
    assert choose(play, first, "4") is None, "not too quick: it names its question"
    assert choose(play, "ADM-T4", "NS") is None
    assert play.of(ANA).answer("1", first) == "4"
    chosen = {q.item: q.selected for q in form(play, ANA, "ADM").questions if q.selected}
    assert list(chosen) == ["ADM-T4"]
    assert chosen["ADM-T4"].endswith(".NS")
    choose(play, "ADM-T4", "2")
    assert play.of(ANA).answer("1", "ADM-T4") == "2"


def test_after_the_close_it_says_so_and_changes_nothing():
    play = assessed(6, 3)
    reply = play.tap(ANA, "form.1.ECO-B1.1")
    assert reply.key == "refuse.closed"
    assert play.of(ANA).answer("1", "ECO-B1") == "4"


@pytest.mark.parametrize(
    "data", ["form.1.ECO-B1", "form.1.ECO-B1.9", "form.9.ECO-B1.1", "form.1.x.1"]
)
def test_nonsense_is_refused(play, data):
    assert play.tap(ANA, data).key.startswith("refuse.")


def test_round_two_asks_what_is_contested():
    play = assessed(6, 3)
    asked = play.x.stages["2"].items
    assert tuple(q.item for q in form(play).questions) == asked
    assert form(play).others == ()


def test_there_is_no_form_when_nothing_is_asked():
    closed = form(resulted())
    assert closed.questions == ()
    assert "nothing chosen here is saved any more" in closed.lead
    assert form(answered(3), BOSS) is None, "who does not take part"


def test_only_where_there_are_pages(play):
    assert "Answer as a form" in play.buttons(ANA), "before a dimension"
    play.press(ANA, "3")
    assert "Answer as a form" in play.buttons(ANA)
    play.x.platform = "telegram"
    assert "Answer as a form" not in play.buttons(ANA)


def test_a_card_that_notifies_says_no_score(play):
    play.press(ANA, "5")
    assert "Saved." in play.reads(ANA)
    play.writes(ANA, "/start")
    assert "Saved." not in play.reads(ANA)
