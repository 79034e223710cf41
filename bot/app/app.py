"""The only place where the pure rooms meet the stored ones.

`take` lets what arrived happen, each in one job of the store's writer, and says whether it is
durable. What is to be said leaves after the commit.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.app.library import Files
from bot.app.outbox import Todo, Wanted, waiting
from bot.app.record import Outcome, apply, loader
from bot.app.routing import Routing, form
from bot.platforms.base import Incoming, Platform, PlatformError
from dialogs import engine
from dialogs.core import course
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from dialogs.talk import forms
from framework import assess
from storage.store import Store, StoreError, Tx

__all__ = ["App", "Outcome", "loader"]

log = logging.getLogger("valuemap")

RETRY = 2.0
"""Seconds before arithmetic that the storage did not take is tried again."""

ENTITLED = (e.Command, e.Entered)
"""Events that may need to know who may set up here."""

TOLD_MOST = 1000
"""How many updates we remember having said "not saved" to: once is enough for each."""


class App:
    """Everything that is served: one store, one library, some platforms."""

    apply = staticmethod(apply)
    """Write facts and what follows from them, inside a job; for commands that decide themselves."""

    def __init__(
        self,
        store: "Store[Exercise]",
        library: Files,
        platforms: Mapping[str, Platform],
        now: Callable[[], float],
        *,
        zone: str = "UTC",
        language: str = "en",
    ) -> None:
        self.store = store
        self.library = library
        self.platforms = platforms
        self.now = now
        self._routing = Routing(library, zone, language)
        self.ahead: Callable[[Tx[Exercise], list[Wanted]], Todo | None] = lambda tx, wanted: None
        self.on_touched: Callable[[list[Wanted], Todo | None], None] = lambda wanted, ahead: None
        self.on_said: Callable[[Incoming], None] = lambda incoming: None
        self._tasks: set[asyncio.Task[None]] = set()
        self._computing: set[int] = set()
        self._told: dict[tuple[str, str], None] = {}

    # -- in ------------------------------------------------------------------------------------

    async def take(self, arrived: Sequence[Incoming]) -> bool:
        """Handle a batch in order; True once all of it is durable, or known to be unusable."""
        asked: Sequence[Incoming | BaseException] = arrived
        if any(isinstance(incoming.event, ENTITLED) for incoming in arrived):
            entitled = map(self._entitle, arrived)
            asked = await asyncio.gather(*entitled, return_exceptions=True)
        jobs = [self._job(each) for each in asked if isinstance(each, Incoming)]
        outcomes = iter(self.store.run_all(jobs))
        pending = [_failed(e) if isinstance(e, BaseException) else next(outcomes) for e in asked]
        done = [await self._handle(*each) for each in zip(arrived, pending, strict=True)]
        await asyncio.sleep(0)  # replies set out before anything is confirmed: it comes only once
        return all(done)

    async def _entitle(self, incoming: Incoming) -> Incoming:
        """Ask the platform, outside any transaction, whether this person may set up here."""
        event, account = incoming.event, incoming.account
        if account is None or not isinstance(event, ENTITLED):
            return incoming
        place = incoming.place if isinstance(event, e.Command) and event.name == "new" else ""
        if isinstance(event, e.Entered):
            row = await self.store.run(lambda tx: tx.by_token(event.token))
            place = row.place if row and row.status == "draft" else ""
        if not place:
            return incoming
        try:
            entitled = await self.platforms[incoming.platform].entitled(place, account.id)
        except PlatformError as error:
            if error.unreachable and isinstance(event, e.Command):
                return replace(incoming, event=replace(event, name="absent"))
            entitled = False
        return replace(incoming, event=replace(event, entitled=entitled))

    async def _handle(self, incoming: Incoming, pending: "asyncio.Future[Outcome]") -> bool:
        """Do what follows once it has happened; whether it is durable, or set aside."""
        try:
            outcome = await pending
        except StoreError:
            log.exception("not stored, will be taken again", extra=_about(incoming))
            self._spawn(self._say_not_saved(incoming))
            return False
        except Exception:
            log.exception("a mistake of ours; the update is set aside", extra=_about(incoming))
            self._spawn(self._say_not_saved(incoming))
            return await self._set_aside(incoming)
        self.after(outcome)
        self._spawn(self._reply(incoming, outcome.text))
        return True

    def _job(self, asked: Incoming) -> "Callable[[Tx[Exercise]], Outcome]":
        """Lets it happen."""

        def job(tx: "Tx[Exercise]") -> Outcome:
            outcome = self._routing.once(tx, asked)
            outcome.ahead = self.ahead(tx, outcome.wanted)
            return outcome

        return job

    async def _set_aside(self, incoming: Incoming) -> bool:
        """Mark an update that we cannot handle as seen, so that it does not come for ever."""
        try:
            await self.store.run(
                lambda tx: tx.first_sight(incoming.platform, incoming.update_id, self.now())
            )
        except StoreError:
            return False
        return True

    async def _say_not_saved(self, incoming: Incoming) -> None:
        """Once for each update, however often it comes again meanwhile."""
        update = (incoming.platform, incoming.update_id)
        if update not in self._told:
            self._told[update] = None
            if len(self._told) > TOLD_MOST:
                self._told.pop(next(iter(self._told)))
            words = self._routing.words(incoming.account)
            await self._reply(incoming, str(words.say("refuse.not_saved")))

    async def _reply(self, incoming: Incoming, text: str) -> None:
        """Say it; a tap is always answered, so that its button stops turning."""
        if not text and not isinstance(incoming.event, e.Tap):
            return
        if not isinstance(incoming.event, e.Tap):
            self.on_said(incoming)
        try:
            await self.platforms[incoming.platform].reply(incoming, text)
        except PlatformError as error:
            log.info("a reply was lost: %s", error)

    def after(self, outcome: Outcome) -> None:
        """Set going what a committed job leaves to be done."""
        if outcome.wanted:
            self.on_touched(outcome.wanted, outcome.ahead)
        for number in outcome.compute:
            self._spawn(self.compute(number))
        for platform, address, ref in outcome.withdraw:
            self._spawn(self._withdraw(platform, address, ref))

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a mistake of ours in the background", exc_info=error)

    @property
    def busy(self) -> bool:
        """Whether replies or arithmetic are still under way."""
        return bool(self._tasks)

    async def settle(self) -> None:
        """Wait for what was set going: replies, arithmetic."""
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    async def _withdraw(self, platform: str, address: str, ref: str) -> None:
        try:
            await self.platforms[platform].delete(address, ref)
        except PlatformError as error:
            log.info("an erased person's message stays in their chat: %s", error)

    # -- pages ---------------------------------------------------------------------------------

    async def view(self, incoming: Incoming, kind: str) -> forms.Form | forms.Home | None:
        """What a page shows to whom it came from: the `form` a tap asks for, or their `home`."""
        shown: Callable[[Tx[Exercise], Incoming], forms.Form | forms.Home | None]
        shown = self._routing.home if kind == "home" else form
        return await self.store.run(lambda tx: shown(tx, incoming))

    # -- time and arithmetic -------------------------------------------------------------------

    async def happen(self, number: int, event: e.Event) -> None:
        """An event that came from no platform: the clock, the arithmetic, a doubt."""

        def job(tx: "Tx[Exercise]") -> Outcome:
            x = tx.exercise(number)
            facts, _ = engine.decide(x, event)
            return apply(tx, x, facts, event.at)

        self.after(await self.store.run(job))

    async def compute(self, number: int) -> None:
        """Assess closed rounds beside the writer, and let the results happen, until all are."""
        if number in self._computing:
            return  # who is at it looks again before they end
        self._computing.add(number)
        try:
            while await self._compute(number):
                pass
        finally:
            self._computing.discard(number)

    async def _compute(self, number: int) -> bool:
        """Assess one round; gives whether there may be another, or the same one again."""
        try:
            label, given = await self.store.run(lambda tx: _to_assess(tx.exercise(number)))
            if label:
                result = await asyncio.to_thread(lambda: assess.to_dict(assess.assess(*given)))
                await self.happen(number, e.Computed(self.now(), label, result))
        except StoreError as error:
            log.warning("no result is stored yet: %s", error, extra={"exercise": number})
            await asyncio.sleep(RETRY)
            return True
        return bool(label)

    async def recover(self) -> list[Wanted]:
        """After a start: fold what runs, finish arithmetic that was cut short.

        Gives what is not on view as it should be.
        """

        def job(tx: "Tx[Exercise]") -> Outcome:
            for key, body in self.library.snapshots.items():
                tx.keep(key, body)
            running = [
                tx.exercise(row.id) for row in tx.rows(("draft", "running", "paused", "following"))
            ]
            compute = [x.id for x in running if course.awaiting(x)]
            return Outcome(wanted=waiting(tx), compute=compute)

        outcome = await self.store.run(job)
        for number in outcome.compute:
            self._spawn(self.compute(number))
        return outcome.wanted


def _to_assess(x: Exercise) -> tuple[str, tuple[Any, ...]]:
    """The closed stage that waits for its result, and what `assess` is given; "" if none does."""
    method = x.framework.method
    n_min = method.n_min_small_team if x.small_team else method.n_min
    label = course.awaiting(x)
    return label, (x.framework, course.answers(x), course.notes(x), n_min) if label else ()


def _failed(error: BaseException) -> "asyncio.Future[Outcome]":
    """What stood in the way before anything could happen."""
    future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    future.set_exception(error)
    return future


def _about(incoming: Incoming) -> dict[str, str]:
    return {"platform": incoming.platform, "update": incoming.update_id}
