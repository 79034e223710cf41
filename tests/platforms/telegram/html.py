"""Telegram's HTML as strictly as Telegram reads it, and a little more.

Telegram shows an entity it does not know as it stands; here it is an error, since nobody means it.
"""

import re
from dataclasses import dataclass

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "span": "spoiler", "tg-spoiler": "spoiler", "a": "text_link", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
START = re.compile(r"<([a-z][a-z-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[\w-]+))?)*)\s*>")
END = re.compile(r"</([a-z-]+)\s*>")
REFERENCE = re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|([a-zA-Z]+));")

Stack = list[tuple[str, str, int]]


class BadMarkupError(ValueError):
    """What Telegram says after "can't parse entities: "."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A style from `offset` on, both in UTF-16 units."""

    type: str
    offset: int
    length: int


def units(text: str) -> int:
    """The length in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse(html: str) -> tuple[str, list[Entity]]:
    """The text, trimmed, and its entities. BadMarkupError with the byte offset."""
    text, at = "", 0
    entities: list[Entity] = []
    stack: Stack = []
    while at < len(html):
        offset = len(html[:at].encode())
        if html[at] == "<":
            if found := END.match(html, at):
                entities.append(_closed(found[1], stack, text, offset))
            elif found := START.match(html, at):
                stack.append(_opened(found, stack, text, offset))
            else:
                raise BadMarkupError(
                    f'Unsupported start tag "{html[at + 1 : at + 9]}" at byte {offset}'
                )
            at = found.end()
        elif html[at] == "&":
            character, at = _reference(html, at, offset)
            text += character
        else:
            text += html[at]
            at += 1
    if stack:
        raise BadMarkupError(f'Can\'t find end tag corresponding to start tag "{stack[-1][0]}"')
    lead = units(text) - units(text.lstrip())
    kept = [Entity(e.type, max(0, e.offset - lead), e.length) for e in entities if e.length]
    return text.strip(), sorted(kept, key=lambda each: (each.offset, -each.length))


def _opened(found: re.Match[str], stack: Stack, text: str, offset: int) -> tuple[str, str, int]:
    tag = found[1]
    if tag not in TAGS:
        raise BadMarkupError(f'Unsupported start tag "{tag}" at byte offset {offset}')
    if tag == "blockquote" and any(open_tag == tag for open_tag, _, _ in stack):
        raise BadMarkupError(f"Blockquote entities can't be nested at byte offset {offset}")
    kind = "expandable_blockquote" if "expandable" in found[2] else TAGS[tag]
    return tag, kind, units(text)


def _closed(tag: str, stack: Stack, text: str, offset: int) -> Entity:
    if not stack:
        raise BadMarkupError(f"Unexpected end tag at byte offset {offset}")
    opened, kind, begun = stack.pop()
    if tag != opened:
        raise BadMarkupError(
            f'Unmatched end tag at byte offset {offset}, expected "</{opened}>", found "</{tag}>"'
        )
    return Entity(kind, begun, units(text) - begun)


def _reference(html: str, at: int, offset: int) -> tuple[str, int]:
    found = REFERENCE.match(html, at)
    if not found or (found[3] and found[3] not in ENTITIES):
        raise BadMarkupError(f"Unknown entity at byte offset {offset}")
    decimal, hexadecimal, name = found.groups()
    number = int(decimal) if decimal else int(hexadecimal or "0", 16)
    return (ENTITIES[name] if name else chr(number)), found.end()
