"""What helps whoever facilitates: closing, warnings, who runs it, weeks and months later."""

import pytest

from dialogs import show
from dialogs.core import calendar as when
from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.due import reminders
from tests.support.people import (
    BOSS,
    DAY,
    MONDAY,
    answered,
    assessed,
    buttons,
    drafted,
    posted,
    resulted,
)

ANA, BEN = 2, 3
HOUR = 3600.0


def text(play, key):
    """What a private message says, or None."""
    post = show.show(play.x, key)
    return None if post is None else str(post.text)


def kinds(play, kind):
    return [fact for fact in play.history if isinstance(fact, kind)]


# -- closing by hand -------------------------------------------------------------------------------


def test_nothing_follows_a_close_by_hand_for_ten_minutes():
    play = answered(6)
    play.writes(BOSS, "/close")
    assert play.x.stages["1"].open, "it asks first"
    play.tap(BOSS, "close.1.yes")
    play.compute()
    assert not play.x.results
    assert course.next_wake(play.x) == play.at + course.WAY_BACK
    play.wait(course.WAY_BACK)
    assert play.x.results
    assert play.tap(BOSS, "reopen.1").key == "refuse.too_late_to_reopen"


def test_what_closed_together_opens_together():
    play = assessed(6)
    play.writes(BOSS, "/close")
    play.tap(BOSS, "close.2.yes")
    assert not play.x.stages["closing"].open
    play.tap(BOSS, "reopen.2")
    assert play.x.stages["2"].open
    assert play.x.stages["closing"].open
    play.answers(ANA)
    assert play.of(ANA).answers["closing"]


def test_opened_again_after_its_time_it_stays_open_a_little():
    play = answered(6)
    play.until(play.x.stages["1"].closes - 60)
    play.writes(BOSS, "/close")
    play.tap(BOSS, "close.1.yes")
    play.wait(5 * 60)
    play.tap(BOSS, "reopen.1")
    assert play.x.stages["1"].closes == play.at + course.BACK
    play.wait(course.BACK)
    assert not play.x.stages["1"].open


def test_yes_is_only_taken_from_the_card_that_asks():
    play = answered(6)
    play.tap(BOSS, "close.1.yes")
    assert play.x.stages["1"].open


# -- warnings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "told"), [(4, True), (5, False)])
def test_a_warning_a_day_before_the_close(n, told):
    play = answered(n)
    play.until(play.x.stages["1"].closes - DAY)
    assert bool(text(play, "warn/1/1")) is told
    assert [fact.nth for fact in kinds(play, f.Warned)] == [1 if told else 0]


def test_before_a_close_on_monday_it_comes_on_friday():
    play = answered(4)
    play.tap(BOSS, "extend.1d")
    play.tap(BOSS, "extend.1d")
    closes = play.x.stages["1"].closes
    assert when.local(closes, play.x.zone).weekday() == 0
    play.until(closes - 3 * DAY)
    assert "Fewer than 5 of 14" in text(play, "warn/1/1")
    play.until(closes - DAY)
    assert [fact.nth for fact in kinds(play, f.Warned)] == [1]


def test_it_goes_once_enough_have_finished():
    play = answered(4)
    play.until(play.x.stages["1"].closes - 2 * HOUR)
    assert "Fewer than 5 of 14" in text(play, "warn/1/2")
    assert text(play, "warn/1/1") is None, "the one before says no more"
    play.joins(9).answers(9)
    assert text(play, "warn/1/2") is None


def test_a_small_team_is_warned_of_what_it_needs():
    play = answered(2, invited=6, small_team="yes")
    play.until(play.x.stages["1"].closes - DAY)
    assert "Fewer than 3 of 6 have finished; below 3" in text(play, "warn/1/1")


def test_of_too_few_nothing_more_is_asked_until_it_is_opened_again():
    play = assessed(4)
    assert list(play.x.stages) == ["brief", "1"]
    assert "Fewer than 5" in play.group("few")
    play.tap(BOSS, "reopen.1.day")
    assert play.x.stages["1"].open
    assert play.group("few") is None
    assert "open again until" in play.group("again")
    play.joins(9).answers(9)
    play.until(play.x.stages["1"].closes)
    assert "what 5 of us see" in play.group("feedback")
    assert play.group("again") is None


def test_left_alone_it_is_over_after_a_while():
    play = assessed(4)
    play.wait((course.REOPEN_DAYS + 1) * DAY)
    assert play.x.status == "finished"
    play.wait(61 * DAY)
    assert play.x.purged


# -- a week that begins later ----------------------------------------------------------------------


def test_what_is_set_up_for_today_opens_at_once_and_for_later_then():
    play = drafted()
    play.at = MONDAY - HOUR
    play.tap(BOSS, "post")
    assert play.x.stages["1"].open
    later = drafted()
    later.tap(BOSS, "post")
    later.joins(ANA)
    assert later.x.joined == 1
    later.until(MONDAY)
    assert later.x.stages["1"].opened == MONDAY
    assert "26 questions wait" in str(later.newest(ANA).text)


# -- who runs it -----------------------------------------------------------------------------------


def leaves(play, person, inside=False):
    play.at += 60
    return play.happens(e.Belongs(play.at, inside, person))


