"""Slack as the program sees it: the real adapter against a strict Slack of our own."""

import asyncio
import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from bot.platforms.base import Account, Incoming, Missed, PlatformError, RefusedError, Upload
from bot.platforms.server import Web
from bot.platforms.slack import blocks
from bot.platforms.slack.adapter import Slack
from bot.platforms.slack.blocks import message, spoken
from bot.platforms.slack.errors import Tier
from bot.platforms.slack.history import RETRIED, USES, Recent
from bot.platforms.slack.pages import homes
from bot.platforms.slack.people import People, profile
from bot.platforms.slack.reading import Me, plain, read
from bot.platforms.slack.signature import trusted
from dialogs.core.events import (
    Added,
    Belongs,
    Command,
    Dropped,
    Entered,
    Event,
    Tap,
    Unreachable,
    Wrote,
)
from dialogs.core.post import Button, Entry, Form, Home, Option, Post, Question
from tests.platforms.listening import Taken, failure, listening
from tests.platforms.slack.delivery import Delivery
from tests.platforms.slack.people import Channel, User
from tests.platforms.slack.server import SlackServer

NASTY = "<!channel> <@U1> &amp; *b* _i_ ~s~ `c` > q @here 👩‍👩‍👧 https://example.org"
ESCAPED = (
    "&lt;!channel&gt; &lt;@U1&gt; &amp;amp; *b* _i_ ~s~ `c` &gt; q @here 👩‍👩‍👧 https://example.org"
)
ANA = Account("T0TEST:U1", "Ana Mohammed", "es-pe", "U1", "America/Lima")


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def ana(server: SlackServer) -> User:
    return server.user("U1", "Ana Mohammed", locale="es-PE", tz="America/Lima")


@pytest.fixture
def team(server: SlackServer, ana: User) -> Channel:
    """A channel with the bot in it."""
    team = server.channel("C1", "team", creator=ana)
    team.bot = True
    return team


@pytest.fixture
async def slack(server: SlackServer) -> AsyncIterator[Slack]:
    slack = made(server)
    await slack.connect()
    yield slack
    await slack.close()


def made(server: SlackServer, token: str = "", app_token: str = "") -> Slack:
    """The adapter in Socket Mode. Its naps are over at once."""

    async def nap(seconds: float) -> None:
        await asyncio.sleep(0)

    return Slack(
        token or server.token,
        server.base_url,
        lambda: server.clock(),
        app_token=app_token or server.app_token,
        sleep=nap,
    )


@asynccontextmanager
async def by_http(server: SlackServer, slack: Slack) -> AsyncIterator[None]:
    """The adapter's way in by HTTP, and a Slack that knows it."""
    web = Web("127.0.0.1:0")
    await web.open()
    server.deliver_to = f"http://127.0.0.1:{web.port}{slack.path}"
    try:
        async with web.at("POST", slack.path, slack.route):
            yield
    finally:
        await web.close()


def still(server: SlackServer) -> float:
    """The clock stands still from here on."""
    now = server.clock()
    server.clock = lambda: now
    return now


# --- who we are ------------------------------------------------------------------------------


async def test_refused_tokens(server: SlackServer):
    for setting, slack in (
        ("SLACK_BOT_TOKEN", made(server, token="xoxb-wrong")),
        ("SLACK_APP_TOKEN", made(server, app_token="xapp-wrong")),
    ):
        with pytest.raises(RefusedError, match=setting) as caught:
            await slack.connect()
        assert caught.value.setting == setting
        assert "wrong" not in str(caught.value)
        await slack.close()


async def test_a_missing_scope_is_named_at_the_start(server: SlackServer):
    server.scopes -= {"im:history", "files:write"}
    slack = made(server)
    with pytest.raises(RefusedError, match="files:write, im:history"):
        await slack.connect()
    await slack.close()


async def test_a_token_revoked_later_ends_listening(
    server: SlackServer, slack: Slack, team: Channel
):
    task = asyncio.create_task(slack.listen(Taken()))
    await server.until(lambda: server.lines)
    server.revoked = True
    with pytest.raises(PlatformError):
        await slack.send("C1", Post("x"), "")
    with pytest.raises(RefusedError, match="revoked"):
        await task


async def test_a_scope_lost_later_refuses_only_what_needs_it(
    server: SlackServer, slack: Slack, ana: User, team: Channel
):
    async with listening(slack) as taken:
        server.scopes.discard("chat:write")
        assert "missing_scope" in str(await failure(slack.send("C1", Post("x"), "")))
        ana.write("still heard")
        await server.until(lambda: taken.all)
        server.scopes.add("chat:write")
        assert await slack.send("C1", Post("x"), "")


async def test_a_revoked_app_token_ends_listening(server: SlackServer, slack: Slack):
    task = asyncio.create_task(slack.listen(Taken()))
    await server.until(lambda: server.lines)
    server.app_token = "xapp-another"
    server.cut()
    with pytest.raises(RefusedError, match="SLACK_APP_TOKEN"):
        await task


