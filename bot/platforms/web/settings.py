"""What can be set for the rooms in the browser."""

from email.utils import parseaddr
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, SecretStr

from bot.platforms.outbound import trust
from bot.platforms.settings import ConfigError, PlatformSettings, revealed
from bot.platforms.web.mail.letters import address
from bot.platforms.web.mail.office import PostOffice, Secured

CODE_LEAST = 8
"""Characters of the code that lets people start an exercise: it is guessed at over the network."""


PORTS = 1 << 16

HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts to which nobody else's connection leads, so that nothing is read on the way."""


def _origin(url: str) -> str:
    """The public address without a slash at its end; a path is none, since cookies name paths."""
    scheme, colon, rest = url.partition("://")
    if url and (scheme not in ("http", "https") or not colon or not rest.strip("/")):
        raise ValueError("must be an address that begins with https:// or http://")
    if "/" in rest.rstrip("/"):
        raise ValueError("must be a host alone, such as https://map.example.org")
    return url.rstrip("/")


def _networks(text: str) -> str:
    for each in text.split():
        ip_network(each)
    return text


def _server(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if text and not (host and colon and port.isdecimal() and 0 < int(port) < PORTS):
        raise ValueError("must be host:port, such as mail.example.org:587")
    return text


class WebSettings(PlatformSettings):
    """Rooms are served where their public address is set.

    `new` says who may start an exercise from the first page: nobody (only `valuemap room`), who
    knows the code, or anyone. `trusted_proxy`: addresses or networks whose `X-Forwarded-For` is
    believed. With an `smtp_server` people may leave an e-mail address for reminders.
    """

    valuemap_web_url: Annotated[str, AfterValidator(_origin)] = ""
    valuemap_web_new: Literal["nobody", "code", "anyone"] = "nobody"
    valuemap_web_code: SecretStr | None = None
    valuemap_trusted_proxy: Annotated[str, AfterValidator(_networks)] = ""
    valuemap_smtp_server: Annotated[str, AfterValidator(_server)] = ""
    valuemap_smtp_from: str = ""
    valuemap_smtp_user: str = ""
    valuemap_smtp_password: SecretStr | None = None
    valuemap_smtp_security: Secured = "starttls"

    @property
    def http_reason(self) -> str:
        """Why our HTTP server is needed; empty if it is not."""
        return "VALUEMAP_WEB_URL is set" if self.valuemap_web_url else ""

    @property
    def post_office(self) -> PostOffice | None:
        """Who takes our letters; None where none are written."""
        if not self.valuemap_smtp_server:
            return None
        file = self.valuemap_ca_file
        return PostOffice(
            self.valuemap_smtp_server,
            self.valuemap_smtp_from,
            self.valuemap_smtp_user,
            revealed(self.valuemap_smtp_password),
            self.valuemap_smtp_security,
            trust(file) if file else None,
        )

    def check_together(self) -> None:
        """Raises `ConfigError` for what does not go together."""
        self._check_letters()
        self._check_code()

    def _check_letters(self) -> None:
        """Letters are from somebody, and nobody reads them on the way."""
        if self.valuemap_smtp_server:
            self.require("VALUEMAP_SMTP_SERVER is set", "VALUEMAP_WEB_URL", "VALUEMAP_SMTP_FROM")
            if not address(parseaddr(self.valuemap_smtp_from)[1]):
                raise ConfigError("VALUEMAP_SMTP_FROM", "must be an e-mail address")
            here = self.valuemap_smtp_server.rpartition(":")[0] in HERE
            if self.valuemap_smtp_security == "none" and not here:
                reason = "none is for a server on this machine: a letter holds somebody's way in"
                raise ConfigError("VALUEMAP_SMTP_SECURITY", reason)

    def _check_code(self) -> None:
        """The code is there, and is long enough to be one."""
        if not self.valuemap_web_url or self.valuemap_web_new != "code":
            return
        self.require("VALUEMAP_WEB_NEW is code", "VALUEMAP_WEB_CODE")
        code = self.valuemap_web_code
        if code and len(code.get_secret_value()) < CODE_LEAST:
            raise ConfigError("VALUEMAP_WEB_CODE", f"must have {CODE_LEAST} characters at least")
