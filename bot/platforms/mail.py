"""E-mail, for people whom nothing else reaches: what is written, and how it goes, by SMTP.

Only the first letter has somebody's way back, which we do not keep: it is written at the moment at
which their own browser shows it. Reminders answer that letter, so that it is found above them.

A letter is tried a few times and then given up: it only ever says what stands on a page as well.
Neither its address nor what it says comes into the log.
"""

import asyncio
import hashlib
import logging
import re
import smtplib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from typing import Literal

from dialogs.words import Words

log = logging.getLogger("valuemap")

WAIT = 10.0
"""Seconds that we wait for the server's word."""

AT_ONCE = 2
"""Reminders that go at once: a server that keeps us waiting keeps nothing else of ours waiting."""

PAUSES = (60.0, 600.0, 3600.0)
"""Seconds before a letter is tried again. A reminder that is hours late says nothing any more."""

LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
ADDRESS = re.compile(
    rf"[\w.!#$%&'*+/=^`{{|}}~-]{{1,64}}@(?:{LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII | re.I
)
"""No `?`: what stands between `=?` and `?=` is read as other letters in the head of a letter."""
ADDRESS_MOST = 254
"""Characters of an address, by RFC 5321."""

Secured = Literal["starttls", "tls", "none"]


class MailError(Exception):
    """A letter was not taken. `final`: nor will it be."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.final = final


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


# -- how it goes -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostOffice:
    """The server that takes our letters; `server` is `host:port`, `sender` who they are from."""

    server: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    secured: Secured = "starttls"
    trust: ssl.SSLContext | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), repr=False)

    async def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises `MailError`."""
        await asyncio.to_thread(self._send, self._written(letter))

    async def deliver(self, write: Callable[[], Awaitable[Letter | None]]) -> None:
        """Hand a letter over, later if need be; after the last attempt it is lost.

        It is written anew for each: by then they may have taken their address away.
        """
        for pause in (*PAUSES, None):
            letter = await write()
            refused = await self._tried(letter) if letter else None
            if refused is None or refused.final or pause is None:
                return
            await self.sleep(pause)

    async def _tried(self, letter: Letter) -> MailError | None:
        try:
            async with self.turns:
                await self.send(letter)
        except MailError as error:
            log.warning("a reminder by e-mail was not taken: %s", error)
            return error
        return None

    async def greet(self) -> None:
        """See whether the server would take letters from us. Raises `MailError`."""
        await asyncio.to_thread(self._send, None)

    def _written(self, letter: Letter) -> EmailMessage:
        host = self.sender.rpartition("@")[2].strip(" >")
        message, thread = EmailMessage(), f"<{letter.thread}@{host}>"
        message["From"], message["To"] = self.sender, letter.to
        message["Subject"], message["Date"] = letter.subject, formatdate()
        message["Auto-Submitted"] = "auto-generated"
        if letter.first:
            message["Message-ID"] = thread
        else:
            message["In-Reply-To"] = message["References"] = thread
        message.set_content(letter.text, cte="quoted-printable")  # ASCII for any server
        return message

    def _send(self, message: EmailMessage | None) -> None:
        try:
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                if message:
                    server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, _)] = error.recipients.values()
            raise MailError(f"the address is refused ({code})", final=code >= FINAL) from None
        except smtplib.SMTPResponseException as error:
            raise MailError(f"the server said {error.smtp_code}", final=_final(error)) from None
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(f"{type(error).__name__}: {error}", final=False) from None

    def _connected(self) -> smtplib.SMTP:
        host, _, port = self.server.rpartition(":")
        trust = self.trust or ssl.create_default_context()
        if self.secured == "tls":
            return smtplib.SMTP_SSL(host, int(port), timeout=WAIT, context=trust)
        server = smtplib.SMTP(host, int(port), timeout=WAIT)
        if self.secured == "starttls":
            try:
                server.starttls(context=trust)
            except BaseException:
                server.close()
                raise
        return server


FINAL = 500
"""Codes from here on say that trying again will not help."""


def _final(error: smtplib.SMTPResponseException) -> bool:
    """Whether it is so for good; a password that is refused may be mended."""
    return error.smtp_code >= FINAL and not isinstance(error, smtplib.SMTPAuthenticationError)
