"""`valuemap hand`: an exercise gets another facilitator, at an administrator's word."""

import click

from bot.app import clock
from bot.app.record import record
from bot.commands.shared import forget, paper
from bot.commands.shared.options import EXERCISE
from bot.commands.shared.terminal import WRONG, library, opened, settings, stop
from bot.platforms import registry
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from storage.store import Tx


@click.command(epilog=f"PERSON is {registry.examples()}: somebody who did something in it.")
@EXERCISE
@click.argument("person")
def hand(exercise: int, person: str) -> None:
    """Hand an exercise to another facilitator; both, and the group, read it."""
    chosen = settings()
    try:
        platform, account = forget.whom(person)
    except ValueError as error:
        stop(str(error), WRONG)

    def job(tx: "Tx[Exercise]") -> str:
        return _hand(tx, exercise, platform, account)

    with opened(chosen, library(chosen.valuemap_files, chosen.valuemap_country)) as store:
        wrong = store.run_sync(job)
    if wrong:
        stop(wrong, WRONG)
    click.echo(f"{person} is the facilitator of exercise {exercise} now.")


def _hand(tx: "Tx[Exercise]", exercise: int, platform: str, account: str) -> str:
    """Hand it over; gives what is in the way, in a sentence, or nothing."""
    row, known = tx.row(exercise), tx.person(exercise, account)
    if row is None:
        return f"there is no exercise {exercise}: `valuemap exercises` lists them"
    if platform == paper.PLATFORM:
        return "who answers on paper cannot be written to, so they cannot run an exercise"
    if known is None or row.platform != platform:
        return (
            f"{platform}:{account} is not known in exercise {exercise}: "
            "let them tap a button of it in the group first"
        )
    x = tx.exercise(exercise)
    if not x.under_way:
        return f"exercise {exercise} is not under way, so there is nothing to facilitate"
    if known.number == x.facilitator:
        return f"{platform}:{account} is the facilitator of exercise {exercise} already"
    at = max(clock.now(), x.last_at)
    record(tx, x, [f.Handed(at, x.facilitator, known.number)], at)
    return ""
