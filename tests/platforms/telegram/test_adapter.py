"""Telegram as the program sees it: the real adapter against a strict Telegram of our own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from bot.platforms import base
from bot.platforms.base import Account, Incoming, PlatformError, RefusedError, Upload
from bot.platforms.server import Web
from bot.platforms.telegram.adapter import Telegram
from bot.platforms.telegram.reading import read
from bot.platforms.telegram.webhook import Hook
from dialogs.core.events import (
    Added,
    Belongs,
    Command,
    Dropped,
    Entered,
    Moved,
    Returned,
    Shut,
    Tap,
    Unreachable,
    Wrote,
)
from dialogs.core.post import Button, Post
from tests.platforms.listening import Taken, failure, listening
from tests.platforms.telegram.people import Group, User
from tests.platforms.telegram.server import TelegramServer

NOW = 1_790_000_000.0
NASTY = "<b>&amp; \"5\" > 'it' </b> 👩‍👩‍👧 _x_ *y* https://example.org"
ESCAPED = "&lt;b&gt;&amp;amp; \"5\" &gt; 'it' &lt;/b&gt; 👩‍👩‍👧 _x_ *y* https://example.org"


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def telegram(server: TelegramServer) -> AsyncIterator[Telegram]:
    telegram = made(server)
    await telegram.connect()
    yield telegram
    await telegram.close()


@pytest.fixture
def ana(server: TelegramServer) -> User:
    """Somebody who talks with the bot already."""
    ana = server.user(1, "Ana Mohammed", "es-MX")
    ana.start()
    return ana


@pytest.fixture
def team(server: TelegramServer, ana: User) -> Group:
    """A group with the bot in it."""
    team = server.group(-5, "Team", admins=[ana])
    team.add_bot(by=ana)
    server.updates.clear()
    return team


def made(
    server: TelegramServer,
    token: str = "",
    naps: list[float] | None = None,
    hook: Hook | None = None,
) -> Telegram:
    """The adapter. Its naps are noted and are over at once."""

    async def nap(seconds: float) -> None:
        if naps is not None:
            naps.append(seconds)
        await asyncio.sleep(0)

    return Telegram(
        token or server.token, server.base_url, server.file_url, lambda: NOW, nap, hook=hook
    )


async def heard(server: TelegramServer, telegram: Telegram) -> list[Incoming]:
    """All that waits at the server, as the adapter reads it."""
    async with listening(telegram) as taken:
        await server.until(lambda: server.idle)
    return taken.all


# --- who we are ------------------------------------------------------------------------------


async def test_connect_learns_the_name(telegram: Telegram):
    assert telegram.username == "valuemap_bot"


@pytest.mark.parametrize("token", ["123456789:AAE-another-token-of-no-use-012345", "12:x"])
async def test_a_refused_token(server: TelegramServer, token: str):
    telegram = made(server, token)
    with pytest.raises(RefusedError, match="TELEGRAM_BOT_TOKEN") as caught:
        await telegram.connect()
    assert caught.value.setting == "TELEGRAM_BOT_TOKEN"
    assert token not in str(caught.value)
    await telegram.close()


# --- what arrives ----------------------------------------------------------------------------


async def test_private_things(server: TelegramServer, telegram: Telegram, ana: User):
    server.updates.clear()
    ana.start("AbC-1_")
    ana.start("not a token!")
    ana.start()
    ana.write("/Status@Valuemap_Bot  all of\nit ")
    ana.write("/status@another_bot")
    ana.write("/ 5")
    ana.write(NASTY)
    ana.send("voice")
    ana.send("photo")
    ana.edit(ana.chat[0], "changed")
    ana.block()
    ana.unblock()
    incoming = await heard(server, telegram)
    assert [each.event for each in incoming] == [
        Entered(NOW, "AbC-1_"),
        Command(NOW, "start", "not a token!", private=True),
        Command(NOW, "start", private=True),
        Command(NOW, "status", "all of\nit", private=True),
        Wrote(NOW, "/ 5"),
        Wrote(NOW, NASTY),
        Wrote(NOW, ""),
        Wrote(NOW, ""),
        Wrote(NOW, "changed", edited=True),
        Unreachable(NOW),
        Returned(NOW),
    ]
    assert {each.place for each in incoming} == {""}
    assert {each.account for each in incoming} == {Account("1", "Ana Mohammed", "es-mx", "1")}
    assert {each.platform for each in incoming} == {"telegram"}
    numbers = [int(each.update_id) for each in incoming]
    assert numbers == sorted(set(numbers))


async def test_group_things(server: TelegramServer, telegram: Telegram, team: Group, ana: User):
    ben = server.user(2, "Ben")
    await telegram.send("-5", Post("Here I am"), "")
    team.say(ben, "/new@valuemap_bot quick")
    team.say(ben, "/extend 1d")
    team.say(ben, "/ban@another_bot")
    team.say(ben, "I agree", reply_to=team.last)
    team.say_anonymously("/new")
    ben.edit(team.every[-2], "I do not agree")
    incoming = await heard(server, telegram)
    assert [each.event for each in incoming] == [
        Command(NOW, "new", "quick"),
        Command(NOW, "extend", "1d"),
        Wrote(NOW, "I agree"),
        Command(NOW, "new"),
    ]
    assert {each.place for each in incoming} == {"-5"}
    assert [each.account and each.account.name for each in incoming] == ["Ben", "Ben", "Ben", None]


async def test_an_administrator_hears_only_what_is_meant_for_it(
    server: TelegramServer, telegram: Telegram, team: Group, ana: User
):
    await telegram.send("-5", Post("Here I am"), "")
    team.add_bot(by=ana, status="administrator")
    team.say(ana, "just talking, and @valuemap_bots is somebody else")
    team.say(ana, "so, @ValueMap_bot, what now?")
    team.say(ana, "no", reply_to=team.every[-1])
    [incoming] = await heard(server, telegram)
    assert incoming.event == Wrote(NOW, "so, @ValueMap_bot, what now?")


async def test_commands_that_are_not_ours_are_passed_over_in_a_group(
    server: TelegramServer, telegram: Telegram, team: Group, ana: User
):
    team.add_bot(by=ana, status="administrator")
    server.updates.clear()
    team.say(ana, "/rules")
    team.say(ana, "/rules@valuemap_bot")
    ana.write("/rules")
    heard_now = await heard(server, telegram)
    assert [(each.place, each.event) for each in heard_now] == [
        ("-5", Command(NOW, "rules")),
        ("", Command(NOW, "rules", private=True)),
    ]


async def test_a_refusal_is_said_in_private_where_that_is_possible(
    server: TelegramServer, telegram: Telegram, team: Group, ana: User
):
    ben = server.user(2, "Ben")
    ben.started = False
    server.updates.clear()
    team.say(ana, "/close")
    team.say(ben, "/close")
    ana_asks, ben_asks = await heard(server, telegram)
    await telegram.reply(replace(ana_asks, aside=True), "Only the facilitator can do this.")
    assert ana.last.text == "Only the facilitator can do this."
    assert "Only the facilitator" not in str([message.text for message in team.heard])
    await telegram.reply(replace(ben_asks, aside=True), "Not you, Ben.")
    assert team.last.text == "Not you, Ben.", "who never wrote to us reads it in the group"
    await telegram.reply(ana_asks, "Round 1 is open.")
    assert team.last.text == "Round 1 is open.", "an answer stands where the question was"


async def test_coming_and_going(server: TelegramServer, telegram: Telegram, ana: User):
    server.updates.clear()
    team = server.group(-5, "Team", admins=[ana])
    team.add_bot(by=ana)
    team.add_bot(by=ana, status="administrator")
    team.mute_bot(by=ana)
    team.add_bot(by=ana)
    team.remove_bot(by=ana)
    incoming = await heard(server, telegram)
    assert [each.event for each in incoming] == [Added(NOW), Shut(NOW), Added(NOW), Dropped(NOW)]
    assert {(each.place, each.account and each.account.id) for each in incoming} == {("-5", "1")}


async def test_a_group_that_moves(
    server: TelegramServer, telegram: Telegram, team: Group, ana: User
):
    board = await telegram.send("-5", Post("Board"), "")
    new = team.migrate()
    [incoming] = await heard(server, telegram)
    assert (incoming.place, incoming.event) == ("-5", Moved(NOW, to=str(new.id)))
    for call in (telegram.send("-5", Post("x"), ""), telegram.edit("-5", board, Post("x"))):
        with pytest.raises(PlatformError) as caught:
            await call
        assert caught.value.moved_to == str(new.id)
    await telegram.send(str(new.id), Post("Board"), "")
    assert new.last.text == "Board"


async def test_topics_are_places_of_their_own(
    server: TelegramServer, telegram: Telegram, ana: User
):
    forum = server.group(-100, "Forum", admins=[ana], forum=True)
    forum.add_bot(by=ana)
    server.updates.clear()
    forum.open_topic(7)
    await telegram.send("-100/7", Post("Ready?", ((Button("Yes", "y"),),)), "")
    forum.say(ana, "/new", topic=7)
    forum.say(ana, "/new", topic=1)
    forum.say(ana, "/new")
    ana.tap(forum.last, "Yes")
    incoming = await heard(server, telegram)
    assert [each.place for each in incoming] == ["-100/7", "-100", "-100", "-100/7"]
    await telegram.reply(incoming[0], "Not here")
    assert (forum.last.text, forum.last.topic) == ("Not here", 7)

    forum.delete_topic(7)
    for saying in (
        telegram.send("-100/7", Post("Where am I?"), ""),
        telegram.upload("-100/7", Upload("a.txt", b"a", "file")),
    ):
        with pytest.raises(PlatformError) as caught:
            await saying
        assert caught.value.moved_to == "-100"


async def test_taps(server: TelegramServer, telegram: Telegram, ana: User):
    await telegram.send("1", Post("?", ((Button("One", "1.1.ADM-T4.1"), Button("No", "n")),)), "")
    card = ana.last
    server.updates.clear()
    ana.tap(card, "One")
    ana.delete(card)
    ana.tap_old(card, "n")
    first, second = await heard(server, telegram)
    assert (first.event, second.event) == (Tap(NOW, "1.1.ADM-T4.1"), Tap(NOW, "n"))
    assert first.account == Account("1", "Ana Mohammed", "es-mx", "1")
    assert (first.handle["chat"], first.handle["message"]) == (1, card.id)

    await telegram.reply(first, "Saved: <b>1 &amp; 2</b>")
    await telegram.reply(second, "")
    await telegram.reply(second, "too late, and no matter")
    one, two = ana.taps
    assert (one.toast, one.alert) == ("Saved: 1 & 2", False)
    assert (two.toast, two.answered) == ("", True)


async def test_long_toasts(server: TelegramServer, telegram: Telegram, ana: User):
    await telegram.send("1", Post("?", ((Button("One", "1"),),)), "")
    server.updates.clear()
    for _ in range(2):
        ana.press("One")
    first, second = await heard(server, telegram)
    await telegram.reply(first, "x" * 61)
    await telegram.reply(second, "😀" * 150)
    assert [tap.alert for tap in ana.taps] == [True, True]
    assert ana.taps[1].toast == "😀" * 99 + "…"


async def test_replies_to_words(server: TelegramServer, telegram: Telegram, team: Group, ana: User):
    server.updates.clear()
    ana.write("hello")
    team.say(ana, "/status")
    private, public = await heard(server, telegram)
    await telegram.reply(private, "Hello, <b>Ana</b>")
    await telegram.reply(public, "Nothing runs here")
    await telegram.reply(private, "")
    assert [each.text for each in ana.heard] == ["Hello, Ana"]
    assert [each.text for each in team.heard] == ["Nothing runs here"]


# --- when it is confirmed --------------------------------------------------------------------


async def test_nothing_is_confirmed_before_it_is_taken(
    server: TelegramServer, telegram: Telegram, ana: User
):
    ana.write("one")
    async with listening(telegram) as taken:
        taken.answers = [False, RuntimeError("the disk is full")]
        await server.until(lambda: server.idle)
    assert len(taken.batches) == 3
    assert taken.batches[0] == taken.batches[1] == taken.batches[2]
    assert taken.events[-1] == Wrote(NOW, "one")
    offsets = [int(call.params["offset"]) for call in server.calls("getUpdates")]
    assert offsets[:3] == [0, 0, 0]
    assert offsets[3] == int(taken.batches[0][-1].update_id) + 1


async def test_a_broken_update_is_stepped_over(
    server: TelegramServer, telegram: Telegram, ana: User, caplog: pytest.LogCaptureFixture
):
    server.updates.clear()
    ana.write("before")
    number = server.push_broken()
    server.push("message", "not even an object")
    server.push("callback_query", {"id": "1"})
    ana.write("after")
    incoming = await heard(server, telegram)
    assert [each.event for each in incoming] == [Wrote(NOW, "before"), Wrote(NOW, "after")]
    assert f"update {number} cannot be read" in caplog.text


async def test_only_broken_updates(server: TelegramServer, telegram: Telegram):
    server.push_broken()
    assert await heard(server, telegram) == []
    assert server.updates == []


@pytest.mark.parametrize(
    "how",
    [*("drop", "drop after", "500", "502", "garbage after", "429 7"), "401 Unauthorized", "404 No"],
)
async def test_polling_goes_on_after_trouble(server: TelegramServer, ana: User, how: str):
    naps: list[float] = []
    telegram = made(server, naps=naps)
    await telegram.connect()
    server.fail("getUpdates", how, times=3)
    incoming = await heard(server, telegram)
    assert [each.event for each in incoming] == [Command(NOW, "start", private=True)]
    assert len(naps) == 3
    assert naps == [7, 7, 7] if how == "429 7" else 0 < naps[0] < naps[2] <= 30
    await telegram.close()


async def test_polling_goes_on_after_an_outage(server: TelegramServer, ana: User):
    naps: list[float] = []
    telegram = made(server, naps=naps)
    await telegram.connect()
    async with listening(telegram) as taken:
        await server.until(lambda: server.idle)
        await server.go_down()
        await server.until(lambda: len(naps) > 12)
        ana.write("still there?")
        await server.come_up()
        await server.until(lambda: Wrote(NOW, "still there?") in taken.events)
    assert max(naps) <= 30
    await telegram.close()


@pytest.mark.parametrize("how", ["401 Unauthorized", "404 Not Found", "500", "drop"])
async def test_a_webhook_is_set_though_one_call_is_refused(server: TelegramServer, how: str):
    """Only what getMe says counts for the token."""
    web = Web("127.0.0.1:0")
    await web.open()
    hook = Hook(f"http://127.0.0.1:{web.port}/telegram", "secret", web)
    telegram = made(server, hook=hook)
    await telegram.connect()
    server.fail("setWebhook", how, times=3)
    async with listening(telegram):
        await server.until(lambda: server.webhook)
    server.revoked = True
    with pytest.raises(RefusedError, match="TELEGRAM_BOT_TOKEN"):
        await telegram.listen(Taken())
    await telegram.close()
    await web.close()


async def ended(server: TelegramServer, telegram: Telegram, by: Callable[[], None]) -> str:
    """The refusal with which listening ends once this has happened."""
    task = asyncio.create_task(telegram.listen(Taken()))
    await server.until(lambda: server.idle)
    by()
    server.user(1).write("wake up")
    with pytest.raises(RefusedError) as caught:
        await asyncio.wait_for(task, 15)
    return str(caught.value)


async def test_a_token_revoked_while_running(server: TelegramServer, telegram: Telegram, ana: User):
    def revoke() -> None:
        server.revoked = True

    assert await ended(server, telegram, revoke) == (
        "TELEGRAM_BOT_TOKEN: Telegram does not accept this token"
    )
    with pytest.raises(PlatformError) as caught:
        await telegram.send("1", Post("hello"), "")
    assert not caught.value.unknown_outcome
    assert not caught.value.final


async def test_another_process_with_this_token(
    server: TelegramServer, telegram: Telegram, ana: User
):
    said = "409 Conflict: terminated by other getUpdates request"
    refusal = await ended(server, telegram, lambda: server.fail("getUpdates", said, times=99))
    assert refusal == "TELEGRAM_BOT_TOKEN: another process polls with this token"


async def test_two_that_poll_do_not_go_on_for_long(server: TelegramServer):
    both = [made(server), made(server)]
    for each in both:
        await each.connect()
    tasks = [asyncio.create_task(each.listen(Taken())) for each in both]
    done, left = await asyncio.wait(tasks, timeout=15, return_when=asyncio.FIRST_COMPLETED)
    for each in left:
        each.cancel()
    await asyncio.wait(tasks)
    assert isinstance(done.pop().exception(), RefusedError)
    for each in both:
        await each.close()


async def test_one_conflict_is_survived(server: TelegramServer, telegram: Telegram, ana: User):
    server.fail("getUpdates", "409 Conflict: terminated by other getUpdates request")
    assert len(await heard(server, telegram)) == 1


async def test_a_webhook_in_the_way(server: TelegramServer, telegram: Telegram):
    server.webhook = "https://example.org/hook"
    with pytest.raises(RefusedError, match="webhook"):
        await telegram.listen(Taken())
    assert len(server.calls("getUpdates")) == 1


# --- what is said ----------------------------------------------------------------------------


async def test_a_post(server: TelegramServer, telegram: Telegram, ana: User, team: Group):
    leads = Button("1 No <b>", "7.1.ADM-T4.1", tone="next")
    rows = ((leads, Button("2 Small 😀", "7.1.ADM-T4.2")),)
    rows += ((Button("Take part", start="tok-1"), Button("Erase", "7.erase", tone="grave")),)
    ref = await telegram.send("-5", Post(f"<b>{ESCAPED}</b>\n<i>x</i>", rows, pinned=True), "")
    message = team.last
    assert ref == str(message.id)
    assert message.text == f"{NASTY}\nx"
    assert [each.type for each in message.entities] == ["bold", "italic"]
    assert [[each.label for each in row] for row in message.rows] == [
        ["1 No <b>", "2 Small 😀"],
        ["Take part", "Erase"],
    ]
    styles = [[each.style for each in row] for row in message.rows]
    assert styles == [["primary", ""], ["", "danger"]]
    assert message.pinned
    assert not message.quiet
    ana.tap(message, "Take part")
    assert ana.chat[-1].text == "/start tok-1"
    [call] = server.calls("sendMessage")
    assert call.params["link_preview_options"] == '{"is_disabled": true}'


@pytest.mark.parametrize("how", ["400 Bad Request: not enough rights to pin", "drop", "502"])
async def test_a_refused_pin_is_no_failure(
    server: TelegramServer, telegram: Telegram, team: Group, how: str
):
    server.fail("pinChatMessage", how)
    assert await telegram.send("-5", Post("Board", pinned=True), "") == str(team.last.id)


async def test_an_edit_of_what_is_gone(telegram: Telegram, ana: User):
    ref = await telegram.send("1", Post("One"), "")
    ana.delete(ana.last)
    not_ours = str(ana.chat[0].id)
    assert (await failure(telegram.edit("1", ref, Post("Two")))).gone
    assert (await failure(telegram.edit("1", not_ours, Post("Two")))).gone


async def test_deleting(server: TelegramServer, ana: User):
    telegram = made(server)
    await telegram.connect()
    rows = ((Button("a", "a"),),)
    refs = [await telegram.send("1", Post(text, rows), "") for text in ("new", "old", "plain")]
    new, old, plain = ana.heard
    old.at = plain.at = 0
    plain.rows = []
    for ref in refs:
        await telegram.delete("1", ref)
    assert [(each.text, each.buttons) for each in ana.heard] == [("…", []), ("…", [])]
    assert new.deleted
    await telegram.delete("1", refs[0])
    await telegram.close()


async def test_files(telegram: Telegram, ana: User, team: Group):
    name = 'Mapa "valor" – niñez 😀.png'
    caption = f"<b>{ESCAPED}</b>"
    ref = await telegram.upload("-5", Upload(name, b"\x89PNG" * 50_000, caption, picture=True))
    assert ref == str(team.last.id)
    assert (team.last.file.kind, team.last.text) == ("photo", NASTY)
    assert team.last.file.content == b"\x89PNG" * 50_000
    await telegram.upload("1", Upload(name, b"<html>", "Report"))
    assert (ana.last.file.kind, ana.last.file.name) == ("document", name)


async def test_ten_thousand_characters(telegram: Telegram, ana: User):
    with pytest.raises(PlatformError) as caught:
        await telegram.send("1", Post("a word " * 1430), "")
    assert caught.value.final
    async with listening(telegram) as taken:
        await ana.server.until(lambda: taken.events)
    await telegram.reply(taken.batches[0][0], "<b>" + "a word " * 1430 + "</b>")
    assert len(ana.heard) == 3
    assert " ".join(each.text for each in ana.heard) == ("a word " * 1430).strip()


async def test_who_may_set_up(server: TelegramServer, telegram: Telegram, team: Group):
    ben = server.user(2)
    team.admins.append(ben)
    team.members[3] = server.user(3)
    assert [await telegram.entitled("-5", each) for each in ("1", "2", "3")] == [True, True, False]
    assert not await telegram.entitled("-5", "99")
    team.remove_bot(by=ben)
    with pytest.raises(PlatformError):
        await telegram.entitled("-5", "1")


async def test_who_is_in_the_group(server: TelegramServer, telegram: Telegram, team: Group):
    for n in (2, 3):
        server.user(n)
    team.members[3] = server.user(3)
    assert [await telegram.member("-5", each) for each in ("1", "2", "3")] == [True, False, True]
    assert not await telegram.member("-5", "99"), "not known there"
    assert await telegram.member("-5/7", "3"), "a topic is part of its group"
    team.remove_bot(by=server.user(1))
    with pytest.raises(PlatformError):
        await telegram.member("-5", "1")


# --- what goes wrong -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "unknown", "arrives"),
    [
        ("drop", True, False),
        ("drop after", True, True),
        ("502", True, False),
        ("502 after", True, True),
        ("garbage after", True, True),
        ("500", True, False),
        ("page 403", False, False),
        ("page 404", False, False),
    ],
)
async def test_whether_it_was_sent(
    server: TelegramServer, telegram: Telegram, ana: User, how: str, unknown: bool, arrives: bool
):
    server.fail("sendMessage", how)
    error = await failure(telegram.send("1", Post("hello"), ""))
    assert error.unknown_outcome is unknown
    assert bool(ana.heard) is arrives
    assert len(server.calls("sendMessage")) == 1
    assert not any((error.final, error.unreachable, error.gone, error.retry_after))


async def test_a_connection_refused_sent_nothing(
    server: TelegramServer, telegram: Telegram, ana: User
):
    await server.go_down()
    with suppress(PlatformError):
        await telegram.connect()  # over a connection that may not have noticed its end yet
    error = await failure(telegram.send("1", Post("hello"), ""))
    assert not error.unknown_outcome
    assert "127.0.0.1" in str(error)


async def test_no_such_host_sent_nothing():
    telegram = Telegram("1:x", "https://telegram.invalid/bot", "", lambda: NOW)
    error = await failure(telegram.connect())
    assert not error.unknown_outcome
    await telegram.close()


async def test_no_answer_in_time_is_unknown(
    server: TelegramServer, telegram: Telegram, ana: User, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.platforms.telegram.requests.READ", 0.05)
    held = server.fail("sendMessage", "hold after")
    error = await failure(telegram.send("1", Post("hello"), ""))
    held.release()
    assert error.unknown_outcome
    assert ana.heard


async def test_after_closing_nothing_is_sent(telegram: Telegram, ana: User):
    await telegram.close()
    assert not (await failure(telegram.send("1", Post("hello"), ""))).unknown_outcome


async def test_people_who_are_out_of_reach(
    server: TelegramServer, telegram: Telegram, ana: User, team: Group
):
    server.user(2)
    assert (await failure(telegram.send("2", Post("hello"), ""))).unreachable
    assert (await failure(telegram.send("3", Post("hello"), ""))).unreachable
    ana.block()
    assert (await failure(telegram.send("1", Post("hello"), ""))).unreachable
    team.mute_bot(by=ana)
    assert (await failure(telegram.send("-5", Post("hello"), ""))).meaning is base.SHUT
    team.remove_bot(by=ana)
    assert (await failure(telegram.upload("-5", Upload("a", b"a", "")))).unreachable


async def test_what_will_never_do(telegram: Telegram, ana: User):
    post = Post("hello", ((Button("a", "é" * 33),),))
    assert (await failure(telegram.send("1", post, ""))).final


async def test_the_token_is_never_told(
    server: TelegramServer, ana: User, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    telegram = made(server)
    await telegram.connect()
    errors = []
    for how in ("drop", "500", "502", "garbage after", "404 Not Found", "403 Forbidden: no", "302"):
        server.fail("sendMessage", how)
        errors.append(await failure(telegram.send("1", Post("hello"), "")))
    server.push_broken()
    server.fail("getUpdates", "drop")
    await heard(server, telegram)
    await server.go_down()
    errors.append(await failure(telegram.send("1", Post("hello"), "")))
    await telegram.close()
    secret = server.token.split(":")[1]
    chain = [error.__context__ for error in errors]
    assert not any(secret in f"{error!s}{error!r}" for error in [*errors, *chain])
    assert secret not in caplog.text
    assert "hello" not in caplog.text


# --- single updates --------------------------------------------------------------------------

PERSON = {"id": 1, "is_bot": False, "first_name": "Ana"}
PRIVATE = {"id": 1, "type": "private"}
GROUP = {"id": -5, "type": "supergroup"}
BOT = {"id": 3, "is_bot": True, "first_name": "Other"}
ADMIN = {"id": 9, "is_bot": False, "first_name": "Boss"}


def changed(before: str, after: str) -> dict[str, object]:
    """An administrator changed what somebody is in the group."""
    old, new = ({"status": status, "user": PERSON} for status in (before, after))
    return {"chat": GROUP, "from": ADMIN, "old_chat_member": old, "new_chat_member": new}


@pytest.mark.parametrize(
    "content",
    [
        {"channel_post": {"chat": {"id": -9, "type": "channel"}, "text": "/new"}},
        {"message": {"chat": {"id": -9, "type": "channel"}, "text": "/new"}},
        {"message": {"chat": GROUP, "from": PERSON, "migrate_from_chat_id": -5}},
        {
            "message": {
                "chat": GROUP,
                "from": PERSON,
                "new_chat_members": [{**PERSON, "is_bot": True}],
            }
        },
        {"message": {"chat": PRIVATE, "from": PERSON, "pinned_message": {}}},
        {"message": {"chat": PRIVATE, "from": {**PERSON, "is_bot": True}, "text": "hi"}},
        {"edited_message": {"chat": PRIVATE, "from": PERSON, "location": {}}},
        {"callback_query": {"id": "1", "from": {**PERSON, "is_bot": True}, "data": "a"}},
        {"chat_member": {"chat": GROUP, "from": PERSON}},
        {"poll": {"id": "1"}},
    ],
)
def test_what_says_nothing_to_us(content: dict[str, object]):
    assert read({"update_id": 7, **content}, "valuemap_bot", NOW) is None


@pytest.mark.parametrize(
    ("content", "inside"),
    [
        ({"message": {"chat": GROUP, "from": ADMIN, "left_chat_member": PERSON}}, False),
        ({"message": {"chat": GROUP, "from": PERSON, "new_chat_members": [PERSON]}}, True),
        ({"chat_member": changed("member", "left")}, False),
        ({"chat_member": changed("administrator", "kicked")}, False),
        ({"chat_member": changed("left", "member")}, True),
    ],
)
def test_who_leaves_a_group_and_who_is_back(content: dict[str, object], inside: bool):
    incoming = read({"update_id": 7, **content}, "valuemap_bot", NOW)
    assert incoming is not None
    assert (incoming.event, incoming.place) == (Belongs(NOW, inside), "-5")
    assert incoming.account is not None
    assert incoming.account.id == "1", "not who threw them out"


def test_a_member_who_is_made_administrator_is_no_news():
    update = {"update_id": 7, "chat_member": changed("member", "administrator")}
    assert read(update, "valuemap_bot", NOW) is None


def test_a_tap_without_message_or_data():
    update = {"update_id": 7, "callback_query": {"id": "1", "from": PERSON}}
    incoming = read(update, "valuemap_bot", NOW)
    assert incoming is not None
    assert (incoming.event, incoming.place, incoming.handle) == (Tap(NOW, ""), "", {"query": "1"})


def test_threads_that_are_no_topics_are_no_places():
    message = {"chat": GROUP, "from": PERSON, "text": "/new", "message_thread_id": 12}
    incoming = read({"update_id": 7, "message": message}, "valuemap_bot", NOW)
    assert incoming is not None
    assert incoming.place == "-5"


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 7, "message": {"chat": {}}},
        {"update_id": 7, "message": {"chat": PRIVATE, "from": {}, "text": "hi"}},
        {"update_id": 7, "message": {"chat": PRIVATE, "from": PERSON, "text": 5}},
        {"update_id": 7, "callback_query": {"from": PERSON}},
        {"update_id": 7, "my_chat_member": {"chat": GROUP, "from": PERSON}},
        {"message": {"chat": PRIVATE, "from": PERSON, "text": "hi"}},
    ],
)
def test_what_cannot_be_read(update: dict[str, object]):
    with pytest.raises((KeyError, TypeError, AttributeError, ValueError)):
        read(update, "valuemap_bot", NOW)


# --- what somebody typed, and when ------------------------------------------------------------


def text_of(**more):
    return read({"update_id": 1, "message": {"chat": PRIVATE, "from": PERSON, **more}}, "bot", NOW)


def test_a_text_carries_its_moment():
    assert text_of(text="hi", date=int(NOW) - 60).event.acted == int(NOW) - 60
    assert text_of(text="hi", date=0).event.acted == 0.0


@pytest.mark.parametrize("sign", ["forward_origin", "via_bot"])
def test_what_was_passed_on_is_no_command_and_not_ones_own(sign):
    event = text_of(text="/erase", date=int(NOW), **{sign: {"id": 9}}).event
    assert isinstance(event, Wrote)
    assert not event.own


def test_the_words_under_a_picture_are_words():
    event = text_of(caption="our counter", photo=[{}], date=int(NOW)).event
    assert (event.text, event.partly) == ("our counter", True)


@pytest.mark.parametrize("kind", ["video", "document", "animation", "audio", "voice", "paid_media"])
def test_so_are_they_under_anything_else(kind: str):
    event = text_of(**{kind: {"file_id": "x"}}, caption="our counter", date=int(NOW)).event
    assert (event.text, event.partly, event.own) == ("our counter", True, True)


@pytest.mark.parametrize(
    "kind", ["sticker", "location", "contact", "poll", "dice", "video_note", "story", "checklist"]
)
@pytest.mark.parametrize("caption", [{}, {"caption": None}, {"caption": ""}])
def test_what_has_no_words_is_heard_all_the_same(kind: str, caption: dict[str, object]):
    """Its sender is told that words alone are kept; nothing steps over it."""
    event = text_of(**{kind: {"x": 1}}, **caption, date=int(NOW)).event
    assert isinstance(event, Wrote)
    assert (event.text, event.partly) == ("", False)


def test_what_was_passed_on_with_a_picture_is_not_ones_own():
    passed = {"forward_origin": {"type": "hidden_user"}, "photo": [{}]}
    assert not text_of(**passed, caption="their counter", date=int(NOW)).event.own


def test_nulls_say_nothing():
    person = {**PERSON, "language_code": None, "last_name": None}
    nulls = dict.fromkeys(("forward_origin", "via_bot", "reply_to_message", "sender_chat"))
    incoming = text_of(**{"text": "hi", "date": None, **nulls, "from": person})
    assert (incoming.account.name, incoming.account.language) == ("Ana", "")
    assert incoming.event.own


@pytest.mark.parametrize(
    ("first", "name"),
    [("Ana\u202egro", "Anagro"), ("Ana\nCo-facilitator: Eve", "Ana Co-facilitator: Eve"),
     ("\u200b\u2060", "ana_q"), ("\u200d", "ana_q"), ("نمی\u200cخواهم", "نمی\u200cخواهم")],
)  # fmt: skip
def test_a_name_turns_nothing_round_that_stands_after_it(first, name):
    person = {"id": 7, "is_bot": False, "first_name": first, "username": "ana_q"}
    assert text_of(text="hi", date=int(NOW), **{"from": person}).account.name == name


def test_a_text_is_not_read_backwards():
    assert (
        text_of(text="a \u202e b \u2067c\u2069", date=int(NOW)).event.text == "a  b \u2067c\u2069"
    )
