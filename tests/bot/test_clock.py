"""Time: deadlines and reminders over the nights on which clocks change, and when clocks jump."""

from datetime import date, time, timedelta

import pytest

from bot.app import clock
from bot.platforms.base import Account
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import calendar as when
from dialogs.core import events as e
from dialogs.core import facts as f
from tests.support.people import BOSS, TOPICS, Play

NIGHTS = [
    ("Europe/Amsterdam", date(2026, 10, 23), 1),
    ("Europe/Amsterdam", date(2026, 3, 27), -1),
    ("Pacific/Auckland", date(2027, 4, 2), 1),
    ("Pacific/Auckland", date(2026, 9, 25), -1),
    ("America/Port_of_Spain", date(2026, 10, 30), 0),
    ("America/Paramaribo", date(2026, 3, 27), 0),
]
"""A zone, the Friday before its clocks change, and the hours by which the weekend is longer. None
of these days is a holiday there, which would move the close."""


def posted(zone: str, friday: date) -> Play:
    """A round that opens on that Friday at ten and closes three working days later, at noon."""
    at = when.moment(friday, time(10), zone)
    play = Play(zone=zone, at=at - 60)
    chosen = {f"{name}.en": text for name, text in TOPICS.items()}
    chosen |= {"kind": "chatbot", "when": f"week {friday}", "languages": "en"}
    chosen |= {"invited": "14", "keeper": "R. Khan", "by": str(friday + timedelta(days=30))}
    play.apply([f.Set(play.at, BOSS, item, text) for item, text in chosen.items()])
    play.at = at - 5
    play.tap(BOSS, "post")
    play.joins(2, 3, 4)
    return play


def ticking(play: Play, until: float, every: float = 900.0) -> list[f.Fact]:
    """The clock looks again and again; gives what it brought."""
    before = len(play.history)
    while play.at < until:
        play.at += every
        play.happens(e.Tick(play.at))
        play.compute()
    return play.history[before:]


@pytest.mark.parametrize(("zone", "friday", "longer"), NIGHTS)
def test_the_nights_on_which_clocks_change(zone: str, friday: date, longer: int) -> None:
    """Row "DST, zone change": noon is noon, reminders come in office hours, and once."""
    play = posted(zone, friday)
    opened = play.x.stages["1"].opened
    play.answers(4)
    happened = ticking(play, opened + 6 * 86400.0)
    [close] = [fact for fact in happened if isinstance(fact, f.Closed) and fact.round == "1"]
    local = when.local(close.at, zone)
    assert (local.date(), local.hour) == (friday + timedelta(days=5), 12)
    assert round((close.at - opened) / 3600) == 122 + longer
    reminders = [fact for fact in happened if isinstance(fact, f.Reminded) and fact.people]
    assert 1 <= len([fact for fact in reminders if fact.round == "1"]) <= 2
    for fact in reminders:
        here = when.local(fact.at, zone)
        assert when.is_office_day(here.date())
        assert 9 <= here.hour < 17
    first = next(fact for fact in reminders if fact.round == "1")
    assert first.people == (2, 3), "only those who are not through"
    assert when.local(first.at, zone).hour == 9


@pytest.mark.parametrize(("zone", "friday", "longer"), NIGHTS)
def test_down_over_the_night(zone: str, friday: date, longer: int) -> None:
    """Row "reminder twice, or missed while down": what is late is dropped, not flooded."""
    play = posted(zone, friday)
    play.at = when.moment(friday + timedelta(days=5), time(11, 30), zone)
    happened = ticking(play, play.at + 1800)
    assert not [fact for fact in happened if isinstance(fact, f.Reminded) and fact.people]
    assert not [fact for fact in happened if isinstance(fact, f.Halfway)]
    closes = [fact for fact in happened if isinstance(fact, f.Closed) and fact.round == "1"]
    assert len(closes) == 1


def test_who_wants_no_reminder_gets_none() -> None:
    """Row "reminder twice": two at most, and none after opting out or going out of reach."""
    play = posted("Europe/Amsterdam", date(2026, 11, 13))
    play.tap(2, "mute")
    play.happens(e.Unreachable(play.at, 3))
    happened = ticking(play, play.at + 3 * 86400.0)
    reminders = [fact for fact in happened if isinstance(fact, f.Reminded) and fact.round == "1"]
    assert len(reminders) <= 2
    assert {n for fact in reminders for n in fact.people} == {4}


