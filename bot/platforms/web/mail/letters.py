"""What is written to people: their way back, and what their page says."""

import hashlib
import re
from dataclasses import dataclass

from dialogs.words import Words

LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
ADDRESS = re.compile(
    rf"[\w.!#$%&'*+/=^`{{|}}~-]{{1,64}}@(?:{LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII | re.I
)
"""No `?`: what stands between `=?` and `?=` is read as other letters in the head of a letter."""
ADDRESS_MOST = 254
"""Characters of an address, by RFC 5321."""


def address(text: str) -> str:
    """The e-mail address that was typed; empty for what is none."""
    text = text.strip()
    return text if len(text) <= ADDRESS_MOST and ADDRESS.fullmatch(text) else ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one address. Those with the same `thread` stand together in a mailbox.

    `first`: it begins the thread, and the others answer it.
    """

    to: str
    subject: str
    text: str
    thread: str
    first: bool = False


def first_letter(words: Words, account: str, to: str, back: str) -> Letter:
    """Somebody's way back, and what the address is kept for."""
    text = "\n\n".join(
        (words.text("mail.hello"), back, words.text("mail.secret"), words.text("mail.what_for"),
         words.text("mail.not_you"))
    )  # fmt: skip
    return Letter(to, words.text("mail.subject"), text, _thread(account), first=True)


def reminder(words: Words, account: str, to: str, said: str, room: str) -> Letter:
    """What the page says, and where that is."""
    text = "\n\n".join((said, room, words.text("mail.elsewhere"), words.text("mail.enough")))
    return Letter(to, f"Re: {words.text('mail.subject')}", text, _thread(account))


def _thread(account: str) -> str:
    """What holds somebody's letters together; it says nothing of who they are."""
    return hashlib.sha256(f"letters {account}".encode()).hexdigest()[:24]
