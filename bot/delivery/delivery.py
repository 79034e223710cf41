"""What follows a commit: posts are brought to where they should be, the rest is done beside them.

A post is a row: how often it was wanted and up to which of these it was sent. Which goes next says
the queue, what becomes of it the courier; here the two are kept going.
"""

import asyncio
import logging
import math
from collections.abc import Callable, Coroutine, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from bot.app.app import App
from bot.app.outbox import Call, Chat, Wanted
from bot.app.record import Effects
from bot.delivery.courier import Courier, Make
from bot.delivery.jobs import barred, blocked, in_doubt
from bot.delivery.limits import Pace
from bot.delivery.queue import Entry, Queue
from bot.delivery.records import Result
from bot.delivery.stored import until_stored
from bot.platforms.base import Incoming, Paged, Platform, PlatformError, Then
from bot.platforms.rooms import Roomed
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from storage.store import Tx

T = TypeVar("T")

log = logging.getLogger("valuemap")

WORTH, AGAIN = 60.0, 1.0
"""Seconds for which a word at once is still worth something, and the pause between two tries where
nobody asked for another: whoever tapped sees their button turn for about as long."""

SHORTEST = 0.001
"""Seconds of the shortest pause, so that a rounding error is not waited for again and again."""


class Delivery:
    """Does what a commit leaves to be done, each chat in order, as fast as platforms let it."""

    def __init__(
        self,
        app: App,
        platforms: Mapping[str, Platform],
        pace: Pace,
        make: Make | None = None,
        forget: Callable[[], None] = lambda: None,
    ) -> None:
        """`make` makes files; `forget` keeps nothing of those that were made."""
        self.app = app
        self._forget = forget
        self.platforms = platforms
        self._paged = {n: each for n, each in platforms.items() if isinstance(each, Paged)}
        self.pace = pace
        self.queue = Queue(pace)
        self.courier = Courier(app, platforms, pace, make)
        self._calls: set[asyncio.Task[None]] = set()
        self._beside: set[asyncio.Task[None]] = set()  # replies, arithmetic, withdrawals
        self._assessing: set[int] = set()
        self._releasing: dict[int, asyncio.Task[None]] = {}  # by exercise
        self._timer: asyncio.Task[None] | None = None
        self._timer_at = math.inf
        self._stopped = False

    # -- what follows a commit -----------------------------------------------------------------

    def follow(self, effects: Effects) -> None:
        """Do what a commit left to be done: begin with it now, wait for nothing."""
        if effects.erased:
            self._forget()
        for post in effects.posts:
            if post.chat[0] in self.platforms:
                self.queue.add(post)
            self._changed(post)
        self._go({post.id: post.call for post in effects.posts})
        for number in effects.assess:
            self._start(self._assess(number))
        for platform, address, ref in effects.withdraw:
            self._start(self._withdraw(platform, address, ref))

    def _changed(self, post: Wanted) -> None:
        """Whoever reads on a page what a group, or they themselves, read elsewhere looks again."""
        if not post.group:
            if page := self._paged.get(post.chat[0]):
                page.page_changed(post.chat[1])
            return
        for platform in self.platforms.values():
            if isinstance(platform, Roomed):
                platform.group_changed(post.chat[1])

    def reply(self, incoming: Incoming, text: str) -> None:
        """Answer at once; it may be lost. A tap is always answered: its button stops turning."""
        self._start(self._reply(incoming, text))

    async def _reply(self, incoming: Incoming, text: str) -> None:
        if not isinstance(incoming.event, e.Tap):  # a message, too, which takes a place
            address = incoming.place or (incoming.account.address if incoming.account else "")
            self.pace.use_unasked((incoming.platform, address), group=bool(incoming.place))
        began = self.pace.monotonic()
        while error := await self._replied(incoming, text):
            pause = min(error.retry_after or AGAIN, WORTH)
            if error.meaning.then is not Then.RETRY or self._over(began, pause):
                log.info("a reply was lost: %s", error)
                return
            await self.pace.sleep(pause)

    async def _replied(self, incoming: Incoming, text: str) -> PlatformError | None:
        """Try to reply; gives what stood in the way."""
        try:
            await self.platforms[incoming.platform].reply(incoming, text)
        except PlatformError as error:
            return error
        return None

    def _over(self, began: float, pause: float) -> bool:
        """Whether a reply is worth nothing any more after this pause, or nobody waits for it."""
        return self._stopped or self.pace.monotonic() + pause - began > WORTH

    async def _assess(self, number: int) -> None:
        """Assess the closed rounds of an exercise until none waits for its result."""
        if number in self._assessing:
            return  # who is at it looks again before they end
        self._assessing.add(number)
        try:
            work = partial(self.app.assess, number)
            while (effects := await until_stored(work, self.pace.sleep)) is not None:
                self.follow(effects)
        finally:
            self._assessing.discard(number)

    async def _withdraw(self, platform: str, address: str, ref: str) -> None:
        try:
            await self.platforms[platform].delete(address, ref)
        except PlatformError as error:
            log.info("an erased person's message stays in their chat: %s", error)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._beside.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a mistake of ours in the background", exc_info=error)

    # -- posts ---------------------------------------------------------------------------------

    def _go(self, known: Mapping[tuple[int, str], Call | None] | None = None) -> None:
        """Let every post go that may; look again when more may.

        `known` are calls of posts that were wanted this moment: what cannot go now is looked up
        when it can, since much may happen until then.
        """
        if self._stopped:
            return
        for entry in self.queue.ready():
            call = known.get(entry.wanted.id) if known else None
            task = asyncio.get_running_loop().create_task(self._serve(entry, call))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)
        self._wake_at(self.queue.opens)

    async def _serve(self, entry: Entry, known: Call | None) -> None:
        """Deliver one post; if that is not possible now, it goes back to its place."""
        result = Result()
        try:
            result = await self._deliver(entry, known)
        except Exception:
            about = {"exercise": entry.wanted.exercise, "post": entry.wanted.key}
            log.exception("a mistake of ours; this post is left as it is", extra=about)
            result = await self.courier.failures.broken(entry.wanted)
        finally:
            self.queue.done(entry, result.again)
            self._release_in(entry.wanted.exercise, result.release)
            self.follow(result.effects)

    async def _deliver(self, entry: Entry, known: Call | None) -> Result:
        """Find the call that a post needs, make it, record it."""
        chat = entry.wanted.chat
        try:
            call = await self.courier.prepare(entry.wanted, known)
        except BaseException:
            self.pace.release(chat)
            raise
        if isinstance(call, Result):
            self.pace.release(chat)
            return call
        self.pace.use(chat, call.verb)
        self._go()  # now it is known when the next one may
        result = await self.courier.deliver(call)
        if result.again is None:
            self._hope(chat)
        return result

    def _release_in(self, exercise: int, seconds: float | None) -> None:
        """Look again, after so many seconds, at what waits for a message in doubt."""
        if seconds is None or exercise in self._releasing or self._stopped:
            return
        task = asyncio.get_running_loop().create_task(self._release(exercise, seconds))
        self._releasing[exercise] = task
        task.add_done_callback(self._ended)

    async def _release(self, exercise: int, seconds: float) -> None:
        await self.pace.sleep(max(SHORTEST, seconds))
        del self._releasing[exercise]
        self.follow((await self.courier.records.release(exercise)).effects)

    def arrived(self, batch: Iterable[Incoming]) -> None:
        """Somebody did something: where something of ours was refused, it may be taken now."""
        for incoming in batch:
            address = incoming.place or (incoming.account.address if incoming.account else "")
            self._hope((incoming.platform, address))
        self._go()

    def _hope(self, chat: Chat) -> None:
        if self.pace.hope(chat):
            self.queue.hurry(chat)

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

    # -- start and end -------------------------------------------------------------------------

    async def recover(self) -> None:
        """After a start: what is blocked stays so, what was being sent is settled, then go on.

        Raises `StoreError`.
        """
        effects = await self.app.recover()
        left = await self._stored(lambda tx: blocked(tx, self.platforms, self.app.now()))
        for name, scopes in left.items():
            self.pace.restore(name, scopes)
        for call in await self._stored(in_doubt):
            effects.add((await self.courier.failures.doubt(call)).effects)
        for number in await self._stored(barred):  # nobody knows how it is there now
            effects.add(await self.app.apply(number, e.Added(self.app.now())))
        for number in await self._stored(lambda tx: tx.due(self.app.now())):
            if not await self._stored(partial(Tx.holds, exercise=number)):
                continue
            effects.add(await self.app.apply(number, e.Started(self.app.now())))
        self.follow(effects)

    async def _stored(self, job: "Callable[[Tx[Exercise]], T]") -> T:
        return await until_stored(lambda: self.app.store.run(job), self.pace.sleep)

    @property
    def busy(self) -> bool:
        """Whether anything waits for its turn or is under way."""
        return bool(self.queue.length or self._calls or self._beside)

    async def settle(self) -> None:
        """Wait until nothing is under way, or waits for a moment to come."""
        while tasks := self._tasks():
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    def _tasks(self) -> list[asyncio.Task[None]]:
        timers = [*self._releasing.values(), *([self._timer] if self._timer else [])]
        return [*self._calls, *self._beside, *timers]

    async def stop(self) -> None:
        """Let what is under way finish, begin no other call: what is wanted stays wanted."""
        self._stopped = True
        for timer in (*self._releasing.values(), *([self._timer] if self._timer else ())):
            timer.cancel()
        while tasks := [*self._calls, *self._beside]:
            await asyncio.wait(tasks)
