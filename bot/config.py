"""The settings: from the environment, or from a file (`settings_file.py`).

The program's own are here, a platform's in its folder; a name that looks like ours but is unknown
is refused, since a setting that is silently ignored is worse than none.
"""

import os
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, PrivateAttr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from bot import settings_file
from bot.app import holidays
from bot.platforms import registry
from bot.platforms.settings import FROM_ENVIRONMENT, ConfigError, PlatformSettings, secrets

__all__ = ["ConfigError", "Settings", "compose", "fields", "read"]

Read = TypeVar("Read", bound=BaseSettings)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone; write one such as America/Port_of_Spain")
    return ZoneInfo(name).key


def _country(code: str) -> str:
    if code and code.upper() not in holidays.countries():
        raise ValueError("is not a country; write its two letters, such as TT")
    return code.upper()


def _listen(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text and (not host or not port.isdecimal() or not 0 < int(port) < 65536):
        raise ValueError("must be host:port, such as 127.0.0.1:8080")
    return text


class Settings(BaseSettings):
    """Everything that can be set; `platforms` are each platform's, by its name.

    `valuemap_config` is the file that was read, if there is one. A file that it names is looked for
    from its own folder on, so that it is the same one for every command. Secrets never print.
    """

    model_config = FROM_ENVIRONMENT

    valuemap_config: Path | None = None
    valuemap_database: Path = Path("valuemap.db")
    valuemap_files: Path | None = None
    valuemap_language: str = "en"
    valuemap_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    valuemap_country: Annotated[str, AfterValidator(_country)] = ""
    valuemap_log: Literal["text", "json"] = "text"
    valuemap_http_listen: Annotated[str, AfterValidator(_listen)] = ""
    valuemap_metrics_listen: Annotated[str, AfterValidator(_listen)] = ""
    _platforms: dict[str, PlatformSettings] = PrivateAttr(default_factory=dict)

    @property
    def platforms(self) -> Mapping[str, PlatformSettings]:
        """The settings of every platform, whether it is served or not."""
        return self._platforms

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must never be printed."""
        every = (self, *self._platforms.values())
        return tuple(secret for each in every for secret in secrets(each))


def fields() -> dict[str, FieldInfo]:
    """Every setting, by its name in the environment: ours, then those of each platform."""
    classes: list[type[BaseSettings]] = [Settings, *(each.settings for each in registry.PLATFORMS)]
    return {name.upper(): field for of in classes for name, field in of.model_fields.items()}


def read() -> Settings:
    """The settings as they are now. Raises `ConfigError` for the first that is wrong."""
    known = fields()
    prefixes = ("VALUEMAP_", *(f"{each.prefix}_" for each in registry.PLATFORMS))
    path = settings_file.chosen()
    said = settings_file.said(path)
    if settings_file.NAMED_BY in said:
        raise ConfigError(str(path), f"{settings_file.NAMED_BY} can be set in the environment only")
    for name in {**said, **os.environ}:
        if name.startswith(prefixes) and name not in known:
            raise ConfigError(name, f"is no setting; there are {', '.join(known)}")
    settings = compose()
    _check_together(settings)
    return settings


def compose(**given: Any) -> Settings:
    """The settings, `given` ones (by their names in small letters) before the environment's.

    Raises `ConfigError` for the first that is wrong by itself.
    """
    path = settings_file.chosen()
    settings_file.said(path)
    settings = _validated(Settings, {"valuemap_config": path, **given}, path)
    for each in registry.PLATFORMS:
        settings._platforms[each.name] = _validated(each.settings, given, path)
    for one in (settings, *settings.platforms.values()):
        _from_its_folder(one, {"valuemap_config", *given}, path)
    return settings


def _from_its_folder(settings: BaseSettings, given: Set[str], path: Path | None) -> None:
    """Files that the environment does not name are where the settings file says, seen from there.

    In the working directory, seen from `.env`, that is the same.
    """
    for name in type(settings).model_fields:
        file = getattr(settings, name)
        if path and isinstance(file, Path) and not (name in given or os.environ.get(name.upper())):
            setattr(settings, name, path.parent / file)


def _validated(of: type[Read], given: Mapping[str, Any], path: Path | None) -> Read:
    try:
        return of(_env_file=path, **given)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        reason = fault["msg"].removeprefix("Value error, ")
        raise ConfigError(str(fault["loc"][0]).upper(), reason[:1].lower() + reason[1:]) from None


def _check_together(settings: Settings) -> None:
    """Raises `ConfigError` for what only several settings together show."""
    if settings.valuemap_files and not settings.valuemap_files.is_dir():
        raise ConfigError("VALUEMAP_FILES", "is not a directory")
    metrics = settings.valuemap_metrics_listen
    if metrics and metrics == settings.valuemap_http_listen:
        reason = "must not be VALUEMAP_HTTP_LISTEN: figures are not for everybody who may knock"
        raise ConfigError("VALUEMAP_METRICS_LISTEN", reason)
    for platform in settings.platforms.values():
        platform.check_together()
        platform.check_files()
        if platform.http_reason and not settings.valuemap_http_listen:
            raise ConfigError("VALUEMAP_HTTP_LISTEN", f"is needed where {platform.http_reason}")
