"""What `report` and `export` share: an exercise read, its findings, files left in a folder."""

from pathlib import Path

import click

from bot.commands.shared.terminal import FAILED, WRONG, stop
from dialogs.core.exercise import Exercise
from dialogs.findings.findings import Findings, findings
from dialogs.words import Words
from storage.store import Store


def read(store: "Store[Exercise]", number: int) -> Exercise:
    """The exercise of that number, or an end if there is none."""
    try:
        return store.run_sync(lambda tx: tx.exercise(number))
    except KeyError:
        stop(f"there is no exercise {number}; `valuemap exercises` lists them", WRONG)


def wording(x: Exercise, language: str) -> Words:
    """The words of the language asked for, or of the exercise; an end if it is not in that one."""
    if language and language not in x.languages:
        stop(f"--language: exercise {x.id} is in {', '.join(x.languages)}", WRONG)
    return x.language_of(language or x.languages[0])


def found_in(x: Exercise, words: Words) -> Findings:
    """What is found in an exercise; an end if nothing may be shown of it."""
    found = findings(x, words.language)
    if found is None:
        cancelled = x.status == "cancelled"
        why = "was called off" if cancelled else "is not over: nothing is shown before the close"
        stop(f"exercise {x.id} {why}", WRONG)
    return found


def leave(out: Path, files: dict[str, bytes], *, private: bool = False) -> None:
    """Write files and name each; an end if they cannot be written."""
    from bot.outputs.files import write

    try:
        written = list(write(out, files, private=private))
    except PermissionError:
        stop(f"--out: this user may not write to {out.resolve()}; name another folder", WRONG)
    except OSError as error:
        stop(f"--out: {out}: {error.strerror}", FAILED)
    for path in written:
        click.echo(path)
