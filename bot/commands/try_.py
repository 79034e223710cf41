"""`valuemap try`: sit in an exercise on this machine, in the browser."""

import asyncio
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot import logs
from bot.commands.shared.options import FILES, FRAMEWORK, SCRIPT
from bot.commands.shared.terminal import WRONG, guarded, known, played, stop
from bot.stopping import told_to_stop

if TYPE_CHECKING:
    from bot.rehearsal.tryout.tryout import TryOut

DATABASE = "try-out.db"


@click.command("try")
@click.option(
    "--port", default=8017, type=click.IntRange(0, 65535), help="Where it is; 0: any that is free."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--language", default="", help="The team's language, and that of the page.")
@FRAMEWORK
@SCRIPT
@FILES
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder that keeps the database; without it nothing is kept.",
)
def try_(
    port: int,
    no_browser: bool,
    language: str,
    framework: str,
    script: str,
    own: Path | None,
    keep: Path | None,
) -> None:
    """Sit in an exercise on this machine, in the browser, among eight invented colleagues.

    Nothing leaves the machine. It goes on until you stop it with Ctrl+C.
    """
    from bot.rehearsal.tryout.tryout import TryOut

    team = language or "en"
    files = played(own, team, framework)
    if script:
        known("--script", script, files.scripts)
    logs.start("text", ())
    with _folder(keep) as folder, guarded():
        play = TryOut(files, folder / DATABASE, port, team, script)
        asked = f"?language={language}" if language else ""
        asyncio.run(_serve(play, port, asked, open_=not no_browser))


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Where the database is, or an end with one sentence; gone afterwards if nothing is kept."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="valuemap-") as made:
            yield Path(made)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"--keep: {keep}: {error.strerror}", WRONG)
    if (keep / DATABASE).exists():
        stop(f"--keep: {keep / DATABASE} is an earlier try-out; name another folder", WRONG)
    yield keep


async def _serve(play: "TryOut", port: int, asked: str, *, open_: bool) -> None:
    """Serve it until it is stopped; `asked` is put to the address: the language of its page."""
    stopped = told_to_stop()
    try:
        async with play.open() as address:
            click.echo(f"Open {address}{asked} in a browser on this machine. Ctrl+C ends it.")
            sys.stdout.flush()
            if open_:
                await asyncio.to_thread(webbrowser.open, address + asked)
            await stopped.wait()
    except OSError as error:
        stop(f"--port: cannot listen at {port}: {error.strerror or error}", WRONG)
