"""What can be set for the rooms in the browser."""

from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, SecretStr

from bot.platforms.settings import ConfigError, PlatformSettings

CODE_LEAST = 8
"""Characters of the code that lets people start an exercise: it is guessed at over the network."""


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


class WebSettings(PlatformSettings):
    """Rooms are served where their public address is set.

    `new` says who may start an exercise from the first page: nobody (only `valuemap room`), who
    knows the code, or anyone. `trusted_proxy`: addresses or networks whose `X-Forwarded-For` is
    believed.
    """

    valuemap_web_url: Annotated[str, AfterValidator(_origin)] = ""
    valuemap_web_new: Literal["nobody", "code", "anyone"] = "nobody"
    valuemap_web_code: SecretStr | None = None
    valuemap_trusted_proxy: Annotated[str, AfterValidator(_networks)] = ""

    @property
    def http_reason(self) -> str:
        """Why our HTTP server is needed; empty if it is not."""
        return "VALUEMAP_WEB_URL is set" if self.valuemap_web_url else ""

    def check_together(self) -> None:
        """Raises `ConfigError` for a code that is missing, or too short to be one."""
        if not self.valuemap_web_url or self.valuemap_web_new != "code":
            return
        self.require("VALUEMAP_WEB_NEW is code", "VALUEMAP_WEB_CODE")
        code = self.valuemap_web_code
        if code and len(code.get_secret_value()) < CODE_LEAST:
            raise ConfigError("VALUEMAP_WEB_CODE", f"must have {CODE_LEAST} characters at least")
