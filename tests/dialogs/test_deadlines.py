"""Deadlines as people type them, in each language: one reading, two that are asked back, or past.

The clock stands at Friday 27 November 2026, 10:00; the round closes on Thursday 3 December, 12:00.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core import deadlines
from dialogs.core.deadlines import read
from tests.support.languages import each_language, each_language_in_time
from tests.support.people import library

ZONE = "America/Port_of_Spain"
ZONES = [ZONE, "Europe/Amsterdam", "America/Santiago", "Pacific/Auckland", "UTC"]
NOON = 12 * 60


def at(text, zone=ZONE):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


NOW, CLOSE = at("2026-11-27 10:00"), at("2026-12-03 12:00")


def written(moment, zone=ZONE):
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def meant(text, language="en", now=NOW):
    found = read(text, library().words[language], now, ZONE, CLOSE, NOON)
    return [written(moment) for moment in found.ahead]


# What is typed in English, in Spanish, and the one moment that it means.
ONE = [
    # lengths count from the close, or from now where that is said
    ("1d", "1d", "2026-12-04 12:00"),
    ("2d", "2 días", "2026-12-05 12:00"),
    ("one more day", "un día más", "2026-12-04 12:00"),
    ("another week", "otra semana", "2026-12-10 12:00"),
    ("1w", "1 semana", "2026-12-10 12:00"),
    ("two weeks", "dos semanas", "2026-12-17 12:00"),
    ("+1h", "+1h", "2026-12-03 13:00"),
    ("1 more hour", "una hora más", "2026-12-03 13:00"),
    ("90m", "90 min", "2026-12-03 13:30"),
    ("1 hour and 30 minutes", "1 hora y 30 minutos", "2026-12-03 13:30"),
    ("1d 2h", "1 día 2 horas", "2026-12-04 14:00"),
    ("in 2 hours", "en 2 horas", "2026-11-27 12:00"),
    ("in an hour", "dentro de una hora", "2026-11-27 11:00"),
    ("in 3 days", "dentro de 3 días", "2026-11-30 10:00"),
    ("20 H", "20 H", "2026-12-04 08:00"),
    # days, at the time of the close
    ("today", "hoy", "2026-11-27 12:00"),
    ("tomorrow", "mañana", "2026-11-28 12:00"),
    ("TOMORROW.", "Mañana.", "2026-11-28 12:00"),
    ("the day after tomorrow", "pasado mañana", "2026-11-29 12:00"),
    ("Friday", "viernes", "2026-11-27 12:00"),
    ("monday", "LUNES", "2026-11-30 12:00"),
    ("wed", "mie", "2026-12-02 12:00"),
    ("sat", "sábado", "2026-11-28 12:00"),
    ("next Monday", "próximo lunes", "2026-11-30 12:00"),
    ("this Tuesday", "este martes", "2026-12-01 12:00"),
    ("next Friday", "el viernes que viene", "2026-12-04 12:00"),
    ("4 Dec", "4 dic", "2026-12-04 12:00"),
    ("4 Dec.", "4 dic.", "2026-12-04 12:00"),
    ("December 4", "diciembre 4", "2026-12-04 12:00"),
    ("the 4th of December", "el 4 de diciembre", "2026-12-04 12:00"),
    ("Dec 1st, 2026", "1º de diciembre de 2026", "2026-12-01 12:00"),
    ("Friday 4 December", "viernes, 4 de diciembre", "2026-12-04 12:00"),
    ("2026-12-04", "2026-12-04", "2026-12-04 12:00"),
    ("24/12", "24/12", "2026-12-24 12:00"),
    ("12/24/2026", "24/12/26", "2026-12-24 12:00"),
    ("Fri 4/12", "vie 4/12", "2026-12-04 12:00"),
    ("12/12", "12.12.", "2026-12-12 12:00"),
    ("15 Jan", "15 de enero", "2027-01-15 12:00"),
    ("29 Feb 2028", "29 feb 2028", "2028-02-29 12:00"),
    # with a time
    ("tomorrow 16:00", "mañana 16:00", "2026-11-28 16:00"),
    ("tomorrow at noon", "mañana al mediodía", "2026-11-28 12:00"),
    ("Friday 16:00", "viernes 16:00", "2026-11-27 16:00"),
    ("Fri 5pm", "vie 5pm", "2026-11-27 17:00"),
    ("5 p.m.", "a las 5 de la tarde", "2026-11-27 17:00"),
    ("at 5 in the afternoon", "5 p. m.", "2026-11-27 17:00"),
    ("5 am tomorrow", "mañana a las 5 de la mañana", "2026-11-28 05:00"),
    ("Monday 9am", "lunes a las nueve de la mañana", "2026-11-30 09:00"),
    ("Fri 9:30", "vie 9:30", "2026-12-04 09:30"),
    ("16:00", "16:00", "2026-11-27 16:00"),
    ("9:00", "a las 9:00", "2026-11-28 09:00"),
    ("noon", "mediodía", "2026-11-27 12:00"),
    ("12", "a las 12", "2026-11-27 12:00"),
    ("16h30", "16h30", "2026-11-27 16:30"),
    ("at 18h", "a las 18h", "2026-11-27 18:00"),
    ("until 18 h", "hasta las 18 h", "2026-11-27 18:00"),
    ("Monday 16h", "lunes 16h", "2026-11-30 16:00"),
    ("4 Dec 16:00 h", "4 dic a las 16:00 h", "2026-12-04 16:00"),
    ("4 Dec 16:00", "4 dic 16:00", "2026-12-04 16:00"),
    ("16:00 on 4 Dec", "16:00 el 4 dic", "2026-12-04 16:00"),
    ("December 4, 4:30pm", "4 de diciembre, 4:30 pm", "2026-12-04 16:30"),
    ("2026-12-04 16:00", "2026-12-04 16:00", "2026-12-04 16:00"),
    ("2026-12-04T16:00", "2026-12-04T16:00", "2026-12-04 16:00"),
    ("Friday 04:30", "viernes 04:30", "2026-12-04 04:30"),
    ("12 am 4 Dec", "4 dic 12 am", "2026-12-04 00:00"),
]

# The same in Dutch, which has its own way with hours.
DUTCH = [
    ("nog een dag", "2026-12-04 12:00"),
    ("een uur langer", "2026-12-03 13:00"),
    ("over 2 uur", "2026-11-27 12:00"),
    ("overmorgen", "2026-11-29 12:00"),
    ("volgende vrijdag", "2026-12-04 12:00"),
    ("de 4e december", "2026-12-04 12:00"),
    ("uiterlijk 18 december", "2026-12-18 12:00"),
    ("vrijdag 4 december om 16:00 uur", "2026-12-04 16:00"),
    ("maandag 16u30", "2026-11-30 16:30"),
    ("maandag 9 uur 's ochtends", "2026-11-30 09:00"),
    ("om 5 uur ’s middags", "2026-11-27 17:00"),
    ("om 16 uur", "2026-11-27 16:00"),
    ("tot vrijdag 18 uur", "2026-11-27 18:00"),
    ("18 uur", "2026-12-04 06:00"),
]

SAID = [(language, row[n], row[2]) for row in ONE for n, language in enumerate(("en", "es"))]
SAID += [("nl", *row) for row in DUTCH]


@pytest.mark.parametrize(("language", "text", "expected"), SAID)
def test_one_meaning(language, text, expected):
    assert meant(text, language) == [expected]


FRENCH = [
    ("1j", "2026-12-04 12:00"),
    ("un jour de plus", "2026-12-04 12:00"),
    ("une semaine", "2026-12-10 12:00"),
    ("encore une heure", "2026-12-03 13:00"),
    ("1 heure et 30 minutes", "2026-12-03 13:30"),
    ("dans 2 heures", "2026-11-27 12:00"),
    ("d'ici 3 jours", "2026-11-30 10:00"),
    ("aujourd'hui", "2026-11-27 12:00"),
    ("Aujourd’hui à 17h", "2026-11-27 17:00"),
    ("demain", "2026-11-28 12:00"),
    ("après-demain", "2026-11-29 12:00"),
    ("lundi prochain", "2026-11-30 12:00"),
    ("ce mardi", "2026-12-01 12:00"),
    ("le 1er décembre", "2026-12-01 12:00"),
    ("ven 4 déc.", "2026-12-04 12:00"),
    ("vendredi 4 décembre", "2026-12-04 12:00"),
    ("jusqu'au 4 décembre à 16 h 30", "2026-12-04 16:30"),
    ("15 janv", "2027-01-15 12:00"),
    ("3 août", "2027-08-03 12:00"),
    ("2 mars", "2027-03-02 12:00"),
    ("demain midi", "2026-11-28 12:00"),
    ("5 h de l'après-midi", "2026-11-27 17:00"),
    ("lundi à neuf heures du matin", "2026-11-30 09:00"),
    ("16h30", "2026-11-27 16:30"),
]


@pytest.mark.parametrize(("text", "expected"), FRENCH)
def test_one_meaning_in_french(text, expected):
    assert meant(text, "fr") == [expected]


# What is typed in Brazil, where `às 18h` is how a time is written.
BRAZIL = [
    ("às 18h", "2026-11-27 18:00"),
    ("as 18h", "2026-11-27 18:00"),
    ("até as 17h30", "2026-11-27 17:30"),
    ("amanhã às 16h", "2026-11-28 16:00"),
    ("mais um dia", "2026-12-04 12:00"),
    ("2 dias", "2026-12-05 12:00"),
    ("daqui a 3 horas", "2026-11-27 13:00"),
    ("dentro de uma semana", "2026-12-04 10:00"),
    ("segunda", "2026-11-30 12:00"),
    ("2ª-feira", "2026-11-30 12:00"),
    ("terça-feira 9 da manhã", "2026-12-01 09:00"),
    ("quarta ao meio-dia", "2026-12-02 12:00"),
    ("sexta-feira, 4 de dezembro", "2026-12-04 12:00"),
    ("1º de março", "2027-03-01 12:00"),
    ("sáb 10:00", "2026-11-28 10:00"),
]


@pytest.mark.parametrize(("text", "expected"), BRAZIL)
def test_what_is_typed_in_brazil(text, expected):
    assert meant(text, "pt") == [expected]


# What has two readings or more, and the first two of them.
TWO = [
    ("4/12", "4/12", ["2026-12-04 12:00", "2027-04-12 12:00"]),
    ("5", "5", ["2026-11-27 17:00", "2026-11-28 05:00"]),
    ("at 5", "a las 5", ["2026-11-27 17:00", "2026-11-28 05:00"]),
    ("tomorrow 5", "mañana a las 5", ["2026-11-28 05:00", "2026-11-28 17:00"]),
    ("Monday 4:30", "lunes 4:30", ["2026-11-30 04:30", "2026-11-30 16:30"]),
    ("next Saturday", "próximo sábado", ["2026-11-28 12:00", "2026-12-05 12:00"]),
    ("Thursday 4 Dec", "jueves 4 dic", ["2026-12-03 12:00", "2026-12-04 12:00"]),
    ("Monday midnight", "lunes a medianoche", ["2026-11-30 00:00", "2026-12-01 00:00"]),
]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [(language, row[n], row[2]) for row in TWO for n, language in enumerate(("en", "es"))],
)
def test_two_meanings(language, text, expected):
    assert meant(text, language)[:2] == expected


def test_a_time_of_which_one_reading_is_past_has_one_meaning():
    assert meant("today 5") == ["2026-11-27 17:00"]
    assert meant("hoy a las 5", "es") == ["2026-11-27 17:00"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "today 9:00", "2026-11-27 09:00"),
        ("en", "20 Nov", "2026-11-20 12:00"),
        ("en", "2026-11-26 16:00", "2026-11-26 16:00"),
        ("es", "hoy a las 9 de la mañana", "2026-11-27 09:00"),
        ("es", "20 de noviembre", "2026-11-20 12:00"),
        ("es", "1/11/2025", "2025-11-01 12:00"),
    ],
)
def test_what_is_past_is_known_as_such(language, text, expected):
    found = read(text, library().words[language], NOW, ZONE, CLOSE, NOON)
    assert found.ahead == ()
    assert written(found.past) == expected


@each_language
@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "soon",
            "0d",
            "-1d",
            "1.5h",
            "d",
            "31 Feb",
            "25:00",
            "9:75",
            "13pm",
            "1٣:00",
            "1000d",
        ),
        *("friday 24:00", "0001-01-01 00:00", "9999-12-31 23:59", "2026-13-01", "x" * 200),
        "4 Dec " * 9,
    ],
)
def test_what_is_no_deadline(language, text):
    found = read(text, library().words[language], NOW, ZONE, CLOSE, NOON)
    assert (found.ahead, found.past) == ((), None)


def test_friday_typed_on_friday_evening_is_next_week():
    evening = at("2026-11-27 18:00")
    assert meant("Friday 16:00", now=evening) == ["2026-12-04 16:00"]
    assert meant("viernes 16:00", "es", evening) == ["2026-12-04 16:00"]


def test_months_and_days_that_begin_alike_are_told_apart():
    assert meant("4 mar", "es") == ["2027-03-04 12:00"]
    assert meant("mar 16:00", "es") == ["2026-12-01 16:00"]


def test_a_day_alone_is_good_until_it_ends():
    words = library().words["en"]
    assert read("today", words, NOW, ZONE).days(ZONE) == (date(2026, 11, 27),)
    assert read("Friday", words, NOW, ZONE).days(ZONE) == (date(2026, 11, 27),)
    assert read("1w", words, NOW, ZONE).days(ZONE) == (date(2026, 12, 4),)


@pytest.mark.parametrize(
    ("zone", "now", "text", "expected"),
    [
        # the clock jumps from 2:00 to 3:00: half past two is half past three
        ("Europe/Amsterdam", "2027-03-27 10:00", "tomorrow 02:30", "2027-03-28 03:30"),
        ("America/Santiago", "2027-09-04 10:00", "tomorrow 00:30", "2027-09-05 01:30"),
        # the hour comes twice: the first one
        ("Europe/Amsterdam", "2026-10-24 10:00", "Sunday 02:30", "2026-10-25 02:30"),
        # a day is a day, 24 hours are 24 hours
        ("Europe/Amsterdam", "2027-03-27 12:00", "in 1 day", "2027-03-28 12:00"),
        ("Europe/Amsterdam", "2027-03-27 12:00", "in 24 hours", "2027-03-28 13:00"),
    ],
)
def test_nights_on_which_clocks_change(zone, now, text, expected):
    found = read(text, library().words["en"], at(now, zone), zone)
    assert [written(moment, zone) for moment in found.ahead] == [expected]
    assert len(found.ahead) == 1


WORDS = (
    "next this 4 12 2026 - / : . Fri mar viernes Dec dic 5 pm am 16:00 mañana tomorrow + h d w 00"
)
PHRASES = st.lists(st.sampled_from(WORDS.split()), max_size=7).map(" ".join)


@each_language_in_time
@pytest.mark.parametrize("zone", ZONES)
@given(text=st.one_of(st.text(max_size=90), PHRASES), now=st.integers(0, 4_000_000_000))
def test_no_text_breaks_the_reading_or_gives_a_moment_that_is_past(language, zone, text, now):
    found = read(text, library().words[language], float(now), zone)
    assert all(moment > now for moment in found.ahead)
    assert list(found.ahead) == sorted(set(found.ahead))
    assert found.past is None or (found.past <= now and not found.ahead)


@pytest.mark.parametrize("language", sorted(library().words))
def test_every_day_and_month_of_a_language_is_read(language):
    words = library().words[language]
    for number in range(7):
        assert len(read(f"{words.weekday(number)} 16:00", words, NOW, ZONE).ahead) == 1
    for number in range(1, 13):
        assert len(read(f"4 {words.month(number)} 2027", words, NOW, ZONE).ahead) == 1
    for row in (deadlines.UNITS, deadlines.CLOCK, deadlines.NAMED):
        assert all(words.text(f"deadline.{name}") for name in row)
    assert len(words.text("deadline.short_weekdays").split(",")) == 7
    assert len(words.text("deadline.short_months").split(",")) == 12
