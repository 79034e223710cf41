"""The local Telegram refuses what Telegram refuses: seen by an unmodified python-telegram-bot."""

import asyncio
import math
import sys
from collections.abc import AsyncIterator
from contextlib import nullcontext

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError
from telegram.request import HTTPXRequest

from tests.platforms.telegram.people import Group
from tests.platforms.telegram.server import TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
async def bot(server: TelegramServer) -> AsyncIterator[Bot]:
    async with made(server) as bot:
        yield bot


def made(server: TelegramServer, token: str = "") -> Bot:
    """The library's bot as it comes, httpx and all."""
    return Bot(
        token or server.token,
        server.base_url,
        server.file_url,
        request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
    )


def buttons(*data: str, url: str = "") -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(each, callback_data=each)] for each in data]
    return InlineKeyboardMarkup(rows + ([[InlineKeyboardButton("go", url=url)]] if url else []))


async def test_a_conversation(server: TelegramServer, bot: Bot):
    ana = server.user(1, "Ana Mohammed", "es-MX")
    ana.start("abc")
    [update] = await bot.get_updates()
    assert update.message.text == "/start abc"
    assert update.effective_user.full_name == "Ana Mohammed"
    assert update.effective_user.language_code == "es-MX"

    sent = await bot.send_message(1, "<b>One</b> &amp; two", "HTML", reply_markup=buttons("a", "b"))
    assert (sent.text, sent.from_user.username) == ("One & two", "valuemap_bot")
    assert [each.text for each in ana.chat] == ["/start abc", "One & two"]
    assert ana.last.buttons == ["a", "b"]

    tapped = ana.tap(ana.last, "b")
    [update] = await bot.get_updates(offset=update.update_id + 1)
    assert update.callback_query.data == "b"
    await update.callback_query.answer("Saved")
    assert (tapped.toast, tapped.alert, ana.toasts) == ("Saved", False, ["Saved"])

    await bot.edit_message_text("Three", 1, sent.message_id)
    assert (ana.last.text, ana.last.buttons, ana.last.edits) == ("Three", [], 1)
    assert server.refusals == []


async def test_a_button_that_is_not_there_cannot_be_tapped(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    ana.start()
    await bot.send_message(1, "?", reply_markup=buttons("5 Yes", "5 No"))
    with pytest.raises(AssertionError, match="'5' fits 2"):
        ana.tap(ana.last, "5")
    with pytest.raises(AssertionError, match="fits 0"):
        ana.tap(ana.last, "Maybe")


async def test_updates_stay_until_confirmed(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    ana.start()
    ana.write("one")
    first = await bot.get_updates()
    assert [each.update_id for each in await bot.get_updates()] == [
        each.update_id for each in first
    ]
    assert not server.idle
    [left] = await bot.get_updates(offset=first[1].update_id)
    assert left.message.text == "one"
    assert len(await bot.get_updates(limit=1)) == 1


async def test_a_poll_waits_for_what_comes(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.until(lambda: server.idle)
    ana.start()
    [update] = await poll
    assert update.message.text == "/start"


async def test_a_poll_ends_with_its_connection(server: TelegramServer, bot: Bot):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.until(lambda: server.idle)
    poll.cancel()
    await server.until(lambda: not server.idle)
    server.user(1).start()
    assert len(await bot.get_updates()) == 1


async def test_kinds_not_asked_for_do_not_come(server: TelegramServer, bot: Bot):
    await bot.get_updates(allowed_updates=["callback_query"])
    server.user(1).start()
    assert server.updates == []


async def test_the_older_of_two_polls_ends(server: TelegramServer, bot: Bot):
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await server.until(lambda: server.calls("getUpdates"))
    async with made(server) as second:
        await second.get_updates()
        await second.get_me()
        assert not server.calls("getUpdates")[0].status, "an answer at once ends nobody's poll"
        newer = asyncio.create_task(second.get_updates(timeout=20))
        await server.until(older.done)
        newer.cancel()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await older


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"commands": [("Start", "Begin")]}, "BOT_COMMAND_INVALID"),
        ({"commands": [("start", "")]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [("start", "x" * 257)]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [(f"c{n}", "x") for n in range(101)]}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [], "language_code": "en-gb"}, "language code"),
        ({"commands": [], "scope": BotCommandScope("everywhere")}, "unsupported type"),
    ],
)
async def test_menus_that_are_refused(server: TelegramServer, bot: Bot, given, said: str):
    with pytest.raises(BadRequest, match=f"(?i){said}"):
        await bot.set_my_commands(**given)
    assert server.menus == {}


