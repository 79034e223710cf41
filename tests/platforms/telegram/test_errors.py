"""What Telegram's words mean: each of those that are known, in both wordings."""

import pytest

from bot.platforms import base
from bot.platforms.telegram.errors import meaning
from tests.platforms.telegram.documented import WORDS


@pytest.mark.parametrize(
    ("name", "words"), [(name, words) for name, of in WORDS.items() for words in of]
)
def test_every_known_refusal(name, words):
    assert meaning(words) is getattr(base, name)
    assert meaning(words.partition(": ")[2] or words) is getattr(base, name), "as the library says"
