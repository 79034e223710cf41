"""The value map as a picture: where everything stands, then SVG, then PNG.

Four dimensions from top to bottom, benefits, obstacles and risks from left to right, each
component with its number and its word. Nothing is said by colour alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.outputs.apart import apart
from bot.outputs.colours import STEPS, THEMES, Theme
from bot.outputs.fonts import FILES, fonts, legible, wrap
from dialogs.findings.chart import Cell, Side, said
from dialogs.findings.findings import Findings
from dialogs.phrases import capital
from dialogs.words import Words

WIDTH = 1280
MARGIN = 32
GAP = 12
PAD = 16
BAND = 30
"""The stripes at the beginning of what is contested: beside the text, which stays legible."""

INNER = WIDTH - 2 * MARGIN
SHORT = 2
"""Lines of a title in large letters; a longer one is set smaller."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: int
    bold: bool = False
    fill: str = ""
    end: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle. `pattern`: with the stripes of a kind; `dashed`: nothing to show in it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    pattern: str = ""
    dashed: bool = False


@dataclass(slots=True)
class Drawing:
    """Everything that is drawn, from the top down; `y` is how far it has come."""

    theme: Theme
    y: float = MARGIN
    boxes: list[Box] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    marks: list[tuple[float, float, str]] = field(default_factory=list)

    def write(self, text: str, size: int, *, bold: bool = False, faint: bool = False) -> None:
        """A paragraph across the page."""
        fill = self.theme.faint if faint else self.theme.text
        for line in wrap(text, INNER, size, bold=bold):
            self.y += size * 1.2
            self.texts.append(Text(MARGIN, self.y, line, size, bold, fill))


def svg(of: Findings, words: Words, theme: str = "light") -> str:
    """The map as SVG."""
    drawing = Drawing(THEMES[theme])
    _head(drawing, of, words)
    for side in of.sides:
        _dimension(drawing, of, words, side)
    _legend(drawing, of, words)
    drawing.y += MARGIN
    return TEMPLATES.get_template("map.svg.j2").render(
        it=drawing,
        theme=drawing.theme,
        band=BAND,
        width=WIDTH,
        height=round(drawing.y),
        language=of.language,
        title=of.title,
        alt=of.alt,
    )


def png(image: str) -> bytes:
    """The picture as PNG, drawn in another process. Raises `ApartError`."""
    return apart("bot.outputs.render", image.encode(), *map(str, FILES))


# -- from the top down ---------------------------------------------------------------------------


def _head(drawing: Drawing, of: Findings, words: Words) -> None:
    drawing.y -= 8
    short = len(wrap(of.title, INNER, 44, bold=True)) <= SHORT
    drawing.write(of.title, 44 if short else 34, bold=True)
    drawing.y += 6
    people = said(words, "picture.people", n=of.people, of=of.asked)
    drawing.write(" · ".join((people, of.day, said(words, "picture.views"))), 29)
    if of.before:
        drawing.write(said(words, "picture.compared", before=of.before), 29)
    drawing.y += 52
    for n, category in enumerate(of.categories):
        text = Text(_left(of, n), drawing.y, capital(category.many), 30, True, drawing.theme.text)
        drawing.texts.append(text)


def _dimension(drawing: Drawing, of: Findings, words: Words, side: Side) -> None:
    """A heading, then rows of components; a row is as high as its longest name."""
    drawing.y += 16
    _side(drawing, side)
    drawing.y += 10
    columns = [of.column(side.id, c.id) for c in of.categories]
    for n in range(max(map(len, columns), default=0)):
        row = [(k, column[n]) for k, column in enumerate(columns) if n < len(column)]
        names = {k: wrap(cell.name, _wide(of) - _indent(cell) - PAD, 29) for k, cell in row}
        height = 34 * max(map(len, names.values())) + 42 + PAD
        for k, cell in row:
            _cell(drawing, of, words, cell, names[k], _left(of, k), height)
        drawing.y += height + 8


def _side(drawing: Drawing, side: Side) -> None:
    """`Economic: leans to benefits`, on one line where it fits."""
    bold, size = fonts()[1], 32
    name = legible(side.name) + ":"
    width = bold.width(name, size) + 10
    label = f"{side.before} → {side.label}" if side.before else side.label
    drawing.y += 36
    drawing.texts.append(Text(MARGIN, drawing.y, name, size, True, drawing.theme.text))
    for n, line in enumerate(wrap(label, INNER - width, 30)):
        drawing.y += 36 if n else 0
        drawing.texts.append(Text(MARGIN + width, drawing.y, line, 30, False, drawing.theme.text))


