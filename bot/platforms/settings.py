"""What the settings of every platform share: where they are read from, and how one is checked.

A platform's own settings stand in its folder, as a `PlatformSettings`. `bot/config.py` reads them
all.
"""

import re
from typing import Any

from pydantic import AfterValidator, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

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


class PlatformSettings(BaseSettings):
    """Everything that can be set for one platform. Each name begins with the platform's."""

    model_config = FROM_ENVIRONMENT

    @property
    def http_reason(self) -> str:
        """Why the platform needs our HTTP server (`X_MODE is webhook`); empty if it does not."""
        return ""

    def check_together(self) -> None:
        """Raises `ConfigError` for what only several settings together show."""

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
