"""Logs: text for people or JSON for machines; no token, no score, no note in either."""

import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from urllib.parse import quote

ABOUT = ("exercise", "update", "platform", "post")
"""What a record may carry beside its message: ids, never what somebody said."""


CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What would begin another line, or move the cursor of whoever reads the log in a terminal."""


class Masked(logging.Formatter):
    """One line of text, with every secret taken out, in messages and tracebacks alike."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        looks = {look for secret in secrets for look in _looks(secret)}
        self._secrets = sorted(looks, key=len, reverse=True)

    def mask(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def about(self, record: logging.LogRecord) -> dict[str, object]:
        """The ids that a record carries."""
        return {name: value for name in ABOUT if (value := getattr(record, name, None)) is not None}

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The message on one line, whatever a stranger put into it; a traceback has its own."""
        return CONTROL.sub(lambda each: ascii(each[0])[1:-1], super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        ids = " ".join(f"{name}={value}" for name, value in self.about(record).items())
        return self.mask(super().format(record) + (f" [{ids}]" if ids else ""))


def _looks(secret: str) -> Iterator[str]:
    """How a secret may stand in a text: as it is, in an address, after its public half."""
    if secret:
        yield from (secret, quote(secret, safe=""))
    public, _, rest = secret.partition(":")
    if public.isdecimal() and len(rest) >= LEAST:
        yield rest


LEAST = 8
"""Characters below which half a token is no secret, but a piece of any word."""


class Json(Masked):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "message": self.mask(record.getMessage()),
            **self.about(record),
        }
        if record.exc_info:
            said["error"] = self.mask(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def start(kind: str, secrets: Iterable[str]) -> None:
    """Log to standard error from here on."""
    stream = logging.StreamHandler()
    stream.setFormatter(Json(secrets) if kind == "json" else Masked(secrets))
    logging.basicConfig(level=logging.INFO, handlers=[stream], force=True)
    for chatty in ("aiohttp.access", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    sys.excepthook = _ended


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """The end by an error that nobody expected goes through the log as well, and its mask."""
    logging.getLogger("valuemap").critical(
        "ended by a mistake of ours", exc_info=(kind, error, trace)
    )
