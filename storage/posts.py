"""Posts: what should be on view, and what is.

The table has one column more, `lease_until`: the first release wrote it, nothing reads it. It
stays, since a database without it would be one that no earlier release can open.
"""

from storage.rows import PostRow
from storage.table import Table

_SELECT = 'SELECT exercise, key, "to", wanted, sent, digest, ref, phase FROM posts'


class Posts(Table):
    """The part of a transaction that knows messages."""

    def want(self, exercise: int, key: str, to: int) -> PostRow:
        """This message should be looked at again: it may say something else now. Gives its row.

        As long as it has not been sent, its recipient may change.
        """
        [row] = self._all(
            'INSERT INTO posts (exercise, key, "to", wanted) VALUES (?, ?, ?, 1)'
            " ON CONFLICT (exercise, key) DO UPDATE SET wanted = posts.wanted + 1,"
            ' "to" = CASE WHEN posts.ref = \'\' THEN excluded."to" ELSE posts."to" END'
            ' RETURNING exercise, key, "to", wanted, sent, digest, ref, phase',
            (exercise, key, to),
        )
        return PostRow(*row)

    def post(self, exercise: int, key: str) -> PostRow | None:
        """The message of this key."""
        found = self._one(
            _SELECT + " WHERE exercise = ? AND key = ?",
            (exercise, key),
        )
        return PostRow(*found) if found else None

    def posts(self, exercise: int) -> list[PostRow]:
        """All messages of an exercise, by key."""
        found = self._all(
            _SELECT + " WHERE exercise = ? ORDER BY key",
            (exercise,),
        )
        return [PostRow(*row) for row in found]

    def unsent(self) -> list[PostRow]:
        """Messages that wait to be shown, or were being sent; not those given up."""
        found = self._all(
            _SELECT + " WHERE (wanted > sent OR phase = 'sending') AND phase <> 'dead'"
            " ORDER BY exercise, key"
        )
        return [PostRow(*row) for row in found]

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
    ) -> bool:
        """Set the named columns; the others stay (None stands for "as it is").

        Gives whether there is such a message.
        """
        done = self._do(
            'UPDATE posts SET "to" = coalesce(?, "to"), wanted = coalesce(?, wanted),'
            " sent = coalesce(?, sent), digest = coalesce(?, digest), ref = coalesce(?, ref),"
            " phase = coalesce(?, phase) WHERE exercise = ? AND key = ?",
            (to, wanted, sent, digest, ref, phase, exercise, key),
        )
        return done.rowcount == 1
