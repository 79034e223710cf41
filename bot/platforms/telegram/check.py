"""What `valuemap check` asks Telegram. Changes nothing."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.platforms.checking import (
    Answer,
    Check,
    UnreachedError,
    ask,
    clocks,
    session,
    unreached,
)
from bot.platforms.descriptor import Clock
from bot.platforms.settings import revealed
from bot.platforms.telegram.settings import TelegramSettings


async def checks(settings: TelegramSettings, now: Clock) -> list[Check]:
    """Whether the token is good, what the bot may do, and whether a webhook is in the way."""
    base = settings.telegram_api_base_url + revealed(settings.telegram_bot_token)
    try:
        async with session(settings.way, base) as opened:
            me = await ask(opened, f"{base}/getMe")
            hook = await ask(opened, f"{base}/getWebhookInfo") if me.body["ok"] else me
    except UnreachedError as error:
        return [unreached("telegram", settings.telegram_api_base_url, error)]
    return [*_bot(me), *_webhook(hook, settings), *clocks("Telegram", me, now)]


def _bot(me: Answer) -> Iterator[Check]:
    if not me.body["ok"]:
        refused = me.status in (401, 404)
        says = "the token is refused" if refused else f"it refuses us ({me.status})"
        todo = "Ask @BotFather for the token (/mybots, API Token) and set it."
        yield Check("TELEGRAM_BOT_TOKEN", says, todo, bad=True)
        return
    found = me.body.get("result", {})
    yield Check("telegram", f"we are @{found.get('username')}")
    if not found.get("can_join_groups", True):
        todo = "Send /setjoingroups to @BotFather and choose Enable."
        yield Check("telegram", "this bot may not be added to groups", todo, bad=True)
    if found.get("can_read_all_group_messages"):
        yield Check(
            "telegram",
            "privacy mode is off: the bot is sent everything that is said in its groups",
            "Send /setprivacy to @BotFather, choose Enable, then add the bot to its groups anew.",
        )


def _webhook(hook: Answer, settings: TelegramSettings) -> Iterator[Check]:
    if not hook.body["ok"]:
        return
    found = hook.body.get("result", {})
    host = urlsplit(str(found.get("url") or "")).hostname
    if host and settings.telegram_mode == "polling":
        yield Check(
            "telegram",
            f"a webhook to {host} is left over, so polling is refused",
            "Stop the program that set it, which removes it, or call Telegram's deleteWebhook.",
            bad=True,
        )
    if waiting := int(found.get("pending_update_count", 0)):
        yield Check("telegram", f"{waiting} updates wait; `valuemap run` takes them")
