"""The exercises themselves: where they are, whether they run, when they want to be woken."""

from collections.abc import Iterable
from typing import Any

from storage.facts.chain import checked
from storage.rows import ExerciseRow, milliseconds, seconds
from storage.table import Table

_COLUMNS = "id, platform, place, token, title, status, created, wake, unfinished, people"
_SELECT = f"SELECT {_COLUMNS}, checksum FROM exercises"  # noqa: S608 - of constants


class Exercises(Table):
    """The part of a transaction that knows exercises from outside."""

    def create(self, platform: str, place: str, token: str, at: float, title: str = "") -> int:
        """A new draft in a group of this title; gives its id."""
        [(id_,)] = self._all(
            "INSERT INTO exercises (platform, place, token, title, status, created, checksum)"
            " VALUES (?, ?, ?, ?, 'draft', ?, zeroblob(32)) RETURNING id",
            (platform, place, token, title, milliseconds(at)),
        )
        self._row_changed(int(id_))
        return int(id_)

    def _row_changed(self, exercise: int) -> None:
        self._sum_up("exercises", _COLUMNS, "id = ?", (exercise,))
        self._changed(exercise)

    def row(self, exercise: int) -> ExerciseRow | None:
        """The exercise of this id."""
        return self._recall(exercise, "row", lambda: self._row(exercise))

    def _row(self, exercise: int) -> ExerciseRow | None:
        return _exercise(self._one(_SELECT + " WHERE id = ?", (exercise,)))

    def rows(self, status: Iterable[str] | None = None) -> list[ExerciseRow]:
        """All exercises, or those in one of these states, oldest first."""
        wanted = None if status is None else set(status)
        found = self._all(_SELECT + " ORDER BY id")
        rows = [row for columns in found if (row := _exercise(columns))]
        return [row for row in rows if wanted is None or row.status in wanted]

    def newest_running(self, platform: str, most: int) -> list[ExerciseRow]:
        """The exercises that run on a platform, the newest first, so many at most."""
        found = self._all(
            _SELECT + " WHERE platform = ? AND status = 'running' ORDER BY id DESC LIMIT ?",
            (platform, most),
        )
        return [row for columns in found if (row := _exercise(columns))]

    def at_place(self, platform: str, place: str) -> ExerciseRow | None:
        """What goes on at this place: a draft or an exercise, else the newest followed up."""
        return _exercise(
            self._one(
                _SELECT
                + " WHERE platform = ? AND place = ? AND status NOT IN ('finished', 'cancelled')"
                " ORDER BY CASE WHEN status = 'following' THEN 1 ELSE 0 END, id DESC LIMIT 1",
                (platform, place),
            )
        )

    def rows_at(self, platform: str, place: str) -> list[ExerciseRow]:
        """Everything that ever went on at this place, the oldest first."""
        found = self._all(
            _SELECT + " WHERE platform = ? AND place = ? ORDER BY id", (platform, place)
        )
        return [row for columns in found if (row := _exercise(columns))]

    def by_token(self, token: str) -> ExerciseRow | None:
        """The exercise whose links carry this token."""
        return _exercise(
            self._one(
                _SELECT + " WHERE token = ?",
                (token,),
            )
        )

    def set_token(self, exercise: int, token: str) -> None:
        """Its links carry this token from now on; the one before is nobody's."""
        self._do("UPDATE exercises SET token = ? WHERE id = ?", (token, exercise))
        self._row_changed(exercise)

    def set_title(self, exercise: int, title: str) -> None:
        """Its group is called so; empty where nobody says."""
        self._do("UPDATE exercises SET title = ? WHERE id = ?", (title, exercise))
        self._row_changed(exercise)

    def mark(
        self, exercise: int, status: str, wake: float | None, *, unfinished: bool = False
    ) -> None:
        """Set the status, when it wants to be woken, and whether a start has to go on with it.

        Writes nothing where all of it is so already, as after most taps.

        Raises `sqlite3.IntegrityError` if another exercise runs at this place, `KeyError` for an
        id that is not there.
        """
        row = self.row(exercise)
        if row is None:
            raise KeyError(exercise)
        wake_ms = None if wake is None else milliseconds(wake)
        known = (row.status, row.wake, row.unfinished)
        if known == (status, None if wake_ms is None else seconds(wake_ms), unfinished):
            return
        self._do(
            "UPDATE exercises SET status = ?, wake = ?, unfinished = ? WHERE id = ?",
            (status, wake_ms, int(unfinished), exercise),
        )
        self._row_changed(exercise)

    def due(self, now: float) -> list[int]:
        """The exercises that wanted to be woken by `now`, longest due first.

        Those that are over, too: their personal data is deleted some time later.
        """
        found = self._all(
            "SELECT id FROM exercises WHERE wake <= ? ORDER BY wake, id", (milliseconds(now),)
        )
        return [id_ for (id_,) in found]

    def unfinished(self) -> list[int]:
        """The exercises that a start has to go on with, by id."""
        found = self._all("SELECT id FROM exercises WHERE unfinished = 1 ORDER BY id")
        return [id_ for (id_,) in found]

    def move(self, platform: str, place: str, to: str) -> list[int]:
        """The group has a new address; gives the ids of its exercises.

        Messages there have new references that nobody tells us. So those of the group are sent
        anew; of an exercise that is over, only if something changes in them.
        """
        moved = self._all(
            "UPDATE exercises SET place = ? WHERE platform = ? AND place = ? RETURNING id",
            (to, platform, place),
        )
        self._many(
            "UPDATE posts SET ref = '', digest = '',"
            " phase = CASE WHEN phase = 'dead' THEN '' ELSE phase END,"
            " sent = CASE WHEN (SELECT status FROM exercises WHERE id = posts.exercise)"
            " IN ('finished', 'cancelled') THEN sent ELSE 0 END"
            ' WHERE exercise = ? AND "to" = 0',
            moved,
        )
        ids = sorted(id_ for (id_,) in moved)
        for id_ in ids:
            self._row_changed(id_)
        return ids


def _exercise(columns: tuple[Any, ...] | None) -> ExerciseRow | None:
    if columns is None:
        return None
    *known, created, wake, unfinished, _ = checked(columns, f"exercise {columns[0]}")
    wakes = None if wake is None else seconds(wake)
    return ExerciseRow(*(*known, seconds(created), wakes, bool(unfinished)))
