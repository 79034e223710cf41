"""What the method says of simulated teams: `python -m tests.benchmarks.method_figures`.

How often each headline is shown and of the class High, how often a label has a direction, how often
there is a stop sign, for five kinds of teams; and how often chance alone makes a stop sign. The
table in docs/method.md is from here. Says; asserts nothing.
"""

import random
from collections import Counter
from collections.abc import Callable
from math import comb

from framework.assess import Answer, assess
from framework.pack import OURS, Component, Framework, load
from framework.publish import publish

TEAMS = 400
PEOPLE = (6, 15)
UNSURE = 0.08
SIZES = (5, 6, 7, 8, 9, 10, 12, 15)


Scores = Callable[[], int]
"""Gives the score of one more person."""

Kind = Callable[[random.Random, Component], Scores]
"""A kind of team: how it scores a component."""


def noise(chance: random.Random, part: Component) -> Scores:
    """Everybody answers anything."""
    return lambda: chance.randint(1, 5)


def flat(chance: random.Random, part: Component) -> Scores:
    """Everybody is around the middle, of every component."""
    return lambda: chance.choices((1, 2, 3, 4, 5), (1, 5, 8, 5, 1))[0]


def leaning(gains: float, concerns: float, between: float = 0.65, within: float = 1.0) -> Kind:
    """Components differ by `between`, people by `within`, around a centre for each kind."""

    def of(chance: random.Random, part: Component) -> Scores:
        centre = chance.gauss(gains if part.gain else concerns, between)
        return lambda: min(5, max(1, round(chance.gauss(centre, within))))

    return of


KINDS: dict[str, Kind] = {
    "noise": noise,
    "flat": flat,
    "realistic": leaning(3.42, 3.0, between=0.7),
    "rosy": leaning(3.8, 2.6),
    "gloomy": leaning(2.8, 3.55),
}


def team(chance: random.Random, framework: Framework, kind: Kind) -> list[Answer]:
    """Answers of a random team of this kind, some of them not sure."""
    people = chance.randint(*PEOPLE)
    found = []
    for part in framework.components:
        score = kind(chance, part)
        for person in range(people):
            given = "NS" if chance.random() < UNSURE else str(score())
            found.append(Answer(person, part.id, given))
    return found


def figures(
    framework: Framework, kind: Kind, teams: int = TEAMS, seed: int = 1
) -> tuple[list[int], list[int], int, int]:
    """Percentages: (High, shown) by headline, labels with a direction, teams with a stop sign."""
    chance = random.Random(seed)
    high: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for _ in range(teams):
        found = publish(assess(framework, team(chance, framework, kind)), framework)
        high.update(item.id for item in found.recommendations if item.level == "High")
        shown.update(found.headlines)
        counts["labels"] += sum(line.label in ("up", "down") for line in found.dimensions.values())
        counts["stop"] += bool(found.stop_signs)
    headlines = [item.id for item in framework.recommendations if item.headline]
    labels = 100 * counts["labels"] / (teams * len(framework.dimensions))
    return (
        [round(100 * high[id_] / teams) for id_ in headlines],
        [round(100 * shown[id_] / teams) for id_ in headlines],
        round(labels),
        round(100 * counts["stop"] / teams),
    )


def false_stops(people: int) -> float:
    """How often, in per cent, more than half of so many give the same one of five by chance."""
    ways = (comb(people, k) * 4 ** (people - k) for k in range(people // 2 + 1, people + 1))
    return float(100 * sum(ways) / 5**people)


def main() -> None:
    """Print the table."""
    framework = load(OURS / "public_value")
    print("| teams | High | shown | labels with a direction | a stop sign |")
    print("| --- | --- | --- | --- | --- |")
    for name, kind in KINDS.items():
        high, shown, labels, stop = figures(framework, kind)
        cells = (name, " ".join(map(str, high)), " ".join(map(str, shown)), labels, stop)
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    print(", ".join(f"n = {n}: {false_stops(n):.1f} %" for n in SIZES))


if __name__ == "__main__":
    main()
