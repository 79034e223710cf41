"""How fast each platform may be written to, and what is blocked meanwhile.

A chat, a group and the bot as a whole each have a number of slots, and every call uses one of
theirs for a while: at most so many calls in any so many seconds. Those of chats are written down
with what was sent, so that a restart gives nobody a second helping.
"""

import asyncio
import math
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.app.outbox import Chat
from bot.platforms.base import PlatformError, Rate, Rates
from dialogs.core.addresses import kind_of

BOARD_PAUSE = 3.0
"""Seconds between two edits of a group's card: a storm of joins is one edit, and the 20 messages a
minute that a group may get leave room for what else is said there."""

FIRST, LONGEST = 1.0, 60.0
"""Seconds: the longest pause after a first failure, and after any, where nobody asked us for one.
Each pause is a random part of what it may be, so that chats do not come back all at once."""

REFUSED_FIRST, REFUSED_LONGEST = 5.0, 900.0
"""Seconds between two tries of what is refused for now: at first, doubling, and in the end, so that
what is due is out within minutes of the end of the refusal."""

AT_LEAST = 5.0
"""Seconds between two tries that something else in the chat gave hope for."""

LONGEST_ASKED = 3600.0
"""Seconds: no pause is believed to be longer. It is asked for from outside, and the clock may have
jumped while we were away; after it one call will tell."""

TWO_AT_ONCE = 5.0
"""Seconds in which a second chat that is refused means that the whole bot is."""

MANY = 1000
"""With so many scopes it is worth a look which of them are at rest and can be let go."""

VERBS = ("send", "edit", "retire", "delete", "upload")
"""The kinds of calls that put something on view."""

UNLIMITED = Rates()


def scope_of(chat: Chat) -> str:
    """What is counted together: a group's topics are one chat."""
    return f"{chat[0]}/{chat[1].partition('/')[0]}"


class Slots:
    """Sliding-window limiter: calls made in the last seconds, and those that are about to be.

    A slot is reserved from the moment on which a call is decided; its time counts from the moment
    on which it is made, however long the database took in between.
    """

    def __init__(self, rate: Rate, kind: str) -> None:
        self.rate = rate
        self.kind = kind
        self.reserved = 0
        self.used: deque[float] = deque(maxlen=rate.most)
        self.count = 0

    @property
    def free_at(self) -> float:
        """When there is a slot; never, as long as all are reserved."""
        left = self.rate.most - self.reserved
        if left <= 0:
            return math.inf
        return self.used[-left] + self.rate.seconds if len(self.used) >= left else 0.0

    def use(self, at: float) -> None:
        """A call is made."""
        self.used.append(at)
        self.count += 1

    def at_rest(self, now: float) -> bool:
        """Whether nothing that was, or is to be, holds up a call."""
        return not self.reserved and (not self.used or self.used[-1] + self.rate.seconds <= now)

    @property
    def last(self) -> tuple[str, float]:
        """The name of the slot used last, and when it is free again."""
        return f"{self.kind}.{self.count % self.rate.most}", self.used[-1] + self.rate.seconds


@dataclass(slots=True)
class Refusal:
    """What is refused for now: since when, how often, when tried last, until when it rests."""

    since: float
    tries: int = 0
    tried: float = 0.0
    until: float = 0.0


