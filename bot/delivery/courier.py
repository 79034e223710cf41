"""One post: the call that brings it to where it should be, and the record that it did.

A first send is written down before it is tried; what a crash leaves in that state is in doubt.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping

from bot.app.app import App
from bot.app.library import loader
from bot.app.outbox import NO_REF, Call, Wanted
from bot.delivery.failures import Failures
from bot.delivery.jobs import Waits, prepare
from bot.delivery.limits import Pace
from bot.delivery.records import Records, Result, about
from bot.faults import Faults
from bot.platforms.base import Meaning, Platform, PlatformError, Then, Upload
from dialogs.core import events as e
from dialogs.core.addresses import PostOf
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from storage.store import Tx

log = logging.getLogger("valuemap")

REMEMBERED = 1000
"""Of so many posts we know how they were last made to look. It only matters until that is in the
database, a moment later, and no more than a few dozen calls are under way."""

MADE = Meaning(Then.FINAL, tell="made")
"""A file that could not be made: nothing was sent."""

Make = Callable[[Exercise, File, tuple[int, str] | None], Upload]
"""Makes a file from an exercise that is nobody else's, and names the entry of its record that holds
the result. Runs in a thread of its own."""


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
        self.records = Records(app, pace)
        self.failures = Failures(self.records, platforms, pace)
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
            call = await self.records.run(lambda tx: prepare(tx, wanted, barred, self._copy, now))
        if isinstance(call, Waits):
            again = barred[call.verb] if call.verb else None
            return Result(again=again, release=call.undecided)
        if call is None:  # nothing to say: who waited for it waits no longer
            return await self.records.release(wanted.exercise) if wanted.group else Result()
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
            log.exception("a mistake of ours; this post is left as it is", extra=about(call))
            left = await self.failures.doubt(call) if call.first else Result()
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
            log.exception("a file could not be made", extra=about(call))
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
                self.records.block(tx, call.chat[0], taken)
                if row.reason:
                    tx.refuse_post(row.exercise, row.key, "", None)

        if call.verb == "edit":
            self._app.store.soon(job)
        else:
            await self.records.run(job)
        return await self._told(call)

    async def _told(self, call: Call) -> Result:
        """What follows from a call that went well: the group is there, others need not wait."""
        row, now, result = call.row, self._app.now(), Result()
        if row.to == 0 and row.exercise in self.records.away:
            self.records.away.discard(row.exercise)
            result = await self.records.apply(call, e.Added(now))
        if row.reason:
            result.effects.add((await self.records.apply(call, e.Delivered(now, row.key))).effects)
        if row.to == 0 and call.first:
            result.effects.add((await self.records.release(row.exercise)).effects)
        return result

    def _remember(self, post: tuple[int, str], digest: str) -> None:
        self._looks[post] = digest
        if len(self._looks) > REMEMBERED:
            del self._looks[next(iter(self._looks))]

    async def _failed(self, call: Call, error: PlatformError) -> Result:
        """A call failed: the fault is logged while it lasts, and what it means is settled."""
        then = error.meaning.then
        if not error.retry_after:
            self.faults.met(_fault(call) if then is not Then.RETRY else call.chat[0], str(error))
        if then is Then.DONE and not (error.moved_to or error.unreachable):
            return await self._sent(call, call.row.ref)
        return await self.failures.settle(call, error)


def _fault(call: Call) -> str:
    """The name of what lasts where such calls fail: this kind in this chat."""
    return f"{call.chat[0]}/{call.chat[1]}:{call.verb}"
