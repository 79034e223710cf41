"""What a form says: read, measured, and made into an event with an id of its own.

Whoever sends a form can write anything. What is no form of ours is a `FormError`, whose reason is
the key of a sentence; nothing of it goes further.
"""

import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from bot.platforms.arrived import one_line, unturned
from bot.platforms.seal import bare
from dialogs.core import events as e

MOST = 256 * 1024
"""Bytes of the largest form that is read: a text of 20,000 letters of any script, and a refusal in
words for it. What is larger was not typed."""

FIELDS = 12
"""More fields than any form of ours has, but one."""

QUESTIONS = 250
"""More fields than the set-up on one page has, in however many languages."""

DATA_MOST, NAME_MOST = 256, 60
"""Characters of a button's data, and of a name as colleagues know it."""

NONCE = re.compile(r"[\w-]{8,64}", re.ASCII)

AGE_MOST = 7 * 86400.0
"""Seconds for which a browser keeps what could not be sent; a larger age is a wrong clock."""


class FormError(Exception):
    """This is no form of ours; `key` is the sentence that says so."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Sent:
    """The fields of a form that was sent."""

    fields: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """A field, empty if it is not there."""
        return self.fields.get(name, "")

    @property
    def nonce(self) -> str:
        """The look at the page from which it was sent."""
        return self["nonce"]

    def update_id(self, account: str, what: str) -> str:
        """The id of an update: the same for the same form sent twice, of nobody else's."""
        said = "\0".join((account, self.nonce, what, *sorted(map("=".join, self._said()))))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def _said(self) -> list[tuple[str, str]]:
        """What somebody chose or wrote: not how long it waited to be sent."""
        return [(name, text) for name, text in self.fields.items() if name != "age"]

    def acted(self, now: float) -> float:
        """When it was sent by its own browser, where it had to wait for a connection; else 0."""
        try:
            age = float(self["age"] or 0)
        except ValueError:
            return 0.0
        return round(now - age / 1000, 3) if 0 < age / 1000 < AGE_MOST else 0.0

    @property
    def asked(self) -> float | None:
        """Since when the card had asked for words that its page showed; None where it says none."""
        try:
            asked = float(self["asked"])
        except ValueError:
            return None
        return asked if math.isfinite(asked) else None

    @property
    def name(self) -> str:
        """A name as others read it. Raises `FormError`."""
        name = one_line(self["name"])
        if not name or len(name) > NAME_MOST:
            raise FormError("web.name_needed" if not name else "web.name_long")
        return name


async def read(request: web.Request, most: int = FIELDS) -> Sent:
    """The form in a request, of so many fields. Raises `FormError`."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise FormError("web.unreadable")
    return parsed(await request.read(), most)


def parsed(body: bytes, most: int = FIELDS) -> Sent:
    """The form that these bytes are. Raises `FormError`."""
    try:
        said = body.decode("utf-8")
        pairs = parse_qsl(said, keep_blank_values=True, errors="strict", max_num_fields=most)
    except ValueError:
        raise FormError("web.unreadable") from None
    sent = Sent({name: unturned(text.replace("\r\n", "\n")) for name, text in pairs})
    if not NONCE.fullmatch(sent.nonce):
        raise FormError("web.unreadable")
    return sent


def tap(sent: Sent, now: float) -> e.Tap:
    """A button that was pressed. Raises `FormError` for data that no button has."""
    if len(sent["data"]) > DATA_MOST:
        raise FormError("web.unreadable")
    return e.Tap(now, sent["data"], acted=sent.acted(now))


def written(sent: Sent, now: float) -> e.Wrote | e.Command:
    """A text that was written; one that begins with a slash is a command."""
    text, private = sent["text"], not sent["room"]
    if text.startswith("/"):
        name, _, argument = text[1:].partition(" ")
        return e.Command(now, name, argument.strip(), private=private, acted=sent.acted(now))
    return e.Wrote(now, text, acted=sent.acted(now), asked=sent.asked)


TYPED, CHOSEN = "typed ", "chosen "
"""What stands before the data of a question's tap in the names of its fields."""


def filled(sent: Sent, now: float) -> Iterator[tuple[str, e.Tap | e.Wrote]]:
    """The answers to many questions: each as the tap that has it asked, then the answer.

    Both come with the question's data. What is typed goes before what is chosen; what is left open
    is none. Raises `FormError`.
    """
    names = [name.partition(" ")[2] for name in sent.fields if name.startswith((TYPED, CHOSEN))]
    for turn in dict.fromkeys(names):
        text, data = sent[TYPED + turn].strip(), sent[CHOSEN + turn]
        if max(len(turn), len(data)) > DATA_MOST:
            raise FormError("web.unreadable")
        if text or data:
            yield turn, e.Tap(now, turn)
            yield turn, e.Wrote(now, text, on_page=bare(turn)) if text else e.Tap(now, data)
