"""The administrator's commands. All of them are safe beside a running service.

What they change reaches the service by itself: it notices that somebody else wrote, reads its
exercises again, and brings the messages up to date.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from bot.app import clock
from bot.app.app import App
from bot.app.library import Files
from bot.commands import answers, paper
from bot.commands import erase as forget
from bot.commands.terminal import FAILED, WRONG, database, guarded, library, opened, settings, stop
from bot.config import Settings
from bot.platforms import registry
from dialogs.core.exercise import Exercise
from dialogs.talk.desk import round_open
from storage.store import Store, Tx

DAY = 86400.0

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For a script to read.")
YES = click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")


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
        system=x.topic("system", x.languages[0]),
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


@click.command(name="import")
@click.argument("exercise", metavar="ID", type=int)
@click.argument("file", type=click.Path(path_type=Path))
def import_(exercise: int, file: Path) -> None:
    """Take in answers given on paper: participant,component,answer[,note], while round 1 is open.

    The same file again changes nothing; a bad row is named and nothing is written.
    """
    chosen = settings()
    files = library(chosen.valuemap_files)
    try:
        table = answers.read(file)
        with opened(chosen, files) as store:
            app, at = _app(store, files), clock.now()
            taken = store.run_sync(partial(paper.take_in, app, exercise, table, at))
    except answers.AnswersError as error:
        stop("\n".join(f"{file}: {problem}" for problem in error.problems), WRONG)
    counted = ((taken.people, "participant"), (taken.answers, "answer"), (taken.notes, "note"))
    new = ", ".join(_count(n, what) for n, what in counted)
    click.echo(f"Exercise {exercise}: new are {new}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Copy the database, also while it is in use, and verify the copy. Never overwrites."""
    chosen = settings()
    store: Store[Exercise] = Store(database(chosen), _unread, exclusive=False)
    with guarded():
        try:
            store.backup(file)
        except FileExistsError:
            stop(f"{file} is there already; name a new file", WRONG)
        except OSError as error:
            stop(f"{file}: {error.strerror}", WRONG)
    click.echo(f"{file}: {file.stat().st_size} bytes, verified.")


def _unread(tx: "Tx[Exercise]", number: int) -> Exercise:
    """A backup looks at no exercise."""
    raise KeyError(number)


@click.command(epilog=f"PERSON is {registry.examples()} or paper:NAME.")
@click.argument("person")
@YES
def erase(person: str, yes: bool) -> None:
    """Erase somebody everywhere: name, account, notes, messages; before the close their answers."""
    chosen = settings()
    files = library(chosen.valuemap_files)
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
        _confirm(f"Erase {person} in {_count(len(where), 'exercise')}, for good?", yes)
        app, messages = _app(store, files), []
        for number, of in _shown(where, "Erasing"):
            done = store.run_sync(partial(forget.erase, app, number, of, clock.now()))
            messages += done.withdraw
        clean = forget.scrubbed(store)
    _end(f"Erased {person} in {_count(len(where), 'exercise')}.", clean)
    _take_away(chosen, messages)


@click.command()
@click.option("--older-than", "age", required=True, help="Days without any event, such as 90d.")
@YES
@AS_JSON
def purge(age: str, yes: bool, as_json: bool) -> None:
    """Delete names, accounts, notes and messages of old exercises; map and plan stay."""
    days = re.fullmatch(r"(\d{1,5})d", age)
    if not days:
        stop(f"--older-than: {age} is no number of days, such as 90d", WRONG)
    chosen = settings()
    files = library(chosen.valuemap_files)
    with opened(chosen, files) as store:
        now = clock.now()
        due = store.run_sync(lambda tx: forget.old(tx, now - int(days[1]) * DAY, now))
        if due:
            for each in due:
                click.echo(
                    f"exercise {each.exercise} ({each.status}): {each.people} people", err=True
                )
            _confirm(f"Purge {_count(len(due), 'exercise')}, for good?", yes)
        app, messages = _app(store, files), []
        for each in _shown(due, "Purging"):
            done = store.run_sync(partial(forget.purge, app, each))
            messages += done.withdraw
        clean = forget.scrubbed(store)
    if as_json:
        click.echo(json.dumps([{"exercise": o.exercise, "people": o.people} for o in due]))
    _end(f"Purged {_count(len(due), 'exercise')}.", clean, quiet=as_json)
    _take_away(chosen, messages)


def _app(store: "Store[Exercise]", files: Files) -> App:
    """The application without a platform: facts are written here, messages leave elsewhere."""
    return App(store, files, {}, clock.now)


def _confirm(question: str, yes: bool) -> None:
    if not yes:
        click.confirm(question, abort=True, err=True)


def _count(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _shown(each: Iterable[Any], label: str) -> Iterable[Any]:
    """The same, one by one, with a bar on a terminal."""
    if not sys.stderr.isatty():
        yield from each
        return
    with click.progressbar(list(each), label=label, file=sys.stderr) as bar:
        yield from bar


def _end(done: str, clean: bool, quiet: bool = False) -> None:
    if not quiet:
        click.echo(done)
    if not clean:
        stop(
            "the bytes are still in the file, since somebody reads it; "
            "they go when `valuemap run` is started again",
            FAILED,
        )


def _take_away(chosen: Settings, messages: list[tuple[str, str, str]]) -> None:
    """Delete the erased people's private messages, where the platform lets us."""
    if messages:
        left = asyncio.run(forget.take_away(chosen, messages))
        if left:
            click.echo(f"{_count(left, 'private message')} could not be deleted there.", err=True)


COMMANDS: tuple[click.Command, ...] = (exercises, import_, backup, erase, purge)
