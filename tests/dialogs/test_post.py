"""What a platform can show decides what is shown, not what it is called."""

import re

from bot.app.datafiles import DIALOGS
from bot.platforms import registry
from dialogs.core.post import Capabilities
from tests.support.people import answered, english, posted, resulted

PURE = (DIALOGS, DIALOGS.parent / "framework")
NAMES = re.compile("|".join(each.name for each in registry.PLATFORMS), re.IGNORECASE)


class Elsewhere:
    """The library, for a platform that can do something else."""

    def __init__(self, library, **can):
        self.library = library
        plain = {"pages": False, "takes": lambda post: True, "buttons_per_row": 8}
        plain |= {"longest_label": 75, "privacy": "privacy.platform_demo"}
        self.can = Capabilities(**{**plain, **can})

    def __getattr__(self, name):
        return getattr(self.library, name)

    def capabilities(self, platform):
        return self.can


def moved(play, **can):
    """The same exercise where the platform can do this."""
    play.x.library = Elsewhere(play.x.library, **can)
    return play


def test_no_platform_is_named_in_the_pure_rooms():
    programs = [path for room in PURE for path in room.rglob("*.py")]
    assert len(programs) > 40
    assert [path.name for path in programs if NAMES.search(path.read_text("utf-8"))] == []


def test_a_page_is_offered_where_there_are_pages():
    for pages in (True, False):
        play = moved(posted().joins(2), pages=pages)
        play.tap(2, f"1.{play.x.stages['1'].items[0]}.3")
        assert ("7.form" in play.buttons(2).values()) is pages


def test_the_welcome_says_who_keeps_a_copy():
    play = moved(answered(3), privacy="privacy.group")
    play.tap(2, "welcome")
    assert english("privacy.group") in play.reads(2)
    assert english("privacy.platform_demo") not in play.reads(2)


def test_results_are_as_long_as_a_message_may_be():
    play = resulted()
    long = play.group("results")
    short = moved(play, takes=lambda post: len(post.text) < len(long)).group("results")
    assert short.endswith("…")
    assert long.startswith(short.removesuffix(" …"))
