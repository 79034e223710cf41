"""`valuemap import`: answers given on paper, taken into an exercise that is under way."""

from functools import partial
from pathlib import Path

import click

from bot.app import clock
from bot.commands.shared import answers, paper
from bot.commands.shared.options import EXERCISE, count
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop


@click.command(name="import")
@EXERCISE
@click.argument("file", type=click.Path(path_type=Path))
def import_(exercise: int, file: Path) -> None:
    """Take in answers given on paper: participant,component,answer[,note], while round 1 is open.

    The same file again changes nothing; a bad row is named and nothing is written.
    """
    chosen = settings()
    files = library(chosen.valuemap_files, chosen.valuemap_country)
    try:
        table = answers.read(file)
        with opened(chosen, files) as store:
            at = clock.now()
            taken = store.run_sync(partial(paper.take_in, exercise, table, at))
    except answers.AnswersError as error:
        stop("\n".join(f"{file}: {problem}" for problem in error.problems), WRONG)
    counted = ((taken.people, "participant"), (taken.answers, "answer"), (taken.notes, "note"))
    new = ", ".join(count(n, what) for n, what in counted)
    click.echo(f"Exercise {exercise}: new are {new}.")
