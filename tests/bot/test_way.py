"""The way of one tap, as docs/design.md has it: short, and every station of it is there."""

import importlib
import re
from functools import reduce
from pathlib import Path

ROOT = Path(__file__).parents[2]
STATION = re.compile(r"^\| \d+ \| `([\w/]+)\.py: ([\w.]+)` \|", re.MULTILINE)


def test_the_stations_of_a_tap_are_there_and_no_more_than_twelve() -> None:
    stations = STATION.findall((ROOT / "docs/design.md").read_text(encoding="utf-8"))
    assert 1 < len(stations) <= 12
    for module, name in stations:
        there = importlib.import_module(module.replace("/", "."))
        assert callable(reduce(getattr, name.split("."), there)), (module, name)
