"""The commands. `valuemap …` is the same as `python -m bot …`.

A command is a module in `bot/commands/`, or in a room of it, and a row in `COMMANDS`; help and the
test that every one is documented follow from it.
"""

import gc
from collections import UserDict
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from bot import VERSION, settings_file

COMMANDS = {
    "run": "run:run",
    "check": "upkeep.check:check",
    "install": "upkeep.install:install",
    "uninstall": "upkeep.uninstall:uninstall",
    "try": "try_:try_",
    "demo": "demo:demo",
    "play": "play:play",
    "exercises": "exercises:exercises",
    "report": "report:report",
    "brief": "brief:brief",
    "export": "export:export_",
    "import": "import_:import_",
    "backup": "upkeep.backup:backup",
    "restore": "upkeep.restore:restore",
    "mydata": "people.mydata:mydata",
    "erase": "people.erase:erase",
    "purge": "people.purge:purge",
    "hand": "people.hand:hand",
    "analyse": "analyse:analyse",
    "manifest": "manifest:manifest",
    "room": "room:room",
    "ballot": "paper.ballot:ballot",
    "forms": "paper.forms:forms",
    "new-pack": "files.new_pack:new_pack",
    "new-language": "files.new_language:new_language",
}
"""Where each is: the module in `bot/commands`, and its name there."""


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


class Commands(UserDict[str, Any]):
    """The commands by name, each loaded when it is asked for: a start does not wait for others."""

    def __getitem__(self, name: str) -> click.Command:
        """The command. Raises `KeyError` for what is none."""
        return _load(self.data[name])


@cache
def _load(place: str) -> click.Command:
    module, _, name = place.partition(":")
    gc.disable()  # nothing that is loaded is garbage
    try:
        command = getattr(import_module(f"bot.commands.{module}"), name)
    finally:
        gc.enable()
    assert isinstance(command, click.Command)  # noqa: S101 - as the table says
    command.params.append(CONFIG)
    return command


@click.group(commands=Commands(COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="valuemap")
def cli() -> None:
    """A facilitator in a team's chat: maps the public value of an AI system."""


cli.params.append(CONFIG)


def main() -> None:
    """The entry point."""
    cli(prog_name="valuemap")
