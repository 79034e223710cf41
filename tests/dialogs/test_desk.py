"""The facilitator's desk: extend, close, call off, and nobody else may."""

import pytest

from tests.support.people import (
    BOSS,
    DAY,
    MONDAY,
    answered,
    assessed,
    drafted,
    posted,
)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1d", MONDAY + 4 * DAY + 3 * 3600),
        ("20h", MONDAY + 3 * DAY + 23 * 3600),
        ("Friday 16:00", MONDAY + 4 * DAY + 7 * 3600),
        ("2026-11-25 9:00", MONDAY + 2 * DAY),
        ("tomorrow", MONDAY + DAY + 3 * 3600),
        ("Fri 4pm", MONDAY + 4 * DAY + 7 * 3600),
        ("1w", MONDAY + 10 * DAY + 3 * 3600),
        ("in 2 hours", MONDAY + 2 * 3600 + 60),
    ],
)
def test_extending(text, moment):
    play = posted()
    reply = play.writes(BOSS, f"/extend {text}")
    assert play.x.stages["1"].closes == moment
    assert "Round 1 now closes" in play.said(reply)
    assert "Round 1 closes" in play.group("board")


@pytest.mark.parametrize(
    ("text", "heard"),
    [(text, "Write /extend and how long") for text in ("", "0d", "soon", "monday 1٣:00", "-1d")]
    + [
        ("61d", "That would be Tuesday 26 January 2027, 12:00."),
        ("2027-06-01 9:00", "That would be Tuesday 1 June 2027, 09:00."),
        ("2026-11-23 8:00", "I understood Monday 23 November 2026, 08:00, which is past."),
        (
            "4/12 16:00",
            "Friday 4 December 2026, 16:00, or Monday 12 April 2027, 16:00?",
        ),
    ],
)
def test_extensions_that_are_none(text, heard):
    play = posted()
    closes = play.x.stages["1"].closes
    assert play.said(play.writes(BOSS, f"/extend {text}")).startswith(heard)
    assert play.x.stages["1"].closes == closes


def test_a_close_that_may_be_two_is_asked_back_with_both_to_copy():
    play = posted()
    heard = play.said(play.writes(BOSS, "/extend 4/12 16:00"))
    assert heard.endswith("Write /extend 2026-12-04 16:00 or /extend 2027-04-12 16:00.")


def test_one_more_day_skips_a_holiday_unless_it_was_named():
    play = drafted(at=MONDAY + 24 * DAY)  # Thursday 17 December
    play.tap(BOSS, "when.2026-12-21")
    play.tap(BOSS, "holiday.keep")
    play.at = MONDAY + 28 * DAY
    play.tap(BOSS, "post")
    play.tap(BOSS, "extend.1d")
    assert play.x.stages["1"].closes == MONDAY + 35 * DAY + 3 * 3600  # not Friday 25
    reply = play.writes(BOSS, "/extend 25 Dec 12:00")
    assert "Friday 25 December, 12:00 (Port of Spain). That day is a public" in play.said(reply)


def test_a_week_from_wednesday_closes_on_monday_and_the_preview_says_so():
    play = drafted()
    play.tap(BOSS, "when.2026-11-25")
    assert "Round 1 closes Monday 30 November, 12:00" in play.reads(BOSS)
    play.tap(BOSS, "post")
    play.until(MONDAY + 2 * DAY)
    assert play.x.stages["1"].closes == MONDAY + 7 * DAY + 3 * 3600


def test_who_waits_for_the_results_reads_when_they_appear():
    play = answered(6, 3)
    play.until(MONDAY + 4 * DAY + 8 * 3600)
    due = "The results appear in the group: Monday 30 November, 09:00 (Port of Spain)."
    play.writes(BOSS, "/status")
    assert due in play.reads(BOSS)
    assert due in play.reads(2)
    for command in ("/status", "/results"):
        assert due in play.said(play.writes(2, command), 2)


def test_one_more_day_skips_the_weekend_unless_it_was_named():
    play = posted()
    play.tap(BOSS, "extend.1d")
    play.tap(BOSS, "extend.1d")
    assert play.x.stages["1"].closes == MONDAY + 7 * DAY + 3 * 3600  # not Saturday
    reply = play.writes(BOSS, "/extend Sat 12:00")
    assert "Saturday 28 November, 12:00" in play.said(reply)


@pytest.mark.parametrize("hour", [0, 14.95])  # at nine; nearly at midnight, before another
def test_five_more_minutes_are_five_minutes_on_a_day_off_too(hour):
    play = drafted(when="live")
    play.at = MONDAY + 5 * DAY + hour * 3600
    play.tap(BOSS, "post")
    play.tap(BOSS, "extend.5m")
    assert 300 <= play.x.stages["1"].closes - play.at <= 360


def test_a_live_round_gets_a_clock_and_closes_by_it():
    play = posted(when="live").joins(2)
    play.writes(BOSS, "/status")
    assert "5 more minutes" in play.buttons(BOSS)
    play.writes(BOSS, "/extend 10m")
    closes = play.x.stages["1"].closes
    assert 0 <= closes - play.at - 600 < 60
    assert closes % 60 == 0
    play.tap(BOSS, "extend.5m")
    assert play.x.stages["1"].closes == closes + 300
    play.until(closes + 299)
    assert play.x.stages["1"].open
    play.until(closes + 300)
    assert not play.x.stages["1"].open


@pytest.mark.parametrize("command", ["close", "extend 1d", "cancel"])
def test_only_the_facilitator_leads(command):
    play = answered(2)
    facts = len(play.history)
    reply = play.writes(2, f"/{command}")
    assert play.said(reply, 2) == "Only the facilitator can do this: A. Mohammed."
    assert play.tap(2, command.replace(" ", ".")).key == "refuse.only_facilitator"
    assert len(play.history) == facts


def test_an_old_close_button_closes_no_later_round():
    play = assessed(6, 3)
    assert play.tap(BOSS, "close.1").key == "refuse.nothing_open"
    assert play.x.stages["2"].open


@pytest.mark.parametrize("what", ["keep", "erase"])
def test_calling_off(what):
    play = answered(3)
    play.writes(BOSS, "/cancel")
    assert play.x.status != "cancelled"
    play.tap(BOSS, f"cancel.{what}")
    assert play.x.status == "cancelled"
    assert "called off" in play.group("board")
    assert play.tap(2, "1.ADM-T4.1").key == "refuse.over"
    play.wait(400 * DAY)
    assert play.group("feedback") is None
