"""The commands. `valuemap …` is the same as `python -m bot …`."""

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Never

import click

from bot import logs
from bot.analyse import analyse
from bot.config import ConfigError, Settings, read
from bot.library import Files
from bot.platforms import RefusedError
from framework.files import DataError
from storage.errors import BrokenError, LockedError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="valuemap", prog_name="valuemap")
def cli() -> None:
    """A facilitator in a team's chat: maps the public value of an AI system."""


def settings() -> Settings:
    """The settings, or an end with one sentence."""
    try:
        return read()
    except ConfigError as error:
        stop(str(error), error.code)


def library(folder: Path | None) -> Files:
    """Packs, scripts and words, or an end with everything that is wrong in them."""
    try:
        return Files(folder)
    except DataError as error:
        stop(str(error), 2)


def stop(reason: str, code: int) -> Never:
    """End the process with a reason for people."""
    click.echo(f"valuemap: {reason}", err=True)
    sys.exit(code)


@cli.command()
def run() -> None:
    """Serve every platform whose token is set, until stopped."""
    from bot.serve import serve

    chosen = settings()
    logs.start(chosen.valuemap_log, chosen.secrets)
    files = library(chosen.valuemap_files)
    if chosen.valuemap_language not in files.words:
        stop(f"VALUEMAP_LANGUAGE: there are {', '.join(files.words)}", 2)
    _guarded(lambda: asyncio.run(serve(chosen, files, _tell)))


def _tell(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


def _guarded(work: Callable[[], None]) -> None:
    try:
        work()
    except ConfigError as error:
        stop(str(error), error.code)
    except RefusedError as error:
        stop(str(error), 3)
    except (LockedError, BrokenError) as error:
        stop(f"VALUEMAP_DATABASE: {error}", 2)


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
    from bot.demo import play, prepare

    files = library(None)
    if language not in files.words:
        stop(f"--language: {language} is none of {', '.join(files.words)}", 2)
    try:
        prepare(out)
        asyncio.run(play(files, out, people, seed, language))
    except OSError as error:
        stop(f"--out: {out}: {error.strerror}", 2)
    left = (p.name for p in out.iterdir() if p.suffix in (".db", ".txt", ".json"))
    click.echo(f"\nIn {out}: {', '.join(sorted(left))}")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="For a script to read.")
def check(as_json: bool) -> None:
    """Say whether packs, scripts, words and settings are complete and sound."""
    from bot.check import check as findings

    found = list(findings(settings()))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
    else:
        for finding in found:
            click.echo(f"{'✗' if finding.bad else '✓'} {finding.what}: {finding.says}")
    sys.exit(1 if any(finding.bad for finding in found) else 0)


cli.add_command(analyse)


def main() -> None:
    """The entry point."""
    cli(prog_name="valuemap")
