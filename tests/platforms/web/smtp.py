"""A strict little mail server: it takes one letter after the other, and keeps what it took.

It holds the client to RFC 5321: commands in their order, lines that end in CRLF and are no longer
than 998 octets, nothing but ASCII where nothing else was agreed on.
"""

import asyncio
import base64
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self


class Smtp:
    """`port` is where it listens; `letters` are (sender, recipient, message).

    `refuses`: codes for recipients; `down`: it is not there for anybody, for so many connections;
    `login`: user and password without which nothing is taken.
    """

    def __init__(self, login: tuple[str, str] | None = None) -> None:
        self.login = login
        self.letters: list[tuple[str, str, EmailMessage]] = []
        self.refuses: dict[str, int] = {}
        self.down = 0
        self.taken = asyncio.Condition()
        self.mistakes: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()
        assert self.mistakes == []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Talk(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


class _Talk:
    """One connection."""

    def __init__(self, smtp: Smtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.smtp, self.reader, self.writer = smtp, reader, writer
        self.greeted = False
        self.known = smtp.login is None
        self.sender = self.to = ""

    async def run(self) -> None:
        if self.smtp.down:
            self.smtp.down -= 1
            await self.say("421 come back later")
            return
        await self.say("220 mail.example.org at your service")
        while line := await self.line():
            word, _, rest = line.partition(" ")
            answer = getattr(self, f"on_{word.lower()}", self.unknown)
            await answer(rest)
            if word.upper() == "QUIT":
                return

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
        more = "250-AUTH PLAIN\r\n" if self.smtp.login else ""
        await self.say(f"250-mail.example.org\r\n{more}250 SIZE 100000")

    async def on_auth(self, rest: str) -> None:
        kind, _, secret = rest.partition(" ")
        given = tuple(base64.b64decode(secret).decode().split("\0")[1:])
        self.known = kind == "PLAIN" and given == self.smtp.login
        await self.say("235 welcome" if self.known else "535 wrong password")

    async def on_mail(self, rest: str) -> None:
        if not (self.greeted and self.known):
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
        await self.say("221 goodbye")

    async def on_noop(self, rest: str) -> None:
        await self.say("250 ok")
