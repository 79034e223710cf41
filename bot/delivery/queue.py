"""From what should be on view to what is: posts sent, edited, taken away.

A post is a row: how often it was wanted and up to which of these it was sent. So ten taps while
a chat is blocked become one edit. A first send is written down before it is tried; what a crash
leaves in that state is in doubt, and its kind decides: a private card is sent again (answers are
safe to repeat), a message to the group or a file only when the facilitator says so.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Any

from bot.app import outbox
from bot.app.app import App, loader
from bot.app.outbox import NO_REF, SUPERSEDED, Chat, Job, Todo, Wanted
from bot.delivery.limits import Pace
from bot.platforms.base import Finder, Incoming, Platform, PlatformError, Upload
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from dialogs.core.post import File, Post
from storage.store import StoreError, Tx

log = logging.getLogger("valuemap")

AT_ONCE = 64
"""At most this many calls are under way at a time, so that an outage does not pile them up."""

SHORTEST = 0.001
"""Seconds of the shortest pause, so that a rounding error is not waited for again and again."""

AT_ANY_TIME = 0.0
"""A moment that has passed: as soon as the pace allows."""

Make = Callable[[Exercise, File], Upload]
"""Makes a file from an exercise that is nobody else's. Runs in a thread of its own."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A post in the queue: how urgent it is (0 first), and the how-manieth. `since` for its age."""

    urgency: int
    n: int
    since: float = field(compare=False)
    wanted: Wanted = field(compare=False)


