"""People: maps a participant's number to account, name and address; no other table does."""

from dataclasses import replace
from typing import Any

from storage.exercises import Exercises
from storage.facts.chain import checked
from storage.rows import Person, milliseconds, seconds
from storage.table import ALL

_COLUMNS = "exercise, platform, used_at, number, account, name, language, address, reachable"
_SELECT = f"SELECT {_COLUMNS}, checksum FROM people"  # noqa: S608 - of constants


class People(Exercises):
    """The part of a transaction that knows people, and the exercises that number them."""

    def enrol(
        self,
        exercise: int,
        platform: str,
        account: str,
        name: str,
        language: str,
        address: str,
        at: float,
    ) -> Person:
        """This account in this exercise: as known, with its new name and address, or new.

        The language is that of the first time; `set_language` changes it.
        """
        known = self.person(exercise, account)
        if known is None:
            return self._newcomer(exercise, platform, account, name, language, address, at)
        self._do(
            "UPDATE people SET name = ?, address = ?, reachable = 1, used_at = ?"
            " WHERE exercise = ? AND number = ?",
            (name, address, milliseconds(at), exercise, known.number),
        )
        self._person_changed(exercise, known.number)
        return replace(known, name=name, address=address, reachable=True)

    def _newcomer(
        self,
        exercise: int,
        platform: str,
        account: str,
        name: str,
        language: str,
        address: str,
        at: float,
    ) -> Person:
        given = self._one(
            "UPDATE exercises SET people = people + 1 WHERE id = ? RETURNING people", (exercise,)
        )
        if given is None:
            raise KeyError(exercise)
        (number,) = given
        self._do(
            "INSERT INTO people (exercise, number, platform, account, name, language, address,"
            " reachable, used_at, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, zeroblob(32))",
            (exercise, number, platform, account, name, language, address, milliseconds(at)),
        )
        self._row_changed(exercise)
        self._person_changed(exercise, number)
        return Person(platform, number, account, name, language, address, reachable=True)

    def person(self, exercise: int, account: str) -> Person | None:
        """Who this account is in this exercise."""
        return self._recall(exercise, account, lambda: self._who("account", exercise, account))

    def member(self, exercise: int, number: int) -> Person | None:
        """Who has this number in this exercise."""
        return self._recall(exercise, number, lambda: self._who("number", exercise, number))

    def _who(self, column: str, exercise: int, is_: str | int) -> Person | None:
        found = self._one(f"{_SELECT} WHERE exercise = ? AND {column} = ?", (exercise, is_))
        return _person(found) if found else None

    def people(self, exercise: int) -> list[Person]:
        """Everybody known in this exercise, by number."""
        found = self._all(_SELECT + " WHERE exercise = ? ORDER BY number", (exercise,))
        return [_person(row) for row in found]

    def exercises_of(self, platform: str, account: str) -> list[int]:
        """The exercises of this account that are not over, the one used last first."""
        return self._recall(ALL, (platform, account), lambda: self._used(platform, account))

    def _used(self, platform: str, account: str) -> list[int]:
        found = self._all(
            "SELECT e.id FROM people AS p JOIN exercises AS e ON e.id = p.exercise"
            " WHERE p.platform = ? AND p.account = ?"
            " AND e.status NOT IN ('finished', 'cancelled')"
            " ORDER BY p.used_at DESC, e.id DESC",
            (platform, account),
        )
        return [id_ for (id_,) in found]

    def known(self, platform: str, account: str) -> list[tuple[int, int]]:
        """Where an account is known, over or not: exercises, with its number in each."""
        found = self._all(
            "SELECT exercise, number FROM people WHERE platform = ? AND account = ?"
            " ORDER BY exercise",
            (platform, account),
        )
        return [(exercise, number) for exercise, number in found]

    def addresses(self, platform: str) -> list[str]:
        """Where people can be written to who are known in exercises that are not over."""
        found = self._all(
            "SELECT p.address FROM people AS p JOIN exercises AS e ON e.id = p.exercise"
            " WHERE p.platform = ? AND e.platform = p.platform"
            " AND e.status NOT IN ('finished', 'cancelled')"
            " AND p.reachable = 1 AND p.address <> ''"
            " GROUP BY p.address ORDER BY min(p.exercise), min(p.number)",
            (platform,),
        )
        return [address for (address,) in found]

    def accounts(self) -> list[tuple[str, str, str]]:
        """Everybody who is known anywhere: platform, account, and each name they have had there."""
        found = self._all("SELECT DISTINCT platform, account, name FROM people")
        return [(platform, account, name) for platform, account, name in found]

    def used(self, exercise: int, number: int) -> float:
        """When this person last used this exercise, UTC seconds; 0 for nobody."""
        found = self._one(
            "SELECT used_at FROM people WHERE exercise = ? AND number = ?", (exercise, number)
        )
        return seconds(found[0]) if found else 0.0

    def touch_person(self, exercise: int, number: int, at: float) -> None:
        """This person used this exercise now."""
        self._do(
            "UPDATE people SET used_at = ? WHERE exercise = ? AND number = ?",
            (milliseconds(at), exercise, number),
        )
        self._person_changed(exercise, number)

    def set_reachable(self, exercise: int, number: int, reachable: bool) -> None:
        """Whether this person can be written to."""
        self._do(
            "UPDATE people SET reachable = ? WHERE exercise = ? AND number = ?",
            (int(reachable), exercise, number),
        )
        self._person_changed(exercise, number)

    def set_language(self, exercise: int, number: int, language: str) -> None:
        """The language this person chose."""
        self._do(
            "UPDATE people SET language = ? WHERE exercise = ? AND number = ?",
            (language, exercise, number),
        )
        self._person_changed(exercise, number)

    def _person_changed(self, exercise: int, number: int) -> None:
        self._sum_up("people", _COLUMNS, "exercise = ? AND number = ?", (exercise, number))
        self._changed(exercise)


def _person(row: tuple[Any, ...]) -> Person:
    _, platform, _, *known, reachable = checked(row, f"person {row[3]} of exercise {row[0]}")
    return Person(platform, *(*known, bool(reachable)))