async def test_menus(server: TelegramServer, bot: Bot):
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_commands([], BotCommandScopeAllGroupChats(), "es")
    assert server.menus == {("default", ""): [("start", "Begin")], ("all_group_chats", "es"): []}


async def test_a_webhook_excludes_polling(server: TelegramServer, bot: Bot):
    await bot.set_webhook("https://example.org/hook")
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("token", "said"),
    [("123456789:AAE-another-token-of-no-use-012345", "Unauthorized"), ("12:x", "Not Found")],
)
async def test_wrong_tokens(server: TelegramServer, token: str, said: str):
    bot = made(server, token)
    with pytest.raises(InvalidToken, match=said):
        await bot.get_me()
    await bot.request.shutdown()


async def test_nobody_is_written_to_first(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(1, "hello")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(2, "hello")
    ana.start()
    ana.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(1, "hello")
    ana.unblock()
    await bot.send_message(1, "hello")
    ana.deactivate()
    with pytest.raises(Forbidden, match="deactivated"):
        await bot.send_message(1, "hello")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Message text is empty"),
        (" \n", "Message text is empty"),
        ("<b></b>", "Message text is empty"),
        ("a" * 4097, "Message is too long"),
        ("😀" * 4097, "Message is too long"),
        ("<b>" * 4000 + "a" + "</b>" * 4000 + "a" * 5000, "Text is too long"),
        ("1 < 2", "Can't parse entities: unsupported start tag"),
        ("<p>a</p>", "Can't parse entities: unsupported start tag"),
        ("<B>a</B>", "Can't parse entities: unsupported start tag"),
        ("<b>a", "Can't parse entities: can't find end tag"),
        ("a</b>", "Can't parse entities: unexpected end tag"),
        ("<b><i>a</b></i>", "Can't parse entities: unmatched end tag"),
        ("this & that", "Can't parse entities: unknown entity"),
        ("a&nbsp;b", "Can't parse entities: unknown entity"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "can't be nested"),
    ],
)
async def test_texts_that_are_refused(server: TelegramServer, bot: Bot, text: str, said: str):
    server.user(1).start()
    with pytest.raises(BadRequest, match=f"(?i){said}"):
        await bot.send_message(1, text, "HTML")
    assert server.user(1).heard == []


async def test_texts_at_the_limit(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    ana.start()
    await bot.send_message(1, "<b>" + "a" * 4095 + "</b>&#39;", "HTML")
    assert ana.last.text == "a" * 4095 + "'"
    await bot.send_message(1, "<b>not parsed", reply_markup=buttons("é" * 32))
    assert ana.last.text == "<b>not parsed"


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        (buttons("é" * 33), "Button_data_invalid"),
        (buttons(url="https://localhost/x"), "wrong http url"),
        (buttons(*(["a"] * 101)), "Reply_markup_invalid"),
        (InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")] * 9]), "Reply_mark"),
        (InlineKeyboardMarkup([[InlineKeyboardButton("a")]]), "Button_type_invalid"),
        (InlineKeyboardMarkup([[InlineKeyboardButton(" ", callback_data="a")]]), "unallowed"),
    ],
)
async def test_buttons_that_are_refused(
    server: TelegramServer, bot: Bot, markup: InlineKeyboardMarkup, said: str
):
    server.user(1).start()
    with pytest.raises(BadRequest, match=said):
        await bot.send_message(1, "?", reply_markup=markup)


