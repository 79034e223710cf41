"""The small HTML that templates write, read into runs, written again, cut where it is too long.

It is `b`, `i`, `blockquote` and `blockquote expandable`, escaped text and newlines. A platform with
another markup makes it from the runs, in its own folder. Anything else in the HTML is a mistake of
ours and raises ValueError: what people wrote arrives escaped and can therefore never be a tag.

Templates write one tag more, `<q 350>`: a text of somebody's, of which so much is shown at once.
`shortened` takes it away, and no platform ever sees it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import takewhile

__all__ = [
    "QUOTES",
    "Run",
    "canonical",
    "escape",
    "fitting",
    "marked",
    "parse",
    "plain",
    "quoted",
    "short",
    "shortened",
    "split",
    "units",
    "unmarked",
]

QUOTES = ("blockquote", "blockquote expandable")
TAGS = ("b", "i", *QUOTES)
TAG = re.compile(r"<([^<>]*)>")
QUOTED = re.compile(r"<q (\d+)>(.*?)</q>", re.DOTALL)
CUT_ENTITY = re.compile(r"&[^;]*$")
ESCAPED_MOST = 6
"""Characters in which one is written at most: a quotation mark is `&#x27;`."""

ZERO_WIDTH_JOINER = "\u200d"
BELONGING = ("Mn", "Me", "Mc", "Sk")
"""Kinds of characters that belong to the one before them: accents, variants, skin colours."""

SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s)")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text under the same tags, the outermost first."""

    text: str
    tags: tuple[str, ...] = ()


def parse(html: str) -> list[Run]:
    """The runs of a text in our small HTML. ValueError for anything unknown or unbalanced."""
    runs: list[Run] = []
    opened: list[str] = []
    for n, piece in enumerate(TAG.split(html)):
        if n % 2:
            _turn(opened, piece)
        elif "<" in piece:
            raise ValueError(f"not part of a message: {piece[:20]!r}")
        elif piece:
            runs.append(Run(unescape(piece), tuple(opened)))
    if opened:
        raise ValueError(f"<{opened[-1]}> is never closed")
    return runs


def _turn(opened: list[str], tag: str) -> None:
    """Open or close a tag."""
    if tag.startswith("/"):
        if not opened or opened.pop().split()[0] != tag[1:]:
            raise ValueError(f"<{tag}> closes nothing that is open")
    elif tag not in TAGS:
        raise ValueError(f"<{tag}> is not one of {', '.join(TAGS)}")
    elif tag in QUOTES and any(tag in QUOTES for tag in opened):
        raise ValueError("a quotation inside a quotation")
    else:
        opened.append(tag)


def plain(html: str) -> str:
    """The text alone, as somebody reads it: for toasts, screen readers, files."""
    return "".join(run.text for run in parse(html))


def canonical(html: str) -> str:
    """The same HTML with no entity but `&lt; &gt; &amp;`, which every reader of HTML knows."""
    return _written(parse(html))


def _written(runs: list[Run]) -> str:
    """Runs as HTML again: a tag stays open for as long as the runs share it."""
    out: list[str] = []
    stack: tuple[str, ...] = ()
    for run in [*(run for run in runs if run.text), Run("")]:
        shared = len(_shared(stack, run.tags))
        out += [f"</{tag.split()[0]}>" for tag in reversed(stack[shared:])]
        out += [f"<{tag}>" for tag in run.tags[shared:]]
        out.append(escape(run.text, quote=False))
        stack = run.tags
    return "".join(out)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The outer tags that both have."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return tuple(tag for tag, _ in pairs)


