"""What the settings of every platform share: where they are read from, and how one is checked.

A platform's own settings stand in its folder, as a `PlatformSettings`. `bot/config.py` reads them
all.
"""

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.platforms.outbound import Way, trust

ENCODING = "utf-8-sig"
"""Of a settings file: UTF-8, with the mark before it that editors on Windows write, or without."""

FROM_ENVIRONMENT = SettingsConfigDict(
    env_file_encoding=ENCODING, extra="ignore", env_ignore_empty=True
)


class ConfigError(Exception):
    """A setting that cannot be used: which, and why. `code` is what the process exits with."""

    def __init__(self, setting: str, reason: str, code: int = 2) -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting = setting
        self.reason = reason
        self.code = code


def _proxy(secret: SecretStr | None) -> SecretStr | None:
    """An address of a proxy, which many write without its scheme."""
    text = secret.get_secret_value() if secret else ""
    if text and "://" not in text:
        text = f"http://{text}"
    if text and not re.fullmatch(r"https?://[^\s/]+/?", text):
        raise ValueError("must be the address of an HTTP proxy, such as http://proxy.example:3128")
    return SecretStr(text) if text else None


Proxy = Annotated[SecretStr | None, AfterValidator(_proxy)]


class PlatformSettings(BaseSettings):
    """Everything that can be set for one platform. Each name begins with the platform's.

    But for those here, which say how every platform is reached.
    """

    model_config = FROM_ENVIRONMENT

    valuemap_proxy: Proxy = None
    https_proxy: Proxy = None
    no_proxy: str = ""
    valuemap_ca_file: Path | None = None

    @property
    def way(self) -> Way:
        """How the platform is reached."""
        return Way(
            revealed(self.valuemap_proxy),
            revealed(self.https_proxy),
            self.no_proxy,
            self.valuemap_ca_file,
        )

    @property
    def http_reason(self) -> str:
        """Why the platform needs our HTTP server (`X_MODE is webhook`); empty if it does not."""
        return ""

    def check_together(self) -> None:
        """Raises `ConfigError` for what only several settings together show."""

    def check_files(self) -> None:
        """Raises `ConfigError` for certificates that cannot be read."""
        try:
            if self.valuemap_ca_file:
                trust(self.valuemap_ca_file)
        except OSError as error:
            reason = f"{self.valuemap_ca_file} is no file of certificates (PEM): {error.strerror}"
            raise ConfigError("VALUEMAP_CA_FILE", reason) from None

    def require(self, reason: str, *names: str, code: int = 2) -> None:
        """Raises `ConfigError` for the first of these that is not set."""
        for name in names:
            if not getattr(self, name.lower()):
                raise ConfigError(name, f"is needed where {reason}", code)


def secrets(settings: BaseSettings) -> tuple[str, ...]:
    """The values of these settings that must never be printed."""
    values: list[Any] = [getattr(settings, name) for name in type(settings).model_fields]
    return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


def revealed(secret: SecretStr | None) -> str:
    """A secret as it is sent; empty if it is not set."""
    return secret.get_secret_value() if secret else ""


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise ValueError("must be an address that begins with https:// or http://")
    return url


def ending(end: str) -> AfterValidator:
    """For an address that must end so."""

    def check(url: str) -> str:
        if not _address(url).endswith(end):
            raise ValueError(f"must end in {end}")
        return url

    return AfterValidator(check)
