"""A platform without a network: chats in memory, for the demo, for rehearsals and for tests.

It is served to nobody, so it is not among the registry's FOLDERS and has no settings and no checks;
the registry only knows its name and capabilities, for the exercises that are played on it.
"""

from dialogs.core.post import Capabilities, Post
from dialogs.markup import plain, units

NAME = "demo"
"""What it is called in the database, and by its sentences."""

MESSAGE, BUTTONS, IN_A_ROW, LABEL = 4000, 100, 8, 75
"""UTF-16 units of a text, buttons of a message and of a row, units of a label: about what the
others take, since a demonstration shows what they would."""


def takes(post: Post) -> bool:
    """Whether this is one message."""
    return units(plain(post.text)) <= MESSAGE and sum(map(len, post.rows)) <= BUTTONS


CAPABILITIES = Capabilities(
    pages=False,
    takes=takes,
    buttons_per_row=IN_A_ROW,
    longest_label=LABEL,
    privacy="privacy.platform_demo",
)
