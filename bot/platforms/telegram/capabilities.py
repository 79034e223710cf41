"""What Telegram can show."""

from dialogs.core.post import Capabilities

CAPABILITIES = Capabilities(
    pages=False,
    longest_message=3900,  # it takes 4096 UTF-16 units of text; a letter may be two of them
    privacy="privacy.platform_telegram",
)
