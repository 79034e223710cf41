"""What a failed call means for its post: again, later, never, in doubt, elsewhere.

What may have been sent is in doubt, and its kind decides: a private card is sent again (answers are
safe to repeat), a message to the group or a file only when the facilitator says so.
"""

import logging
from collections.abc import Mapping

from bot.app.outbox import Call, Wanted, move
from bot.app.record import Effects
from bot.delivery.limits import Pace
from bot.delivery.records import Records, Result, about
from bot.platforms.base import Finder, Platform, PlatformError, Reach, Then
from dialogs.core import events as e
from dialogs.core.addresses import PostOf
from dialogs.core.exercise import Exercise
from dialogs.core.post import Post
from storage.store import Tx

log = logging.getLogger("valuemap")

AT_ANY_TIME = 0.0
"""A moment that has passed: as soon as the pace allows."""

SHUT_AFTER = 120.0
"""Seconds for which a group must take nothing until that is news: most refusals pass sooner."""

TOLD_AFTER = 900.0
"""Seconds for which a message is refused for a reason of its own until the facilitator is told."""

A_DAY = 86400.0
"""Seconds after which it is given up: nobody reads the feedback of a round two days late."""

CODE_MOST = 60
"""Characters of a platform's word that people are shown."""


class Failures:
    """Settles what calls left undone."""

    def __init__(self, records: Records, platforms: Mapping[str, Platform], pace: Pace) -> None:
        self._records = records
        self._app = records.app
        self._platforms = platforms
        self._pace = pace

    async def settle(self, call: Call, error: PlatformError) -> Result:
        """What a failed call means for its post, in the words of its platform's table."""
        then = error.meaning.then
        if error.moved_to:
            return await self._moved(call, error.moved_to)
        if error.unreachable:
            return await self._unreachable(call)
        if then is Then.ANEW and not call.first:
            return await self._anew(call)
        if then is Then.FINAL:
            return await self._undelivered(call, error)
        if then in (Then.LATER, Then.ANEW):  # the second, of a new message, tells nothing
            return await self._later(call, error)
        return await self._soon(call, error)

    async def _soon(self, call: Call, error: PlatformError) -> Result:
        """Nothing was done, or nobody knows: again as soon as the pace allows, if it may repeat."""
        blocked = self._pace.failed(call.chat, call.verb, error)
        await self._records.run(lambda tx: self._records.block(tx, call.chat[0], blocked))
        if error.unknown_outcome and call.first:
            return await self.doubt(call)
        await self._records.update(call, phase="")
        return Result(again=AT_ANY_TIME)

    async def _anew(self, call: Call) -> Result:
        """The message is not there: what it should say is sent anew, if anything."""
        over = call.verb in ("retire", "delete")
        sent = call.row.wanted if over else call.row.sent
        await self._records.update(call, ref="", digest="", sent=sent)
        return Result(again=None if over else AT_ANY_TIME)

    async def _undelivered(self, call: Call, error: PlatformError) -> Result:
        """It is not tried again as it is; the facilitator is told, and may send it again."""
        row, reason = call.row, str(error)
        log.error("refused for good: %s", reason, extra=about(call))
        await self._records.run(
            lambda tx: tx.refuse_post(row.exercise, row.key, reason, row.refused, "undelivered")
        )
        result = await self._records.apply(call, self._refused(call, error, final=True))
        result.effects.add((await self._records.release(row.exercise)).effects)
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
        await self._records.run(lambda tx: tx.refuse_post(row.exercise, row.key, str(error), own))
        result = Result(again=rests.until)
        if reach is Reach.SHUT:
            shut_for = self._pace.monotonic() - rests.since
            if row.to == 0 and call.first and shut_for > SHUT_AFTER:
                self._records.away.add(row.exercise)
                result.effects.add((await self._records.apply(call, e.Shut(now))).effects)
        elif reach is Reach.KIND or now - since > TOLD_AFTER:
            event = self._refused(call, error, final=False)
            result.effects.add((await self._records.apply(call, event)).effects)
            result.effects.add((await self._records.release(row.exercise)).effects)
        return result

    def _refused(self, call: Call, error: PlatformError, *, final: bool) -> e.Refused:
        code = str(error)[:CODE_MOST]
        return e.Refused(self._app.now(), call.row.key, error.meaning.tell, code, final)

    async def broken(self, wanted: Wanted) -> Result:
        """What this post should say cannot be made, by a mistake of ours: it is not tried again."""
        key, event = wanted.key, e.Refused(self._app.now(), wanted.key, "ours", "?")
        await self._records.run(
            lambda tx: tx.refuse_post(wanted.exercise, key, "ours", None, "undelivered")
        )
        try:
            return Result(effects=await self._app.apply(wanted.exercise, event))
        except Exception:
            log.exception("nor can it be said", extra={"exercise": wanted.exercise})
            return Result()

    async def doubt(self, call: Call) -> Result:
        """A send that may have worked: again in private, else only if the facilitator says so."""
        if not call.once:
            await self._records.update(call, phase="", **await self._found(call))
            return Result(again=AT_ANY_TIME)
        if call.post is None:  # and should not stand any longer
            await self._records.update(call, phase="", sent=call.row.wanted)
            return await self._records.release(call.row.exercise)
        await self._records.update(call, phase="doubt")
        result = await self._records.apply(call, e.Doubtful(self._app.now(), call.row.key))
        result.effects.add((await self._records.release(call.row.exercise)).effects)
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
            log.info("not known whether it was sent: %s", error, extra=about(call))
            return {}
        return {"ref": ref, "digest": ""} if ref else {}  # of which try it is, nobody knows

    async def _unreachable(self, call: Call) -> Result:
        row, now = call.row, self._app.now()
        await self._records.update(call, phase="")
        if row.to == 0:
            self._records.away.add(row.exercise)
            return await self._records.apply(call, e.Dropped(now))
        await self._records.run(lambda tx: tx.set_reachable(row.exercise, row.to, False))
        return await self._records.apply(call, e.Unreachable(now, row.to))

    async def _moved(self, call: Call, to: str) -> Result:
        """The group or topic is elsewhere now. A lost topic's group hears where it goes on."""
        platform, place = call.chat

        def job(tx: "Tx[Exercise]") -> list[Wanted] | None:
            tx.update_post(call.row.exercise, call.row.key, phase="")
            return move(tx, platform, place, to)

        moved = await self._records.run(job)
        if moved is None:
            return await self._records.apply(call, e.Dropped(self._app.now()))
        if moved and place.partition("/")[0] == to:
            await self._say_moved(platform, to, moved[0].exercise)
        return Result(effects=Effects(posts=moved))

    async def _say_moved(self, platform: str, place: str, exercise: int) -> None:
        text = await self._records.run(lambda tx: tx.exercise(exercise).words().say("topic_gone"))
        try:
            await self._platforms[platform].send(place, Post(text), "")
        except PlatformError as error:
            log.info("not said that the topic is gone: %s", error, extra={"exercise": exercise})
