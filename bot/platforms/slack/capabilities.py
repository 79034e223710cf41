"""What Slack can show: beside messages, forms in modals and a Home tab."""

from dialogs.core.post import Capabilities

CAPABILITIES = Capabilities(
    pages=True,
    longest_message=3900,  # it asks for at most 4000 characters in the text of a message
    privacy="privacy.platform_slack",
)
