"""`valuemap run`: serve every platform whose token is set, until stopped."""

import asyncio
import sys

import click

from bot import logs
from bot.commands.shared.terminal import WRONG, guarded, library, settings, stop


@click.command()
def run() -> None:
    """Serve every platform whose token is set, until stopped."""
    from bot.serve import serve

    chosen = settings()
    logs.start(chosen.valuemap_log, chosen.secrets)
    files = library(chosen.valuemap_files, chosen.valuemap_country)
    if chosen.valuemap_language not in files.words:
        stop(f"VALUEMAP_LANGUAGE: there are {', '.join(files.words)}", WRONG)
    with guarded():
        asyncio.run(serve(chosen, files, _tell))


def _tell(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
