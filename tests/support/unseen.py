"""Which questions are on somebody's screen first, and which never are before others are answered.

Each person is asked in an order of their own, that begins with one dimension or another. What has
only just come on screen is refused for a second, so whoever presses without looking leaves it out.
"""

from tests.support.files import library

FILES = library()
PACK = FILES.pack(FILES.newest("pack", "public_value"))

FIRST = [
    next(component.id for component in PACK.components if component.dimension == dimension.id)
    for dimension in PACK.dimensions
]
"""The first question of each dimension: one of them is on the screen of whoever has just begun."""

UNSEEN = [component.id for component in PACK.components if component.id not in FIRST]
"""All others, in the order of the pack."""
