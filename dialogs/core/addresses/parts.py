"""How an address is written from its fields, and read again: shared by views and keys."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar

from dialogs.core.addresses.setup import SetupField, read_field

LONGEST_NUMBER = 11
"""Digits of a number in button data, which anybody can forge: none that the database refuses."""


def read_number(text: str) -> int:
    """A number of an address. Raises `ValueError` for what none of ours is."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise ValueError(f"{text!r} is no number")
    return int(text)


class Address:
    """Writes the name and the fields of an address with a mark between; what is None is left out.

    Subclasses are frozen and slotted, so `__slots__` names the fields in order.
    """

    __slots__: tuple[str, ...] = ()
    kind: ClassVar[str]
    mark: ClassVar[str]

    def __str__(self) -> str:
        values = (getattr(self, name) for name in self.__slots__)
        return self.mark.join((self.kind, *(str(v) for v in values if v is not None)))


PARTS: dict[Any, Callable[[str], Any]] = {
    str: str,
    int: read_number,
    str | None: str,
    int | None: read_number,
    SetupField: read_field,
}
"""How a part is read, by the type of its field."""


def shape_of(kind: type[Any]) -> tuple[type[Any], tuple[Callable[[str], Any], ...], int]:
    """The type, how each of its parts is read, and how many there must be at least."""
    made = fields(kind)
    return kind, tuple(PARTS[f.type] for f in made), sum(f.default is not None for f in made)


def read(shapes: dict[str, Any], mark: str, text: str) -> Any:
    """The address of one of these shapes that was written as `text`. Raises `ValueError`."""
    kind, *parts = text.split(mark)
    if kind not in shapes:
        raise ValueError(f"{text!r} is no address")
    build, readers, least = shapes[kind]
    if not least <= len(parts) <= len(readers):
        raise ValueError(f"{text!r} has {len(parts)} parts")
    return build(*(reader(part) for reader, part in zip(readers, parts, strict=False)))
