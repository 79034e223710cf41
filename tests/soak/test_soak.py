"""Killed in every phase of an exercise, on each platform: nothing lost, doubled or out of order.

"Lost" is measured against what the platform saw acknowledged: on Telegram all of it, in the end; on
Slack every text, and each tap of which nobody was shown that it failed.
"""

import asyncio
import faulthandler
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.scenarios.test_scenarios import SCORE
from tests.soak.journey import PHASES, Journey, doubled, first
from tests.soak.kills import STRIKES, AtCommit, ByChance, InCall, InPost, Kill, World, kill
from tests.soak.power import Machine
from tests.soak.teams import SlackTeam, Team, TelegramTeam
from tests.support.process import Program

PEOPLE = 6
LONGEST_RUN = 3600.0
"""Seconds: every death costs a start of the program, on a machine that others use."""

SHORT = ("answers", "feedback", "results")
"""Where the process dies in the short run, once in each."""

BEFORE, AFTER = AtCommit(after=False), AtCommit(after=True)
SENDS = {"telegram": "sendMessage", "slack": "chat.postMessage"}
HANDS_OVER = {
    "telegram": [
        InPost("picture", after=False),
        InPost("brief", after=True),
        InPost("report", after=True),
    ],
    "slack": [
        InCall("files.getUploadURLExternal", after=True),
        InCall("upload", after=False),
        InCall("upload", after=True),
        InPost("picture", after=True),
        InPost("brief", after=True),
        InPost("report", after=False),
    ],
}
"""Inside uploads."""


def plans(platform: str) -> dict[str, list[Kill]]:
    """In which ways the process dies in each phase, the first of them in the short run as well."""
    sending = InCall(SENDS[platform], after=True)
    return {
        "set-up": [AFTER, BEFORE, sending, InPost("board", after=True)],
        "joins": [sending, BEFORE, AFTER],
        "answers": [BEFORE, AFTER, *[ByChance()] * 4, BEFORE, AFTER],
        "notes": [AFTER, BEFORE],
        "feedback": [InPost("feedback", after=True), InPost("inject", after=False)],
        "round 2": [BEFORE, AFTER, ByChance()],
        "results": [
            InPost("results", after=False),
            *HANDS_OVER[platform],
            InPost("plan", after=True),
        ],
        "plan": [AFTER, BEFORE],
        "hot wash": [AFTER, BEFORE],
        "three months": [BEFORE, InPost("check", after=True), AFTER],
    }


ORDER = ("board", "feedback", "results", "picture", "brief", "report", "plan", "check")


async def live(journey: Journey, plan: dict[str, Sequence[Kill]]) -> dict[str, int]:
    """The journey, phase by phase, with these deaths; gives how many there were in each."""
    deaths = {}
    async with asyncio.TaskGroup() as beside:
        watching = beside.create_task(journey.watches())
        for name, phase in PHASES.items():
            dying = beside.create_task(kill(journey.world, plan[name]))
            await phase(journey)
            deaths[name] = await dying
        watching.cancel()
    return deaths


def lost(journey: Journey) -> list[object]:
    """What was acknowledged and is not there."""
    written = "\n".join(str(text) for _, text in journey.told)
    missing: list[object] = [
        deed.said for deed in journey.texts if deed.acknowledged() and deed.said not in written
    ]
    for key, pressed in journey.scores.items():
        sure = [n for n, (_, deed) in enumerate(pressed) if deed.acknowledged()]
        since = {answer for answer, _ in pressed[sure[-1] :]} if sure else set()
        if sure and journey.answered.get(key, [""])[-1] not in since:
            missing.append((key, pressed))
    return missing


def twice(journey: Journey) -> list[object]:
    """What is stored more often than it was done."""
    found: list[object] = []
    for key, pressed in journey.scores.items():
        more = Counter(journey.answered.get(key, [])) - Counter(answer for answer, _ in pressed)
        found += [(key, answer) for answer in more.elements()]
    texts = Counter((kind, text) for kind, text in journey.told if kind in ("Held", "Amended"))
    return found + [each for each, n in texts.items() if n > 1]


async def soak(folder: Path, team: Team, machine: Machine, plan: dict[str, Sequence[Kill]]) -> None:
    team.server.database = folder / "valuemap.db"
    settings = {"VALUEMAP_ZONE": "UTC", **team.settings, **machine.settings}
    running = Program(folder, "run", **settings)
    world = World(team, machine, running, random.Random(len(plan)))
    journey = Journey(world, folder)
    async with running:
        await world.until_ready()
        deaths = await live(journey, plan)
        await team.server.until(lambda: team.server.idle, timeout=STRIKES)
        assert await running.stop() == 0, running.told
    sent = team.sent()
    gone, again = lost(journey), twice(journey)
    posts = doubled(sent, journey.doubts())
    places = [first(sent, kind) for kind in ORDER]
    early = [
        each
        for mark, post in (("closing 1", "feedback"), ("closing 2", "plan"))
        for each in sent[journey.marks[mark] : first(sent, post)]
        if "Open" in each.labels
    ]
    shown = [each for each in sent if not each.kind and SCORE.search(each.text)]
    single = [each for each in journey.once if journey.single.count(each) != 1]
    print(
        f"\n{team.name}: {sum(deaths.values())} kills {deaths}, {journey.deeds} taps and texts:"
        f" lost {len(gone)}, doubled {len(again) + len(single)};"
        f" out of order {int(places != sorted(places)) + len(early)};"
        f" group posts doubled {posts.total()}"
    )
    assert -1 not in places, dict(zip(ORDER, places, strict=True))
    assert places == sorted(places), dict(zip(ORDER, places, strict=True))
    assert (gone, again, single, early, posts) == ([], [], [], [], Counter())
    assert not shown, "no new private message shows a score, whatever came between"


WAYS = ("telegram", "socket", "http")


@pytest.mark.soak
@pytest.mark.parametrize("way", WAYS)
async def test_killed_in_every_phase(tmp_path: Path, way: str) -> None:
    await killed(tmp_path, way, whole=True)


@pytest.mark.soak  # it takes minutes on a busy machine
@pytest.mark.parametrize("way", ["telegram", "socket"])
async def test_killed_now_and_then(tmp_path: Path, way: str) -> None:
    await killed(tmp_path, way, whole=False)


async def killed(tmp_path: Path, way: str, *, whole: bool) -> None:
    """A whole exercise, and a process that dies as planned."""
    faulthandler.dump_traceback_later(LONGEST_RUN, exit=True)  # not as soon as for other tests
    machine = Machine(tmp_path)
    team: Team
    if way == "telegram":
        team = TelegramTeam(machine, PEOPLE)
    else:
        team = SlackTeam(machine, PEOPLE, http=way == "http")
    short = {name: kills[: name in SHORT] for name, kills in plans(team.name).items()}
    plan = plans(team.name) if whole else short
    async with team.server:
        await soak(tmp_path, team, machine, plan)
