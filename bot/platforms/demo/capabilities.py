"""What the platform in memory can show: no more than a plain chat."""

from dialogs.core.post import Capabilities

CAPABILITIES = Capabilities(
    pages=False,
    longest_message=3900,  # as on the others: a demonstration shows what they would
    privacy="privacy.platform_demo",
)
