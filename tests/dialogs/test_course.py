"""A week from Monday to the results, and the ways in which it goes otherwise."""

from datetime import time

import pytest

from dialogs.core import assessable, course
from dialogs.core import calendar as when
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.due import purge
from tests.support.people import (
    BOSS,
    DAY,
    MONDAY,
    ZONE,
    answered,
    assessed,
    checked,
    drafted,
    posted,
    prompted,
    resulted,
)


def kinds(play):
    return [type(fact).__name__ for fact in play.history]


def test_a_week_of_its_own_accord():
    play = answered(6, 3)
    assert play.x.stages["1"].closes == MONDAY + 3 * DAY + 3 * 3600
    play.until(MONDAY + 3 * DAY + 3 * 3600)
    assert list(play.x.stages) == ["brief", "1", "feedback", "2", "closing"]
    assert play.group("feedback")
    play.until(MONDAY + 4 * DAY + 7 * 3600 - 1)
    assert play.x.stages["closing"].open
    play.until(MONDAY + 4 * DAY + 7 * 3600)
    assert not play.x.stages["closing"].open
    assert play.group("results") is None
    play.until(MONDAY + 7 * DAY)
    assert play.group("results")
    assert {"actions", "hot_wash", "check"} <= set(play.x.stages)
    play.until(MONDAY + 365 * DAY)
    assert play.x.status == "finished"
    assert course.next_wake(play.x) is None


@pytest.mark.parametrize("hours", range(0, 200, 7))
def test_results_come_on_an_office_morning(hours):
    play = assessed(6, 3)
    play.writes(BOSS, f"/extend {200 + hours}h")
    play.wait(40 * DAY)
    here = when.local(play.x.stages["results"].closed, ZONE)
    assert here.weekday() < 5
    assert here.time() == time(9)


def test_a_week_prepared_before_begins_on_its_monday():
    play = drafted()
    play.tap(BOSS, "post")
    assert play.at < MONDAY
    assert "1" not in play.x.stages
    assert course.next_wake(play.x) == MONDAY
    play.until(MONDAY)
    assert play.x.stages["1"].opened == MONDAY
    assert play.x.stages["1"].closes == MONDAY + 3 * DAY + 3 * 3600


def test_the_clock_is_late():
    play = answered(6, 3)
    play.at = MONDAY + 30 * DAY
    play.happens(e.Tick(play.at))
    play.compute()
    assert "Reminded" not in kinds(play)
    assert not play.x.stages["1"].open
    assert play.x.stages["2"].open


def test_two_reminders_for_those_who_have_not_finished():
    play = answered(3).joins(9)
    play.joins(8)
    play.tap(8, "mute")
    play.happens(e.Unreachable(play.at, 4))
    play.until(MONDAY + 3 * DAY)
    reminded = [fact for fact in play.history if isinstance(fact, f.Reminded)]
    assert [(fact.nth, fact.people) for fact in reminded] == [(1, (9,)), (2, (9,))]
    assert kinds(play).count("Halfway") == 1


def test_who_came_by_a_link_is_reminded_where_they_left_an_address():
    play = posted().joins(2)
    for number in (3, 4):
        play.names[number] = play.x.names[number] = f"Person {number}"
        play.happens(e.Entered(play.at, "token", number, platform="web"))
    play.happens(e.Mailbox(play.at, "ana@example.org", 4))
    play.until(MONDAY + 2 * DAY)
    play.happens(e.Mailbox(play.at, "", 4))
    play.until(MONDAY + 3 * DAY)
    reminded = [fact.people for fact in play.history if isinstance(fact, f.Reminded)]
    assert reminded == [(2, 4), (2,)]


def test_a_sentence_that_nobody_needs_to_write_is_no_reason_for_a_reminder():
    play = prompted().joins(2, 3)
    for item in play.x.stages["1"].items:
        if not item.startswith("?"):
            play.tap(2, f"1.{item}.4")
    play.until(MONDAY + 3 * DAY)
    reminded = [fact.people for fact in play.history if isinstance(fact, f.Reminded)]
    assert reminded == [(3,), (3,)]


AUCKLAND, LIMA = "Pacific/Auckland", "America/Lima"


def enters(play, person, zone):
    play.names[person] = play.x.names[person] = f"Person {person}"
    play.happens(e.Entered(play.at, "token", person, zone=zone))


def test_nobody_is_reminded_outside_their_own_office_hours():
    play = posted().joins(2)
    enters(play, 3, AUCKLAND)
    enters(play, 4, LIMA)
    enters(play, 5, ZONE)
    play.until(MONDAY + 4 * DAY)
    told = [fact for fact in play.history if isinstance(fact, f.Reminded)]
    for fact in told:
        here = when.local(fact.at, fact.zone or ZONE)
        assert here.weekday() < 5
        assert 9 <= here.hour < 17
    each = {zone: [fact.people for fact in told if fact.zone == zone] for zone in ("", AUCKLAND)}
    assert each == {"": [(2, 5), (2, 5)], AUCKLAND: [(3,), (3,)]}
    assert [fact.people for fact in told if fact.zone == LIMA] == [(4,), (4,)]
    assert kinds(play).count("Halfway") == 1


