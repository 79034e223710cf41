"""Facts as rows: they come back equal, whatever they hold and whichever release wrote them."""

import asyncio
import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core import facts as f
from storage.facts.ledger import from_rows, to_row
from storage.facts.stored import PERSONAL_TEXT
from storage.store import BrokenError
from tests.support.sheet import add, answered, disk, opened


@pytest.fixture
def store(tmp_path):
    store = opened(tmp_path / "valuemap.db")
    yield store
    store.close()


@pytest.fixture
def exercise(store):
    return store.run_sync(lambda tx: tx.create("telegram", "-1", "token", 1.0))


times = st.integers(-(2**40), 2**45).map(lambda ms: ms / 1000)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | words | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
VALUES = {
    float: times,
    float | None: st.none() | times,
    int: st.integers(0, 2**40),
    str: words,
    bool: st.booleans(),
    tuple[str, ...]: st.lists(words, max_size=3).map(tuple),
    tuple[int, ...]: st.lists(st.integers(0, 99), max_size=3).map(tuple),
}


def any_fact(kind):
    return st.builds(
        kind,
        **{
            field.name: VALUES.get(field.type, st.dictionaries(words, json_values, max_size=3))
            for field in dataclasses.fields(kind)
        },
    )


@given(st.one_of([any_fact(kind) for kind in f.KINDS.values()]))
def test_a_fact_comes_back_equal_and_of_the_same_types(fact):
    [back] = from_rows(1, [to_row(1, fact)])
    assert repr(back) == repr(fact)


async def test_every_kind_survives_the_file(store, exercise):
    kinds = [
        f.Opened(1.001, "round1", 1234567890.123),
        f.Opened(1.002, "hot_wash", None),
        f.Assessed(2.5, "round1", {"overall": {"net": -3.25, "low": None}}, ("ADM-T4", "ECO-B1")),
        f.Reminded(3.0, "round1", 2, (1, 2, 3)),
        f.Turned(4.0, 1, "ADM-T4", True),
        f.Erased(5.0, 3, False),
    ]
    await store.run(add(exercise, *kinds))
    assert disk(store.path, exercise) == kinds


async def test_a_fact_older_than_its_field_gets_the_default(store, exercise):
    row = (1, 1000, "Answered", 1, "round1", "ADM-T4", "4", None, None)
    await store.run(lambda tx: tx.add_rows(exercise, [row]))
    assert await store.run(lambda tx: tx.facts(exercise)) == [
        f.Answered(1.0, 1, "round1", "ADM-T4", "4", text="")
    ]


@pytest.mark.parametrize(("kind", "body"), [("Dreamt", None), ("Muted", '{"until":7}')])
async def test_a_fact_of_a_newer_release_is_refused_and_hurts_nobody_else(
    store, exercise, kind, body
):
    other = await store.run(lambda tx: tx.create("telegram", "-2", "other", 0.0))

    row = (1, 0, kind, 1, None, None, None, None, body)
    await store.run(lambda tx: tx.add_rows(exercise, [row]))
    results = await asyncio.gather(
        store.run(lambda tx: tx.exercise(exercise)),
        store.run(add(other, answered(1))),
        return_exceptions=True,
    )
    assert isinstance(results[0], BrokenError)
    assert "newer release" in str(results[0])
    assert results[1] == 1


def test_every_text_a_person_can_write_is_classified():
    """A new text field must be thought about: is it erased with its writer, or does it stay?"""
    stays = {
        "Set": {"item", "text"},  # the set-up, and the plan, are the team's
        "Amended": {"field", "text"},
        "Joined": {"language", "zone", "platform"},
        "Invited": {"language", "zone"},  # a clock among those of a country
        "Spoke": {"language"},
        "Filed": {"kind", "language"},
        "Drafted": {"language", "zone", "pack"},
        "Framed": {"pack"},
        "Began": {"pack", "script"},
        "Extended": {"round"},
        "Closed": {"round"},
        "Settled": {"round"},
        "Inquired": {"round"},
        "Reopened": {"round"},
        "Turned": {"item"},
        "Passed": {"item"},  # which invented news the facilitator did not want
        "Prepared": {"item", "text"},  # invented, for the group; not about anybody
        "Injected": {"item"},  # and which the group reads
        "Noted": {"item"},
        "Answered": {"round", "item", "answer"},
        "Told": {"answer"},
        "Repeated": {"key"},
        "Confirmed": {"key"},
        "Fetched": {"key"},
        "PublicOpened": {"token"},  # the end of an address that is passed on
    }
    for name, kind in f.KINDS.items():
        texts = {field.name for field in dataclasses.fields(kind) if field.type is str}
        if "person" in (field.name for field in dataclasses.fields(kind)):
            erased = {"text"} if name in PERSONAL_TEXT else set()
            assert texts - erased == stays.get(name, set()), name
