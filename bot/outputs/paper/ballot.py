"""The ballot of a public round as one HTML file to print: poster, paper form, slips with codes."""

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

GROUP = 4
"""Letters of a code that stand together."""


def page(ballot: Ballot, codes: Sequence[str]) -> bytes:
    """The file; with codes, a slip for each and no open address on the poster."""
    slips = [(grouped(code), qr(f"{ballot.url}?code={code}")) for code in codes]
    text = TEMPLATES.get_template("ballot.html.j2").render(
        it=ballot, say=ballot.words.say, qr=qr(ballot.url), slips=slips
    )
    return text.encode()


def grouped(code: str) -> str:
    """A code as people read it: `ABCD-EFGH-JKMN`."""
    return "-".join(code[n : n + GROUP] for n in range(0, len(code), GROUP))


def qr(url: str) -> Markup:
    """A QR code, as SVG in the page."""
    code = segno.make(url, micro=False, error="m")
    return Markup(code.svg_inline(scale=6, border=2, omitsize=True, svgclass=None, lineclass=None))
