"""One post: the call that brings it to where it should be, the record of it, what a failure means.

A first send is written down before it is tried; what a crash leaves in that state is in doubt, and
its kind decides: a private card is sent again (answers are safe to repeat), a message to the group
or a file only when the facilitator says so.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.app.app import App
from bot.app.library import loader
from bot.app.outbox import NO_REF, Call, Wanted, move
from bot.app.record import Effects
from bot.delivery.jobs import Waits, prepare, released
from bot.delivery.limits import Pace
from bot.delivery.stored import until_stored
from bot.faults import Faults
from bot.platforms.base import Finder, Meaning, Platform, PlatformError, Reach, Then, Upload
from dialogs.core import events as e
from dialogs.core.addresses import PostOf
from dialogs.core.exercise import Exercise
from dialogs.core.post import File, Post
from storage.store import Tx

log = logging.getLogger("valuemap")

T = TypeVar("T")

AT_ANY_TIME = 0.0
"""A moment that has passed: as soon as the pace allows."""

REMEMBERED = 1000
"""Of so many posts we know how they were last made to look. It only matters until that is in the
database, a moment later, and no more than a few dozen calls are under way."""

SHUT_AFTER = 120.0
"""Seconds for which a group must take nothing until that is news: most refusals pass sooner."""

TOLD_AFTER = 900.0
"""Seconds for which a message is refused for a reason of its own until the facilitator is told."""

A_DAY = 86400.0
"""Seconds after which it is given up: nobody reads the feedback of a round two days late."""

CODE_MOST = 60
"""Characters of a platform's word that people are shown."""

MADE = Meaning(Then.FINAL, tell="made")
"""A file that could not be made: nothing was sent."""

Make = Callable[[Exercise, File, tuple[int, str] | None], Upload]
"""Makes a file from an exercise that is nobody else's, and names the entry of its record that holds
the result. Runs in a thread of its own."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a post: when to try it again, if it must be, and what else is to be done.

    `release`: the seconds after which all that waits in its exercise is looked at again.
    """

    again: float | None = None
    release: float | None = None
    effects: Effects = field(default_factory=Effects)