async def test_edits_that_are_refused(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    own = ana.start()
    sent = await bot.send_message(1, "<b>same</b>", "HTML", reply_markup=buttons("a"))
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text(
            "<strong>same</strong>", 1, sent.message_id, parse_mode="HTML",
            reply_markup=buttons("a"),
        )  # fmt: skip
    await bot.edit_message_text("<b>same</b>", 1, sent.message_id, parse_mode="HTML")
    assert ana.last.buttons == []
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(1, sent.message_id)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("mine now", 1, own.id)
    ana.delete(ana.last)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("again", 1, sent.message_id)


async def test_deleting(server: TelegramServer):
    now = [1_000_000.0]
    async with TelegramServer(clock=lambda: now[0]) as server, made(server) as bot:
        ana = server.user(1)
        ana.start()
        young, old = [await bot.send_message(1, text) for text in ("young", "old")]
        await bot.delete_message(1, young.message_id)
        assert [each.text for each in ana.heard] == ["old"]
        with pytest.raises(BadRequest, match="Message to delete not found"):
            await bot.delete_message(1, young.message_id)
        now[0] += 49 * 3600
        with pytest.raises(BadRequest, match="can't be deleted"):
            await bot.delete_message(1, old.message_id)


async def test_a_tap_is_answered_once_and_soon():
    now = [1_000_000.0]
    async with TelegramServer(clock=lambda: now[0]) as server, made(server) as bot:
        ana = server.user(1)
        ana.start()
        await bot.send_message(1, "?", reply_markup=buttons("a"))
        first, second = ana.tap(ana.last, "a"), ana.press("a")
        with pytest.raises(BadRequest, match="_too_long"):
            await bot.answer_callback_query(first.id, "a" * 201)
        await bot.answer_callback_query(first.id, "a" * 200, show_alert=True)
        assert first.alert
        assert not second.answered
        now[0] += 61
        for late in (first.id, second.id, "never"):
            with pytest.raises(BadRequest, match="Query is too old"):
                await bot.answer_callback_query(late)


async def test_a_tap_on_a_deleted_message(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    ana.start()
    await bot.send_message(1, "?", reply_markup=buttons("a"))
    card = ana.last
    ana.delete(card)
    ana.tap_old(card, "a")
    query = (await bot.get_updates())[-1].callback_query
    assert not query.message.is_accessible


async def test_files(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    ana.start()
    await bot.send_photo(1, b"\x89PNG", filename="map.png", caption="<b>Map</b>", parse_mode="HTML")
    assert (ana.last.file.kind, ana.last.file.content, ana.last.text) == (
        "photo",
        b"\x89PNG",
        "Map",
    )
    await bot.send_document(1, b"<html>", filename="report.html", reply_markup=buttons("a"))
    assert (ana.last.file.name, ana.last.buttons) == ("report.html", ["a"])
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_document(1, b"x", caption="a" * 1025)
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("text", 1, ana.last.id)


async def test_a_group(server: TelegramServer, bot: Bot):
    ana, ben = server.user(1, "Ana"), server.user(2, "Ben")
    team = server.group(-5, "Team", admins=[ana])
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(-5, "hello")
    team.add_bot(by=ana)
    change, service = await bot.get_updates()
    assert change.my_chat_member.new_chat_member.status == "member"
    assert service.message.new_chat_members[0].username == server.username

    sent = await bot.send_message(-5, "hello")
    team.say(ben, "just talking")
    team.say(ben, "/new@valuemap_bot")
    team.say(ben, "an answer", reply_to=team.last)
    heard = [each.message.text for each in await bot.get_updates(offset=service.update_id + 1)]
    assert heard == ["/new@valuemap_bot", "an answer"]
    assert [each.text for each in team.heard] == ["hello"]

    await bot.pin_chat_message(-5, sent.message_id)
    assert team.pinned == [team.last]
    assert [
        (await bot.get_chat_member(-5, number)).status for number in (1, 2)
    ] == ["creator", "member"]  # fmt: skip
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(-5, 99)

    team.remove_bot(by=ana)
    with pytest.raises(Forbidden, match="kicked"):
        await bot.send_message(-5, "hello")


async def test_administrators_may_be_asked_about(server: TelegramServer, bot: Bot):
    ana, ben = server.user(1), server.user(2)
    server.group(-5, admins=[ana, ben]).add_bot(by=ana, status="administrator")
    assert (await bot.get_chat_member(-5, 2)).status == "administrator"
    assert (await bot.get_updates())[0].my_chat_member.new_chat_member.can_manage_chat
    server.groups[-5].mute_bot(by=ana)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.send_message(-5, "hello")


async def test_a_group_migrates(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    old = server.group(-5, admins=[ana])
    old.add_bot(by=ana)
    new = old.migrate()
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(-5, "hello")
    assert caught.value.new_chat_id == new.id
    await bot.send_message(new.id, "hello")
    messages = [each.message for each in await bot.get_updates() if each.message]
    assert messages[-2].migrate_to_chat_id == new.id
    assert messages[-1].migrate_from_chat_id == -5


async def test_topics(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    forum = server.group(-100, admins=[ana], forum=True)
    forum.add_bot(by=ana)
    forum.open_topic(7)
    await bot.send_message(-100, "in the topic", message_thread_id=7)
    forum.say(ana, "/new", topic=7)
    said = (await bot.get_updates())[-1].message
    assert (said.message_thread_id, said.is_topic_message) == (7, True)
    for gone in (1, 8):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(-100, "nowhere", message_thread_id=gone)
    forum.delete_topic(7)
    assert forum.heard == []


async def test_rates():
    now = [1_000_000.0]
    async with TelegramServer(clock=lambda: now[0]) as server, made(server) as bot:
        server.limits = True
        ana = server.user(1)
        ana.start()
        for _ in range(3):
            await bot.send_message(1, "quick")
        server.journal.clear()
        with pytest.raises((DeprecationWarning, UserWarning)):  # the library's own, about 429
            await bot.send_message(1, "too quick")
        assert server.journal[0].status == 429
        now[0] += 3.1
        await bot.send_message(1, "in time")
        group = server.group(-5, admins=[ana])
        group.add_bot(by=ana)
        sent = 0
        while not server.refusals[1:]:
            now[0] += 1.5
            try:
                await bot.send_message(-5, "slowly")
                sent += 1
            except UserWarning:
                pass
        assert sent == 20


@pytest.mark.parametrize(
    ("how", "arrives", "error"),
    [
        ("drop", False, NetworkError),
        ("drop after", True, NetworkError),
        ("500", False, NetworkError),
        ("502", False, NetworkError),
        ("502 after", True, NetworkError),
        ("400 Bad Request: TOPIC_CLOSED", False, BadRequest),
    ],
)
async def test_planned_trouble(
    server: TelegramServer, bot: Bot, how: str, arrives: bool, error: type[Exception]
):
    ana = server.user(1)
    ana.start()
    server.fail("sendMessage", how)
    with pytest.raises(error):
        await bot.send_message(1, "hello")
    assert bool(ana.heard) is arrives
    await bot.send_message(1, "hello again")
    assert ana.last.text == "hello again"


async def test_only_some_calls_fail(server: TelegramServer, bot: Bot):
    server.user(1).start()
    server.user(2).start()
    server.fail("*", "500", when=lambda call: call.get("chat_id") == "2")
    await bot.send_message(1, "hello")
    with pytest.raises(NetworkError):
        await bot.send_message(2, "hello")


async def test_a_held_call(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    ana.start()
    held = server.fail("sendMessage", "hold after")
    sending = asyncio.create_task(bot.send_message(1, "hello"))
    await held.arrived.wait()
    assert ana.last.text == "hello"
    assert not sending.done()
    held.release()
    await sending


async def test_an_outage(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    await server.go_down()
    with pytest.raises(NetworkError):
        await bot.get_me()
    ana.start()
    await server.come_up()
    assert (await bot.get_updates())[0].message.text == "/start"


LONG = "😀" * 4096
"""As long as Telegram takes: it counts characters, though it places styles by UTF-16 units."""


async def test_the_limits_count_characters(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    ana.start()
    sent = await bot.send_message(1, f"<b>{LONG}</b>", "HTML")
    assert sent.text == LONG
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(1, LONG + "x")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.edit_message_text(LONG + "x", 1, sent.message_id)
    await bot.edit_message_text("x" + LONG[1:], 1, sent.message_id)
    await bot.send_photo(1, b"PNG", caption=LONG[:1024])
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(1, b"PNG", caption=LONG[:1025])


@pytest.fixture
async def team(server: TelegramServer, bot: Bot) -> Group:
    """A group that the bot is in, and nothing waiting to be read."""
    team = server.group(-5, "Team", admins=[server.user(1, "Ana Mohammed")])
    await bot.get_updates(allowed_updates=["message", "my_chat_member", "chat_member"])
    team.add_bot(by=server.user(1))
    await news(bot)
    return team


async def news(bot: Bot) -> list[Update]:
    """What waits to be read, which is then confirmed."""
    updates = await bot.get_updates()
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, limit=1)
    return list(updates)


@pytest.mark.parametrize(
    ("lock", "text", "photo"),
    [
        ("text", "Not enough rights to send text messages to the chat", ""),
        ("photo", "", "Not enough rights to send photos to the chat"),
        ("document", "", ""),
        ("send", "Have no rights to send a message", "Have no rights to send a message"),
        ("write", "Chat_write_forbidden", "Chat_write_forbidden"),
        ("chat", "Chat_restricted", "Chat_restricted"),
    ],
)
async def test_a_locked_group(bot: Bot, team: Group, lock: str, text: str, photo: str):
    team.lock(lock)
    for send, refusal in ((bot.send_message(-5, "x"), text), (bot.send_photo(-5, b"x"), photo)):
        with pytest.raises(BadRequest, match=refusal) if refusal else nullcontext():
            await send
    team.unlock()
    await bot.send_message(-5, "allowed again")
    assert team.last.text == "allowed again"


async def test_a_lock_that_passes(bot: Bot, team: Group):
    team.lock("document", times=2)
    await bot.send_message(-5, "of another kind")
    for _ in range(2):
        with pytest.raises(BadRequest, match="Not enough rights to send documents"):
            await bot.send_document(-5, b"x")
    await bot.send_document(-5, b"x", filename="report.html")
    assert team.last.file.name == "report.html"


async def test_a_closed_topic_and_one_that_is_gone(server: TelegramServer, bot: Bot):
    ana = server.user(1)
    forum = server.group(-100, admins=[ana], forum=True)
    forum.add_bot(by=ana)
    await news(bot)
    sent = await bot.send_message(-100, "open", message_thread_id=forum.open_topic(7))
    forum.close_topic(7)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(-100, "x", message_thread_id=7)
    await bot.send_message(-100, "the general topic is open")
    forum.close_topic()
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(-100, "x")
    forum.reopen_topic(7)
    await bot.send_message(-100, "open again", message_thread_id=7)
    closed, general, reopened = [each.message for each in await news(bot)]
    assert (bool(closed.forum_topic_closed), closed.message_thread_id) == (True, 7)
    assert general.message_thread_id is None
    assert reopened.forum_topic_reopened
    forum.delete_topic(7)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(-100, "x", message_thread_id=7)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", -100, sent.message_id)


async def test_the_bot_comes_and_goes(server: TelegramServer, bot: Bot, team: Group):
    ana = server.user(1)
    sent = await bot.send_message(-5, "x")
    team.mute_bot(by=ana)
    with pytest.raises(BadRequest, match="Not enough rights to send text"):
        await bot.send_message(-5, "x")
    with pytest.raises(BadRequest, match="Not enough rights to send photos"):
        await bot.send_photo(-5, b"x")
    with pytest.raises(BadRequest, match="Chat_write_forbidden"):
        await bot.edit_message_text("y", -5, sent.message_id)
    assert (await bot.get_chat_member(-5, 1)).status == "creator"
    team.unmute_bot(by=ana)
    await bot.send_message(-5, "x")
    team.remove_bot(by=ana)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(-5, "x")
    team.add_bot(by=ana)
    team.remove_bot(by=ana, status="left")
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(-5, "x")
    changes = [each.my_chat_member for each in await news(bot) if each.my_chat_member]
    assert [each.new_chat_member.status for each in changes] == [
        *("restricted", "member", "kicked", "member", "left"),
    ]
    team.gone = True
    with pytest.raises(Forbidden, match="the group chat was deleted"):
        await bot.send_message(-5, "x")


async def test_members_come_and_go(server: TelegramServer, bot: Bot, team: Group):
    ana, ben = server.user(1), server.user(2, "Ben")
    team.join(ben)
    assert [bool(each.chat_member) for each in await news(bot)] == [False]
    team.add_bot(by=ana, status="administrator")
    await news(bot)
    team.leave(ben)
    team.join(ben)
    team.appoint(ben, by=ana)
    team.ban(ben, by=ana)
    changes = [each.chat_member for each in await news(bot) if each.chat_member]
    assert [
        (each.old_chat_member.status, each.new_chat_member.status) for each in changes
    ] == [
        ("member", "left"),
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
    ]  # fmt: skip
    assert {each.new_chat_member.user.full_name for each in changes} == {"Ben"}
    assert (await bot.get_chat_member(-5, 2)).status == "left"


async def test_a_group_migrates_and_the_bot_hears_that_it_joined_first(bot: Bot, team: Group):
    new = team.migrate(joined_first=True)
    joined, farewell, greeting = await news(bot)
    assert (joined.effective_chat.id, joined.my_chat_member.new_chat_member.status) == (
        *(new.id, "member"),
    )
    assert farewell.message.migrate_to_chat_id == new.id
    assert greeting.message.migrate_from_chat_id == -5


@pytest.mark.parametrize("status", [403, 502])
async def test_a_page_of_somebody_in_between(server: TelegramServer, bot: Bot, status: int):
    """An unmodified library takes such a 403 for Telegram's own: that is the trap."""
    server.user(1).start()
    server.fail("*", f"page {status}", times=3)
    error = Forbidden if status == 403 else NetworkError
    for call in (bot.send_message(1, "x"), bot.get_updates(), bot.get_me()):
        with pytest.raises(error):
            await call
    assert [call.status for call in server.journal[-3:]] == [status] * 3
    assert (await bot.get_updates())[0].message.text == "/start"
    address = f"{server.base_url}{server.token}/getMe"
    server.fail("getMe", f"page {status} after", times=math.inf)
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert (answer.status, answer.content_type) == (status, "text/html")
        assert "<html>" in await answer.text()
    server.mend()
    await bot.get_me()


async def test_a_rival(server: TelegramServer, bot: Bot):
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await server.until(lambda: server.idle)
    server.start_rival()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await poll
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=20)
    server.stop_rival()
    server.start_rival(steals=True)
    server.user(1).start()
    await server.until(lambda: not server.updates)
    server.stop_rival()
    server.user(1).write("nobody else hears this")
    assert (await bot.get_updates(timeout=20))[0].message.text == "nobody else hears this"


async def test_two_processes_end_each_other(server: TelegramServer, bot: Bot):
    """The server knows no first and no second: each poll ends the one before it."""
    async with made(server) as second:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await server.until(lambda: server.idle)
        newcomer = asyncio.create_task(second.get_updates(timeout=20))
        with pytest.raises(Conflict):
            await first
        again = asyncio.create_task(bot.get_updates(timeout=20))
        with pytest.raises(Conflict):
            await newcomer
        server.user(1).start()
        assert len(await again) == 1


async def test_an_administrator_who_remains_anonymous(
    server: TelegramServer, bot: Bot, team: Group
):
    team.remove_bot(by=server.user(1))
    team.add_bot(by=None)
    team.say_anonymously("/new")
    _, change, service, said = await news(bot)
    assert change.my_chat_member.from_user.username == "GroupAnonymousBot"
    for message in (service.message, said.message):
        assert message.from_user.username == "GroupAnonymousBot"
        assert message.sender_chat.id == -5
    assert service.message.new_chat_members[0].username == server.username


async def test_what_only_one_person_sees(server: TelegramServer, bot: Bot, team: Group):
    ana, ben = server.user(1), server.user(2, "Ben")
    asked = team.whisper(ben, "/status")
    [update] = await news(bot)
    number = update.message.api_kwargs["ephemeral_message_id"]
    assert (update.message.message_id, update.message.text) == (0, "/status")
    assert asked not in team.messages
    receiver = {"receiver_user_id": 2}
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.send_message(-5, "psst", api_kwargs=receiver)
    answer = {**receiver, "reply_parameters": {"ephemeral_message_id": number}}
    await bot.send_message(-5, "psst", api_kwargs=answer)
    team.add_bot(by=ana, status="administrator")
    await bot.send_message(-5, "unasked", api_kwargs=receiver)
    assert [each.text for each in ben.whispers] == ["psst", "unasked"]
    assert not team.heard
    with pytest.raises(BadRequest, match="Receiver_user_invalid"):
        await bot.send_message(-5, "x", api_kwargs={"receiver_user_id": 99})


async def test_words_that_are_not_the_persons_own(server: TelegramServer, bot: Bot, team: Group):
    ana, ben = server.user(1), server.user(2, "Ben")
    ana.started = True
    ana.forward("/erase", ben)
    ana.forward("a note", "Who Hides")
    ana.write_via("gif", "a picture")
    ana.send("photo", caption="a note")
    team.forward(ana, "/close", ben)
    of_ben, hidden, via, photo, in_group = [each.message for each in await news(bot)]
    assert (of_ben.text, of_ben.forward_origin.sender_user.id) == ("/erase", 2)
    assert hidden.forward_origin.sender_user_name == "Who Hides"
    assert via.via_bot.username == "gif_bot"
    assert (photo.text, photo.caption, len(photo.photo)) == (None, "a note", 1)
    assert in_group.forward_origin.sender_user.id == 2


async def test_nulls_where_there_is_nothing(server: TelegramServer, bot: Bot):
    server.nulls = True
    ana = server.user(1, "Ana", language="")
    ana.start()
    [raw] = server.updates
    assert raw["message"]["from"]["last_name"] is None
    assert raw["message"]["from"]["language_code"] is None
    assert raw["message"]["forward_origin"] is None
    [update] = await bot.get_updates()
    assert update.effective_user.full_name == "Ana"
    assert (update.message.text, update.message.forward_origin) == ("/start", None)


async def test_a_standing_nobody_has_heard_of(server: TelegramServer, bot: Bot, team: Group):
    team.add_bot(by=server.user(1), status="hovering")
    [update] = await news(bot)
    assert update.my_chat_member.new_chat_member.status == "hovering"


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        ([("Status", "x")], "Bot_command_invalid"),
        ([("status", "x" * 257)], "Bot_command_description_invalid"),
        ([(f"c{n}", "x") for n in range(101)], "Bot_commands_too_much"),
    ],
)
async def test_commands_that_are_refused(bot: Bot, commands: list[tuple[str, str]], said: str):
    with pytest.raises(BadRequest, match=said):
        await bot.set_my_commands(commands)
    assert await bot.set_my_commands([("status", "How it goes")], language_code="es")


async def test_until_tells_what_was_said_instead(server: TelegramServer, bot: Bot):
    server.user(1, "Ana").start()
    with pytest.raises(AssertionError, match="Ana to Ana: /start"):
        await server.until(lambda: server.user(1).heard, timeout=0)


async def test_people_over_http(server: TelegramServer, bot: Bot):
    address = server.base_url.removesuffix("bot") + "people/"
    async with aiohttp.ClientSession(address, raise_for_status=True) as people:
        await people.post("user/1/start", json={"name": "Ana", "token": "abc"})
        await people.post("group/-5/add_bot", json={"title": "Team", "admins": [1], "by": 1})
        await people.post("group/-5/say", json={"user": 1, "text": "/new"})
        await bot.send_message(1, "?", reply_markup=buttons("a"))
        await people.post("user/1/press", json={"wanted": "a"})
        shown = await (await people.get("../people")).json()
        with pytest.raises(aiohttp.ClientResponseError):
            await people.post("user/1/fly", json={})
    assert [each["text"] for each in shown["chats"]["1"]] == ["/start abc", "?"]
    assert shown["chats"]["1"][1]["buttons"] == ["a"]
    assert shown["chats"]["-5"][-1]["text"] == "/new"
    assert shown["idle"] is False
    assert len(await bot.get_updates()) == 5


async def test_as_a_process_of_its_own():
    command = [sys.executable, "-m", "tests.platforms.telegram.server", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        lines = [(await process.stdout.readline()).decode().strip() for _ in range(3)]
        settings = dict(line.split("=", 1) for line in lines)
        async with aiohttp.ClientSession() as session:
            address = settings["TELEGRAM_API_BASE_URL"] + settings["TELEGRAM_BOT_TOKEN"]
            answer = await (await session.get(f"{address}/getMe")).json()
        assert answer["result"]["username"] == "valuemap_bot"
    finally:
        process.terminate()
        await process.wait()
