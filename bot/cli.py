"""The commands. `valuemap …` is the same as `python -m bot …`.

A command is a module in `bot/commands/`, or in a room of it, and a row in `COMMANDS`; help and the
test that every one is documented follow from it.
"""

import click

from bot import VERSION
from bot.commands.analyse import analyse
from bot.commands.backup import backup
from bot.commands.brief import brief
from bot.commands.check import check
from bot.commands.demo import demo
from bot.commands.exercises import exercises
from bot.commands.export import export_
from bot.commands.files.new_language import new_language
from bot.commands.files.new_pack import new_pack
from bot.commands.import_ import import_
from bot.commands.manifest import manifest
from bot.commands.paper.ballot import ballot
from bot.commands.people.erase import erase
from bot.commands.people.hand import hand
from bot.commands.people.mydata import mydata
from bot.commands.people.purge import purge
from bot.commands.play import play
from bot.commands.report import report
from bot.commands.room import room
from bot.commands.run import run
from bot.commands.try_ import try_

COMMANDS: tuple[click.Command, ...] = (
    run, check, try_, demo, play, exercises, report, brief, export_, import_, backup, mydata, erase,
    purge, hand, analyse, manifest, room, ballot,
    new_pack, new_language,
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="valuemap")
def cli() -> None:
    """A facilitator in a team's chat: maps the public value of an AI system."""


for _command in COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """The entry point."""
    cli(prog_name="valuemap")
