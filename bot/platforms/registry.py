"""The platforms that are served, and all that outside of their folders knows them by name.

A new one is a folder beside this file and a line in FOLDERS.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.platforms import memory
from bot.platforms.base import Platform
from bot.platforms.descriptor import Clock, Descriptor
from bot.platforms.server import Web
from bot.platforms.settings import ConfigError, PlatformSettings
from dialogs.core.post import Capabilities
from framework.pack.files import read_toml

FOLDERS = (
    "bot.platforms.telegram",
    "bot.platforms.slack",
    "bot.platforms.web",
)
"""In the order in which they are connected, checked and documented."""

PLATFORMS: tuple[Descriptor[Any], ...] = tuple(
    import_module(folder).DESCRIPTOR for folder in FOLDERS
)


def served(
    settings: Mapping[str, PlatformSettings], server: Web | None, now: Clock
) -> dict[str, Platform]:
    """The platforms that are set up, by name. Raises `ConfigError` if there is none.

    `settings` are by the platform's name. The library of a platform is loaded here at the earliest,
    and only if it is served.
    """
    made = {each.name: each.make(settings[each.name], server, now) for each in PLATFORMS}
    serving = {name: platform for name, platform in made.items() if platform is not None}
    if not serving:
        reason = "no token is set, so there is nobody to serve"
        raise ConfigError(PLATFORMS[0].needs[0], reason, 3)
    return serving


def link(settings: Mapping[str, PlatformSettings]) -> str:
    """Where the page of an exercise stands, with {} for its token; empty where none is served."""
    made = (each.link(settings[each.name]) for each in PLATFORMS if each.link)
    return next(filter(None, made), "")


def how_to_serve() -> str:
    """What has to be set so that somebody is served, as part of a sentence."""
    return ", or ".join(" and ".join(each.needs) for each in PLATFORMS)


def examples() -> str:
    """How an administrator names somebody, on each platform."""
    return ", ".join(each.example for each in PLATFORMS)


def capabilities() -> dict[str, Capabilities]:
    """What each platform can show, by name; that in memory is one of them."""
    served = {each.name: each.capabilities for each in PLATFORMS}
    return {**served, memory.NAME: memory.CAPABILITIES}


@cache
def called(platform: str) -> Mapping[str, Mapping[str, str]]:
    """What a platform calls things, by language: `the group` is `the channel` there."""
    folder = Path(__file__).parent / platform / "called"
    return {path.stem: read_toml(path) for path in sorted(folder.glob("*.toml"))}


def words_folders() -> list[Path]:
    """Where platforms keep the sentences that are theirs alone: who else keeps a copy, and such."""
    return sorted(Path(__file__).parent.glob("*/words"))
