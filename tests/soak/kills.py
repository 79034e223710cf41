"""How a process dies: at a COMMIT, inside a call to its platform, at any moment."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from tests.soak.power import Machine
from tests.soak.teams import Team
from tests.support.process import Program

LATER = 45.0
"""Seconds that pass while it is dead: what was blocked is free again, and nobody waits for it."""

LONGEST = 1.0
"""Seconds of a life that ends by chance."""

STRIKES = 600.0
"""Seconds within which what was prepared must have happened, and a process be ready."""


@dataclass
class World:
    """One team, one process, the machine it runs on, and chance."""

    team: Team
    machine: Machine
    program: Program
    hand: random.Random

    @property
    def ready(self) -> bool:
        """Whether the process says so."""
        return any("ready" in line for line in self.program.lines)

    async def until_ready(self) -> None:
        running = self.program

        def told() -> bool:
            assert running.process.returncode is None, f"it ended by itself: {running.told}"
            return self.ready

        await self.team.server.until(told, timeout=STRIKES)


class Kill(Protocol):
    """A death that can be prepared; what that gives waits until the process is dead."""

    def arm(self, world: World) -> Callable[[], Awaitable[Any]]:
        """Prepare it."""


@dataclass(frozen=True, slots=True)
class AtCommit:
    """At one of the next COMMITs: before what it makes durable is so, or after."""

    after: bool

    def arm(self, world: World) -> Callable[[], Awaitable[Any]]:
        world.machine.cut(world.hand.randint(1, 3), after=self.after)

        async def strikes() -> None:
            await world.program.process.wait()
            await world.program.ends()

        return strikes


@dataclass(frozen=True, slots=True)
class InCall:
    """Inside a call: before the platform did it, or after, with its answer on the way."""

    method: str
    after: bool
    when: Callable[[Any], bool] = lambda call: True

    def arm(self, world: World) -> Callable[[], Awaitable[Any]]:
        how = "hold after" if self.after else "hold"
        held = world.team.server.fail(self.method, how, when=self.when)

        async def strikes() -> None:
            await held.arrived.wait()
            await world.program.kill()

        return strikes


@dataclass(frozen=True, slots=True)
class InPost:
    """Inside the call that brings one of the group's messages."""

    post: str
    after: bool

    def arm(self, world: World) -> Callable[[], Awaitable[Any]]:
        method, when = world.team.bringing(self.post)
        return InCall(method, self.after, when).arm(world)


@dataclass(frozen=True, slots=True)
class ByChance:
    """At any moment: starting, receiving, writing, sending."""

    def arm(self, world: World) -> Callable[[], Awaitable[Any]]:
        async def strikes() -> None:
            if world.hand.random() < 0.8:
                await world.until_ready()
            await asyncio.sleep(world.hand.uniform(0.0, LONGEST))
            await world.program.kill()

        return strikes


async def kill(world: World, plan: Iterable[Kill]) -> int:
    """Let the process die in each of these ways, and start it again; gives how often it did."""
    deaths = 0
    for each in plan:
        strikes = each.arm(world)
        if world.program.process.returncode is not None:
            await world.program.start()
        async with asyncio.timeout(STRIKES):
            await strikes()
        deaths += 1
        world.machine.mend()
        world.team.server.mend()
        world.machine.skip(LATER)
        world.program.lines.clear()
    if world.program.process.returncode is not None:
        await world.program.start()
    await world.until_ready()
    return deaths
