"""Posts: what should be on view, what is, and in which order the rest goes out."""

from typing import Any

from storage.rows import PostRow, milliseconds, seconds
from storage.table import Table

_COLUMNS = 'exercise, key, "to", wanted, sent, digest, ref, phase, seq, reason, refused'
_SELECT = "SELECT " + _COLUMNS + " FROM posts"  # noqa: S608 - of constants

_WANT = (
    'INSERT INTO posts (exercise, key, "to", wanted, seq)'
    " VALUES (?, ?, ?, 1, (SELECT coalesce(max(seq), 0) + 1 FROM posts))"
    " ON CONFLICT (exercise, key) DO UPDATE SET wanted = posts.wanted + 1,"
    ' "to" = CASE WHEN posts.ref = \'\' THEN excluded."to" ELSE posts."to" END,'
    " seq = CASE WHEN posts.ref = '' AND posts.sent >= posts.wanted"
    " THEN excluded.seq ELSE posts.seq END,"
    " phase = CASE WHEN posts.phase = 'undelivered' THEN '' ELSE posts.phase END"
    ' RETURNING exercise, key, "to", wanted, sent, digest, ref, phase, seq, reason, refused'
)
_WAITS = "(wanted > sent OR phase = 'sending')"
"""As the index of them says it, or it is not used."""


class Posts(Table):
    """The part of a transaction that knows messages."""

    def want(self, exercise: int, key: str, to: int) -> PostRow:
        """This message should be looked at again: it may say something else now. Gives its row.

        A new one gets its turn, behind all that waits; so does one that had nothing to say when it
        was looked at. As long as it has not been sent, its recipient may change. One that was
        refused for good may do as it is now, so it is tried again.
        """
        [row] = self._all(
            _WANT,
            (exercise, key, to),
        )
        return _post(row)

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

    def read_by(self, exercise: int, person: int) -> list[PostRow]:
        """What the group and this person are to read, in order; not what was let go."""
        found = self._all(
            _SELECT + " WHERE exercise = ? AND \"to\" IN (0, ?) AND phase <> 'dead' ORDER BY seq",
            (exercise, person),
        )
        return [_post(row) for row in found]

    def unsent(self) -> list[PostRow]:
        """Messages that wait to be shown, or were being sent, in order; not those given up."""
        # seq + 0: or the index of all messages by seq is read instead, to save the sorting of few
        found = self._all(_SELECT + f" WHERE {_WAITS} AND phase <> 'dead' ORDER BY seq + 0")
        return [_post(row) for row in found]

    def waiting(self, exercise: int) -> list[PostRow]:
        """An exercise's messages that wait for their turn, in order."""
        found = self._all(
            _SELECT + f" WHERE exercise = ? AND {_WAITS} AND phase = '' ORDER BY seq", (exercise,)
        )
        return [_post(row) for row in found]

    def ahead(self, exercise: int, seq: int) -> list[PostRow]:
        """New messages to the group whose turn is before this one, and that may not stand yet."""
        found = self._all(
            _SELECT + f' WHERE exercise = ? AND "to" = 0 AND seq < ? AND {_WAITS}'
            " AND ref = '' AND phase IN ('', 'sending', 'doubt') ORDER BY seq",
            (exercise, seq),
        )
        return [_post(row) for row in found]

    def distrust(self) -> None:
        """After a start: what an unfinished message says is not known; its record may be lost.

        But of one without a reference that we know, which is not edited: it says what it said.
        """
        self._do("UPDATE posts SET digest = '' WHERE wanted > sent AND ref NOT IN ('', '-')")

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

    def refuse_post(
        self, exercise: int, key: str, reason: str, since: float | None, phase: str = ""
    ) -> None:
        """A message was refused, since when and with which word; with no word, no longer."""
        at = None if since is None else milliseconds(since)
        self._do(
            "UPDATE posts SET reason = ?, refused = ?, phase = ? WHERE exercise = ? AND key = ?",
            (reason, at, phase, exercise, key),
        )


def _post(columns: tuple[Any, ...]) -> PostRow:
    *known, refused = columns
    return PostRow(*(*known, None if refused is None else seconds(refused)))
