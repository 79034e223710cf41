"""`valuemap install`: the program as a service under systemd, with its user, folders and timer."""

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

ADD_USER = (
    "useradd", "--system", "--user-group", "--home-dir", str(installation.DATA),
    "--shell", "/usr/sbin/nologin", installation.USER,
)  # fmt: skip

NEXT = f"""Now:
  1. write the token and your zone into {installation.SETTINGS}
  2. valuemap check
  3. systemctl enable --now {installation.SERVICE} {installation.TIMER}"""


@click.command()
@click.option("--yes", is_flag=True, help="Do it; otherwise it only says what it would do.")
@ROOT
def install(yes: bool, root: Path | None) -> None:
    """Install this program as a service: user, folders, settings file, systemd unit, backups.

    Says what it would do; with --yes does it, as root. It starts nothing, and overwrites no file
    that somebody changed: that is kept beside the new one.
    """
    if reason := installation.lacking():
        stop(reason, WRONG)
    for line in _told(root):
        click.echo(line)
    sys.stdout.flush()
    if reason := _refusal(root, yes):
        stop(reason, WRONG)
    if not yes:
        click.echo("Nothing was done. With --yes it is.")
        return
    try:
        _do(root)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"not finished: {error}. Mend that and say it again: what is done is left", FAILED)
    click.echo(NEXT)


def _refusal(root: Path | None, yes: bool) -> str:
    """Why it cannot be done here; empty if it can."""
    if root is not None:
        return ""
    if sys.platform != "linux" or shutil.which("systemctl") is None:
        return "this machine has no systemd; let what it has start `valuemap run`"
    if reason := installation.hindrance():
        return reason
    if yes and os.geteuid() != 0:
        return f"be root for that: sudo {sys.executable} -m bot install --yes"
    return ""


def _told(root: Path | None) -> Iterator[str]:
    """What would be done, a line each."""
    if root is None:
        fate = "is there" if installation.user() else "made, without a login"
        yield f"user    {installation.USER}: {fate}"
    for each in installation.entries():
        what = "folder" if each.text is None else "file"
        yield f"{what:<7} {below(root, each.path)}: {_fate(each, root)}"
    if root is None:
        yield "run     systemctl daemon-reload"


def _fate(entry: Entry, root: Path | None) -> str:
    now = state(entry, root)
    if now == "absent":
        return f"made, {entry.owner}:{entry.group}, {entry.mode:o}"
    if now == "same":
        return "is there"
    if now == "hidden":
        return "only root may see whether it is there"
    if not entry.ours:
        return "is there, and yours: left as it is"
    return f"is another: kept as {_aside(entry.path).name}, and written anew"


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.before")


# -- doing it --------------------------------------------------------------------------------------


def _do(root: Path | None) -> None:
    if root is None and not installation.user():
        installation.run(ADD_USER)
    for entry in installation.entries():
        _make(entry, root)
    if root is None:
        installation.systemctl("daemon-reload")


def _make(entry: Entry, root: Path | None) -> None:
    path, now = below(root, entry.path), state(entry, root)
    if now == "same" or (now == "changed" and not entry.ours):
        return
    if entry.text is None:
        path.mkdir(parents=True)
    else:
        _write(path, entry.text, keep=now == "changed")
    path.chmod(entry.mode)
    if root is None:
        shutil.chown(path, entry.owner, entry.group)


def _write(path: Path, text: str, *, keep: bool) -> None:
    """Put a file there whole, and keep the one that was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.new")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    half.write_text(text, encoding="utf-8")
    if keep:
        path.rename(_aside(path))
    half.rename(path)
