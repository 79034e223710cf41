"""`valuemap check`: would an exercise run here? Each line says what to do about it."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from bot.app import clock, holidays
from bot.app.library import Files
from bot.commands.shared import own
from bot.commands.shared.options import FILES, count
from bot.config import ConfigError, Settings, read
from bot.platforms import registry
from bot.platforms.checking import Check
from bot.platforms.outbound import shown
from dialogs.core.script import Step
from framework.pack.files import DataError
from storage import connection
from storage.errors import BrokenError, StoreError

SERVED = ("brief", "components", "closing", "hot_wash", "feedback", "results", "check", "actions")
"""What a step of a script can do in this release."""

ROOM_BAD, ROOM_NOTED = 20 * 2**20, 200 * 2**20
"""Bytes free on the database's disk: below the first nothing more is taken, the second warns."""

LONG_AGO = 1_735_689_600.0
"""The beginning of 2025, in UTC seconds: a clock that says less was never set."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For a script to read.")
@FILES
def check(as_json: bool, own: Path | None) -> None:
    """Say whether files, settings, database, clock and tokens are sound, and what to do if not.

    Ends with 1 if something would stop an exercise.
    """
    found = asyncio.run(_gathered(as_json, own))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    raise SystemExit(1 if any(one.bad for one in found) else 0)


async def _gathered(quiet: bool, folder: Path | None) -> list[Check]:
    found = []
    async for one in checks(folder):
        found.append(one)
        if not quiet:
            click.echo(f"{one.rank:<5} {one.what}: {one.says}")
            if one.do:
                click.echo(f"      {one.do}")
    return found


async def checks(folder: Path | None) -> AsyncIterator[Check]:
    """Everything that can be seen from here: settings, files, database, clock, platforms.

    `folder`: files of one's own that are looked at in the place of those that are set.
    """
    try:
        settings = read()
    except ConfigError as error:
        named = error.setting.isidentifier()  # else it is the file, whose reason says what to do
        todo = "Set it right, or leave it out." if named else ""
        yield Check(error.setting, error.reason, todo, bad=True)
        return
    laid = files(settings, folder or settings.valuemap_files)
    for one in (*sound(settings), *laid, *database(settings.valuemap_database)):
        yield one
    for one in time(settings):
        yield one
    for one in way_out(settings):
        yield one
    async for one in platforms(settings):
        yield one


def sound(settings: Settings) -> Iterator[Check]:
    """The settings, which file they are in, and who may read it."""
    path = settings.valuemap_config
    used = f"read from {path.absolute()}" if path else "from the environment; no file was found"
    yield Check("settings", f"all of them can be used, {used}")
    if path and settings.secrets and _read_by_others(path):
        yield Check(str(path), "others on this machine may read the tokens", f"chmod 600 {path}")


def way_out(settings: Settings) -> Iterator[Check]:
    """By which proxy platforms are reached, where there is one."""
    ways = (platform.way for platform in settings.platforms.values())
    found = dict.fromkeys(shown(way.proxy or way.secure_proxy) for way in ways if way.proxied)
    for proxy in found:
        yield Check("proxy", f"platforms are reached through {proxy}")


def _read_by_others(path: Path) -> bool:
    """Root may share its file with one group: the service's, which could not read it otherwise."""
    with suppress(OSError):
        found = path.stat()
        return bool(found.st_mode & (0o007 if found.st_uid == 0 and found.st_gid else 0o077))
    return False


