"""The menus of commands that Telegram shows: one for each place and language."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dialogs.commands import Audience, menu
from dialogs.words import Words
from framework.pack import nearest

# What is offered to the facilitator alone in private has no row: Telegram would have to be told of
# each such chat, and the desk there has a button for all of it.
SCOPES: dict[Audience, str] = {
    "everybody": "all_private_chats",
    "group": "all_group_chats",
    "administrators": "all_chat_administrators",
}


LETTERS = 2
"""Of the code of a language: no other has a menu of its own."""


def codes(words: Iterable[str]) -> list[str]:
    """The languages that Telegram can tell apart: what they are a kind of, where it has a code."""
    kinds = dict.fromkeys(code.partition("-")[0] for code in words)
    return [code for code in kinds if len(code) == LETTERS]


def menus(words: Mapping[str, Words], language: str) -> Iterator[dict[str, Any]]:
    """The parameters of every call of setMyCommands; `language` is for people with another one."""
    for code in (None, *codes(words)):
        own = words[nearest(code, words) if code else language]
        for audience, scope in SCOPES.items():
            rows = menu(own, audience)
            yield {
                "commands": [{"command": name, "description": text} for name, text in rows],
                "scope": {"type": scope},
                "language_code": code,
            }
