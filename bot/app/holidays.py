"""Public holidays, from the library `holidays`, which is loaded when they are first asked for.

A country is that of the setting VALUEMAP_COUNTRY, else the one in which an exercise's zone lies by
the table that comes with the zones. Where there is none, or it is not known, no day is a holiday.
"""

from datetime import date
from functools import cache
from importlib.resources import files
from types import ModuleType


@cache
def countries() -> dict[str, str]:
    """English names of countries by their code in capitals (ISO 3166): `TT`."""
    return dict(_rows("iso3166.tab"))


@cache
def _zones() -> dict[str, str]:
    """The country in which a zone lies."""
    return {zone: code for code, _, zone in (row[:3] for row in _rows("zone.tab"))}


def _rows(name: str) -> list[list[str]]:
    lines = (files("tzdata") / "zoneinfo" / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@cache
def _library() -> ModuleType:
    """Loaded late: it takes half a second, and many exercises never need it."""
    import holidays

    return holidays


def country(zone: str) -> str:
    """The code of the country in which a zone lies; empty for one in none, such as UTC."""
    return _zones().get(zone, "")


def known(code: str) -> bool:
    """Whether the library has the holidays of a country."""
    return code in _library().list_supported_countries(include_aliases=True)


@cache
def _of_year(code: str, year: int) -> frozenset[date]:
    return frozenset(_library().country_holidays(code, years=year)) if known(code) else frozenset()


def is_holiday(code: str, day: date) -> bool:
    """Whether this day is a public holiday in the whole of a country; False for none."""
    return bool(code) and day in _of_year(code, day.year)
