"""What comes unasked: reminders, offers to close, messages in doubt, people out of reach."""

from dialogs import markup, show
from dialogs.core import events as e
from dialogs.core import facts as f
from tests.support.people import (
    BOSS,
    DAY,
    answered,
    assessed,
    buttons,
    posted,
    resulted,
)


def test_a_message_in_doubt_is_sent_again_by_the_facilitator_alone():
    play = answered(2)
    play.happens(e.Doubtful(play.at, "board/en"))
    assert play.tap(2, "again.board/en").key == "refuse.only_facilitator"
    assert play.tap(BOSS, "again.board/en") is None
    assert play.x.repeats == {"board/en": 1}
    assert play.tap(BOSS, "again.board/en").key == "refuse.unknown_button"


def test_the_facilitator_is_offered_to_close_once_five_have_all_finished():
    play = answered(4)
    assert show.show(play.x, "offer/1") is None
    play.joins(6)
    assert show.show(play.x, "offer/1") is None
    play.answers(6)
    offer = show.show(play.x, "offer/1")
    assert list(buttons(offer).values()) == ["7.close.1"]
    play.joins(7)
    assert show.show(play.x, "offer/1") is None
    play.answers(7)
    play.closes()
    assert show.show(play.x, "offer/1") is None


def test_a_reminder_says_how_far_somebody_is():
    play = posted().joins(2)
    play.answers(2, least=20)
    play.until(play.x.stages["1"].closes - DAY)
    text = markup.plain(show.show(play.x, str(play.of(2).reminded)).text)
    assert text.startswith("You have answered 6 of 26. About 10 minutes remain.")


def test_a_doubt_is_the_facilitators_until_it_is_sent_again():
    play = answered(2)
    play.apply([f.Doubted(play.at, "board/en")])
    assert "the card of the exercise" in markup.plain(show.show(play.x, "doubt/board/en").text)
    play.tap(BOSS, "again.board/en")
    assert show.show(play.x, "doubt/board/en") is None


def test_live_the_last_questions_alone_let_the_facilitator_close():
    play = assessed(5, 0, when="live")
    assert not play.x.stages["2"].items
    assert show.show(play.x, "offer/2") is None
    for person in range(2, 7):
        play.answers(person)
    assert "offer/2" in play.keys
    assert list(buttons(show.show(play.x, "offer/2")).values()) == ["7.close.2"]
    play.closes()
    play.compute()
    assert play.group("results")


def test_a_round_is_not_offered_to_be_closed_while_its_last_questions_are_open():
    play = assessed(6, 3)
    for person in range(2, 8):
        play.tap(person, "2.ADM-T4.4")
    assert show.show(play.x, "offer/2") is None
    for person in range(2, 8):
        play.answers(person)
    assert show.show(play.x, "offer/2")


def test_the_facilitator_hears_nothing_of_those_whose_names_were_deleted():
    play = resulted()
    play.wait(70 * DAY)
    assert play.x.purged
    assert show.show(play.x, "lost/2") is None
