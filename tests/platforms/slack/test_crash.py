"""Killed without warning on Slack, again and again, while a team works: nothing lost or doubled.

Slack sends again what somebody wrote, and never a tap: whose tap was not acknowledged sees that it
failed. So what must not be lost is every text, and every tap that was acknowledged.
"""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.platforms.slack.delivery import Delivery
from tests.platforms.slack.people import Message
from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.test_run import begin, by_http, close, join, program, rows
from tests.support.process import Program
from tests.support.unseen import UNSEEN

PEOPLE = 10
LONGEST = 0.8
"""Seconds of a life after it is ready; a kill is as likely before it acknowledges as after."""


@dataclass
class World:
    """One Slack, one team, and one process that is killed and started again."""

    server: SlackServer
    folder: Path
    hand: random.Random
    taps: dict[tuple[str, str], list[tuple[str, Delivery]]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    kills: int = 0

    async def prepare(self, running: Program) -> None:
        """Ten people have joined a live exercise."""
        self.boss = self.server.user("U99", "A. Mohammed")
        self.team = self.server.channel("C1", "registry", self.boss, private=True)
        self.people = [self.server.user(f"U{n}", f"Person {n}") for n in range(1, PEOPLE + 1)]
        await running.says("ready")
        await begin(self.server, self.team, self.boss, PEOPLE)
        await asyncio.gather(*(join(self.server, self.team, who) for who in self.people))

    def someone_acts(self) -> None:
        """A tap on a question that is not on screen; now and then a thought."""
        who = self.hand.choice(self.people)
        if self.hand.random() < 0.1:
            self.written.append(f"thought {len(self.written)}")
            who.write(self.written[-1])
            return
        component, score = self.hand.choice(UNSEEN), self.hand.choice("12345")
        who.tap_old(who.last, f"1.1.{component}.{score}")
        pressed = self.taps.setdefault((who.id, component), [])
        pressed.append((score, self.server.deliveries[-1]))

    async def work(self, until: asyncio.Event) -> None:
        while not until.is_set():
            self.someone_acts()
            await asyncio.sleep(self.hand.uniform(0.0, 0.08))

    async def survive(self, running: Program, kills: int) -> None:
        """Killed at any moment: starting, receiving, writing, sending."""
        over = asyncio.Event()
        working = asyncio.create_task(self.work(over))
        for _ in range(kills):
            if self.hand.random() < 0.8:
                await running.says("ready")
            await asyncio.sleep(self.hand.uniform(0.0, LONGEST))
            await self.kill(running)
        await running.says("ready")
        over.set()
        await working
        await self.server.until(lambda: self.server.idle)

    async def kill(self, running: Program) -> None:
        await running.kill()
        self.kills += 1
        running.lines.clear()
        await running.start()

    async def close(self, running: Program) -> None:
        """The round is closed, and killed in the middle of what it says to the channel."""
        held = self.server.fail("chat.postMessage", "hold after", when=_is_feedback)
        await close(self.server, self.team, self.boss)
        await held.arrived.wait()
        await self.kill(running)
        self.server.mend()
        await self.server.until(
            lambda: any("may not have arrived" in m.text for m in self.boss.heard)
        )

    # -- what came of it ---------------------------------------------------------------------------

    def accepted(self) -> dict[tuple[str, str], list[str]]:
        """What was stored, in order, by person and component."""
        found: dict[tuple[str, str], list[str]] = {}
        for account, component, answer in rows(
            self.folder,
            "SELECT p.account, f.item, f.answer FROM facts f JOIN people p"
            " ON p.exercise = f.exercise AND p.number = f.person"
            " WHERE f.kind = 'Answered' AND f.round = '1' ORDER BY f.n",
        ):
            user = str(account).partition(":")[2]
            found.setdefault((user, str(component)), []).append(str(answer))
        return found

    def lost(self) -> int:
        """Acknowledged taps after which neither they nor a later one is what is stored."""
        stored, lost = self.accepted(), 0
        for key, pressed in self.taps.items():
            sure = [n for n, (_, delivery) in enumerate(pressed) if delivery.acknowledged]
            since = {score for score, _ in pressed[sure[-1] :]} if sure else set()
            lost += bool(sure) and stored.get(key, [""])[-1] not in since
        return lost + len(self.unheard())

    def unheard(self) -> set[str]:
        """Texts that are not stored (yet: what Slack gave up is read from its history)."""
        return set(self.written) - set(self.texts())

    def doubled(self) -> int:
        """Answers stored more often than they were given, texts more often than written."""
        stored, twice = self.accepted(), 0
        for key, pressed in self.taps.items():
            given = Counter(score for score, _ in pressed)
            twice += (Counter(stored.get(key, [])) - given).total()
        return twice + sum(n - 1 for n in self.texts().values())

    def texts(self) -> Counter[str]:
        found = rows(self.folder, "SELECT text FROM facts WHERE kind = 'Held'")
        return Counter(str(text) for (text,) in found)

    def said_twice(self) -> int:
        """Posts to the channel that say what another one says."""
        return sum(n - 1 for n in Counter(m.text for m in self.team.heard).values())

    def cards_twice(self) -> int:
        """Private messages that were sent as the same post."""
        sent = [m for who in self.people for m in who.heard if m.metadata]
        return sum(n - 1 for n in Counter(_sent_as(m) for m in sent).values())

    def failed(self) -> int:
        """Taps of which their people saw that they failed."""
        return sum(not d.acknowledged for pressed in self.taps.values() for _, d in pressed)


def _is_feedback(call: dict[str, Any]) -> bool:
    """What round 1 shows, or that too few answered for it to show anything."""
    said = ("Round 1: what", "Round 1 is closed")
    return call["channel"] == "C1" and any(text in call["text"] for text in said)


def _sent_as(message: Message) -> tuple[str, str]:
    return message.chat.channel, json.dumps(message.metadata, sort_keys=True)


@pytest.mark.parametrize(
    ("mode", "kills"),
    [
        pytest.param("http", 5, marks=pytest.mark.soak),
        pytest.param("socket", 50, marks=pytest.mark.soak),
        pytest.param("http", 20, marks=pytest.mark.soak),
    ],
)
async def test_kills(tmp_path: Path, mode: str, kills: int) -> None:
    async with SlackServer() as server:
        server.again_after = (0.2,) * 100
        settings = by_http(server) if mode == "http" else {}
        world = World(server, tmp_path, random.Random(kills))
        async with program(tmp_path, server, **settings) as running:
            await world.prepare(running)
            await world.survive(running, kills)
            await world.close(running)
            await server.until(lambda: server.idle and not world.unheard())
            assert await running.stop() == 0, running.told

    pressed = sum(map(len, world.taps.values()))
    lost, doubled, said_twice = world.lost(), world.doubled(), world.said_twice()
    print(
        f"\n{mode}: {world.kills} kills, {pressed} taps ({world.failed()} of them failed before"
        f" their people's eyes), {len(world.written)} texts: lost {lost}, doubled {doubled};"
        f" duplicate channel posts {said_twice}, duplicate private cards {world.cards_twice()}"
    )
    assert world.kills == kills + 1
    assert world.failed() < pressed
    assert (lost, doubled, said_twice, world.cards_twice()) == (0, 0, 0, 0)
