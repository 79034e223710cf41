"""What arrives as JSON, made such that whoever reads it need not fear it."""

import math
import re
from typing import Any

DEEPEST = 64
"""Levels of what is in what: the deepest that a platform sends, a view in an action, has a dozen,
and Python itself can follow a few hundred."""

UNREADABLE = (
    *(KeyError, IndexError, TypeError, AttributeError, ValueError),
    *(OverflowError, RecursionError),
)
"""What comes of reading what is not as its platform documents it: something is missing, or of
another kind, too large or too deep."""

HALF = re.compile("[\ud800-\udfff]")
"""Half a letter, which JSON can spell and nothing can store."""


def cleaned(value: Any, levels: int = DEEPEST) -> Any:
    """What arrived, without the fields that are null: they say no more than absent ones.

    Half a letter becomes the sign for one that cannot be read. Raises ValueError for what is no
    number, which Python's JSON lets through, and for what is too deep.
    """
    if isinstance(value, str):
        return value if value.isascii() else HALF.sub("\ufffd", value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("no number")
    if isinstance(value, dict | list) and not levels:
        raise ValueError("too deep")
    if isinstance(value, dict):
        return {name: cleaned(of, levels - 1) for name, of in value.items() if of is not None}
    if isinstance(value, list):
        return [cleaned(of, levels - 1) for of in value]
    return value
