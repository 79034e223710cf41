"""Our own packs, scripts and words, with nobody's own beside them."""

from functools import cache

from bot.app.library import Files


@cache
def library() -> Files:
    """What the files say, read once in a process: nothing in it is changed by who uses it."""
    return Files()
