"""The settings: from the environment, or from a file named `.env` in the working directory.

All of them are here, with their defaults; a name that looks like ours but is unknown is refused,
since a setting that is silently ignored is worse than none.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIXES = ("VALUEMAP_", "TELEGRAM_", "SLACK_")


class ConfigError(Exception):
    """A setting that cannot be used: which, and why. `code` is what the process exits with."""

    def __init__(self, setting: str, reason: str, code: int = 2) -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting = setting
        self.reason = reason
        self.code = code


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone; write one such as America/Port_of_Spain")
    return ZoneInfo(name).key


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise ValueError("must be an address that begins with https:// or http://")
    return url


def _ending(end: str) -> AfterValidator:
    def check(url: str) -> str:
        if not _address(url).endswith(end):
            raise ValueError(f"must end in {end}")
        return url

    return AfterValidator(check)


def _listen(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text and (not host or not port.isdecimal() or not 0 < int(port) < 65536):
        raise ValueError("must be host:port, such as 127.0.0.1:8080")
    return text


def _secure(url: str) -> str:
    """A webhook is told to the world: plain http is for this machine only."""
    if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/]", url):
        raise ValueError("must begin with https:// (http:// only on this machine)")
    return url


def _secret_token(secret: SecretStr | None) -> SecretStr | None:
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
        raise ValueError("must be 16 to 256 letters, digits, _ and -")
    return secret


class Settings(BaseSettings):
    """Everything that can be set. Secrets never print."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    valuemap_database: Path = Path("valuemap.db")
    valuemap_files: Path | None = None
    valuemap_language: str = "en"
    valuemap_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    valuemap_log: Literal["text", "json"] = "text"
    valuemap_http_listen: Annotated[str, AfterValidator(_listen)] = ""
    telegram_bot_token: SecretStr | None = None
    telegram_api_base_url: Annotated[str, _ending("/bot")] = "https://api.telegram.org/bot"
    telegram_file_base_url: Annotated[str, _ending("/bot")] = "https://api.telegram.org/file/bot"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_url: Annotated[str, AfterValidator(_secure)] = ""
    telegram_webhook_secret: Annotated[SecretStr | None, AfterValidator(_secret_token)] = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_base_url: Annotated[str, _ending("/api/")] = "https://slack.com/api/"
    slack_mode: Literal["socket", "http"] = "socket"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must never be printed."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(v.get_secret_value() for v in values if isinstance(v, SecretStr))


NAMES = tuple(name.upper() for name in Settings.model_fields)
"""The names of all settings, as they stand in the environment."""


def read() -> Settings:
    """The settings as they are now. Raises `ConfigError` for the first that is wrong."""
    given = {**_file(), **os.environ}
    for name in given:
        if name.startswith(PREFIXES) and name not in NAMES:
            raise ConfigError(name, f"is no setting; there are {', '.join(NAMES)}")
    try:
        settings = Settings()
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        reason = fault["msg"].removeprefix("Value error, ")
        raise ConfigError(str(fault["loc"][0]).upper(), reason[:1].lower() + reason[1:]) from None
    _check_together(settings)
    return settings


def _file() -> Mapping[str, str | None]:
    path = Path(".env")
    return dotenv_values(path) if path.is_file() else {}


def _check_together(settings: Settings) -> None:
    """What only several settings together show."""
    if settings.valuemap_files and not settings.valuemap_files.is_dir():
        raise ConfigError("VALUEMAP_FILES", "is not a directory")
    if settings.telegram_mode == "webhook":
        for name in ("telegram_webhook_url", "telegram_webhook_secret", "valuemap_http_listen"):
            if not getattr(settings, name):
                raise ConfigError(name.upper(), "is needed where TELEGRAM_MODE is webhook")
    if (
        settings.slack_bot_token
        and settings.slack_mode == "socket"
        and not settings.slack_app_token
    ):
        raise ConfigError("SLACK_APP_TOKEN", "is needed where SLACK_MODE is socket", 3)
    if settings.slack_bot_token and settings.slack_mode == "http":
        if not settings.slack_signing_secret:
            raise ConfigError("SLACK_SIGNING_SECRET", "is needed where SLACK_MODE is http")
        if not settings.valuemap_http_listen:
            raise ConfigError("VALUEMAP_HTTP_LISTEN", "is needed where SLACK_MODE is http")
