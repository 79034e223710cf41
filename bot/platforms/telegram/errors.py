"""What Telegram's refusals mean to us.

The library's exceptions say what the HTTP answer was. Whether a message may be repeated, whether
its reader is lost and whether it is there at all is in the text, and only in the text.
"""

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

from bot.platforms.base import PlatformError

# What its 400s say, in lower case.
NOT_MODIFIED = ("message is not modified",)
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
DELETED = ("message to delete not found", "message_id_invalid")
TOO_LATE = ("query is too old", "query id is invalid", "query_id_invalid")
NO_TOPIC = ("message thread not found", "topic_deleted")
CLOSED_TO_US = (
    "chat not found",
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
    "chat_restricted",
    "group chat was deactivated",
    "topic_closed",
    "user is deactivated",
    "peer_id_invalid",
)


class NotSentError(NetworkError):
    """Nothing reached Telegram, or Telegram says that it did nothing: repeat it later."""


class UnknownOutcomeError(NetworkError):
    """It left, and no answer came that says what became of it."""


class TooManyRequestsError(TelegramError):
    """429. The library's own RetryAfter warns whenever it is made; this only has the seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests; again in {seconds:g} s")
        self.seconds = seconds


def says(error: TelegramError, phrases: tuple[str, ...]) -> bool:
    """Whether Telegram gave one of these reasons."""
    text = str(error).lower()
    return any(phrase in text for phrase in phrases)


@contextmanager
def pardoned(phrases: tuple[str, ...]) -> Iterator[None]:
    """Takes a 400 with one of these reasons for success."""
    try:
        yield
    except BadRequest as error:
        if not says(error, phrases):
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
        case Forbidden():
            return PlatformError(reason, unreachable=True)
        case BadRequest():
            return _bad_request(error, reason)
        case NotSentError() | InvalidToken() | Conflict():
            return PlatformError(reason)
        case _:
            return PlatformError(reason, unknown_outcome=True)


def _bad_request(error: BadRequest, reason: str) -> PlatformError:
    """A 400: the message or its reader is lost, or what we said will never do."""
    if says(error, GONE):
        return PlatformError(reason, gone=True)
    if says(error, CLOSED_TO_US):
        return PlatformError(reason, unreachable=True)
    return PlatformError(reason, final=True)
