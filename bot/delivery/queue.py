"""Which post goes next: the most urgent that may, and one at a time to a chat. It waits for nobody.

A post stands in the queue once, however often it was wanted: ten taps while a chat is blocked
become one edit.
"""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from itertools import chain, count

from bot.app.outbox import SUPERSEDED, Chat, Wanted
from bot.delivery.limits import Pace

AT_ONCE = 64
"""At most this many calls to a platform are under way, so that an outage does not pile them up."""


@dataclass(slots=True, order=True)
class Entry:
    """A post in the queue: urgency (0 first), sequence number, waiting since (in seconds)."""

    urgency: int
    n: int
    since: float = field(compare=False)
    wanted: Wanted = field(compare=False)


class Queue:
    """Posts that wait for their turn, and the chats in which a call is under way."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._waiting: dict[tuple[int, str], Entry] = {}  # by post; heaps may hold older entries
        self._lines: dict[str, list[Entry]] = {}  # a heap for each platform
        self._later: list[tuple[float, Entry]] = []  # a heap: those that must wait, until when
        self._busy: dict[Chat, Entry] = {}  # whose call is under way
        self._behind: dict[Chat, list[Entry]] = {}  # a heap for each chat: who waits for another
        self._calls: Counter[str] = Counter()  # under way, by platform
        self._count = count()

    def add(self, wanted: Wanted) -> None:
        """This post may have changed. In the queue it keeps its place, unless it is urgent now."""
        known = self._waiting.get(wanted.id)
        # nobody looks at a superseded card any longer, however urgent it was
        enough = -1 if wanted.urgency == SUPERSEDED else wanted.urgency
        if known and known.urgency <= enough and known.wanted.chat == wanted.chat:
            return
        since = known.since if known else self._pace.monotonic()
        entry = Entry(wanted.urgency, next(self._count), since, wanted)
        self._waiting[wanted.id] = entry
        self._push(entry)

    def ready(self) -> Iterator[Entry]:
        """The posts that go now, the most urgent first, each until `done` the only one of its chat.

        Its chat's and its platform's places are reserved, for the caller to use or to release.
        """
        now = self._pace.monotonic()
        while self._later and self._later[0][0] <= now:
            self._push(heappop(self._later)[1])
        for platform, line in self._lines.items():
            while line and self._calls[platform] < AT_ONCE and self._pace.opens(platform) <= now:
                entry = heappop(line)
                if self._waiting.get(entry.wanted.id) is not entry:
                    self._next(entry.wanted.chat)
                elif self._goes(entry, now):
                    yield entry

    def _next(self, chat: Chat) -> None:
        """Of those behind in a chat the first is looked at: the others need not be, until it went.

        So what a post costs does not grow with how many wait in its chat.
        """
        behind = self._behind.get(chat)
        if behind and chat not in self._busy:
            self._push(heappop(behind))
            if not behind:
                del self._behind[chat]

    def _goes(self, entry: Entry, now: float) -> bool:
        """Whether its chat lets it go; else it waits for the chat."""
        wanted = entry.wanted
        if wanted.chat in self._busy:
            heappush(self._behind.setdefault(wanted.chat, []), entry)
            return False
        free = self._pace.free_at(wanted.chat, wanted.key)
        if free > now:
            heappush(self._later, (free, entry))
            if self._pace.chat_free_at(wanted.chat) <= now:  # it waits by itself, others need not
                self._next(wanted.chat)
            return False
        del self._waiting[wanted.id]
        self._pace.reserve(wanted.chat, group=wanted.group)
        self._busy[wanted.chat] = entry
        self._calls[wanted.chat[0]] += 1
        return True

    def done(self, entry: Entry, again: float | None) -> None:
        """Its call is over; `again`: when the post is to be tried again, if it is."""
        wanted = entry.wanted
        del self._busy[wanted.chat]
        self._calls[wanted.chat[0]] -= 1
        self._next(wanted.chat)
        if again is None:
            return
        if newer := self._waiting.get(wanted.id):  # wanted again meanwhile: one try is enough
            newer.since = entry.since
            return
        self._waiting[wanted.id] = entry
        heappush(self._later, (again, entry))

    def hurry(self, chat: Chat) -> None:
        """Posts of this chat that wait for a moment to come are looked at now."""
        now = self._pace.monotonic()
        mine = [entry for _, entry in self._later if entry.wanted.chat == chat]
        if mine:
            self._later = [each for each in self._later if each[1].wanted.chat != chat]
            self._later += [(now, entry) for entry in mine]
            heapify(self._later)

    def _push(self, entry: Entry) -> None:
        heappush(self._lines.setdefault(entry.wanted.chat[0], []), entry)

    @property
    def opens(self) -> float:
        """When to look again if nothing else happens; never, if only that can bring more."""
        moments = [self._later[0][0]] if self._later else []
        for platform, line in self._lines.items():
            if line and self._calls[platform] < AT_ONCE:
                moments.append(self._pace.opens(platform))
        return min(moments, default=math.inf)

    @property
    def length(self) -> int:
        """How many posts wait or are under way."""
        return len(self._waiting) + len(self._busy)

    @property
    def oldest(self) -> float:
        """For how many seconds the post that waits longest has waited, tried or not."""
        now = self._pace.monotonic()
        entries = chain(self._waiting.values(), self._busy.values())
        return max((now - entry.since for entry in entries), default=0.0)
