"""`valuemap report`: the value map as a picture, the report as a page and for Word."""

from pathlib import Path

import click

from bot.commands.shared.options import EXERCISE, LANGUAGE, OUT
from bot.commands.shared.published import found_in, leave, read, wording
from bot.commands.shared.terminal import FAILED, WRONG, library, opened, settings, stop
from bot.outputs.apart import ApartError
from dialogs.core.facts import RESULT
from dialogs.findings.findings import compared


@click.command()
@EXERCISE
@OUT
@LANGUAGE
@click.option("--theme", default="light", type=click.Choice(["light", "dark"]), help="The picture.")
@click.option(
    "--marking", default="", metavar="TEXT", help="Who may have it; on each page, not the usual."
)
@click.option(
    "--compare", metavar="ID", type=int, help="An earlier exercise, for before and after."
)
def report(
    exercise: int, out: Path, language: str, theme: str, marking: str, compare: int | None
) -> None:
    """Write the value map as a picture, and the report as a page and for Word."""
    from bot.outputs.files import folder

    if compare == exercise:
        stop("--compare: name an earlier exercise, not the same", WRONG)
    chosen = settings()
    with opened(chosen, library(chosen.valuemap_files, chosen.valuemap_country)) as store:
        x = read(store, exercise)
        words = wording(x, language)
        found = found_in(x, words)
        entry = store.run_sync(lambda tx: tx.entry(exercise, RESULT))
        if compare is not None:
            found = compared(found, found_in(read(store, compare), words), words)
    try:
        files = folder(found, words, theme, entry, marking)
    except ApartError as error:
        stop(str(error), FAILED)
    leave(out, files)
