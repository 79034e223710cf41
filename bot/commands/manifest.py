"""`valuemap manifest`: what a platform wants to be given where an app is installed by it."""

import json

import click

from bot.commands.shared.terminal import WRONG, settings, stop
from bot.platforms import registry


@click.command()
@click.option("--url", default="https://example.org", help="Where we are reached, by HTTP.")
def manifest(url: str) -> None:
    """Print the description of our app for a platform that installs apps by one, as it is set."""
    if not url.startswith("https://"):
        stop(f"--url: {url} must be an address that begins with https://", WRONG)
    chosen = settings()
    for each in registry.PLATFORMS:
        if each.manifest:
            made = each.manifest(chosen.platforms[each.name], url)
            click.echo(json.dumps(made, indent=2))
