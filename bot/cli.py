"""The commands. `valuemap …` is the same as `python -m bot …`.

A command is a module in `bot/commands/`, or in a room of it, and a row in `COMMANDS`; help and the
test that every one is documented follow from it.
"""

from pathlib import Path

import click

from bot import VERSION, settings_file
from bot.commands.analyse import analyse
from bot.commands.brief import brief
from bot.commands.demo import demo
from bot.commands.exercises import exercises
from bot.commands.export import export_
from bot.commands.files.new_language import new_language
from bot.commands.files.new_pack import new_pack
from bot.commands.import_ import import_
from bot.commands.manifest import manifest
from bot.commands.paper.ballot import ballot
from bot.commands.paper.forms import forms
from bot.commands.people.erase import erase
from bot.commands.people.hand import hand
from bot.commands.people.mydata import mydata
from bot.commands.people.purge import purge
from bot.commands.play import play
from bot.commands.report import report
from bot.commands.room import room
from bot.commands.run import run
from bot.commands.try_ import try_
from bot.commands.upkeep.backup import backup
from bot.commands.upkeep.check import check
from bot.commands.upkeep.install import install
from bot.commands.upkeep.restore import restore
from bot.commands.upkeep.uninstall import uninstall

COMMANDS: tuple[click.Command, ...] = (
    run, check, install, uninstall, try_, demo, play, exercises, report, brief, export_, import_,
    backup, restore, mydata, erase, purge, hand, analyse, manifest, room, ballot, forms, new_pack,
    new_language,
)  # fmt: skip


def _configured(_context: click.Context, _option: click.Parameter, file: Path | None) -> None:
    if file is not None:
        settings_file.name(file)


CONFIG = click.Option(
    ["--config"],
    type=click.Path(path_type=Path),
    metavar="FILE",
    expose_value=False,
    callback=_configured,
    is_eager=True,
    help="The settings file; else VALUEMAP_CONFIG, .env here, /etc/valuemap/valuemap.env.",
)
"""Of every command, before its name and after it."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="valuemap")
def cli() -> None:
    """A facilitator in a team's chat: maps the public value of an AI system."""


cli.params.append(CONFIG)
for _command in COMMANDS:
    _command.params.append(CONFIG)
    cli.add_command(_command)


def main() -> None:
    """The entry point."""
    cli(prog_name="valuemap")
