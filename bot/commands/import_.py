"""`valuemap import`: answers given on paper, taken into an exercise that is under way."""

from functools import partial
from pathlib import Path

import click

from bot.app import clock
from bot.commands.shared import paper
from bot.commands.shared.options import EXERCISE, count
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop
from bot.inputs.errors import AnswersError


@click.command(name="import")
@EXERCISE
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "map_",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="What the file's own names of columns and answers mean.",
)
@click.option("--public", is_flag=True, help="They are of people who use the service.")
def import_(exercise: int, file: Path, map_: Path | None, public: bool) -> None:
    """Take in answers given on paper or in a form, while round 1 is open.

    FILE is a table as `analyse` reads it, with a column that says who answered. The same file again
    changes nothing; a bad row is named and nothing is written. With --public they enter the public
    round, until it closes.
    """
    chosen = settings()
    files = library(chosen.valuemap_files, chosen.valuemap_country)
    try:
        with opened(chosen, files) as store:
            framework = store.run_sync(partial(paper.framework_of, exercise))
            asked = framework.public if public else [part.id for part in framework.components]
            given = paper.sheets_of(file, framework, map_, asked)
            take_in = paper.take_in_public if public else paper.take_in
            taken = store.run_sync(partial(take_in, exercise, given, clock.now()))
    except AnswersError as error:
        stop(str(error), WRONG)
    for said in taken.said:
        click.echo(said, err=True)
    counted = ((taken.people, "participant"), (taken.answers, "answer"), (taken.notes, "note"))
    new = ", ".join(count(n, what) for n, what in counted)
    click.echo(f"Exercise {exercise}: new are {new}.")
