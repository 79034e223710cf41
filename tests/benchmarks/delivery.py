"""How much of Telegram's allowance do we use, and who comes first? Figures, in virtual time.

Two hundred people join at once, two thousand taps arrive at once, and a round closes for two
hundred: against a Telegram that enforces its documented rates (30 calls a second in all, 3 in 3 s
to a person, 20 a minute to a group). Sockets, database and program are real; waiting costs no
time, so the figures say what the program asks for, not what this machine can do. Run with
`python -m tests.benchmarks.delivery`.
"""

import asyncio
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.table import Row
from tests.platforms.strict import Call
from tests.platforms.telegram.people import User
from tests.platforms.telegram.server import TelegramServer
from tests.support.service import Service, set_up, wall
from tests.support.unseen import UNSEEN
from tests.support.virtual import run

PEOPLE = 200
TAPS = 2_000
ALLOWED = 30.0
COUNTED = ("sendMessage", "editMessageText", "editMessageReplyMarkup")


@dataclass
class Wave:
    """What one wave came to. Times in virtual seconds."""

    name: str
    calls: int
    seconds: float
    refused: int
    note: str = ""

    @property
    def used(self) -> float:
        """The part of the allowed rate that was used."""
        return (self.calls - 1) / self.seconds / ALLOWED

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.calls} messages in {self.seconds:.1f} s, {self.used:.1%} of the"
            f" allowed rate, {self.refused} refused (429){self.note}"
        )


def counted(calls: list[Call]) -> list[Call]:
    """The calls that Telegram counts, and accepted."""
    return [call for call in calls if call.method in COUNTED and call.status == 200]


def wave(name: str, calls: list[Call]) -> Wave:
    times = sorted(call.at for call in counted(calls))
    refused = sum(call.status == 429 for call in calls)
    return Wave(name, len(times), times[-1] - times[0], refused)


async def waves(folder: Path, people: int = PEOPLE, taps: int = TAPS) -> list[Wave]:
    """Everything, one wave after the other."""
    async with TelegramServer(clock=wall()) as server, Service(folder, server) as service:
        boss = server.user(9999, "A. Mohammed")
        group = server.group(-5, "Team", admins=[boss])
        await set_up(server, group, boss)
        await asyncio.sleep(60)  # whatever was counted by then no longer is
        server.limits = True
        link = next(b for row in group.pinned[0].rows for b in row if b.url).url
        team = [server.user(n, f"Person {n}") for n in range(1, people + 1)]
        group.members |= {who.id: who for who in team}
        return [
            await _join(server, service, team, link),
            await _storm(server, service, team, taps),
            await _close(server, service, team, boss),
        ]


async def _join(server: TelegramServer, service: Service, team: list[User], link: str) -> Wave:
    before = len(server.journal)
    for who in team:
        who.open(link)
    await service.quiet()
    assert all(len(who.heard) == 1 for who in team)
    return wave(f"{len(team)} people join at once", server.journal[before:])


async def _storm(server: TelegramServer, service: Service, team: list[User], taps: int) -> Wave:
    """Everybody presses buttons of questions that are not on screen, as fast as they can."""
    await asyncio.sleep(60)
    hand = random.Random(1)
    before = len(server.journal)
    pressed: dict[tuple[int, str], str] = {}
    for n in range(taps):
        who, component = team[n % len(team)], hand.choice(UNSEEN)
        pressed[who.id, component] = score = hand.choice("12345")
        who.tap_old(who.last, f"1.1.{component}.{score}")
    await service.quiet()
    x = await service.store.run(lambda tx: tx.exercise(1))
    people = {p.account: p.number for p in await service.store.run(lambda tx: tx.people(1))}
    wrong = sum(
        x.people[people[str(who)]].answer("1", component) != score
        for (who, component), score in pressed.items()
    )
    unanswered = sum(not tap.answered for who in team for tap in who.taps)
    found = wave(f"{taps} taps at once", server.journal[before:])
    found.note = f"; {wrong} answers wrong, {unanswered} taps unanswered"
    assert not wrong
    assert not unanswered
    return found


async def _close(server: TelegramServer, service: Service, team: list[User], boss: User) -> Wave:
    """A new card for everybody; in the middle of it somebody taps, and should come first."""
    await asyncio.sleep(60)
    before = len(server.journal)
    boss.closes()
    await server.until(lambda: len(counted(server.journal[before:])) > len(team) // 2)
    eager = next(who for who in team if len(who.heard) > 1)
    at, waiting = server.clock(), service.parts.delivery.queue.length
    tapped = eager.tap_old(eager.last, "1.later")
    edits = eager.last.edits
    await server.until(lambda: tapped.answered and eager.last.edits > edits)
    seconds = server.clock() - at
    await service.quiet()
    found = wave(f"a round closes for {len(team)}", server.journal[before:])
    found.note = f"; a tap among {waiting} that waited was on view after {seconds:.2f} s"
    return found


def rows() -> list[Row]:
    """Lines of the table."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            Row("6 delivery", each.name, f"{each.calls} in {each.seconds:.1f} s",
                f"{ALLOWED:g}/s allowed; {each.refused} refused", each.used)
            for each in run(waves(Path(folder)))
        ]  # fmt: skip


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        for each in run(waves(Path(folder))):
            print(each)


if __name__ == "__main__":
    main()
