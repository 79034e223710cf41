"""Handle updates: the only place where the pure rooms meet the stored ones.

Every update is one job of the store's writer. What a job leaves to be done once it is committed
comes back as a value, `Effects`; nothing is sent from here.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.app.finding import TAKES_OVER, TAKES_PART, form, seems_for, vouched, whose
from bot.app.library import Files
from bot.app.outbox import unsent
from bot.app.public import count
from bot.app.record import Effects, record
from bot.app.routing import Router
from bot.app.turns import Budgets
from bot.faults import Faults
from bot.platforms.base import Incoming, Members, Missed, Platform, PlatformError, Reach
from bot.platforms.seal import Seal, bare
from dialogs import engine
from dialogs.core import assessable, course
from dialogs.core import events as e
from dialogs.core.addresses import ActionData, read_data
from dialogs.core.exercise import Exercise
from dialogs.core.post import Form, Home
from framework.pack.files import DataError
from storage.store import BrokenError, Store, StoreError, Tx

log = logging.getLogger("valuemap")

REMEMBERED = 1000
"""How many updates we remember having said "not saved" to: once is enough for each, and a platform
delivers what it delivers again long before so many others."""

OUT_OF_REACH = 120.0
"""Seconds of silence of a platform that should speak: a poll takes at most 50."""


@dataclass(slots=True)
class Handled:
    """What became of a batch of updates. `durable`: all of them may be confirmed.

    `replies` are texts, small HTML, for those they came from; a tap has one even if it is empty.
    """

    durable: bool = True
    replies: list[tuple[Incoming, str]] = field(default_factory=list)
    effects: Effects = field(default_factory=Effects)


class App:
    """Turns updates into facts: one store, one library, some platforms to ask who may what."""

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
        self._router = Router(library, zone, language)
        self._turns = Budgets(store.run_all)
        self._not_saved: dict[tuple[str, str], None] = {}
        self.updates: Counter[tuple[str, str]] = Counter()  # by platform and what became of them
        self.taps: Counter[str] = Counter()  # by platform
        self._unheard: dict[int, str] = {}
        self.faults = Faults(log)  # of the clock

    @property
    def seal(self) -> Seal:
        """What signs the buttons of this database."""
        return Seal(self.store.key)

    # -- updates -------------------------------------------------------------------------------

    async def handle(self, batch: Sequence[Incoming]) -> Handled:
        """Handle updates in order, each in one transaction; durable once all are committed.

        Who sends many waits for their own; others do not: see `turns.py`.
        """
        asked: Sequence[Incoming | BaseException] = batch
        if any(map(_to_ask, batch)):
            asked = await asyncio.gather(*map(self._vouch, batch), return_exceptions=True)
        taken = [each for each in asked if isinstance(each, Incoming)]
        jobs = [
            (whose(each), partial(seems_for, self.seal, each), partial(self._router.handle, each))
            for each in taken
        ]
        commits = iter(self._turns.run_all(jobs))
        handled = Handled()
        for incoming, each in zip(batch, asked, strict=True):
            commit = _failed(each) if isinstance(each, BaseException) else next(commits)
            await self._committed(incoming, commit, handled)
        return handled

    async def _committed(
        self, incoming: Incoming, commit: "asyncio.Future[Effects]", handled: Handled
    ) -> None:
        """Wait for the commit of one update; if it fails, say "not saved"."""
        outcome = "stored"
        try:
            effects = await commit
        except (StoreError, DataError):  # for the latter the service ends, and says why
            outcome = "not stored"
            handled.durable = False
            self._say_not_saved(incoming, handled)
        except Exception as error:  # noqa: BLE001 - said, and the others go on
            outcome = "mistake"
            _log(error, "a mistake of ours; the update is set aside", _about(incoming))
            self._say_not_saved(incoming, handled)
            handled.durable &= await self._set_aside(incoming)
        else:
            if effects.exercise:
                self._turns.was_in(whose(incoming), effects.exercise)
            handled.effects.add(effects)
            if effects.reply or isinstance(incoming.event, e.Tap):
                to = replace(incoming, aside=True) if effects.aside else incoming
                handled.replies.append((to, effects.reply))
        self._count(incoming, outcome)

    def _count(self, incoming: Incoming, outcome: str) -> None:
        self.updates[incoming.platform, outcome] += 1
        self.taps[incoming.platform] += isinstance(incoming.event, e.Tap)

    async def _set_aside(self, incoming: Incoming) -> bool:
        """Mark an update that we cannot handle as seen, so that it does not come for ever."""
        try:
            await self.store.run(
                lambda tx: tx.first_sight(incoming.platform, incoming.update_id, self.now())
            )
        except StoreError:
            return False
        return True

    def _say_not_saved(self, incoming: Incoming, handled: Handled) -> None:
        """Once for each update, however often it comes again meanwhile."""
        update = (incoming.platform, incoming.update_id)
        if update not in self._not_saved:
            self._not_saved[update] = None
            if len(self._not_saved) > REMEMBERED:
                self._not_saved.pop(next(iter(self._not_saved)))
            words = self._router.words(incoming.platform, incoming.account)
            handled.replies.append((incoming, str(words.say("refuse.not_saved"))))

    async def _vouch(self, incoming: Incoming) -> Incoming:
        """Ask the platform, outside any transaction, what it alone knows of who acts."""
        if not _to_ask(incoming):
            return incoming
        asked = await self.store.run(lambda tx: vouched(tx, incoming))
        if asked.entitled:
            return await self._entitle(incoming, asked.entitled)
        if asked.member:
            return await self._belongs(incoming, asked.member)
        return await self._open_to(incoming, asked.open)

    async def _entitle(self, incoming: Incoming, place: str) -> Incoming:
        """Whether this person may set up here, or take over what goes on."""
        event, account = incoming.event, incoming.account
        assert account is not None  # noqa: S101 - nobody else is asked about
        assert isinstance(event, e.Command | e.Entered | e.Tap)  # noqa: S101 - nor anything else
        try:
            entitled = await self.platforms[incoming.platform].entitled(place, account.id)
        except PlatformError as error:
            if error.meaning.reach is not Reach.FINE and isinstance(event, e.Command):
                return replace(incoming, event=replace(event, name="absent"))
            entitled = False
        return replace(incoming, event=replace(event, entitled=entitled))

    async def _belongs(self, incoming: Incoming, place: str) -> Incoming:
        """Whether this person is in the group; where that cannot be told, the link is enough."""
        platform, account = self.platforms[incoming.platform], incoming.account
        if not isinstance(platform, Members) or account is None:
            return incoming
        try:
            return replace(incoming, stranger=not await platform.member(place, account.id))
        except PlatformError as error:
            log.info("not told who is in a group: %s", error)
            return incoming

    async def _open_to(self, incoming: Incoming, doors: Sequence[tuple[int, str]]) -> Incoming:
        """Which of these exercises are in groups of this person; none where that is not told."""
        platform, account = self.platforms[incoming.platform], incoming.account
        if not doors or not isinstance(platform, Members) or account is None:
            return incoming
        there = []
        for number, place in doors:
            try:
                inside = await platform.member(place, account.id)
            except PlatformError as error:
                log.info("not told who is in a group: %s", error)
                continue
            there += [number] if inside else []
        return replace(incoming, open=tuple(there))

    # -- pages ---------------------------------------------------------------------------------

    async def view(self, incoming: Incoming, kind: str) -> Form | Home | None:
        """What a page shows to whom it came from: the `form` a tap asks for, or their `home`."""
        shown: Callable[[Tx[Exercise], Incoming], Form | Home | None]
        shown = self._router.home if kind == "home" else form
        page = await self.store.run(lambda tx: shown(tx, incoming))
        reader = incoming.account.address if incoming.account else ""
        return self.seal.page(reader, page) if page else None

    async def missed(self, platform: str) -> Missed:
        """Who may have written to us while nothing was heard from their platform, and since when.

        Raises `StoreError`.
        """

        def job(tx: "Tx[Exercise]") -> Missed:
            return Missed(tx.heard_until(platform), tuple(tx.addresses(platform)))

        return await self.store.run(job)

    # -- time, arithmetic, deliveries ----------------------------------------------------------

    async def apply(self, number: int, event: e.Event) -> Effects:
        """Handle an event that came from no platform: the clock's, the arithmetic's, a delivery's.

        Raises `StoreError`, and nothing of it is kept.
        """

        def job(tx: "Tx[Exercise]") -> Effects:
            x = tx.exercise(number)
            facts, _ = engine.decide(x, event)
            return record(tx, x, facts, event.at)

        return await self.store.run(job)

    async def pass_time(self, number: int, at: float) -> Effects:
        """Let time pass for one exercise: nothing closes while its platform is out of reach."""
        row = await self.store.run(lambda tx: tx.row(number))
        silent = self._silent(row.platform) if row else ""
        effects = Effects()
        if silent:
            self._unheard[number] = silent
            effects = await self.apply(number, e.Shut(at))
        effects.add(await self.apply(number, e.Tick(at)))
        return effects

    def heard(self) -> list[int]:
        """The exercises whose platform was out of reach when something was due, and no longer is.

        Each is named once.
        """
        back = [n for n, platform in self._unheard.items() if not self._silent(platform)]
        for number in back:
            del self._unheard[number]
        return back

    def _silent(self, platform: str) -> str:
        """The platform's name if it is out of reach, else nothing."""
        served = self.platforms.get(platform)
        silence = served.silence() if served else None
        return platform if silence is not None and silence > OUT_OF_REACH else ""

    async def assess(self, number: int) -> Effects | None:
        """Assess a closed round, beside the writer, and record the result; None if none waits.

        Raises `StoreError`, and the round waits on.
        """
        await self.store.run(lambda tx: count(tx, tx.exercise(number), self.now()))
        asked = await self.store.run(lambda tx: assessable.to_assess(tx.exercise(number)))
        if asked is None:
            return None
        result = await asyncio.to_thread(assessable.publish, asked)
        return await self.apply(number, e.Computed(self.now(), asked.label, result))

    async def recover(self) -> Effects:
        """After a start, or after others wrote: what was cut short is to be done.

        So is every post that is not on view as it should be. No more exercises are read for it than
        those that wait for their assessment; one whose record does not hold stops no other.
        """

        def job(tx: "Tx[Exercise]") -> Effects:
            sound = filter(tx.holds, tx.unfinished())
            waits = [n for n in sound if course.awaiting(tx.exercise(n))]
            return Effects(posts=unsent(tx), assess=waits, erased=True)  # perhaps, by others

        return await self.store.run(job)


def _to_ask(incoming: Incoming) -> bool:
    """Whether the platform may have to be asked about who acts. Most taps are answers."""
    event = incoming.event
    if isinstance(event, e.Tap):
        data = read_data(bare(event.data))
        return isinstance(data, ActionData) and data.action in (*TAKES_PART, TAKES_OVER)
    return isinstance(event, e.Command | e.Entered)


def _log(error: Exception, what: str, about: dict[str, str]) -> None:
    """Of a record that is not as it was written all is said in one sentence."""
    if isinstance(error, BrokenError):
        log.error("%s", error, extra=about)
    else:
        log.error("%s", what, exc_info=error, extra=about)


def _failed(error: BaseException) -> "asyncio.Future[Effects]":
    """What stood in the way before anything could happen."""
    future: asyncio.Future[Effects] = asyncio.get_running_loop().create_future()
    future.set_exception(error)
    return future


def _about(incoming: Incoming) -> dict[str, str]:
    return {"platform": incoming.platform, "update": incoming.update_id}
