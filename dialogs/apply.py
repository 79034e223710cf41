"""What was decided is applied: each fact evolves the exercise, and so does what follows from it."""

from collections.abc import Iterable

from dialogs.core import course
from dialogs.core import facts as f
from dialogs.core.evolve import evolve
from dialogs.core.exercise import Exercise
from dialogs.touched import touched


def apply(x: Exercise, facts: Iterable[f.Fact], at: float) -> tuple[list[f.Fact], list[str]]:
    """Evolve the exercise by these facts and by all that follow from them `at` that time.

    Gives every fact, in order, to be stored, and the keys of the posts they may have changed.
    """
    applied: list[f.Fact] = []
    keys: dict[str, None] = {}
    queue = list(facts)
    while fact := queue.pop(0) if queue else course.follow(x, at):
        keys.update(dict.fromkeys(touched(x, fact)))
        evolve(x, fact)
        keys.update(dict.fromkeys(touched(x, fact)))
        applied.append(fact)
    return applied, list(keys)