# --- what arrives ----------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_everything_that_people_do(server: SlackServer, ana: User, mode: str):
    now = still(server)
    slack = made(server)
    if mode == "http":
        slack = Slack(server.token, server.base_url, server.clock, signing_secret=server.secret)
    await slack.connect()
    team = server.channel("C1", "team", creator=ana)
    async with listening(slack) as taken, by_http(server, slack):
        server.deliver_to = server.deliver_to if mode == "http" else ""
        expected: list[tuple[str, Event]] = []

        async def hears(place: str, *events: Event) -> None:
            expected.extend((place, event) for event in events)
            await server.until(lambda: len(taken.all) >= len(expected) and server.idle)

        team.add_bot(by=ana)
        await hears("C1", Added(now))
        await slack.send(
            "C1", Post("x", ((Button("In", "1.join", start="T-1"), Button("P", "1.p")),)), ""
        )
        ana.tap(team.last, "In")
        await hears("C1", Entered(now, "T-1"))
        ana.tap(team.last, "P")
        await hears("C1", Tap(now, "1.p"))
        team.command(ana, "/valuemap")
        await hears("C1", Command(now, "help"))
        team.command(ana, "/valuemap Extend  1d ")
        await hears("C1", Command(now, "extend", "1d"))
        ana.command("/valuemap erase")
        await hears("", Command(now, "erase", private=True))
        team.mention(ana, "new please")
        await hears("C1", Command(now, "new", "please"))
        team.mention(ana, "I agree")
        await hears("C1", Wrote(now, "I agree"))
        written = ana.write(NASTY)
        await hears("", Wrote(now, NASTY))
        ana.edit(written, "other")
        await hears("", Wrote(now, "other", edited=True))
        ana.write("", subtype="file_share")
        await hears("", Wrote(now, ""))
        team.archive(ana)
        await hears("C1", Dropped(now))
        team.unarchive(ana)
        await hears("C1", Added(now))
        team.remove_bot(ana)
        await hears("C1", Dropped(now))
        server.event({"type": "member_joined_channel", "user": "U1", "channel": "C1"})
        await hears("C1", Belongs(now, inside=True))
        server.event({"type": "member_left_channel", "user": "U1", "channel": "C1"})
        await hears("C1", Belongs(now, inside=False))
        ana.deactivate()
        await hears("", Unreachable(now))
        ana.reactivate()
        # and what says nothing
        team.say(ana, "among ourselves")
        ana.write("x", subtype="message_deleted")
        ana.write("x", bot_id="B9")
        server.event({"type": "reaction_added", "user": "U1"})
        server.deliver("interactive", {"type": "view_closed", "user": {"id": "U1"}})
        server.event({"type": "message", "channel": "D1"})
        await server.until(lambda: server.idle)
    assert [(each.place, each.event) for each in taken.all] == expected
    assert {each.account for each in taken.all if each.account} == {ANA}
    assert len({each.update_id for each in taken.all}) == len(taken.all)
    assert all(d.acknowledged for d in server.deliveries)
    assert not server.refusals
    await slack.close()


async def test_not_acknowledged_until_it_is_durable(server: SlackServer, slack: Slack, ana: User):
    async with listening(slack) as taken:
        server.again_after = (0.01, 0.01)
        server.patience = 0.3
        taken.answers = [False, RuntimeError("disk")]
        ana.write("hello")
        await server.until(lambda: server.idle)
    assert len({each.update_id for each in taken.all}) == 1
    assert len(taken.all) == 3
    assert server.deliveries[0].acknowledged


async def test_forged_and_old_requests(server: SlackServer, ana: User):
    slack = Slack(server.token, server.base_url, server.clock, signing_secret=server.secret)
    await slack.connect()
    async with by_http(server, slack):
        server.again_after = ()
        async with listening(slack) as taken:
            ana.write("hello")
            await server.until(lambda: server.idle)
            delivery = server.deliveries[0]
            assert await server.post(delivery, secret="another") == 401
            assert await server.post(delivery, age=301) == 401
            assert await server.post(delivery, age=290) == 200
        assert len(taken.all) == 2
        assert await server.post(delivery) == 503, "nobody listens: Slack is to come again"
        challenge = {"type": "url_verification", "challenge": "c", "token": "t"}
        assert await server.post(Delivery("events_api", challenge)) == 200
    await slack.close()


async def test_nothing_is_lost_while_sockets_come_and_go(
    server: SlackServer, slack: Slack, ana: User
):
    server.again_after = (0.05,) * 20
    async with listening(slack) as taken:
        await server.until(lambda: server.lines)
        for round_ in range(4):
            ana.write(f"before {round_}")
            if round_ % 2:
                server.cut()
            else:
                await server.warn(server.lines[0])
            ana.write(f"after {round_}")
            await server.until(lambda: server.idle and server.lines)
        assert slack.silence() == 0
    texts = {e.text for e in taken.events if isinstance(e, Wrote)}
    assert texts == {f"{when} {n}" for when in ("before", "after") for n in range(4)}


async def test_what_waits_is_there_when_listening_begins(
    server: SlackServer, slack: Slack, ana: User
):
    await server.until(lambda: server.lines)
    ana.command("/valuemap status")
    async with listening(slack) as taken:
        await server.until(lambda: server.idle)
    assert taken.events[0].name == "status"
    assert server.deliveries[0].acknowledged


