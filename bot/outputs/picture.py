"""The value map as a picture: where everything stands, then SVG, then PNG.

Dimensions from top to bottom, categories from left to right, each component with its word and what
else may be shown of it. Nothing is said by colour alone: a stop sign has a shape, what the team
differs on has stripes, and both have their word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.outputs.apart import apart
from bot.outputs.colours import STEPS, THEMES
from bot.outputs.drawing import LINE, MARGIN, SIGN, Drawing, Sign, Text, grid
from bot.outputs.fonts import FILES, fonts, legible, wrap
from dialogs.findings.chart import Cell, Side, said
from dialogs.findings.findings import Findings
from dialogs.phrases import capital
from dialogs.words import Words

PAD = 16
BAND = 30
"""The stripes at the beginning of what is contested: beside the text, which stays legible."""

NAME, WORD, SMALL, HEAD = 29, 31, 26, 30
"""Sizes of text: a component's name, its word, the numbers and remarks, a column's heading."""

USERS = 30
"""From the mark of those who use the service to what they say."""

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
class Block:
    """The text of a component, in lines of one size each, and how high that is.

    `they`: how many of the last lines say what those who use the service see.
    """

    cell: Cell
    lines: tuple[tuple[str, int, bool], ...]
    they: int = 0

    @property
    def height(self) -> float:
        """With its padding."""
        return sum(size * LINE for _, size, _ in self.lines) + 2 * PAD - 2


def svg(of: Findings, words: Words, theme: str = "light") -> str:
    """The map as SVG."""
    drawing = Drawing(THEMES[theme], grid(len(of.categories)))
    _head(drawing, of, words)
    for side in of.sides:
        _dimension(drawing, of, words, side)
    _legend(drawing, of, words)
    drawing.y += MARGIN
    return TEMPLATES.get_template("map.svg.j2").render(
        it=drawing,
        theme=drawing.theme,
        band=BAND,
        sign=SIGN,
        width=drawing.grid.page,
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
    """Title, who and when, what is compared, and above the map the stop signs."""
    drawing.y -= 8
    short = len(wrap(of.title, drawing.grid.inner, 44, bold=True)) <= SHORT
    drawing.write(of.title, 44 if short else 34, bold=True)
    drawing.y += 6
    drawing.write(" · ".join((of.who, of.day, said(words, "picture.views"))), NAME)
    if of.before:
        drawing.write(said(words, "picture.compared", before=of.before), NAME)
    for sentence in of.stop_signs:
        drawing.y += 18
        drawing.signs.append(Sign("stop", MARGIN + SIGN, drawing.y + SIGN + 2))
        drawing.write(sentence, NAME, bold=True, indent=2 * SIGN + 14)
    _columns(drawing, of)


def _columns(drawing: Drawing, of: Findings) -> None:
    """The names of the categories, each above its columns."""
    drawing.y += 16
    top, across = drawing.y, drawing.grid.across()
    for n, category in enumerate(of.categories):
        lines = wrap(capital(category.many), across, HEAD, bold=True)
        left = drawing.grid.left(n)
        end = drawing.put(lines, left, top, HEAD, drawing.theme.text, bold=True)
        drawing.y = max(drawing.y, end)


def _dimension(drawing: Drawing, of: Findings, words: Words, side: Side) -> None:
    """A heading, how many are in which state, then the components below their category."""
    drawing.y += 22
    _side(drawing, words, side)
    _counts(drawing, side)
    top, ends = drawing.y, [drawing.y]
    for n, category in enumerate(of.categories):
        drawing.y = top
        _column(drawing, words, of.column(side.id, category.id), n)
        ends.append(drawing.y)
    drawing.y = max(ends)


def _column(drawing: Drawing, words: Words, cells: Sequence[Cell], category: int) -> None:
    """One field of the map: its components from the top, in as many lanes as a category has."""
    lanes = drawing.grid.lanes
    for first in range(0, len(cells), lanes):
        row = [_block(drawing, words, cell) for cell in cells[first : first + lanes]]
        height = max(block.height for block in row)
        for lane, block in enumerate(row):
            _cell(drawing, block, drawing.grid.left(category, lane), height)
        drawing.y += height + 8


def _side(drawing: Drawing, words: Words, side: Side) -> None:
    """`Economic: no clear lean`, on one line where it fits."""
    name = said(words, "report.line", name=legible(side.name), line="").rstrip()
    indent = fonts()[1].width(name, 32) + 10
    label = f"{side.before} → {side.label}" if side.before else side.label
    text = drawing.theme.text
    drawing.texts.append(Text(MARGIN, drawing.y + 32 * LINE, name, 32, True, text))
    lines = wrap(label, drawing.grid.inner - indent, 32)
    drawing.y = drawing.put(lines, MARGIN + indent, drawing.y, 32, text)


def _counts(drawing: Drawing, side: Side) -> None:
    """For each category, how many of its components are in which state."""
    top, across = drawing.y + 2, drawing.grid.across()
    for n, count in enumerate(side.counts):
        lines, left = wrap(count, across, SMALL), drawing.grid.left(n)
        drawing.y = max(drawing.y, drawing.put(lines, left, top, SMALL, drawing.theme.faint))
    drawing.y += 12


# -- components ----------------------------------------------------------------------------------


def _block(drawing: Drawing, words: Words, cell: Cell) -> Block:
    """The text of a component: its name, its word, then what else may be shown."""
    width = drawing.grid.wide - _indent(cell) - PAD
    changed = cell.before and cell.before != cell.word
    word = f"{cell.before} → {cell.word}" if changed else cell.word
    more = [cell.detail] if cell.detail else []
    more += [said(words, "picture.close_call")] if cell.close_call else []
    parts = [(cell.name, NAME, False), (word, WORD, cell.shown)]
    parts += [(text, SMALL, False) for text in more]
    lines = [(line, s, b) for text, s, b in parts for line in wrap(text, width, s, bold=b)]
    if cell.gap:
        gap = wrap(said(words, "picture.gap"), width - 44, SMALL)
        lines += [(line, SMALL, False) for line in gap]
    they: list[str] = []
    if cell.they:
        they = wrap(
            said(words, "picture.they", what=cell.they),
            width - USERS - (44 if cell.gap else 0),
            SMALL,
        )
        lines += [(line, SMALL, cell.otherwise) for line in they]
    return Block(cell, tuple(lines), len(they))


def _cell(drawing: Drawing, block: Block, left: float, height: float) -> None:
    cell, top = block.cell, drawing.y
    drawing.box(_side_of(cell), cell.level, left, top, drawing.grid.wide, height)
    ink = drawing.theme.ink(cell.level) if cell.level in STEPS else drawing.theme.inks[0]
    ink = ink if cell.shown else drawing.theme.faint
    y, apart = top + PAD - 8, len(block.lines) - block.they
    for n, (line, size, bold) in enumerate(block.lines):
        indent = _indent(cell) + (USERS if n >= apart else 0)
        if n == apart:
            drawing.signs.append(_users(cell, left + _indent(cell) + 11, y + size * LINE - 9, ink))
        y = drawing.put([line], left + indent, y, size, ink, bold=bold)
    if cell.state == "stop":
        drawing.signs.append(Sign("stop", left + PAD + SIGN, top + PAD + SIGN + 2))
    if cell.gap:
        right = left + drawing.grid.wide - PAD - 17
        drawing.signs.append(Sign("gap", right, top + height - PAD - 14))


def _users(cell: Cell, x: float, y: float, ink: str) -> Sign:
    """The mark of those who use the service: a diamond, filled where they see it otherwise."""
    return Sign("otherwise" if cell.otherwise else "users", x, y, ink)


def _indent(cell: Cell) -> int:
    """Where the text of a component begins in its box."""
    if cell.state == "stop":
        return PAD + 2 * SIGN + 12
    return BAND + 8 if cell.state == "contested" else PAD


# -- the legend ----------------------------------------------------------------------------------


def _legend(drawing: Drawing, of: Findings, words: Words) -> None:
    """What colours, stripes, dashes and signs mean; only those that occur."""
    drawing.y += 16
    for side, gain in (("gain", True), ("concern", False)):
        names = [c.many for c in of.categories if c.gain == gain]
        if names:
            steps = [(side, step, said(words, f"picture.{step}")) for step in STEPS]
            drawing.key(capital(str(words.listed(names).unescape())), steps)
    marks = list({c.state: (_side_of(c), c.level, c.word) for c in of.cells if _odd(c)}.values())
    marks += [("", "gap", said(words, "picture.gap"))] if any(c.gap for c in of.cells) else []
    marks += [("", "stop", said(words, "picture.stop_sign"))] if of.of("stop") else []
    marks += [("", "users", said(words, "picture.users"))] if any(c.they for c in of.cells) else []
    far = any(c.otherwise for c in of.cells)
    marks += [("", "otherwise", said(words, "picture.users_otherwise"))] if far else []
    if marks:
        drawing.key("", marks)
    drawing.y += 16
    if any(c.close_call for c in of.cells):
        drawing.write(capital(said(words, "picture.close_call_means")) + ".", SMALL, faint=True)
    drawing.write(said(words, "picture.legend"), SMALL, faint=True)
    drawing.y += 6
    drawing.write(of.credit.partition(";")[0].rstrip().rstrip(".") + ".", 22, faint=True)


def _odd(cell: Cell) -> bool:
    """Whether a component is neither low, medium nor high."""
    return cell.level not in STEPS


def _side_of(cell: Cell) -> str:
    return "gain" if cell.gain else "concern"
