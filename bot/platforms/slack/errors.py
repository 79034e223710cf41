"""What Slack's refusals mean to us, and how the commonest of them, too many calls, is avoided.

Slack says by a short code why it did not do something; whether a message may be repeated, whether
its reader is lost and whether it is there at all follows from the code. The library's errors print
the whole answer, people's words and all, so only the code is passed on.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

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
"""Codes that say that there is no use in going on, and what an administrator is told."""

Meaning = Literal["unreachable", "gone", "unsure", "later", "slower", "refused", "final"]
"""Of a call: its reader takes no messages; its message is not there; it may have worked; it did
not and may, later; too many calls; we may not go on; it never will."""

# What each code says about the call that it answers. A code decides because Slack answers nearly
# all of them with HTTP 200. Those of people and channels are "unreachable" only where somebody has
# to act before the address takes messages again; where time may be enough they are "later". What
# Slack answers when it failed itself is "unsure": the message may stand there all the same. A code
# that is not here is about what we said, and saying it again will not help: "final".
CODES: dict[str, Meaning] = {
    "account_inactive": "unreachable",
    "cannot_dm_bot": "unreachable",
    "channel_not_found": "unreachable",
    "is_archived": "unreachable",
    "messages_tab_disabled": "unreachable",
    "not_in_channel": "unreachable",
    "restricted_action": "unreachable",
    "restricted_action_read_only_channel": "unreachable",
    "user_disabled": "unreachable",
    "user_not_found": "unreachable",
    "user_not_in_channel": "unreachable",
    "user_not_visible": "unreachable",
    "cant_update_message": "gone",
    "edit_window_closed": "gone",
    "message_not_found": "gone",
    "fatal_error": "unsure",
    "internal_error": "unsure",
    "accesslimited": "later",
    "posting_to_general_channel_denied": "later",
    "request_timeout": "later",
    "service_unavailable": "later",
    "team_access_not_granted": "later",
    "upload_request_failed": "later",
    "rate_limited": "slower",
    "ratelimited": "slower",
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
        return _answered(error)
    reason = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError):
        return PlatformError(f"cannot reach {error.host}:{error.port} ({reason})")
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return PlatformError(f"no connection ({reason})")
    return PlatformError(f"the connection failed ({reason})", unknown_outcome=True)


def _answered(error: SlackApiError) -> PlatformError:
    """An answer that is not `ok`."""
    reason = code(error) or f"an answer that cannot be read ({_status(error)})"
    match meaning(code(error), _status(error)):
        case "slower":
            return PlatformError(reason, retry_after=retry_after(error), scope="here")
        case "unreachable":
            return PlatformError(reason, unreachable=True)
        case "gone":
            return PlatformError(reason, gone=True)
        case "unsure":
            return PlatformError(reason, unknown_outcome=True)
        case "later" | "refused":
            return PlatformError(reason)
        case _:
            return PlatformError(reason, final=True)


def meaning(said: str, status: int) -> Meaning:
    """What a code, empty where the answer was not Slack's, means under an HTTP status."""
    if status == RATE:
        return "slower"
    if not said:
        return "unsure" if status >= BROKEN or status < RATE else "final"
    return CODES.get(said) or ("refused" if said in REFUSED else "final")


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


# -- how often a method may be called --------------------------------------------------------------

MOST_CHANNELS = 5000


class Tier:
    """At most `most` calls in any `seconds`, kept to beforehand. Times are those of `monotonic`.

    Who would have to wait is told to come again, since who need not must not wait behind them: a
    card that was tapped is replaced without any call that has a tier.
    """

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._calls: deque[float] = deque(maxlen=most)
        self._blocked_until = 0.0

    def enter(self) -> None:
        """A call begins. Raises `PlatformError` for one that would be too many."""
        now = self._monotonic()
        full = len(self._calls) == self._calls.maxlen
        free = max(self._blocked_until, self._calls[0] + self._seconds if full else 0.0)
        if free > now:
            raise PlatformError("too many calls", retry_after=free - now, scope="here")
        self._calls.append(now)

    def refused(self, error: PlatformError) -> PlatformError:
        """A call was refused all the same: nobody tries before the time that Slack says."""
        if error.retry_after is not None:
            self._blocked_until = self._monotonic() + error.retry_after
            error.scope = "here"
        return error


class ChannelTiers:
    """A tier for each channel."""

    def __init__(self, most: int, seconds: float, monotonic: Callable[[], float]) -> None:
        self._rate = most, seconds, monotonic
        self._tiers: dict[str, Tier] = {}

    def __getitem__(self, channel: str) -> Tier:
        if channel not in self._tiers:
            if len(self._tiers) >= MOST_CHANNELS:
                self._tiers.clear()
            self._tiers[channel] = Tier(*self._rate)
        return self._tiers[channel]
