"""The settings file: which one every command uses, and whether it can be read.

The first of these: `--config FILE`, VALUEMAP_CONFIG, `.env` in the working directory, and the one
that `valuemap install` writes. The environment goes before what it says.
"""

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.platforms.settings import ENCODING, ConfigError

NAMED_BY = "VALUEMAP_CONFIG"
HERE = Path(".env")
INSTALLED = Path("/etc/valuemap/valuemap.env")


def name(path: Path) -> None:
    """From here on every command of this process uses this file, as if the environment said so."""
    os.environ[NAMED_BY] = str(path)


def chosen() -> Path | None:
    """The settings file, or None where there is none. Raises `ConfigError` for one not there."""
    if named := os.environ.get(NAMED_BY):
        if not _there(Path(named)):
            raise ConfigError(NAMED_BY, f"there is no file {named}")
        return Path(named)
    return next((path for path in (HERE, INSTALLED) if _there(path)), None)


def said(path: Path | None) -> Mapping[str, str | None]:
    """What stands in it, by name. Raises `ConfigError` for what cannot be read."""
    if path is None:
        return {}
    text = _text(path)
    for each in parse_stream(StringIO(text)):
        if each.error or (each.key and each.value is None):
            line = each.original.line + _empty_lines(each.original.string)
            raise ConfigError(str(path), f"line {line} is not NAME=value")
    return dotenv_values(stream=StringIO(text))


def _empty_lines(text: str) -> int:
    """How many stand before the first that says something: the parser counts from there."""
    return text[: len(text) - len(text.lstrip())].count("\n")


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:
        raise _unreadable(path) from None


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except PermissionError:
        raise _unreadable(path) from None
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    if b"\0" in content:  # two bytes a letter
        raise ConfigError(str(path), "is written in UTF-16; save it as UTF-8")
    try:
        return content.decode(ENCODING)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError(str(path), f"line {line} is not in UTF-8; save it as UTF-8") from None


def _unreadable(path: Path) -> ConfigError:
    reason = "this user may not read it; be root, or the service's user: sudo -u valuemap ..."
    return ConfigError(str(path), reason)
