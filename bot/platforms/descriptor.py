"""What the program knows of a platform before it serves it, and without loading its library.

Every platform's folder offers one `Descriptor`, by the name of DESCRIPTOR, on its first page.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bot.platforms.base import Platform
from bot.platforms.checking import Check
from bot.platforms.server import Web
from bot.platforms.settings import PlatformSettings
from dialogs.core.post import Capabilities

Clock = Callable[[], float]
"""Gives the time in UTC seconds."""

S = TypeVar("S", bound=PlatformSettings)


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A room that is to be: its place, the account of who runs it, and where each comes in."""

    place: str
    account: str
    address: str
    own_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor(Generic[S]):
    """One platform.

    - `name`: as it stands in the database, in the log and before a colon in `example`;
    - `settings`: the class of its settings;
    - `needs`: the settings without which it is not served, the first of them its token;
    - `make`: the adapter; None where it is not to be served. `Web` is there if our HTTP server is;
    - `check`: asks the platform, for `valuemap check`; nothing where it is not to be served;
    - `capabilities`: what it can show;
    - `example`: how an administrator names somebody of it;
    - `manifest`: the description by which it installs an app, for one reached at this address;
    - `room`: a new room of it, where rooms are ours to make;
    - `link`: where the page of an exercise stands, with {} for its token; empty for nowhere.
    """

    name: str
    settings: type[S]
    needs: tuple[str, ...]
    make: Callable[[S, Web | None, Clock], Platform | None]
    check: Callable[[S, Clock], AsyncIterator[Check]]
    capabilities: Capabilities
    example: str
    manifest: Callable[[S, str], dict[str, Any]] | None = None
    room: Callable[[S], NewRoom] | None = None
    link: Callable[[S], str] | None = None

    @property
    def prefix(self) -> str:
        """What the names of its settings begin with: its own name, or ours where it is ours."""
        return self.needs[0].partition("_")[0]
