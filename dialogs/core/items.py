"""The items of an exercise: what a step asks, and which answers each takes.

An item is a component of the framework, the open question before a dimension (`?ADM`), a closing
question, or a question of the hot wash.
"""

from collections.abc import Mapping

from dialogs.core.exercise import Exercise
from dialogs.core.script import Step

PROMPT = "?"
"""An item that begins so is the open question before a dimension."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "go": ("now", "pilot", "later", "no", "NS"),
    "view": ("favour", "cautious", "same"),
}
"""The closing questions and their options, in order."""

TEXTS = ("worked", "differently")
"""The hot wash: two open questions."""

SCORES = ("1", "2", "3", "4", "5", "NS", "NA")
"""The answers to a component: low to high, not sure, not applicable."""


def items_of(exercise: Exercise, step: Step) -> tuple[str, ...]:
    """What a step asks, in order."""
    if step.ask == "closing":
        return tuple(CHOICES)
    if step.ask == "hot_wash":
        return TEXTS
    if step.ask != "components":
        return ()
    if step.items == "contested":
        return exercise.contested[: step.most]
    pack = exercise.framework
    items: list[str] = []
    for dimension in pack.dimensions:
        if step.prompts:
            items.append(PROMPT + dimension.id)
        items += [c.id for c in pack.components if c.dimension == dimension.id]
    return tuple(items)


def orders_of(exercise: Exercise, items: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """In which orders a round is asked, each beginning with another dimension.

    Whoever is asked last is tired: that should not be always the same dimension. What is asked
    again has been chosen in its order, and is short.
    """
    parts = [
        tuple(item for item in items if dimension_of(exercise, item) == dimension.id)
        for dimension in exercise.framework.dimensions
    ]
    if sum(map(len, parts)) != len(items) or len(items) < len(exercise.framework.components):
        return ()
    turned = (parts[n:] + parts[:n] for n in range(len(parts)))
    return tuple(tuple(item for part in each for item in part) for each in turned)


def dimension_of(exercise: Exercise, item: str) -> str:
    """The dimension of a component, or of the open question before one; else empty."""
    if item.startswith(PROMPT):
        return item[len(PROMPT) :]
    pack = exercise.framework
    return pack.component(item).dimension if pack.has(item) else ""


def options(item: str) -> tuple[str, ...]:
    """The answers an item takes by a tap."""
    if item in CHOICES:
        return CHOICES[item]
    return ("skip",) if item in TEXTS or item.startswith(PROMPT) else SCORES


def takes_text(item: str) -> bool:
    """Whether an item is answered in words."""
    return item in TEXTS or item.startswith(PROMPT)
