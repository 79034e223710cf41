"""Button data, views and keys: what is written is read again, what is malformed is refused."""

import re
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.datafiles import DIALOGS
from dialogs.core import facts as f
from dialogs.core.addresses import (
    ABOUT,
    GROUP,
    ActionData,
    AnswerData,
    CardKey,
    CopyKey,
    CrowdKey,
    DoubtKey,
    EditView,
    GroupKey,
    HeldView,
    HelloKey,
    ItemView,
    ListView,
    MissingKey,
    NextView,
    PausedKey,
    PlanView,
    ProgressKey,
    RefusedKey,
    ReminderKey,
    Schedule,
    SetupField,
    SetView,
    kind_of,
    read_data,
    read_field,
    read_key,
    read_schedule,
    read_view,
)
from dialogs.core.addresses.keys import KEYS
from dialogs.core.addresses.views import VIEWS
from tests.support.people import answered, assessed, buttons, checked, drafted, resulted

STORED = {
    "12.1.ADM-T4.5": AnswerData(12, "1", "ADM-T4", "5"),
    "12.closing.go.NS": AnswerData(12, "closing", "go", "NS"),
    "12.close.1": ActionData(12, "close", ("1",)),
    "12.form": ActionData(12, "form"),
    "12.form.1.ADM-T4.5": ActionData(12, "form", ("1", "ADM-T4", "5")),
    "12.list.1.ADM": ActionData(12, "list", ("1", "ADM")),
    "12.set.system.en": ActionData(12, "set", ("system", "en")),
    "12.again.results/en": ActionData(12, "again", ("results/en",)),
    "12.nobody.knows": ActionData(12, "nobody", ("knows",)),
}
"""What stands in buttons that people can still see: these strings never change."""

VIEWED = {
    "": NextView(),
    "item:1:ADM-T4": ItemView("1", "ADM-T4"),
    "item:1:?ADM": ItemView("1", "?ADM"),
    "list:closing:": ListView("closing", ""),
    "edit": EditView(),
    "edit:3": EditView(3),
    "held:": HeldView(""),
    "plan": PlanView(),
    "plan:1": PlanView(1),
    "plan:0:noticed": PlanView(0, "noticed"),
    "set:when": SetView(SetupField("when")),
    "set:system.en": SetView(SetupField("system", "en")),
}
"""What stands in facts."""

POSTED = {
    "card/3/2": CardKey(3, 2),
    "reminder/1/1/3": ReminderKey("1", 1, 3),
    "told/1/3": ProgressKey(1, 3),
    "doubt/results/en": DoubtKey("results/en"),
    "doubt/hello": DoubtKey("hello"),
    "refused/picture/en": RefusedKey("picture/en"),
    "copy/picture/en": CopyKey("picture/en"),
    "missing/picture/en": MissingKey("picture/en"),
    "paused/group": PausedKey(),
    "crowd/group": CrowdKey(),
    "hello": HelloKey(),
    "results/en": GroupKey("results", "en"),
}
"""What stands in rows of posts."""


@pytest.mark.parametrize(
    ("read", "stored"), [(read_data, STORED), (read_view, VIEWED), (read_key, POSTED)]
)
def test_what_is_stored_is_read_and_written_as_it_was(read, stored):
    for text, address in stored.items():
        assert read(text) == address
        assert str(address) == text


PART = st.text("AZaz09?_-", min_size=1, max_size=12)
PARTS = {
    str: PART,
    int: st.integers(0, 10**9),
    int | None: st.integers(0, 10**9),
    str | None: PART,
    SetupField: st.builds(SetupField, PART, PART),
}


def written(shapes):
    """Every view, or every key, that can be written."""
    for build, _, _ in shapes.values():
        parts = [PARTS[part.type] for part in fields(build)]
        posts = st.sampled_from([str(key) for key in POSTED.values()])
        yield st.builds(build, *([posts] if build in ABOUT.values() else parts))


@given(st.one_of(*written(VIEWS)))
def test_every_view_comes_back(view):
    assert read_view(str(view)) == view


@given(st.one_of(*written(KEYS)))
def test_every_key_comes_back(key):
    assert read_key(str(key)) == key


