"""What Telegram's refusals mean to us.

The library's exceptions say what the HTTP answer was. Whether a message may be repeated, whether
its reader is lost and whether it is there at all is in the text, and only in the text.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

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

Meaning = Literal["same", "gone", "late", "no topic", "unreachable"]
"""The message says that already; it is not there or no longer ours to change; the tap is too old to
be answered; the topic is not there; the address takes no messages until its owner acts."""

# What the texts of its 400s mean: Telegram sends no code beside them, so a part of the text, in
# lower case, has to do. Each "unreachable" is a standing that somebody has to change. A text
# that is not here is about what we said, and saying it again will not help.
PHRASES: dict[str, Meaning] = {
    "message is not modified": "same",
    "message to edit not found": "gone",
    "message to delete not found": "gone",
    "message can't be edited": "gone",
    "message_id_invalid": "gone",
    "query is too old": "late",
    "query id is invalid": "late",
    "query_id_invalid": "late",
    "message thread not found": "no topic",
    "topic_deleted": "no topic",
    "chat not found": "unreachable",
    "not enough rights to send": "unreachable",
    "have no rights to send": "unreachable",
    "chat_write_forbidden": "unreachable",
    "chat_restricted": "unreachable",
    "group chat was deactivated": "unreachable",
    "topic_closed": "unreachable",
    "user is deactivated": "unreachable",
    "peer_id_invalid": "unreachable",
}


class NotSentError(NetworkError):
    """Nothing reached Telegram, or Telegram says that it did nothing: repeat it later."""


class UnknownOutcomeError(NetworkError):
    """It left, and no answer came that says what became of it."""


class TooManyRequestsError(TelegramError):
    """429. The library's own RetryAfter warns whenever it is made; this only has the seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests; again in {seconds:g} s")
        self.seconds = seconds


def meaning(error: TelegramError) -> Meaning | None:
    """What the reason means that Telegram gave; None if it is none of those we know."""
    text = str(error).lower()
    return next((means for phrase, means in PHRASES.items() if phrase in text), None)


@contextmanager
def pardoned(*meanings: Meaning) -> Iterator[None]:
    """Takes a 400 with one of these meanings for success."""
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
    means = meaning(error)
    if means == "gone":
        return PlatformError(reason, gone=True)
    if means == "unreachable":
        return PlatformError(reason, unreachable=True)
    return PlatformError(reason, final=True)
