"""`valuemap brief`: one page for who decides."""

from pathlib import Path

import click

from bot.commands.shared.options import EXERCISE, LANGUAGE, OUT
from bot.commands.shared.published import found_in, leave, read, wording
from bot.commands.shared.terminal import FAILED, library, opened, settings, stop
from bot.outputs.apart import ApartError


@click.command()
@EXERCISE
@OUT
@LANGUAGE
def brief(exercise: int, out: Path, language: str) -> None:
    """Write the brief: what is to be decided, what is in the way, who does what, on one page."""
    from bot.outputs.files import brief_files

    chosen = settings()
    with opened(chosen, library(chosen.valuemap_files)) as store:
        x = read(store, exercise)
        words = wording(x, language)
        found = found_in(x, words)
    try:
        files = brief_files(found, words)
    except ApartError as error:
        stop(str(error), FAILED)
    leave(out, files)
