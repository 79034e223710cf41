"""What a step asks, in order, and which answers an item takes."""

import pytest

from dialogs.core.exercise import next_item
from dialogs.core.items import CHOICES, SCORES, options, takes_text
from tests.support.people import assessed, posted, prompted


def test_the_questions_are_the_packs_in_order():
    x = posted().x
    assert x.stages["1"].items == tuple(c.id for c in x.framework.components)


def test_with_prompts_there_is_one_before_each_dimension():
    x = prompted().x
    items = x.stages["1"].items
    assert [i for i in items if not i.startswith("?")] == [c.id for c in x.framework.components]
    assert [i for i in items if i.startswith("?")] == ["?ECO", "?ADM", "?DEM", "?CIT"]
    assert items[0] == "?ECO"
    assert items.index("?ADM") == 1 + len(x.framework.of("ECO"))


def test_round_two_asks_what_is_contested_and_then_the_closing_questions():
    play = assessed(6, 3)
    assert play.x.stages["2"].items == ("ADM-T4",)
    assert play.x.stages["closing"].items == tuple(CHOICES)
    play.tap(2, "2.ADM-T4.3")
    assert next_item(play.x, play.of(2)) == ("closing", "go")


def test_nothing_contested_leaves_the_closing_questions():
    play = assessed(5, 0)
    assert play.x.stages["2"].items == ()
    assert next_item(play.x, play.of(2)) == ("closing", "go")


@pytest.mark.parametrize(
    ("item", "taps", "text"),
    [
        ("ADM-T4", SCORES, False),
        ("?ECO", ("skip",), True),
        ("worked", ("skip",), True),
        ("go", CHOICES["go"], False),
    ],
)
def test_what_an_item_takes(item, taps, text):
    assert (options(item), takes_text(item)) == (taps, text)