async def test_what_is_in_hand_is_finished_at_the_end(server: SlackServer, slack: Slack, ana: User):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def take(batch: list[Incoming]) -> bool:
        begun.set()
        await go_on.wait()
        return True

    task = asyncio.create_task(slack.listen(take))
    ana.command("/valuemap status")
    await begun.wait()
    task.cancel()
    asyncio.get_running_loop().call_soon(go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await task
    await server.until(lambda: server.idle)
    assert server.deliveries[0].acknowledged


def test_a_broken_payload_raises_what_is_expected():
    for body in (
        {"type": "event_callback"},
        {"type": "event_callback", "event_id": "E", "event": {"type": "message"}},
        {"type": "block_actions", "actions": [], "user": {}},
        {"command": "/valuemap"},
    ):
        with pytest.raises((KeyError, TypeError, AttributeError, ValueError, IndexError)):
            read(body, Me("T", "U0"), 0.0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<https://x.org/a|x.org/a> <https://x.org>", "x.org/a https://x.org"),
        ("<https://bad.org|good.org>", "https://bad.org"),
        ("<@U1|ana> <@U2> <#C1|team> <!here> <!subteam^S1|@all>", "@ana @U2 #team @here @all"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_what_people_typed(typed: str, said: str):
    assert plain(typed) == said


# --- who people are --------------------------------------------------------------------------


async def test_a_stranger_a_guest_and_a_bot(server: SlackServer, slack: Slack, team: Channel):
    stranger = server.user("U7", "Stranger", team_id="T9", is_stranger=True)
    guest = server.user("U8", "Guest", is_restricted=True)
    robot = server.user("U9", "Robot", is_bot=True)
    async with listening(slack) as taken:
        for user in (stranger, guest, robot):
            team.command(user, "/valuemap status")
        await server.until(lambda: server.idle)
    assert {(e.account.name, e.account.outside) for e in taken.all} == {
        ("Stranger", True),
        ("Guest", False),
    }


async def test_a_tap_does_not_wait_for_a_name(server: SlackServer, slack: Slack, team: Channel):
    ben = server.user("U2", "Ben", team_id="T9")
    server.fail("users.info", "429 30", times=1)
    async with listening(slack) as taken:
        team.command(ben, "/valuemap status")
        await server.until(lambda: server.idle)
        team.command(ben, "/valuemap status")
        await server.until(lambda: server.idle)
    assert [(e.account.name, e.account.zone, e.account.outside) for e in taken.all] == [
        ("ben", "", True)
    ] * 2
    assert len(server.calls("users.info")) == 1, "asked again before the time Slack said"


def test_profiles():
    of = {"id": "U1", "team_id": "T1", "name": "ana", "tz": "America/Lima", "locale": "pt-BR"}
    found = profile({**of, "profile": {"real_name": "Ana M."}, "is_owner": True}, "T1")
    assert (found.name, found.language, found.zone) == ("Ana M.", "pt-br", "America/Lima")
    assert found.administrator
    assert not found.outside
    assert profile({**of, "tz": "Mars/Base"}, "T1").zone == "", "a zone that nobody here knows"
    assert profile({**of, "real_name": "Ana\u202e\nM."}, "T1").name == "Ana M."
    assert profile({**of, "team_id": "T2"}, "T1").outside
    assert not profile({**of, "team_id": "E", "enterprise_user": {"teams": ["T1"]}}, "T1").outside


async def test_profiles_are_asked_for_once_a_day(server: SlackServer, slack: Slack, ana: User):
    moment = [0.0]
    people = People(slack._client, lambda: moment[0], lambda: moment[0])
    people.team = server.team
    for _ in range(3):
        assert (await people.profile("U1")).name == "Ana Mohammed"
    moment[0] += 86401
    await people.profile("U1")
    assert len(server.calls("users.info")) == 2


@pytest.mark.parametrize(
    ("profile", "creator", "allowed"),
    [
        ({}, True, True),
        ({"is_admin": True}, False, True),
        ({}, False, False),
        ({"is_owner": True, "team_id": "T9"}, False, False),
    ],
)
async def test_who_may_set_up(server: SlackServer, slack: Slack, profile, creator, allowed):
    ben = server.user("U2", "Ben", **profile)
    team = server.channel("C1", creator=ben if creator else None)
    team.bot = True
    assert await slack.entitled("C1", "T0TEST:U2") is allowed


async def test_not_in_the_channel(server: SlackServer, slack: Slack, ana: User):
    server.channel("C2", "open", creator=ana)
    server.channel("G1", "closed", creator=ana, private=True)
    for channel in ("C2", "G1"):
        with pytest.raises(PlatformError) as caught:
            await slack.entitled(channel, "T0TEST:U1")
        assert caught.value.unreachable


# --- what is said ----------------------------------------------------------------------------


async def test_nobody_is_called_and_nothing_formatted(slack: Slack, team: Channel, ana: User):
    ref = await slack.send("C1", Post(f"<b>Note</b>\n<blockquote>{ESCAPED}</blockquote>"), "1/x")
    said = team.find(ref)
    assert said.text == f"Note\n{NASTY}"
    assert said.pings == []
    assert "<!channel>" not in said.marked
    assert "*b*" not in said.marked
    async with listening(slack) as taken:
        team.command(ana, "/valuemap status")
        await team.server.until(lambda: taken.all)
    await slack.reply(taken.all[0], ESCAPED)
    assert "<!channel>" in ana.whispers[0]
    assert "&lt;!channel&gt;" in team.server.calls("answer")[0].params["text"]


@pytest.mark.parametrize("text", ["word " * 799, "&amp;" * 799, "*" * 3300, "x\n\n" * 1333])
async def test_the_longest_text(slack: Slack, team: Channel, text: str):
    """What is just taken is sent and edited whole; a little more is not taken."""
    post = Post(text, ((Button("B", "1.b"),),))
    assert blocks.takes(post)
    assert not blocks.takes(Post(text + text[:200] * 4, post.rows))
    ref = await slack.send("C1", post, "")
    await slack.edit("C1", ref, post)
    assert all(len(b["text"]["text"]) <= 3000 for b in team.last.blocks if b["type"] == "section")
    assert team.last.buttons == ["B"]
    assert not team.server.refusals


async def test_a_command_in_a_chat_with_somebody_else(server, slack: Slack, ana: User):
    ref = await slack.send("U1", Post("card"), "")
    await slack.close()
    again = made(server)
    await again.connect()
    async with listening(again) as taken:
        server.command(ana, "D777", "directmessage", "/valuemap", "status")
        await server.until(lambda: taken.all)
    assert taken.events[0].private
    await again.edit("U1", ref, Post("changed"))
    assert ana.last.text == "changed"
    await again.close()


async def test_buttons(slack: Slack, team: Channel):
    rows = [[Button(f"{r}.{c} {'x' * 80}", "same") for c in range(30)] for r in range(3)]
    rows.append([Button("5 Blocks us", "1.1.ADM-T4.5", spoken="Legality: 5 Blocks us")])
    await slack.send("C1", Post("x", tuple(map(tuple, rows))), "")
    assert len(team.last.buttons) == 91
    assert all(len(label) <= 75 for label in team.last.buttons)
    assert "style" not in team.last.button("5 Blocks us")
    tones = [Button("5", "7.1.ADM-T4.5", tone=tone) for tone in ("next", "chosen", "grave")]
    styles = [blocks.button(each, "a")["style"] for each in tones]
    assert styles == ["primary", "primary", "danger"]
    assert team.last.button("5 Blocks us")["accessibility_label"] == "Legality: 5 Blocks us"


def test_commands_as_they_are_typed_here():
    html = "Write /start or /language es. <blockquote>he wrote /start</blockquote> x/status /other"
    assert spoken(html) == (
        "Write /valuemap start or /valuemap language es. "
        "<blockquote>he wrote /start</blockquote> x/status /other"
    )


async def test_a_tapped_card_is_replaced_through_its_tap(
    server: SlackServer, slack: Slack, ana: User
):
    ref = await slack.send("U1", Post("one", ((Button("B", "1.b"),),)), "1/card")
    async with listening(slack) as taken:
        ana.tap(ana.last, "B")
        await server.until(lambda: taken.all)
    for n in range(USES):
        await slack.edit("U1", ref, Post(f"edit {n}", ((Button("B", "1.b"),),)))
        assert ana.last.text == f"edit {n}"
    assert len(server.calls("answer")) == USES - 1
    assert len(server.calls("chat.update")) == 1
    assert not server.refusals


@pytest.mark.parametrize("trouble", ["expired_url", "drop", "drop after", "502"])
async def test_an_answer_that_fails_is_an_update(
    server: SlackServer, slack: Slack, ana: User, trouble: str
):
    ref = await slack.send("U1", Post("one", ((Button("B", "1.b"),),)), "1/card")
    async with listening(slack) as taken:
        ana.tap(ana.last, "B")
        await server.until(lambda: taken.all)
    server.fail("answer", trouble)
    await slack.edit("U1", ref, Post("two"))
    assert ana.last.text == "two"
    assert len(server.calls("chat.update")) == 1


def test_recent_things_are_forgotten():
    moment = [0.0]
    recent = Recent(lambda: moment[0])
    for _ in range(USES - 1):
        recent.tapped("C1", "1", "http://x")
        assert recent.address("C1", "1")
    recent.tapped("C1", "1", "http://x")
    assert recent.address("C1", "1") == "", "the same tap again gives no more uses"
    recent.tapped("C1", "1", "http://y")
    moment[0] = 1741.0
    assert recent.address("C1", "1") == ""
    for n in range(6000):
        recent.say("C1", str(n), {"text": "x"})
    assert recent.said("C1", "999") is None
    assert recent.said("C1", "1000")


async def test_retire_and_delete(server: SlackServer, slack: Slack, ana: User):
    post = Post("The question", ((Button("B", "1.b"),),))
    first = await slack.send("U1", post, "")
    second = await slack.send("U1", post, "")
    await slack.retire("U1", first)
    await slack.close()
    again = made(server)
    await again.connect()
    await again.retire("U1", second)
    assert [(m.text, m.marked, m.buttons) for m in ana.heard] == [
        ("The question", "The question", [])
    ] * 2
    await again.delete("U1", first)
    await again.delete("U1", first)
    await again.retire("U1", first)
    assert len(ana.heard) == 1
    assert (await failure(again.edit("U1", first, post))).gone
    await again.close()


async def test_replies(server: SlackServer, slack: Slack, ana: User, team: Channel):
    await slack.send("C1", Post("x", ((Button("B", "1.b"),),)), "")
    async with listening(slack) as taken:
        ana.tap(team.last, "B")
        team.command(ana, "/valuemap status")
        team.mention(ana, "hello there")
        ana.write("hello")
        await server.until(lambda: len(taken.all) == 4)
    server.fail("answer", "expired_url")
    for number, incoming in enumerate(taken.all):
        await slack.reply(incoming, f"{number} &lt;b&gt; /status")
        await slack.reply(incoming, "")
    said = [f"{n} <b> /valuemap status" for n in range(4)]
    assert ana.whispers == said[:3]
    assert [m.text for m in ana.heard] == said[3:]
    assert len(team.heard) == 1
    assert len(server.calls("chat.postEphemeral")) == 2


# --- files -----------------------------------------------------------------------------------

FILE = Upload("map.png", b"PNG" * 1000, "<b>The map</b> of 9 &amp; more", True, "Economic: low")


async def test_a_file(slack: Slack, team: Channel):
    ref = await slack.upload("C1", FILE)
    assert ref.startswith("F")
    assert team.last.file
    assert (team.last.file.name, team.last.file.content) == ("map.png", FILE.content)
    assert team.last.file.alt == "Economic: low"
    assert team.last.text == "*The map* of 9 & more"
    await slack.delete("C1", ref)
    assert not team.heard


@pytest.mark.parametrize(
    ("alt", "shown"),
    [
        ("Low. " * 200, ("Low. " * 200).rstrip()),
        ("Low. " * 300, ("Low. " * 200).rstrip()),
        ("Low. " + "x" * 995, "Low. " + "x" * 995),
        ("Low. " + "x" * 996, "Low."),
        ("x" * 1001, "x" * 999 + "…"),
    ],
)
async def test_a_long_description_ends_with_a_sentence(
    slack: Slack, team: Channel, alt: str, shown: str
):
    await slack.upload("C1", replace(FILE, alt=alt))
    assert team.last.file
    assert team.last.file.alt.rstrip() == shown


@pytest.mark.parametrize(
    ("method", "how", "unknown", "shown"),
    [
        ("files.getUploadURLExternal", "drop after", False, 0),
        ("upload", "drop after", False, 0),
        ("upload", "502", False, 0),
        ("files.completeUploadExternal", "drop", True, 0),
        ("files.completeUploadExternal", "drop after", True, 1),
        ("files.completeUploadExternal", "internal_error after", True, 1),
    ],
)
async def test_only_the_last_step_of_a_file_is_in_doubt(
    server: SlackServer, slack: Slack, team: Channel, method, how, unknown, shown
):
    server.fail(method, how)
    with pytest.raises(PlatformError) as caught:
        await slack.upload("C1", FILE)
    assert caught.value.unknown_outcome is unknown
    assert len(team.heard) == shown
    assert len(server.calls(method)) == 1, "nothing is done twice behind our back"


# --- trouble ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("429 7", {"retry_after": 7.0, "scope": "here"}),
        ("drop", {"unknown_outcome": True}),
        ("drop after", {"unknown_outcome": True}),
        ("502", {"unknown_outcome": True}),
        ("page 403", {"unknown_outcome": False, "unreachable": False, "final": False}),
        ("garbage after", {"unknown_outcome": True}),
        ("internal_error", {"unknown_outcome": True}),
        ("service_unavailable", {"final": False, "unknown_outcome": False}),
        ("channel_not_found", {"unreachable": True}),
        ("not_in_channel", {"unreachable": True}),
        ("is_archived", {"unreachable": True}),
        ("account_inactive", {"unreachable": False, "final": False}),
        ("team_added_to_org", {"unreachable": False, "final": False}),
        ("a_word_of_tomorrow", {"unreachable": False, "final": False}),
        ("user_disabled", {"unreachable": True}),
        ("invalid_blocks", {"final": True}),
        ("msg_too_long", {"final": True}),
        ("missing_scope", {"final": False}),
    ],
)
async def test_what_a_failed_call_means(server, slack: Slack, team: Channel, how, expected):
    server.fail("chat.postMessage", how)
    with pytest.raises(PlatformError) as caught:
        await slack.send("C1", Post("something said in confidence"), "1/x")
    found = {name: getattr(caught.value, name) for name in expected}
    assert found == expected
    assert "confidence" not in str(caught.value)
    assert len(server.calls("chat.postMessage")) == 1, "nothing is posted twice behind our back"


async def test_unreachable_addresses(server: SlackServer, slack: Slack, team: Channel, ana: User):
    ana.deactivated, team.archived = True, True
    server.channel("C2", "elsewhere")
    for address in ("U1", "C1", "C2", "C9"):
        with pytest.raises(PlatformError) as caught:
            await slack.send(address, Post("x"), "")
        assert caught.value.unreachable


async def test_a_message_in_doubt_is_found_by_its_key(server, slack: Slack, ana: User, team):
    server.fail("chat.postMessage", "drop after")
    with pytest.raises(PlatformError):
        await slack.send("U1", Post("the card"), "12/card/3/1")
    assert await slack.find("U1", "12/card/3/1") == ana.last.ts
    assert await slack.find("U1", "12/card/3/2") is None
    assert await slack.find("C1", "12/board/en") is None
    assert not [c for c in server.refusals if c.method == "conversations.history"]


async def test_updates_keep_to_their_tier(server: SlackServer, slack: Slack, team: Channel):
    server.limits = True
    ref = await slack.send("C1", Post("0"), "")

    async def storm() -> None:
        for n in range(60):
            await slack.edit("C1", ref, Post(str(n)))

    error = await failure(storm())
    assert error.retry_after
    assert error.scope == "here"
    assert not server.refusals


def test_a_tier():
    moment = [0.0]
    tier = Tier(2, 60.0, lambda: moment[0])
    tier.enter()
    tier.enter()
    with pytest.raises(PlatformError) as caught:
        tier.enter()
    assert caught.value.retry_after == 60.0
    moment[0] = 60.0
    tier.enter()
    assert tier.refused(PlatformError("x", retry_after=9.0)).scope == "here"
    with pytest.raises(PlatformError) as caught:
        tier.enter()
    assert caught.value.retry_after == 9.0


# --- pages -----------------------------------------------------------------------------------


def form(title: str = "Administrative") -> Form:
    options = tuple(Option(f"{n} <b>", f"12.form.1.ADM-T4.{n}") for n in range(1, 8))
    question = Question("ADM-T4", "Legality & *more*", "How big?", options, options[4].data)
    other = Button("Economic", "12.form.ECO")
    return Form(title, "Every choice is saved.", (question,), (other,), "Done", "Too late.")


def with_pages(slack: Slack) -> None:
    async def view(incoming: Incoming, kind: str) -> Form | Home | None:
        if kind == "home":
            way = Button("Continue", "12.join", start="T-1")
            entry = Entry("A chatbot <x>?", Post("3 of 26", ((way,),)))
            return Home("Your exercises", (entry,), "")
        return form("x" * 30) if incoming.event.data.endswith("ECO") else form()

    slack.show_pages(view)


async def test_a_form(server: SlackServer, slack: Slack, ana: User):
    with_pages(slack)
    await slack.send("U1", Post("card", ((Button("As a form", "12.form"),),)), "")
    async with listening(slack) as taken:
        ana.press("As a form")
        await server.until(lambda: ana.modal and server.idle)
        assert ana.chosen("ADM-T4") == "5 <b>"
        ana.choose("ADM-T4", "2")
        await server.until(lambda: taken.all)
        opened = ana.modal["id"]
        ana.turn("Economic")
        await server.until(lambda: ana.modal["title"]["text"].startswith("x"))
        await server.until(lambda: server.idle)
    assert ana.modal["id"] == opened
    assert [e.data for e in taken.events] == ["12.form.1.ADM-T4.2"]
    await slack.reply(taken.all[0], "Round 1 is closed.")
    assert ana.whispers == []
    assert "Round 1 is closed." in str(ana.modal)
    assert not server.refusals


async def test_a_form_that_comes_too_late(server: SlackServer, slack: Slack, ana: User):
    with_pages(slack)
    server.trigger_lifetime = -1
    await slack.send("U1", Post("card", ((Button("As a form", "12.form"),),)), "")
    async with listening(slack):
        ana.press("As a form")
        await server.until(lambda: ana.whispers and server.idle)
    assert ana.whispers == ["Too late."]
    assert ana.modal is None


async def test_a_form_that_is_refused_for_a_moment_opens_after_it(
    server: SlackServer, slack: Slack, ana: User
):
    """429 to `views.open`: again within what the tap allows; nobody is told of it."""
    with_pages(slack)
    await slack.send("U1", Post("card", ((Button("As a form", "12.form"),),)), "")
    server.fail("views.open", "429 0.01", times=2)
    async with listening(slack):
        ana.press("As a form")
        await server.until(lambda: ana.modal and server.idle)
        server.fail("views.update", "429 0.01")
        ana.turn("Economic")
        await server.until(lambda: ana.modal["title"]["text"].startswith("x"))
    assert len(server.calls("views.open")) == 3
    assert ana.whispers == []


async def test_a_form_that_is_refused_for_long_is_said_to_be_late(
    server: SlackServer, slack: Slack, ana: User
):
    """The tap is used up by then; who is on a page already is told as well, and keeps it."""
    with_pages(slack)
    await slack.send("U1", Post("card", ((Button("As a form", "12.form"),),)), "")
    server.fail("views.open", "429 30")
    async with listening(slack):
        ana.press("As a form")
        await server.until(lambda: ana.whispers)
        assert ana.whispers == ["Too late."]
        ana.press("As a form")
        await server.until(lambda: ana.modal and server.idle)
        server.fail("views.update", "429 30", times=math.inf)
        ana.turn("Economic")
        await server.until(lambda: len(ana.whispers) == 2)
    assert ana.whispers == ["Too late."] * 2
    assert ana.modal["title"]["text"] == "Administrative"


async def test_what_a_form_cannot_say_is_said_beside_it(
    server: SlackServer, slack: Slack, ana: User
):
    """429 to the form on which a choice was made: why it does not count is heard all the same."""
    with_pages(slack)
    await slack.send("U1", Post("card", ((Button("As a form", "12.form"),),)), "")
    async with listening(slack) as taken:
        ana.press("As a form")
        await server.until(lambda: ana.modal)
        ana.choose("ADM-T4", "2")
        await server.until(lambda: taken.all)
    server.fail("views.update", "429 30", times=math.inf)
    await slack.reply(taken.all[0], "Round 1 is closed.")
    assert ana.whispers == ["Round 1 is closed."]


async def test_a_form_asked_for_twice_by_one_tap(server: SlackServer, slack: Slack, ana: User):
    with_pages(slack)
    server.twice = True
    await slack.send("U1", Post("card", ((Button("As a form", "12.form"),),)), "")
    async with listening(slack):
        ana.press("As a form")
        await server.until(lambda: len(server.calls("views.open")) == 2 and server.idle)
    assert ana.modal
    assert ana.whispers == []


async def test_home(server: SlackServer, slack: Slack, ana: User):
    with_pages(slack)
    async with listening(slack) as taken:
        ana.open_home()
        await server.until(lambda: ana.home)
        assert "A chatbot <x>?" in ana.home_text()
        ana.enter("Continue")
        await server.until(lambda: taken.all)
    assert isinstance(taken.events[0], Entered)
    assert taken.events[0].token == "T-1"
    assert not server.refusals


async def test_home_comes_after_a_refusal(
    server: SlackServer, slack: Slack, ana: User, monkeypatch: pytest.MonkeyPatch
):
    """429 to `views.publish`: again while they may be looking, else when they next look."""
    with_pages(slack)
    async with listening(slack):
        server.fail("views.publish", "429 0.01")
        ana.open_home()
        await server.until(lambda: ana.home)
        assert len(server.calls("views.publish")) == 2
        ana.home = None
        monkeypatch.setattr(homes, "WORTH", 0.0)
        server.fail("views.publish", "429 0.01")
        ana.open_home()
        await server.until(lambda: len(server.calls("views.publish")) == 3)
        await server.until(lambda: ana.open_home() or ana.home)  # of three in three seconds
    assert ana.whispers == []


# --- what must not be told -------------------------------------------------------------------


async def test_our_own_log_stays_as_it_is(server: SlackServer, slack: Slack, ana: User):
    """Bolt gives the level of its own logger to the one that is called as its app."""
    async with listening(slack) as taken:
        ana.write("hello")
        await server.until(lambda: taken.all)
    assert logging.getLogger("valuemap").level == logging.NOTSET


async def test_nothing_secret_in_logs(server: SlackServer, slack: Slack, ana: User, team, caplog):
    caplog.set_level(logging.DEBUG)
    for how in ("drop", "502", "invalid_auth", "garbage after", "internal_error after"):
        server.fail("chat.postMessage", how)
        with suppress(PlatformError):
            await slack.send("C1", Post("said in confidence"), "")
    async with listening(slack) as taken:
        taken.answers = [RuntimeError("x"), True]
        server.again_after = (0.01,)
        server.patience = 0.3
        ana.write("said in confidence")
        await server.until(lambda: server.idle)
    told = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("aiohttp"))
    assert "confidence" not in told
    assert server.token not in told
    assert server.app_token not in told


