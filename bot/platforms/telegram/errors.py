"""What Telegram's refusals mean to us.

Telegram sends no code beside its words, so the words have to do: the status says little, since
nearly every refusal is a 400. Only an answer of Telegram's own is looked up here; a page of a
gateway never gets as far (`requests.py`).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.platforms.base import (
    ANEW,
    ASK,
    DONE,
    FILES,
    GONE,
    KIND,
    LATER,
    LONG,
    OURS,
    RETRY,
    SHUT,
    UNSURE,
    Meaning,
    PlatformError,
)

# What its words mean, read from the top: the first that is found holds. In lower case, without the
# prefix ("Bad Request: "). The same thing has two wordings, the Bot API server's own and that of
# the servers behind it (MESSAGE_TOO_LONG). A chat is "gone" only where somebody was said to have
# left, blocked, deleted; "not enough rights" passes, as it did for all of Telegram one day.
WORDS: tuple[tuple[str, Meaning], ...] = (
    (r"message is not modified|query is too old|query id is invalid|query_id_invalid", DONE),
    (r"not enough rights to (manage pinned|pin)|message can't be pinned|message to pin not", DONE),
    (r"message to delete not found|message can't be deleted|message_delete_forbidden", ANEW),
    (r"message to edit not found|message can't be edited|no text in the message to edit", ANEW),
    (r"message_(id_invalid|author_required|edit_time_expired)", ANEW),
    (r"too long$|_too_long|text is too long|caption is too long", LONG),
    (r"message thread not found|topic_deleted|invalid message thread|topic_id_invalid", KIND),
    (r"topic_closed", KIND),
    (r"slowmode_wait", RETRY),
    (r"(not enough|no) rights to send (?!(text|a message))|chat_send_(photos|docs|media)", FILES),
    (r"(not enough|no) rights|not enough rights$|no write access|need administrator rights", SHUT),
    (r"chat_(write_forbidden|restricted|admin_required|send_plain_forbidden)", SHUT),
    (r"chat_guest_send_forbidden|user_(restricted|banned_in_channel)", SHUT),
    (r"member list is inaccessible", SHUT),
    (r"blocked by the user|(user|account) is deactivated|_deactivated|initiate conversation", GONE),
    (r"messages to (the )?bots?\b|was kicked|not a member|chat was (deleted|deactivated)", GONE),
    (r"group is deactivated|chat not found", GONE),
    (r"peer_id_invalid|chat_id_invalid|channel_(private|invalid|public_group_na)", SHUT),
    (r"photo_|image_process_failed|photo has unsupported", FILES),
    (r"file is too big|entity too large|file_parts_invalid|file must be non-empty", FILES),
    (r"there is no (photo|document) in|wrong (file|remote file|type of the web)", FILES),
    (r"file_reference|http url content", FILES),
    (r"message to be replied|reply message not found|message_empty", OURS),
    (r"can't parse|text is empty|button|reply_markup|unallowed in the inline|http url", OURS),
    (r"entity_bounds|bot_command|must be encoded|is empty$|not specified$|object expected", OURS),
    (r"^url_invalid|parse_mode", OURS),
    (r"^unauthorized|^logged out|^not found|misdirected request", ASK),
)
PREFIX = re.compile(r"^(bad request|forbidden|unauthorized|conflict|not found): ")
LOST_TOPIC = re.compile(
    r"message thread not found|topic_deleted|invalid message thread|topic_id_invalid"
)
STRANGER = re.compile(
    r"user not found|participant_id_invalid|member not found|user_(not_partic|id_)"
)
"""Somebody who is no member: no error, an answer."""


class NotSentError(NetworkError):
    """Nothing reached Telegram, or somebody between did not let it through: repeat it later."""


class UnknownOutcomeError(NetworkError):
    """It left, and no answer came that says what became of it."""


class TooManyRequestsError(TelegramError):
    """429. The library's own RetryAfter warns whenever it is made; this only has the seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests; again in {seconds:g} s")
        self.seconds = seconds


def meaning(error: TelegramError | str) -> Meaning:
    """What the words mean that Telegram gave; those that nobody knows mean: later."""
    text = _words(error)
    return next((means for words, means in WORDS if re.search(words, text)), LATER)


def _words(error: TelegramError | str) -> str:
    return PREFIX.sub("", str(error).lower())


def of_topic(error: TelegramError) -> bool:
    """Whether the topic is not there any longer."""
    return bool(LOST_TOPIC.search(_words(error)))


def of_stranger(error: TelegramError) -> bool:
    """Whether somebody is not known in a chat."""
    return bool(STRANGER.search(_words(error)))


@contextmanager
def pardoned(*meanings: Meaning) -> Iterator[None]:
    """Takes a refusal with one of these meanings for success."""
    try:
        yield
    except BadRequest as error:
        if meaning(error) not in meanings:
            raise


@contextmanager
def translated() -> Iterator[None]:
    """Turns the library's errors into `PlatformError`."""
    try:
        yield
    except TelegramError as error:
        raise platform_error(error) from None


def platform_error(error: TelegramError) -> PlatformError:
    """What an error means to whoever wanted to say something."""
    reason = str(error)
    match error:
        case TooManyRequestsError():
            return PlatformError(reason, retry_after=error.seconds, scope="chat")
        case ChatMigrated():
            return PlatformError(reason, moved_to=str(error.new_chat_id))
        case BadRequest() | Forbidden():
            return PlatformError(reason, meaning(error))
        case InvalidToken():
            return PlatformError(reason, ASK)
        case NotSentError() | Conflict():
            return PlatformError(reason, RETRY)
        case _:
            return PlatformError(reason, UNSURE)
