"""Every message that changes is named by `touched`: nothing stale stands anywhere."""

from dialogs import show
from dialogs.core import events as e
from tests.support.chaos import Chaos
from tests.support.people import BOSS, DAY, answered, resulted


def test_nothing_stale_on_the_way_of_a_note():
    """A note that is quoted to others, taken back, rewritten, released again, deleted."""
    play = answered(6, 3)
    for person in (2, 3, 5):
        play.tap(person, "go.1.ADM-T4")
        play.tap(person, "note")
        play.writes(person, f"because {person}")
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    play.closes()
    play.compute()
    note = play.of(2).notes[0]
    watched = Chaos.resumed(play).watched()
    assert "because 2" in watched.reads(4)
    watched.tap(2, f"keep.{note}")
    assert "because 2" not in watched.reads(4)
    watched.tap(2, f"release.{note}")
    watched.tap(2, f"edit.{note}")
    watched.writes(2, "otherwise")
    watched.tap(2, f"release.{note}")
    assert "otherwise" in watched.reads(4)
    watched.tap(2, f"delete.{note}")
    assert "otherwise" not in watched.reads(4)
    watched.do_erase(5)
    assert "because 5" not in watched.reads(4)


def test_nothing_stale_around_the_facilitator():
    """Offers, doubts and the desk: in their language, and only while they hold."""
    play = Chaos.resumed(answered(5, 2, languages="en es")).watched()
    assert show.show(play.x, "offer/1")
    play.joins(8, BOSS)
    assert show.show(play.x, "offer/1") is None
    for person in (8, BOSS):
        play.answers(person)
    assert show.show(play.x, "offer/1")
    play.happens(e.Doubtful(play.at, "board/en"))
    play.tap(BOSS, "lang.es")
    play.tap(BOSS, "desk.people")
    play.joins(9)
    play.tap(BOSS, "depute.3")
    play.tap(3, "desk.people")
    play.joins(10)
    play.tap(BOSS, "remove.9")
    play.writes(BOSS, "/extend 1d")
    play.tap(BOSS, "hand.3")
    play.happens(e.Dropped(play.at))
    play.happens(e.Added(play.at))
    play.do_wait(9 * DAY)
    assert play.group("results")


def test_nothing_stale_in_the_plan():
    play = Chaos.resumed(resulted()).watched()
    for person in (2, 3, BOSS):
        play.tap(person, "plan")
    for person, data in ((2, "take.1"), (2, "plan.1"), (BOSS, "plan.1"), (BOSS, "plan.1.what")):
        play.tap(person, data)
    play.writes(BOSS, "something else")
    play.tap(2, "take.1")
    play.tap(2, "give.1")
    play.tap(3, "take.1")
    play.do_wait(100 * DAY)
    play.tap(3, "told.1.stuck")
    play.writes(3, "no trainer")
    assert "no trainer" in play.group("check")
