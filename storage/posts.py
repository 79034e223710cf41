"""Posts: what should be on view, and what is."""

from typing import Any

from storage.rows import PostRow, milliseconds, seconds
from storage.table import Table

_SELECT = 'SELECT exercise, key, "to", wanted, sent, digest, ref, phase, lease_until FROM posts'


class Posts(Table):
    """The part of a transaction that knows messages."""

    def want(self, exercise: int, key: str, to: int) -> None:
        """This message should be looked at again: it may say something else now.

        As long as it has not been sent, its recipient may change.
        """
        self._do(
            'INSERT INTO posts (exercise, key, "to", wanted) VALUES (?, ?, ?, 1)'
            " ON CONFLICT (exercise, key) DO UPDATE SET wanted = posts.wanted + 1,"
            ' "to" = CASE WHEN posts.ref = \'\' THEN excluded."to" ELSE posts."to" END',
            (exercise, key, to),
        )

    def post(self, exercise: int, key: str) -> PostRow | None:
        """The message of this key."""
        found = self._one(
            _SELECT + " WHERE exercise = ? AND key = ?",
            (exercise, key),
        )
        return _post(found) if found else None

    def posts(self, exercise: int) -> list[PostRow]:
        """All messages of an exercise, by key."""
        found = self._all(
            _SELECT + " WHERE exercise = ? ORDER BY key",
            (exercise,),
        )
        return [_post(row) for row in found]

    def unsent(self) -> list[PostRow]:
        """Messages that wait to be shown, or were being sent; not those given up."""
        found = self._all(
            _SELECT + " WHERE (wanted > sent OR phase = 'sending') AND phase <> 'dead'"
            " ORDER BY exercise, key"
        )
        return [_post(row) for row in found]

    def distrust(self) -> None:
        """After a start: what an unfinished message says is not known; its record may be lost."""
        self._do("UPDATE posts SET digest = '' WHERE wanted > sent AND ref <> ''")

    def update_post(
        self,
        exercise: int,
        key: str,
        *,
        to: int | None = None,
        wanted: int | None = None,
        sent: int | None = None,
        digest: str | None = None,
        ref: str | None = None,
        phase: str | None = None,
        lease_until: float | None = None,
    ) -> bool:
        """Set the named columns; the others stay (None stands for "as it is").

        Gives whether there is such a message.
        """
        lease = None if lease_until is None else milliseconds(lease_until)
        done = self._do(
            'UPDATE posts SET "to" = coalesce(?, "to"), wanted = coalesce(?, wanted),'
            " sent = coalesce(?, sent), digest = coalesce(?, digest), ref = coalesce(?, ref),"
            " phase = coalesce(?, phase), lease_until = coalesce(?, lease_until)"
            " WHERE exercise = ? AND key = ?",
            (to, wanted, sent, digest, ref, phase, lease, exercise, key),
        )
        return done.rowcount == 1


def _post(row: tuple[Any, ...]) -> PostRow:
    *known, lease_until = row
    return PostRow(*(*known, seconds(lease_until)))