class Courier:
    """Makes calls to platforms, and records what they did."""

    def __init__(
        self, app: App, platforms: Mapping[str, Platform], pace: Pace, make: Make | None = None
    ) -> None:
        self._app = app
        self._platforms = platforms
        self._pace = pace
        self._make = make
        self._copy = loader(app.library)
        self.calls: Counter[tuple[str, str]] = Counter()  # by platform and verb, or "failed"
        self._looks: dict[tuple[int, str], str] = {}  # digests, as this process last made them
        self.away: set[int] = set()  # exercises whose groups take nothing, as far as we know
        self.faults = Faults(log)

    # -- before the call -----------------------------------------------------------------------

    async def prepare(self, wanted: Wanted, known: Call | None) -> Call | Result:
        """The call that brings a post to where it should be; else when to look again, if at all.

        `known` was found by a job that was committed this moment. It holds, unless it was made from
        a message that does not look like that: its last edit was not in the database yet.
        """
        barred = self._pace.barred(wanted.chat)
        looks = self._looks.pop(wanted.id, None)
        if known and known.verb not in barred and looks in (None, known.row.digest):
            call: Call | Waits | None = known
        else:
            now = self._app.now()
            call = await self._store(lambda tx: prepare(tx, wanted, barred, self._copy, now))
        if isinstance(call, Waits):
            again = barred[call.verb] if call.verb else None
            return Result(again=again, release=call.undecided)
        if call is None:  # nothing to say: who waited for it waits no longer
            return await self.release(wanted.exercise) if wanted.group else Result()
        self._remember(wanted.id, "")  # until it is known to have gone well
        return call

    # -- the call ------------------------------------------------------------------------------

    async def deliver(self, call: Call) -> Result:
        """Make a call and record what it did; gives what a failure means for its post."""
        try:
            ref = await self._make_call(call)
            self.calls[call.chat[0], call.verb] += 1
        except PlatformError as error:
            self.calls[call.chat[0], "failed"] += 1
            return await self._failed(call, error)
        except Exception:  # it may have been sent, so its kind decides; not tried again as it is
            log.exception("a mistake of ours; this post is left as it is", extra=_about(call))
            left = await self.doubt(call) if call.first else Result()
            return Result(effects=left.effects)
        return await self._sent(call, ref)

    async def _make_call(self, call: Call) -> str:
        """Call the platform; gives the reference of what stands there now."""
        platform, (_, address), row = self._platforms[call.chat[0]], call.chat, call.row
        if call.verb == "delete":
            await platform.delete(address, row.ref)
            return ""
        if call.verb == "retire":
            await platform.retire(address, row.ref)
            return ""
        if isinstance(call.post, File):
            return await platform.upload(address, await self._made(call, call.post)) or NO_REF
        assert call.post  # noqa: S101 - to send and to edit there is a post
        post = self._app.seal.post(address, call.post)
        if call.verb == "edit":
            await platform.edit(address, row.ref, post)
            return row.ref
        return await platform.send(address, post, str(PostOf(row.exercise, row.key)))

    async def _made(self, call: Call, file: File) -> Upload:
        """The file itself. Raises `PlatformError` if it cannot be made: nothing was sent."""
        assert self._make  # noqa: S101 - files are only shown where they can be made
        assert call.of  # noqa: S101 - `jobs.prepare` gives it for every file
        try:
            return await asyncio.to_thread(self._make, call.of, file, call.entry)
        except Exception as error:
            log.exception("a file could not be made", extra=_about(call))
            raise PlatformError("the file could not be made", MADE) from error

    # -- afterwards ----------------------------------------------------------------------------

    async def _sent(self, call: Call, ref: str) -> Result:
        """Record that a post is as it was wanted, and which place of its chat it took.

        An edit whose record a crash loses is made once more, and changes nothing.
        """
        row = call.row
        self._remember((row.exercise, row.key), call.digest)
        taken = self._pace.done(call.chat, row.key, call.verb)
        self.faults.over(_fault(call))
        self.faults.over(call.chat[0])

        def job(tx: "Tx[Exercise]") -> None:
            there = tx.update_post(
                row.exercise, row.key, sent=row.wanted, digest=call.digest, ref=ref, phase=""
            )
            if there:  # else its reader was erased: nothing of them is written down again
                self._block(tx, call.chat[0], taken)
                if row.reason:
                    tx.refuse_post(row.exercise, row.key, "", None)

        if call.verb == "edit":
            self._app.store.soon(job)
        else:
            await self._store(job)
        return await self._told(call)

    async def _told(self, call: Call) -> Result:
        """What follows from a call that went well: the group is there, others need not wait."""
        row, now, result = call.row, self._app.now(), Result()
        if row.to == 0 and row.exercise in self.away:
            self.away.discard(row.exercise)
            result = await self._apply(call, e.Added(now))
        if row.reason:
            result.effects.add((await self._apply(call, e.Delivered(now, row.key))).effects)
        if row.to == 0 and call.first:
            result.effects.add((await self.release(row.exercise)).effects)
        return result

    async def release(self, exercise: int) -> Result:
        """Look at all that may have waited for a message to the group."""
        return Result(effects=Effects(posts=await self._store(lambda tx: released(tx, exercise))))

    def _remember(self, post: tuple[int, str], digest: str) -> None:
        self._looks[post] = digest
        if len(self._looks) > REMEMBERED:
            del self._looks[next(iter(self._looks))]

    def _block(self, tx: "Tx[Exercise]", platform: str, left: Mapping[str, float]) -> None:
        for scope, seconds in left.items():
            tx.block(platform, scope, self._app.now() + seconds)

    async def _failed(self, call: Call, error: PlatformError) -> Result:
        """What a failed call means for its post, in the words of its platform's table."""
        then = error.meaning.then
        if not error.retry_after:
            self.faults.met(_fault(call) if then is not Then.RETRY else call.chat[0], str(error))
        if error.moved_to:
            return await self._moved(call, error.moved_to)
        if error.unreachable:
            return await self._unreachable(call)
        if then is Then.DONE:
            return await self._sent(call, call.row.ref)
        if then is Then.ANEW and not call.first:
            return await self._anew(call)
        if then is Then.FINAL:
            return await self._undelivered(call, error)
        if then in (Then.LATER, Then.ANEW):  # the second, of a new message, tells nothing
            return await self._later(call, error)
        blocked = self._pace.failed(call.chat, call.verb, error)
        await self._store(lambda tx: self._block(tx, call.chat[0], blocked))
        if error.unknown_outcome and call.first:
            return await self.doubt(call)
        await self._update(call, phase="")
        return Result(again=AT_ANY_TIME)

    async def _anew(self, call: Call) -> Result:
        """The message is not there: what it should say is sent anew, if anything."""
        over = call.verb in ("retire", "delete")
        sent = call.row.wanted if over else call.row.sent
        await self._update(call, ref="", digest="", sent=sent)
        return Result(again=None if over else AT_ANY_TIME)

    async def _undelivered(self, call: Call, error: PlatformError) -> Result:
        """It is not tried again as it is; the facilitator is told, and may send it again."""
        row, reason = call.row, str(error)
        log.error("refused for good: %s", reason, extra=_about(call))
        await self._store(
            lambda tx: tx.refuse_post(row.exercise, row.key, reason, row.refused, "undelivered")
        )
        result = await self._apply(call, self._refused(call, error, final=True))
        result.effects.add((await self.release(row.exercise)).effects)
        return result

    async def _later(self, call: Call, error: PlatformError) -> Result:
        """It was refused for now: it, its kind in this chat, or all of it rests for a while.

        What is refused for a reason of its own is given up after a day; a group that takes nothing
        is tried for as long as it takes.
        """
        row, now, reach = call.row, self._app.now(), error.meaning.reach
        since = row.refused if row.refused is not None else now
        if reach is not Reach.SHUT and now - since > A_DAY:
            return await self._undelivered(call, error)
        rests = self._pace.refuse(call.chat, call.verb if reach is Reach.SHUT else row.key)
        own = None if reach is Reach.SHUT else since
        await self._store(lambda tx: tx.refuse_post(row.exercise, row.key, str(error), own))
        result = Result(again=rests.until)
        if reach is Reach.SHUT:
            shut_for = self._pace.monotonic() - rests.since
            if row.to == 0 and call.first and shut_for > SHUT_AFTER:
                self.away.add(row.exercise)
                result.effects.add((await self._apply(call, e.Shut(now))).effects)
        elif reach is Reach.KIND or now - since > TOLD_AFTER:
            event = self._refused(call, error, final=False)
            result.effects.add((await self._apply(call, event)).effects)
            result.effects.add((await self.release(row.exercise)).effects)
        return result

    async def broken(self, wanted: Wanted) -> Result:
        """What this post should say cannot be made, by a mistake of ours: it is not tried again."""
        key, event = wanted.key, e.Refused(self._app.now(), wanted.key, "ours", "?")
        await self._store(
            lambda tx: tx.refuse_post(wanted.exercise, key, "ours", None, "undelivered")
        )
        try:
            return Result(effects=await self._app.apply(wanted.exercise, event))
        except Exception:
            log.exception("nor can it be said", extra={"exercise": wanted.exercise})
            return Result()

    def _refused(self, call: Call, error: PlatformError, *, final: bool) -> e.Refused:
        code = str(error)[:CODE_MOST]
        return e.Refused(self._app.now(), call.row.key, error.meaning.tell, code, final)

    async def doubt(self, call: Call) -> Result:
        """A send that may have worked: again in private, else only if the facilitator says so."""
        if not call.once:
            await self._update(call, phase="", **await self._found(call))
            return Result(again=AT_ANY_TIME)
        if call.post is None:  # and should not stand any longer
            await self._update(call, phase="", sent=call.row.wanted)
            return await self.release(call.row.exercise)
        await self._update(call, phase="doubt")
        result = await self._apply(call, e.Doubtful(self._app.now(), call.row.key))
        result.effects.add((await self.release(call.row.exercise)).effects)
        return result

    async def _found(self, call: Call) -> dict[str, str]:
        """The reference of a private message in doubt, where its platform can tell."""
        (name, address), row = call.chat, call.row
        platform = self._platforms.get(name)
        if not isinstance(platform, Finder) or not address:
            return {}
        try:
            ref = await platform.find(address, str(PostOf(row.exercise, row.key)))
        except PlatformError as error:
            log.info("not known whether it was sent: %s", error, extra=_about(call))
            return {}
        return {"ref": ref} if ref else {}

    async def _unreachable(self, call: Call) -> Result:
        row, now = call.row, self._app.now()
        await self._update(call, phase="")
        if row.to == 0:
            self.away.add(row.exercise)
            return await self._apply(call, e.Dropped(now))
        await self._store(lambda tx: tx.set_reachable(row.exercise, row.to, False))
        return await self._apply(call, e.Unreachable(now, row.to))

    async def _moved(self, call: Call, to: str) -> Result:
        """The group or topic is elsewhere now. A lost topic's group hears where it goes on."""
        platform, place = call.chat

        def job(tx: "Tx[Exercise]") -> list[Wanted] | None:
            tx.update_post(call.row.exercise, call.row.key, phase="")
            return move(tx, platform, place, to)

        moved = await self._store(job)
        if moved is None:
            return await self._apply(call, e.Dropped(self._app.now()))
        if moved and place.partition("/")[0] == to:
            await self._say_moved(platform, to, moved[0].exercise)
        return Result(effects=Effects(posts=moved))

    async def _say_moved(self, platform: str, place: str, exercise: int) -> None:
        text = await self._store(lambda tx: tx.exercise(exercise).words().say("topic_gone"))
        try:
            await self._platforms[platform].send(place, Post(text), "")
        except PlatformError as error:
            log.info("not said that the topic is gone: %s", error, extra={"exercise": exercise})

    # -- the storage ---------------------------------------------------------------------------

    async def _update(self, call: Call, **fields: Any) -> None:
        row = call.row
        await self._store(lambda tx: tx.update_post(row.exercise, row.key, **fields))

    async def _apply(self, call: Call, event: e.Event) -> Result:
        apply = partial(self._app.apply, call.row.exercise, event)
        return Result(effects=await until_stored(apply, self._pace.sleep))

    async def _store(self, job: "Callable[[Tx[Exercise]], T]") -> T:
        """Run a job until the storage takes it: what is wanted stays wanted."""
        return await until_stored(lambda: self._app.store.run(job), self._pace.sleep)


def _fault(call: Call) -> str:
    """The name of what lasts where such calls fail: this kind in this chat."""
    return f"{call.chat[0]}/{call.chat[1]}:{call.verb}"


def _about(call: Call) -> dict[str, object]:
    return {"exercise": call.row.exercise, "post": call.row.key}
