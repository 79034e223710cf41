"""`valuemap demo`: a whole week of an invented team, played here."""

import asyncio
from pathlib import Path

import click

from bot.commands.shared.options import FILES, FRAMEWORK, SCRIPT
from bot.commands.shared.terminal import WRONG, known, played, stop


@click.command()
@click.option(
    "--out",
    default="demo",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the database and the results go.",
)
@click.option("--people", default=9, type=click.IntRange(1, 200), help="How many take part.")
@click.option("--seed", default=1, type=int, help="Another team, another week.")
@click.option("--language", default="en", help="The team's language.")
@click.option(
    "--public",
    default=0,
    type=click.IntRange(0, 2000),
    metavar="N",
    help="How many people who use the service answer, too.",
)
@FRAMEWORK
@SCRIPT
@FILES
def demo(
    out: Path,
    people: int,
    seed: int,
    language: str,
    public: int,
    framework: str,
    script: str,
    own: Path | None,
) -> None:
    """Play a whole week here, with no account: the real engine, store and delivery."""
    from bot.rehearsal.cast import cast
    from bot.rehearsal.results import prepare
    from bot.rehearsal.transcript import direction, line
    from bot.rehearsal.week import play

    files = played(own, language, framework)
    if script:
        known("--script", script, files.scripts)
    try:
        prepare(out)
        asyncio.run(play(files, out, people, seed, language, public, script))
    except OSError as error:
        stop(f"--out: {out}: {error.strerror}", WRONG)
    left = ", ".join(sorted(p.name for p in out.iterdir() if p.is_file() and ".lock" not in p.name))
    line()
    direction(cast(language).phrases["left"].format(out=out, names=left))
