"""`valuemap export`: an exercise as tables, for the administrator alone."""

from pathlib import Path

import click

from bot.commands.shared.options import EXERCISE, LANGUAGE, OUT
from bot.commands.shared.published import found_in, leave, read, wording
from bot.commands.shared.terminal import library, opened, settings
from bot.outputs.tables import FORMATS, export


@click.command(name="export")
@EXERCISE
@click.option(
    "--format", "form", default="xlsx", type=click.Choice(FORMATS), help="xlsx if not said."
)
@OUT
@LANGUAGE
def export_(exercise: int, form: str, out: Path, language: str) -> None:
    """Write answers, released notes, numbers and recommendations as tables.

    They hold single answers, of numbered people: for you alone. Only after the close.
    """
    chosen = settings()
    with opened(chosen, library(chosen.valuemap_files)) as store:
        x = read(store, exercise)
        words = wording(x, language)
        last = store.run_sync(lambda tx: tx.entry(exercise))
        files = export(x, found_in(x, words), words, form, last)
    leave(out, files, private=True)
