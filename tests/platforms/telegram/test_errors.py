"""What Telegram's words mean: each of those that are known, in both wordings."""

import re

import pytest

from bot.platforms import base
from bot.platforms.telegram import errors
from bot.platforms.telegram.errors import meaning
from tests.platforms.telegram.documented import WORDS


@pytest.mark.parametrize(
    ("name", "words"), [(name, words) for name, of in WORDS.items() for words in of]
)
def test_every_known_refusal(name, words):
    assert meaning(words) is getattr(base, name)
    assert meaning(words.partition(": ")[2] or words) is getattr(base, name), "as the library says"


def test_every_row_of_the_table_is_what_some_known_words_mean():
    """None is hidden by one above it, and none is there for words that nobody has seen."""
    known = [errors._words(words) for of in WORDS.values() for words in of]
    rows = [row for row, _ in errors.WORDS]
    first = {next((r for r in rows if re.search(r, words)), "") for words in known}
    assert [row for row in rows if row not in first] == []
