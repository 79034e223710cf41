"""What can be set for Telegram."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, SecretStr

from bot.platforms.settings import PlatformSettings, ending


def _secure(url: str) -> str:
    """A webhook is told to the world: plain http is for this machine only."""
    if url and not re.match(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/]", url):
        raise ValueError("must begin with https:// (http:// only on this machine)")
    return url


def _secret_token(secret: SecretStr | None) -> SecretStr | None:
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret.get_secret_value()):
        raise ValueError("must be 16 to 256 letters, digits, _ and -")
    return secret


class TelegramSettings(PlatformSettings):
    """By polling we ask Telegram for what is new; by webhook it delivers to an address of ours."""

    telegram_bot_token: SecretStr | None = None
    telegram_api_base_url: Annotated[str, ending("/bot")] = "https://api.telegram.org/bot"
    telegram_file_base_url: Annotated[str, ending("/bot")] = "https://api.telegram.org/file/bot"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_url: Annotated[str, AfterValidator(_secure)] = ""
    telegram_webhook_secret: Annotated[SecretStr | None, AfterValidator(_secret_token)] = None

    @property
    def http_reason(self) -> str:
        """Why our HTTP server is needed; empty if it is not."""
        return "TELEGRAM_MODE is webhook" if self.telegram_mode == "webhook" else ""

    def check_together(self) -> None:
        """Raises `ConfigError` for a webhook without its address or its secret."""
        if reason := self.http_reason:
            self.require(reason, "TELEGRAM_WEBHOOK_URL", "TELEGRAM_WEBHOOK_SECRET")
