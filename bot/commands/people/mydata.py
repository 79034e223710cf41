"""`valuemap mydata`: everything that is held about one person, as a text for them to read."""

from pathlib import Path

import click

from bot.commands.people.listing import everything
from bot.commands.shared import paper
from bot.commands.shared.published import leave
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop
from dialogs.core.exercise import Exercise
from storage.store import Tx

Known = tuple[str, str]
"""A platform, and an account there."""


@click.command(epilog="PERSON is a name, or an account as `valuemap erase` takes it.")
@click.argument("person")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Else it is printed.")
def mydata(person: str, out: Path | None) -> None:
    """Write everything that is held about somebody: each exercise, finished ones too.

    It holds their answers and private notes: for them and nobody else.
    """
    chosen = settings()
    with opened(chosen, library(chosen.valuemap_files, chosen.valuemap_country)) as store:
        who = store.run_sync(lambda tx: accounts(tx, person))
        if not who:
            stop(f"nothing is kept of {person}", WRONG)
        if len(who) > 1:
            them = ", ".join(named(*each) for each in who)
            stop(f"{person} is the name of {len(who)} accounts: {them}. Say which one", WRONG)
        text = store.run_sync(lambda tx: everything(tx, *who[0], named(*who[0])))
    if out is None:
        click.echo(text, nl=False)
    else:
        leave(out.parent, {out.name: text.encode()}, private=True)


def accounts(tx: "Tx[Exercise]", person: str) -> list[Known]:
    """The accounts that are written like this, or else that have this name in any exercise."""
    known = tx.accounts()
    exact = {(platform, account) for platform, account, _ in known}
    written = person
    if person.startswith(f"{paper.PLATFORM}:"):
        written = paper.account(person.partition(":")[2])
    by_account = [each for each in sorted(exact) if named(*each) == written]
    name = " ".join(person.split()).casefold()
    by_name = {(p, a) for p, a, called in known if " ".join(called.split()).casefold() == name}
    return by_account or sorted(by_name)


def named(platform: str, account: str) -> str:
    """An account as it is written on the command line; those of paper carry theirs already."""
    return account if account.startswith(f"{platform}:") else f"{platform}:{account}"
