"""What arrives as JSON, made such that whoever reads it need not fear it."""

import math
import re
import unicodedata
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


JOINERS = "\u200c\u200d"
"""What shows nothing and yet changes how letters look: names of several scripts have them."""


OVERRIDE = re.compile("[\u202d\u202e]")
"""What has all that follows read backwards: no keyboard writes it, and our words are turned."""


def unturned(text: str) -> str:
    """A text without what would have it, and what stands after it, read backwards."""
    return text if text.isascii() else OVERRIDE.sub("", text)


def one_line(name: str) -> str:
    """A name on one line, without what shows nothing or turns round whatever stands after it."""
    kept = (c if c in JOINERS or unicodedata.category(c)[0] != "C" else " " for c in name)
    line = " ".join("".join(kept).split())
    return line if line.strip(JOINERS) else ""


def cleaned(value: Any, levels: int = DEEPEST) -> Any:
    """What arrived, without the fields that are null: they say no more than absent ones.

    Half a letter becomes the sign for one that cannot be read; no text is turned round. Raises
    ValueError for what is no number, which Python's JSON lets through, and for what is too deep.
    """
    if isinstance(value, str):
        return value if value.isascii() else unturned(HALF.sub("\ufffd", value))
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("no number")
    if isinstance(value, dict | list) and not levels:
        raise ValueError("too deep")
    if isinstance(value, dict):
        return {name: cleaned(of, levels - 1) for name, of in value.items() if of is not None}
    if isinstance(value, list):
        return [cleaned(of, levels - 1) for of in value]
    return value
