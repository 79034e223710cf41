"""`valuemap try`: sit in an exercise on this machine, in the browser."""

import asyncio
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot import logs
from bot.app.library import Files
from bot.commands.shared.options import FILES, FRAMEWORK, SCRIPT
from bot.commands.shared.terminal import WRONG, guarded, known, played, stop
from bot.stopping import told_to_stop

DATABASE = "try-out.db"


@click.command("try")
@click.option(
    "--port", default=8017, type=click.IntRange(0, 65535), help="Where it is; 0: any that is free."
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--language", default="en", help="The team's language.")
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
    files = played(own, language, framework)
    if script:
        known("--script", script, files.scripts)
    logs.start("text", ())
    with _folder(keep) as folder, guarded():
        asyncio.run(_serve(files, folder / DATABASE, port, language, script, open_=not no_browser))


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


async def _serve(
    files: Files, database: Path, port: int, language: str, script: str, *, open_: bool
) -> None:
    from bot.rehearsal.tryout.tryout import TryOut

    stopped = told_to_stop()
    play = TryOut(files, database, port, language, script)
    try:
        async with play.open() as address:
            click.echo(f"Open {address} in a browser on this machine. Ctrl+C ends it.")
            sys.stdout.flush()
            if open_:
                await asyncio.to_thread(webbrowser.open, address)
            await stopped.wait()
    except OSError as error:
        stop(f"--port: cannot listen at {port}: {error.strerror or error}", WRONG)
