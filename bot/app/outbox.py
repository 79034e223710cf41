"""What should be on view, where it goes, and what is to be done for it: the part in the database.

Everything here runs inside a job of the store's writer and touches nothing but its transaction.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from dialogs.core.addresses import CardKey, kind_of
from dialogs.core.exercise import Exercise
from dialogs.core.post import File, Post
from dialogs.show import show, urgency
from storage.store import PostRow, Tx

Chat = tuple[str, str]
"""Platform and address."""

Job = Callable[["Tx[Exercise]"], Any]

BARE = "-"
"""Ends the digest of a message without buttons: there is nothing to take away from it."""

NO_REF = "-"
"""The reference of a message that stands, where the platform does not say under which name."""

TAPPED = 0
"""How urgent the card is that somebody has just tapped: they wait for it."""

SUPERSEDED = 9
"""How urgent it is to take the buttons from an old card: nobody waits for that."""

LIVE = ("hello", "board", "plan")
"""What a group that moved sees again; what was said there before is still to be read."""

Verb = Literal["send", "upload", "edit", "retire", "delete"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A post that may have changed, the chat it is for, and how urgent it is: 0 comes first."""

    exercise: int
    key: str
    chat: Chat
    group: bool = False
    urgency: int = 0

    @property
    def id(self) -> tuple[int, str]:
        """What tells it from others."""
        return self.exercise, self.key


@dataclass(frozen=True, slots=True)
class Todo:
    """One call to make. `of` is the exercise as it is now, private to this call, for a file."""

    verb: Verb
    chat: Chat
    row: PostRow
    post: Post | File | None = None
    digest: str = ""
    of: Exercise | None = None

    @property
    def id(self) -> tuple[int, str]:
        """The post that it is for."""
        return self.row.exercise, self.row.key

    @property
    def once(self) -> bool:
        """Whether it is better lost than said twice: what a group reads, and every file."""
        return self.row.to == 0 or isinstance(self.post, File)

    @property
    def first(self) -> bool:
        """Whether it makes a new message."""
        return self.verb in ("send", "upload")


def addressed(
    tx: "Tx[Exercise]", exercise: int, posts: Iterable[tuple[str, int]], by: int = 0
) -> list[Wanted]:
    """These posts (key, recipient) with their chats, without those that cannot go anywhere.

    `by` is who did what changed them, and waits for their newest card.
    """
    chats: dict[int, str] = {}
    x = tx.exercise(exercise)
    found: list[Wanted] = []
    for key, to in posts:
        if to not in chats:
            chats[to] = _address(tx, exercise, to)
        if chats[to]:
            chat = (x.platform, chats[to])
            rank = _urgency(x, key, to, by)
            found.append(Wanted(exercise, key, chat, group=to == 0, urgency=rank))
    return found


def _urgency(x: Exercise, key: str, to: int, by: int) -> int:
    """First what somebody has just tapped for; last the buttons of cards that have a successor."""
    if kind_of(key) != CardKey.kind:
        return urgency(key)
    person = x.people.get(to)
    if person is None or key != str(CardKey(to, person.cards)):
        return SUPERSEDED
    return TAPPED if to == by else urgency(key)


def _address(tx: "Tx[Exercise]", exercise: int, to: int) -> str:
    if to == 0:
        row = tx.row(exercise)
        return row.place if row else ""
    person = tx.member(exercise, to)
    return person.address if person and person.reachable else ""


def waiting(tx: "Tx[Exercise]") -> list[Wanted]:
    """Every post that is not on view as it should be."""
    rows: dict[int, list[tuple[str, int]]] = {}
    for row in tx.unsent():
        rows.setdefault(row.exercise, []).append((row.key, row.to))
    return [each for number, posts in rows.items() for each in addressed(tx, number, posts)]


def prepare(
    tx: "Tx[Exercise]",
    wanted: Wanted,
    held: Container[str],
    copy: Callable[["Tx[Exercise]", int], Exercise],
) -> Todo | Verb | None:
    """What is to be done for a post now: nothing, a call, or a kind of call that must wait.

    A first send is written down before it is tried.
    """
    row = tx.post(wanted.exercise, wanted.key)
    if row is None or row.phase or row.sent >= row.wanted:
        return None
    x = tx.exercise(wanted.exercise)
    here = addressed(tx, wanted.exercise, [(row.key, row.to)])
    if not here or (row.to == 0 and x.paused):
        return None  # it stays wanted, for when they come back
    todo = _todo(x, row, here[0].chat)
    if todo is None:
        tx.update_post(row.exercise, row.key, sent=row.wanted)
        return None
    if todo.verb in held:
        return todo.verb
    if todo.verb == "upload":
        todo = replace(todo, of=copy(tx, wanted.exercise))
    if todo.first:
        tx.update_post(row.exercise, row.key, phase="sending")
    return todo


def ahead(tx: "Tx[Exercise]", wanted: Iterable[Wanted]) -> Todo | None:
    """The edit of the card that was tapped, found by the job that took the tap. Reads only.

    It saves most taps a second way to the writer. None where it is anything but an edit.
    """
    tapped = next((each for each in wanted if each.urgency == TAPPED), None)
    row = tx.post(tapped.exercise, tapped.key) if tapped else None
    if tapped is None or row is None or row.phase:
        return None
    try:
        todo = _todo(tx.exercise(row.exercise), row, tapped.chat)
    except Exception:  # noqa: BLE001 - the tap counts; whoever delivers the card reports it
        return None
    return todo if todo and todo.verb == "edit" else None


def _todo(x: Exercise, row: PostRow, chat: Chat) -> Todo | None:
    """What brings a message to what it should say now; None if it says that."""
    post = show(x, row.key)
    digest = digest_of(post)
    verb = _verb(row, post, digest)
    return Todo(verb, chat, row, post, digest) if verb else None


def _verb(row: PostRow, post: Post | File | None, digest: str) -> Verb | None:
    """What brings a message from what it says to what it should; None if that is the same."""
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


def in_doubt(tx: "Tx[Exercise]") -> list[Todo]:
    """The sends that a crash cut short: nobody knows what became of them."""
    rows = [row for row in tx.unsent() if row.phase == "sending"]
    return [_doubted(tx, row) for row in rows]


def _doubted(tx: "Tx[Exercise]", row: PostRow) -> Todo:
    there = addressed(tx, row.exercise, [(row.key, row.to)])
    chat = there[0].chat if there else ("", "")
    return Todo("send", chat, row, show(tx.exercise(row.exercise), row.key))


def move(tx: "Tx[Exercise]", platform: str, place: str, to: str) -> list[Wanted] | None:
    """The group has a new address: what lives there is posted anew, and what waits goes there.

    None where that is not possible, since another exercise runs there.
    """
    rows = [row.id for row in tx.rows() if (row.platform, row.place) == (platform, place)]
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
