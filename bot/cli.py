"""The commands. `valuemap …` is the same as `python -m bot …`."""

import asyncio
import sys
from pathlib import Path

import click

from bot import VERSION, logs
from bot.commands import exercises as admin
from bot.commands import publish
from bot.commands.analyse import analyse
from bot.commands.check import check
from bot.commands.manifest import manifest
from bot.commands.terminal import guarded, library, settings, stop


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="valuemap")
def cli() -> None:
    """A facilitator in a team's chat: maps the public value of an AI system."""


@cli.command()
def run() -> None:
    """Serve every platform whose token is set, until stopped."""
    from bot.serve import serve

    chosen = settings()
    logs.start(chosen.valuemap_log, chosen.secrets)
    files = library(chosen.valuemap_files)
    if chosen.valuemap_language not in files.words:
        stop(f"VALUEMAP_LANGUAGE: there are {', '.join(files.words)}", 2)
    with guarded():
        asyncio.run(serve(chosen, files, _tell))


def _tell(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


@cli.command()
@click.option(
    "--out",
    default="demo",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the database and the results go.",
)
@click.option("--people", default=9, type=click.IntRange(1, 200), help="How many take part.")
@click.option("--seed", default=1, type=int, help="Another team, another week.")
@click.option("--language", default="en", help="The team's language.")
def demo(out: Path, people: int, seed: int, language: str) -> None:
    """Play a whole week here, with no account: the real engine, store and delivery."""
    from bot.commands.demo import play, prepare

    files = library(None)
    if language not in files.words:
        stop(f"--language: {language} is none of {', '.join(files.words)}", 2)
    try:
        prepare(out)
        asyncio.run(play(files, out, people, seed, language))
    except OSError as error:
        stop(f"--out: {out}: {error.strerror}", 2)
    left = (p.name for p in out.iterdir() if p.is_file())
    click.echo(f"\nIn {out}: {', '.join(sorted(left))}")


cli.add_command(analyse)
cli.add_command(check)
cli.add_command(manifest)
for command in (*admin.COMMANDS, *publish.COMMANDS):
    cli.add_command(command)


def main() -> None:
    """The entry point."""
    cli(prog_name="valuemap")
