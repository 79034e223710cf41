"""Teams to assess: the real pack, answers written short, and random ones."""

import copy
import random
import string

from hypothesis import strategies as st

from framework.assess import Answer
from framework.pack import OURS, load

PACK = load(OURS / "public_value")
IDS = tuple(part.id for part in PACK.components)
CELLS = ("1", "2", "3", "4", "5", "NS", "NA")


def answers(table, round=1):  # noqa: A002
    """Answers from `{component: "1 2 NS - 5"}`: one per person in turn, `-` for none."""
    return [
        Answer(f"p{n}", component, given, round)
        for component, row in table.items()
        for n, given in enumerate(row.split())
        if given != "-"
    ]


def rows(table, others=""):
    """Answers from `{component: (#1, #2, #3, #4, #5, NS, NA)}`; `others` for the rest, as a row."""
    spread = {
        id_: " ".join(cell for cell, n in zip(CELLS, counts, strict=False) for _ in range(n))
        for id_, counts in table.items()
    }
    return answers({**(everything(others) if others else {}), **spread})


def everything(row):
    """The same row of answers to every component."""
    return dict.fromkeys(IDS, row)


# The example of the method's page: twelve people, all 3 except these.
EXAMPLE = rows(
    {
        "ADM-T4": (0, 2, 1, 2, 7),
        "ADM-T1": (0, 3, 2, 5, 2),
        "CIT-R1": (0, 0, 3, 6, 3),
        "CIT-B3": (0, 2, 2, 5, 3),
        "CIT-R2": (1, 3, 3, 4, 1),
        "ECO-B1": (0, 0, 7, 0, 0, 5),
    },
    others=" ".join(["3"] * 12),
)


def raw_pack():
    """The real pack's files, to be spoiled."""
    return copy.deepcopy(dict(PACK.files))


# Low, middling, high and split components, some with many who are not sure: so that every rule
# and threshold is met often, which evenly random answers would not do.
MOODS = (
    ("1", "2", "2", "1", "3"),
    ("4", "5", "4", "5", "3"),
    ("5", "5", "5", "4", "2"),
    ("1", "1", "1", "2", "4"),
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


def crowd(chance, people, moods=MOODS, round=1, ids=IDS):  # noqa: A002
    """Answers of random people in one round, each component in a mood of its own."""
    found = []
    for component in ids:
        mood = chance.choice(moods)
        given = [chance.choice(mood) for _ in range(people)]
        found += [Answer(n, component, a, round) for n, a in enumerate(given) if a is not None]
    return found


def anybody(seed):
    """A random exercise: (answers, n_min, answers of the public), every kind of it by turns."""
    chance = random.Random(seed)
    found = crowd(chance, chance.randint(0, 15))
    if seed % 2:
        again = crowd(chance, chance.randint(0, 15), round=2, ids=chance.sample(IDS, 12))
        found += [answer for answer in again if chance.random() < 0.6]
    outside = []
    if seed % 3 == 0:
        asked = chance.sample(IDS, 10)
        outside = crowd(chance, chance.randint(0, 15), ids=[i for i in IDS if i in asked])
    return found, 3 if seed % 5 == 0 else 5, outside


# A pack of another kind: capacities only, one of its categories with a score that blocks, and ids
# that look like nothing in ours.
def capacities(stop=1):
    """A small pack that has nothing of public value: two dimensions, capacities only."""
    files = raw_pack()
    pack, text = files["pack"], {code: files[code] for code in files["pack"]["languages"]}
    ids = ["K1", "K2", "M1"]
    pack.update(id="capacities", public=[], kind=[], inject=[], attitude=[], roadmap=[], form=[])
    pack["dimension"] = [{"id": "K"}, {"id": "M"}]
    pack["category"] = [{"id": "can", "kind": "capacity"} | ({"stop": stop} if stop else {})]
    pack["component"] = [
        {"id": i, "dimension": i[0], "category": "can", "domain": "data", "corner": "capacity"}
        for i in ids
    ]
    weights = dict(zip(ids, (2, 1, 2), strict=True))
    pack["recommendation"] = [
        {
            "id": "first",
            "headline": True,
            "sources": ["roadmap"],
            "items": ["second"],
            "triggers": [{"component": i, "mode": "L", "weight": weights[i]} for i in ids],
        },
        {
            "id": "second",
            "sources": ["roadmap"],
            "triggers": [{"component": "any", "mode": "K", "weight": 1}],
        },
    ]
    for words in text.values():
        _only(words, ids)
    return files


def _only(words, ids):
    one = words["component"]["ECO-B2"] | {"question": "?", "here": "-", "ask": "-"}
    one.pop("public")
    named = zip(ids, string.ascii_lowercase, strict=False)
    words["component"] = {i: one | {"name": f"name {letter}"} for i, letter in named}
    words["dimension"] = {i: words["dimension"]["ECO"] | {"name": i} for i in "KM"}
    category = {k: v for k, v in words["category"]["T"].items() if k != "public"}
    says = category["says"] | {"very_high": "{name}"}
    words["category"] = {"can": category | {"says": says}}
    words["recommendation"] = {
        "first": {"title": "First", "text": "First"},
        "second": {"title": "Second", "text": "Second"},
    }
    words["attitude"], words["kind"], words["inject"] = {}, {}, {}
