"""How letters go: by TLS, to a server that may refuse, not be believed, or say nothing."""

import asyncio
import logging
import ssl
from pathlib import Path

import pytest

from bot.platforms.outbound import trust
from bot.platforms.web.check import letters
from bot.platforms.web.mail.letters import Letter
from bot.platforms.web.mail.office import MailError, PostOffice, Secured
from tests.platforms.web.smtp import Smtp
from tests.support.authority import certificate, needs_openssl, served_by

TO = "ana@example.org"
LETTER = Letter(TO, "Subject", "Your way back.", "thread", first=True)
LOGIN = ("map", "p4ssw0rd")
SHORT = 0.2
"""Seconds that we wait for a server that says nothing."""


class Signed:
    """Certificates for this machine, for another name, and of somebody nobody knows."""

    def __init__(self, folder: Path) -> None:
        self.served: dict[str, ssl.SSLContext] = {}
        for name, whom in (("ours", "IP:127.0.0.1"), ("other", "DNS:mail.example.org")):
            (at := folder / name).mkdir()
            made, key = certificate(at, whom)
            self.served[name] = served_by(made, key)
            self.trust = trust(made) if name == "ours" else self.trust
            self.trust.load_verify_locations(made)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("signed"))


def office(smtp: Smtp, secured: Secured = "none", password: str = LOGIN[1], **how) -> PostOffice:
    user = LOGIN[0] if smtp.login else ""
    at = f"127.0.0.1:{smtp.port}"
    return PostOffice(at, "map@example.org", user, password, secured, **how)


async def refused(to: PostOffice) -> str:
    """Why a letter was not taken."""
    with pytest.raises(MailError) as error:
        await to.send(LETTER)
    assert not error.value.final, "it may be mended: reminders are tried again"
    return str(error.value)


@needs_openssl
@pytest.mark.parametrize("secured", ["starttls", "tls"])
async def test_letters_go_by_tls(signed: Signed, secured: Secured) -> None:
    at_once = secured == "tls"
    async with Smtp(LOGIN, signed.served["ours"], from_the_start=at_once) as smtp:
        sends = office(smtp, secured, trust=signed.trust)
        await sends.send(LETTER)
        [(sender, to, letter)] = smtp.letters
        assert (sender, to) == ("map@example.org", TO)
        assert letter.get_content() == "Your way back.\r\n"
        assert not (await letters(sends)).do


@needs_openssl
@pytest.mark.parametrize("secured", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("whose", "believed", "why"),
    [("ours", False, "self-signed certificate"), ("other", True, "IP address mismatch")],
    ids=["of nobody we know", "of another host"],
)
async def test_who_does_not_show_that_it_is_the_server_gets_no_letter(
    signed: Signed, secured: Secured, whose: str, believed: bool, why: str
) -> None:
    async with Smtp(LOGIN, signed.served[whose], from_the_start=secured == "tls") as smtp:
        how = {"trust": signed.trust} if believed else {}
        said = await refused(office(smtp, secured, **how))
        assert said.startswith("its certificate is not believed: ")
        assert why in said
        assert "VALUEMAP_CA_FILE" in said
        assert smtp.letters == []


@needs_openssl
async def test_a_line_that_others_read_takes_no_letter(signed: Signed) -> None:
    """A server that offers no TLS, or speaks it where nobody asked, hears nothing in the clear."""
    async with Smtp() as plain, Smtp(None, signed.served["ours"], from_the_start=True) as tls:
        for smtp in (plain, tls):
            assert "_SECURITY" in await refused(office(smtp, "starttls", wait=SHORT))
        assert plain.letters == tls.letters == []


async def test_tls_at_a_port_that_speaks_first_is_said() -> None:
    async def greet(reader: asyncio.StreamReader, line: asyncio.StreamWriter) -> None:
        line.write(b"220 hello\r\n")
        await reader.read()
        line.close()

    greets = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with greets:
        at = f"127.0.0.1:{greets.sockets[0].getsockname()[1]}"
        said = await refused(PostOffice(at, "map@example.org", secured="tls", wait=SHORT))
    assert said.startswith("it does not speak TLS as we do: ")
    assert "VALUEMAP_SMTP_SECURITY" in said


@needs_openssl
async def test_a_wrong_password_is_said_once_and_never_itself(
    signed: Signed, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has one sentence for each kind of trouble, and one when it is over."""
    caplog.set_level(logging.INFO, "valuemap")
    async with Smtp(LOGIN, signed.served["ours"]) as smtp:
        sends = office(smtp, "starttls", "hunter2", trust=signed.trust)
        for _ in range(3):
            assert "user or password" in await refused(sends)
        sends.password = LOGIN[1]
        await sends.send(LETTER)
        wrong, right = caplog.messages
        assert wrong == (
            f"127.0.0.1:{smtp.port} does not take our letters: it refuses user or password (535) "
            "(VALUEMAP_SMTP_PASSWORD)"
        )
        assert right == f"127.0.0.1:{smtp.port} takes our letters again"
        assert "hunter2" not in repr(sends)


@needs_openssl
@pytest.mark.parametrize("word", ["hello", "ehlo", "starttls", "auth", "mail", "data"])
async def test_a_server_that_says_nothing_more(signed: Signed, word: str) -> None:
    async with Smtp(LOGIN, signed.served["ours"]) as smtp:
        smtp.silent = word
        sends = office(smtp, "starttls", trust=signed.trust, wait=SHORT)
        assert "no word from it in 0.2 s" in await refused(sends)
        smtp.silent = ""
        await sends.send(LETTER)
        assert len(smtp.letters) == 1


@pytest.mark.parametrize("goodbye", ["421 I am closing", "221 goodbye", ""])
async def test_a_letter_that_was_taken_goes_once(goodbye: str) -> None:
    """Whatever the server says to our goodbye, and if it is nothing."""
    async with Smtp() as smtp:
        smtp.goodbye = goodbye
        smtp.silent = "" if goodbye else "quit"

        async def write() -> Letter:
            return LETTER

        async def sleep(_: float) -> None:
            raise AssertionError("it was taken")

        await office(smtp, sleep=sleep, wait=SHORT).deliver(write)
        assert len(smtp.letters) == 1


async def test_who_tells_us_to_stop_does_not_wait_for_a_server_that_says_nothing() -> None:
    async with Smtp() as smtp:
        smtp.silent = "hello"

        async def serve() -> None:
            sending = asyncio.create_task(office(smtp, wait=5.0).send(LETTER))
            await asyncio.wait_for(asyncio.wrap_future(came), 5)
            sending.cancel()

        came = asyncio.run_coroutine_threadsafe(smtp.came.wait(), asyncio.get_running_loop())
        await asyncio.to_thread(asyncio.run, serve())
        assert smtp.lines, "it still waits there, and nobody for it"
