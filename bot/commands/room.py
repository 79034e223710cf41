"""`valuemap room`: a room in the browser, and the link of who runs it."""

import json
import secrets

import click
import segno

from bot.app import clock
from bot.app.routing import Router
from bot.commands.shared.options import AS_JSON
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop
from bot.config import ConfigError, Settings
from bot.platforms import registry
from bot.platforms.base import Account, Incoming
from bot.platforms.descriptor import NewRoom
from dialogs.core.events import Command


@click.command()
@click.option("--name", required=True, help="The facilitator, as colleagues know them.")
@click.option("--language", default="", help="Theirs; VALUEMAP_LANGUAGE if not said.")
@AS_JSON
def room(name: str, language: str, as_json: bool) -> None:
    """Make a room in the browser, and print its facilitator's own link.

    Whoever opens that link sets the exercise up: give it to nobody else.
    """
    chosen = settings()
    files = library(chosen.valuemap_files)
    language = language or chosen.valuemap_language
    if language not in files.words:
        stop(f"--language: {language} is none of {', '.join(files.words)}", WRONG)
    platform, made = _new(chosen)
    account = Account(made.account, name, language, made.account)
    event = Command(clock.now(), "new", entitled=True)
    incoming = Incoming(platform, secrets.token_hex(16), made.place, account, event)
    router = Router(files, chosen.valuemap_zone, language)
    with opened(chosen, files) as store:
        store.run_sync(lambda tx: router.handle(incoming, tx))
    _tell(name, made, as_json)


def _new(chosen: Settings) -> tuple[str, NewRoom]:
    """The platform that has rooms, and a new one."""
    for each in registry.PLATFORMS:
        if each.room:
            try:
                return each.name, each.room(chosen.platforms[each.name])
            except ConfigError as error:
                stop(str(error), error.code)
    raise AssertionError("no platform has rooms")


def _tell(name: str, made: NewRoom, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"facilitator": made.own_address, "room": made.address}))
        return
    click.echo(f"For {name} alone, to set the exercise up:\n  {made.own_address}\n")
    segno.make(made.own_address, micro=False).terminal(compact=True)
    click.echo(f"\nFor everybody who takes part, once it is posted:\n  {made.address}")
