"""Our posts in Slack's blocks and markup, within its limits. Pure.

The whole message stands in the top-level text as well: it is what screen readers read and what is
shown where blocks are not. What people wrote can neither format nor ping, in either. `takes` says
which posts are one message; nothing is left out of one here.
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.platforms.slack.reading import COMMANDS, ENTER
from dialogs import markup
from dialogs.core.post import Button, Post

# What Slack takes, in characters or in things to a block: one more, and it refuses the message.
# All but TOTAL are documented.
SECTION = 3000
TOTAL = 10_000
"""Characters of all blocks together, labels among them; Slack gives up somewhere above that."""

TEXT = 4000
"""Of the text beside the blocks. A new message may have 40,000, but nearly all of ours are edited,
and an edit may not; more than that is advised against, too."""

BLOCKS = 50
SHORT, FEW = TOTAL // 5, 40
"""Characters of a text, and buttons, with which no limit can be reached."""

ELEMENTS = 25
LABEL = 75
STYLES = {"next": "primary", "chosen": "primary", "grave": "danger"}

ZERO_WIDTH = "\u200b"
QUOTATION = re.compile(r"(<blockquote.*?</blockquote>)", re.DOTALL)
SLASHED = re.compile(rf"(?<![\w/])/({'|'.join(COMMANDS)})\b")

Json = dict[str, Any]


def message(post: Post, *, buttons: bool = True) -> Json:
    """Text and blocks of a message, as sending and editing both take them."""
    html = spoken(post.text)
    rows = actions(post) if buttons else ()
    return {"text": fallback(html), "blocks": [*sections(html), *rows]}


def takes(post: Post) -> bool:
    """Whether this is one message, also as the edit of another."""
    if _surely(post):
        return True
    if len(fallback(spoken(post.text))) > TEXT:  # far quicker to know than its blocks
        return False
    blocks = message(post)["blocks"]
    return len(blocks) <= BLOCKS and sum(map(_characters, blocks)) <= TOTAL


def _surely(post: Post) -> bool:
    """Whether it is short enough for it to need no making: nearly all are.

    A character of ours becomes three of Slack's at most, and a command ten more.
    """
    length = len(post.text) + 10 * post.text.count("/")
    return length <= SHORT and sum(map(len, post.rows)) <= FEW


def _characters(block: Json) -> int:
    """How many there are in a block of a message."""
    if "text" in block:
        return len(block["text"]["text"])
    return sum(len(each["text"]["text"]) for each in block["elements"])


def fallback(html: str) -> str:
    """The whole text without layout, safe where Slack looks for its own marks."""
    return markup.escape(markup.plain(html), quote=False)


def sections(html: str) -> list[Json]:
    """The text, in as many blocks as it needs."""
    return [section(text) for text in _pieces(html, SECTION)]


def section(text: str) -> Json:
    """One block of text in Slack's own markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, "expand": True}


def _pieces(html: str, limit: int) -> Iterator[str]:
    """The text in Slack's markup, cut so that each piece fits also once it is escaped."""
    for piece in markup.split(html, limit):
        text = mrkdwn(piece)
        if len(text) <= SECTION:
            yield text
        else:
            yield from _pieces(piece, limit // 2)


def actions(post: Post, name: str = "row") -> Iterator[Json]:
    """A block for each row of buttons. Ids are by position, and so unique in what has this name."""
    for number, row in enumerate(post.rows):
        for part in range(0, len(row), ELEMENTS):
            block = f"{name}{number}.{part}"
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
        "text": plain_text(of.label, LABEL),
        "value": f"{ENTER}{of.start}" if of.start else of.data,
    }
    if of.tone:
        made["style"] = STYLES[of.tone]
    return {**made, "accessibility_label": markup.short(of.spoken, LABEL)} if of.spoken else made


def bare(shown: Json) -> Json:
    """A message that was sent, without its buttons."""
    blocks = [each for each in shown.get("blocks", ()) if each.get("type") != "actions"]
    return {"text": shown.get("text", ""), "blocks": blocks}


def plain_text(text: str, most: int) -> Json:
    """A text without markup, of so many characters at most: labels, titles."""
    return {"type": "plain_text", "text": markup.short(text, most), "emoji": False}


# -- text ----------------------------------------------------------------------------------------


def spoken(html: str) -> str:
    """A text with its commands as they are typed here: `/status` is `/valuemap status`.

    What is quoted stays as it was written.
    """
    parts = QUOTATION.split(html)
    parts[::2] = [SLASHED.sub(r"/valuemap \1", part) for part in parts[::2]]
    return "".join(parts)


def mrkdwn(html: str) -> str:
    """Slack's mrkdwn. What people wrote can neither format nor ping.

    Slack has no escape for asterisk, underscore, tilde and backtick, so each stands between
    two zero-width spaces, which keep it from being a delimiter; `& < >` are written as entities,
    which is what disarms `<!channel>`.
    """
    lines: list[list[markup.Run]] = [[]]
    for run in markup.parse(html):
        first, *rest = run.text.split("\n")
        lines[-1].append(markup.Run(first, run.tags))
        lines += [[markup.Run(text, run.tags)] for text in rest]
    return "\n".join(_line(line) for line in lines)


def _line(line: list[markup.Run]) -> str:
    """One line: Slack's styles end with the line, and a quotation marks each of its lines."""
    runs = [run for run in line if run.text]
    text = ""
    for run in runs:
        text = _joined(text, _run(run))
    quoted = any(tag in markup.QUOTES for run in (runs or line) for tag in run.tags)
    # Slack takes a line that begins with an escaped > for a quotation too.
    return f"> {text}" if quoted else re.sub(r"^(?=\s*&gt;)", ZERO_WIDTH, text)


def _run(run: markup.Run) -> str:
    """Text with its delimiters inside its spaces: Slack does not format `* this *`."""
    text = markup.escape(run.text, quote=False)
    text = re.sub(r"[*_~`]", lambda found: f"{ZERO_WIDTH}{found[0]}{ZERO_WIDTH}", text)
    core = text.strip()
    marks = "".join(mark for tag, mark in (("b", "*"), ("i", "_")) if tag in run.tags)
    if not core or not marks:
        return text
    return text.replace(core, f"{marks}{core}{marks[::-1]}", 1)


def _joined(before: str, after: str) -> str:
    """Two runs of a line, kept apart where a delimiter would touch a word."""
    touching = before and after and not before[-1].isspace() and not after[0].isspace()
    return f"{before}{ZERO_WIDTH}{after}" if touching else before + after


def in_a_line(html: str) -> str:
    """Small HTML as a text of its own, without blocks."""
    return mrkdwn(spoken(html))
