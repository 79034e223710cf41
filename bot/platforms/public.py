"""What a platform needs that has pages for people who use the service: the public round.

Nobody has an account there. A secret that a browser keeps finds a person's answers again, and says
nothing else of them; without one a page is the same for everybody, and loading it changes nothing.
"""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from dialogs.core.public.page import Page
from dialogs.words import Words


class Public(Protocol):
    """The public rounds, each by the token that ends its address."""

    @property
    def words(self) -> Mapping[str, Words]:
        """The languages that pages can be read in."""

    async def look(self, token: str, secret: str, language: str, item: str = "") -> Page | None:
        """The page for who shows this secret, empty for none; None if the token leads nowhere.

        With an `item` the question about it, else the next one.
        """

    async def opens(self, token: str, code: str) -> bool:
        """Whether somebody with this code may begin."""

    async def answer(
        self, token: str, secret: str, item: str, answer: str, way: str, *, burst: bool
    ) -> bool:
        """Keep an answer; False if it is none, or comes too late.

        `way` and `burst` are kept of a person's first.
        """


@runtime_checkable
class Outward(Protocol):
    """What a platform has besides that serves such pages."""

    @property
    def site(self) -> str:
        """Their public address, without a slash at its end."""

    def show_public(self, public: Public) -> None:
        """Look here for what they say."""