class Pace:
    """Who may write when. Its times are those of `monotonic`, in seconds."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        rates: Mapping[str, Rates] | None = None,
    ) -> None:
        self.monotonic = monotonic
        self.sleep = sleep
        self.rates = dict(rates or {})
        self._slots: dict[str, Slots] = {}
        self._blocked: dict[str, float] = {}
        self._tries: dict[str, int] = {}
        self._edited: dict[tuple[Chat, str], float] = {}
        self._refused: dict[str, tuple[str, float]] = {}
        self._shut: dict[str, Refusal] = {}
        self._look_at = MANY

    # -- may it go? ----------------------------------------------------------------------------

    def opens(self, platform: str) -> float:
        """When the platform takes anything at all."""
        return self._free(platform)

    def free_at(self, chat: Chat, key: str) -> float:
        """When this post may go, as far as its own chat is concerned."""
        edited = self._edited.get((chat, key))
        board = 0.0 if edited is None else edited + BOARD_PAUSE
        return max(board, self.chat_free_at(chat))

    def chat_free_at(self, chat: Chat) -> float:
        """When its chat takes anything at all."""
        return self._free(scope_of(chat))

    def barred(self, chat: Chat) -> dict[str, float]:
        """The kinds of calls that must wait now in a chat, and until when."""
        now = self.monotonic()
        until = {
            verb: max(self._free(f"{chat[0]}:{verb}"), self._rest(chat, verb)) for verb in VERBS
        }
        return {verb: at for verb, at in until.items() if at > now}

    def _rest(self, chat: Chat, verb: str) -> float:
        refusal = self._shut.get(f"{scope_of(chat)}:{verb}")
        return refusal.until if refusal else 0.0

    def _free(self, scope: str) -> float:
        slots = self._slots.get(scope)
        return max(self._blocked.get(scope, 0.0), slots.free_at if slots else 0.0)

    # -- it goes -------------------------------------------------------------------------------

    def reserve(self, chat: Chat, *, group: bool) -> None:
        """A call to this chat will be made: `use` or `release` its slots then."""
        self._let_go()
        for scope, kind in ((chat[0], "bot"), (scope_of(chat), "group" if group else "private")):
            if slots := self._slots_of(chat[0], scope, kind):
                slots.reserved += 1

    def release(self, chat: Chat) -> None:
        """There is nothing to say after all."""
        for slots in self._reserved(chat):
            slots.reserved -= 1

    def use(self, chat: Chat, verb: str) -> None:
        """The call is made, now."""
        self._use(chat)
        if slots_of_verb := self._slots_of(chat[0], f"{chat[0]}:{verb}", verb):
            slots_of_verb.use(self.monotonic())

    def use_unasked(self, chat: Chat, *, group: bool) -> None:
        """A call that waits for nobody is made, now."""
        self.reserve(chat, group=group)
        self._use(chat)

    def _use(self, chat: Chat) -> None:
        for slots in self._reserved(chat):
            slots.reserved -= 1
            slots.use(self.monotonic())

    def _reserved(self, chat: Chat) -> Iterator[Slots]:
        for scope in (chat[0], scope_of(chat)):
            if slots := self._slots.get(scope):
                yield slots

    def _slots_of(self, platform: str, scope: str, kind: str) -> Slots | None:
        if scope not in self._slots:
            rates = self.rates.get(platform, UNLIMITED)
            rate = rates.verbs.get(kind) if kind in VERBS else getattr(rates, kind)
            if rate is None:
                return None
            self._slots[scope] = Slots(rate, kind)
        return self._slots[scope]

    def _let_go(self) -> None:
        """Forget what holds up nobody, whenever there is twice as much as the last look left."""
        if self.size < self._look_at:
            return
        now = self.monotonic()
        self._slots = {s: each for s, each in self._slots.items() if not each.at_rest(now)}
        self._blocked = {s: until for s, until in self._blocked.items() if until + LONGEST > now}
        self._tries = {s: tries for s, tries in self._tries.items() if s in self._blocked}
        self._shut = {s: r for s, r in self._shut.items() if r.until + REFUSED_LONGEST > now}
        self._edited = {post: at for post, at in self._edited.items() if at + BOARD_PAUSE > now}
        self._look_at = max(MANY, 2 * self.size)

    @property
    def size(self) -> int:
        """How much is remembered."""
        return len(self._slots) + len(self._blocked) + len(self._edited) + len(self._shut)

    # -- and afterwards ------------------------------------------------------------------------

    def done(self, chat: Chat, key: str, verb: str) -> dict[str, float]:
        """A call went well. Gives what to remember over a restart: scopes, and seconds left."""
        for scope in (chat[0], scope_of(chat)):
            self._tries.pop(scope, None)
        for what in (verb, key):
            self._shut.pop(f"{scope_of(chat)}:{what}", None)
        if kind_of(key) == "board":
            self._edited[chat, key] = self.monotonic()
        slots = self._slots.get(scope_of(chat))
        if slots is None or not slots.used:
            return {}
        name, free_at = slots.last
        return {f"{scope_of(chat)}#{name}": free_at - self.monotonic()}

    def failed(self, chat: Chat, verb: str, error: PlatformError) -> dict[str, float]:
        """Block what the platform says is blocked, else back off. Gives what to remember."""
        if error.retry_after is None:
            self._back_off(chat)
            return {}
        scope = {"bot": chat[0], "method": f"{chat[0]}:{verb}"}.get(error.scope, scope_of(chat))
        scopes = {scope}
        if error.scope == "chat":
            scopes |= self._everywhere(chat[0], scope)
        seconds = min(error.retry_after, LONGEST_ASKED)
        for each in scopes:
            self._block(each, seconds)
        return dict.fromkeys(scopes, seconds)

    def refuse(self, chat: Chat, what: str) -> Refusal:
        """Something is refused for now: a kind of call in a chat, or one post of it by its key.

        It rests for a growing while, and nothing else does.
        """
        now = self.monotonic()
        refusal = self._shut.setdefault(f"{scope_of(chat)}:{what}", Refusal(now))
        refusal.tries, refusal.tried = refusal.tries + 1, now
        longest = min(REFUSED_FIRST * 2 ** min(refusal.tries - 1, 10), REFUSED_LONGEST)
        refusal.until = now + longest * random.uniform(0.75, 1.0)  # noqa: S311
        return refusal

    def hope(self, chat: Chat) -> bool:
        """Something got through in a chat: what is refused there may be tried now. If anything is.

        How long it will rest after one more refusal stays as it was.
        """
        now, found = self.monotonic(), False
        prefix = f"{scope_of(chat)}:"
        for scope, refusal in self._shut.items() if self._shut else ():
            if scope.startswith(prefix) and refusal.tried + AT_LEAST <= now < refusal.until:
                refusal.until, found = now, True
        return found

    def _everywhere(self, platform: str, scope: str) -> set[str]:
        """Two chats refused at once: it is not the chats, though no answer says so."""
        now = self.monotonic()
        last, at = self._refused.get(platform, (scope, 0.0))
        self._refused[platform] = (scope, now)
        return {platform} if last != scope and now - at < TWO_AT_ONCE else set()

    def _back_off(self, chat: Chat) -> None:
        """The chat may be at fault or the way to all of them: both rest, and one call will tell."""
        for scope in (chat[0], scope_of(chat)):
            if self._blocked.get(scope, 0.0) <= self.monotonic():
                tries = self._tries[scope] = self._tries.get(scope, 0) + 1
                longest = min(FIRST * 2 ** min(tries - 1, 10), LONGEST)
                self._block(scope, longest * random.uniform(0.5, 1.0))  # noqa: S311

    def _block(self, scope: str, seconds: float) -> None:
        until = self.monotonic() + seconds
        self._blocked[scope] = max(self._blocked.get(scope, 0.0), until)

    def restore(self, platform: str, left: Mapping[str, float]) -> None:
        """What `done` and `failed` gave before a restart, with the seconds that are left of it.

        A call may have been under way when we were ended, so each chat loses one slot more.
        """
        now, chats = self.monotonic(), set()
        for scope, seconds in sorted(left.items(), key=lambda each: each[1]):
            name, slot, number = scope.partition("#")
            if not slot:
                self._block(name, min(seconds, LONGEST_ASKED))
            elif slots := self._slots_of(platform, name, number.partition(".")[0]):
                whole = slots.rate.seconds
                slots.use(now + min(seconds, whole) - whole)
                chats.add(name)
        for name in chats:
            self._slots[name].use(now)
