"""`valuemap forms`: the forms that come next, filled in as far as the exercise knows."""

from pathlib import Path

import click

from bot.commands.shared.options import EXERCISE, LANGUAGE, OUT
from bot.commands.shared.published import found_in, leave, read, wording
from bot.commands.shared.terminal import FAILED, WRONG, library, opened, settings, stop
from bot.outputs.apart import ApartError
from dialogs.findings.nextforms import next_forms


@click.command()
@EXERCISE
@click.option("--form", "only", default="", metavar="FORM", help="One of them; all if not said.")
@OUT
@LANGUAGE
def forms(exercise: int, only: str, out: Path, language: str) -> None:
    """Write a Word file for each form that comes next, with what the exercise knows for it.

    Impact assessments and transparency records. Nothing is invented: what it does not know is
    marked as open.
    """
    from bot.outputs.files import form_files

    chosen = settings()
    with opened(chosen, library(chosen.valuemap_files, chosen.valuemap_country)) as store:
        x = read(store, exercise)
        words = wording(x, language)
        found = found_in(x, words)
        made = next_forms(x, words, found)
    known = [form.id for form in made]
    if not known or (only and only not in known):
        there = ", ".join(known) or "none"
        stop(f"--form: {x.framework.id} has {there}", WRONG)
    try:
        files = form_files(found, [f for f in made if only in ("", f.id)], words)
    except ApartError as error:
        stop(str(error), FAILED)
    leave(out, files)
