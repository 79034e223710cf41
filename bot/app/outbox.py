"""What should be on view, where it goes, and which call brings it there: the part in the database.

Everything here runs inside a job of the store's writer and touches nothing but its transaction.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from dialogs.core.addresses import LIVE, CardKey, HelloKey, kind_of, read_key
from dialogs.core.exercise import Exercise
from dialogs.core.post import File, Post
from dialogs.show import show, urgency
from storage.store import PostRow, Tx

Chat = tuple[str, str]
"""Platform and address."""

BARE = "-"
"""Ends the digest of a message without buttons: there is nothing to take away from it."""

NO_REF = "-"
"""The reference of a message that stands, where the platform does not say under which name."""

TAPPED = 0
"""How urgent the card is that somebody has just tapped: they wait for it."""

SUPERSEDED = 9
"""How urgent it is to take the buttons from an old card: nobody waits for that."""

Verb = Literal["send", "upload", "edit", "retire", "delete"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make.

    For a file, `of` is the exercise as it is now, private to this call; `entry` is the number and
    the hash of the fact in its record that holds the result.
    """

    verb: Verb
    chat: Chat
    row: PostRow
    post: Post | File | None = None
    digest: str = ""
    of: Exercise | None = None
    entry: tuple[int, str] | None = None

    @property
    def once(self) -> bool:
        """Whether it is better lost than said twice: what a group reads, and every file.

        Not the first word to a group: who could be asked about it comes to us by its button.
        """
        if kind_of(self.row.key) == HelloKey.kind:
            return False
        return self.row.to == 0 or isinstance(self.post, File)

    @property
    def first(self) -> bool:
        """Whether it makes a new message."""
        return self.verb in ("send", "upload")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post that may have changed, the chat it is for, and how urgent it is: 0 comes first.

    `call` is what is to be done for it, where the job that wanted it knows: it holds for a moment.
    """

    exercise: int
    key: str
    chat: Chat
    group: bool = False
    urgency: int = 0
    call: Call | None = None

    @property
    def id(self) -> tuple[int, str]:
        """What tells it from others."""
        return self.exercise, self.key


def addressed(
    tx: "Tx[Exercise]", exercise: int, posts: Iterable[tuple[str, int]], by: int = 0
) -> list[Wanted]:
    """These posts (key, recipient) with their chats, without those that cannot go anywhere.

    `by` is who did what changed them, and waits for their newest card.
    """
    chats: dict[int, Chat | None] = {}
    x = tx.exercise(exercise)
    found: list[Wanted] = []
    for key, to in posts:
        if to not in chats:
            chats[to] = _chat(tx, exercise, to)
        if chat := chats[to]:
            rank = _urgency(x, key, to, by)
            found.append(Wanted(exercise, key, chat, group=to == 0, urgency=rank))
    return found


def unsent(tx: "Tx[Exercise]") -> list[Wanted]:
    """Every post that is not on view as it should be. No exercise is read for it."""
    chats: dict[tuple[int, int], Chat | None] = {}
    found: list[Wanted] = []
    for row in tx.unsent():
        to = row.exercise, row.to
        if to not in chats:
            chats[to] = _chat(tx, *to)
        if chat := chats[to]:
            rank = SUPERSEDED if _superseded(tx, row) else urgency(row.key)
            found.append(Wanted(row.exercise, row.key, chat, group=row.to == 0, urgency=rank))
    return found


def _superseded(tx: "Tx[Exercise]", row: PostRow) -> bool:
    """Whether this is a card that has a successor."""
    try:
        key = read_key(row.key)
    except ValueError:  # told when its turn comes; it holds up no other
        return False
    if not isinstance(key, CardKey):
        return False
    return tx.post(row.exercise, str(CardKey(key.person, key.number + 1))) is not None


def _urgency(x: Exercise, key: str, to: int, by: int) -> int:
    """First what somebody has just tapped for; last the buttons of cards that have a successor."""
    if kind_of(key) != CardKey.kind:
        return urgency(key)
    person = x.people.get(to)
    if person is None or key != str(CardKey(to, person.cards)):
        return SUPERSEDED
    return TAPPED if to == by else urgency(key)


def _chat(tx: "Tx[Exercise]", exercise: int, to: int) -> Chat | None:
    """Where the group is, or a person, who may have come by a link on another platform."""
    if to == 0:
        row = tx.row(exercise)
        return (row.platform, row.place) if row else None
    person = tx.member(exercise, to)
    there = person and person.reachable and person.address
    return (person.platform, person.address) if person and there else None


def with_edit(x: Exercise, wanted: Wanted, row: PostRow) -> Wanted:
    """A card that was just tapped, with the edit it needs. Reads only.

    So the job that takes a tap saves it a second visit to the writer. Anything but an edit is left
    to whoever delivers the post, who also reports what cannot be shown: the tap counts.
    """
    if wanted.urgency != TAPPED or row.phase or not row.ref:
        return wanted
    try:
        call = call_for(x, row, wanted.chat)
    except Exception:  # noqa: BLE001 - see above
        return wanted
    return replace(wanted, call=call) if call and call.verb == "edit" else wanted


def call_for(x: Exercise, row: PostRow, chat: Chat) -> Call | None:
    """What brings a message to what it should say now; None if it says that."""
    post = show(x, row.key, new=not row.ref)
    digest = digest_of(post)
    verb = _verb(row, post, digest)
    return Call(verb, chat, row, post, digest) if verb else None


def _verb(row: PostRow, post: Post | File | None, digest: str) -> Verb | None:
    """What brings a message from what it says to what it should; None if that is the same."""
    if row.ref == NO_REF and isinstance(post, Post):  # it stands, and cannot be changed
        return "send" if kind_of(row.key) in LIVE and digest != row.digest else None
    if post is None:
        verb: Verb = "retire" if kind_of(row.key) == CardKey.kind else "delete"
        bare = verb == "retire" and row.digest.endswith(BARE)
        return verb if row.ref not in ("", NO_REF) and not bare else None
    if not row.ref:
        return "upload" if isinstance(post, File) else "send"
    return None if isinstance(post, File) or digest == row.digest else "edit"


def digest_of(post: Post | File | None) -> str:
    """What tells one look of a message from another; its last letter, whether it has buttons."""
    if post is None:
        return ""
    rows = isinstance(post, Post) and post.rows
    return hashlib.sha256(repr(post).encode()).hexdigest()[:16] + ("" if rows else BARE)


def move(tx: "Tx[Exercise]", platform: str, place: str, to: str) -> list[Wanted] | None:
    """The group has a new address: what lives there is posted anew, and what waits goes there.

    None where that is not possible, since another exercise runs there.
    """
    rows = [row.id for row in tx.rows_at(platform, place)]
    said = {(n, p.key) for n in rows for p in tx.posts(n) if p.to == 0 and (p.ref or p.sent)}
    doubted = {(n, p.key) for n in rows for p in tx.posts(n) if p.to == 0 and p.phase == "doubt"}
    try:
        moved = tx.move(platform, place, to)
    except sqlite3.IntegrityError:
        return None
    found: list[Wanted] = []
    for number in moved:
        group = [p for p in tx.posts(number) if p.to == 0]
        for post in group:
            old = (number, post.key) in said and kind_of(post.key) not in LIVE
            if old and (number, post.key) not in doubted:
                tx.update_post(number, post.key, sent=post.wanted, phase="dead")
        found += addressed(tx, number, [(post.key, 0) for post in group])
    return found
