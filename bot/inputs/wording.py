"""What people may have written: the words for columns and answers, by language, read from files."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

WORDS = Path(__file__).parent / "words"


class Wording(BaseModel):
    """What columns and answers are called; lists of words, as `plain` writes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    participant: tuple[str, ...] = ()
    id: tuple[str, ...] = ()
    anonymous: tuple[str, ...] = ()
    component: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    not_sure: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()


@cache
def wording() -> Wording:
    """The words of all languages together."""
    files = [tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(WORDS.glob("*.toml"))]
    read = [Wording.model_validate(file) for file in files]
    return Wording(
        **{
            name: tuple(plain(word) for one in read for word in getattr(one, name))
            for name in Wording.model_fields
        }
    )


def plain(text: str) -> str:
    """A text as its words alone: no capitals, signs, double spaces or invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    shown = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join(re.findall(r"[^\W_]+", shown.replace("'", "").replace("\u2019", "")))


def squeezed(text: str) -> str:
    """A text as its letters and digits: `ADM-T4`, `adm_t4` and `ADMT4` are the same id."""
    return plain(text).replace(" ", "")


def bare(name: str) -> str:
    """A name without capitals, spaces and signs that cannot be seen: whom a reader takes it for."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c)[0] != "C")


PREFIX = re.compile(r"^\W*(?:[A-Za-z]{0,9}\d+[A-Za-z]?|[A-Za-z])\s*[.):\]–—-]+\s*")
"""What a form tool puts before a question: `7.`, `Q7:`, `G1Q00007.`, `a)`."""


def readings(heading: str) -> Iterator[str]:
    """What a heading may be meant as, the likeliest first: whole, then without a form's additions.

    Forms add a number before it, the group's name before a slash, the whole question before the
    row of a grid in brackets or after a dash.
    """
    yield heading
    first = heading.strip().split("\n", 1)[0]
    yield first
    unnumbered = PREFIX.sub("", first)
    yield unnumbered
    brackets = re.findall(r"\[([^\[\]]+)\]", heading)
    yield from reversed(brackets)
    yield re.sub(r"\s*(\[[^\[\]]*\]|\([^()]*\))\s*$", "", unnumbered)
    for sign in ("/", ">>", " - ", " – ", ": ", "."):
        if sign in heading:
            yield heading.rsplit(sign, 1)[1]
            yield PREFIX.sub("", first).split(sign, 1)[0]