def test_a_message_is_whole_in_its_text():
    made = message(Post("<b>Legality</b>\nHow big? <blockquote expandable>q</blockquote>"))
    assert made["text"] == "Legality\nHow big? q"


# --- what somebody typed, and when ------------------------------------------------------------


async def test_a_text_carries_its_moment_its_names_and_what_came_with_it(
    server: SlackServer, slack: Slack, ana: User, team: Channel
):
    khan = server.user("U6ZM", "R. Khan")
    async with listening(slack) as taken:
        sent = ana.write("ask @R. Khan in #" + team.title, naming=[khan, team])
        await server.until(lambda: len(taken.all) == 1)
        ana.write("", attachments=[{"is_share": True, "text": "theirs"}])
        await server.until(lambda: len(taken.all) == 2)
        ana.write("here", thread=sent)
        await server.until(lambda: len(taken.all) == 3)
    first, shared, aside = taken.events
    assert first.text == f"ask @R. Khan in #{team.title}"
    assert first.acted == round(float(sent.ts), 3)
    assert not shared.own
    assert aside.aside
    await slack.reply(taken.all[2], "I have it.")
    assert ana.last.thread == sent.ts


async def test_what_was_missed_is_read_from_the_history_once(
    server: SlackServer, slack: Slack, ana: User
):
    async def missed() -> Missed:
        return Missed(server.clock() - 60.0, (ana.id,))

    async with listening(slack) as taken:
        ana.write("one")
        await server.until(lambda: len(taken.all) == 1)
    ana.add(author=ana, raw="two")
    await slack.close()
    slack.show_missed(missed)
    await slack.connect()
    server.gaps = True
    server.fail("conversations.history", "502", times=2)  # as may be right after an outage
    async with listening(slack) as again:
        await server.until(lambda: len(again.all) >= 2)
    assert [event.text for event in again.events] == ["one", "two"]
    assert again.all[0].update_id == taken.all[0].update_id


