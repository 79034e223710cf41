"""The report as one HTML file: opens anywhere, prints well, and fetches nothing."""

import base64

from bot.outputs.fonts import FILES
from bot.outputs.pages.blocks import Report
from bot.outputs.picture import TEMPLATES
from dialogs.findings.chart import said
from dialogs.words import Words


def html(it: Report, words: Words, image: str = "") -> str:
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
        contents=said(words, "report.contents"),
    )
