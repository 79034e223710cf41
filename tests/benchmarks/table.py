"""The one table of all parts: a figure, its rival in the same run, their ratio, the goal."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEAD = ("part", "what", "figure", "rival in the same run", "ratio", "goal", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `met` is None where there is no goal, or no figure."""

    part: str
    what: str
    figure: str
    rival: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        said = {True: "met", False: "SHORT", None: ""}[self.met]
        return self.part, self.what, self.figure, self.rival, ratio, self.goal, said


def show(rows: Iterable[Row]) -> None:
    """Print the table, as Markdown that also reads well in a terminal."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(HEAD))]
    lines.insert(1, tuple("-" * width for width in widths))
    for line in lines:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(f"| {' | '.join(padded)} |")


def middle(values: Sequence[float]) -> float:
    """The median: one slow round on a busy machine says nothing."""
    return statistics.median(values)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios within each round: what slows a round slows both."""
    return middle([a / b for a, b in zip(ours, theirs, strict=True)])
