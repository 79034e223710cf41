"""Payloads to try readers with: every kind that a platform sends, and what is nearly one.

The real ones are what the strict servers send for what people do. `mutated` damages them, `ANY` is
any JSON at all. Everything that a person said begins with SAID, so that a log can be searched.
"""

import asyncio
import copy
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.platforms.slack.delivery import Delivery
from tests.platforms.slack.server import SlackServer
from tests.platforms.telegram.server import TelegramServer

SAID = "qzx7 what nobody else may read"
NOW = 1_800_000_000.0
BOSS, ANA, BEN = 9, 100_000, 100_001
"""Accounts of the exercise that tests/benchmarks/ready.py makes: its facilitator, two of the team.
On Slack `U` stands before them."""

DATA = ("1.1.ADM-T4.5", "1.join", "1.next", "1.go.1.ADM-T4", "1.form", "1.close", "enter:token")

Json = dict[str, Any]
Sent = tuple[str, Json]
"""A payload, and its kind as Socket Mode names it."""


@cache
def of_telegram() -> list[Json]:
    """One update for everything that can be done."""
    return asyncio.run(_telegram())


async def _telegram() -> list[Json]:
    server = TelegramServer(username="me", clock=lambda: NOW)
    boss, ana = server.user(BOSS, SAID), server.user(ANA, SAID, "es-PE")
    team = server.group(-5, SAID)
    ana.start()
    ana.start("a-token")
    text = ana.write(f"{SAID} & <b>")
    ana.edit(text, f"{SAID} again")
    ana.forward(SAID)
    ana.write_via("other_bot", SAID)
    ana.send("photo", SAID)
    ana.send("voice")
    for data in DATA:
        ana.tap_old(text, data)
    ana.delete(text)
    ana.tap_old(text, DATA[0])
    ana.block()
    ana.unblock()
    team.add_bot(by=boss)
    for said in ("/status", "/new", "/extend 1d", f"@me {SAID}"):
        team.say(boss, said)
    team.forward(boss, "/close")
    team.say_anonymously("/status")
    topic = team.open_topic(7)
    team.say(ana, "/help", topic=topic)
    team.mute_bot(boss)
    team.unmute_bot(boss)
    team.remove_bot(boss)
    team.add_bot(by=boss)
    team.migrate()
    return server.updates


@cache
def of_slack() -> list[Sent]:
    """One payload for everything that can be done."""
    return asyncio.run(_slack())


async def _slack() -> list[Sent]:
    server = SlackServer(clock=lambda: NOW)
    ana, boss = server.user(f"U{ANA}", SAID), server.user(f"U{BOSS}", SAID)
    team = server.channel("C5", "team", creator=boss)
    team.add_bot(by=boss)
    text = ana.write(f"{SAID} <@U{BOSS}> & <https://example.org|x>")
    ana.edit(text, f"{SAID} again")
    ana.write(SAID, subtype="file_share", files=[{"id": "F1"}])
    card = team.add(raw=SAID, blocks=[])
    for data in DATA:
        ana.tap_old(card, data)
    button = {"type": "button", "action_id": "a", "block_id": "b", "value": DATA[0]}
    server.press_page(ana, {"id": "V1", "type": "modal", "blocks": [], "title": SAID}, button)
    for said in ("", "status", "extend 1d", SAID):
        team.command(boss, f"/valuemap {said}")
    ana.command("/valuemap erase")
    team.mention(ana, "new please")
    team.mention(ana, SAID)
    ana.open_home()
    team.join(ana)
    team.leave(ana)
    team.archive(boss)
    team.unarchive(boss)
    team.remove_bot(boss)
    team.renumber("C6")
    ana.deactivate()
    sent: list[Delivery] = server.deliveries
    await server.give_up()
    return [(each.kind, each.payload) for each in sent]


# -- what is nearly one --------------------------------------------------------------------------


def deep(levels: int) -> Any:
    """A list in a list, and so on."""
    found: Any = SAID
    for _ in range(levels):
        found = [found]
    return found


TEXT = st.text(max_size=8).map(lambda rest: f"{SAID}{rest}")
ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 12),
    st.sampled_from([2**63, -(2**63) - 1, 10**30, 1e308, float("inf"), float("nan"), -1.5]),
    st.sampled_from(["", "\0", "\ud800", f"{SAID}\udfff", "1e999", "inf", "nan", "-5", "1" * 300]),
    st.sampled_from([[], {}, [[]], [None], {"id": None}, {"id": []}, [{"type": 5}]]),
    st.sampled_from(["private", "supergroup", "channel", "message", "block_actions", *DATA]),
    st.builds(deep, st.sampled_from([2, 400, 900])),
    TEXT,
)
ANY = st.recursive(
    ODD, lambda of: st.lists(of, max_size=3) | st.dictionaries(TEXT, of, max_size=3), max_leaves=12
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every part of it, as what holds it and under which name or number."""
    named: Any = value.items() if isinstance(value, dict) else ()
    numbered: Any = enumerate(value) if isinstance(value, list) else ()
    for name, part in (*named, *numbered):
        yield value, name
        yield from places(part)


@st.composite
def mutated(draw: Callable[..., Any], real: list[Any]) -> Any:
    """A real one, of which up to three parts are another, missing, or doubled."""
    value = copy.deepcopy(draw(st.sampled_from(real)))
    for _ in range(draw(st.integers(0, 3))):
        found = list(places(value))
        if not found:
            break
        holder, name = draw(st.sampled_from(found))
        how = draw(st.sampled_from(["other", "other", "gone", "twice"]))
        if how == "gone":
            del holder[name]
        else:
            holder[name] = (
                copy.deepcopy(draw(ODD)) if how == "other" else [holder[name], holder[name]]
            )
    return value


def updates() -> st.SearchStrategy[Any]:
    """What Telegram might deliver."""
    return mutated(of_telegram()) | ANY


@st.composite
def payloads(draw: Callable[..., Any]) -> tuple[str, Any]:
    """What Slack might deliver: of what kind it is said to be, and it."""
    kind, real = draw(st.sampled_from(of_slack()))
    return kind, draw(mutated([real]) | ANY)
