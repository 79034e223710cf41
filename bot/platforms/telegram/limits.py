"""What Telegram takes in one message, new or edited. Pure, and without its library."""

from dialogs.core.post import Post
from dialogs.markup import plain, units

MESSAGE = 4096
"""UTF-16 units of the text of a message, as rendered. Telegram counts some of them as one; nobody
depends on that."""

RAW = 32 * 1024
"""Bytes of the same text with its markup."""

CAPTION = 1024
"""UTF-16 units of the text under a file."""

BUTTONS, IN_A_ROW = 100, 8
"""Buttons of a message, and of one row."""

LABEL = 75
"""UTF-16 units of a label. Telegram takes more; a phone cuts it long before, in the middle."""

TOAST = 200
"""Characters of an answer to a tap."""


def takes(post: Post) -> bool:
    """Whether this is one message."""
    if sum(map(len, post.rows)) > BUTTONS or len(post.text.encode()) > RAW:
        return False
    # no character is more than two units, so most texts need not be read to be measured
    return 2 * len(post.text) <= MESSAGE or units(plain(post.text)) <= MESSAGE
