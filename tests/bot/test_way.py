"""The way of one tap, as docs/design.md has it: short, and every station of it is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATION = re.compile(r"^\| (\d+) \| `([\w/]+\.py): ([\w.]+)` \|", re.MULTILINE)
MOST = 12


def tables(page):
    """The tables of stations in a page: rows that follow each other, each (number, path, name)."""
    found = []
    for number, *station in STATION.findall(page):
        if number == "1":
            found.append([])
        found[-1].append((int(number), *station))
    return found


def defined(path):
    """The names of functions and methods that stand in this very module: `f`, `Class.method`."""
    names = set()
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}.{each.name}" for each in node.body if hasattr(each, "name")}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
    return names


TABLES = tables((ROOT / "docs/design.md").read_text("utf-8"))


def test_there_are_two_tables_the_way_and_what_is_inside() -> None:
    assert len(TABLES) == 2


@pytest.mark.parametrize("table", TABLES, ids=["way", "inside"])
def test_a_table_is_short_and_counted(table) -> None:
    assert 1 < len(table) <= MOST
    assert [number for number, _, _ in table] == list(range(1, len(table) + 1))


@pytest.mark.parametrize(("path", "name"), [row[1:] for table in TABLES for row in table])
def test_a_station_is_defined_in_that_very_module(path, name) -> None:
    assert name in defined(path), f"{path} does not define {name}"


def test_what_is_inherited_stands_elsewhere() -> None:
    assert "Telegram.edit" not in defined("bot/platforms/telegram/adapter.py")
    assert "Telegram.reply" in defined("bot/platforms/telegram/adapter.py")
