"""How long an assessment takes and how it grows: `python -m tests.benchmarks.assessment`.

Everything is included: counts, agreement, indices with their ranges, recommendations, and all of
it once more for each person left out. Says; asserts nothing.
"""

import random
import time
import tracemalloc

from framework.assess import Answer, assess, to_json
from framework.pack import OURS, Framework, load
from tests.benchmarks.table import Row

SIZES = (10, 200, 1000, 10_000)
ANSWERS = ("1", "2", "3", "4", "4", "5", "NS", "NA")


def team(framework: Framework, people: int) -> list[Answer]:
    """Random answers of so many people: no two alike, which is the dearest case."""
    chance = random.Random(people)
    return [
        Answer(person, part.id, chance.choice(ANSWERS))
        for person in range(people)
        for part in framework.components
    ]


def seconds(framework: Framework, answers: list[Answer]) -> float:
    """The best of three runs, from answers to plain data."""
    best = float("inf")
    for _ in range(3):
        begun = time.perf_counter()
        to_json(assess(framework, answers), framework)
        best = min(best, time.perf_counter() - begun)
    return best


def peak(framework: Framework, answers: list[Answer]) -> float:
    """The most memory held at once while assessing, in MiB, besides the answers themselves."""
    tracemalloc.start()
    assess(framework, answers)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 2**20


def rows() -> list[Row]:
    """Lines of the table: how the cost of one person grows with their number."""
    framework = load(OURS / "public_value")
    took = {people: seconds(framework, team(framework, people)) for people in SIZES}
    few, many = SIZES[0], SIZES[-1]
    dearer = (took[many] / many) / (took[few] / few)
    lines = [Row("5 outputs", f"assessment, {n:,} people", f"{took[n]:.3f} s") for n in SIZES]
    each = {n: 1000 * took[n] / n for n in (few, many)}
    what = f"a person's cost, {many:,} against {few}"
    growth = Row("5 outputs", what, f"{each[many]:.2f} ms", f"{each[few]:.2f} ms", dearer)
    return [*lines, growth]


def main() -> None:
    """Print a line for each size."""
    framework = load(OURS / "public_value")
    print(f"{'people':>7} {'seconds':>9} {'ms/person':>10} {'peak MiB':>9}")
    for people in SIZES:
        answers = team(framework, people)
        took = seconds(framework, answers)
        print(
            f"{people:>7} {took:>9.3f} {1000 * took / people:>10.3f} "
            f"{peak(framework, answers):>9.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
