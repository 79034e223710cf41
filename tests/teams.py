"""Teams to assess: the real pack, answers written short, and random ones."""

import copy
from functools import cache

from hypothesis import strategies as st

from framework.assess import Answer
from framework.pack import OURS, load

PACK = load(OURS / "public_value")
IDS = tuple(part.id for part in PACK.components)


def answers(table, round=1):  # noqa: A002
    """Answers from `{component: "1 2 NS - 5"}`: one per person in turn, `-` for none."""
    return [
        Answer(f"p{n}", component, given, round)
        for component, row in table.items()
        for n, given in enumerate(row.split())
        if given != "-"
    ]


def everything(row):
    """The same row of answers to every component."""
    return dict.fromkeys(IDS, row)


@cache
def _raw():
    return PACK.files


def raw_pack():
    """The real pack's files, to be spoiled."""
    return copy.deepcopy(dict(_raw()))


# Low, middling, high and split components, some with many who are not sure: so that every rule
# and threshold is met often, which evenly random answers would not do.
MOODS = (
    ("1", "2", "2", "1", "3"),
    ("4", "5", "4", "5", "3"),
    ("1", "2", "4", "5", "3"),
    ("3", "3", "2", "4", "3"),
    ("NS", "NS", "4", "2", "5"),
    ("NA", "NA", "4", "NS", "2"),
    ("4", "4", "3", "2", None),
    ("1", "2", "3", "4", "5", "NS", "NA", None),
)


@st.composite
def teams(draw, least=0, most=9):
    """Answers of a random team in one round."""
    people = draw(st.integers(least, most))
    found = []
    for component in IDS:
        mood = draw(st.sampled_from(MOODS))
        given = draw(st.lists(st.sampled_from(mood), min_size=people, max_size=people))
        found += [Answer(n, component, a) for n, a in enumerate(given) if a is not None]
    return found
