"""`valuemap backup`: a verified copy of the database, also while it is in use."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.app import clock
from bot.commands.shared.options import days
from bot.commands.shared.terminal import WRONG, database, guarded, settings, stop
from dialogs.core.exercise import Exercise
from storage.copies.ageing import expire
from storage.store import Store, Tx


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep", metavar="AGE", help="Then delete older copies of that name there, such as 30d."
)
def backup(file: Path, keep: str | None) -> None:
    """Copy the database, also while it is in use, and verify the copy. Never overwrites.

    In a folder the copy is named by its moment: valuemap-20261123T021500Z.db.
    """
    age = days("--keep", keep) if keep else None
    chosen = settings()
    target = file / _named(clock.now()) if file.is_dir() else file
    source = database(chosen)
    store: Store[Exercise] = Store(source, _unread, exclusive=False)
    with guarded():
        try:
            store.backup(target)
            old = expire(target, clock.now() - age, spared=source) if age is not None else []
        except FileExistsError:
            stop(f"{target} is there already; name a new file", WRONG)
        except OSError as error:
            stop(f"{error.filename or target}: {error.strerror}", WRONG)
    click.echo(f"{target}: {target.stat().st_size} bytes, verified.")
    if old:
        click.echo(f"Deleted {len(old)} of before: {old[0].name} and on.")


def _named(now: float) -> str:
    return f"valuemap-{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}.db"


def _unread(tx: "Tx[Exercise]", number: int) -> Exercise:
    """A backup looks at no exercise."""
    raise KeyError(number)
