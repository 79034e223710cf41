"""From what should be on view to what is: posts wanted, sent, edited, taken away.

A post is a row: how often it was wanted and up to which of these it was sent. So ten taps while
a chat is blocked become one edit. A first send is written down before it is tried; what a crash
leaves in that state is in doubt, and its kind decides: a private card is sent again (answers are
safe to repeat), a message to the group only when the facilitator says so.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.app import App, Keys
from bot.pace import Pace
from bot.platforms import Platform, PlatformError
from dialogs import events as e
from dialogs.exercise import Exercise
from dialogs.post import File, Post
from dialogs.show import show, urgency
from storage.store import PostRow, StoreError, Tx

log = logging.getLogger("valuemap")

LEASE = 60.0
"""Seconds after which a send that was begun is no longer under way."""

BARE = "-"
"""Ends the digest of a message without buttons: there is nothing to take away from it."""

Chat = tuple[str, str]
"""Platform and address."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One call to make. `verb`: send, edit, retire, delete."""

    verb: str
    platform: str
    address: str
    row: PostRow
    post: Post | File | None = None
    digest: str = ""


class Delivery:
    """Brings every post to where it should be, chat by chat, as fast as each platform lets it."""

    def __init__(
        self,
        app: App,
        platforms: Mapping[str, Platform],
        pace: Pace,
        make: Callable[[Exercise, File], Awaitable[Any]] | None = None,
    ) -> None:
        self.app = app
        self.platforms = platforms
        self.pace = pace
        self.make = make
        self._waiting: dict[Chat, dict[tuple[int, str], int]] = {}
        self._serving: dict[Chat, asyncio.Task[None]] = {}
        app.on_touched = self.touch

    # -- what waits ----------------------------------------------------------------------------

    def touch(self, keys: Keys) -> None:
        """These posts may have changed."""
        task = asyncio.get_running_loop().create_task(self._sort(list(dict.fromkeys(keys))))
        self._serving[("", str(id(task)))] = task
        task.add_done_callback(lambda t: self._serving.pop(("", str(id(t))), None))

    async def _sort(self, keys: Keys) -> None:
        """Put each post into the queue of its chat."""

        def job(tx: "Tx[Exercise]") -> list[tuple[Chat, int, str]]:
            return [
                (chat, number, key)
                for number, key in keys
                if (chat := _chat(tx, number, key)) is not None
            ]

        for chat, number, key in await self._safely(job):
            self._waiting.setdefault(chat, {})[number, key] = urgency(key)
            if chat not in self._serving:
                task = asyncio.get_running_loop().create_task(self._serve(chat))
                self._serving[chat] = task

    async def _safely(self, job: Callable[["Tx[Exercise]"], Any]) -> Any:
        """Run a job until the storage takes it: what is wanted stays wanted."""
        pause = 0.2
        while True:
            try:
                return await self.app.store.run(job)
            except StoreError as error:
                log.warning("the storage does not take a delivery's record yet: %s", error)
                await self.pace.sleep(pause)
                pause = min(pause * 2, 10.0)

    async def settle(self) -> None:
        """Wait until nothing is waiting and nothing is set going."""
        while self._serving or self.app.busy:
            await self.app.settle()
            if self._serving:
                await asyncio.gather(*list(self._serving.values()))

    async def stop(self) -> None:
        """Let the calls under way finish, begin no other."""
        self._waiting.clear()
        for task in list(self._serving.values()):
            task.cancel()
        await asyncio.gather(*list(self._serving.values()), return_exceptions=True)

    # -- one chat ------------------------------------------------------------------------------

    async def _serve(self, chat: Chat) -> None:
        """Deliver what waits for a chat, most urgent first, until nothing does."""
        waiting = self._waiting[chat]
        try:
            while waiting:
                number, key = min(waiting, key=lambda k: waiting[k])
                await self.pace.turn(chat, key)
                waiting.pop((number, key), None)
                if not await self._deliver(chat, number, key):
                    waiting[number, key] = urgency(key)
        finally:
            self._serving.pop(chat, None)
            if not waiting:
                self._waiting.pop(chat, None)

    async def _deliver(self, chat: Chat, number: int, key: str) -> bool:
        """Bring one post to where it should be; False to try again."""
        todo: Todo | None = await self._safely(lambda tx: self._prepare(tx, number, key))
        if todo is None:
            return True
        try:
            ref = await self._call(todo)
        except PlatformError as error:
            return await self._failed(chat, todo, error)
        self.pace.done(chat, key)
        await self._record(todo, ref)
        return True

    async def _call(self, todo: Todo) -> str:
        platform, row = self.platforms[todo.platform], todo.row
        if todo.verb == "delete":
            await platform.delete(todo.address, row.ref)
            return ""
        if todo.verb == "retire":
            await platform.retire(todo.address, row.ref)
            return ""
        if isinstance(todo.post, File):
            assert self.make  # noqa: S101 - files are only shown where they can be made
            return await platform.upload(todo.address, await self.make_file(todo))
        assert todo.post  # noqa: S101 - to send and to edit there is a post
        if todo.verb == "edit":
            await platform.edit(todo.address, row.ref, todo.post)
            return row.ref
        return await platform.send(todo.address, todo.post, f"{row.exercise}/{row.key}")

    async def make_file(self, todo: Todo) -> Any:
        """The file that a post stands for."""
        raise NotImplementedError

    # -- before and after ----------------------------------------------------------------------

    def _prepare(self, tx: "Tx[Exercise]", number: int, key: str) -> Todo | None:
        """What is to be done for a post now; a first send is written down before it is tried."""
        row, exercise = tx.post(number, key), tx.row(number)
        if row is None or exercise is None or row.phase in ("doubt", "dead"):
            return None
        if row.sent >= row.wanted and row.phase == "":
            return None
        address = _address(tx, number, row.to, exercise.place)
        if not address:
            return None
        post = show(tx.exercise(number), key)
        digest = _digest(post)
        todo = Todo("", exercise.platform, address, row, post, digest)
        if post is None:
            verb = "retire" if key.startswith("card/") else "delete"
            bare = verb == "retire" and row.digest.endswith(BARE)
            return replace(todo, verb=verb) if row.ref and not bare else _settle(tx, row)
        if row.ref:
            same = digest == row.digest or isinstance(post, File)
            return _settle(tx, row) if same else replace(todo, verb="edit")
        tx.update_post(number, key, phase="sending", lease_until=self.app.now() + LEASE)
        return replace(todo, verb="send")

    async def _record(self, todo: Todo, ref: str) -> None:
        row = todo.row
        await self._fields(
            row, sent=row.wanted, digest=todo.digest, ref=ref, phase="", lease_until=0.0
        )

    async def _failed(self, chat: Chat, todo: Todo, error: PlatformError) -> bool:
        """What a failed call means for the post; False to try it again."""
        row = todo.row
        log.info("not delivered: %s", error, extra={"exercise": row.exercise, "post": row.key})
        if error.moved_to:
            await self._moved(todo, error.moved_to)
            return True
        if error.unreachable:
            await self._unreachable(todo)
            return True
        if error.gone:
            await self._fields(row, ref="", digest="", phase="")
            return todo.verb in ("retire", "delete")
        if error.final:
            log.error("refused for good: %s", error, extra={"post": row.key})
            await self._fields(row, sent=row.wanted, phase="dead")
            return True
        if error.unknown_outcome and todo.verb == "send":
            return await self.doubt(row, todo.post)
        if todo.verb == "send":
            await self._fields(row, phase="")
        await self.pace.wait(chat, error)
        return False

    async def doubt(self, row: PostRow, post: Post | File | None) -> bool:
        """A send that may have worked: again in private, else only if the facilitator says so."""
        if isinstance(post, Post) and not post.once:
            await self._fields(row, phase="")
            return False
        await self._fields(row, phase="doubt")
        await self.app.happen(row.exercise, e.Doubtful(self.app.now(), row.key))
        return True

    async def _fields(self, row: PostRow, **fields: Any) -> None:
        await self._safely(lambda tx: tx.update_post(row.exercise, row.key, **fields))

    async def _unreachable(self, todo: Todo) -> None:
        row = todo.row
        await self._fields(row, phase="")
        if row.to == 0:
            await self.app.happen(row.exercise, e.Dropped(self.app.now()))
            return
        await self._safely(lambda tx: tx.set_reachable(row.exercise, row.to, False))
        await self.app.happen(row.exercise, e.Unreachable(self.app.now(), row.to))

    async def _moved(self, todo: Todo, to: str) -> None:
        def job(tx: "Tx[Exercise]") -> Keys:
            moved = tx.move(todo.platform, todo.address, to)
            return [(number, p.key) for number in moved for p in tx.posts(number) if p.to == 0]

        await self._fields(todo.row, phase="")
        self.touch(await self._safely(job))

    async def recover(self, keys: Iterable[tuple[int, str]]) -> None:
        """After a start: settle what was being sent, then deliver what is wanted."""

        def job(tx: "Tx[Exercise]") -> list[tuple[PostRow, Post | File | None]]:
            rows = [row for row in tx.unsent() if row.phase == "sending"]
            return [(row, show(tx.exercise(row.exercise), row.key)) for row in rows]

        for row, post in await self._safely(job):
            await self.doubt(row, post)
        self.touch(list(keys))


def _chat(tx: "Tx[Exercise]", number: int, key: str) -> Chat | None:
    row, exercise = tx.post(number, key), tx.row(number)
    if row is None or exercise is None:
        return None
    address = _address(tx, number, row.to, exercise.place)
    return (exercise.platform, address) if address else None


def _address(tx: "Tx[Exercise]", number: int, to: int, place: str) -> str:
    """Where a post goes: the group, or a person who can be reached."""
    if to == 0:
        return place
    person = next((p for p in tx.people(number) if p.number == to), None)
    return person.address if person and person.reachable else ""


def _settle(tx: "Tx[Exercise]", row: PostRow) -> Todo | None:
    """It says already what it should."""
    tx.update_post(row.exercise, row.key, sent=row.wanted)
    return None


def _digest(post: Post | File | None) -> str:
    """What tells one look of a message from another; its last letter, whether it has buttons."""
    if post is None:
        return ""
    rows = isinstance(post, Post) and post.rows
    return hashlib.sha256(repr(post).encode()).hexdigest()[:16] + ("" if rows else BARE)
