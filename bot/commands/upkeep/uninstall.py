"""`valuemap uninstall`: the service is taken away; what it keeps stays, unless that is asked."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot.commands.shared import installation
from bot.commands.shared.installation import Entry, below, state
from bot.commands.shared.options import ROOT
from bot.commands.shared.terminal import FAILED, WRONG, stop

STOP = ("disable", "--now", installation.SERVICE, installation.TIMER)


@click.command()
@click.option("--yes", is_flag=True, help="Do it; otherwise it only says what it would do.")
@click.option("--data", is_flag=True, help="Also database, backups, settings and user, for good.")
@ROOT
def uninstall(yes: bool, data: bool, root: Path | None) -> None:
    """Take away what `valuemap install` made: units and launcher.

    Database, backups and settings stay, unless --data. A file that somebody changed stays as well.
    """
    if reason := installation.lacking():
        stop(reason, WRONG)
    for line in _told(root, data):
        click.echo(line)
    if yes and root is None and os.geteuid() != 0:
        stop(f"be root for that: sudo {sys.executable} -m bot uninstall --yes", WRONG)
    if not yes:
        click.echo("Nothing was done. With --yes it is.")
        return
    try:
        _do(root, data)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"not finished: {error}. Mend that and say it again", FAILED)


def _told(root: Path | None, data: bool) -> Iterator[str]:
    if root is None:
        yield f"run     systemctl {' '.join(STOP)}"
    for entry in _files():
        now = state(entry, root)
        if now != "absent":
            fate = "was changed: left, delete it yourself" if now == "changed" else "deleted"
            yield f"file    {below(root, entry.path)}: {fate}"
    for path in installation.KEPT:
        if below(root, path).exists():
            yield f"folder  {below(root, path)}: {'deleted, for good' if data else 'left'}"


def _files() -> Iterator[Entry]:
    return (each for each in installation.entries() if each.text is not None and each.ours)


def _do(root: Path | None, data: bool) -> None:
    if root is None and (installation.UNITS / installation.SERVICE).exists():
        installation.systemctl(*STOP)
    for entry in _files():
        if state(entry, root) == "same":
            below(root, entry.path).unlink()
    if data:
        for path in installation.KEPT:
            shutil.rmtree(below(root, path), ignore_errors=not below(root, path).exists())
    if root is None:
        installation.systemctl("daemon-reload")
        if data and installation.user():
            installation.run(("userdel", installation.USER))
