"""How letters go: by SMTP, to the one server that takes them for us.

A letter is tried a few times and then given up: it only ever says what stands on a page as well.
Neither its address nor what it says comes into the log.
"""

import asyncio
import logging
import smtplib
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from functools import partial
from typing import Literal

from bot.platforms.web.mail.letters import Letter

log = logging.getLogger("valuemap")

WAIT = 10.0
"""Seconds that we wait for the server's word."""

FIRST_AT_ONCE, AT_ONCE = 8, 2
"""Letters that go at once: first ones, whose readers sit before the page, and reminders. A server
that keeps us waiting keeps nothing else of ours waiting."""

PAUSES = (60.0, 600.0, 3600.0)
"""Seconds before a letter is tried again. A reminder that is hours late says nothing any more."""

FINAL = 500
"""Codes from here on say that trying again will not help."""

Secured = Literal["starttls", "tls", "none"]


class MailError(Exception):
    """A letter was not taken. `final`: nor will it be."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


def _turns() -> dict[bool, asyncio.Semaphore]:
    return {True: asyncio.Semaphore(FIRST_AT_ONCE), False: asyncio.Semaphore(AT_ONCE)}


@dataclass
class PostOffice:
    """The server that takes our letters; `server` is `host:port`, `sender` who they are from."""

    server: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    secured: Secured = "starttls"
    trust: ssl.SSLContext | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    wait: float = WAIT
    _turns: dict[bool, asyncio.Semaphore] = field(default_factory=_turns, repr=False)
    _trouble: str = ""

    async def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises `MailError`; the log hears of each kind of trouble once."""
        try:
            async with self._turns[letter.first]:
                await _apart(partial(self._send, self._written(letter)))
        except MailError as error:
            if str(error) != self._trouble:
                log.warning("%s does not take our letters: %s", self.server, error)
            self._trouble = str(error)
            raise
        if self._trouble:
            log.info("%s takes our letters again", self.server)
        self._trouble = ""

    async def deliver(self, write: Callable[[], Awaitable[Letter | None]]) -> None:
        """Hand a letter over, later if need be; after the last attempt it is lost.

        It is written anew for each: by then they may have taken their address away.
        """
        for pause in (*PAUSES, None):
            letter = await write()
            if letter is None or await self._settled(letter) or pause is None:
                return
            await self.sleep(pause)

    async def _settled(self, letter: Letter) -> bool:
        """Try once; whether that is all there is to do."""
        try:
            await self.send(letter)
        except MailError as error:
            return error.final
        return True

    async def greet(self) -> None:
        """See whether the server would take letters from us. Raises `MailError`."""
        await _apart(partial(self._send, None))

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
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(self._why(error), final=_final(error)) from None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """The server; what it says to our goodbye changes nothing any more."""
        server = self._open()
        try:
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def _open(self) -> smtplib.SMTP:
        host, _, port = self.server.rpartition(":")
        at = host.strip("[]"), int(port)  # brackets: of an address of IPv6
        if self.secured == "tls":
            return smtplib.SMTP_SSL(*at, timeout=self.wait, context=self._trusted())
        server = smtplib.SMTP(*at, timeout=self.wait)
        if self.secured == "starttls":
            try:
                server.starttls(context=self._trusted())
            except BaseException:
                server.close()
                raise
        return server

    def _trusted(self) -> ssl.SSLContext:
        return self.trust or ssl.create_default_context()

    def _why(self, error: smtplib.SMTPException | OSError) -> str:
        """What went wrong, and which setting it may be."""
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"its certificate is not believed: {error.verify_message} (VALUEMAP_CA_FILE)"
        if isinstance(error, ssl.SSLError) and not isinstance(error, TimeoutError):
            return f"it does not speak TLS as we do: {error.reason} (VALUEMAP_SMTP_SECURITY)"
        if isinstance(error, smtplib.SMTPNotSupportedError):
            return f"{error} (VALUEMAP_SMTP_SECURITY, _USER)"
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return f"it refuses user or password ({error.smtp_code}) (VALUEMAP_SMTP_PASSWORD)"
        if isinstance(error, smtplib.SMTPResponseException):
            return f"it said {error.smtp_code}"
        if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
            return f"no word from it in {self.wait:g} s (VALUEMAP_SMTP_SERVER, _SECURITY)"
        if isinstance(error, smtplib.SMTPServerDisconnected):
            return "it closed the connection"
        return f"{error}" if isinstance(error, smtplib.SMTPException) else f"no connection: {error}"


def _final(error: Exception) -> bool:
    """Whether it is so for good; a password that is refused may be mended."""
    return (
        isinstance(error, smtplib.SMTPResponseException)
        and error.smtp_code >= FINAL
        and not isinstance(error, smtplib.SMTPAuthenticationError)
    )


async def _apart(work: Callable[[], None]) -> None:
    """Do this in a thread of its own, whose end nobody waits for who tells us to stop.

    The threads that are lent out to others are few: what waits in one keeps files and names of
    hosts waiting, and the end of the program.
    """
    done: Future[None] = Future()
    threading.Thread(target=_do, args=(work, done), daemon=True).start()
    await asyncio.wrap_future(done)


def _do(work: Callable[[], None], done: "Future[None]") -> None:
    done.set_running_or_notify_cancel()
    try:
        work()
    except Exception as error:  # noqa: BLE001 - whoever waits is told
        done.set_exception(error)
    else:
        done.set_result(None)
