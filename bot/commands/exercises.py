"""`valuemap exercises`: what there is, and where each stands."""

import json
import time
from dataclasses import asdict, dataclass

import click

from bot.commands.shared.options import AS_JSON
from bot.commands.shared.terminal import library, opened, settings
from dialogs.core.exercise import Exercise
from dialogs.talk.copilot.closing import round_open
from storage.store import Tx


@dataclass(frozen=True, slots=True)
class Listed:
    """One exercise in the list. Times are UTC; `closes` is that of the open round, if any."""

    id: int
    platform: str
    status: str
    created: str
    system: str
    round: str
    closes: str
    joined: int
    finished: int


@click.command()
@AS_JSON
def exercises(as_json: bool) -> None:
    """List the exercises: where each stands, how many joined and finished."""
    chosen = settings()
    with opened(chosen, library(chosen.valuemap_files)) as store:
        found = store.run_sync(lambda tx: [_listed(tx, row.id) for row in tx.rows()])
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    if not found:
        click.echo("There is no exercise yet.")
    for each in found:
        click.echo(_line(each))


def _listed(tx: "Tx[Exercise]", number: int) -> Listed:
    row, x = tx.row(number), tx.exercise(number)
    assert row  # noqa: S101 - it was listed just now, in this transaction
    stage = round_open(x)
    listed = Listed(
        id=number,
        platform=row.platform,
        status=row.status,
        created=_utc(row.created),
        system=x.topic("system", x.languages[0]) if x.setup else "",
        round=stage.label if stage else "",
        closes=_utc(stage.closes) if stage and stage.closes else "",
        joined=x.joined,
        finished=stage.finished if stage else 0,
    )
    tx.drop(number)
    return listed


def _utc(at: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def _line(each: Listed) -> str:
    now = f"round {each.round}, {each.finished} finished" if each.round else ""
    until = f"closes {each.closes}" if each.closes else ""
    parts = (each.platform, each.status, now, until, f"{each.joined} joined", each.system)
    return f"{each.id:>4}  " + ", ".join(part for part in parts if part)