def units(text: str) -> int:
    """The length as platforms count it, in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(html: str, limit: int) -> list[str]:
    """Pieces of at most `limit` characters each, as rendered; tags are closed and reopened.

    Cut at the last blank line that fits, else the last line end, else after the last sentence,
    else at the last space, else anywhere; a cut that would leave a piece less than a quarter full
    waits until nothing better is found. White space at a cut goes.
    """
    runs = parse(html)
    text = "".join(run.text for run in runs)
    if units(text) <= limit:
        return [html]
    return [_written(list(_between(runs, start, end))) for start, end in _cuts(text, limit)]


def _cuts(text: str, limit: int) -> Iterator[tuple[int, int]]:
    """Where each piece begins and ends in the plain text."""
    start = len(text) - len(text.lstrip())
    while start < len(text):
        end = start + fitting(text[start : start + limit + 1], limit)
        if end < len(text):
            end = start + _best_end(text[start : end + 1])
        yield start, start + len(text[start:end].rstrip())
        start = end + len(text[end:]) - len(text[end:].lstrip())


def fitting(text: str, limit: int) -> int:
    """How many characters from the beginning fit; one at least, so that there is progress."""
    used = 0
    for place, character in enumerate(text):
        used += 1 + (character > "\uffff")
        if used > limit:
            return max(place, 1)
    return len(text)


def _best_end(window: str) -> int:
    """Where to cut a window whose last character no longer fits."""
    ways: tuple[Callable[[str], int], ...] = (
        lambda text: text.rfind("\n\n"),
        lambda text: text.rfind("\n"),
        lambda text: max((found.end() for found in SENTENCE_END.finditer(text)), default=-1),
        lambda text: max((i for i, letter in enumerate(text) if letter.isspace()), default=-1),
    )
    found = [end for way in ways if (end := len(window[: max(0, way(window))].rstrip()))]
    return next((end for end in found if end * 4 >= len(window)), (*found, len(window) - 1)[0])


def _between(runs: list[Run], start: int, end: int) -> Iterator[Run]:
    """The part of the runs that stands between two positions of the plain text."""
    position = 0
    for run in runs:
        part = run.text[max(0, start - position) : max(0, end - position)]
        position += len(run.text)
        if part:
            yield Run(part, run.tags)


# -- texts of people, which may be long ------------------------------------------------------------


def quoted(text: str, most: int) -> str:
    """A text of somebody's, of which at most `most` UTF-16 units are shown at once."""
    return f"<q {most}>{escape(text)}</q>"


def marked(html: str) -> bool:
    """Whether anything is quoted in the HTML."""
    return "<q " in html


def unmarked(html: str) -> str:
    """The HTML with all that is quoted in it at full length."""
    return QUOTED.sub(lambda found: found[2], html)


def shortened(html: str, most: int) -> tuple[str, bool]:
    """The HTML with what is quoted in it at its own length or at `most`, whichever is less.

    Gives with it whether anything was left out.
    """
    left_out = False

    def put(found: re.Match[str]) -> str:
        nonlocal left_out
        most_here = min(int(found[1]), most)
        text = unescape(_head(found[2], most_here))
        shown = short(text, most_here)
        left_out |= shown != text
        return found[2] if shown == text else escape(shown)

    return QUOTED.sub(put, html), left_out


def _head(escaped: str, most: int) -> str:
    """As much of an escaped text as decides how it is shortened: it may be very long."""
    enough = ESCAPED_MOST * (most + 1)
    return escaped if len(escaped) <= enough else CUT_ENTITY.sub("", escaped[:enough])


def short(text: str, most: int) -> str:
    """The text, or as many of its words as fit into `most` UTF-16 units, with an ellipsis.

    Only a word that takes more than half of that is cut, between two characters as people see them.
    """
    if units(text) <= most:
        return text
    end = fitting(text, most - 1)
    end = end if units(text[:end]) < most else 0
    words = next((n for n in range(end, end // 2, -1) if text[n].isspace()), 0)
    return f"{text[: words or _seam(text, end)].rstrip()}…"


def _seam(text: str, end: int) -> int:
    """The last place up to `end` at which a character does not belong to the one before it."""
    while end > 0 and (
        unicodedata.category(text[end]) in BELONGING
        or ZERO_WIDTH_JOINER in (text[end], text[end - 1])
    ):
        end -= 1
    return end
