"""The ballot of a public round as one HTML file to print: poster, paper form, slips with codes."""

import math
from collections.abc import Sequence
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dialogs.talk.public.paper import Ballot

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

BOX, GAP = "\N{BALLOT BOX}", "   "
"""What is ticked, and what parts it from the next."""

POSTER, FORM = 650, 2400
"""Characters of a poster and of a form that fill a page in letters of full size."""

GROUP = 4
"""Letters of a code that stand together."""


def page(ballot: Ballot, codes: Sequence[str]) -> bytes:
    """The file; with codes, a slip for each and no open address on the poster."""
    slips = [(grouped(code), qr(f"{ballot.url}?code={code}")) for code in codes]
    text = TEMPLATES.get_template("ballot.html.j2").render(
        it=ballot,
        say=ballot.words.say,
        qr=qr(ballot.url),
        slips=slips,
        box=BOX,
        poster=poster_scale(ballot),
        form=form_scale(ballot),
    )
    return text.encode()


def poster_scale(it: Ballot) -> float:
    """How much smaller the letters of the poster are, so that it stays a page."""
    return _scale(POSTER, len(it.first.title) + sum(map(len, it.first.texts)))


def form_scale(it: Ballot) -> float:
    """How much smaller the letters of the form are, so that it stays a page."""
    asked = (len(q.title) + sum(map(len, q.texts)) for q in it.questions)
    boxes = (len(option.label) + len(GAP) for q in it.questions for option in q.options)
    return _scale(FORM, sum(asked) + sum(boxes))


def _scale(full: int, characters: int) -> float:
    """Of letters half as large four times as many have room."""
    return min(1.0, math.sqrt(full / max(1, characters)))


def grouped(code: str) -> str:
    """A code as people read it: `ABCD-EFGH-JKMN`."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def qr(url: str) -> Markup:
    """A QR code, as SVG in the page."""
    code = segno.make(url, micro=False, error="m")
    return Markup(code.svg_inline(scale=6, border=2, omitsize=True, svgclass=None, lineclass=None))
