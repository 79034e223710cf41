"""Killed without warning, again and again, while a team works: nothing lost, nothing said twice."""

import asyncio
import random
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.platforms.telegram.people import Group, Message, Tapped
from tests.platforms.telegram.server import TelegramServer
from tests.support.process import Program
from tests.support.service import Service, set_up
from tests.support.unseen import UNSEEN

WORLDS = 2
FEW, MANY = 2, 25
"""Kills in each world; and one more in the middle of what the group is told."""

PEOPLE = 10
EXPECTED = ("not modified", "query is too old", "terminated by other getUpdates")
"""What a process hears that does again what another did before it was killed."""


@dataclass
class World:
    """One Telegram, one team, and one process that is killed and started again."""

    server: TelegramServer
    folder: Path
    hand: random.Random
    kills: int
    taps: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    written: Counter[int] = field(default_factory=Counter)
    lives: list[float] = field(default_factory=list)

    def program(self) -> Program:
        return Program(
            self.folder,
            "run",
            TELEGRAM_BOT_TOKEN=self.server.token,
            TELEGRAM_API_BASE_URL=self.server.base_url,
            TELEGRAM_FILE_BASE_URL=self.server.file_url,
        )

    async def prepare(self) -> None:
        """Ten people have joined a live exercise, which nobody has paced."""
        self.boss = self.server.user(99, "A. Mohammed")
        self.group: Group = self.server.group(-5, "Team", admins=[self.boss])
        self.team = [self.server.user(n, f"Person {n}") for n in range(1, PEOPLE + 1)]
        async with Service(self.folder, self.server) as service:
            service.parts.delivery.pace.rates.clear()
            await set_up(self.server, self.group, self.boss)
            for who in self.team:
                who.tap(self.group.pinned[0], "Take part")
            await service.quiet()

    def someone_acts(self) -> None:
        """A tap on a question that is not on screen; now and then a word that asks for a card."""
        who = self.hand.choice(self.team)
        if self.hand.random() < 0.1:
            who.write("/start")
            self.written[who.id] += 1
            return
        component, score = self.hand.choice(UNSEEN), self.hand.choice("12345")
        who.tap_old(who.last, f"1.1.{component}.{score}")
        self.taps.setdefault((who.id, component), []).append(score)

    async def work(self, until: asyncio.Event) -> None:
        while not until.is_set():
            self.someone_acts()
            await asyncio.sleep(self.hand.uniform(0.0, 0.08))

    async def survive(self, running: Program) -> None:
        """Killed at any moment: starting, receiving, writing, sending."""
        over = asyncio.Event()
        working = asyncio.create_task(self.work(over))
        for _ in range(self.kills):
            if self.hand.random() < 0.8:
                await running.says("ready")
            await asyncio.sleep(self.hand.uniform(0.0, 0.25))
            await running.kill()
            self.lives.append(self.server.clock())
            running.lines.clear()
            await running.start()
        over.set()
        await working
        await running.says("ready")

    async def close(self, running: Program) -> None:
        """The round is closed, and killed in the middle of what it says to the group."""
        self.boss.closes()
        held = self.server.fail("sendMessage", "hold after", when=_is_feedback)
        await held.arrived.wait()
        await running.kill()
        self.lives.append(self.server.clock())
        self.server.mend()
        await running.start()
        await running.says("ready")

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "valuemap.db")) as db:
            return db.execute(sql).fetchall()

    def answers(self) -> dict[tuple[int, str], list[str]]:
        """What was accepted, in order, by account and component."""
        found: dict[tuple[int, str], list[str]] = {}
        for account, component, answer in self.rows(
            "SELECT p.account, f.item, f.answer FROM facts f JOIN people p"
            " ON p.exercise = f.exercise AND p.number = f.person"
            " WHERE f.kind = 'Answered' AND f.round = '1' ORDER BY f.n"
        ):
            found.setdefault((int(str(account)), str(component)), []).append(str(answer))
        return found

    def repeated(self) -> list[Message]:
        """Private messages that say at first what the one before them said at first."""
        return [
            after
            for who in self.team
            for before, after in pairwise(who.heard)
            if any(before.at <= end <= after.at for end in self.lives)
            and before.edits == 0
            and before.looks() == after.looks()
        ]


async def live(server: TelegramServer, folder: Path, seed: int, kills: int) -> World:
    """A whole life of a team, and of a process that keeps dying."""
    world = World(server, folder, random.Random(seed), kills)
    await world.prepare()
    async with world.program() as running:
        await world.survive(running)
        await server.until(lambda: server.idle and all(t.answered for t in taps(world)[-20:]))
        await world.close(running)
        await server.until(lambda: any("may not have arrived" in m.text for m in world.boss.heard))
        assert await running.stop() == 0, running.told
    return world


def _is_feedback(call: dict[str, Any]) -> bool:
    return call["chat_id"] == "-5" and "Round 1: what" in call["text"]


def taps(world: World) -> list[Tapped]:
    return [tap for who in world.team for tap in who.taps]


@pytest.mark.parametrize("each", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
async def test_kills(tmp_path: Path, each: int) -> None:
    """Rows "killed between receipt and handling", "killed between send and record" and "the same
    update twice": what was not confirmed comes again and counts once; a group hears everything
    once, and a private card comes twice only if nobody could know."""
    folders = [tmp_path / str(n) for n in range(WORLDS)]
    for folder in folders:
        folder.mkdir()
    servers = [TelegramServer() for _ in folders]
    for server in servers:
        await server.come_up()
    worlds = await asyncio.gather(
        *(live(s, f, n, each) for n, (s, f) in enumerate(zip(servers, folders, strict=True)))
    )
    for server in servers:
        await server.go_down()

    kills = pressed = lost = doubled = said_twice = private = 0
    for world in worlds:
        kills += len(world.lives)
        accepted = world.answers()
        for key, scores in world.taps.items():
            meant = [score for score, _ in groupby(scores)]
            pressed += len(scores)
            lost += accepted.get(key, [])[-1:] != meant[-1:]
            doubled += len(accepted.get(key, [])) > len(meant)
        texts = Counter(message.text for message in world.group.heard)
        said_twice += sum(n - 1 for n in texts.values())
        private += len(world.repeated())
        cards = sum(len(who.heard) for who in world.team)
        wanted = PEOPLE + sum(world.written.values()) + PEOPLE  # joined, asked for, round 2
        assert cards <= wanted + len(world.repeated()) + 2 * len(world.lives)
        assert not [c for c in world.server.refusals if not any(w in c.error for w in EXPECTED)]
    print(
        f"\n{kills} kills, {pressed} taps: answers lost {lost}, doubled {doubled};"
        f" duplicate group posts {said_twice};"
        f" private cards sent again because nobody could know: {private}"
    )
    assert kills >= WORLDS * each
    assert (lost, doubled, said_twice) == (0, 0, 0)
    assert private <= kills
