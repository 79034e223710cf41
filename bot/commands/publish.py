"""`valuemap report` and `valuemap export`: an exercise as files, for the administrator."""

from pathlib import Path

import click

from bot.commands.terminal import FAILED, WRONG, library, opened, settings, stop
from bot.outputs.apart import ApartError
from bot.outputs.tables import FORMATS, export
from dialogs.core.exercise import Exercise
from dialogs.findings.findings import Findings, compared, findings
from dialogs.words import Words
from storage.store import Store

OUT = click.option(
    "--out",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the files go; here if not said.",
)
LANGUAGE = click.option(
    "--language", default="", help="One of the exercise's; its first if not said."
)


@click.command()
@click.argument("exercise", metavar="ID", type=int)
@OUT
@LANGUAGE
@click.option("--theme", default="light", type=click.Choice(["light", "dark"]), help="The picture.")
@click.option(
    "--compare", metavar="ID", type=int, help="An earlier exercise, for before and after."
)
def report(exercise: int, out: Path, language: str, theme: str, compare: int | None) -> None:
    """Write the value map as a picture, and the report as a page and for Word."""
    from bot.outputs.files import folder

    chosen = settings()
    with opened(chosen, library(chosen.valuemap_files)) as store:
        x = _exercise(store, exercise)
        words = _words(x, language)
        found = _found(x, words)
        if compare is not None:
            found = compared(found, _found(_exercise(store, compare), words), words)
    try:
        files = folder(found, words, theme)
    except ApartError as error:
        stop(str(error), FAILED)
    _write(out, files)


@click.command(name="export")
@click.argument("exercise", metavar="ID", type=int)
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
        x = _exercise(store, exercise)
        words = _words(x, language)
        files = export(x, _found(x, words), words, form)
    _write(out, files, private=True)


def _exercise(store: "Store[Exercise]", number: int) -> Exercise:
    try:
        return store.run_sync(lambda tx: tx.exercise(number))
    except KeyError:
        stop(f"there is no exercise {number}; `valuemap exercises` lists them", WRONG)


def _words(x: Exercise, language: str) -> Words:
    if language and language not in x.languages:
        stop(f"--language: exercise {x.id} is in {', '.join(x.languages)}", WRONG)
    return x.library.words[language or x.languages[0]]


def _found(x: Exercise, words: Words) -> Findings:
    found = findings(x, words.language)
    if found is None:
        cancelled = x.status == "cancelled"
        why = "was called off" if cancelled else "is not over: nothing is shown before the close"
        stop(f"exercise {x.id} {why}", WRONG)
    return found


def _write(out: Path, files: dict[str, bytes], *, private: bool = False) -> None:
    from bot.outputs.files import write

    try:
        for path in write(out, files, private=private):
            click.echo(path)
    except OSError as error:
        stop(f"--out: {out}: {error.strerror}", FAILED)


COMMANDS: tuple[click.Command, ...] = (report, export_)
