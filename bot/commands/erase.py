"""`valuemap erase`: one person goes from every exercise, at an administrator's word."""

from functools import partial

import click

from bot.app import clock
from bot.commands.shared import forget
from bot.commands.shared.options import YES, confirm, count, shown
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop
from bot.platforms import registry


@click.command(epilog=f"PERSON is {registry.examples()} or paper:NAME.")
@click.argument("person")
@YES
def erase(person: str, yes: bool) -> None:
    """Erase somebody everywhere: name, account, notes, messages; before the close their answers."""
    chosen = settings()
    files = library(chosen.valuemap_files, chosen.valuemap_country)
    try:
        platform, account = forget.whom(person)
    except ValueError as error:
        stop(str(error), WRONG)
    with opened(chosen, files) as store:
        where = store.run_sync(lambda tx: tx.known(platform, account))
        if not where:
            stop(f"nothing is kept of {person}", WRONG)
        for number in store.run_sync(lambda tx: forget.led_by(tx, where)):
            click.echo(
                f"{person} facilitates exercise {number}. Let them hand it over first (/status), "
                "or nobody can close a round before its time.",
                err=True,
            )
        confirm(f"Erase {person} in {count(len(where), 'exercise')}, for good?", yes)
        messages = []
        for number, of in shown(where, "Erasing"):
            done = store.run_sync(partial(forget.erase, number, of, clock.now()))
            messages += done.withdraw
        clean = forget.scrubbed(store)
    forget.end(f"Erased {person} in {count(len(where), 'exercise')}.", clean)
    forget.say_and_take_away(chosen, messages)
