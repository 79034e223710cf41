"""The tables of the public round: rounds, codes, sheets."""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.errors import BrokenError
from storage.facts.chain import broken, checked, checksum
from storage.table import Table


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """What one person answered, by component.

    `way`: link, code, kiosk or paper. `burst`: it came when many did from one connection.
    """

    way: str
    burst: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


KEY_BYTES = 32
"""Of the key that a round hashes with: as long as the digest it is for."""

_ROUND = "exercise, token, key, sheets, bursts"
_SHEET = "exercise, secret, way, burst, answers"


class PublicSheets(Table):
    """The part of a transaction that knows the public round."""

    def open_public(self, exercise: int, token: str) -> None:
        """This token leads to the public round of an exercise."""
        self._do(
            "INSERT INTO public_rounds (exercise, token, key, checksum)"
            " VALUES (?, ?, ?, zeroblob(32))",
            (exercise, token, secrets.token_bytes(KEY_BYTES)),
        )
        self._sum_up_round(exercise)

    def _sum_up_round(self, exercise: int) -> None:
        self._sum_up("public_rounds", _ROUND, "exercise = ?", (exercise,))

    def public_of(self, token: str) -> int | None:
        """The exercise to whose public round a token leads."""
        found = self._one("SELECT exercise FROM public_rounds WHERE token = ?", (token,))
        return int(found[0]) if found else None

    def sheet(self, exercise: int, secret: str) -> PublicSheet | None:
        """The sheet under this hash of a secret. Raises `BrokenError` if it was changed by hand."""
        found = self._one(
            f"SELECT {_SHEET}, checksum FROM public_sheets"  # noqa: S608 - of constants
            " WHERE exercise = ? AND secret = ?",
            (exercise, secret),
        )
        return _sheet(found) if found else None

    def keep_sheet(self, exercise: int, secret: str, sheet: PublicSheet) -> None:
        """Keep a sheet under the hash of its secret; its newest answers count."""
        answers = json.dumps(dict(sheet.answers), separators=(",", ":"))
        sum_ = checksum(exercise, secret, sheet.way, int(sheet.burst), answers)
        new = self._do(
            f"INSERT INTO public_sheets ({_SHEET}, checksum)"  # noqa: S608 - of constants
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (exercise, secret, sheet.way, int(sheet.burst), answers, sum_),
        ).rowcount
        if new:
            self._do(
                "UPDATE public_rounds SET sheets = sheets + 1, bursts = bursts + ?"
                " WHERE exercise = ?",
                (int(sheet.burst), exercise),
            )
            self._sum_up_round(exercise)
        else:
            self._do(
                "UPDATE public_sheets SET answers = ?, checksum = ?"
                " WHERE exercise = ? AND secret = ?",
                (answers, sum_, exercise, secret),
            )

    def _round(self, exercise: int) -> tuple[bytes | None, int, int]:
        """Its key, how many sheets there are, and how many of them came in bursts."""
        found = self._one(
            f"SELECT {_ROUND}, checksum FROM public_rounds"  # noqa: S608 - of constants
            " WHERE exercise = ?",
            (exercise,),
        )
        if found is None:
            return None, 0, 0
        _, _, key, sheets, bursts = checked(found, f"the public round of exercise {exercise}")
        return key, int(sheets), int(bursts)

    def sheets_kept(self, exercise: int) -> tuple[int, int]:
        """How many sheets there are, and how many of them came in bursts."""
        _, sheets, bursts = self._round(exercise)
        return sheets, bursts

    def sheet_key(self, exercise: int) -> bytes | None:
        """What secrets are hashed with, while sheets are to be found again; then None."""
        key, _, _ = self._round(exercise)
        return key

    def forget_sheet_key(self, exercise: int) -> None:
        """From now on nobody finds whose a sheet is, whatever they guess; the bytes leave the file.

        What is random cannot be guessed. What names a sheet of paper can: "12", or a name.
        """
        if self.sheet_key(exercise) is not None:
            self._do("UPDATE public_rounds SET key = NULL WHERE exercise = ?", (exercise,))
            self._sum_up_round(exercise)
            self._scrub()

    def sheets(self, exercise: int) -> list[PublicSheet]:
        """Every sheet, in an order that tells nothing: that of the hashes.

        Raises `BrokenError` if one was changed by hand, or is more or less than were kept.
        """
        rows = self._all(
            f"SELECT {_SHEET}, checksum FROM public_sheets"  # noqa: S608 - of constants
            " WHERE exercise = ? ORDER BY secret",
            (exercise,),
        )
        found = [_sheet(row) for row in rows]
        if (len(found), sum(sheet.burst for sheet in found)) != self.sheets_kept(exercise):
            raise BrokenError(broken(f"the number of public answers of exercise {exercise}"))
        return found

    def forget_sheets(self, exercise: int) -> None:
        """Delete every sheet and code; the address stays, and what was counted of them."""
        self._do("DELETE FROM public_sheets WHERE exercise = ?", (exercise,))
        self._do("DELETE FROM public_codes WHERE exercise = ?", (exercise,))
        self._do("UPDATE public_rounds SET sheets = 0, bursts = 0 WHERE exercise = ?", (exercise,))
        self._sum_up_round(exercise)

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


def _sheet(row: Sequence[Any]) -> PublicSheet:
    _, _, way, burst, answers = checked(row, f"a public answer of exercise {row[0]}")
    return PublicSheet(way, bool(burst), json.loads(answers))