async def test_nobody_waits_for_somebody_whose_history_is_not_given(
    server: SlackServer, slack: Slack, ana: User
):
    ben = server.user("U7BEN", "Ben")
    ben.add(raw="A card")

    async def missed() -> Missed:
        return Missed(server.clock() - 60.0, (ana.id, ben.id))

    ana.add(author=ana, raw="of Ana")
    ben.add(author=ben, raw="of Ben")
    slack.show_missed(missed)
    await slack.connect()
    server.gaps = True
    server.fail("conversations.history", "502", when=lambda c: c["channel"] == ana.channel)
    async with listening(slack) as taken:
        await server.until(lambda: len(taken.all) == 2)
    assert [event.text for event in taken.events] == ["of Ben", "of Ana"]


async def test_what_was_missed_in_a_thread_or_changed_is_read_as_well(
    server: SlackServer, slack: Slack, ana: User
):
    card = ana.add(raw="A card")
    long_ago = ana.add(author=ana, raw="as it was")
    since = still(server) + 10
    server.clock = lambda: since + 10
    ana.add(author=ana, raw="below the card", thread=card.ts)
    once_more = ana.add(author=ana, raw="in the chat")
    once_more.edited = {"user": ana.id, "ts": server.stamp()}
    ana.edit(long_ago, "as it is now")

    async def missed() -> Missed:
        return Missed(since + RETRIED, (ana.id,))

    await slack.close()
    slack.show_missed(missed)
    await slack.connect()
    async with listening(slack) as taken:
        await server.until(lambda: server.idle and len(taken.all) == 5)
    new = [each.event for each in taken.all if not each.event.edited]
    changed = [each for each in taken.all if each.event.edited]
    assert [(w.text, w.aside) for w in new] == [("below the card", True), ("in the chat", False)]
    texts = {each.update_id: each.event.text for each in changed}
    assert sorted(texts.values()) == ["as it is now", "in the chat"]
    assert len(changed) == 3, "the first was delivered by Slack, and read"


