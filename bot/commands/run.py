"""`valuemap run`: serve every platform whose token is set, until stopped."""

import asyncio
import gc
import signal
import sys

import click

from bot import logs
from bot.commands.shared import own
from bot.commands.shared.terminal import REFUSED, WRONG, guarded, library, settings, stop


@click.command()
@click.option(
    "--hold", is_flag=True, help="After a refusal (code 2 or 3) wait to be stopped, then end."
)
def run(hold: bool) -> None:
    """Serve every platform whose token is set, until stopped."""
    try:
        _run()
    except SystemExit as end:
        if hold and end.code in (WRONG, REFUSED):
            _wait_to_be_stopped()
        raise


def _wait_to_be_stopped() -> None:
    """Wait for SIGTERM or SIGINT: for what starts again whatever ends, however it ended."""
    asked = (signal.SIGTERM, signal.SIGINT)
    signal.pthread_sigmask(signal.SIG_BLOCK, asked)
    click.echo("valuemap: starting again would not mend this; waiting to be stopped", err=True)
    signal.sigwait(asked)


def _run() -> None:
    gc.disable()  # until all is loaded: see `serve`
    from bot.serve import serve

    chosen = settings()
    logs.start(chosen.valuemap_log, chosen.secrets)
    language = chosen.valuemap_language
    files = library(chosen.valuemap_files, chosen.valuemap_country, first=language)
    if language not in files.words:
        stop(f"VALUEMAP_LANGUAGE: there are {', '.join(files.words)}", WRONG)
    for line in own.summed(files.notes):
        click.echo(f"valuemap: {line}", err=True)
    with guarded():
        asyncio.run(serve(chosen, files, _tell))


def _tell(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
