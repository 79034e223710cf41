"""What is wrong with a data file, said so that whoever edits it can mend it.

Packs, scripts and words are all read here, so that a mistake in any of them is reported in the
same three parts: which file, which entry, why. Every mistake is reported, not only the first.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

REASONS = {
    "extra_forbidden": "unknown key",
    "missing": "is missing",
    "string_type": "must be a text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a table",
    "model_type": "must be a table",
}


class Problem(NamedTuple):
    """One mistake: the file's name, the entry in it (empty: the whole file), the reason."""

    file: str
    entry: str
    reason: str

    def __str__(self) -> str:
        return ": ".join(part for part in self if part)


class DataError(Exception):
    """A data file that cannot be used. `problems` has every mistake, `str()` one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read_toml(path: Path, name: str = "") -> dict[str, Any]:
    """What a TOML file says. Raises `DataError` under `name`, or else the file's own name."""
    name = name or path.name
    try:
        return deepcopy(_parsed(path.read_bytes().decode("utf-8-sig")))
    except FileNotFoundError:
        reason = "the file is missing"
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 from byte {error.start} on"
    except tomllib.TOMLDecodeError as error:
        reason = f"not TOML: {error}"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    raise DataError([Problem(name, "", reason)])


@lru_cache(maxsize=8)
def _parsed(text: str) -> dict[str, Any]:
    """A text as TOML. A pack that extends another reads the same files again; parsing is slow."""
    return tomllib.loads(text)


def problems_of(error: ValidationError, file: str, data: object = None) -> tuple[Problem, ...]:
    """Every mistake that pydantic found in `file`.

    With the `data` that was checked, an entry of a list is named by its `id` (or `component`)
    and not by its place: `recommendation.ID.triggers.ID.weight`.
    """
    return tuple(
        Problem(file, ".".join(_named(fault["loc"], data)), _reason(fault["type"], fault["msg"]))
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    )


def _reason(kind: str, message: str) -> str:
    plain = message.removeprefix("Value error, ")
    return REASONS.get(kind, plain[:1].lower() + plain[1:])


def _named(place: Sequence[int | str], data: object) -> Iterable[str]:
    for step in place:
        try:
            data = data[step]  # type: ignore[index]
        except (LookupError, TypeError):
            data = None
        yield _name(data) if isinstance(step, int) and _name(data) else str(step)


def _name(data: object) -> str:
    if not isinstance(data, Mapping):
        return ""
    name = data.get("id") or data.get("component")
    return name if isinstance(name, str) else ""


def flatten(raw: object, prefix: str = "") -> object:
    """Nested tables as one: `[board] title = …` is `board.title`; what is no table, as it is."""
    if not isinstance(raw, Mapping):
        return raw
    flat: dict[str, Any] = {}
    for name, value in raw.items():
        inner = flatten(value, f"{prefix}{name}.")
        flat |= inner if isinstance(inner, dict) else {f"{prefix}{name}": value}
    return flat
