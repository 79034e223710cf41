"""A platform without a network: chats in memory, for the demo, for rehearsals and for tests.

It is served to nobody, so it stands in no registry and has no settings.
"""

from dialogs.core.post import Capabilities

NAME = "demo"
"""What it is called in the database, and by its sentences."""

CAPABILITIES = Capabilities(
    pages=False,
    longest_message=3900,  # as on the others: a demonstration shows what they would
    privacy="privacy.platform_demo",
)