def test_a_clock_that_jumps_ahead_and_back() -> None:
    """Row "the clock jumps": a close is never undone, and nobody is too quick for an hour."""
    play = posted("Europe/Amsterdam", date(2026, 11, 13))
    began = play.at
    play.tap(2, "1.ECO-B1.4")
    ahead = play.x.stages["1"].closes
    assert ahead
    play.happens(e.Tick(ahead + 1))
    play.compute()
    closed = play.x.stages["1"].closed
    assert closed == ahead + 1
    play.at = began
    play.happens(e.Tick(play.at))
    assert play.x.stages["1"].closed == closed
    reply = play.tap(3, "1.ECO-B1.4")
    assert reply
    assert reply.key == "refuse.closed"


def test_after_a_jump_back_taps_count() -> None:
    """Row "the clock jumps": a question that came "in the future" is not too quick to answer."""
    play = posted("Europe/Amsterdam", date(2026, 11, 13))
    assert play.tap(2, "1.ECO-B1.4") is None
    play.at -= 3600
    assert play.tap(2, "1.ECO-B2.3") is None
    assert play.of(2).answer("1", "ECO-B2") == "3"


async def test_one_that_fails_does_not_hold_up_the_others(tmp_path, caplog) -> None:
    """The clock wakes every exercise that is due, whatever becomes of another.

    A mistake that lasts is one line in the log and counted, not a line a look.
    """
    theatre = Rehearsal(tmp_path / "x.db", when.moment(date(2026, 11, 13), time(10), "UTC"))
    await theatre.start()
    theatre.demo.administrators.add("boss")
    boss = Account("boss", "Boss", "en", "boss")
    for place in ("one", "two"):
        await theatre.writes(boss, "/new", place)

    def sabotage(tx) -> None:
        for number in (1, 2):
            tx.mark(number, "running", theatre.now)
            tx.drop(number)
        tx.append(1, [f.Closed(theatre.now, "no such round")])

    await theatre.store.run(sabotage)
    for _ in range(3):
        await theatre.service.look()
    assert sum("time stands still" in line for line in caplog.messages) == 1
    assert theatre.service.app.faults.total == 3
    assert await theatre.store.run(lambda tx: tx.row(2).wake) != theatre.now
    await theatre.stop()


def test_it_looks_often() -> None:
    """Row "the clock jumps": the wall clock is looked at every two seconds at least."""
    assert clock.LOOK <= 2.0


async def test_what_was_called_off_is_woken_to_delete_names(tmp_path) -> None:
    """Row "personal data": an exercise that was called off is not forgotten by the clock."""
    theatre = Rehearsal(tmp_path / "x.db", when.moment(date(2026, 11, 13), time(10), "UTC"))
    await theatre.start()
    boss, ana = Account("boss", "Boss", "en", "boss"), Account("ana", "Ana", "en", "ana")
    theatre.demo.administrators.add("boss")
    await theatre.writes(boss, "/new", "team")
    chosen = {f"{name}.en": text for name, text in TOPICS.items()}
    chosen |= {"kind": "chatbot", "when": "live", "languages": "en", "by": "2026-12-18"}
    chosen |= {"invited": "14", "keeper": "R. Khan"}
    facts = [f.Set(theatre.now, 1, item, text) for item, text in chosen.items()]
    await theatre.store.run(lambda tx: (tx.append(1, facts), tx.drop(1)))
    await theatre.taps(boss, "Set it up")
    await theatre.taps(boss, "Post it")
    await theatre.taps(ana, "Take part")
    await theatre.writes(boss, "/cancel")
    await theatre.taps(boss, "Call off, keep")

    async def named() -> list[str]:
        return await theatre.store.run(lambda tx: [person.name for person in tx.people(1)])

    await theatre.pass_time(theatre.now + 59 * 86400.0)
    assert await named() == ["Boss", "Ana"]
    await theatre.pass_time(theatre.now + 2 * 86400.0)
    assert await named() == ["Boss"]
    await theatre.stop()
