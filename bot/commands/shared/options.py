"""Options, questions and counts that several commands have in common."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from bot.commands.shared.terminal import WRONG, stop

DAY = 86400.0

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For a script to read.")
YES = click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
EXERCISE = click.argument("exercise", metavar="ID", type=int)
OUT = click.option(
    "--out",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where the files go; here if not said.",
)
FRAMEWORK = click.option(
    "--framework", default="", help="What is assessed; the first that is offered if not said."
)
SCRIPT = click.option(
    "--script", default="", help="How it is talked through; the first that is offered if not said."
)
FILES = click.option(
    "--files",
    "own",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Words, scripts and frameworks of your own; VALUEMAP_FILES if not said.",
)
ROOT = click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write below DIR, for a package or a try; no user, nothing run.",
)
LANGUAGE = click.option(
    "--language", default="", help="One of the exercise's; its first if not said."
)


def days(option: str, age: str) -> float:
    """The seconds of an age such as 90d; an end if it is none."""
    found = re.fullmatch(r"(\d{1,5})d", age)
    if not found:
        stop(f"{option}: {age} is no number of days, such as 90d", WRONG)
    return int(found[1]) * DAY


def confirm(question: str, yes: bool) -> None:
    """Ask, unless the answer is yes already. Ends the command on a no."""
    if not yes:
        click.confirm(question, abort=True, err=True)


def count(n: int, what: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{n} {what}{'' if n == 1 else 's'}"


def shown(each: Iterable[Any], label: str) -> Iterable[Any]:
    """The same, one by one, with a bar on a terminal."""
    if not sys.stderr.isatty():
        yield from each
        return
    with click.progressbar(list(each), label=label, file=sys.stderr) as bar:
        yield from bar
