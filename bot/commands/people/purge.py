"""`valuemap purge`: names, accounts, notes and messages of old exercises go; map and plan stay."""

import json
from functools import partial

import click

from bot.app import clock
from bot.commands.shared import forget
from bot.commands.shared.options import AS_JSON, YES, confirm, count, days, shown
from bot.commands.shared.terminal import library, opened, settings


@click.command()
@click.option("--older-than", "age", required=True, help="Days without any event, such as 90d.")
@YES
@AS_JSON
def purge(age: str, yes: bool, as_json: bool) -> None:
    """Delete names, accounts, notes and messages of old exercises; map and plan stay."""
    seconds = days("--older-than", age)
    chosen = settings()
    files = library(chosen.valuemap_files, chosen.valuemap_country)
    with opened(chosen, files) as store:
        now = clock.now()
        due = store.run_sync(lambda tx: forget.old(tx, now - seconds, now))
        if due:
            for each in due:
                click.echo(
                    f"exercise {each.exercise} ({each.status}): {each.people} people", err=True
                )
            confirm(f"Purge {count(len(due), 'exercise')}, for good?", yes)
        messages = []
        for each in shown(due, "Purging"):
            done = store.run_sync(partial(forget.purge, each))
            messages += done.withdraw
        clean = forget.scrubbed(store)
    if as_json:
        click.echo(json.dumps([{"exercise": o.exercise, "people": o.people} for o in due]))
    forget.end(f"Purged {count(len(due), 'exercise')}.", clean, quiet=as_json)
    forget.say_and_take_away(chosen, messages)
