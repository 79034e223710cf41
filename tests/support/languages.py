"""Every language that there is, for what holds in each of them.

What costs little is tried in all; what takes long usually in two, and in the others in `make soak`.
"""

import pytest

from tests.support.people import library

LANGUAGES = tuple(library().words)
ALL = " ".join(LANGUAGES)
"""All of them, as a group's languages are written down; the first is the main one."""

USUAL = ("en", "es")

each_language = pytest.mark.parametrize("language", LANGUAGES)
each_language_in_time = pytest.mark.parametrize(
    "language",
    [pytest.param(code, marks=() if code in USUAL else pytest.mark.soak) for code in LANGUAGES],
)

FEW = {
    "en": "fewer than 5",
    "es": "menos de 5",
    "fr": "moins de 5",
    "nl": "minder dan 5",
    "pt": "menos de 5",
}
"""How each says that a number may not be said."""
