"""The menus of commands that Telegram shows: one for each place and language."""

from collections.abc import Iterator, Mapping
from typing import Any

from dialogs.commands import Audience, menu
from dialogs.words import Words

# What is offered to the facilitator alone in private has no row: Telegram would have to be told of
# each such chat, and the desk there has a button for all of it.
SCOPES: dict[Audience, str] = {
    "everybody": "all_private_chats",
    "group": "all_group_chats",
    "administrators": "all_chat_administrators",
}


def menus(words: Mapping[str, Words], language: str) -> Iterator[dict[str, Any]]:
    """The parameters of every call of setMyCommands; `language` is for people with another one."""
    for code in (None, *words):
        own = words[code or language]
        for audience, scope in SCOPES.items():
            rows = menu(own, audience)
            yield {
                "commands": [{"command": name, "description": text} for name, text in rows],
                "scope": {"type": scope},
                "language_code": code,
            }
