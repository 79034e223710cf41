"""Fair turns: whoever floods us delays nobody but themselves, and no exercise another one.

There is one writer, and each of its jobs is paid for by all who wait. So of one account only a
few updates are in its hands at a time; what comes on top waits in a line of that account's own, in
order, until one of these is done. What accounts let through waits in the same way for others of
its exercise. Nothing is dropped, nothing is confirmed before it is durable.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial
from typing import Any

AT_ONCE = 20
"""Updates of one account in the writer's hands. Somebody who is quick has three or four."""

OF_EXERCISE = 100
"""Updates of one exercise there: with so many a transaction costs each of them next to nothing."""

KNOWN = 10_000
"""Accounts of which we remember in which exercise they were last."""

Who = Hashable
Job = Any
Future = asyncio.Future[Any]


class Budgets:
    """Each account's line, and behind it each exercise's.

    An account's updates count for the exercise in which it was last, whatever they say themselves:
    a forged button is at nobody else's expense. That is not looked at anew while one of them is
    under way, or a later one could overtake it in another line.
    """

    def __init__(self, run_all: Callable[[Iterable[Job]], Sequence[Future]]) -> None:
        self._exercises = Turns(run_all, OF_EXERCISE)
        self._accounts = Turns(self._exercises.run_all, AT_ONCE)
        self._last: dict[Who, Hashable] = {}

    def run_all(self, jobs: Iterable[tuple[Who, Callable[[], Hashable], Job]]) -> list[Future]:
        """Run jobs, each once it is its turn; of an account not known yet, a guess is asked for."""
        return self._accounts.run_all([(who, (self._of(who, of), job)) for who, of, job in jobs])

    def _of(self, who: Who, guess: Callable[[], Hashable]) -> Hashable:
        if who not in self._last:
            self._keep(who, guess())
        return self._last[who]

    def was_in(self, who: Who, exercise: Hashable) -> None:
        """Somebody did something in an exercise."""
        if not self._accounts.holds(who):
            self._keep(who, exercise)

    def _keep(self, who: Who, exercise: Hashable) -> None:
        self._last[who] = exercise
        if len(self._last) > KNOWN:
            idle = next((each for each in self._last if not self._accounts.holds(each)), who)
            del self._last[idle]


class Turns:
    """The lines before the writer; `run_all` gives it jobs, as `Store.run_all` does.

    Of each only `most` jobs are in its hands. What a job is, only `run_all` knows.
    """

    def __init__(
        self, run_all: Callable[[Iterable[Job]], Sequence[Future]], most: int = AT_ONCE
    ) -> None:
        self._run_all = run_all
        self._most = most
        self._in_hand: Counter[Who] = Counter()
        self._lines: dict[Who, deque[tuple[Job, Future]]] = {}
        self._freed: set[Who] = set()

    @property
    def waiting(self) -> int:
        """How many updates wait for others of their account."""
        return sum(map(len, self._lines.values()))

    def holds(self, who: Who) -> bool:
        """Whether anything of theirs is under way, or waits."""
        return who in self._in_hand or who in self._lines

    def run_all(self, jobs: Iterable[tuple[Who, Job]]) -> list[Future]:
        """Run jobs, each as `Store.run_all` would, once it is the turn of whose they are."""
        results: list[Future | None] = []
        now: list[tuple[Who, Job]] = []
        for who, job in jobs:
            if who in self._lines or self._in_hand[who] >= self._most:
                results.append(self._wait(who, job))
                continue
            self._in_hand[who] += 1
            now.append((who, job))
            results.append(None)
        begun = iter(self._begin(now))
        return [waits or next(begun) for waits in results]

    def _wait(self, who: Who, job: Job) -> Future:
        future: Future = asyncio.get_running_loop().create_future()
        self._lines.setdefault(who, deque()).append((job, future))
        return future

    def _begin(self, now: Sequence[tuple[Who, Job]]) -> Sequence[Future]:
        """Give these to the writer, together."""
        commits = self._run_all([job for _, job in now]) if now else ()
        for (who, _), commit in zip(now, commits, strict=True):
            commit.add_done_callback(partial(self._done, who))
        return commits

    def _done(self, who: Who, commit: Future) -> None:
        """One is done, and with it, in a moment, all that were in the same transaction."""
        self._in_hand[who] -= 1
        if not self._in_hand[who]:
            del self._in_hand[who]
        if who in self._lines:
            if not self._freed:
                asyncio.get_running_loop().call_soon(self._next)
            self._freed.add(who)

    def _next(self) -> None:
        """Those who waited take the places of those that are done."""
        going = [(who, *each) for who in self._freed for each in self._first(who)]
        self._freed.clear()
        for who, _, _ in going:
            self._in_hand[who] += 1
        for (_, _, future), commit in zip(
            going, self._begin([(who, job) for who, job, _ in going]), strict=True
        ):
            commit.add_done_callback(partial(_hand_on, future))

    def _first(self, who: Who) -> list[tuple[Job, Future]]:
        """Who is first in somebody's line, as many as there are places."""
        line, places = self._lines[who], self._most - self._in_hand[who]
        first = [line.popleft() for _ in range(min(places, len(line)))]
        if not line:
            del self._lines[who]
        return first


def _hand_on(to: Future, commit: Future) -> None:
    """Tell whoever waits what became of their job; they may have gone away."""
    error = commit.exception()  # heard of by whoever waits, or by nobody
    if to.done():
        return
    if error:
        to.set_exception(error)
    else:
        to.set_result(commit.result())