def _cell(
    drawing: Drawing,
    of: Findings,
    words: Words,
    cell: Cell,
    name: Sequence[str],
    left: float,
    height: float,
) -> None:
    box = _box(drawing.theme, cell.kind, cell.state, left, drawing.y, _wide(of), height)
    ink = drawing.theme.ink(cell.state) if cell.state in STEPS else drawing.theme.inks[0]
    ink = ink if cell.shown else drawing.theme.faint
    drawing.boxes.append(box)
    for n, line in enumerate(name, 1):
        drawing.texts.append(Text(left + _indent(cell), drawing.y + 34 * n, line, 29, False, ink))
    end = drawing.y + height - PAD
    x = left + _indent(cell)
    for text, size, bold in _value(cell):
        drawing.texts.append(Text(x, end, text, size, bold, ink))
        x += fonts()[bold].width(text, size) + 12
    if cell.gap:
        drawing.marks.append((left + _wide(of) - PAD - 17, end - 11, "?"))


def _indent(cell: Cell) -> int:
    """Where the text of a component begins in its box."""
    return BAND + 8 if cell.state == "contested" else PAD


def _value(cell: Cell) -> Iterator[tuple[str, int, bool]]:
    """The number, large, then its word; of a comparison both numbers."""
    number = f"{cell.before} → {cell.value}" if cell.before and cell.value else cell.value
    word = cell.word
    if cell.before_word and cell.before_word != cell.word and not number.count("→"):
        word = f"{cell.before_word} → {cell.word}"
    if number:
        yield legible(number), 37, True
    yield legible(word), 28, False


def _box(
    theme: Theme, kind: str, state: str, x: float, y: float, width: float, height: float
) -> Box:
    if state == "contested":
        return Box(x, y, width, height, theme.fill(kind, "low"), pattern=kind)
    if state not in STEPS:
        return Box(x, y, width, height, theme.page, dashed=True)
    return Box(x, y, width, height, theme.fill(kind, state))


def _legend(drawing: Drawing, of: Findings, words: Words) -> None:
    """What colours, stripes, dashes and marks mean; only the marks that occur."""
    drawing.y += 20
    kinds = {"benefit": _many(of, "benefit"), "obstacle": said(words, "picture.concerns")}
    for kind, name in kinds.items():
        steps = [(kind, step, said(words, f"picture.{step}")) for step in STEPS]
        _key(drawing, capital(name), steps)
    others = {c.state: (c.kind, c.state, c.word) for c in of.cells if c.state not in STEPS}
    marks = list(others.values())
    marks += [("", "?", said(words, "picture.gap"))] if any(c.gap for c in of.cells) else []
    if marks:
        _key(drawing, "", marks)
    drawing.y += 14
    if any(c.value for c in of.cells):
        drawing.write(said(words, "picture.number"), 26, faint=True)
        drawing.y += 6
    drawing.write(of.credit.partition(";")[0].rstrip(".") + ".", 22, faint=True)


def _many(of: Findings, kind: str) -> str:
    return next((c.many for c in of.categories if c.kind == kind), "")


def _key(drawing: Drawing, name: str, steps: Iterable[tuple[str, str, str]]) -> None:
    """One line of the legend: a name, then swatches with their words."""
    regular, theme = fonts()[0], drawing.theme
    drawing.y += 46
    x: float = MARGIN
    if name:
        drawing.texts.append(Text(x, drawing.y, legible(name), 28, True, theme.text))
        x = MARGIN + 420
    for kind, state, word in steps:
        if state == "?":
            drawing.marks.append((x + 22, drawing.y - 10, "?"))
        else:
            drawing.boxes.append(_box(theme, kind, state, x, drawing.y - 27, 44, 34))
        word = legible(word)
        drawing.texts.append(Text(x + 56, drawing.y, word, 28, False, theme.text))
        x += 56 + regular.width(word, 28) + 34


def _wide(of: Findings) -> float:
    """How wide a column is."""
    count = max(1, len(of.categories))
    return (INNER - GAP * (count - 1)) / count


def _left(of: Findings, column: int) -> float:
    """Where a column begins."""
    return MARGIN + column * (_wide(of) + GAP)
