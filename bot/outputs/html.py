"""The report as one HTML file: opens anywhere, prints well, and fetches nothing."""

import base64

from markupsafe import Markup

from bot.outputs.fonts import FILES
from bot.outputs.pages.blocks import Report
from bot.outputs.picture import TEMPLATES


def html(it: Report, image: str = "") -> str:
    """The page; `image` is the map as SVG, where it stands in it."""
    fonts = [base64.b64encode(path.read_bytes()).decode() for path in FILES]
    kinds = [
        (section, [(type(block).__name__, block) for block in section.blocks])
        for section in it.sections
    ]
    return TEMPLATES.get_template("report.html.j2").render(
        it=it,
        sections=kinds,
        image=image,
        fonts=dict(zip((400, 700), fonts, strict=True)),
        css=_css,
    )


def _css(text: str) -> Markup:
    """A text fit for a string in a style sheet: nothing in it ends the string, or the sheet."""
    return Markup("".join(c if c.isalnum() or c in " .,:;-" else f"\\{ord(c):x} " for c in text))
