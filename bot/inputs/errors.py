"""What a file cannot be used for, said all at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

QUOTED = 40
"""Characters of a cell that a message repeats."""


class AnswersError(Exception):
    """A file of answers that cannot be used. `problems` has them all, `str()` one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def quoted(cell: str) -> str:
    """What a cell says, fit for a terminal: its beginning, without what would steer the screen."""
    start = cell if len(cell) <= QUOTED else cell[:QUOTED] + "…"
    return "".join(letter if letter.isprintable() else "�" for letter in start)


@contextmanager
def about(path: Path) -> Iterator[None]:
    """What is wrong inside is wrong in this file, and says so."""
    try:
        yield
    except AnswersError as error:
        raise AnswersError(f"{path}: {problem}" for problem in error.problems) from None
