"""Our posts in Slack's blocks, within its limits. Pure.

The whole message stands in the top-level text as well: it is what screen readers read and what is
shown where blocks are not. What people wrote can neither format nor ping, in either.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.platforms import markup
from bot.platforms.slack.reading import COMMANDS, ENTER
from dialogs.core.post import Button, Post

SECTION = 3000
TOTAL = 12_000
"""Characters of all blocks together; Slack gives up somewhere above 13,000."""

TEXT = 40_000
BLOCKS = 50
ELEMENTS = 25
LABEL = 75
QUOTATION = re.compile(r"(<blockquote.*?</blockquote>)", re.DOTALL)
SLASHED = re.compile(rf"(?<![\w/])/({'|'.join(COMMANDS)})\b")

Json = dict[str, Any]


def message(post: Post, *, buttons: bool = True) -> Json:
    """Text and blocks of a message, as sending and editing both take them."""
    html = spoken(post.text)
    rows = list(_rows(post)) if buttons else []
    return {"text": fallback(html), "blocks": [*sections(html)[: BLOCKS - len(rows)], *rows]}


def spoken(html: str) -> str:
    """A text with its commands as they are typed here: `/status` is `/valuemap status`.

    What is quoted stays as it was written.
    """
    parts = QUOTATION.split(html)
    parts[::2] = [SLASHED.sub(r"/valuemap \1", part) for part in parts[::2]]
    return "".join(parts)


def fallback(html: str) -> str:
    """The whole text without layout, safe where Slack looks for its own marks."""
    text = markup.plain(html)
    escaped = markup.escape(text, quote=False)
    return escaped if len(escaped) <= TEXT else markup.escape(cut(text, TEXT // 5), quote=False)


def sections(html: str) -> list[Json]:
    """The text, in as many blocks as it needs; what would be too much for a message is cut."""
    made: list[Json] = []
    room = TOTAL
    for text in _pieces(html, SECTION):
        if len(text) > room:
            made.append(section("…"))
            break
        room -= len(text)
        made.append(section(text))
    return made


def section(text: str) -> Json:
    """One block of text in Slack's own markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, "expand": True}


def _pieces(html: str, limit: int) -> Iterator[str]:
    """The text in Slack's markup, cut so that each piece fits also once it is escaped."""
    for piece in markup.split(html, limit):
        text = markup.slack(piece)
        if len(text) <= SECTION:
            yield text
        else:
            yield from _pieces(piece, limit // 2)


def _rows(post: Post) -> Iterator[Json]:
    """A block for each row of buttons. Ids are by position, and so unique in the message."""
    for number, row in enumerate(post.rows):
        for part in range(0, len(row), ELEMENTS):
            block = f"row{number}.{part}"
            elements = [
                button(each, f"{block}.{place}")
                for place, each in enumerate(row[part : part + ELEMENTS])
            ]
            yield {"type": "actions", "block_id": block, "elements": elements}


def button(of: Button, action: str) -> Json:
    """A button. One that opens the private chat says so in its value, since here it is no link."""
    made: Json = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": cut(of.label), "emoji": False},
        "value": f"{ENTER}{of.start}" if of.start else of.data,
    }
    return {**made, "accessibility_label": cut(of.spoken)} if of.spoken else made


def cut(text: str, most: int = LABEL) -> str:
    """The text, or as much of it as fits, with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def bare(shown: Json) -> Json:
    """A message that was sent, without its buttons."""
    blocks = [each for each in shown.get("blocks", ()) if each.get("type") != "actions"]
    return {"text": shown.get("text", ""), "blocks": blocks}
