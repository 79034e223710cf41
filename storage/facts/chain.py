"""The chain over the facts of an exercise, so that no byte of them changes unnoticed.

Each row carries a SHA-256 over the hash of the row before, its own columns, and a seal of its
answer and of its text: a hash with a salt that stands beside it. Erasing takes value and salt and
leaves the seal: the chain stays whole, and nobody can guess from a seal what it was made of, as
there are 128 random bits in it. Rows of exercises and people, which change, carry a checksum.
"""

import os
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from storage.errors import BrokenError

START = bytes(32)
"""What the first fact of an exercise follows; the seal of a value that a fact does not have."""

EMPTY = sha256().digest()
"""The seal of an empty value: there is nothing to guess."""

SALT = 16
"""Bytes of a salt."""

COLUMNS = (
    "n, at, kind, person, round, item, answer, text, body,"
    " answer_salt, answer_seal, text_salt, text_seal, hash"
)
"""A row with what the chain needs, in the order in which `verify` takes it."""


def salt_for(value: str | None) -> bytes | None:
    """A new salt, for a value that says something."""
    return os.urandom(SALT) if value else None


def seal(value: str | None, salt: bytes | None, left: bytes | None = None) -> bytes:
    """What stands in the chain for a value; `left` is what was left of one that was erased."""
    if value:
        return sha256((salt or b"") + value.encode()).digest()
    return START if value is None else left or EMPTY


def link(before: bytes, exercise: int, row: Sequence[Any], answer: bytes, text: bytes) -> bytes:
    """The hash of a row (n, at, kind, person, round, item, answer, text, body) after `before`.

    `answer` and `text` are the seals of those two. Nothing and an empty text differ, and no column
    holds a NUL, so that none runs into the next.
    """
    n, at, kind, person, round_, item, _, _, body = row
    said = (
        f"{exercise}\0{n}\0{at}\0{kind}"
        f"\0{'' if person is None else f'={person}'}\0{'' if round_ is None else f'={round_}'}"
        f"\0{'' if item is None else f'={item}'}\0{'' if body is None else f'={body}'}"
    )
    return sha256(before + answer + text + said.encode()).digest()


def verify(exercise: int, rows: Iterable[Sequence[Any]], head: bytes) -> None:
    """Follow the chain from its first row to `head`. Raises `BrokenError` where it breaks."""
    before, n = START, 0
    for n, (*row, answer_salt, answer_left, text_salt, text_left, hash_) in enumerate(rows, 1):
        answer, text = seal(row[6], answer_salt, answer_left), seal(row[7], text_salt, text_left)
        before = link(before, exercise, row, answer, text)
        if row[0] != n or before != hash_:
            raise BrokenError(broken(f"exercise {exercise} at entry {n}"))
    if before != head:
        raise BrokenError(broken(f"exercise {exercise} after entry {n}"))


def checksum(*columns: object) -> bytes:
    """What a row carries over its own columns."""
    said = ("" if column is None else f"={column}" for column in columns)
    return sha256("\0".join(said).encode()).digest()


def checked(row: Sequence[Any], what: str) -> Sequence[Any]:
    """The columns of a row that ends with its checksum. Raises `BrokenError` if it is another."""
    if checksum(*row[:-1]) != row[-1]:
        raise BrokenError(broken(what))
    return row[:-1]


def broken(where: str) -> str:
    """That something is not as it was written, and what to do."""
    return (
        f"the record is damaged or was changed by hand ({where}). "
        "Keep a copy of the database, then restore the last backup."
    )
