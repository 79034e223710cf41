"""What `valuemap check` asks Slack. Changes nothing."""

from collections.abc import Iterator

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
from bot.platforms.slack.errors import REFUSED
from bot.platforms.slack.manifest import BOOKMARK, OPTIONAL, PIN, SCOPES, WISHED, scopes
from bot.platforms.slack.settings import SlackSettings

REINSTALL = "Reinstall the app with what `valuemap manifest` prints."


async def checks(settings: SlackSettings, now: Clock) -> list[Check]:
    """Whether the tokens are good, and whether the app has the scopes it needs and no others."""
    base = settings.slack_api_base_url
    try:
        async with session(settings.way, base) as opened:
            me = await ask(opened, f"{base}auth.test", revealed(settings.slack_bot_token))
            found = [*_app(me), *clocks("Slack", me, now)]
            if settings.slack_mode == "socket" and settings.slack_app_token:
                app = revealed(settings.slack_app_token)
                found += _socket(await ask(opened, f"{base}apps.connections.open", app))
    except UnreachedError as error:
        return [unreached("slack", base, error)]
    return found


def _app(me: Answer) -> Iterator[Check]:
    if not me.body["ok"]:
        todo = "Take the Bot User OAuth Token (xoxb-…) from the app's page, OAuth & Permissions."
        yield _refused("SLACK_BOT_TOKEN", me, todo)
        return
    yield Check("slack", f"we are {me.body.get('user')} in {me.body.get('team')}")
    granted = scopes(me.headers.get("x-oauth-scopes", ""))
    if lacking := sorted(set(SCOPES) - WISHED - granted) if granted else []:
        yield Check("slack", f"scopes are missing: {', '.join(lacking)}", REINSTALL, bad=True)
    if granted and not granted & {PIN, BOOKMARK}:
        yield Check("slack", "the card of the exercise is not pinned: pins:write is missing")
    if more := sorted(granted - set(SCOPES) - set(OPTIONAL)):
        yield Check("slack", f"the app may do more than it needs: {', '.join(more)}", REINSTALL)


def _socket(opened: Answer) -> Iterator[Check]:
    if opened.body["ok"]:
        yield Check("slack", "Socket Mode is open to us")
        return
    todo = (
        "Make an app-level token (xapp-…) with connections:write on the app's page, Basic "
        "Information, and turn Socket Mode on."
    )
    yield _refused("SLACK_APP_TOKEN", opened, todo)


def _refused(setting: str, answer: Answer, todo: str) -> Check:
    code = str(answer.body.get("error", answer.status))
    return Check(setting, REFUSED.get(code, f"Slack refuses it ({code})"), todo, bad=True)
