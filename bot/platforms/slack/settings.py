"""What can be set for Slack."""

from typing import Annotated, Literal

from pydantic import SecretStr

from bot.platforms.settings import PlatformSettings, ending


class SlackSettings(PlatformSettings):
    """By socket we open a connection to Slack; by HTTP it delivers to an address of ours.

    Each way has one secret beside the bot's token: the app's token, the signing secret.
    """

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_base_url: Annotated[str, ending("/api/")] = "https://slack.com/api/"
    slack_mode: Literal["socket", "http"] = "socket"

    @property
    def http_reason(self) -> str:
        """Why our HTTP server is needed; empty if it is not."""
        by_http = self.slack_bot_token and self.slack_mode == "http"
        return "SLACK_MODE is http" if by_http else ""

    def check_together(self) -> None:
        """Raises `ConfigError` for a way in without its secret."""
        if self.http_reason:
            self.require(self.http_reason, "SLACK_SIGNING_SECRET")
        elif self.slack_bot_token:
            self.require("SLACK_MODE is socket", "SLACK_APP_TOKEN", code=3)