class Delivery:
    """Brings every post to where it should be, each chat in order, as fast as platforms let it."""

    def __init__(
        self, app: App, platforms: Mapping[str, Platform], pace: Pace, make: Make | None = None
    ) -> None:
        self.app = app
        self.platforms = platforms
        self.pace = pace
        self.make = make
        pace.rates = {name: platform.rates for name, platform in platforms.items()}
        self._copy = loader(app.library)
        self._queued: dict[tuple[int, str], Entry] = {}  # the valid entries; others are passed over
        self._lines: dict[str, list[Entry]] = {}  # a heap for each platform
        self._later: list[tuple[float, Entry]] = []  # a heap: those that must wait, until when
        self._busy: dict[Chat, asyncio.Task[None]] = {}
        self._behind: dict[Chat, list[Entry]] = {}  # those that wait for a call to their chat
        self._timer: asyncio.Task[None] | None = None
        self._timer_at = math.inf
        self._stopped = False
        self._count = count()
        self._last: dict[Chat, tuple[tuple[int, str], str]] = {}  # the post, and what it says
        self._ahead: dict[Chat, Todo] = {}  # found by the job that took a tap
        app.ahead = outbox.ahead
        app.on_touched = self.touch
        app.on_said = self._said

    # -- the queue -----------------------------------------------------------------------------

    def touch(self, wanted: Iterable[Wanted], ahead: Todo | None = None) -> None:
        """These posts may have changed. `ahead`: what is to be done for one, if it may go now."""
        for each in wanted:
            self._ahead.pop(each.chat, None)  # only the newest look at a chat is worth anything
            self._queue(each)
        if ahead:
            self._ahead[ahead.chat] = ahead
        self._go()
        if ahead and ahead.chat not in self._busy:
            self._ahead.pop(ahead.chat, None)  # until it may go, much can happen

    def _said(self, incoming: Incoming) -> None:
        """A word at once is a message, too, and takes a place."""
        address = incoming.place or (incoming.account.address if incoming.account else "")
        self.pace.count((incoming.platform, address), group=bool(incoming.place))

    def _queue(self, wanted: Wanted) -> None:
        known = self._queued.get(wanted.id)
        later = wanted.urgency if wanted.urgency != SUPERSEDED else -1
        if known and known.urgency <= later and known.wanted.chat == wanted.chat:
            return  # it stays as urgent as it was, unless nobody looks at it any longer
        since = known.since if known else self.pace.monotonic()
        entry = Entry(wanted.urgency, next(self._count), since, wanted)
        self._queued[entry.wanted.id] = entry
        heappush(self._lines.setdefault(entry.wanted.chat[0], []), entry)

    @property
    def length(self) -> int:
        """How many posts wait or are under way."""
        return len(self._queued) + len(self._busy)

    @property
    def oldest(self) -> float:
        """For how many seconds the post that waits longest has waited."""
        now = self.pace.monotonic()
        return max((now - entry.since for entry in self._queued.values()), default=0.0)

    def _go(self) -> None:
        """Let everything go that may, the most urgent first; look again when more may."""
        if self._stopped:
            return
        now = self.pace.monotonic()
        while self._later and self._later[0][0] <= now:
            _, entry = heappop(self._later)
            heappush(self._lines[entry.wanted.chat[0]], entry)
        moments = [self._go_on(platform, now) for platform in self._lines]
        if self._later:
            moments.append(self._later[0][0])
        self._wake_at(min(moments, default=math.inf))

    def _go_on(self, platform: str, now: float) -> float:
        """Let go what may on one platform; gives when it takes more, if it is that."""
        line = self._lines[platform]
        while line and len(self._busy) < AT_ONCE:
            opens = self.pace.opens(platform)
            if opens > now:
                return opens
            entry = heappop(line)
            if self._queued.get(entry.wanted.id) is entry:
                self._go_or_wait(entry, now)
        return math.inf

    def _go_or_wait(self, entry: Entry, now: float) -> None:
        wanted = entry.wanted
        if wanted.chat in self._busy:
            self._behind.setdefault(wanted.chat, []).append(entry)
            return
        free = self.pace.free_at(wanted.chat, wanted.key)
        if free > now:
            self._ahead.pop(wanted.chat, None)
            heappush(self._later, (free, entry))
            return
        del self._queued[wanted.id]
        self.pace.keep(wanted.chat, group=wanted.group)
        self._busy[wanted.chat] = asyncio.get_running_loop().create_task(self._serve(entry))

    def _wake_at(self, moment: float) -> None:
        if moment == math.inf or (self._timer and self._timer_at <= moment):
            return
        if self._timer:
            self._timer.cancel()
        self._timer_at = moment
        self._timer = asyncio.get_running_loop().create_task(self._sleep(moment))

    async def _sleep(self, moment: float) -> None:
        await self.pace.sleep(max(SHORTEST, moment - self.pace.monotonic()))
        self._timer = None
        self._go()

    async def settle(self) -> None:
        """Wait until nothing is waiting and nothing is set going."""
        while self._busy or self._timer or self.app.busy:
            await self.app.settle()
            if tasks := [*self._busy.values(), *([self._timer] if self._timer else [])]:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    async def stop(self) -> None:
        """Let the calls under way finish, begin no other: what is wanted stays wanted."""
        self._stopped = True
        if self._timer:
            self._timer.cancel()
        while self._busy:
            await asyncio.wait(list(self._busy.values()))

    # -- one post ------------------------------------------------------------------------------

    async def _serve(self, entry: Entry) -> None:
        """Deliver one post; if that is not possible now, it goes back to its place."""
        wanted = entry.wanted
        again: float | None = None
        try:
            again = await self._deliver(wanted)
        except Exception:
            log.exception("a mistake of ours; this post is left as it is", extra=_about(wanted))
        finally:
            del self._busy[wanted.chat]
            for behind in self._behind.pop(wanted.chat, ()):
                heappush(self._lines[wanted.chat[0]], behind)
            if again is not None and wanted.id not in self._queued:
                self._queued[wanted.id] = entry
                heappush(self._later, (again, entry))
            self._go()

    def _known(self, wanted: Wanted, held: Container[str]) -> Todo | None:
        """What was found ahead, if nothing was said in this chat since that could undo it."""
        todo = self._ahead.pop(wanted.chat, None)
        if todo is None or todo.id != wanted.id or todo.verb in held:
            return None
        before = (todo.id, todo.row.digest)
        return todo if self._last.get(wanted.chat, before) == before else None

    async def _deliver(self, wanted: Wanted) -> float | None:
        """Bring one post to where it should be; gives when to try again, if that is needed."""
        held = self.pace.held(wanted.chat[0])
        known = self._known(wanted, held)
        self._last[wanted.chat] = (wanted.id, "")  # until it is known to have gone well
        try:
            todo = known or await self._run(lambda tx: outbox.prepare(tx, wanted, held, self._copy))
        except BaseException:
            self.pace.drop(wanted.chat)
            raise
        if not isinstance(todo, Todo):
            self.pace.drop(wanted.chat)
            return held[todo] if todo else None
        self.pace.spend(wanted.chat, todo.verb)
        self._go()  # now it is known when the next one may
        try:
            ref = await self._call(todo)
        except PlatformError as error:
            done = await self._failed(todo, error)
            return None if done else AT_ANY_TIME
        except Exception:  # it may have been sent, so its kind decides; the mistake is reported
            if todo.first:
                await self._doubt(todo)
            raise
        await self._sent(todo, ref)
        return None

    async def _call(self, todo: Todo) -> str:
        """Make the call; gives the reference of what stands there now."""
        platform, (_, address), row = self.platforms[todo.chat[0]], todo.chat, todo.row
        if todo.verb == "delete":
            await platform.delete(address, row.ref)
            return ""
        if todo.verb == "retire":
            await platform.retire(address, row.ref)
            return ""
        if isinstance(todo.post, File):
            return await platform.upload(address, await self._made(todo, todo.post)) or NO_REF
        assert todo.post  # noqa: S101 - to send and to edit there is a post
        if todo.verb == "edit":
            await platform.edit(address, row.ref, todo.post)
            return row.ref
        return await platform.send(address, todo.post, f"{row.exercise}/{row.key}")

    async def _made(self, todo: Todo, file: File) -> Upload:
        """The file itself. Raises `PlatformError` if it cannot be made: nothing was sent."""
        assert self.make  # noqa: S101 - files are only shown where they can be made
        assert todo.of  # noqa: S101 - `prepare` gives it for every file
        try:
            return await asyncio.to_thread(self.make, todo.of, file)
        except Exception as error:
            log.exception("a file could not be made", extra=_about_row(todo))
            raise PlatformError("the file could not be made", final=True) from error

    # -- afterwards ----------------------------------------------------------------------------

    async def _sent(self, todo: Todo, ref: str) -> None:
        """Write down that a post is as it was wanted, and which place of its chat it took.

        An edit whose record a crash loses is made once more, and changes nothing.
        """
        row = todo.row
        self._last[todo.chat] = (todo.id, todo.digest)
        taken = self.pace.done(todo.chat, row.key)

        def job(tx: "Tx[Exercise]") -> None:
            there = tx.update_post(
                row.exercise, row.key, sent=row.wanted, digest=todo.digest, ref=ref, phase=""
            )
            if there:  # else its reader was erased: nothing of them is written down again
                self._remember(tx, todo.chat[0], taken)

        if todo.verb == "edit":
            self.app.store.soon(job)
        else:
            await self._run(job)

    def _remember(self, tx: "Tx[Exercise]", platform: str, left: Mapping[str, float]) -> None:
        for scope, seconds in left.items():
            tx.block(platform, scope, self.app.now() + seconds)

    async def _failed(self, todo: Todo, error: PlatformError) -> bool:
        """What a failed call means for the post; False to try it again."""
        row = todo.row
        log.info("not delivered: %s", error, extra=_about_row(todo))
        if error.moved_to:
            await self._moved(todo, error.moved_to)
            return True
        if error.unreachable:
            await self._unreachable(todo)
            return True
        if error.gone:
            over = todo.verb in ("retire", "delete")
            sent = row.wanted if over else row.sent
            await self._fields(todo, ref="", digest="", sent=sent)
            return over
        if error.final:  # our mistake: not tried again as it is, but in its next look
            log.error("refused for good: %s", error, extra=_about_row(todo))
            await self._fields(todo, sent=row.wanted, phase="")
            return True
        blocked = self.pace.failed(todo.chat, todo.verb, error)
        await self._run(lambda tx: self._remember(tx, todo.chat[0], blocked))
        if error.unknown_outcome and todo.first:
            return await self._doubt(todo)
        await self._fields(todo, phase="")
        return False

    async def _doubt(self, todo: Todo) -> bool:
        """A send that may have worked: again in private, else only if the facilitator says so."""
        if not todo.once:
            await self._fields(todo, phase="", **await self._found(todo))
            return False
        if todo.post is None:  # and should not stand any longer
            await self._fields(todo, phase="", sent=todo.row.wanted)
            return True
        await self._fields(todo, phase="doubt")
        await self._happen(todo.row.exercise, e.Doubtful(self.app.now(), todo.row.key))
        return True

    async def _found(self, todo: Todo) -> dict[str, str]:
        """The reference of a private message in doubt, where its platform can tell."""
        (name, address), row = todo.chat, todo.row
        platform = self.platforms.get(name)
        if not isinstance(platform, Finder) or not address:
            return {}
        try:
            ref = await platform.find(address, f"{row.exercise}/{row.key}")
        except PlatformError as error:
            log.info("not known whether it was sent: %s", error, extra=_about_row(todo))
            return {}
        return {"ref": ref} if ref else {}

    async def _unreachable(self, todo: Todo) -> None:
        row, now = todo.row, self.app.now()
        await self._fields(todo, phase="")
        if row.to == 0:
            await self._happen(row.exercise, e.Dropped(now))
            return
        await self._run(lambda tx: tx.set_reachable(row.exercise, row.to, False))
        await self._happen(row.exercise, e.Unreachable(now, row.to))

    async def _moved(self, todo: Todo, to: str) -> None:
        """The group or topic is elsewhere now. A lost topic's group hears where it goes on."""
        platform, place = todo.chat

        def job(tx: "Tx[Exercise]") -> list[Wanted] | None:
            tx.update_post(todo.row.exercise, todo.row.key, phase="")
            return outbox.move(tx, platform, place, to)

        moved = await self._run(job)
        if moved is None:
            await self._happen(todo.row.exercise, e.Dropped(self.app.now()))
            return
        if moved and place.partition("/")[0] == to:
            await self._say_moved(platform, to, moved[0].exercise)
        self.touch(moved)

    async def _say_moved(self, platform: str, place: str, exercise: int) -> None:
        text = await self._run(lambda tx: tx.exercise(exercise).words().say("topic_gone"))
        try:
            await self.platforms[platform].send(place, Post(text), "")
        except PlatformError as error:
            log.info("not said that the topic is gone: %s", error, extra={"exercise": exercise})

    async def _fields(self, todo: Todo, **fields: Any) -> None:
        row = todo.row
        await self._run(lambda tx: tx.update_post(row.exercise, row.key, **fields))

    async def _run(self, job: Job) -> Any:
        """Run a job until the storage takes it: what is wanted stays wanted."""
        return await self._until_stored(lambda: self.app.store.run(job))

    async def _happen(self, exercise: int, event: e.Event) -> None:
        await self._until_stored(lambda: self.app.happen(exercise, event))

    async def _until_stored(self, work: Callable[[], Any]) -> Any:
        pause = 0.2
        while True:
            try:
                return await work()
            except StoreError as error:
                log.warning("the storage does not take a delivery's record yet: %s", error)
                await self.pace.sleep(pause)
                pause = min(pause * 2, 10.0)

    # -- after a start -------------------------------------------------------------------------

    async def recover(self, wanted: Iterable[Wanted]) -> None:
        """After a start: what is blocked stays so, what was being sent is settled, then go on."""
        now = self.app.now()
        for name in self.platforms:
            until = await self._run(partial(_blocks, name))
            left = {scope: at - now for scope, at in until.items() if at > now}
            self.pace.restore(name, left)
        await self._run(lambda tx: tx.forget_blocks(now))
        await self._run(lambda tx: tx.distrust())
        for todo in await self._run(outbox.in_doubt):
            await self._doubt(todo)
        self.touch(wanted)


def _blocks(platform: str, tx: "Tx[Exercise]") -> dict[str, float]:
    return tx.blocks(platform)


def _about(wanted: Wanted) -> dict[str, object]:
    return {"exercise": wanted.exercise, "post": wanted.key}


def _about_row(todo: Todo) -> dict[str, object]:
    return {"exercise": todo.row.exercise, "post": todo.row.key}
