"""The tables of the public round: rounds, codes, sheets."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from storage.table import Table


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """What one person answered, by component.

    `way`: link, code, kiosk or paper. `burst`: it came when many did from one connection.
    """

    way: str
    burst: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


class PublicSheets(Table):
    """The part of a transaction that knows the public round."""

    def open_public(self, exercise: int, token: str) -> None:
        """This token leads to the public round of an exercise."""
        self._do("INSERT INTO public_rounds (exercise, token) VALUES (?, ?)", (exercise, token))

    def public_of(self, token: str) -> int | None:
        """The exercise to whose public round a token leads."""
        found = self._one("SELECT exercise FROM public_rounds WHERE token = ?", (token,))
        return int(found[0]) if found else None

    def sheet(self, exercise: int, secret: str) -> PublicSheet | None:
        """The sheet under this hash of a secret."""
        found = self._one(
            "SELECT way, burst, answers FROM public_sheets WHERE exercise = ? AND secret = ?",
            (exercise, secret),
        )
        return _sheet(found) if found else None

    def keep_sheet(self, exercise: int, secret: str, sheet: PublicSheet) -> None:
        """Keep a sheet under the hash of its secret; its newest answers count."""
        answers = json.dumps(dict(sheet.answers), separators=(",", ":"))
        new = self._do(
            "INSERT INTO public_sheets (exercise, secret, way, burst, answers)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (exercise, secret, sheet.way, int(sheet.burst), answers),
        ).rowcount
        if new:
            self._do(
                "UPDATE public_rounds SET sheets = sheets + 1, bursts = bursts + ?"
                " WHERE exercise = ?",
                (int(sheet.burst), exercise),
            )
        else:
            self._do(
                "UPDATE public_sheets SET answers = ? WHERE exercise = ? AND secret = ?",
                (answers, exercise, secret),
            )

    def sheets_kept(self, exercise: int) -> tuple[int, int]:
        """How many sheets there are, and how many of them came in bursts."""
        found = self._one(
            "SELECT sheets, bursts FROM public_rounds WHERE exercise = ?", (exercise,)
        )
        return (int(found[0]), int(found[1])) if found else (0, 0)

    def sheets(self, exercise: int) -> list[PublicSheet]:
        """Every sheet, in an order that tells nothing: that of the hashes."""
        rows = self._all(
            "SELECT way, burst, answers FROM public_sheets WHERE exercise = ? ORDER BY secret",
            (exercise,),
        )
        return [_sheet(row) for row in rows]

    def forget_sheets(self, exercise: int) -> None:
        """Delete every sheet and code; the address stays, and what was counted."""
        self._do("DELETE FROM public_sheets WHERE exercise = ?", (exercise,))
        self._do("DELETE FROM public_codes WHERE exercise = ?", (exercise,))

    def add_codes(self, exercise: int, hashes: Iterable[str]) -> None:
        """From now on it takes one of these codes to answer on a page."""
        for each in hashes:
            self._do("INSERT INTO public_codes (exercise, code) VALUES (?, ?)", (exercise, each))

    def coded(self, exercise: int) -> bool:
        """Whether it takes a code to answer on a page."""
        found = self._one("SELECT 1 FROM public_codes WHERE exercise = ? LIMIT 1", (exercise,))
        return found is not None

    def has_code(self, exercise: int, hash_: str) -> bool:
        """Whether this is the hash of a code."""
        found = self._one(
            "SELECT 1 FROM public_codes WHERE exercise = ? AND code = ?", (exercise, hash_)
        )
        return found is not None


def _sheet(row: tuple[str, int, str]) -> PublicSheet:
    way, burst, answers = row
    return PublicSheet(way, bool(burst), json.loads(answers))
