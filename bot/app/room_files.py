"""The files that stand in rooms: made for whoever asks first, kept until their exercise goes on.

A file that is made later may say less: somebody was erased, a plan was changed.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
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

Stand = tuple[File, tuple[str, str, int]]
"""A file, and what it was made of: its message, its language, the last fact of its exercise."""


class RoomFiles:
    """Makes the files of the rooms of one platform; without `make` there are none."""

    def __init__(self, store: "Store[Exercise]", library: Files, make: Make | None) -> None:
        self._store = store
        self._copy = loader(library)
        self._make = make
        self._kept: OrderedDict[tuple[str, str, int], Upload] = OrderedDict()
        self._making = asyncio.Lock()

    async def made(self, look: Look, key: str) -> Upload | None:
        """The file that stands under this key; None if none does. Made once, whoever else asks."""
        async with self._making:
            found = await self._store.run(lambda tx: _stand(tx, look, key))
            if found is None or self._make is None:
                return None
            file, stand = found
            if stand not in self._kept:
                given = await self._store.run(partial(self._given, key, file))
                self._kept[stand] = await asyncio.to_thread(self._make, *given)
                if len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(stand)
            return self._kept[stand]

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
    return posts[0], (key, posts[0].language, last[0])
