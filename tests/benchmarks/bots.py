"""The contestants, each a process of its own: `python -m tests.benchmarks.bots NAME BASE_URL`.

`ours` is `valuemap run` as it is, with Telegram's rates switched off. The rivals do what a
tutorial shows: they answer the tap and edit the card, with a text and buttons as long as ours.
"""

import asyncio
import logging
import os
import sys
import warnings
from typing import Any

TEXT = "<b>1 of 26</b> · Citizens and users\n" + "How much should this system reduce it? " * 12
LABELS = ("1 not at all", "2", "3", "4", "5 very much", "Not sure", "Does not apply", "Later")
PEOPLE, FIRST = 100, 100_000


def ours(base: str, token: str) -> None:
    from bot.cli import main
    from bot.platforms.base import Rates
    from bot.platforms.telegram.adapter import Telegram

    Telegram.rates = Rates()
    os.environ |= {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_BASE_URL": base}
    sys.argv[1:] = ["run"]
    main()


def _keyboard() -> Any:
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    return InlineKeyboardMarkup([[InlineKeyboardButton(n, callback_data=n)] for n in LABELS])


async def _answer_and_edit(update: Any, context: Any) -> None:
    query = update.callback_query
    await query.answer()
    await query.edit_message_text(f"{TEXT}{query.id}", "HTML", reply_markup=_keyboard())


def _builder(base: str, token: str) -> Any:
    from telegram.ext import ApplicationBuilder

    return ApplicationBuilder().token(token).base_url(base)


def _poll(builder: Any, handler: Any) -> None:
    application = builder.build()
    application.add_handler(handler)
    print("ready", flush=True)
    application.run_polling()


def bare_httpx(base: str, token: str) -> None:
    from telegram.ext import CallbackQueryHandler

    builder = _builder(base, token).concurrent_updates(True)
    _poll(builder, CallbackQueryHandler(_answer_and_edit))


def bare_aiohttp(base: str, token: str) -> None:
    from telegram.ext import CallbackQueryHandler

    from bot.platforms.telegram.requests import AiohttpRequest

    builder = _builder(base, token).request(AiohttpRequest())
    builder = builder.get_updates_request(AiohttpRequest()).concurrent_updates(True)
    _poll(builder, CallbackQueryHandler(_answer_and_edit))


def conversation(base: str, token: str) -> None:
    """What is remembered is written after each tap, as it must be to survive a crash."""
    from telegram.ext import (
        BaseHandler,
        CallbackQueryHandler,
        ConversationHandler,
        PicklePersistence,
    )

    warnings.simplefilter("ignore")

    async def asked(update: Any, context: Any) -> int:
        answer = update.callback_query.data.rpartition(".")[2]
        context.user_data[f"component {update.update_id % 26}"] = answer
        await context.application.update_persistence()
        await _answer_and_edit(update, context)
        return 0

    async def crowd(application: Any) -> None:
        for person in range(FIRST, FIRST + PEOPLE):
            application.user_data[person].update({f"component {n}": str(n) for n in range(26)})
        application.mark_data_for_update_persistence(user_ids=range(FIRST, FIRST + PEOPLE))
        await application.update_persistence()

    step: BaseHandler[Any, Any, object] = CallbackQueryHandler(asked)
    handler = ConversationHandler(
        [step], {0: [step]}, [], per_message=False, name="week", persistent=True
    )
    keep = PicklePersistence("conversation.pickle")
    _poll(_builder(base, token).persistence(keep).post_init(crowd), handler)


def aiogram(base: str, token: str) -> None:
    """aiogram 3 with its finite-state store in memory."""
    from aiogram import Bot, Dispatcher, F
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.fsm.storage.memory import MemoryStorage
    from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

    dispatcher = Dispatcher(storage=MemoryStorage())

    async def asked(query: Any, state: Any) -> None:
        await state.update_data({query.data: query.id})
        await state.set_state("asking")
        rows = [[InlineKeyboardButton(text=n, callback_data=n)] for n in LABELS]
        await query.answer()
        markup = InlineKeyboardMarkup(inline_keyboard=rows)
        await query.message.edit_text(f"{TEXT}{query.id}", parse_mode="HTML", reply_markup=markup)

    dispatcher.callback_query.register(asked, F.data)
    root = base.removesuffix("/bot")
    api = TelegramAPIServer(base=f"{root}/bot{{token}}/{{method}}", file=f"{root}/file")
    bot = Bot(token, session=AiohttpSession(api=api))
    print("ready", flush=True)
    asyncio.run(dispatcher.start_polling(bot))


def bare_bolt(base: str, port: str) -> None:
    """A Bolt listener that acknowledges and replaces the message."""
    import re

    from aiohttp import web
    from slack_bolt.app.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    from tests.benchmarks.tapper import SECRET

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UBOT", bot_id="B1")

    app = AsyncApp(signing_secret=SECRET, authorize=authorize)
    labels = {n: {"type": "plain_text", "text": n} for n in LABELS}
    buttons = [
        {"type": "button", "action_id": f"a{n}", "value": n, "text": label}
        for n, label in labels.items()
    ]

    @app.action(re.compile(".*"))
    async def pressed(ack: Any, respond: Any, body: Any) -> None:
        await ack()
        text = {"type": "mrkdwn", "text": f"{TEXT}{body['trigger_id']}"}
        blocks = [{"type": "section", "text": text}, {"type": "actions", "elements": buttons}]
        await respond(text=TEXT, blocks=blocks, replace_original=True)

    server = web.Application()
    server.router.add_post("/slack/events", app.server(0).handle_post_requests)

    async def ready(_: Any) -> None:
        print("ready", flush=True)

    server.on_startup.append(ready)
    web.run_app(server, host="127.0.0.1", port=int(port), print=None, access_log=None)


CONTESTANTS = {
    "ours": ours,
    "bare_aiohttp": bare_aiohttp,
    "bare_httpx": bare_httpx,
    "conversation": conversation,
    "aiogram": aiogram,
}

if __name__ == "__main__":
    name, base_url = sys.argv[1:3]
    logging.basicConfig(level=logging.ERROR)
    if name == "bare_bolt":
        bare_bolt(base_url, sys.argv[3])
    else:
        CONTESTANTS[name](base_url, f"{100 + list(CONTESTANTS).index(name)}:{'A' * 35}")
