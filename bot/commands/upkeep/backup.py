"""`valuemap backup`: a verified copy of the database, also while it is in use."""

from pathlib import Path

import click

from bot.commands.shared.terminal import WRONG, database, guarded, settings, stop
from dialogs.core.exercise import Exercise
from storage.store import Store, Tx


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database, also while it is in use, and verify the copy. Never overwrites."""
    chosen = settings()
    store: Store[Exercise] = Store(database(chosen), _unread, exclusive=False)
    with guarded():
        try:
            store.backup(file)
        except FileExistsError:
            stop(f"{file} is there already; name a new file", WRONG)
        except OSError as error:
            stop(f"{file}: {error.strerror}", WRONG)
    click.echo(f"{file}: {file.stat().st_size} bytes, verified.")


def _unread(tx: "Tx[Exercise]", number: int) -> Exercise:
    """A backup looks at no exercise."""
    raise KeyError(number)