async def test_by_http_histories_are_read_now_and_then(
    server: SlackServer, ana: User, monkeypatch: pytest.MonkeyPatch
):
    """Nobody tells us there that we could not be reached for longer than Slack tries."""
    monkeypatch.setattr("bot.platforms.slack.intake.LOOKS", 0.05)

    async def missed() -> Missed:
        return Missed(0.0, (ana.id,))

    secret = {"signing_secret": server.secret}
    slack = Slack(server.token, server.base_url, lambda: server.clock(), **secret)
    await slack.connect()
    slack.show_missed(missed)
    async with listening(slack) as taken:
        await asyncio.sleep(0)
        ana.add(author=ana, raw="written while nobody could reach us")
        await server.until(lambda: taken.all)
    assert taken.events[0].text == "written while nobody could reach us"
    await slack.close()


# --- whose it is ---------------------------------------------------------------------------------


async def test_a_payload_of_another_app_is_set_aside(
    server: SlackServer, slack: Slack, team: Channel, ana: User
):
    async with listening(slack) as taken:
        server.app_id = "A0OTHER"
        ana.write("hello")
        team.command(ana, "/valuemap status")
        await server.until(lambda: server.idle)
        assert taken.all == []
        server.app_id = SlackServer.app_id
        ana.write("hello")
        await server.until(lambda: taken.all)


