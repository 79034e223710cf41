"""Slack with the whole house behind it: store, engine, delivery, forms and Home, in one process."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.app.app import App
from bot.app.library import Files, loader
from bot.outputs.files import make
from bot.platforms.slack.adapter import Slack
from bot.service import assemble
from storage.store import Store
from tests.platforms.slack.people import Channel, User
from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.test_run import begin, card, close, join


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def boss(server: SlackServer) -> User:
    return server.user("U9", "A. Mohammed")


@pytest.fixture
def team(server: SlackServer, boss: User) -> Channel:
    return server.channel("C1", "registry", creator=boss)


@pytest.fixture(autouse=True)
async def house(server: SlackServer, tmp_path: Path) -> AsyncIterator[App]:
    """The service. Its sense of pace takes every look for ten seconds, so nothing waits."""
    ticks = itertools.count(0, 10)
    slack = Slack(
        server.token,
        server.base_url,
        time.time,
        app_token=server.app_token,
        monotonic=lambda: float(next(ticks)),
    )
    library = Files()
    server.database = tmp_path / "valuemap.db"
    store = Store(server.database, loader(library))
    store.open()
    service = assemble(store, library, {"slack": slack}, now=time.time, make=make)
    await slack.connect()
    listening = asyncio.create_task(slack.listen(service.handle))
    yield service.app
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    await service.stop()
    await slack.close()
    store.close()


async def facts(house: App) -> list[str]:
    rows = await house.store.run(lambda tx: [f for row in tx.rows() for f in tx.facts(row.id)])
    return [type(fact).__name__ for fact in rows]


async def whispered(server: SlackServer, who: User, words: str) -> None:
    await server.until(lambda: any(words in whisper for whisper in who.whispers))


async def enough(server: SlackServer, team: Channel, people: int) -> None:
    """So many colleagues answer a question: what closes has something to say, and asks again."""
    for number in range(people):
        who = server.user(f"U2{number}", f"Colleague {number}")
        await join(server, team, who)
        who.tap_old(who.last, "1.1.ADM-T4.4")
        await server.until(lambda w=who: "Saved" in w.last.text)


async def test_not_in_the_channel(server: SlackServer, boss: User, team: Channel):
    team.command(boss, "/valuemap new")
    await whispered(server, boss, "I am not in this channel")
    private = server.channel("G1", "closed", creator=boss, private=True)
    private.command(boss, "/valuemap new")
    await server.until(lambda: len(boss.whispers) == 2)
    assert boss.whispers[0] == boss.whispers[1]
    assert not [c for c in server.refusals if c.method == "chat.postMessage"]


async def test_who_may_set_up(server: SlackServer, boss: User, team: Channel):
    team.bot = True
    ben = server.user("U2", "Ben", locale="es-MX")
    team.command(ben, "/valuemap new")
    await whispered(server, ben, "puede preparar un ejercicio")
    assert not team.heard
    team.mention(boss, "new")
    await server.until(lambda: team.heard)
    assert "Nothing has started" in team.last.text


async def test_a_stranger_and_a_bot_take_no_part(
    server: SlackServer, boss: User, team: Channel, house: App
):
    await begin(server, team, boss)
    before = await facts(house)
    stranger = server.user("U7", "Stranger", team_id="T9", is_stranger=True)
    robot = server.user("U8", "Robot", is_bot=True)
    for who in (stranger, robot):
        who.tap(card(team), "Take part")
        team.command(who, "/valuemap status")
    await whispered(server, stranger, "people of this organisation only")
    await server.until(lambda: server.idle)
    assert await facts(house) == before
    assert robot.whispers == []
    assert not stranger.heard


async def test_a_form_from_the_card_to_after_the_close(
    server: SlackServer, boss: User, team: Channel, house: App
):
    ana = server.user("U1", "Ana")
    await begin(server, team, boss)
    ana.tap(card(team), "Take part")
    await server.until(lambda: ana.heard and "Start" in ana.last.buttons)
    ana.press("Start")
    await server.until(lambda: "Answer as a form" in ana.last.buttons)
    ana.press("Answer as a form")
    await server.until(lambda: ana.modal)
    first = next(b["block_id"] for b in ana.modal["blocks"] if "accessory" in b)
    ana.choose(first, "5")
    await server.until(lambda: "Saved" in ana.last.text)
    ana.turn("Administrative")
    await server.until(lambda: ana.modal["title"]["text"] == "Administrative")
    ana.choose("ADM-T4", "2")
    ana.turn("Economic")
    await server.until(lambda: ana.modal["title"]["text"] == "Economic")
    assert ana.chosen(first).startswith("5")
    assert ana.whispers == ["I have written to you in our direct message."]

    ana.open_home()
    await server.until(lambda: ana.home)
    assert "You have answered 2 of 26" in ana.home_text()
    cards = len(ana.heard)
    ana.enter("Continue")
    await server.until(lambda: len(ana.heard) > cards)

    await enough(server, team, 2)
    await close(server, team, boss)
    await server.until(lambda: "Open" in ana.last.buttons)
    ana.press("Open")
    await server.until(lambda: "Should we go ahead with" in ana.last.text)
    before = await facts(house)
    ana.choose(first, "1")
    await server.until(lambda: ana.modal["title"]["text"] == "Closed")
    assert "this change was not saved" in ana.modal["blocks"][0]["text"]["text"]
    assert await facts(house) == before
    assert not server.refusals, server.refusals


async def test_home_is_the_desk_and_follows_what_happens(
    server: SlackServer, boss: User, team: Channel, house: App
):
    await begin(server, team, boss)
    await server.until(lambda: "Close now" in boss.last.buttons)
    boss.open_home()
    await server.until(lambda: boss.home and "You are the facilitator" in boss.home_text())
    boss.enter("Who joined")
    await server.until(lambda: "Back" in str(boss.home["blocks"]))
    ana = server.user("U1", "Ana")
    await join(server, team, ana)
    await server.until(lambda: "Ana" in str(boss.home["blocks"]))
    boss.enter("Back")
    await server.until(lambda: "Call it off" in str(boss.home["blocks"]))

    published = len(server.calls("views.publish"))
    boss.enter("5 more minutes")
    await server.until(lambda: "Round 1 now closes" in boss.home_text())
    ana.tap_old(ana.last, "1.1.ADM-T4.4")
    await server.until(lambda: "Saved" in ana.last.text)
    boss.enter("Close now")
    await server.until(lambda: "for all" in boss.home_text())
    assert "Round 1 now closes" not in boss.home_text()
    assert len(server.calls("views.publish")) <= published + 4, "nothing is published twice"
    assert ana.home is None, "nobody's who does not look"
    assert "now closes" not in str(boss.whispers), "what is said on the page is said once"
    assert not server.refusals, server.refusals


async def test_home_of_somebody_new(server: SlackServer):
    eva = server.user("U5", "Eva", locale="es-ES")
    eva.open_home()
    await server.until(lambda: eva.home)
    assert "No participa en ningún ejercicio" in eva.home_text()


async def test_the_channel_goes_away_and_comes_back(
    server: SlackServer, boss: User, team: Channel, house: App
):
    await begin(server, team, boss)
    team.archive(boss)
    await server.until(lambda: server.idle)
    assert (await facts(house))[-1] == "Paused"
    team.unarchive(boss)
    await server.until(lambda: server.idle)
    assert (await facts(house))[-1] == "Resumed"
    assert len([m for m in team.heard if "Take part" in m.buttons]) == 1


async def test_a_word_at_once_is_said_after_a_429(
    server: SlackServer, boss: User, team: Channel, house: App
):
    """What a command is answered, in the channel and in the direct message."""
    await begin(server, team, boss)
    ana = server.user("U1", "Ana")
    server.fail("answer", "429 0.01", times=2)
    server.fail("chat.postEphemeral", "429 0.01", times=2)
    team.command(ana, "/valuemap close")
    await server.until(lambda: ana.whispers)
    assert len(server.calls("chat.postEphemeral")) > 0
    server.fail("chat.postMessage", "429 0.01", times=2, when=lambda c: c["channel"] == "U1")
    ana.write("Am I heard?")
    await server.until(lambda: ana.heard)
    await server.until(lambda: server.idle)


async def test_who_leaves_or_loses_their_account_is_no_longer_waited_for(
    server: SlackServer, boss: User, team: Channel, house: App
):
    """Slack takes what is written to an account that is closed: only its event tells."""
    server.tells_of_deactivated = False
    ana, ben = server.user("U1", "Ana"), server.user("U2", "Ben")
    await begin(server, team, boss)
    await join(server, team, ana)
    await join(server, team, ben)
    team.leave(ana)
    await server.until(lambda: any("Ana left the channel." in m.text for m in boss.heard))
    team.join(ana)
    ben.deactivate()
    await server.until(lambda: any("can no longer write to Ben" in m.text for m in boss.heard))
    await server.until(lambda: server.idle)
    kinds = [kind for kind in await facts(house) if kind in ("Belonged", "Lost")]
    assert kinds == ["Belonged", "Belonged", "Lost"]
    team.leave(server.user("U7", "Somebody else"))
    team.leave(boss)
    await server.until(lambda: any("Do you still run this exercise?" in m.text for m in boss.heard))
    assert (await facts(house)).count("Belonged") == 3


async def test_a_card_in_doubt_is_not_sent_twice(
    server: SlackServer, boss: User, team: Channel, house: App
):
    await begin(server, team, boss)
    ana = server.user("U1", "Ana")
    server.fail("chat.postMessage", "drop after", when=lambda call: call["channel"] == "U1")
    ana.tap(card(team), "Take part")
    await server.until(lambda: server.calls("conversations.history"))
    await server.until(lambda: ana.heard and "Start" in ana.last.buttons and server.idle)
    ana.press("Start")
    await server.until(lambda: "1 of 26" in ana.last.text)
    assert len(ana.heard) == 1


async def test_who_could_not_be_written_to_and_acts_again(
    server: SlackServer, boss: User, team: Channel, house: App
):
    """Slack does not tell who is back: whoever taps is."""
    ana = server.user("U1", "Ana")
    await begin(server, team, boss, invited=4)
    await join(server, team, ana)
    await enough(server, team, 3)
    ana.deactivated = True
    await close(server, team, boss)
    await server.until(lambda: any("can no longer write to Ana" in m.text for m in boss.heard))
    assert len(ana.heard) == 1
    ana.deactivated = False
    team.command(ana, "/valuemap status")
    await server.until(lambda: ana.whispers and server.idle)
    assert "Found" not in await facts(house)
    ana.tap_old(ana.last, "1.list")
    await server.until(lambda: len(ana.heard) == 2)
    await server.until(lambda: not any("can no longer write" in m.text for m in boss.heard))
    assert (await facts(house)).count("Found") == 1
