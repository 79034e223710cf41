"""The commands. `valuemap …` is the same as `python -m bot …`.

A command is a module in `bot/commands/`, or in a room of it, and a row in `COMMANDS`; help and the
test that every one is documented follow from it.
"""

import gc
from functools import cache
from importlib import import_module
from pathlib import Path

import click
from click.exceptions import NoSuchCommand

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


Resolved = tuple[str | None, click.Command | None, list[str]]
"""The name of a command, the command, and the words after it."""


class Commands(click.Group):
    """The commands of `COMMANDS`, each loaded when it is asked for: a start waits for no others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command; None for what is none."""
        return command(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Resolved:
        """As click, which would name only commands that are loaded as what was meant."""
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as error:
            raise NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None


@cache
def command(name: str) -> click.Command:
    """The command of this name, loaded. Raises `KeyError` for what is none."""
    module, _, found = COMMANDS[name].partition(":")
    gc.disable()  # nothing that is loaded is garbage
    try:
        loaded = getattr(import_module(f"bot.commands.{module}"), found)
    finally:
        gc.enable()
    assert isinstance(loaded, click.Command)  # noqa: S101 - as the table says
    loaded.params.append(CONFIG)
    return loaded


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="valuemap")
def cli() -> None:
    """A facilitator in a team's chat: maps the public value of an AI system."""


cli.params.append(CONFIG)


def main() -> None:
    """The entry point."""
    cli(prog_name="valuemap")
