"""What became of a post, and how it is written down: whatever the storage does meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.app.app import App
from bot.app.outbox import Call
from bot.app.record import Effects
from bot.delivery.jobs import released
from bot.delivery.limits import Pace
from bot.delivery.stored import until_stored
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from storage.store import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a post: when to try it again, if it must be, and what else is to be done.

    `release`: the seconds after which all that waits in its exercise is looked at again.
    """

    again: float | None = None
    release: float | None = None
    effects: Effects = field(default_factory=Effects)


class Records:
    """Writes down what calls did.

    `away`: exercises whose groups take nothing, as far as we know.
    """

    def __init__(self, app: App, pace: Pace) -> None:
        self.app = app
        self._pace = pace
        self.away: set[int] = set()

    async def run(self, job: "Callable[[Tx[Exercise]], T]") -> T:
        """Run a job until the storage takes it: what is wanted stays wanted."""
        return await until_stored(lambda: self.app.store.run(job), self._pace.sleep)

    async def update(self, call: Call, **fields: Any) -> None:
        """Set these columns of a call's post."""
        row = call.row
        await self.run(lambda tx: tx.update_post(row.exercise, row.key, **fields))

    async def apply(self, call: Call, event: e.Event) -> Result:
        """What the exercise makes of it."""
        apply = partial(self.app.apply, call.row.exercise, event)
        return Result(effects=await until_stored(apply, self._pace.sleep))

    async def release(self, exercise: int) -> Result:
        """Look at all that may have waited for a message to the group."""
        return Result(effects=Effects(posts=await self.run(lambda tx: released(tx, exercise))))

    def block(self, tx: "Tx[Exercise]", platform: str, left: Mapping[str, float]) -> None:
        """Remember over a restart what takes nothing for so many seconds."""
        for scope, seconds in left.items():
            tx.block(platform, scope, self.app.now() + seconds)


def about(call: Call) -> dict[str, object]:
    """Which post a line of the log is about."""
    return {"exercise": call.row.exercise, "post": call.row.key}
