"""A strict little mail server: it takes one letter after the other, and keeps what it took.

It holds the client to RFC 5321: commands in their order, lines that end in CRLF and are no longer
than 998 octets, nothing but ASCII where nothing else was agreed on. Where it has a certificate, it
takes nothing by a line that others can read (RFC 3207).
"""

import asyncio
import base64
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self


class Smtp:
    """`port` is where it listens; `letters` are (sender, recipient, message), `lines`
    the connections that are open; `came` is set by the first.

    `refuses`: codes for recipients; `down`: it is not there for anybody, for so many connections;
    `login`: user and password without which nothing is taken. With a `certificate` it speaks TLS:
    once it is asked to, or `from_the_start`. `silent`: the command after which nothing comes of it
    any more, `hello` for its first word. `goodbye`: what it says to QUIT.
    """

    def __init__(
        self,
        login: tuple[str, str] | None = None,
        certificate: ssl.SSLContext | None = None,
        *,
        from_the_start: bool = False,
    ) -> None:
        self.login, self.certificate, self.from_the_start = login, certificate, from_the_start
        self.silent, self.goodbye = "", "221 goodbye"
        self.came = asyncio.Event()
        self.lines: set[asyncio.StreamWriter] = set()
        self.letters: list[tuple[str, str, EmailMessage]] = []
        self.refuses: dict[str, int] = {}
        self.down = 0
        self.taken = asyncio.Condition()
        self.mistakes: list[str] = []

    async def __aenter__(self) -> Self:
        tls = self.certificate if self.from_the_start else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for line in self.lines:
            line.close()
        await self._server.wait_closed()
        assert self.mistakes == []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines.add(writer)
        self.came.set()
        try:
            await _Talk(self, reader, writer).run()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.lines.discard(writer)
            writer.close()


class _Talk:
    """One connection."""

    def __init__(self, smtp: Smtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.smtp, self.reader, self.writer = smtp, reader, writer
        self.greeted = False
        self.known = smtp.login is None
        self.secret = smtp.from_the_start or smtp.certificate is None
        self.sender = self.to = ""

    async def run(self) -> None:
        if self.smtp.down:
            self.smtp.down -= 1
            await self.say("421 come back later")
            return
        await self.heard("hello", "mail.example.org")
        word = ""
        while word != "quit":
            word, _, rest = (await self.line()).partition(" ")
            word = word.lower()
            await self.heard(word, rest)

    async def heard(self, word: str, rest: str) -> None:
        """Answer a command, or never more."""
        if word == self.smtp.silent:
            await self.reader.read()  # until they hang up
            raise ConnectionError
        await getattr(self, f"on_{word}", self.unknown)(rest)

    async def on_hello(self, name: str) -> None:
        await self.say(f"220 {name} at your service")

    async def say(self, text: str) -> None:
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()

    async def line(self) -> str:
        raw = await self.reader.readuntil(b"\n")
        if not raw.endswith(b"\r\n") or len(raw) > 1000 or not raw.isascii():
            self.smtp.mistakes.append(f"no line of SMTP: {raw!r}")
        return raw.rstrip(b"\r\n").decode()

    async def unknown(self, rest: str) -> None:
        self.smtp.mistakes.append(f"no command: {rest}")
        await self.say("500 what?")

    async def on_ehlo(self, rest: str) -> None:
        self.greeted = bool(rest)
        more = "250-AUTH PLAIN\r\n" if self.smtp.login and self.secret else ""
        more += "" if self.secret else "250-STARTTLS\r\n"
        await self.say(f"250-mail.example.org\r\n{more}250 SIZE 100000")

    async def on_starttls(self, rest: str) -> None:
        """From here on nobody else reads; what was said before counts no more."""
        assert self.smtp.certificate
        await self.say("220 go on")
        await self.writer.start_tls(self.smtp.certificate)
        self.secret, self.greeted = True, False

    async def on_auth(self, rest: str) -> None:
        kind, _, secret = rest.partition(" ")
        given = tuple(base64.b64decode(secret).decode().split("\0")[1:])
        self.known = kind == "PLAIN" and given == self.smtp.login
        await self.say("235 welcome" if self.known else "535 wrong password")

    async def on_mail(self, rest: str) -> None:
        if not (self.greeted and self.known and self.secret):
            await self.say("530 who are you?")
            return
        self.sender = rest.partition("<")[2].partition(">")[0]
        await self.say("250 ok")

    async def on_rcpt(self, rest: str) -> None:
        to = rest.partition("<")[2].partition(">")[0]
        if code := self.smtp.refuses.get(to):
            await self.say(f"{code} not here")
            return
        self.to = to if self.sender else ""
        await self.say("250 ok" if self.to else "503 from whom?")

    async def on_rset(self, rest: str) -> None:
        self.sender = self.to = ""
        await self.say("250 ok")

    async def on_data(self, rest: str) -> None:
        if not self.to:
            await self.say("503 to whom?")
            return
        await self.say("354 go on")
        lines = []
        while (line := await self.line()) != ".":
            lines.append(line.removeprefix("."))
        raw = "".join(f"{line}\r\n" for line in lines).encode()
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        if not all(message[name] for name in ("From", "To", "Subject", "Date")):
            self.smtp.mistakes.append("a letter without a head")
        async with self.smtp.taken:
            self.smtp.letters.append((self.sender, self.to, message))
            self.smtp.taken.notify_all()
        await self.say("250 taken")

    async def on_quit(self, rest: str) -> None:
        await self.say(self.smtp.goodbye)

    async def on_noop(self, rest: str) -> None:
        await self.say("250 ok")