@given(st.integers(0, 10**9), PART, st.lists(PART, max_size=3))
def test_all_data_that_can_be_written_comes_back(exercise, action, rest):
    assert str(read_data(str(ActionData(exercise, action, tuple(rest))))) == str(
        ActionData(exercise, action, tuple(rest))
    )


@pytest.mark.parametrize(
    "text",
    ["", "12", "12.", ".close", "x.close", "12..1", "12.close.", "-1.close", "1" * 12 + ".x"],
)
def test_data_that_no_button_has_is_refused(text):
    assert read_data(text) is None


@pytest.mark.parametrize(
    "text", ["nowhere", "item", "item:1", "item:1:a:b", "noted:x", "why:", ":"]
)
def test_a_view_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"is no|parts"):
        read_view(text)


@pytest.mark.parametrize(
    "text", ["", "card", "card/3", "card/x/1", "card/3/2/1", "results", "results/", "results/en/1",
             "doubt/", "doubt/nothing", "drawing/en", "told/1"],
)  # fmt: skip
def test_a_key_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"is no|parts|names no"):
        read_key(text)


@pytest.mark.parametrize("text", ["", ".en", "system.", "system.en.x"])
def test_a_field_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match="is no field"):
        read_field(text)


def test_when_it_begins():
    assert read_schedule("live") == Schedule("live")
    assert read_schedule("week 2026-11-23") == Schedule("week", "2026-11-23")
    assert str(Schedule("week", "2026-11-23")) == "week 2026-11-23"


@pytest.mark.parametrize("make", [drafted, answered, assessed, resulted, checked])
def test_all_that_is_shown_and_stored_has_its_address(make):
    play = make()
    for key, post in play.shows().items():
        assert str(read_key(key)) == key
        for data in buttons(post).values():
            assert str(read_data(data)) == data
            assert len(data.encode()) <= 64, "the longest that every platform carries"
    for fact in play.history:
        if isinstance(fact, f.Turned):
            assert str(read_view(fact.item)) == fact.item


# -- nobody else takes them apart ------------------------------------------------------------------

KINDS = "|".join(sorted({*KEYS, *GROUP} - {""}))
APART = re.compile(
    r"""\b(?:data|key|view|reminded)\.(?:r?split|r?partition|startswith|removeprefix)\("""
    rf"""|["'](?:{KINDS})/|\bf"\{{(?:\w+\.)?(?:id|number|exercise)\}}\.[a-z{{]|\bf"[a-z]+:\{{"""
)
"""What looks like taking an address apart, or like writing one by hand."""

SPLIT = re.compile(r"""\.(?:r?split|r?partition)\(["'][./:]["']""")
"""In the pure rooms no other string has these marks between its parts."""

APART_FROM = (
    "dialogs/core/addresses/",
    "dialogs/instead.py",
    "dialogs/sentences.py",
    "dialogs/words.py",
)
"""Keys of sentences, and zones, are what these take apart."""


def lines(*rooms):
    """Every line of program in these rooms, with where it stands."""
    for path in (p for room in rooms for p in (DIALOGS.parent / room).rglob("*.py")):
        name = path.relative_to(DIALOGS.parent).as_posix()
        if not name.startswith(APART_FROM):
            yield from ((name, line.strip()) for line in path.read_text("utf-8").splitlines())


def test_addresses_are_made_and_read_in_one_place():
    assert [each for each in lines("dialogs", "bot") if APART.search(each[1])] == []
    assert [each for each in lines("dialogs") if SPLIT.search(each[1])] == []


@pytest.mark.parametrize(
    "line",
    [
        'kind = key.partition("/")[0]',
        'if key.startswith("card/"):',
        "parts = event.data.split('.')",
        'tx.want(1, "results/en", 0)',
        'f"{x.id}.close.{label}"',
        'f"item:{label}:{item}"',
    ],
)
def test_the_search_finds_what_it_is_for(line):
    assert APART.search(line)


def test_the_kind_of_a_key():
    assert kind_of("doubt/results/en") == "doubt"
    assert kind_of("drawing/en") == "drawing"