async def test_an_event_of_another_workspace_is_set_aside_and_its_people_are_told(
    server: SlackServer, slack: Slack, team: Channel, ana: User
):
    async with listening(slack) as taken:
        server.team = "T0OTHER"
        ana.write("hello")
        team.command(ana, "/valuemap status")
        await server.until(lambda: server.idle and taken.all)
    [asked] = taken.all
    assert isinstance(asked.event, Command)
    assert asked.account.outside


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://hooks.slack.com/actions/T1/2/x", True),
        ("https://files.slack.com/upload/v1/x", True),
        ("https://hooks.slack-gov.com/x", True),
        ("http://127.0.0.1:99/api/answer", True),
        ("http://127.0.0.1:98/api/answer", False),
        ("http://hooks.slack.com/x", False),
        ("https://hooks.slack.com:8443/x", False),
        ("https://slack.com.example.org/x", False),
        ("https://notslack.com/x", False),
        ("https://hooks.slack.com@example.org/x", False),
        ("file:///etc/passwd", False),
        ("", False),
        ("https://[", False),
        ("https://hooks.slack.com:many/", False),
    ],
)
def test_only_slacks_own_addresses_are_trusted(url: str, ours: bool):
    assert trusted(url, "http://127.0.0.1:99/api/") is ours


