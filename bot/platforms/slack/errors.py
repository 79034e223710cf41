"""What Slack's refusals mean to us.

Slack says by a short code why it did not do something; whether a message may be repeated, whether
its reader is lost and whether it is there at all follows from the code. The library's errors print
the whole answer, people's words and all, so only the code is passed on.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.platforms.base import PlatformError, RefusedError

REFUSED = {
    "invalid_auth": "Slack does not accept this token",
    "not_authed": "Slack does not accept this token",
    "token_revoked": "this token was revoked",
    "token_expired": "this token has expired",
    "not_allowed_token_type": "this is another kind of token (bot: xoxb-, app: xapp-)",
    "invalid_token_type": "this is another kind of token (bot: xoxb-, app: xapp-)",
    "account_inactive": "the app was removed from the workspace, or its account is inactive",
    "missing_scope": "the app lacks a scope",
}
"""Codes that say that there is no use in going on, and what they say."""

UNREACHABLE = {
    *("account_inactive", "user_disabled", "channel_not_found", "is_archived", "not_in_channel"),
    *("user_not_found", "user_not_visible", "cannot_dm_bot", "user_not_in_channel"),
    *("restricted_action", "restricted_action_read_only_channel", "messages_tab_disabled"),
}
GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
UNSURE = {"fatal_error", "internal_error"}
LATER = {
    *("service_unavailable", "ratelimited", "rate_limited", "request_timeout", "accesslimited"),
    *("upload_request_failed", "posting_to_general_channel_denied", "team_access_not_granted"),
}
RATE = 429
BROKEN = 500
UNTOLD = 5.0
"""Seconds to wait where a 429 does not say."""

FAILURES = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
"""All that a call to Slack can raise."""


def code(error: BaseException) -> str:
    """Slack's word for what went wrong; empty where the answer was not Slack's."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def refusal(error: BaseException, setting: str) -> RefusedError | None:
    """Why Slack will not have us at all, in words that say what to do; None if it is not that."""
    reason = REFUSED.get(code(error))
    if reason is None:
        return None
    if isinstance(error, SlackApiError) and (needed := error.response.data.get("needed")):
        reason = f"{reason}: {needed}; reinstall it with what `valuemap manifest` prints"
    return RefusedError(setting, reason)


@contextmanager
def translated() -> Iterator[None]:
    """Turns the library's errors, and those of the connection, into `PlatformError`."""
    try:
        yield
    except FAILURES as error:
        raise platform_error(error) from None


def platform_error(error: BaseException) -> PlatformError:
    """What an error means to whoever wanted to say something."""
    if isinstance(error, SlackApiError):
        return _refused(error)
    reason = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        return PlatformError(f"cannot reach {error.host}:{error.port} ({reason})")
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return PlatformError(f"no connection ({reason})")
    return PlatformError(f"the connection failed ({reason})", unknown_outcome=True)


def _refused(error: SlackApiError) -> PlatformError:
    """An answer that is not `ok`."""
    said, status = code(error), _status(error)
    reason = said or f"an answer that cannot be read ({status})"
    if status == RATE or said in ("ratelimited", "rate_limited"):
        return PlatformError(reason, retry_after=retry_after(error), scope="here")
    if said in UNREACHABLE:
        return PlatformError(reason, unreachable=True)
    if said in GONE:
        return PlatformError(reason, gone=True)
    if said in UNSURE or (not said and (status >= BROKEN or status < RATE)):
        return PlatformError(reason, unknown_outcome=True)
    return PlatformError(reason, final=said not in LATER and said not in REFUSED)


def _status(error: SlackApiError) -> int:
    """The HTTP status; the library's answer and aiohttp's name it differently."""
    found = getattr(error.response, "status_code", None) or getattr(error.response, "status", 0)
    return int(found or 0)


def retry_after(error: SlackApiError) -> float:
    """The seconds that a 429 asks for."""
    try:
        return float(error.response.headers.get("Retry-After", UNTOLD))
    except (AttributeError, ValueError):
        return UNTOLD
