"""Facts as rows of the table `facts`, and back.

Facts are read by the hundred thousand when the program starts, so kinds whose fields all have
columns (nearly all rows) are built straight from them; only the others go through JSON.
"""

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from dialogs.core.facts import KINDS, Fact, read
from storage.errors import BrokenError
from storage.rows import milliseconds, seconds

COLUMNS = ("person", "round", "item", "answer", "text")
"""Fields with a column of their own, besides `at`; the rest is `body`."""

Row = tuple[Any, ...]
"""n, at, kind, person, round, item, answer, text, body: NULL where a fact has no such field."""

FIRST, BODY = 3, 8
"""Where `COLUMNS` begin in a row, and where the rest is. What follows is the chain's."""


OPTIONAL = "acted"
"""The field that is left out of a body where it says nothing, as it mostly does."""

BODIES = {
    name: tuple(field.name for field in fields(kind) if field.name not in ("at", *COLUMNS))
    for name, kind in KINDS.items()
}
"""The fields of each kind that have no column."""

PLACES = {
    name: tuple(FIRST + COLUMNS.index(f.name) for f in fields(kind)[1:] if f.name in COLUMNS)
    for name, kind in KINDS.items()
    if not set(BODIES[name]) - {OPTIONAL}
}
"""Where in a row the fields after `at` are, for kinds that mostly need no body."""

JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def to_row(n: int, fact: Fact) -> Row:
    """The row of a fact. Raises `ValueError` or `TypeError` for values that JSON does not have."""
    kind = type(fact).__name__
    columns = [getattr(fact, name, None) for name in COLUMNS]
    return (n, milliseconds(fact.at), kind, *columns, _body(fact, BODIES[kind]))


def _body(fact: Fact, names: tuple[str, ...]) -> str | None:
    values = {name: getattr(fact, name) for name in names}
    if not values.get(OPTIONAL):
        values.pop(OPTIONAL, None)
    if not values:
        return None
    times = {name: round(v, 3) for name, v in values.items() if isinstance(v, float)}
    return JSON.encode(values | times)


def from_rows(exercise: int, rows: Iterable[Row]) -> list[Fact]:
    """The facts of these rows. Raises `BrokenError` for one that this release does not know."""
    return [_from_row(exercise, row) for row in rows]


def _from_row(exercise: int, row: Row) -> Fact:
    places = PLACES.get(row[2])
    if places is not None and row[BODY] is None:
        values = [row[place] for place in places]
        if None not in values:  # else the fact is older than the field: its default holds
            build: Any = KINDS[row[2]]
            fact: Fact = build(row[1] / 1000, *values)
            return fact
    return _any_row(exercise, row)


def _any_row(exercise: int, row: Row) -> Fact:
    n, at, kind, *columns, body = row[: BODY + 1]
    values = {k: v for k, v in zip(COLUMNS, columns, strict=True) if v is not None}
    try:
        return read(kind, {"at": seconds(at), **values, **json.loads(body or "{}")})
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenError(
            f"fact {n} of exercise {exercise} ({kind}) is unknown to this program: a newer "
            "release wrote it. Install that release, or restore a backup made before it."
        ) from error