def files(settings: Settings, folder: Path | None) -> Iterator[Check]:
    """Packs, scripts and words."""
    try:
        library = Files(folder)
        library.read()
    except DataError as error:
        for problem in error.problems:
            yield Check("files", str(problem), "Mend that entry, then check again.", bad=True)
        return
    for name, pack in library.packs.items():
        said = f"{len(pack.components)} components in {', '.join(pack.languages)}"
        yield Check(f"pack {name}", said)
    for name, script in library.scripts.items():
        for step in script.steps:
            if _verb(step) not in SERVED:
                says = f"step {step.id} is not served by this release"
                yield Check(f"script {name}", says, "Take that step out.", bad=True)
        yield Check(f"script {name}", f"{len(script.steps)} steps")
    yield from own.notes(library.notes)
    yield Check("words", ", ".join(library.words))
    drafts = [code for code, words in library.words.items() if words.draft]
    if drafts:
        says = f"no native reader has read {', '.join(drafts)}; the set-up says so"
        yield Check("drafts", says, "Have them read before a team relies on them.")
    if settings.valuemap_language not in library.words:
        says = f"there are no words for {settings.valuemap_language}"
        todo = f"Choose one of {', '.join(library.words)}."
        yield Check("VALUEMAP_LANGUAGE", says, todo, bad=True)


def _verb(step: Step) -> str:
    return str(step.say or step.ask or step.publish or step.plan)


# -- the database --------------------------------------------------------------------------------


def database(path: Path) -> Iterator[Check]:
    """Whether the database is sound and can be written, and has room to grow."""
    folder = path.absolute().parent
    if not path.exists():
        usable = folder.is_dir() and os.access(folder, os.W_OK)
        says = f"there is no {path} yet; `valuemap run` makes it"
        refused = f"{path} cannot be made: {folder} is not there or not writable"
        todo = "Make that directory, and let this user write to it."
        yield Check("database", says) if usable else Check("database", refused, todo, bad=True)
    else:
        yield _state(path)
        with suppress(OSError):
            if path.stat().st_mode & 0o077:
                todo = f"chmod 600 {path}"
                yield Check("database", "others on this machine may read it", todo)
    if folder.is_dir():
        yield _room(path, folder)


def _state(path: Path) -> Check:
    try:
        found = connection.examine(path)
    except BrokenError as error:
        says, _, todo = str(error).partition(". ")
        return Check("database", says, todo, bad=True)
    except StoreError as error:
        return Check("database", str(error), "Another program holds it; try again.", bad=True)
    if found is None:
        todo = "`valuemap run` keeps a copy and upgrades it."
        return Check("database", f"{path} is from an older release", todo)
    outside = f" and {count(found.sheets, 'public sheet')}" if found.sheets else ""
    kept = (
        f"{found.facts} facts of {count(found.exercises, 'exercise')}{outside}"
        " are as they were written"
    )
    return Check("database", f"{path} is sound and can be written; {kept}")


def _room(path: Path, folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    size = path.stat().st_size if path.is_file() else 0
    bad = free < ROOM_BAD
    todo = "Free some: a backup and an upgrade each need as much again as the database has."
    tight = free < max(ROOM_NOTED, 2 * size)
    return Check("room", f"{free // 2**20} MiB are free", todo if tight else "", bad=bad)


# -- time ----------------------------------------------------------------------------------------


def time(settings: Settings) -> Iterator[Check]:
    """The clock, and the zone that exercises begin with."""
    if clock.now() < LONG_AGO:
        says = "this machine's clock is years behind"
        yield Check("clock", says, "Let the system keep time by NTP.", bad=True)
    zone = settings.valuemap_zone
    todo = "Set VALUEMAP_ZONE to your team's zone, such as America/Port_of_Spain."
    yield Check("zone", f"deadlines are in {zone}", todo if zone == "UTC" else "")
    yield _holidays(settings.valuemap_country or holidays.country(zone))


def _holidays(code: str) -> Check:
    """Whose holidays count where an exercise has no zone of its own."""
    name = holidays.countries().get(code, "no country")
    todo = "" if holidays.known(code) else "Set VALUEMAP_COUNTRY to its two letters, such as TT."
    return Check("holidays", f"nothing closes on public holidays of {name}", todo)


# -- the platforms -------------------------------------------------------------------------------


async def platforms(settings: Settings) -> AsyncIterator[Check]:
    """What each platform says that is set up; a note where none is."""
    found = False
    for each in registry.PLATFORMS:
        async for one in each.check(settings.platforms[each.name], clock.now):
            found = True
            yield one
    if not found:
        todo = f"Set {registry.how_to_serve()}, to serve a team."
        yield Check("platforms", "no token is set, so none was asked", todo)
