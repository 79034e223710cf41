"""What Slack takes in a message or a view: the library's own rules, and the documented rest."""

import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

TEXT_MOST = 40_000
SHORT_TEXT_MOST = 4_000
"""What `chat.update` and `chat.postEphemeral` take; a post is only advised to keep to it."""
BLOCKS_TEXT_MOST = 10_000
KINDS = {
    "message": {"section", "actions", "divider", "header", "context", "image"},
    "modal": {"section", "actions", "divider", "header", "context", "image", "input"},
    "home": {"section", "actions", "divider", "header", "context", "image"},
}
FIELDS = {
    "section": {"type", "block_id", "text", "fields", "accessory", "expand"},
    "actions": {"type", "block_id", "elements"},
    "header": {"type", "block_id", "text"},
    "button": {"type", "action_id", "text", "value", "accessibility_label", "style"},
    "radio_buttons": {"type", "action_id", "options", "initial_option"},
}
PING = re.compile(r"<(?:!(?:channel|here|everyone)|!subteam\^|@[UW])[^>]*>")
STRAY = re.compile(r"&(?!amp;|lt;|gt;)|<(?![@#!]|https?://|mailto:)")


class Refusal(Exception):  # noqa: N818 (it is an answer, not an error of the server)
    """A call refused, by Slack's code; `status` and `retry_after` where it is not a plain no."""

    def __init__(self, code: str, status: int = 200, retry_after: float = 0.0, **more: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after
        self.more = more


def message(text: str, blocks: list[Json] | None, most: int = TEXT_MOST) -> None:
    """Refuses what `chat.postMessage` would; `most` is the length of the text that is taken."""
    if not text and not blocks:
        raise Refusal("no_text")
    if len(text) > most:
        raise Refusal("msg_too_long")
    if blocks:
        check_blocks(blocks, "message", 50)
        if sum(len(t["text"]) for t in texts(blocks)) > BLOCKS_TEXT_MOST:
            raise Refusal("msg_blocks_too_long")


def view(given: Json) -> None:
    """Refuses what `views.open` and `views.publish` would."""
    kind = given.get("type", "")
    _validated(View(**given))
    if kind == "modal" and not given.get("title"):
        raise Refusal("invalid_arguments")
    if any(b["type"] == "input" for b in given["blocks"]) and not given.get("submit"):
        raise Refusal("invalid_arguments")
    check_blocks(given["blocks"], kind, 100)


def check_blocks(blocks: list[Json], where: str, most: int) -> None:
    """Refuses `invalid_blocks`."""
    need(0 < len(blocks) <= most, f"{len(blocks)} blocks")
    for block in blocks:
        need(block["type"] in KINDS[where], f"{block['type']} in a {where}")
    for parsed in Block.parse_all(blocks):
        need(parsed is not None, "a block of no kind")
        _validated(parsed)
    unique([b["block_id"] for b in blocks if "block_id" in b], "block_id")
    unique([e["action_id"] for e in elements(blocks)], "action_id")
    for each in walk(blocks):
        _check(each)


def _validated(of: JsonObject) -> None:
    """What the library checks, all the way down."""
    try:
        for each in _parts(of):
            each.validate_json()
    except SlackObjectFormationError as error:
        raise Refusal("invalid_blocks", why=str(error)) from None


def _parts(of: Any) -> Iterator[JsonObject]:
    if isinstance(of, (list, tuple)):
        for each in of:
            yield from _parts(each)
    elif isinstance(of, JsonObject):
        yield of
        for value in list(vars(of).values()):
            yield from _parts(value)


def _check(part: Json) -> None:
    """The rules that the library leaves to Slack."""
    kind = part.get("type", "")
    if kind in FIELDS:
        need(set(part) <= FIELDS[kind], f"{set(part) - FIELDS[kind]} in a {kind}")
    if "text" in part and kind in ("mrkdwn", "plain_text"):
        need(0 < len(part["text"]) <= 3000, "the length of a text")
        need(kind == "plain_text" or not STRAY.search(part["text"]), "not escaped")
    if kind in ("button", "header"):
        need(part["text"]["type"] == "plain_text", f"the text of a {kind}")
    if kind == "actions":
        need(0 < len(part["elements"]) <= 25, "elements")
    if kind == "radio_buttons":
        _check_options(part)


def _check_options(part: Json) -> None:
    options = part["options"]
    need(0 < len(options) <= 10, "options")
    unique([o["value"] for o in options], "value of an option")
    need(all(len(o["value"]) <= 150 and len(o["text"]["text"]) <= 75 for o in options), "option")
    need(part.get("initial_option", options[0]) in options, "initial_option")


def need(holds: bool, why: str) -> None:
    if not holds:
        raise Refusal("invalid_blocks", why=why)


def unique(ids: list[str], what: str) -> None:
    need(len(set(ids)) == len(ids), f"{what} is not unique")
    need(all(0 < len(each) <= 255 for each in ids), f"length of {what}")


def walk(of: Any) -> Iterator[Json]:
    """Every object in it."""
    if isinstance(of, dict):
        yield of
    for each in of.values() if isinstance(of, dict) else of if isinstance(of, list) else ():
        yield from walk(each)


def elements(blocks: list[Json]) -> list[Json]:
    """Everything that can be pressed."""
    return [each for each in walk(blocks) if "action_id" in each]


def texts(blocks: list[Json]) -> list[Json]:
    """Every text in blocks."""
    return [each for each in walk(blocks) if each.get("type") in ("mrkdwn", "plain_text")]


def pings(text: str, blocks: list[Json] | None) -> list[str]:
    """Whom a message would call."""
    marked = [each["text"] for each in texts(blocks or []) if each["type"] == "mrkdwn"]
    return [found for each in [text, *marked] for found in PING.findall(each)]


def read(text: str) -> str:
    """A text as a person sees it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
