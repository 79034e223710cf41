"""A platform without a network: chats in memory, for the demo, for rehearsals and for tests.

It is served to nobody, so it is not among the registry's FOLDERS and has no settings and no checks;
the registry only knows its name and capabilities, for the exercises that are played on it.
"""

from dialogs.core.post import Capabilities

NAME = "demo"
"""What it is called in the database, and by its sentences."""

CAPABILITIES = Capabilities(
    pages=False,
    longest_message=3900,  # as on the others: a demonstration shows what they would
    privacy="privacy.platform_demo",
)