def test_a_facilitator_who_left_the_group_is_asked_and_has_two_days():
    play = answered(6)
    leaves(play, BOSS)
    assert "You left the group" in text(play, "asked/1")
    play.tap(BOSS, "here")
    assert text(play, "asked/1") is None
    leaves(play, BOSS, inside=True)
    leaves(play, BOSS)
    play.wait(2 * DAY)
    assert play.x.vacant
    assert "cannot be reached" in play.group("vacant")
    play.tap(BOSS, "extend.1d")
    assert play.group("vacant") is None, "anything they do is the answer"


def test_whatever_a_co_facilitator_does_is_an_answer_too():
    play = answered(6)
    play.tap(BOSS, f"depute.{ANA}")
    leaves(play, BOSS)
    play.wait(DAY)
    play.tap(ANA, "extend.1d")
    play.wait(3 * DAY)
    assert not play.x.vacant


def test_who_took_it_over_is_not_gone_because_they_never_wrote_to_us():
    play = answered(6)
    play.happens(e.Unreachable(play.at, BOSS))
    play.wait(60)
    assert play.x.vacant
    play.names[9] = play.x.names[9] = "Carla"
    for data in ("over", "over.yes"):
        play.at += 5
        play.happens(e.Tap(play.at, f"7.{data}", 9, entitled=True))
    play.happens(e.Unreachable(play.at, 9))
    play.wait(DAY)
    assert play.x.facilitator == 9
    assert not play.x.vacant
    assert "in the place of A. Mohammed" in play.group("vacant")
    [(label, data)] = buttons(show.show(play.x, "vacant/en")).items()
    assert label == "To the desk, Carla"
    play.happens(e.Returned(play.at, 9))
    play.happens(e.Entered(play.at + 5, play.x.token, 9))
    assert play.reads(9).startswith("You are the facilitator. Round 1 is open")
    assert not play.of(9).joined, "from there they may take part"


def test_who_takes_over_after_round_1_is_let_in():
    play = assessed(6, 3)
    play.happens(e.Unreachable(play.at, BOSS))
    play.wait(60)
    play.names[9] = play.x.names[9] = "Carla"
    for data in ("over", "over.yes"):
        play.at += 5
        play.happens(e.Tap(play.at, f"7.{data}", 9, entitled=True))
    play.tap(9, "desk")
    assert play.happens(e.Entered(play.at + 5, play.x.token, 9)) is None, "it is not too late"
    assert play.reads(9).startswith("You are the facilitator. Round 2 is open")


@pytest.mark.parametrize("rooms", [False, True])
def test_in_a_room_whoever_takes_part_may_take_over(rooms):
    play = answered(6)
    if rooms:
        play.x.platform = "web"
    taps = [e.Command(play.at, "takeover", person=ANA), e.Command(play.at, "takeover", person=9)]
    said = [play.happens(each) for each in taps]
    assert [r.key for r in said] == (
        ["roles.asked", "refuse.not_administrator"] if rooms else ["refuse.not_administrator"] * 2
    )
    if rooms:
        play.wait(2 * DAY + 60)
        assert "Whoever takes part can take it over" in play.group("vacant")
        play.tap(ANA, "over")
        play.tap(ANA, "over.yes")
        assert play.x.facilitator == ANA


def test_who_left_the_group_is_named_and_reminded_no_more():
    play = posted()
    play.joins(ANA, BEN)
    leaves(play, ANA)
    assert "Person 2 left the group." in text(play, f"gone/{ANA}")
    assert [p.number for p in reminders.pending_of(play.x, play.x.stages["1"])] == [BEN]
    leaves(play, ANA, inside=True)
    assert text(play, f"gone/{ANA}") is None


def test_only_the_facilitator_names_others_and_hands_over():
    play = answered(6)
    play.tap(BOSS, f"depute.{ANA}")
    assert play.tap(ANA, f"depute.{BEN}").key == "refuse.only_facilitator"
    assert play.tap(ANA, f"hand.{BEN}").key == "refuse.only_facilitator"
    assert play.tap(BEN, f"depute.{BEN}").key == "refuse.only_facilitator"
    play.tap(BOSS, f"depute.{ANA}")
    assert not play.x.leads(ANA)


def test_who_is_told_is_who_can_be_reached():
    play = answered(6)
    play.tap(BOSS, f"depute.{ANA}")
    play.happens(e.Unreachable(play.at, BOSS))
    assert show.recipient(play.x, "crowd/group") == ANA


# -- weeks and months later ------------------------------------------------------------------------


def test_owners_are_asked_first_and_silence_waits_three_working_days():
    play = resulted(6)
    play.tap(ANA, "take.1")
    due = play.x.stages["check"].closes
    play.until(due)
    assert text(play, f"told/1/{ANA}")
    assert play.group("check") is None
    play.wait(2 * DAY)
    assert play.group("check") is None
    play.wait(4 * DAY)
    assert "not told yet" in play.group("check")


def test_where_nobody_owns_anything_nobody_is_waited_for():
    play = resulted(6)
    play.until(play.x.stages["check"].closes)
    assert play.group("check")


def test_of_a_decision_without_a_day_nobody_is_asked():
    play = resulted(6)
    play.x.setup["by"] = "none"
    play.wait(80 * DAY)
    assert [fact.what for fact in kinds(play, f.Recalled)] == ["owners"]
