"""What Slack's refusals mean to us, and how the commonest of them, too many calls, is avoided.

Slack says by a short code why it did not do something; whether a message may be repeated, whether
its reader is lost and whether it is there at all follows from the code. The library's errors print
the whole answer, people's words and all, so only the code is passed on.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.platforms.base import (
    ANEW,
    ASK,
    DONE,
    FILES,
    GONE,
    KIND,
    LATER,
    LONG,
    NOT_HERE,
    OURS,
    RETRY,
    SHUT,
    UNSURE,
    Meaning,
    PlatformError,
    RefusedError,
)

REFUSED = {
    "invalid_auth": "Slack does not accept this token, or not from this network",
    "not_authed": "Slack does not accept this token",
    "token_revoked": "the app was removed from the workspace, or this token was revoked",
    "token_expired": "this token has expired",
    "not_allowed_token_type": "this is another kind of token (bot: xoxb-, app: xapp-)",
    "invalid_token_type": "this is another kind of token (bot: xoxb-, app: xapp-)",
    "account_inactive": "the app was removed from the workspace, or its account is inactive",
}
"""Codes of `auth.test` that say that there is no use in going on, and what an administrator is
told. Said of any other call they only make us ask `auth.test`."""

# What each code says about the call that it answers: Slack answers nearly all with HTTP 200. A
# place is "gone" only by the codes that say so; a preference, a suspension, a workspace that moves
# house pass. A code that is not here is LATER: Slack invents new ones.
WORDS: tuple[tuple[Meaning, str], ...] = (
    # Slack's own trouble, over in a moment; nothing was done
    (RETRY, "ratelimited rate_limited too_many_requests service_unavailable request_timeout"),
    (RETRY, "update_failed fetch_members_failed file_update_failed unable_to_share_files"),
    (RETRY, "streaming_state_conflict hash_conflict upload_request_failed"),
    # "some of it may have succeeded"
    (UNSURE, "internal_error fatal_error rollup_error"),
    # the workspace is suspended, limited or on the move
    (SHUT, "team_added_to_org org_login_required ekm_access_denied accesslimited access_denied"),
    (SHUT, "two_factor_setup_required external_channel_migrating message_limit_exceeded"),
    (SHUT, "forbidden_team insecure_request"),
    # nobody, or not everybody, may write there for now
    (SHUT, "no_permission restricted_action restricted_action_read_only_channel is_inactive"),
    (SHUT, "posting_to_channel_denied posting_to_general_channel_denied app_access_restricted"),
    (SHUT, "channel_is_limited_access team_access_not_granted team_not_found action_prohibited"),
    # not this kind of message, or not in this way
    (KIND, "restricted_action_thread_only_channel restricted_action_non_threadable_channel"),
    (KIND, "restricted_action_thread_locked cannot_reply_to_message messages_tab_disabled"),
    (KIND, "missing_scope not_enabled"),
    (NOT_HERE, "enterprise_is_restricted method_not_supported_for_channel_type"),
    (NOT_HERE, "invalid_user_combination"),
    # no files, or none like this
    (FILES, "file_uploads_disabled file_uploads_except_images_disabled storage_limit_reached"),
    (FILES, "file_upload_size_restricted file_type_not_allowed blocked_file_type"),
    (FILES, "file_share_limit_reached max_file_sharing_exceeded channels_limit_exceeded"),
    (FILES, "slack_connect_file_upload_sharing_blocked slack_connect_blocked_file_type"),
    (FILES, "slack_connect_canvas_sharing_blocked slack_connect_clip_sharing_blocked"),
    (FILES, "slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked"),
    # the channel or the person is lost, until somebody acts
    (GONE, "channel_not_found invalid_channel is_archived channel_is_archived not_in_channel"),
    (GONE, "user_not_found users_not_found user_not_visible user_disabled cannot_dm_bot"),
    (GONE, "user_not_in_channel"),
    # the message is not there, or no longer ours to change
    (ANEW, "message_not_found cant_update_message edit_window_closed block_mismatch"),
    (ANEW, "file_deleted file_is_deleted file_not_found not_found"),
    (DONE, "already_pinned cant_delete_message compliance_exports_prevent_deletion"),
    # too long, which a test over all posts sees to
    (LONG, "msg_too_long msg_blocks_too_long view_too_large metadata_too_large alt_txt_too_large"),
    (LONG, "attachment_payload_limit_exceeded too_many_attachments too_many_contact_cards"),
    (LONG, "snippet_too_large"),
    # only auth.test says what these mean for us
    (ASK, "account_inactive token_revoked token_expired invalid_auth not_authed"),
    (ASK, "not_allowed_token_type invalid_token_type no_service no_team team_disabled"),
    (ASK, "invalid_token"),
    # our mistake, or Slack has changed
    (OURS, "no_text invalid_blocks invalid_blocks_format invalid_attachments invalid_payload"),
    (OURS, "invalid_metadata_format invalid_metadata_schema metadata_must_be_sent_from_app"),
    (OURS, "markdown_text_conflict as_user_not_supported invalid_cursor invalid_limit"),
    (OURS, "invalid_ts_latest invalid_ts_oldest invalid_metadata_filter_keys bad_timestamp"),
    (OURS, "users_list_not_supplied not_enough_users too_many_users missing_profile_id"),
    (OURS, "duplicate_external_id expired_trigger_id exchanged_trigger_id invalid_trigger_id"),
    (OURS, "used_url expired_url unknown_snippet_type unknown_subtype missing_file_data"),
    (OURS, "invalid_arg_name invalid_array_arg invalid_arguments invalid_charset invalid_json"),
    (OURS, "invalid_form_data invalid_post_type missing_post_type missing_args missing_argument"),
    (OURS, "json_not_object is_bot unknown_method method_deprecated deprecated_endpoint"),
    (OURS, "draft_already_deleted draft_already_sent draft_has_conflict draft_not_found"),
    (OURS, "duplicate_channel_not_found duplicate_message_not_found send_on_behalf_not_allowed"),
    (OURS, "cant_broadcast_message no_dual_broadcast_content_update not_implemented"),
)
CODES: dict[str, Meaning] = {code: means for means, codes in WORDS for code in codes.split()}

RATE = 429
BROKEN = 500
REFUSES = 400
SLOWER = ("ratelimited", "rate_limited")
UNTOLD = 5.0
"""Seconds to wait where a 429 does not say."""

FAILURES = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
"""All that a call to Slack can raise."""


def code(error: BaseException) -> str:
    """Slack's word for what went wrong; empty where the answer was not Slack's."""
    data = getattr(getattr(error, "response", None), "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def refusal(error: BaseException, setting: str) -> RefusedError | None:
    """Why Slack will not have us at all, as `auth.test` says it; None if it is not that."""
    reason = REFUSED.get(code(error))
    return RefusedError(setting, reason) if reason else None


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
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return PlatformError(f"the proxy refuses the connection ({error.status})")
    if isinstance(error, aiohttp.ClientConnectorError):
        return PlatformError(f"cannot reach {error.host}:{error.port} ({reason})")
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return PlatformError(f"no connection ({reason})")
    return PlatformError(f"the connection failed ({reason})", UNSURE)


def _answered(error: SlackApiError) -> PlatformError:
    said, status = code(error), _status(error)
    if status == RATE or said in SLOWER:
        return PlatformError("too many calls", retry_after=retry_after(error), scope="here")
    return PlatformError(said or f"an answer of status {status}", meaning(said, status))


def meaning(said: str, status: int) -> Meaning:
    """What a code means; empty where the answer was not Slack's, but of somebody between."""
    if said:
        return CODES.get(said, LATER)
    return UNSURE if status >= BROKEN or status < REFUSES else RETRY


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
