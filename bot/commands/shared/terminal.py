"""What every command shares: settings and files read, a database opened, an end in one sentence.

Exit codes: 0 done; 1 not done, though nothing is wrong with what was asked (a full disk, a check
that found something, a platform that was not heard for hours); 2 a wrong setting, file or argument;
3 a token that a platform refuses.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Never

import click

from bot import logs
from bot.app.library import Files, loader
from bot.config import ConfigError, Settings, read
from bot.platforms.base import DeafError, RefusedError
from dialogs.core.exercise import Exercise
from framework.pack.files import DataError
from storage.store import BrokenError, LockedError, Store, StoreError

FAILED, WRONG, REFUSED = 1, 2, 3


def settings() -> Settings:
    """The settings, or an end with one sentence."""
    try:
        return read()
    except ConfigError as error:
        stop(str(error), error.code)


def library(folder: Path | None, country: str = "", *, first: str = "") -> Files:
    """Packs, scripts and words, or an end with everything that is wrong in them.

    `first`: the one language that a start waits for; the service reads the rest beside its work.
    """
    try:
        files = Files(folder, country)
        files.read(first)
    except DataError as error:
        stop(str(error), WRONG)
    return files


def played(own: Path | None, language: str, framework: str) -> Files:
    """The files for a play in a language: a framework if one is named. Ends for what is none.

    `own` are an organisation's; else those of the settings, which need not be there otherwise.
    """
    named = os.environ.get("VALUEMAP_FILES")
    files = library(own or (Path(named) if named else None))
    known("--language", language, files.words)
    if framework:
        known("--framework", framework, files.packs)
    files.framework = framework
    pack = files.first(language)
    if language not in pack.languages:
        stop(f"--language: {pack.id} is in {', '.join(pack.languages)}", WRONG)
    return files


def known(option: str, name: str, among: Iterable[str]) -> None:
    """Ends for a name that is none of these."""
    names = sorted(among)
    if name not in names:
        stop(f"{option}: {name} is none of {', '.join(names)}", WRONG)


def stop(reason: str, code: int) -> Never:
    """End the process with a reason for people."""
    click.echo(f"valuemap: {reason}", err=True)
    sys.exit(code)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what an administrator can mend into an end with one sentence."""
    try:
        yield
    except ConfigError as error:
        stop(str(error), error.code)
    except RefusedError as error:
        stop(str(error), REFUSED)
    except DeafError as error:
        stop(str(error), FAILED)
    except DataError as error:
        stop(str(error), WRONG)
    except (LockedError, BrokenError) as error:
        stop(f"VALUEMAP_DATABASE: {error}", WRONG)
    except StoreError as error:
        stop(f"VALUEMAP_DATABASE: {error}. Is there room on the disk? Then try again.", FAILED)


def database(chosen: Settings) -> Path:
    """Where the database is, or an end if there is none: no command but `run` makes one."""
    path = chosen.valuemap_database
    if not path.is_file():
        stop(f"VALUEMAP_DATABASE: there is no {path}; `valuemap run` makes it", WRONG)
    return path


@contextmanager
def opened(chosen: Settings, files: Files) -> Iterator[Store[Exercise]]:
    """The database, beside a service that may be using it; an end if it cannot be used."""
    logs.start(chosen.valuemap_log, chosen.secrets)
    store: Store[Exercise] = Store(database(chosen), loader(files), exclusive=False)
    with guarded():
        store.open()
        try:
            yield store
        finally:
            store.close()
