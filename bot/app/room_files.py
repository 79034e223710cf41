"""The files that stand in rooms: made for whoever asks first, until their exercise goes on.

A file that is made later may say less: somebody was erased, a plan was changed. They are kept here
by where they stand, since even to find out what they are made of takes an exercise of its own; what
is much work in them is kept by what makes it as well, and shared with what goes to the chats.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.app.library import Files, loader
from bot.platforms.base import Upload
from bot.platforms.rooms import Room
from dialogs.core.addresses import read_post_of
from dialogs.core.exercise import Exercise
from dialogs.core.facts import RESULT
from dialogs.core.post import File
from storage.store import Store, Tx

KEPT = 32
"""Files that are kept as they were made, a few hundred kilobytes each; others are made again."""

Make = Callable[[Exercise, File, tuple[int, str] | None], Upload]
"""Makes a file from an exercise that is nobody else's, and names the entry of its record that holds
the result. Runs in a thread of its own."""

Look = Callable[["Tx[Exercise]"], Room | None]
"""What somebody sees in a room."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A file under the key of its message, and the last fact of the exercise that it is made of."""

    key: str
    language: str
    last: int
    file: File = field(compare=False)


class RoomFiles:
    """Makes the files of the rooms of one platform; without `make` there are none."""

    def __init__(self, store: "Store[Exercise]", library: Files, make: Make | None) -> None:
        self._store = store
        self._copy = loader(library)
        self._make = make
        self._made: dict[Stand, asyncio.Task[Upload]] = {}

    async def made(self, look: Look, key: str) -> Upload | None:
        """The file that stands under this key; None if none does. Made once, whoever else asks.

        Who asks waits for this file alone; whoever goes away stops it for nobody else.
        """
        stand = await self._store.run(lambda tx: _stand(tx, look, key))
        if stand is None or self._make is None:
            return None
        task = self._made.pop(stand, None) or asyncio.create_task(self._new(stand, self._make))
        self._made[stand] = task  # at the end: the one asked for last
        if len(self._made) > KEPT:
            del self._made[next(iter(self._made))]
        return await asyncio.shield(task)

    async def _new(self, stand: Stand, make: Make) -> Upload:
        try:
            given = await self._store.run(partial(self._given, stand.key, stand.file))
            return await asyncio.to_thread(make, *given)
        except BaseException:
            self._made.pop(stand, None)  # who asks next tries again
            raise

    def forget(self) -> None:
        """Keep no file: somebody was erased, of whom it may say something."""
        self._made.clear()

    def _given(
        self, key: str, file: File, tx: "Tx[Exercise]"
    ) -> tuple[Exercise, File, tuple[int, str] | None]:
        number = read_post_of(key).exercise
        return self._copy(tx, number), file, tx.entry(number, RESULT)


def _stand(tx: "Tx[Exercise]", look: Look, key: str) -> Stand | None:
    room = look(tx)
    posts = [message.post for message in room.messages if message.key == key] if room else []
    last = tx.entry(read_post_of(key).exercise) if posts else None
    if last is None or not isinstance(posts[0], File):
        return None
    return Stand(key, posts[0].language, last[0], posts[0])
