"""`valuemap play`: a conversation file is played in seconds, and compared or re-recorded."""

import asyncio
import tempfile
from pathlib import Path

import click

from bot.commands.shared.options import count
from bot.commands.shared.terminal import FAILED, WRONG, library, stop


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--update", is_flag=True, help="Put what the bot says now into the file.")
@click.option("--quiet", is_flag=True, help="Print only what is not as the file expects.")
@click.option(
    "--files",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Packs, scripts and words of your own.",
)
def play(file: Path, update: bool, quiet: bool, files: Path | None) -> None:
    """Play the conversation in FILE here, and say where the bot says something else.

    Nothing leaves this machine and nothing is kept. Ends with 1 at the first line that is not
    true; with --update such lines are written anew, where it is the same sentence in other words.
    """
    from bot.rehearsal.acting import LineError
    from bot.rehearsal.printer import Printer
    from bot.rehearsal.scenario import in_memory, rewrite

    try:
        file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{file}: {getattr(error, 'strerror', None) or 'is not UTF-8'}", WRONG)
    printer = Printer()
    after_line = printer.silent if quiet else printer
    try:
        with tempfile.TemporaryDirectory() as folder:
            work = in_memory(file, Path(folder), library(files), mend=update, after_line=after_line)
            mended = asyncio.run(work).mended
        if mended:
            rewrite(file, mended)
    except LineError as error:
        stop(str(error), FAILED)
    for number, line in mended.items():
        click.echo(f"{file}, line {number}: {line}")
    result = f"{count(len(mended), 'line')} new" if mended else "as expected"
    click.echo(f"{file}: {result}")
