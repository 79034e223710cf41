"""`valuemap restore`: a backup takes the database's place; `--check` rehearses that."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.app import clock
from bot.commands.shared.options import YES, confirm, count
from bot.commands.shared.terminal import WRONG, guarded, settings, stop
from storage.audit import Audit
from storage.copies import restoring
from storage.errors import BrokenError

OLDER = "it is from an older release, and `valuemap run` upgrades it"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", "rehearse", is_flag=True, help="Only rehearse it; nothing is changed.")
@YES
def restore(file: Path, rehearse: bool, yes: bool) -> None:
    """Put a backup in the database's place, and keep what was there beside it.

    The service must be stopped. The backup is read whole before anything is touched.
    """
    path = settings().valuemap_database
    if not file.is_file():
        stop(f"there is no {file}", WRONG)
    if not rehearse:
        confirm(f"Restore {file} as {path}?", yes)
    with guarded():
        try:
            _rehearse(file, path) if rehearse else _restore(file, path)
        except BrokenError as error:  # of the backup, not of the database
            stop(str(error), WRONG)


def _rehearse(file: Path, path: Path) -> None:
    found = restoring.rehearse(file, path)
    click.echo(f"{file} can be restored: {_told(found)}. Nothing was changed.")


def _restore(file: Path, path: Path) -> None:
    kept = path.with_name(f"{path.name}.replaced-{_moment()}")
    there = path.exists()
    found = restoring.restore(file, path, kept)
    click.echo(f"{path} is what {file} says: {_told(found)}.")
    if there:
        click.echo(f"What was there is kept: {kept}")
    click.echo("Erase again whoever was erased since that backup, then start the service.")


def _told(found: Audit | None) -> str:
    if found is None:
        return OLDER
    return (
        f"{count(found.facts, 'fact')} of {count(found.exercises, 'exercise')}, all of them sound"
    )


def _moment() -> str:
    return f"{datetime.fromtimestamp(clock.now(), UTC):%Y%m%dT%H%M%SZ}"
