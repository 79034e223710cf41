"""What a picture is drawn from: boxes, lines of text and signs, each with its place; and the grid.

The grid follows the shape of the framework: a column for each category, more where there are few
of them, and a wider page where there are many.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin

from bot.outputs.colours import Theme
from bot.outputs.fonts import fonts, legible, wrap

WIDTH = 1280
"""What a phone still shows legibly in labels of 29, across its screen."""

MARGIN = 32
GAP = 12
LANES = 3
"""Columns side by side at least: fewer would be half empty boxes."""

NARROW = 280
"""A column is at least this wide, so that the longest word of a name fits: else the page grows."""

LINE = 1.18
"""From one line of text to the next, as a share of its size."""

KEY = 46
"""From one line of the legend to the next."""

KEYS = 400
"""Where the keys of the legend begin, unless the name before them is longer."""

SIGN = 22
"""Half the width of a stop sign."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: int
    bold: bool = False
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle. `pattern`: with the stripes of a side; `dashed`: nothing to show in it."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    pattern: str = ""
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A mark around its middle. `stop`: eight corners and a bar; `gap`: a ring with a ?.

    `users`: a diamond, of those who use the service; `otherwise`: a full one, in this `ink`.
    """

    kind: str
    x: float
    y: float
    ink: str = ""

    @property
    def corners(self) -> str:
        """The corners of a stop sign, as SVG takes them."""
        turns = [pi / 8 + n * pi / 4 for n in range(8)]
        reach = SIGN / cos(pi / 8)
        return " ".join(
            f"{self.x + reach * cos(turn):.1f},{self.y + reach * sin(turn):.1f}" for turn in turns
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """Where columns stand. `lanes` columns belong to each of so many categories."""

    categories: int
    lanes: int
    wide: float
    page: int

    @property
    def inner(self) -> float:
        """The width inside the margins."""
        return self.page - 2 * MARGIN

    def left(self, category: int, lane: int = 0) -> float:
        """Where a column begins."""
        return MARGIN + (category * self.lanes + lane) * (self.wide + GAP)

    def across(self) -> float:
        """How wide all columns of a category are together."""
        return self.lanes * (self.wide + GAP) - GAP


def grid(categories: int) -> Grid:
    """The grid for so many categories."""
    lanes = max(1, LANES // max(1, categories))
    columns = lanes * max(1, categories)
    gaps = GAP * (columns - 1)
    wide = max(NARROW, (WIDTH - 2 * MARGIN - gaps) / columns)
    return Grid(categories, lanes, wide, round(2 * MARGIN + columns * wide + gaps))


@dataclass(slots=True)
class Drawing:
    """Everything that is drawn, from the top down; `y` is how far it has come."""

    theme: Theme
    grid: Grid
    y: float = MARGIN
    boxes: list[Box] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)

    def write(
        self, text: str, size: int, *, bold: bool = False, faint: bool = False, indent: float = 0
    ) -> None:
        """A paragraph across the page."""
        fill = self.theme.faint if faint else self.theme.text
        lines = wrap(text, self.grid.inner - indent, size, bold=bold)
        self.y = self.put(lines, MARGIN + indent, self.y, size, fill, bold=bold)

    def put(
        self, lines: Sequence[str], x: float, y: float, size: int, fill: str, *, bold: bool = False
    ) -> float:
        """Lines of text from `y` down; gives where they end."""
        for line in lines:
            y += size * LINE
            self.texts.append(Text(x, y, line, size, bold, fill))
        return y

    def box(self, side: str, level: str, x: float, y: float, width: float, height: float) -> None:
        """A box in the colour of a level: with stripes where people differ, dashed for none."""
        if level == "contested":
            fill = self.theme.fill(side, "low")
        else:
            fill = self.theme.fill(side, level) if level else self.theme.page
        pattern = side if level == "contested" else ""
        self.boxes.append(Box(x, y, width, height, fill, pattern, dashed=not level))

    def key(self, name: str, marks: Iterable[tuple[str, str, str]]) -> None:
        """One line of the legend: a name, then swatches with their words; more if they need."""
        regular, bold = fonts()
        name, text = legible(name), self.theme.text
        self.y += KEY
        start: float = MARGIN
        if name:
            self.texts.append(Text(MARGIN, self.y, name, 28, True, text))
            start += max(KEYS, bold.width(name, 28) + 30)
        x = start
        for side, mark, word in marks:
            word = legible(word)
            wide = 56 + regular.width(word, 28)
            if x > start and x + wide > self.grid.page - MARGIN:
                self.y, x = self.y + KEY, start
            self._swatch(side, mark, x)
            self.texts.append(Text(x + 56, self.y, word, 28, False, text))
            x += wide + 34

    def _swatch(self, side: str, mark: str, x: float) -> None:
        if mark in ("stop", "gap", "users", "otherwise"):
            self.signs.append(Sign(mark, x + 22, self.y - 10, self.theme.text))
        else:
            self.box(side, mark, x, self.y - 27, 44, 34)