async def test_an_answer_goes_to_no_address_that_a_payload_only_names(
    server: SlackServer, slack: Slack, team: Channel, ana: User, monkeypatch
):
    async with SlackServer() as thief, listening(slack) as taken:
        monkeypatch.setattr(server, "_answer_at", lambda *_: f"{thief.root}/answer/x")
        team.command(ana, "/valuemap status")
        await server.until(lambda: taken.all)
        await slack.reply(taken.all[0], "Only for you")
        assert ana.whispers == ["Only for you"]
        assert thief.journal == []


async def test_a_file_goes_to_no_address_that_is_not_slacks(
    server: SlackServer, slack: Slack, team: Channel, monkeypatch
):
    async with SlackServer() as thief:
        away = {"file_id": "F1", "upload_url": f"{thief.root}/upload/F1"}
        monkeypatch.setattr(server._methods, "files_get_upload_url_external", lambda call: away)
        with pytest.raises(PlatformError, match="not Slack's"):
            await slack.upload("C1", Upload("a.png", b"x", "caption"))
        assert thief.journal == []


async def test_who_is_in_a_channel(server: SlackServer, slack: Slack, team: Channel, ana: User):
    for n in range(20, 20 + 1200):
        team.members[f"U{n}"] = server.user(f"U{n}", f"Person {n}")
    assert await slack.member("C1", "T0TEST:U1219")
    assert not await slack.member("C1", "T0TEST:U9999")
    asked = len([c for c in server.journal if c.method == "conversations.members"])
    assert await slack.member("C1", "T0TEST:U500")
    assert len([c for c in server.journal if c.method == "conversations.members"]) == asked
    with pytest.raises(PlatformError):
        await slack.member("C9", "T0TEST:U1")


@pytest.mark.parametrize(
    ("scopes", "refused", "kept"),
    [
        ({"pins:write", "bookmarks:write"}, False, "pinned"),
        ({"pins:write", "bookmarks:write"}, True, "bookmark"),
        ({"bookmarks:write"}, False, "bookmark"),
        ({"pins:write"}, True, ""),
        (set(), False, ""),
    ],
)
async def test_the_card_is_kept_in_sight_as_the_app_may(
    server: SlackServer, caplog, scopes: set[str], refused: bool, kept: str
):
    """An app that was installed before it asked for this does well without."""
    server.scopes -= {"pins:write", "bookmarks:write"}
    server.scopes |= scopes
    slack = made(server)
    await slack.connect()
    if refused:
        server.fail("pins.add", "permission_denied")
    ana = server.user("U1", "Ana")
    team = server.channel("C9", "other", creator=ana)
    team.add_bot(by=ana)
    await slack.send("C9", Post("<b>The card?</b>\nMore", pinned=True), "board/en")
    await slack.send("C9", Post("Something else"), "feedback/en")
    await slack.close()
    assert [message.pinned for message in team.heard[-2:]] == [kept == "pinned", False]
    assert list(team.bookmarks) == (["The card?"] if kept == "bookmark" else [])
    assert "pins:write" in scopes or not server.calls("pins.add"), "not asked for each time"
    assert not [r for r in caplog.records if r.name == "valuemap"], "and nothing in the log"