def test_who_comes_late_from_elsewhere_is_not_reminded_of_what_was_before():
    play = posted().joins(2)
    play.until(MONDAY + 2.5 * DAY)
    enters(play, 3, LIMA)
    assert course.next_wake(play.x) > play.at
    play.wait(60)
    assert not play.of(3).reminded


def test_a_reminder_goes_when_somebody_acts():
    play = posted().joins(2)
    play.until(MONDAY + 2.5 * DAY)
    assert play.of(2).reminded
    play.tap(2, "1.ECO-B1.3")
    assert not play.of(2).reminded


def test_live_is_ended_by_the_facilitator_alone():
    play = answered(5, when="live")
    play.wait(30 * DAY)
    assert play.x.stages["1"].open
    assert play.x.stages["1"].closes is None
    play.writes(2, "/close")
    assert play.x.stages["1"].open
    play.closes()
    play.compute()
    assert play.x.stages["2"].open
    play.closes()
    play.compute()
    assert play.group("results")


def test_nothing_follows_while_the_group_cannot_be_written_to():
    play = answered(6, 3)
    play.happens(e.Dropped(play.at))
    play.wait(10 * DAY)
    assert play.x.stages["1"].open is True, "nobody could be told"
    play.happens(e.Added(play.at))
    assert play.x.stages["1"].open is False
    play.compute()
    assert play.group("feedback")


def test_a_round_stays_open_while_the_group_takes_nothing():
    play = answered(6, 3)
    play.happens(e.Shut(play.at))
    play.wait(10 * DAY)
    assert play.x.stages["1"].open
    assert not play.x.stages["1"].shut(play.at)
    play.happens(e.Added(play.at))
    assert play.x.stages["1"].closes == play.at + course.BACK
    play.wait(course.BACK + 60)
    assert not play.x.stages["1"].open


@pytest.mark.parametrize("make", [answered, assessed, resulted, checked])
def test_the_clock_never_spins(make):
    """Even while nothing can be published."""
    play = make()
    play.happens(e.Dropped(play.at))
    play.wait(400 * DAY)
    due = course.next_wake(play.x)
    assert due is None or due > play.at


def test_names_go_some_time_after_the_results():
    play = resulted()
    play.tap(2, "take.1")
    play.wait((purge.PURGE_DAYS + 2) * DAY)
    assert play.x.purged
    assert set(play.x.names) == {BOSS, 2}


def test_a_result_that_nobody_waits_for_is_nothing():
    play = assessed(6, 3)
    facts = len(play.history)
    play.happens(e.Computed(play.at, "1", {"contested": []}))
    assert len(play.history) == facts


def test_answers_that_count():
    play = answered(5)
    play.apply([f.Left(play.at, 2, by=BOSS)])
    counted = {(a.person, a.component, a.answer, a.round) for a in answers_of(play)}
    assert len(counted) == 4 * 26
    assert (3, "ADM-T4", "5", 1) in counted


def answers_of(play):
    return assessable.answers(play.x)


@pytest.mark.parametrize("make", [answered, assessed, resulted])
def test_names_go_some_time_after_it_is_called_off(make):
    play = make()
    play.tap(2, "note")
    play.writes(BOSS, "/cancel")
    play.tap(BOSS, "cancel.keep")
    assert play.x.status == "cancelled"
    play.wait((purge.PURGE_DAYS - 10) * DAY)
    assert not play.x.purged
    assert 2 in play.x.names
    play.wait(10 * DAY)
    assert play.x.purged
    assert set(play.x.names) == {BOSS}
    assert course.next_wake(play.x) is None


def test_nothing_is_left_to_purge_of_what_was_deleted_at_once():
    play = answered(3)
    play.tap(BOSS, "cancel.erase")
    assert course.next_wake(play.x) is None
    assert not play.x.names


def test_what_ended_without_being_purged_is_purged_later():
    play = resulted()
    play.apply([f.Finished(play.at)])
    assert play.x.status == "finished"
    play.wait((purge.PURGE_DAYS + 2) * DAY)
    assert play.x.purged
    assert course.next_wake(play.x) is None


def test_who_stays_on_record_for_the_plan_loses_their_comments():
    play = answered(5)
    play.tap(2, "go.1.ADM-T4")
    play.press(2, "Add a note")
    play.writes(2, "a note")
    play.closes()
    play.compute()
    play.closes()
    play.compute()
    play.wait(4 * DAY)
    play.tap(2, "take.1")
    play.wait((purge.PURGE_DAYS + 2) * DAY)
    assert 2 in play.x.names
    assert play.x.notes == {}
    assert play.of(2).notes == []
