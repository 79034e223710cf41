"""Public holidays: whose, and that nobody waits for them."""

import subprocess
import sys
from datetime import date

import pytest

from bot.app import holidays
from bot.app.library import Files
from tests.support.people import library


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("America/Port_of_Spain", "TT"),
        ("America/Mexico_City", "MX"),
        ("Europe/Amsterdam", "NL"),
        ("UTC", ""),
        ("Etc/GMT+4", ""),
    ],
)
def test_a_zone_lies_in_a_country(zone, country):
    assert library().country(zone) == country


def test_the_setting_goes_before_the_zone():
    files = Files(country="BO")
    assert files.country("America/Port_of_Spain") == "BO"
    assert files.holidays("UTC")(date(2027, 1, 22))  # Plurinational State


def test_days_of_a_country():
    off = library().holidays("America/Port_of_Spain")
    assert off(date(2026, 12, 25))
    assert not off(date(2026, 12, 24))
    assert not library().holidays("UTC")(date(2026, 12, 25))


@pytest.mark.parametrize("code", ["", "XX"])
def test_a_country_that_is_not_known_has_none(code):
    assert not holidays.is_holiday(code, date(2026, 12, 25))


def test_the_library_is_loaded_when_it_is_needed():
    code = "import sys, bot.serve; print('holidays' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
